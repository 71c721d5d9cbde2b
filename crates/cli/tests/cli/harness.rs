//! The program under test, and what it reads and writes.

use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

/// The program with some arguments and nothing to read.
pub(crate) fn lanewise<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    fed(arguments, "")
}

/// The program with some arguments and something to read.
pub(crate) fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lanewise"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_owned();
    // A program that does not read to the end is not this function's business.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("writing does not panic");
    output
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

#[track_caller]
pub(crate) fn exits(output: &Output, code: i32) {
    let (out, err) = (out(output), err(output));
    assert_eq!(output.status.code(), Some(code), "out:\n{out}\nerr:\n{err}");
}

/// A block of a preset or workload.
#[track_caller]
pub(crate) fn block(name: &str, transactions: u32) -> String {
    let transactions = transactions.to_string();
    let made = lanewise(["gen", name, "--txs", &transactions, "--seed", "7"]);
    exits(&made, 0);
    out(&made)
}

/// A file of this test alone.
pub(crate) fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("the folder is there");
    path
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

//! Running other programs: with their output shown live, kept quiet unless they fail, or read line
//! by line. No program started here is given standard input, so nothing can wait for an answer.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};

use crate::error::{Error, Result};
use crate::progress;

/// Runs a program whose output the person sees as it comes.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(start_error(command))?;
    check(what, status)
}

/// Runs a program whose output matters only if it fails.
pub(crate) fn run_quietly(what: &str, command: &mut Command) -> Result<()> {
    let output = progress::ticking(what, || command.stdin(Stdio::null()).output())
        .map_err(start_error(command))?;
    if !output.status.success() {
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        for line in &lines[lines.len().saturating_sub(30)..] {
            eprintln!("    | {line}");
        }
    }
    check(what, output.status)
}

/// Runs a program, shows its standard output and hands each line of it to `on_line`.
///
/// A program that fails is an answer here, not an error: the caller decides.
pub(crate) fn run_lines(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start_error(command))?;
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            on_line(&line);
        }
    }
    let status = child.wait().map_err(start_error(command))?;
    Ok(status.success())
}

/// The standard output of a program, if it can be started and ends well.
pub(crate) fn capture(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The first of these programs that is on the search path.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .flat_map(|file| [file.with_extension("exe"), file])
        .find(|file| file.is_file())
}

/// The search path with these folders in front.
pub(crate) fn path_with(folders: &[PathBuf]) -> std::ffi::OsString {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    // Only a folder whose name holds the separator can fail here; then the old path serves as well.
    env::join_paths(all).unwrap_or(old)
}

fn start_error(command: &Command) -> impl FnOnce(std::io::Error) -> Error + use<> {
    let program = command.get_program().to_string_lossy().into_owned();
    move |source| Error::Start { program, source }
}

fn check(what: &str, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(Error::Failed {
        what: what.to_owned(),
        status: status.to_string(),
    })
}

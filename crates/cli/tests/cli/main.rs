//! The program as people use it: what it reads, prints and exits with.

mod documents;
mod harness;

use harness::*;
use serde_json::Value;
use std::{
    ffi::OsStr,
    fs,
    io::Read as _,
    path::PathBuf,
    process::{Command, Stdio},
};

#[test]
fn help_is_printed_for_all_and_for_each() {
    for command in ["", "run", "verify", "bench", "gen", "scenarios", "bal"] {
        let arguments = [command, "--help"]
            .into_iter()
            .filter(|word| !word.is_empty());
        let help = lanewise(arguments);
        exits(&help, 0);
        assert!(out(&help).contains("usage: lanewise"), "{command}");
        assert_eq!(err(&help), "");
    }
    let version = lanewise(["--version"]);
    assert_eq!(
        out(&version),
        format!("lanewise {}\n", env!("CARGO_PKG_VERSION"))
    );
    let nothing = lanewise::<&str>([]);
    exits(&nothing, 2);
    assert!(err(&nothing).contains("there is no command"));
}

#[test]
fn a_generated_block_runs_and_is_equal() {
    let block = block("token", 60);
    let again = self::block("token", 60);
    assert!(json(&block) == json(&again), "same seed, same block");
    let run = fed(["run", "-", "--threads", "2", "--rounds", "2"], &block);
    exits(&run, 0);
    let text = out(&run);
    for part in [
        "block-stm",
        "equal to sequential execution",
        "stateRoot",
        "60 transactions",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains('\x1b') && err(&run).is_empty());
    for strategy in [
        "block-access-list",
        "locks:granularity=account",
        "sequential",
    ] {
        let arguments = [
            "run",
            "-",
            "--strategy",
            strategy,
            "--rounds",
            "1",
            "--format",
            "json",
        ];
        let run = fed(arguments, &block);
        exits(&run, 0);
        let report = json(&out(&run));
        assert_eq!(report["difference"], Value::Null);
        let ways = report["ways"].as_array().expect("a list");
        assert_eq!(ways.last().expect("not empty")["strategy"], strategy);
        let fields = report["header"].as_array().expect("a list");
        for field in fields {
            // The workloads' chain has no contracts that requests could come from.
            let not_there = field["field"] == "requestsHash" && field["state"] == "not_checkable";
            assert!(field["state"] == "ok" || not_there, "{field}");
        }
        assert!(fields.len() >= 6);
    }
}

#[test]
fn generated_blocks_are_verified() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("verified");
    fs::create_dir_all(folder.join("inside")).expect("a folder can be made");
    for (place, name) in [
        ("a.json", "suite:mixed"),
        ("inside/b.json", "payments"),
        (".no.json", "token"),
    ] {
        fs::write(folder.join(place), block(name, 25)).expect("it can be written");
    }
    let verified = lanewise([OsStr::new("verify"), folder.as_os_str()]);
    exits(&verified, 0);
    assert_eq!(out(&verified), "2 passed, 0 failed, 0 skipped\n");
    let verified = fed(
        ["verify", "-", "--format", "json", "--jobs", "3"],
        &block("chain", 10),
    );
    exits(&verified, 0);
    let report = json(&out(&verified));
    assert_eq!(
        (&report["passed"], &report["failed"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn a_wrong_root_is_named() {
    let mut block = json(&block("payments", 5));
    let wrong = "0x".to_owned() + &"ab".repeat(32);
    block["expected"]["stateRoot"] = wrong.clone().into();
    let block = block.to_string();
    let run = fed(["run", "-", "--rounds", "1"], &block);
    exits(&run, 1);
    let line = out(&run);
    let line = line
        .lines()
        .find(|line| line.starts_with("stateRoot"))
        .expect("the field is there");
    assert!(line.contains("differs") && line.contains(&wrong), "{line}");
    let verified = fed(["verify", "-", "--threads", "1"], &block);
    exits(&verified, 1);
    let text = out(&verified);
    assert!(text.contains("stateRoot must be 0xabab"), "{text}");
    assert!(text.ends_with("0 passed, 1 failed, 0 skipped\n"), "{text}");
}

#[test]
fn an_invalid_transaction_is_refused_alike() {
    let mut block = json(&block("payments", 5));
    block["block"]["transactions"][3]["nonce"] = "0x77".into();
    let run = fed(["run", "-", "--threads", "2"], &block.to_string());
    exits(&run, 1);
    let text = out(&run);
    assert!(text.contains("refused: transaction 3 is invalid"), "{text}");
    assert!(
        text.contains("it must not be refused") && !text.contains("differs"),
        "{text}"
    );
}

#[test]
fn a_broken_file_is_named_with_the_place_in_it() {
    let mut broken = json(&block("payments", 2));
    broken["block"]["transactions"][1]["gas"] = "many".into();
    let path = file("broken.json", &broken.to_string());
    let path = path.to_str().expect("plain");
    for command in ["run", "bal"] {
        let run = lanewise([command, path]);
        exits(&run, 2);
        let said = err(&run);
        assert!(
            said.contains("broken.json: block.transactions[1].gas"),
            "{said}"
        );
    }
    let verified = lanewise(["verify", path]);
    exits(&verified, 1);
    let text = out(&verified);
    assert!(
        text.contains("broken.json: block.transactions[1].gas"),
        "{text}"
    );
    assert!(text.ends_with("0 passed, 1 failed, 0 skipped\n"), "{text}");
    for (arguments, said) in [
        (["run", "no/such/file"], "cannot be read"),
        (["verify", "no/such/file"], "cannot be read"),
    ] {
        let output = lanewise(arguments);
        exits(&output, 2);
        assert!(err(&output).contains(said), "{}", err(&output));
    }
    let none = fed(["run", "-", "--case", "other"], &block("payments", 2));
    exits(&none, 2);
    assert!(
        err(&none).contains("has no case \"other\""),
        "{}",
        err(&none)
    );
}

#[test]
fn an_access_list_goes_out_and_comes_back() {
    let block = file("listed.json", &block("token", 20));
    let block = block.to_str().expect("plain");
    let made = lanewise(["bal", block]);
    exits(&made, 0);
    assert!(err(&made).contains("accounts"), "{}", err(&made));
    let mut list = json(&out(&made));
    let rlp = out(&lanewise(["bal", block, "--rlp"]));
    let hash = out(&lanewise(["bal", block, "--hash"]));
    assert!(rlp.starts_with("0x") && hash.len() == 67, "{hash}");
    for (name, text) in [("list.json", list.to_string()), ("list.rlp", rlp)] {
        let path = file(name, &text);
        let checked = lanewise(["bal", block, "--check", path.to_str().expect("plain")]);
        exits(&checked, 0);
        assert_eq!(out(&checked), "the list is the block's\n");
    }
    let accounts = list.as_array_mut().expect("a list");
    let sender = accounts
        .iter_mut()
        .find(|account| account["nonceChanges"][0].is_object());
    let sender = sender.expect("somebody sent something");
    let address = sender["address"]
        .as_str()
        .expect("an address")
        .to_lowercase();
    let nonce = sender["nonceChanges"][0]
        .as_object_mut()
        .expect("an object");
    let value = nonce
        .keys()
        .find(|key| key.to_lowercase().contains("nonce") || *key == "value");
    let value = value.expect("a nonce").clone();
    nonce.insert(value, "0x99".into());
    let path = file("wrong.json", &list.to_string());
    let checked = lanewise(["bal", block, "--check", path.to_str().expect("plain")]);
    exits(&checked, 1);
    let text = out(&checked).to_lowercase();
    assert!(text.contains("wrong") && text.contains(&address), "{text}");
}

#[test]
fn a_trace_has_a_lane_for_each_worker() {
    let path = file("trace.json", "");
    let trace = path.to_str().expect("plain");
    let arguments = [
        "run",
        "-",
        "--threads",
        "3",
        "--rounds",
        "1",
        "--trace",
        trace,
    ];
    exits(&fed(arguments, &block("exchange-1", 40)), 0);
    let trace = json(&fs::read_to_string(&path).expect("it was written"));
    let events = trace["traceEvents"].as_array().expect("a list");
    let lanes = events.iter().filter(|event| event["name"] == "thread_name");
    assert_eq!(lanes.count(), 3);
    let spans: Vec<_> = events.iter().filter(|event| event["ph"] == "X").collect();
    assert!(spans.len() >= 40);
    for span in spans {
        assert!(span["tid"].as_u64().is_some_and(|lane| lane < 3), "{span}");
        assert!(span["args"]["transaction"].is_u64() && span["args"]["kind"].is_string());
    }
}

#[test]
fn measuring_writes_rows() {
    let path = file("figures.json", "");
    let figures = path.to_str().expect("plain");
    let bench = lanewise([
        "bench",
        "--txs",
        "30",
        "--rounds",
        "1",
        "--threads",
        "2",
        "--workload",
        "token,erc20-hot",
        "--memory",
        "--json",
        figures,
    ]);
    exits(&bench, 0);
    assert!(out(&bench).contains("token, distinct accounts"));
    let rows = json(&fs::read_to_string(&path).expect("it was written"));
    let rows = rows["rows"].as_array().expect("a list");
    assert_eq!(rows.len(), 2 * lanewise_executor::strategies::TABLE.len());
    for row in rows {
        assert!(
            row["median_ms"].as_f64().is_some_and(|time| time > 0.0),
            "{row}"
        );
        let [peak, outcome] = ["peak_bytes", "outcome_bytes"].map(|field| row[field].as_u64());
        assert!(peak >= outcome && outcome > Some(0), "{row}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lanewise"))
        .args(["gen", "token", "--txs", "500"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0];
    let mut stdout = child.stdout.take().expect("it is piped");
    stdout.read_exact(&mut first).expect("something comes out");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    exits(&output, 0);
    assert_eq!(err(&output), "");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_its_own_code() {
    let child = Command::new(env!("CARGO_BIN_EXE_lanewise"))
        .args([
            "bench",
            "--workload",
            "payments",
            "--txs",
            "200",
            "--rounds",
            "10000",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Long enough for it to listen, and far shorter than it takes.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("every unix has it").success());
    let output = child.wait_with_output().expect("it ends");
    exits(&output, 130);
    assert_eq!(err(&output), "lanewise: interrupted\n");
}

//! Blocks of batch documents, knobs, and the scenarios' table.

use crate::harness::*;
use std::{fs, path::PathBuf};

/// A batch document over the contract of an `.evm` file.
fn batch_document(name: &str) -> PathBuf {
    let text = r#"{
  "format": "lanewise-batch/1",
  "title": "Visits",
  "transactions": 40,
  "accounts": 60,
  "knobs": [{ "id": "share", "least": 0, "most": 100, "value": 10 }],
  "contracts": [{ "id": "counter", "contract": "Counter" }],
  "steps": [
    { "weight": { "knob": "share" }, "to": "counter", "function": "increment", "gas": 100000 },
    { "weight": { "difference": [100, { "knob": "share" }] },
      "to": { "account": "contention" }, "value": "1 gwei", "gas": 21000 }
  ]
}"#;
    file(name, text)
}

/// Increments slot 0 whatever it is called with.
const COUNTER: &str = ".abi \"function increment()\"\nPUSH 0\nSLOAD\nPUSH 1\nADD\nPUSH 0\nSSTORE\n";

/// The counter's file, in a folder of its own.
fn counter(folder: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join("Counter.evm");
    fs::write(&path, COUNTER).expect("it can be written");
    path
}

fn plain(path: &std::path::Path) -> &str {
    path.to_str().expect("plain")
}

#[test]
fn batch_documents_become_blocks() {
    let (batch, counter) = (batch_document("made.json"), counter("made"));
    let made = lanewise([
        "gen",
        "--batch",
        plain(&batch),
        "--artifacts",
        plain(&counter),
        "--knob",
        "share=100",
        "--txs",
        "30",
    ]);
    exits(&made, 0);
    let block = json(&out(&made));
    assert_eq!(block["name"], "Visits, 30 transactions, seed 1");
    let transactions = block["block"]["transactions"].as_array().expect("a list");
    assert_eq!(transactions.len(), 30);
    assert!(
        transactions
            .iter()
            .all(|one| one["to"] == transactions[0]["to"])
    );
    let run = fed(["run", "-", "--threads", "2", "--rounds", "1"], &out(&made));
    exits(&run, 0);

    // The ready contracts are there where no others are named.
    let text = fs::read_to_string(&batch).expect("it was written");
    let ready = text
        .replace("\"Counter\"", "\"NftCounter\"")
        .replace("\"increment\"", "\"mint\"")
        .replace("100000", "200000");
    exits(&fed(["gen", "--batch", "-", "--txs", "5"], &ready), 0);
}

/// What Hardhat, Foundry and the compiler itself write is all read, also from folders.
#[test]
fn artifacts_come_from_other_tools() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("artifacts");
    let inside = folder.join("Counter.sol");
    fs::create_dir_all(&inside).expect("a folder can be made");
    // The runtime above, put there by creation code.
    let code = "0x600880600a3d393df3fe5f546001015f5500";
    let abi = r#"[{ "type": "function", "name": "increment", "inputs": [], "outputs": [],
        "stateMutability": "nonpayable" }]"#;
    let artifact = format!(r#"{{ "abi": {abi}, "bytecode": {{ "object": "{code}" }} }}"#);
    let hardhat = format!(r#"{{ "contractName": "Counter", "abi": {abi}, "bytecode": "{code}" }}"#);
    let digits = code.trim_start_matches("0x");
    let standard = format!(
        r#"{{ "contracts": {{ "Counter.sol": {{ "Counter": {{ "abi": {abi},
        "evm": {{ "bytecode": {{ "object": "{digits}" }} }} }} }} }} }}"#
    );
    fs::write(inside.join("Counter.json"), artifact).expect("it can be written");
    let interface = format!(r#"{{ "abi": {abi}, "bytecode": {{ "object": "0x" }} }}"#);
    fs::write(inside.join("ICounter.json"), interface).expect("it can be written");
    fs::write(folder.join("cache.json"), "{}").expect("it can be written");
    let batch = batch_document("from-tools.json");
    let hardhat = file("hardhat.json", &hardhat);
    let standard = file("standard.json", &standard);
    let mut blocks = Vec::new();
    for artifacts in [&folder, &hardhat, &standard] {
        let made = lanewise([
            "gen",
            "--batch",
            plain(&batch),
            "--artifacts",
            plain(artifacts),
        ]);
        exits(&made, 0);
        blocks.push(json(&out(&made)));
    }
    assert!(blocks[0] == blocks[1] && blocks[1] == blocks[2]);

    for (text, said) in [
        (
            "{}",
            "neither the Solidity compiler’s output nor an artifact",
        ),
        (
            r#"{ "abi": [], "bytecode": "0xzz" }"#,
            "must be hexadecimal",
        ),
        (
            r#"{ "contracts": {}, "errors": [{ "severity": "error", "message": "Expected ;" }] }"#,
            "the compiler says: Expected ;",
        ),
    ] {
        let wrong = file("wrong-artifact.json", text);
        let made = lanewise([
            "gen",
            "--batch",
            plain(&batch),
            "--artifacts",
            plain(&wrong),
        ]);
        exits(&made, 2);
        assert!(err(&made).contains(said), "{}", err(&made));
    }
}

#[test]
fn what_is_wrong_with_a_document_is_told_with_its_place() {
    let batch = batch_document("wrong-document.json");
    let text = fs::read_to_string(&batch).expect("it was written");
    let counter = counter("wrong");
    for (from, to, said) in [
        (
            "\"increment\"",
            "\"incement\"",
            "line 9, steps[0].function: Counter has no function",
        ),
        ("\"weight\"", "\"wait\"", "line 9, steps[0].wait: "),
        (
            "40,",
            "0,",
            "line 4, transactions: This must be between 1 and 50000",
        ),
        ("\"accounts\"", "accounts", "line 5: This is no JSON"),
    ] {
        let changed = text.replacen(from, to, 1);
        let made = fed(
            ["gen", "--batch", "-", "--artifacts", plain(&counter)],
            &changed,
        );
        exits(&made, 2);
        let complaint = err(&made);
        assert!(
            complaint.contains(&format!("standard input: {said}")),
            "{complaint}"
        );
    }
    for (knob, said) in [
        (
            "share=101",
            "knob share must be between 0 and 100; it is 101.",
        ),
        (
            "shares=1",
            "the document has no knob \"shares\"; it has share",
        ),
    ] {
        let arguments = ["gen", "--batch", plain(&batch), "--knob", knob];
        let made = lanewise(arguments);
        exits(&made, 2);
        assert!(err(&made).contains(said), "{}", err(&made));
    }
    let unknown = lanewise(["gen", "exchange", "--knob", "pool=1"]);
    exits(&unknown, 2);
    assert!(
        err(&unknown).contains("exchange has no knob \"pool\""),
        "{}",
        err(&unknown)
    );
}

#[test]
fn knobs_of_scenarios_are_turned() {
    let receivers = |merchant: &str| {
        let knob = format!("merchant={merchant}");
        let made = lanewise(["gen", "payments", "--txs", "20", "--knob", &knob]);
        exits(&made, 0);
        let block = json(&out(&made));
        let transactions = block["block"]["transactions"].as_array().expect("a list");
        let all = transactions.iter().map(|one| one["to"].to_string());
        all.collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!((receivers("0"), receivers("100")), (20, 1));
}

#[test]
fn scenarios_are_measured() {
    let arguments = "scenarios --scenario token,nft-global --txs 60 --threads 2 --rounds 1";
    let measured = lanewise(arguments.split(' '));
    exits(&measured, 0);
    let table = out(&measured);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 2 + 4, "{table}");
    assert!(lines[0].contains("| Bound |") && lines[0].contains("Speedup, 2 threads"));
    assert!(lines[2].contains("| default | 60 | 60 | 60.0 |"), "{table}");
    assert!(lines[3].contains("| most contended | 60 | 60 |"), "{table}");
}

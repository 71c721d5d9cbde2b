//! Conversations about projects.

use super::{
    tests::{alone, replies},
    *,
};
use lanewise_protocol::{DryRun, ProjectInfo};
use serde_json::{Value, json};

/// A counter for everybody; whoever calls with less than four bytes is turned away.
const COUNTER: &str = r#"
.abi "function increment()"
.abi "error TooShort(uint256 length)"
.storage count 0 uint256
    PUSH 4
    CALLDATASIZE
    LT
    JUMPI @short
    PUSH count
    SLOAD
    PUSH 1
    ADD
    PUSH count
    SSTORE
    STOP
short:
    PUSH selector("TooShort(uint256)")
    PUSH 224
    SHL
    PUSH0
    MSTORE
    CALLDATASIZE
    PUSH 4
    MSTORE
    PUSH 36
    PUSH0
    REVERT
"#;

fn batch() -> Value {
    json!({
        "format": "lanewise-batch/1",
        "transactions": 40, "accounts": 20,
        "contracts": [{ "id": "counter", "contract": "Counter" }],
        "setup": [{ "to": "counter", "function": "increment" }],
        "steps": [
            { "to": "counter", "function": "increment", "weight": 3 },
            { "to": "counter", "data": "0x0102" }
        ]
    })
}

fn document(files: &Value, batch: &Value) -> Vec<u8> {
    json!({ "files": files, "batch": batch.to_string() })
        .to_string()
        .into_bytes()
}

fn take(session: &mut Session, number: u32, bytes: &[u8]) -> Result<ProjectInfo, Failure> {
    let request = Request::Project {
        id: 5,
        project: number,
    };
    match replies(session, request, bytes, |_| {}).remove(0).0 {
        Reply::Project { id: 5, project } => Ok(*project),
        Reply::Failed { id: 5, failure } => Err(failure),
        other => panic!("{other:?}"),
    }
}

fn good(session: &mut Session, number: u32) -> ProjectInfo {
    let files = json!({ "Counter.evm": COUNTER });
    take(session, number, &document(&files, &batch())).unwrap()
}

fn dry_run(session: &mut Session, number: u32) -> Result<DryRun, Failure> {
    let request = Request::DryRun {
        id: 6,
        block: BlockSource::Project(number),
    };
    match replies(session, request, &[], |_| {}).remove(0).0 {
        Reply::DryRun { id: 6, report } => Ok(report),
        Reply::Failed { id: 6, failure } => Err(failure),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_project_is_taken_over_and_run() {
    let _alone = alone();
    let mut session = Session::default();
    let info = good(&mut session, 1);
    assert!(info.usable, "{info:?}");
    assert_eq!((info.files.len(), info.problems.len()), (0, 0));
    let contract = &info.contracts[0];
    assert_eq!((contract.name.as_str(), contract.own), ("Counter", true));
    assert_eq!(contract.functions[0].signature, "increment()");
    assert_eq!(contract.storage[0].label, "count");

    let spec = RunSpec {
        block: BlockSource::Project(1),
        strategy: "block-stm".to_owned(),
        threads: 1,
    };
    let all = replies(&mut session, Request::Run { id: 7, spec }, &[], |_| {});
    let Some((Reply::Finished { result, .. }, _)) = all.last() else {
        panic!("{:?}", all.last())
    };
    assert!(result.check.equal);
    assert_eq!(result.block.transactions, 40);
}

#[test]
fn a_dry_run_says_what_fails_and_why() {
    let mut session = Session::default();
    good(&mut session, 1);
    let report = dry_run(&mut session, 1).unwrap();
    assert_eq!(report.transactions, 40);
    assert_eq!(report.failures.len(), 1);
    let failures = &report.failures[0];
    assert_eq!(failures.reason, "TooShort(length: 2)");
    assert_eq!(failures.call, "Counter");
    assert_eq!(failures.count + report.succeeded, 40);
    assert!(failures.count > 0 && report.succeeded > 0);
    let gas: u64 = report.calls.iter().map(|call| call.gas_used).sum();
    assert_eq!(gas, report.gas_used);
}

#[test]
fn transactions_are_listed_and_the_list_is_the_same_block() {
    let mut session = Session::default();
    good(&mut session, 1);
    let request = Request::Listing {
        id: 8,
        block: BlockSource::Project(1),
    };
    let (reply, bytes) = replies(&mut session, request, &[], |_| {}).remove(0);
    assert_eq!(reply, Reply::Listing { id: 8 });
    let list: Value = serde_json::from_slice(&bytes.unwrap()).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 40);
    let mut listed = batch();
    listed["list"] = list;
    listed["steps"] = json!([]);
    let files = json!({ "Counter.evm": COUNTER });
    let info = take(&mut session, 2, &document(&files, &listed)).unwrap();
    assert!(info.usable, "{:?}", info.problems);
    let first = dry_run(&mut session, 1).unwrap();
    assert_eq!(dry_run(&mut session, 2).unwrap(), first);
}

#[test]
fn problems_have_their_places_and_the_last_good_project_stays() {
    let mut session = Session::default();
    good(&mut session, 1);
    let mut wrong = batch();
    wrong["steps"][0]["function"] = json!("incrment");
    let files = json!({
        "Counter.evm": COUNTER,
        "Other.evm": "  PUHS 1",
        "Pasted.json": "{ \"abi\": [",
    });
    let text = serde_json::to_string_pretty(&wrong).unwrap();
    let bytes = json!({ "files": files, "batch": text }).to_string();
    let info = take(&mut session, 2, bytes.as_bytes()).unwrap();
    assert!(!info.usable);
    let problem = &info.problems[0];
    assert_eq!(problem.path, "steps[0].function");
    assert!(
        problem.message.contains("there are increment."),
        "{problem:?}"
    );
    let line = text.lines().nth(problem.line as usize - 1).unwrap();
    assert!(line.contains("incrment"), "{line}");
    let other = info
        .files
        .iter()
        .find(|one| one.path == "Other.evm")
        .unwrap();
    assert_eq!((other.line, other.column, other.end_column), (1, 3, 7));
    assert!(other.message.contains("PUSH"), "{other:?}");
    assert!(info.files.iter().any(|one| one.path == "Pasted.json"));

    assert!(dry_run(&mut session, 1).is_ok());
    assert!(matches!(dry_run(&mut session, 2), Err(Failure::Other(_))));
}

#[test]
fn what_goes_wrong_while_a_block_is_made_is_told_with_its_place() {
    let mut session = Session::default();
    let files = json!({ "Counter.evm": COUNTER });
    let mut wrong = batch();
    wrong["setup"] = json!([{ "to": "counter", "data": "0x01" }]);
    let info = take(&mut session, 1, &document(&files, &wrong)).unwrap();
    assert!(info.usable);
    let Err(Failure::Batch(problems)) = dry_run(&mut session, 1) else {
        panic!("the set-up reverts")
    };
    assert_eq!(problems[0].path, "setup[0]");
    assert_eq!(
        problems[0].message,
        "This transaction of the set-up reverts: TooShort(length: 1)."
    );
}

#[test]
fn documents_that_are_none_are_refused() {
    let mut session = Session::default();
    for bytes in [&b""[..], b"[]", b"{}", b"{\"batch\": 1}", b"\xff\xfe"] {
        let Err(Failure::Other(why)) = take(&mut session, 1, bytes) else {
            panic!("{bytes:?} is no project")
        };
        assert!(why.starts_with("The project cannot be read: "), "{why}");
    }
    let unreadable = json!({ "batch": "{}", "compiled": { "A.sol": { "A": { "evm": {
        "bytecode": { "object": "00" } } } } } });
    let info = take(&mut session, 1, unreadable.to_string().as_bytes()).unwrap();
    assert!(
        !info.usable && info.files[0].message.contains("A in A.sol"),
        "{info:?}"
    );
}

//! Small documents over a contract that returns what it is given, and what comes out of them.

pub(crate) use alloy_dyn_abi::DynSolValue;
pub(crate) use alloy_primitives::{Address, U256};
pub(crate) use lanewise_workloads::Workload;
pub(crate) use serde_json::{Value as Json, json};

use alloy_dyn_abi::JsonAbiExt;
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Bytes, TxKind};
use lanewise_executor::{
    Control, InPlace, Outcome, Unobserved,
    strategies::{Job, Sequential, Strategy},
};
use lanewise_workloads::{Artifacts, PrepareError, add_pasted, generate};

/// Returns the data behind the selector, by 11 bytes of code that 9 others put there.
const ECHO: &str = "600b8060095f395ff3600436038060045f375ff3";

const FUNCTIONS: [&str; 15] = [
    "function number(uint256 a) returns (uint256)",
    "function signed(int256 a) returns (int256)",
    "function small(uint8 a) returns (uint8)",
    "function who(address a) returns (address)",
    "function two(address a, address b) returns (address, address)",
    "function three(uint256 a, uint256 b, uint256 c) returns (uint256, uint256, uint256)",
    "function numbers(uint256[] a) returns (uint256[])",
    "function people(address[] a) returns (address[])",
    "function word(bytes32 a) returns (bytes32)",
    "function words(bytes32[] a) returns (bytes32[])",
    "function data(bytes a) returns (bytes)",
    "function text(string a) returns (string)",
    "function flag(bool a) returns (bool)",
    "function record((address,uint256[2]) a) returns ((address,uint256[2]))",
    "function pay(uint256 a) payable returns (uint256)",
];

/// The ready contracts, and `Echo`.
pub(crate) fn artifacts() -> Artifacts {
    let abi = JsonAbi::parse(FUNCTIONS).expect("plain functions");
    let file = json!({ "contractName": "Echo", "abi": abi, "bytecode": ECHO });
    let mut artifacts = Artifacts::built_in().clone();
    add_pasted(&mut artifacts, "Echo.json", &file.to_string()).expect("a whole artifact");
    artifacts
}

/// A document of 200 transactions and 50 accounts, with one `echo`, and with these keys.
pub(crate) fn document(keys: Json) -> Json {
    let mut document = json!({
        "format": "lanewise-batch/1",
        "transactions": 200,
        "accounts": 50,
        "contracts": [{ "id": "echo", "contract": "Echo" }],
    });
    let all = document.as_object_mut().expect("an object");
    all.extend(keys.as_object().expect("an object").clone());
    document
}

/// A document whose every transaction calls a function of `echo`.
pub(crate) fn calling(function: &str, arguments: Json) -> Json {
    document(json!({
        "steps": [{ "to": "echo", "function": function, "arguments": arguments }],
    }))
}

pub(crate) fn generated(document: &Json) -> Result<Workload, PrepareError> {
    let batch = lanewise_batch::read(&document.to_string())
        .unwrap_or_else(|problems| panic!("{}\n{document:#}", problems[0]));
    generate(&batch, &artifacts(), &mut |_, _| true)
}

#[track_caller]
pub(crate) fn made(document: &Json) -> Workload {
    generated(document).unwrap_or_else(|error| panic!("{error}\n{document:#}"))
}

/// The first fault of a document: its path and its sentence.
#[track_caller]
pub(crate) fn refused(document: &Json) -> (String, String) {
    let batch = match lanewise_batch::read(&document.to_string()) {
        Ok(batch) => batch,
        Err(problems) => return (problems[0].path.clone(), problems[0].message.clone()),
    };
    match generate(&batch, &artifacts(), &mut |_, _| true) {
        Err(PrepareError::Batch(faults)) => (faults[0].path.clone(), faults[0].message.clone()),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nobody finds a fault in {document:#}"),
    }
}

#[track_caller]
pub(crate) fn assert_refused(document: &Json, path: &str, part: &str) {
    let (at, said) = refused(document);
    assert!(at == path && said.contains(part), "{at}: {said}");
    assert!(said.ends_with(['.', '?']), "no sentence: {said}");
}

/// What each transaction that calls a contract was called with.
pub(crate) fn arguments(workload: &Workload) -> Vec<Vec<DynSolValue>> {
    let transactions = workload.block.transactions.iter();
    let of = |transaction: &lanewise_executor::Transaction| {
        let TxKind::Call(to) = transaction.kind else {
            return None;
        };
        let contract = workload.contracts.iter().find(|one| one.address == to)?;
        let selector = transaction.data.get(..4)?;
        let mut functions = contract.artifact.abi.functions();
        let function = functions.find(|one| one.selector() == selector)?;
        function.abi_decode_input(&transaction.data[4..]).ok()
    };
    transactions
        .map(|one| of(one).unwrap_or_default())
        .collect()
}

/// The first argument of each transaction of a document that calls a function of `echo`.
#[track_caller]
pub(crate) fn drawn(function: &str, value: Json) -> Vec<DynSolValue> {
    let workload = made(&calling(function, json!([value])));
    let all = arguments(&workload).into_iter();
    all.map(|arguments| arguments.into_iter().next().expect("one argument"))
        .collect()
}

/// The numbers that a generator gives.
#[track_caller]
pub(crate) fn numbers(value: Json) -> Vec<U256> {
    drawn("number", value).iter().map(number).collect()
}

pub(crate) fn number(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

pub(crate) fn address(value: &DynSolValue) -> Address {
    value.as_address().expect("an address")
}

pub(crate) fn uint(number: u64) -> U256 {
    U256::from(number)
}

/// The address of a contract; `id#1` for the second copy.
pub(crate) fn contract(workload: &Workload, id: &str) -> Address {
    let mut contracts = workload.contracts.iter();
    contracts.find(|one| one.id == id).expect(id).address
}

/// Asks a view of the state before the block for a number.
pub(crate) fn ask(workload: &Workload, id: &str, function: &str, of: &[DynSolValue]) -> U256 {
    let mut contracts = workload.contracts.iter();
    let contract = contracts.find(|one| one.id == id).expect(id);
    let function = contract.artifact.function(function).expect("it is there");
    let data = function.abi_encode_input(of).expect("the right types");
    let call = [(contract.address, Bytes::from(data))];
    let number = workload.block.env.number.to::<u64>();
    let given = lanewise_workloads::view(&workload.pre, number, &call).expect("it can be asked");
    U256::from_be_slice(&given[0].as_ref().expect("it answers")[..32])
}

/// The block, executed one transaction after the other.
pub(crate) fn executed(workload: &Workload) -> Outcome {
    let control = Control::new();
    let job = Job::new(&workload.block, &workload.pre, &InPlace, &control);
    let run = Sequential.execute(&job, &Unobserved);
    run.expect("every transaction can be paid for").outcome
}

/// How often each of the things comes.
pub(crate) fn counts<T: std::hash::Hash + Eq>(
    things: impl IntoIterator<Item = T>,
) -> std::collections::HashMap<T, usize> {
    let mut counts = std::collections::HashMap::new();
    for thing in things {
        *counts.entry(thing).or_default() += 1;
    }
    counts
}

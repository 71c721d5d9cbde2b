//! What is found out only while a document is carried out: the set-up reverts, code is too large,
//! a number that is drawn does not fit.

use crate::harness::*;
use lanewise_workloads::{Artifacts, add_assembly, add_pasted, check, generate};

fn token(supply: u64) -> Json {
    json!({ "id": "token", "contract": "Token", "arguments": ["T", "T", supply] })
}

fn with(contracts: Json, set_up: Json) -> Json {
    document(json!({
        "contracts": contracts, "setup": set_up, "steps": [{ "to": { "account": "turn" } }],
    }))
}

/// The contract of a runtime of so many bytes (its first stops), from pasted bytecode.
fn pasted(artifacts: &mut Artifacts, name: &str, runtime: usize) {
    // PUSH3 length, DUP1, PUSH1 12, PUSH0, CODECOPY, PUSH0, RETURN
    let creation = format!("62{runtime:06x}80600b5f395ff3{}", "00".repeat(runtime));
    let file = json!({ "contractName": name, "abi": [], "bytecode": creation }).to_string();
    add_pasted(artifacts, "pasted.json", &file).expect("a whole artifact");
}

/// The first fault of a document over other artifacts.
fn fault(artifacts: &Artifacts, document: &Json) -> (String, String) {
    let batch = lanewise_batch::read(&document.to_string()).expect("well formed");
    let error = generate(&batch, artifacts, &mut |_, _| true).expect_err("it cannot be made");
    match error {
        lanewise_workloads::PrepareError::Batch(faults) => {
            (faults[0].path.clone(), faults[0].message.clone())
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_reverting_constructor_is_told_with_its_reason() {
    let mut artifacts = Artifacts::default();
    let source =
        "PUSH selector(\"Closed()\")\nPUSH 224\nSHL\nPUSH 0\nMSTORE\nPUSH 4\nPUSH 0\nREVERT\n";
    let runtime = format!(".abi \"error Closed()\"\n.abi \"function f()\"\n{source}");
    add_assembly(&mut artifacts, "Closed.evm", &runtime).expect("it can be assembled");
    let call = json!([{ "to": "c", "function": "f", "gas": 100_000 }]);
    let contracts = json!([{ "id": "c", "contract": "Closed" }]);
    let (path, said) = fault(&artifacts, &with(contracts, call));
    assert_eq!(path, "setup[0]");
    assert!(
        said.contains("This transaction of the set-up reverts: Closed()"),
        "{said}"
    );

    // Creation code that reverts by itself, without a reason.
    let file = json!({ "contractName": "Never", "abi": [], "bytecode": "5f5ffd" }).to_string();
    add_pasted(&mut artifacts, "Never.json", &file).expect("a whole artifact");
    let contracts =
        json!([{ "id": "c", "contract": "Closed" }, { "id": "n", "contract": "Never" }]);
    let (path, said) = fault(&artifacts, &with(contracts, json!([])));
    assert_eq!(path, "contracts[1]");
    assert!(said.starts_with("The constructor reverts: "), "{said}");
}

#[test]
fn a_reverting_set_up_is_told_with_its_reason() {
    let transfer = json!({ "to": "token", "function": "transfer",
        "arguments": [{ "account": { "index": 0 } }, 11] });
    let document = with(json!([token(10)]), json!([transfer]));
    assert_refused(
        &document,
        "setup[0]",
        "This transaction of the set-up reverts: InsufficientBalance(",
    );
    let poor = json!({ "to": "token", "function": "approve", "arguments": ["deployer", 1],
        "gas": 25_000 });
    let document = with(json!([token(10)]), json!([poor]));
    assert_refused(&document, "setup[0]", "fails: out of gas");
    let paid = json!({ "to": { "account": { "index": 0 } }, "value": "10001 ether" });
    let document = with(json!([token(10)]), json!([paid]));
    assert_refused(
        &document,
        "setup[0]",
        "A transaction of the set-up is invalid",
    );
}

#[test]
fn code_may_not_be_too_large() {
    let mut artifacts = Artifacts::default();
    for (name, runtime) in [("Fits", 24_576), ("Large", 25_000), ("Larger", 60_000)] {
        pasted(&mut artifacts, name, runtime);
    }
    let of = |name: &str| with(json!([{ "id": "c", "contract": name }]), json!([]));
    let fits = lanewise_batch::read(&of("Fits").to_string()).expect("well formed");
    assert!(generate(&fits, &artifacts, &mut |_, _| true).is_ok());
    let (path, said) = fault(&artifacts, &of("Large"));
    assert_eq!(path, "contracts[0]");
    assert!(
        said.contains("larger than 24,576 bytes (EIP-170)"),
        "{said}"
    );
    let (path, said) = fault(&artifacts, &of("Larger"));
    assert_eq!(path, "contracts[0].contract");
    assert!(said.contains("49152 are allowed (EIP-3860)"), "{said}");
}

/// Where the deployed code is known, its size is told without executing anything.
#[test]
fn known_sizes_are_checked_beforehand() {
    let mut artifacts = Artifacts::default();
    let file = json!({ "contractName": "Large", "abi": [], "bytecode": "0x00",
        "deployedBytecode": "00".repeat(25_000) });
    add_pasted(&mut artifacts, "Large.json", &file.to_string()).expect("a whole artifact");
    let document = with(json!([{ "id": "c", "contract": "Large" }]), json!([]));
    let batch = lanewise_batch::read(&document.to_string()).expect("well formed");
    let faults = check(&batch, &artifacts);
    assert_eq!(faults[0].path, "contracts[0].contract");
    assert!(
        faults[0].message.contains("25000 bytes of code"),
        "{faults:?}"
    );
}

#[test]
fn a_contract_must_leave_code_behind() {
    let mut artifacts = Artifacts::default();
    let file = json!({ "contractName": "Nothing", "abi": [], "bytecode": "00" }).to_string();
    add_pasted(&mut artifacts, "Nothing.json", &file).expect("a whole artifact");
    let document = with(json!([{ "id": "c", "contract": "Nothing" }]), json!([]));
    let (path, said) = fault(&artifacts, &document);
    assert_eq!(path, "contracts[0]");
    assert_eq!(said, "The creation code of Nothing leaves no code behind.");
}

#[test]
fn a_set_up_has_its_limits() {
    let ping =
        |times: u64| json!({ "to": { "account": { "index": 0 } }, "repeat": { "times": times } });
    let document = with(json!([]), json!([ping(400_001)]));
    assert_refused(
        &document,
        "setup[0].repeat.times",
        "A whole number between 1 and 400000",
    );
    let document = with(json!([]), json!([ping(200_001), ping(200_000)]));
    assert_refused(
        &document,
        "setup[1]",
        "would have 400001 transactions up to here; at most 400000",
    );
    let document = with(
        json!([{ "id": "token", "contract": "Token", "copies": 1_001, "arguments": ["", "", 1] }]),
        json!([]),
    );
    assert_refused(
        &document,
        "contracts[0].copies",
        "A whole number between 1 and 1000",
    );
}

#[test]
fn what_is_drawn_must_fit() {
    let path = "steps[0].arguments[0]";
    let late = |least: i64, most: i64| {
        json!({ "uniform": {
        "min": { "sum": [{ "uniform": { "min": 0, "max": 0 } }, least] }, "max": most } })
    };
    for (function, value, said) in [
        (
            "small",
            json!({ "sum": [{ "sequence": {} }, 100] }),
            "uint8 cannot hold 256.",
        ),
        (
            "number",
            json!({ "sequence": { "start": 3, "step": -1 } }),
            "uint256 cannot hold -1.",
        ),
        (
            "number",
            late(5, 4),
            "The least, 5, is above the greatest, 4.",
        ),
        (
            "number",
            json!({ "remainder": [1, late(0, 0)] }),
            "This divides by zero.",
        ),
        (
            "number",
            json!({ "sum": ["1e77", { "scaled": { "of": "1e77", "times": late(1, 1), "over": 1 } }] }),
            "too large",
        ),
        (
            "numbers",
            json!({ "repeat": { "count": late(-1, -1), "value": 1 } }),
            "An array has between 0 and 10000 elements, not -1.",
        ),
        (
            "who",
            json!({ "account": { "index": { "sequence": {} } } }),
            "There is no account 50: there are 50",
        ),
        (
            "who",
            json!({ "contract": "echo", "copy": { "sequence": {} } }),
            "no copy 1 of “echo”: there are 1",
        ),
    ] {
        assert_refused(&calling(function, json!([value])), path, said);
    }
    let proof = json!({ "merkle": { "proof": { "of": "deployer", "amount": 1 } } });
    let path = "steps[0].arguments[0].merkle.proof.of";
    assert_refused(
        &calling("words", json!([proof])),
        path,
        "this is none of them",
    );
    let mut gas = calling("number", json!([1]));
    gas["steps"][0]["gas"] = json!({ "sequence": { "start": 21_100, "step": -1 } });
    assert_refused(&gas, "steps[0].gas", "this is 20999.");
}

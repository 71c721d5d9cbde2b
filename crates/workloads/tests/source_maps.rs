//! Code leads to its lines: wherever it was deployed, whoever compiled it, however damaged what the
//! compiler said of it.

use alloy_primitives::{Address, B256};
use lanewise_batch::Batch;
use lanewise_executor::{CodeId, Control, Location, Part};
use lanewise_workloads::{
    Artifacts, BatchSpec, Place, Sources, Workload, add_assembly, generate, prepare, preset,
};
use proptest::prelude::*;
use serde_json::json;

fn prepared(id: &str, transactions: u32) -> Workload {
    let spec = BatchSpec {
        transactions,
        accounts: 100,
        ..preset(id).expect("the scenario exists").defaults()
    };
    prepare(&spec, &mut |_, _| true).expect("the description is valid")
}

/// Contracts that contracts create have the same code elsewhere, with other values filled in.
#[test]
fn code_is_known_by_its_bytes() {
    let workload = prepared("token", 10);
    let token = &workload.contracts[0];
    assert_eq!(token.artifact.name, "Token");
    let account = workload.pre.account(&token.address).unwrap();
    let code = workload.pre.code(&account.info.code_hash).unwrap();
    let runtime = code.original_bytes().to_vec();
    let maps = workload.code_maps();
    let mut number = 0;
    let mut known = |is_creation, bytes: &[u8]| {
        number += 1;
        let code = CodeId {
            address: Address::repeat_byte(0x99),
            hash: B256::with_last_byte(number),
            is_creation,
        };
        let map = maps.of(&code, bytes);
        assert_eq!(maps.get(&code).is_some(), map.is_some());
        map.map(|map| (map.artifact.name.clone(), map.is_creation))
    };
    let token_at = |is_creation| Some(("Token".to_owned(), is_creation));
    assert_eq!(known(false, &runtime), token_at(false));
    // `owner` is immutable: the only bytes that deployment filled in.
    let owner = runtime.windows(20).position(|part| part == [0xde; 20]);
    let owner = owner.expect("the deployer owns it");
    let mut of_another = runtime.clone();
    for at in 0..runtime.len() - 20 {
        // It is filled in wherever it is used.
        if runtime[at..at + 20] == [0xde; 20] {
            of_another[at..at + 20].fill(0x77);
        }
    }
    assert_ne!(of_another[owner], runtime[owner]);
    assert_eq!(known(false, &of_another), token_at(false));
    let mut damaged = runtime.clone();
    damaged[100] ^= 1;
    assert_eq!(known(false, &damaged), None);
    assert_eq!(known(false, &runtime[1..]), None);
    assert_eq!(known(false, &[]), None);
    let mut creation = token.artifact.creation.to_vec();
    creation.extend([7; 96]);
    assert_eq!(known(true, &creation), token_at(true));
    assert_eq!(known(true, &runtime), None);
}

const COUNTER: &str = "\
.abi \"function increment()\"
.storage count 0 uint256

increment:
    PUSH count
    SLOAD           ; read
    PUSH 1
    ADD
    PUSH count
    SSTORE          ; written
    STOP
";

#[test]
fn assembly_has_lines() {
    let mut artifacts = Artifacts::default();
    add_assembly(&mut artifacts, "src/Counter.evm", COUNTER).unwrap();
    let batch = json!({
        "format": "lanewise-batch/1",
        "transactions": 20, "accounts": 10,
        "contracts": [{ "id": "counter", "contract": "Counter" }],
        "steps": [{ "to": "counter", "function": "increment" }]
    });
    let batch: Batch = lanewise_batch::read(&batch.to_string()).unwrap();
    let workload = generate(&batch, &artifacts, &mut |_, _| true).unwrap();
    let is_slot = |place: &Location| matches!(place.part, Part::Storage(_));
    let sites = workload.sites(&is_slot, &Control::new()).unwrap();
    let lines = workload.lines(&sites);
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let place = line.place.as_ref().unwrap();
            assert_eq!(workload.place_name(&line.location), "count");
            assert_eq!(line.contract, "Counter");
            assert_eq!(place.file, "src/Counter.evm");
            assert_eq!(place.function.as_deref(), Some("increment"));
            (line.reads, line.writes, place.line, &place.text[..])
        })
        .collect();
    assert_eq!(
        told,
        [
            (0, 20, 10, "SSTORE          ; written"),
            (20, 0, 6, "SLOAD           ; read"),
        ]
    );
}

/// A compiler's output with a runtime of three instructions.
fn output(map: &str, immutable: &serde_json::Value) -> serde_json::Value {
    json!({ "A.sol": { "A": { "abi": [], "storageLayout": null, "evm": {
        "bytecode": { "object": "600354", "sourceMap": map },
        "deployedBytecode": { "object": "60035400", "sourceMap": map, "immutableReferences": immutable },
    } } } })
}

const SOURCE: &str = "contract A { uint256 x; function f() external { x = 1; } }";

/// The place of the second instruction.
fn place_in(output: &serde_json::Value, sources: Sources) -> Option<Place> {
    let mut artifacts = Artifacts::default();
    artifacts
        .add_with_sources(output, sources, &|_| true)
        .unwrap();
    let batch = r#"{"format": "lanewise-batch/1", "transactions": 1, "accounts": 2,
        "steps": [{"to": "feeRecipient", "value": 1}]}"#;
    let batch = lanewise_batch::read(batch).unwrap();
    let workload = generate(&batch, &artifacts, &mut |_, _| true).unwrap();
    let code = CodeId {
        address: Address::ZERO,
        hash: B256::ZERO,
        is_creation: false,
    };
    let map = workload.code_maps().of(&code, &[0x60, 3, 0x54, 0])?;
    map.line(2)
}

#[test]
fn what_the_page_hands_over_has_lines() {
    let sources = json!({ "A.sol": { "id": 7, "content": SOURCE } });
    let start = SOURCE.find("x = 1").unwrap();
    let map = format!("0:9:-1;{start}:5:7");
    let place = place_in(&output(&map, &json!({})), Sources::read(&sources)).unwrap();
    assert_eq!((place.line, place.column), (1, start as u32 + 1));
    assert_eq!(place.function.as_deref(), Some("f"));
    // The number is another file's, or there is no text.
    let other = json!({ "A.sol": { "id": 8, "content": SOURCE } });
    assert_eq!(
        place_in(&output(&map, &json!({})), Sources::read(&other)),
        None
    );
    let without = json!({ "A.sol": { "id": 7 } });
    assert_eq!(
        place_in(&output(&map, &json!({})), Sources::read(&without)),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damaged_debug_information_is_no_harm(
        map in "[0-9:;-]{0,60}",
        start in any::<u64>(),
        length in any::<u64>(),
        text in "\\PC{0,60}",
        id in any::<u64>(),
    ) {
        let immutable = json!({ "1": [{ "start": start, "length": length }, { "start": 1, "length": 1 }] });
        let sources = json!({ "A.sol": { "id": id % 3, "content": text }, "B.sol": 7 });
        let _ = place_in(&output(&map, &immutable), Sources::read(&sources));
        let _ = place_in(&output("0:9:0;3:2:1", &json!([start])), Sources::read(&sources));
    }
}

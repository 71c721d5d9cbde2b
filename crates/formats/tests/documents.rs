//! This project's own format: what was written is read, and comes out as it did.

mod common;

use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use common::{FORKS, block_of, execute, run};
use lanewise_executor::{
    Block, PreState, SystemOperations, Transaction, Withdrawal,
    revm::{
        context::BlockEnv,
        context_interface::block::BlobExcessGasAndPrice,
        state::{AccountInfo, Bytecode},
    },
};
use lanewise_formats::{Document, Expected, Fork, Verdict, read, write};
use proptest::prelude::*;
use std::{collections::BTreeMap, fs, path::Path};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

/// Makes the files of `tests/data`. What must come out is what the sequential strategy gave on the
/// day they were made; a change of it has to be explained.
#[test]
#[ignore = "writes into the source tree"]
fn generate() {
    for fork in FORKS {
        let text = block_of(*fork).to_string();
        let case = read(text.as_bytes()).unwrap().remove(0);
        let block = case.blocks[0].block.as_ref().unwrap();
        let outcome = execute(block, &case.pre).unwrap();
        let expected = Expected::of_outcome(block, &case.pre, &outcome, true).unwrap();
        let document = Document {
            name: &case.name,
            block,
            pre: &case.pre,
            complete_state: true,
            block_hashes: &case.block_hashes,
            access_list: None,
            expected: &expected,
        };
        let file = format!("{}.json", fork.name().to_lowercase());
        fs::create_dir_all(DATA).unwrap();
        fs::write(Path::new(DATA).join(file), write(&document)).unwrap();
    }
}

#[test]
fn every_fork_comes_out_as_it_did() {
    for fork in FORKS {
        let file = format!("{}.json", fork.name().to_lowercase());
        let text = fs::read(Path::new(DATA).join(file)).unwrap();
        let cases = read(&text).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!(run(&cases[0]), Verdict::Passed, "{fork}");
        let expected = &cases[0].blocks[0].expected;
        assert!(expected.state_root.is_some() && expected.gas_used.is_some_and(|gas| gas > 0));
    }
}

#[test]
fn a_wrong_expectation_is_told_apart() {
    let text = fs::read_to_string(Path::new(DATA).join("cancun.json")).unwrap();
    for field in ["receiptsRoot", "stateRoot", "withdrawalsRoot"] {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["expected"][field] = format!("0x{}", "77".repeat(32)).into();
        let cases = read(value.to_string().as_bytes()).unwrap();
        let Verdict::Failed { what, place } = run(&cases[0]) else {
            panic!("{field}");
        };
        assert!(
            what.starts_with(&format!("{field} must be 0x7777")),
            "{what}"
        );
        assert_eq!(place, "block 1 of 1");
    }
}

#[test]
fn the_readmes_example_is_read_and_passes() {
    let readme = include_str!("../README.md");
    let example = readme
        .split("```json")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let cases = read(example.unwrap().as_bytes()).unwrap();
    assert_eq!(cases[0].name, "a payment");
    assert_eq!(run(&cases[0]), Verdict::Passed);
}

#[test]
fn refusals_name_the_place() {
    let refusal = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = block_of(Fork::Cancun);
        change(&mut value);
        read(value.to_string().as_bytes()).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&|value| value["block"]["transactions"][1]["gas"] = "0x10000000000000000".into()),
        "block.transactions[1].gas: expected a quantity of at most 64 bits, found \"0x10000000000000000\""
    );
    assert_eq!(
        refusal(&|value| value["lanewise"] = 2.into()),
        "lanewise: expected version 1, found 2"
    );
    assert_eq!(
        refusal(&|value| value["colour"] = "blue".into()),
        "colour: expected no field of this name, found \"blue\""
    );
    assert_eq!(
        refusal(&|value| value["preState"]["0x12"] = serde_json::json!({})),
        "preState.0x12: expected an address as the field's name, found an object"
    );
    assert!(
        refusal(&|value| value["fork"] = "Constantinople".into())
            .starts_with("fork: expected one of")
    );
    assert_eq!(
        read(b"[1]").unwrap_err().to_string(),
        "the text is not JSON: invalid type: sequence, expected an object at line 1 column 0"
    );
    let state_test = br#"{"add": {"pre": {}, "transaction": {}, "post": {}}}"#;
    assert!(
        read(state_test)
            .unwrap_err()
            .to_string()
            .starts_with("add: this is a state test, which is not read")
    );
}

#[test]
fn a_trace_by_transaction_is_put_together_by_what_came_first() {
    let (alice, bob) = (
        format!("0x{}", "a1".repeat(20)),
        format!("0x{}", "b2".repeat(20)),
    );
    let slot = |slot: u8| format!("0x{slot:064x}");
    let text = serde_json::json!({
        "chainId": "0x1", "fork": "Cancun",
        "block": {"number": "0x10", "timestamp": "0x10", "gasLimit": "0x1c9c380", "miner": bob,
            "baseFeePerGas": "0x7", "parentHash": slot(9), "transactions": []},
        "prestate": [
            {"txHash": slot(1), "result": {(alice.clone()): {"balance": "0x64", "storage": {slot(1): slot(5)}}}},
            {"txHash": slot(2), "result": {(alice.clone()): {"balance": "0x1", "nonce": 1, "storage": {slot(1): slot(6), slot(2): slot(7)}},
                (bob): {"balance": "0x0"}}},
        ],
    });
    let case = read(text.to_string().as_bytes()).unwrap().remove(0);
    let alice: Address = alice.parse().unwrap();
    let account = case.pre.account(&alice).unwrap();
    assert_eq!(
        (account.info.balance, account.info.nonce),
        (U256::from(100), 0)
    );
    assert_eq!(case.pre.storage(&alice, &U256::from(1)), U256::from(5));
    assert_eq!(case.pre.storage(&alice, &U256::from(2)), U256::from(7));
    assert_eq!(case.pre.len(), 1, "an empty account is none since EIP-158");
    assert_eq!(case.block_hashes[&15], slot(9).parse::<B256>().unwrap());
    assert!(
        case.blocks[0]
            .block
            .as_ref()
            .unwrap()
            .system
            .requests
            .is_none()
    );
}

fn address() -> impl Strategy<Value = Address> {
    any::<[u8; 20]>().prop_map(Address::from)
}

fn word() -> impl Strategy<Value = U256> {
    any::<[u8; 32]>().prop_map(U256::from_be_bytes)
}

fn transaction() -> impl Strategy<Value = Transaction> {
    let numbers = (
        any::<u64>(),
        any::<u64>(),
        any::<u128>(),
        any::<u128>(),
        word(),
    );
    let data = prop::collection::vec(any::<u8>(), 0..40);
    (
        0..4_u8,
        address(),
        prop::option::of(address()),
        numbers,
        data,
    )
        .prop_map(
            |(tx_type, caller, to, (gas_limit, nonce, price, priority, value), data)| Transaction {
                tx_type,
                caller,
                kind: to.map_or(TxKind::Create, TxKind::Call),
                gas_limit,
                nonce,
                gas_price: price,
                gas_priority_fee: (tx_type >= 2).then_some(priority),
                value,
                data: Bytes::from(data),
                chain_id: (tx_type > 0 || nonce % 2 == 0).then_some(gas_limit),
                blob_hashes: if tx_type == 3 {
                    vec![B256::from(value)]
                } else {
                    Vec::new()
                },
                max_fee_per_blob_gas: if tx_type == 3 { priority } else { 0 },
                ..Transaction::default()
            },
        )
}

fn block() -> impl Strategy<Value = Block> {
    let env = (
        any::<u64>(),
        any::<u64>(),
        address(),
        prop::option::of(word()),
        any::<u128>(),
    );
    let withdrawals = prop::collection::vec((any::<u64>(), address()), 0..3);
    let transactions = prop::collection::vec(transaction(), 0..4);
    (0..FORKS.len(), env, withdrawals, transactions).prop_map(
        |(fork, (number, time, beneficiary, random, price), withdrawals, transactions)| Block {
            spec: FORKS[fork].spec(),
            chain_id: time,
            env: BlockEnv {
                number: U256::from(number),
                timestamp: U256::from(time),
                beneficiary,
                prevrandao: random.map(B256::from),
                difficulty: random.unwrap_or_default(),
                blob_excess_gas_and_price: random.map(|_| BlobExcessGasAndPrice {
                    excess_blob_gas: number,
                    blob_gasprice: price,
                }),
                ..BlockEnv::default()
            },
            transactions,
            system: SystemOperations {
                dao_fork: number % 2 == 0,
                parent_hash: random.map(B256::from),
                withdrawals: withdrawals
                    .into_iter()
                    .map(|(index, address)| Withdrawal {
                        index,
                        validator_index: index / 2,
                        address,
                        amount: index / 3,
                    })
                    .collect(),
                reward: random.map(|block| lanewise_executor::Reward {
                    block,
                    ommers: vec![lanewise_executor::Ommer {
                        beneficiary,
                        number,
                    }],
                }),
                requests: random.map(|_| lanewise_executor::RequestRules {
                    deposit_contract: beneficiary,
                }),
                blobs: random.map(|_| lanewise_executor::BlobLimits {
                    block_gas: number,
                    per_transaction: time,
                }),
                ..SystemOperations::default()
            },
        },
    )
}

fn state() -> impl Strategy<Value = PreState> {
    let code = prop::collection::vec(any::<u8>(), 0..20);
    let slots = prop::collection::btree_map(word(), word(), 0..4);
    let account = (word(), any::<u64>(), code, slots);
    prop::collection::vec((address(), account), 0..5).prop_map(|accounts| {
        let mut state = PreState::new();
        for (address, (balance, nonce, code, slots)) in accounts {
            let code = Some(Bytecode::new_legacy(code.into()));
            state.insert(
                address,
                AccountInfo {
                    balance,
                    nonce,
                    code,
                    ..AccountInfo::default()
                },
            );
            for (slot, value) in slots {
                state.set_storage(address, slot, value);
            }
        }
        state
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_again(block in block(), pre in state(), complete: bool, gas: Option<u64>) {
        let expected = Expected { gas_used: gas, ..Expected::default() };
        let hashes = BTreeMap::from([(3, B256::repeat_byte(3)), (u64::MAX, B256::repeat_byte(4))]);
        let document = Document {
            name: "any",
            block: &block,
            pre: &pre,
            complete_state: complete,
            block_hashes: &hashes,
            access_list: None,
            expected: &expected,
        };
        let text = write(&document);
        let case = read(text.as_bytes()).unwrap().remove(0);
        let again = case.blocks[0].block.as_ref().unwrap();
        prop_assert_eq!(again.spec, block.spec);
        prop_assert_eq!(again.chain_id, block.chain_id);
        prop_assert_eq!(&again.env, &block.env);
        prop_assert_eq!(&again.transactions, &block.transactions);
        prop_assert_eq!(&again.system, &block.system);
        prop_assert_eq!(&case.blocks[0].expected, &expected);
        let second = write(&Document {
            block: again,
            pre: &case.pre,
            complete_state: case.complete_state,
            block_hashes: &case.block_hashes,
            ..document
        });
        prop_assert_eq!(second, text);
    }
}

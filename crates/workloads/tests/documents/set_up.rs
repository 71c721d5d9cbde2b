//! What happens before the block: repetitions, and who sends.

use crate::harness::*;
use lanewise_workloads::addresses;

fn token(copies: u64) -> Json {
    json!({ "id": "token", "contract": "Token", "copies": copies,
        "arguments": ["T", "T", { "sum": [{ "each": "index" }, 1_000] }] })
}

fn with_set_up(copies: u64, set_up: Json) -> Workload {
    made(&document(json!({
        "accounts": 7,
        "contracts": [token(copies)],
        "setup": set_up,
        "steps": [{ "to": { "contract": "token" }, "function": "approve",
            "arguments": ["deployer", 1] }],
    })))
}

fn balances(workload: &Workload, id: &str) -> Vec<u64> {
    let all = addresses(7).into_iter();
    all.map(|one| ask(workload, id, "balanceOf", &[DynSolValue::Address(one)]).to())
        .collect()
}

/// Constructors of copies know which copy they make.
#[test]
fn copies_are_constructed_one_by_one() {
    let workload = with_set_up(3, json!([]));
    for (copy, supply) in [(0, 1_000), (1, 1_001), (2, 1_002)] {
        assert_eq!(
            ask(&workload, &format!("token#{copy}"), "totalSupply", &[]),
            uint(supply)
        );
    }
}

#[test]
fn chunks_have_everybody_once() {
    let distribute = json!({ "to": "token", "function": "distribute",
        "arguments": [{ "each": "accounts" }, { "sum": [{ "each": "index" }, 5] }] });
    for (repeat, expected) in [
        (json!({ "accounts": 3 }), [5, 5, 5, 6, 6, 6, 7]),
        (json!({ "accounts": 400 }), [5; 7]),
        (json!("accounts"), [5, 6, 7, 8, 9, 10, 11]),
    ] {
        let mut distribute = distribute.clone();
        distribute["repeat"] = repeat;
        let workload = with_set_up(1, json!([distribute]));
        assert_eq!(balances(&workload, "token"), expected);
    }
}

#[test]
fn each_account_may_receive_and_send() {
    let give = json!({ "to": "token", "function": "transfer", "repeat": "accounts",
        "arguments": [{ "each": "account" }, { "sum": [{ "each": "index" }, 1] }] });
    // Everybody gives all but 1 back.
    let back = json!({ "from": { "each": "account" }, "to": "token", "function": "transfer",
        "repeat": "accounts", "arguments": ["deployer", { "each": "index" }] });
    let workload = with_set_up(1, json!([give, back]));
    assert_eq!(balances(&workload, "token"), [1; 7]);
    // The block's nonces go on from there.
    assert!(workload.block.transactions.iter().all(|one| one.nonce > 0));
}

#[test]
fn each_copy_is_called() {
    let give = json!({ "to": { "each": "copy" }, "function": "transfer",
        "repeat": { "copies": "token" },
        "arguments": [{ "account": { "index": { "each": "index" } } }, 9] });
    let workload = with_set_up(2, json!([give]));
    assert_eq!(balances(&workload, "token#0"), [9, 0, 0, 0, 0, 0, 0]);
    assert_eq!(balances(&workload, "token#1"), [0, 9, 0, 0, 0, 0, 0]);
}

#[test]
fn transactions_are_sent_so_many_times() {
    let give = json!({ "to": "token", "function": "transfer", "repeat": { "times": 4 },
        "arguments": [{ "account": { "index": 0 } }, { "each": "index" }] });
    let once = json!({ "to": "token", "function": "transfer",
        "arguments": [{ "account": { "index": 1 } }, 3] });
    let workload = with_set_up(1, json!([give, once]));
    assert_eq!(balances(&workload, "token")[..2], [1 + 2 + 3, 3]);
}

/// Contracts may be told of those deployed before them, and get ether where they take it.
#[test]
fn contracts_know_those_before_them() {
    let workload = made(&document(json!({
        "contracts": [
            { "id": "a", "contract": "Token", "arguments": ["A", "A", 1] },
            { "id": "b", "contract": "Token", "arguments": ["B", "B", 1] },
            { "id": "pool", "contract": "Exchange", "arguments": ["a", { "contract": "b" }] },
        ],
        "steps": [{ "to": "pool", "function": "swap", "arguments": ["a", 1, 1] }],
    })));
    let word = |id: &str| U256::from_be_bytes(contract(&workload, id).into_word().0);
    assert_eq!(ask(&workload, "pool", "token0", &[]), word("a"));
    assert_eq!(ask(&workload, "pool", "token1", &[]), word("b"));
    let names: Vec<_> = workload
        .contracts
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["a", "b", "Exchange"],
        "ids where a name is not unique"
    );
}

//! The block's order, its list, and that the same document gives the same block.

use crate::harness::*;

fn ordered(order: &str) -> Workload {
    let mut document = document(json!({
        "contention": 1.0,
        "order": order,
        "list": [
            { "from": { "account": { "index": 9 } }, "to": "echo", "function": "flag",
              "arguments": [true] },
            { "to": { "account": "contention" }, "value": "1 ether", "gas": 21_000 },
        ],
        "steps": [
            { "id": "one", "to": "echo", "function": "number", "arguments": [{ "sequence": {} }] },
            { "id": "other", "to": "echo", "function": "small", "arguments": [{ "sequence": {} }] },
        ],
    }));
    if order.is_empty() {
        document.as_object_mut().expect("an object").remove("order");
    }
    made(&document)
}

fn kinds(workload: &Workload) -> Vec<String> {
    let count = workload.block.transactions.len() as u32;
    (0..count)
        .map(|index| workload.kind_of_call(index))
        .collect()
}

/// What each transaction says, without its nonce.
fn contents(workload: &Workload) -> Vec<(Address, alloy_primitives::Bytes)> {
    let transactions = workload.block.transactions.iter();
    transactions
        .map(|one| (one.caller, one.data.clone()))
        .collect()
}

#[test]
fn nonces_follow_the_order() {
    for order in ["drawn", "shuffled", "by-sender", "by-step"] {
        let mut next = std::collections::HashMap::new();
        let workload = ordered(order);
        assert_eq!(workload.block.transactions.len(), 202);
        for transaction in &workload.block.transactions {
            let nonce = next.entry(transaction.caller).or_insert(0);
            assert_eq!(transaction.nonce, *nonce, "{order}");
            *nonce += 1;
        }
        assert!(
            executed(&workload)
                .receipts
                .iter()
                .all(|one| one.is_success())
        );
    }
}

#[test]
fn listed_transactions_come_first() {
    let workload = ordered("");
    let kinds = kinds(&workload);
    assert_eq!(kinds[..2], ["Echo.flag", "ether"]);
    assert_eq!(
        workload.block.transactions[0].caller,
        lanewise_workloads::addresses(10)[9]
    );
    assert_eq!(contents(&workload), contents(&ordered("drawn")));
}

#[test]
fn other_orders_have_the_same_transactions() {
    let mut drawn = contents(&ordered("drawn"));
    let shuffled = contents(&ordered("shuffled"));
    assert_ne!(drawn, shuffled);
    let by_step = ordered("by-step");
    let mut kinds = kinds(&by_step);
    kinds.dedup();
    assert_eq!(kinds, ["Echo.flag", "ether", "Echo.number", "Echo.small"]);
    let by_sender = contents(&ordered("by-sender"));
    let mut senders: Vec<_> = by_sender.iter().map(|(caller, _)| *caller).collect();
    senders.dedup();
    let runs = senders.len();
    senders.sort();
    senders.dedup();
    assert_eq!(
        senders.len(),
        runs,
        "each sender’s transactions are together"
    );
    drawn.sort();
    for mut other in [shuffled, contents(&by_step), by_sender] {
        other.sort();
        assert_eq!(other, drawn);
    }
}

#[test]
fn a_list_alone_is_a_block() {
    let workload = made(&document(json!({
        "list": [{ "to": "echo", "function": "number", "arguments": [{ "knob": "transactions" }] }],
    })));
    assert_eq!(workload.block.transactions.len(), 1);
}

#[test]
fn the_same_document_gives_the_same_block() {
    let of = |seed: u32| {
        let result = json!({ "result": { "step": "make", "take": "any" } });
        let mut document = document(json!({ "order": "shuffled", "contention": 0.7, "steps": [
            { "id": "make", "to": "echo", "function": "number",
              "arguments": [{ "uniform": { "min": 0, "max": "1e40" } }] },
            { "to": "echo", "function": "number", "arguments": [result] },
        ] }));
        document["seed"] = seed.into();
        made(&document).digest()
    };
    assert_eq!(of(5), of(5));
    assert_ne!(of(5), of(6));
}

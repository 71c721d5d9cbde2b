//! Who takes part: the ways to choose accounts, contracts and holders.

use crate::harness::*;
use lanewise_workloads::addresses;

fn account(choice: Json) -> Json {
    json!({ "account": choice })
}

/// The sender and both arguments of `two` are three different people, however few there are.
#[test]
fn one_transaction_s_draws_are_different_people() {
    for (contention, by) in [(0.0, "contention"), (2.0, "contention"), (0.0, "turn")] {
        let mut document = calling(
            "two",
            json!([account(json!(by)), account(json!("contention"))]),
        );
        document["accounts"] = 3.into();
        document["contention"] = contention.into();
        let workload = made(&document);
        for (transaction, arguments) in workload.block.transactions.iter().zip(arguments(&workload))
        {
            let mut all = vec![transaction.caller];
            all.extend(arguments.iter().map(address));
            all.sort();
            all.dedup();
            assert_eq!(all.len(), 3);
        }
        document["accounts"] = 2.into();
        assert_refused(&document, "steps[0].arguments[1]", "there are no more");
    }
}

#[test]
fn without_contention_everybody_is_drawn_in_turn() {
    let workload = made(&calling("number", json!([1])));
    let counted = counts(workload.block.transactions.iter().map(|one| one.caller));
    assert!(counted.len() == 50 && counted.values().all(|count| *count == 4));
}

#[test]
fn contention_makes_some_accounts_busy() {
    let mut document = calling("number", json!([1]));
    document["contention"] = 1.5.into();
    assert!(made(&document).busiest_sender() > 60);
}

/// Two places that draw in turn do not share a walk: each sees everybody equally often.
#[test]
fn everybody_has_a_turn_at_every_place() {
    let turn = account(json!("turn"));
    let mut document = calling("two", json!([turn, turn]));
    document["steps"][0]["from"] = account(json!({ "index": 0 }));
    let workload = made(&document);
    for place in [0, 1] {
        let all = arguments(&workload).into_iter();
        let counted = counts(all.map(|arguments| address(&arguments[place])));
        assert_eq!(counted.len(), 50);
        // Whoever is passed over, being in the transaction already, comes a lap later.
        assert!(
            counted.values().all(|count| (3..=5).contains(count)),
            "{counted:?}"
        );
    }
}

#[test]
fn accounts_are_drawn_by_their_index() {
    let all = addresses(50);
    let last = drawn("who", account(json!({ "index": 49 })));
    assert!(last.iter().all(|one| address(one) == all[49]));
    let each = drawn(
        "who",
        account(json!({ "index": { "sequence": { "count": 50 } } })),
    );
    assert!(
        each.iter()
            .map(address)
            .eq(all.iter().copied().cycle().take(200))
    );
}

#[test]
fn accounts_are_drawn_uniformly_or_by_a_law() {
    let counted = counts(drawn("who", account(json!("uniform"))).iter().map(address));
    assert!(counted.len() > 40 && counted.values().all(|count| *count < 15));
    // The same account may be drawn again: these draws know nothing of the sender.
    let all = addresses(50);
    let counted = counts(
        drawn("who", account(json!({ "zipf": 2 })))
            .iter()
            .map(address),
    );
    let [first, second] = [0, 1].map(|index| counted.get(&all[index]).copied().unwrap_or(0));
    assert!((95..=150).contains(&first), "{first}");
    assert!(second > 10 && second * 2 < first, "{second} and {first}");
}

#[test]
fn the_sender_is_who_sends() {
    let workload = made(&calling("who", json!([{ "sender": true }])));
    for (transaction, arguments) in workload.block.transactions.iter().zip(arguments(&workload)) {
        assert_eq!(address(&arguments[0]), transaction.caller);
    }
}

#[test]
fn copies_of_a_contract_are_told_apart() {
    let copy = json!({ "sequence": { "count": 3 } });
    let workload = made(&document(json!({
        "contracts": [{ "id": "echo", "contract": "Echo", "copies": 3 }],
        "steps": [{
            "to": { "contract": "echo", "copy": copy },
            "function": "two",
            "arguments": [{ "contract": "echo" }, { "contract": "echo", "copy": 2 }],
        }],
    })));
    let copies = ["echo#0", "echo#1", "echo#2"].map(|id| contract(&workload, id));
    let called = workload.block.transactions.iter();
    let called = called.map(|transaction| transaction.kind.into_to().expect("a call"));
    assert!(called.eq(copies.into_iter().cycle().take(200)));
    let arguments = arguments(&workload);
    assert_eq!(
        arguments[1].iter().map(address).collect::<Vec<_>>(),
        [copies[0], copies[2]]
    );
}

/// Accounts 3, 4 and 5 have 10, 20 and 30 tokens.
fn with_holders(value: Json) -> Json {
    let give = json!({
        "to": "token",
        "function": "transfer",
        "arguments": [
            { "account": { "index": { "sum": [{ "each": "index" }, 3] } } },
            { "scaled": { "of": { "sum": [{ "each": "index" }, 1] }, "times": 10, "over": 1 } },
        ],
        "repeat": { "times": 3 },
    });
    document(json!({
        "contracts": [
            { "id": "echo", "contract": "Echo" },
            { "id": "token", "contract": "Token", "arguments": ["T", "T", 1000] },
        ],
        "setup": [give],
        "steps": [{ "to": "echo", "function": "who", "arguments": [value] }],
    }))
}

fn holder(keys: Json) -> Json {
    let mut holder = json!({
        "of": "token", "function": "balanceOf", "arguments": [{ "candidate": true }],
    });
    let all = holder.as_object_mut().expect("an object");
    all.extend(keys.as_object().expect("an object").clone());
    json!({ "holder": holder })
}

fn who(document: &Json) -> Vec<Address> {
    let all = arguments(&made(document)).into_iter();
    all.map(|arguments| address(&arguments[0])).collect()
}

#[test]
fn only_holders_are_drawn() {
    let all = addresses(50);
    for (keys, indices) in [
        (json!({}), &[3, 4, 5][..]),
        (json!({ "least": 11 }), &[4, 5]),
        (json!({ "least": "30", "by": "contention" }), &[5]),
        (json!({ "by": "turn" }), &[3, 4, 5]),
        (json!({ "by": "contention" }), &[3, 4, 5]),
        (json!({ "by": { "zipf": 1 } }), &[3, 4, 5]),
        (json!({ "by": { "index": 1 } }), &[4]),
    ] {
        let counted = counts(who(&with_holders(holder(keys.clone()))));
        let expected: Vec<_> = indices.iter().map(|index| all[*index]).collect();
        assert_eq!(counted.len(), expected.len(), "{keys}");
        assert!(
            expected.iter().all(|one| counted[one] >= 20),
            "{keys}: {counted:?}"
        );
    }
    let turns = who(&with_holders(holder(json!({ "by": "turn" }))));
    assert!(
        turns
            .iter()
            .eq([all[3], all[4], all[5]].iter().cycle().take(200))
    );
}

/// A view may be asked about what another one finds.
#[test]
fn holders_within_holders_are_found_first() {
    let inner = holder(json!({ "least": 30 }));
    let owner = json!({
        "of": "token", "function": "allowance", "arguments": [inner, { "candidate": true }],
    });
    let mut document = with_holders(json!({ "holder": owner }));
    let approve = json!({
        "from": { "account": { "index": 5 } },
        "to": "token",
        "function": "approve",
        "arguments": [{ "account": { "index": 8 } }, 1],
    });
    document["setup"]
        .as_array_mut()
        .expect("a list")
        .push(approve);
    let all = addresses(50);
    assert!(who(&document).iter().all(|one| *one == all[8]));
}

#[test]
fn without_holders_there_is_no_block() {
    let document = with_holders(holder(json!({ "least": 31 })));
    assert_refused(
        &document,
        "steps[0].arguments[0].holder",
        "none of the 50 accounts has 31 or more",
    );
    let document = with_holders(holder(json!({ "by": { "index": 3 } })));
    assert_refused(
        &document,
        "steps[0].arguments[0]",
        "There are 3 such accounts; 3 is none",
    );
}

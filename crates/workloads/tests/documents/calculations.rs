//! What is calculated: named draws, arithmetic, encoded calls, Merkle trees, ether and gas.

use crate::harness::*;
use alloy_primitives::{B256, hex, keccak256};
use lanewise_workloads::addresses;

#[test]
fn a_named_draw_is_the_same_everywhere() {
    let mut document = calling(
        "three",
        json!([{ "get": "a" }, { "get": "b" }, { "get": "a" }]),
    );
    document["steps"][0]["let"] = json!([
        { "name": "a", "value": { "uniform": { "min": 1, "max": 1_000_000 } } },
        { "name": "b", "value": { "sum": [{ "get": "a" }, 1] } },
    ]);
    let all: Vec<Vec<U256>> = arguments(&made(&document))
        .iter()
        .map(|arguments| arguments.iter().map(number).collect())
        .collect();
    for three in &all {
        assert!(three[0] == three[2] && three[1] == three[0] + uint(1));
    }
    assert!(counts(all).len() > 190);
}

/// The sender, the receiver and the ether can be named draws as well.
#[test]
fn a_named_draw_may_be_a_person() {
    let workload = made(&document(json!({ "steps": [{
        "let": [
            { "name": "from", "value": { "account": "contention" } },
            { "name": "to", "value": { "account": "contention" } },
            { "name": "wei", "value": { "uniform": { "min": 1, "max": 9 } } },
        ],
        "from": { "get": "from" }, "to": { "get": "to" }, "value": { "get": "wei" },
    }] })));
    for transaction in &workload.block.transactions {
        assert_ne!(Some(transaction.caller), transaction.kind.into_to());
        assert!((uint(1)..=uint(9)).contains(&transaction.value));
    }
}

#[test]
fn arithmetic_is_exact() {
    let large = "115792089237316195423570985008687907853269984665640564039457584007913129639935";
    for (value, number) in [
        (json!({ "scaled": { "of": 7, "times": 1, "over": 2 } }), "3"),
        (
            json!({ "scaled": { "of": large, "times": large, "over": large } }),
            large,
        ),
        (
            json!({ "scaled": { "of": "1 ether", "times": 3, "over": 1_000 } }),
            "3000000000000000",
        ),
        (json!({ "sum": [1, "2", "3 gwei"] }), "3000000003"),
        (
            json!({ "difference": [large, "1"] }),
            "115792089237316195423570985008687907853269984665640564039457584007913129639934",
        ),
        (json!({ "sum": [{ "difference": [1, 5] }, 10] }), "6"),
        (json!({ "remainder": [17, 5] }), "2"),
        (json!({ "knob": "accounts" }), "50"),
        (json!({ "knob": "transactions" }), "200"),
        (json!({ "knob": "seed" }), "1"),
    ] {
        let expected: U256 = number.parse().expect("digits");
        assert_eq!(numbers(value.clone())[0], expected, "{value}");
        // The same with parts that are drawn, so that nothing is calculated beforehand.
        let late = json!({ "sum": [{ "uniform": { "min": 0, "max": 0 } }, value] });
        assert_eq!(numbers(late)[199], expected, "{value}");
    }
}

#[test]
fn knobs_are_what_they_are_turned_to() {
    let mut document = calling("number", json!([{ "knob": "size" }]));
    document["knobs"] =
        json!([{ "id": "size", "title": "Size", "least": 0, "most": 100, "value": 42 }]);
    assert_eq!(number(&arguments(&made(&document))[0][0]), uint(42));
    document["steps"][0]["arguments"] = json!([{ "knob": "sizes" }]);
    assert_refused(
        &document,
        "steps[0].arguments[0]",
        "no knob “sizes”; there are size, ",
    );
}

#[test]
fn calls_are_encoded() {
    let call = json!({ "encode": {
        "to": "token", "function": "transfer",
        "arguments": [{ "account": { "index": 7 } }, { "sequence": { "start": 1 } }],
    } });
    let mut document = calling("data", json!([call]));
    document["contracts"] = json!([
        { "id": "echo", "contract": "Echo" },
        { "id": "token", "contract": "Token", "arguments": ["T", "T", 1000] },
    ]);
    let all = arguments(&made(&document));
    let mut expected = hex::decode("a9059cbb").expect("digits");
    expected.extend(addresses(8)[7].into_word());
    expected.extend(uint(200).to_be_bytes::<32>());
    assert_eq!(all[199][0], DynSolValue::Bytes(expected.clone()));
    // The same bytes as a transaction's raw data.
    document["steps"] = json!([{ "to": "token", "data": document["steps"][0]["arguments"][0] }]);
    assert_eq!(made(&document).block.transactions[199].data[..], expected);
}

/// What OpenZeppelin's `MerkleProof` calculates, written out once more.
#[test]
fn merkle_proofs_lead_to_the_root() {
    let index = json!({ "account": { "index": { "sequence": { "count": 50 } } } });
    let mut document = calling(
        "words",
        json!([
            { "merkle": { "proof": { "of": { "get": "who" }, "amount": 5 } } },
        ]),
    );
    document["steps"][0]["let"] = json!([{ "name": "who", "value": index }]);
    let proofs = arguments(&made(&document));
    let tree = |part: Json| match &drawn("word", json!({ "merkle": part }))[0] {
        DynSolValue::FixedBytes(word, 32) => *word,
        other => panic!("{other:?}"),
    };
    let root = tree(json!({ "root": { "amount": 5 } }));
    assert_ne!(root, tree(json!({ "root": { "amount": 6 } })));
    for (account, proof) in addresses(50).into_iter().zip(&proofs) {
        let mut packed = account.into_word().to_vec();
        packed.extend(uint(5).to_be_bytes::<32>());
        let mut hash = keccak256(keccak256(packed));
        for sibling in proof[0].as_array().expect("an array") {
            let sibling = B256::from_slice(sibling.as_fixed_bytes().expect("a word").0);
            let (low, high) = (hash.min(sibling), hash.max(sibling));
            hash = keccak256([low.0, high.0].concat());
        }
        assert_eq!(hash, root);
    }
    let of = json!({ "account": { "index": 0 } });
    let leaf = tree(json!({ "leaf": { "of": of, "amount": 5 } }));
    let mut packed = addresses(1)[0].into_word().to_vec();
    packed.extend(uint(5).to_be_bytes::<32>());
    assert_eq!(leaf, keccak256(keccak256(packed)));
}

#[test]
fn ether_gas_and_tips_are_as_said() {
    let mut document = calling("pay", json!([1]));
    let plain = made(&document).block.transactions[0].clone();
    assert_eq!((plain.gas_limit, plain.value), (1_000_000, U256::ZERO));
    assert_eq!(plain.gas_priority_fee, Some(1_000_000_000));
    assert_eq!(plain.tx_type, 2);
    let step = &mut document["steps"][0];
    step["value"] = "0.25 ether".into();
    step["gas"] = json!({ "uniform": { "min": 50_000, "max": 60_000 } });
    step["tip"] = json!({ "choice": ["2 gwei", "40 gwei"] });
    let workload = made(&document);
    assert_eq!(workload.block.env.basefee, 1_000_000_000);
    for transaction in &workload.block.transactions {
        assert_eq!(transaction.value, uint(250_000_000_000_000_000));
        assert!((50_000..=60_000).contains(&transaction.gas_limit));
        let tip = transaction.gas_priority_fee.expect("EIP-1559");
        assert!([2_000_000_000, 40_000_000_000].contains(&tip));
        // The fee cap has room for both fees, so that the tip is paid in full.
        assert!(transaction.gas_price >= tip + 1_000_000_000);
    }
    let tips = counts(
        workload
            .block
            .transactions
            .iter()
            .map(|one| one.gas_priority_fee),
    );
    assert_eq!(tips.len(), 2);
    assert!(
        executed(&workload)
            .receipts
            .iter()
            .all(|one| one.is_success())
    );
}

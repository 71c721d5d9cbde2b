//! Chains in the form of fixtures, made here: signed transactions, ommers, side chains, transitions
//! between forks; and each rule of headers broken in turn.

mod common;

use alloy_consensus::{Header, TxLegacy};
use alloy_primitives::{Address, B256, Bytes, U256};
use common::{
    chain::{Chain, Envelope, Rule, key, signed, transfer},
    run,
};
use k256::ecdsa::SigningKey;
use lanewise_formats::{SkipKind, Verdict, read};
use serde_json::{Value, json};
use std::fs;

/// A file that the engine's tests and the page's open.
const SEVERAL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../engine/tests/files/several-blocks.json"
);

fn payment(nonce: u64, chain_id: Option<u64>, high: bool) -> Envelope {
    let transaction = transfer(nonce, Address::repeat_byte(0xb0), U256::from(5));
    let transaction = TxLegacy {
        chain_id,
        ..transaction
    };
    signed(transaction, &key(), high)
}

/// Four blocks, each of which is what it is because of those before it: Bob pays before he has
/// anything, which is refused; he is paid; he spends most of it; and he spends as much again,
/// which is refused.
fn several_blocks() -> Value {
    let key_of_bob = SigningKey::from_slice(&[8; 32]).unwrap();
    let bob = Address::from_private_key(&key_of_bob);
    let ether = |tenths: u64| U256::from(tenths) * U256::from(10).pow(U256::from(17));
    let spend = |nonce| {
        let transaction = transfer(nonce, Address::repeat_byte(0xca), ether(2));
        vec![signed(transaction, &key_of_bob, false)]
    };
    let funds: Rule<'_> = ("TransactionException.INSUFFICIENT_ACCOUNT_FUNDS", &|_| {});
    let mut chain = Chain::new("Prague");
    chain.add(spend(0), Vec::new(), Some(funds));
    let paid = vec![
        signed(transfer(0, bob, ether(1)), &key(), false),
        signed(transfer(1, bob, ether(2)), &key(), false),
    ];
    chain.add(paid, Vec::new(), None);
    chain.add(spend(0), Vec::new(), None);
    chain.add(spend(1), Vec::new(), Some(funds));
    let case = chain.case(&[])["a chain"].take();
    json!({"paid, spent and overspent": case})
}

/// Makes the file that the engine's tests open.
#[test]
#[ignore = "writes into the source tree"]
fn generate() {
    let text = serde_json::to_string_pretty(&several_blocks()).unwrap();
    fs::write(SEVERAL, text + "\n").unwrap();
}

#[test]
fn the_engines_file_is_as_it_is_made_here() {
    let text = fs::read(SEVERAL).unwrap();
    let value: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(value, several_blocks());
    let case = read(&text).unwrap().remove(0);
    assert_eq!(run(&case), Verdict::Passed);
    let refused = case.blocks.iter().map(|block| block.must_fail.is_some());
    assert_eq!(refused.collect::<Vec<_>>(), [true, false, false, true]);
}

#[test]
fn chains_pass_from_frontier_to_bpo2() {
    for network in [
        "Frontier",
        "Homestead",
        "EIP150",
        "EIP158",
        "Byzantium",
        "ConstantinopleFix",
        "Istanbul",
        "Berlin",
        "London",
        "Paris",
        "Shanghai",
        "Cancun",
        "FrontierToHomesteadAt5",
        "HomesteadToEIP150At5",
        "EIP158ToByzantiumAt5",
        "ByzantiumToConstantinopleFixAt5",
        "BerlinToLondonAt5",
        "ArrowGlacierToParisAtDiffC0000",
        "ParisToShanghaiAtTime1k",
        "CancunToPragueAtTime1030",
        "PragueToOsakaAtTime1030",
        "OsakaToBPO1AtTime1030",
        "BPO1ToBPO2AtTime1030",
    ] {
        let mut chain = Chain::new(network);
        for nonce in 0..7 {
            chain.add(vec![payment(nonce, None, false)], Vec::new(), None);
        }
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
    }
}

#[test]
fn a_signature_in_the_upper_half_is_valid_only_in_frontier() {
    let mut frontier = Chain::new("Frontier");
    frontier.add(vec![payment(0, None, true)], Vec::new(), None);
    assert_eq!(frontier.verdict(), Verdict::Passed);
    let mut homestead = Chain::new("Homestead");
    let why = "TransactionException.INVALID_SIGNATURE_VRS";
    homestead.add(
        vec![payment(0, None, true)],
        Vec::new(),
        Some((why, &|_| {})),
    );
    homestead.add(vec![payment(0, None, false)], Vec::new(), None);
    assert_eq!(homestead.verdict(), Verdict::Passed);
}

#[test]
fn a_chain_id_is_known_from_spurious_dragon_on() {
    let why = "TransactionException.INVALID_CHAINID";
    for (network, valid) in [("EIP150", false), ("EIP158", true)] {
        let mut chain = Chain::new(network);
        let broken: Option<Rule<'_>> = if valid { None } else { Some((why, &|_| {})) };
        chain.add(vec![payment(0, Some(1), false)], Vec::new(), broken);
        let wrong = if valid { 1 } else { 0 };
        chain.add(
            vec![payment(wrong, Some(2), false)],
            Vec::new(),
            Some((why, &|_| {})),
        );
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
    }
}

#[test]
fn every_rule_of_headers_is_kept() {
    let rules: &[Rule<'_>] = &[
        ("number", &|header| header.number += 1),
        ("timestamp", &|header| header.timestamp = 1000),
        ("extraData", &|header| {
            header.extra_data = vec![0; 33].into()
        }),
        ("gasLimit", &|header| {
            header.gas_limit += header.gas_limit / 1024
        }),
        ("difficulty", &|header| header.difficulty += U256::from(1)),
        ("gasUsed", &|header| header.gas_used += 1),
        ("stateRoot", &|header| header.state_root = B256::ZERO),
        ("receiptsRoot", &|header| header.receipts_root = B256::ZERO),
        ("logsBloom", &|header| header.logs_bloom.0[0] = 1),
        ("transactionsRoot", &|header| {
            header.transactions_root = B256::ZERO
        }),
        ("ommersHash", &|header| header.ommers_hash = B256::ZERO),
        ("parent", &|header| header.parent_hash = B256::ZERO),
        ("baseFeePerGas", &|header| {
            header.base_fee_per_gas = header.base_fee_per_gas.map_or(Some(7), |fee| Some(fee + 1))
        }),
    ];
    let modern: &[Rule<'_>] = &[
        ("withdrawalsRoot", &|header| {
            header.withdrawals_root = Some(B256::ZERO)
        }),
        ("nonce", &|header| header.nonce.0[0] = 1),
        ("blobGasUsed", &|header| {
            header.blob_gas_used = Some(131_072)
        }),
        ("excessBlobGas", &|header| header.excess_blob_gas = Some(1)),
        ("requestsHash", &|header| {
            header.requests_hash = Some(B256::ZERO)
        }),
        ("missing", &|header| header.requests_hash = None),
    ];
    for (network, rules) in [
        ("Frontier", vec![rules]),
        ("London", vec![rules]),
        ("Prague", vec![rules, modern]),
    ] {
        let mut chain = Chain::new(network);
        chain.add(Vec::new(), Vec::new(), None);
        for (why, change) in rules.into_iter().flatten() {
            chain.add(
                vec![payment(0, None, false)],
                Vec::new(),
                Some((why, change)),
            );
            assert_eq!(
                chain.verdict(),
                Verdict::Passed,
                "{network}: {why} is not looked at"
            );
        }
    }
}

#[test]
fn a_refusal_that_is_not_the_transactions_is_not_taken_for_one() {
    let mut chain = Chain::new("Cancun");
    let why = "TransactionException.INTRINSIC_GAS_TOO_LOW";
    chain.add(
        vec![payment(0, None, false)],
        Vec::new(),
        Some((why, &|header| header.transactions_root = B256::ZERO)),
    );
    let Verdict::Failed { what, .. } = chain.verdict() else {
        panic!("the block's transactions are valid");
    };
    assert!(what.contains("transactionsRoot must be"), "{what}");
}

#[test]
fn ommers_are_paid_and_checked() {
    for network in ["Frontier", "Homestead", "Berlin", "London"] {
        let mut chain = Chain::new(network);
        chain.add(Vec::new(), Vec::new(), None);
        let (mut ommer, _) = chain.next_header(11);
        ommer.beneficiary = Address::repeat_byte(0x0e);
        chain.add(vec![payment(0, None, false)], Vec::new(), None);
        let mut wrong = ommer.clone();
        wrong.gas_limit *= 2;
        for (why, ommers) in [
            ("ommer with a wrong gas limit", vec![wrong]),
            ("the same ommer twice", vec![ommer.clone(), ommer.clone()]),
            ("an ancestor", vec![chain.tip().clone()]),
            (
                "three ommers",
                vec![ommer.clone(), ommer.clone(), ommer.clone()],
            ),
            (
                "an unknown parent",
                vec![Header {
                    parent_hash: B256::ZERO,
                    ..ommer.clone()
                }],
            ),
        ] {
            chain.add(Vec::new(), ommers, Some((why, &|_| {})));
            assert_eq!(
                chain.verdict(),
                Verdict::Passed,
                "{network}: {why} is not looked at"
            );
        }
        chain.add(Vec::new(), vec![ommer.clone()], None);
        assert_eq!(chain.verdict(), Verdict::Passed, "{network}");
        let paid = chain
            .state
            .account(&ommer.beneficiary)
            .unwrap()
            .info
            .balance;
        let reward = chain.network.fork(2, 0, None).block_reward().unwrap();
        assert_eq!(paid, reward * U256::from(7) / U256::from(8));
    }
}

#[test]
fn the_dao_is_moved_and_its_blocks_are_marked() {
    let mut chain = Chain::new("HomesteadToDaoAt5");
    for _ in 0..4 {
        chain.add(Vec::new(), Vec::new(), None);
    }
    let unmarked = |header: &mut Header| header.extra_data = Bytes::new();
    chain.add(Vec::new(), Vec::new(), Some(("no mark", &unmarked)));
    chain.add(vec![payment(0, None, false)], Vec::new(), None);
    chain.add(Vec::new(), Vec::new(), Some(("no mark", &unmarked)));
    chain.add(Vec::new(), Vec::new(), None);
    assert_eq!(chain.verdict(), Verdict::Passed);
}

#[test]
fn what_only_its_proof_of_work_can_refuse_is_skipped() {
    let mut chain = Chain::new("Istanbul");
    chain.add(Vec::new(), Vec::new(), Some(("InvalidPoW", &|_| {})));
    let Verdict::Skipped(skip) = chain.verdict() else {
        panic!("nothing but the seal is wrong");
    };
    assert_eq!(skip.kind, SkipKind::ProofOfWork);
}

//! The batches, executed: what a preset promises holds after its block.

use alloy_primitives::{Address, TxKind, U256, address, keccak256};
use lanewise_executor::{
    Control, Outcome, PreState, Run, ScopedThreads, Unobserved, Workers,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, PRESETS, PrepareError, Workload, prepare};
use std::collections::HashSet;

fn default_of(preset: &str) -> BatchSpec {
    let found = PRESETS.iter().find(|candidate| candidate.id == preset);
    found.expect("the preset exists").defaults()
}

fn prepared(spec: &BatchSpec) -> Workload {
    prepare(spec, &mut |_, _| true).expect("the description is valid")
}

fn run(id: &str, workload: &Workload, workers: &dyn Workers) -> Run {
    let strategy = strategies::parse(id).expect("the strategy is in the table");
    strategy
        .execute(
            &Job::new(&workload.block, &workload.pre, workers, &Control::new()),
            &Unobserved,
        )
        .expect("every transaction can be paid for")
}

fn sequential(workload: &Workload) -> Outcome {
    run("sequential", workload, &ScopedThreads(1)).outcome
}

fn assert_all_succeed(workload: &Workload, outcome: &Outcome) {
    for (index, receipt) in outcome.receipts.iter().enumerate() {
        assert!(
            receipt.is_success(),
            "{:?}: {index}: {receipt:?}",
            workload.spec
        );
    }
}

/// The place of `variable[account]` for a mapping in a slot.
fn entry(account: Address, slot: u64) -> U256 {
    let mut bytes = account.into_word().to_vec();
    bytes.extend(U256::from(slot).to_be_bytes::<32>());
    keccak256(bytes).into()
}

fn after(workload: &Workload, outcome: &Outcome) -> PreState {
    let mut state = workload.pre.clone();
    state.apply(&outcome.changes);
    state
}

fn contract(workload: &Workload, name: &str) -> Address {
    let mut contracts = workload.contracts.iter();
    contracts
        .find(|contract| contract.name == name)
        .expect("it is deployed")
        .address
}

#[test]
fn all_transactions_of_every_default_batch_succeed() {
    for preset in PRESETS {
        let workload = prepared(&preset.defaults());
        let outcome = sequential(&workload);
        assert_eq!(outcome.receipts.len(), workload.spec.transactions as usize);
        assert_all_succeed(&workload, &outcome);
        // Gas limits are what a wallet would set: enough, and not twice as much as is used.
        for (transaction, receipt) in workload.block.transactions.iter().zip(&outcome.receipts) {
            assert!(
                transaction.gas_limit <= 2 * receipt.gas_used,
                "{}: {} of {}",
                preset.id,
                receipt.gas_used,
                transaction.gas_limit
            );
        }
    }
}

#[test]
fn all_transactions_of_skewed_batches_succeed() {
    for preset in PRESETS {
        for (accounts, contention) in [(2, 0.0), (2, 2.0), (3, 0.0), (1_000, 0.9), (1_000, 2.0)] {
            let spec = BatchSpec {
                transactions: 500,
                accounts,
                contention,
                ..preset.defaults()
            };
            let workload = prepared(&spec);
            assert_all_succeed(&workload, &sequential(&workload));
        }
    }
}

/// Nobody runs out of ether or tokens, and no price slips too far, at the limits of a description.
#[test]
fn all_transactions_of_the_largest_and_most_skewed_batches_succeed() {
    for preset in PRESETS {
        let spec = BatchSpec {
            transactions: 50_000,
            accounts: 2,
            contention: 2.0,
            ..preset.defaults()
        };
        let workload = prepared(&spec);
        assert_all_succeed(&workload, &sequential(&workload));
    }
}

#[test]
fn every_strategy_gives_the_same_outcome_on_four_threads() {
    for preset in PRESETS {
        for (accounts, contention) in [(600, 0.0), (300, 1.1)] {
            let spec = BatchSpec {
                transactions: 300,
                accounts,
                contention,
                ..preset.defaults()
            };
            let workload = prepared(&spec);
            let expected = sequential(&workload);
            for strategy in strategies::TABLE {
                let actual = run(strategy.id, &workload, &ScopedThreads(4)).outcome;
                let difference = expected.first_difference(&actual);
                assert_eq!(difference, None, "{spec:?} by {}", strategy.id);
                assert_eq!(expected, actual);
            }
        }
    }
}

#[test]
fn without_contention_nobody_takes_part_twice() {
    for preset in ["token", "payments"] {
        let workload = prepared(&default_of(preset));
        let mut met = HashSet::new();
        for transaction in &workload.block.transactions {
            assert!(met.insert(transaction.caller), "a sender came twice");
            let receiver = match transaction.kind {
                // The first argument, byte for byte: 4 of selector, 12 of padding, 20 of address.
                TxKind::Call(_) if !transaction.data.is_empty() => {
                    Address::from_slice(&transaction.data[16..36])
                }
                TxKind::Call(to) => to,
                TxKind::Create => panic!("a batch creates nothing"),
            };
            assert!(met.insert(receiver), "a receiver came twice");
        }
        assert_eq!(workload.senders(), 10_000);
        assert_eq!(workload.busiest_sender(), 1);
    }
    for preset in ["exchange", "nft-global", "nft-per-user"] {
        let workload = prepared(&default_of(preset));
        assert_eq!(workload.senders(), workload.spec.transactions);
    }
}

#[test]
fn contention_makes_senders_busy() {
    let busiest = |contention| {
        let spec = BatchSpec {
            transactions: 2_000,
            contention,
            ..default_of("token")
        };
        prepared(&spec).busiest_sender()
    };
    let rising = [0.0, 0.5, 1.0, 1.5, 2.0].map(busiest);
    assert!(rising.is_sorted_by(|a, b| a < b), "{rising:?}");
}

#[test]
fn transfers_conserve_tokens() {
    let spec = BatchSpec {
        transactions: 2_000,
        accounts: 700,
        ..default_of("token")
    };
    for contention in [0.0, 1.0] {
        let workload = prepared(&BatchSpec {
            contention,
            ..spec.clone()
        });
        let state = after(&workload, &sequential(&workload));
        let token = &state
            .account(&contract(&workload, "Token"))
            .expect("it is deployed")
            .storage;
        let holders = state.accounts().map(|(account, _)| entry(*account, 3));
        let held = holders.filter_map(|place| token.get(&place)).sum::<U256>();
        assert_eq!(held, token[&U256::from(2)], "balances add up to the supply");
    }
}

#[test]
fn swaps_never_lower_the_product_of_the_reserves() {
    let workload = prepared(&BatchSpec {
        transactions: 2_000,
        ..default_of("exchange")
    });
    let exchange = contract(&workload, "Exchange");
    let reserves = |state: &PreState| {
        let slot = state.storage(&exchange, &U256::ZERO);
        (slot & U256::from(u128::MAX), slot >> 128)
    };
    let state = after(&workload, &sequential(&workload));
    let (before0, before1) = reserves(&workload.pre);
    let (after0, after1) = reserves(&state);
    assert!(
        after0 * after1 > before0 * before1,
        "the fee stays in the pool"
    );
    // The pool's tokens are what it says it has.
    for (name, reserve) in [("Token0", after0), ("Token1", after1)] {
        assert_eq!(
            state.storage(&contract(&workload, name), &entry(exchange, 3)),
            reserve
        );
    }
    assert!(before0 != after0 && before1 != after1);
}

#[test]
fn mints_are_counted() {
    let workload = prepared(&BatchSpec {
        transactions: 300,
        ..default_of("nft-global")
    });
    let state = after(&workload, &sequential(&workload));
    let counter = state.storage(&contract(&workload, "NftCounter"), &U256::ZERO);
    assert_eq!(counter, U256::from(300));
}

#[test]
fn fees_are_burned_and_paid() {
    let workload = prepared(&BatchSpec {
        transactions: 100,
        ..default_of("payments")
    });
    assert!(workload.block.env.basefee > 0);
    let balance = |state: &PreState| {
        let recipient = state.account(&workload.block.env.beneficiary);
        recipient.map_or(U256::ZERO, |account| account.info.balance)
    };
    let outcome = sequential(&workload);
    let paid = balance(&after(&workload, &outcome)) - balance(&workload.pre);
    assert_eq!(
        paid,
        U256::from(outcome.gas_used) * U256::from(1_000_000_000)
    );
}

#[test]
fn a_contract_s_address_follows_from_its_deployer() {
    let workload = prepared(&BatchSpec {
        transactions: 1,
        ..default_of("token")
    });
    let deployer = address!("dededededededededededededededededededede");
    assert_eq!(contract(&workload, "Token"), deployer.create(0));
}

#[test]
fn progress_rises_to_its_end_and_can_stop() {
    let spec = BatchSpec {
        transactions: 5_000,
        accounts: 10_000,
        ..default_of("token")
    };
    let mut seen = Vec::new();
    prepare(&spec, &mut |done, total| {
        seen.push((done, total));
        true
    })
    .expect("the description is valid");
    assert!(seen.len() > 4 && seen.is_sorted(), "{seen:?}");
    assert!(
        seen.first()
            .is_some_and(|(done, total)| *done == 0 && *total > 0)
    );
    assert!(seen.last().is_some_and(|(done, total)| done == total));

    let mut asked = 0;
    let stopped = prepare(&spec, &mut |_, _| {
        asked += 1;
        asked < 3
    });
    assert!(matches!(stopped, Err(PrepareError::Stopped)));
    assert_eq!(asked, 3);
}

#[test]
fn what_cannot_be_used_is_said() {
    let spec = BatchSpec {
        transactions: 0,
        ..default_of("token")
    };
    let error = prepare(&spec, &mut |_, _| true).expect_err("no transactions");
    assert_eq!(
        error.to_string(),
        "txs must be between 1 and 50,000; it is 0."
    );
}

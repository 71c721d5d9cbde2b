//! Scenarios from the few numbers of a link: their limits, their people, and that what must succeed
//! does, also at the limits.

use alloy_primitives::{Address, TxKind, U256, address};
use lanewise_executor::{
    Control, Outcome, PreState, ScopedThreads, Unobserved,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, PrepareError, Workload, prepare, preset, presets};
use std::collections::HashSet;

/// Scenarios of which no transaction ever fails.
const CERTAIN: [&str; 3] = ["token", "payments", "exchange"];

fn default_of(id: &str) -> BatchSpec {
    preset(id).expect("the scenario exists").defaults()
}

fn prepared(spec: &BatchSpec) -> Workload {
    prepare(spec, &mut |_, _| true).expect("the description is valid")
}

fn sequential(workload: &Workload) -> Outcome {
    let strategy = strategies::parse("sequential").expect("the strategy is in the table");
    let (workers, control) = (ScopedThreads(1), Control::new());
    let job = Job::new(&workload.block, &workload.pre, &workers, &control);
    let run = strategy.execute(&job, &Unobserved);
    run.expect("every transaction can be paid for").outcome
}

fn assert_all_succeed(spec: &BatchSpec) -> (Workload, Outcome) {
    let workload = prepared(spec);
    let outcome = sequential(&workload);
    assert_eq!(outcome.receipts.len(), spec.transactions as usize);
    for (index, receipt) in outcome.receipts.iter().enumerate() {
        let why = workload.reason(receipt);
        assert!(receipt.is_success(), "{spec:?}: {index}: {why}");
    }
    (workload, outcome)
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
fn all_transactions_of_default_batches_succeed() {
    for id in CERTAIN {
        let spec = BatchSpec {
            transactions: 1_000,
            ..default_of(id)
        };
        let (workload, outcome) = assert_all_succeed(&spec);
        // Gas limits are what a wallet would set: enough, and not far more than is used.
        for (transaction, receipt) in workload.block.transactions.iter().zip(&outcome.receipts) {
            let (limit, used) = (transaction.gas_limit, receipt.gas_used);
            assert!(limit <= 3 * used, "{id}: {used} of {limit}");
        }
    }
}

#[test]
fn all_transactions_of_skewed_batches_succeed() {
    for id in CERTAIN {
        for (accounts, contention) in [(2, 0.0), (2, 2.0), (3, 0.0), (1_000, 0.9), (1_000, 2.0)] {
            assert_all_succeed(&BatchSpec {
                transactions: 300,
                accounts,
                contention,
                ..default_of(id)
            });
        }
    }
}

/// Nobody runs out of ether or tokens, and no price slips too far, at the limits of a description.
#[test]
fn all_transactions_of_the_largest_and_most_skewed_batches_succeed() {
    for id in CERTAIN {
        assert_all_succeed(&BatchSpec {
            transactions: 50_000,
            accounts: 2,
            contention: 2.0,
            ..default_of(id)
        });
    }
}

/// Each end of each knob, and of the number of people, gives a block.
#[test]
fn every_knob_can_be_turned_all_the_way() {
    for preset in presets() {
        let spec = BatchSpec {
            transactions: 40,
            accounts: preset.defaults().accounts.min(200),
            ..preset.defaults()
        };
        let ends = preset
            .knobs()
            .iter()
            .flat_map(|knob| [(knob.id.clone(), knob.least), (knob.id.clone(), knob.most)]);
        for knob in ends {
            let turned = BatchSpec {
                knobs: vec![knob.clone()],
                ..spec.clone()
            };
            let made = prepare(&turned, &mut |_, _| true);
            let made = made.unwrap_or_else(|error| panic!("{}, {knob:?}: {error}", preset.id));
            assert_eq!(made.block.transactions.len(), 40, "{}, {knob:?}", preset.id);
        }
    }
}

#[test]
fn without_contention_nobody_takes_part_twice() {
    for preset in ["token", "payments"] {
        let spec = BatchSpec {
            transactions: 2_000,
            accounts: 4_000,
            ..default_of(preset)
        };
        let workload = prepared(&spec);
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
        assert_eq!(workload.senders(), 2_000);
        assert_eq!(workload.busiest_sender(), 1);
    }
    for preset in ["exchange", "nft-global", "nft-per-user"] {
        let spec = BatchSpec {
            transactions: 500,
            accounts: 500,
            ..default_of(preset)
        };
        assert_eq!(prepared(&spec).senders(), 500, "{preset}");
    }
}

#[test]
fn contention_makes_senders_busy() {
    let busiest = |contention| {
        let spec = BatchSpec {
            transactions: 2_000,
            accounts: 2_000,
            contention,
            ..default_of("token")
        };
        prepared(&spec).busiest_sender()
    };
    let rising = [0.0, 0.5, 1.0, 1.5, 2.0].map(busiest);
    assert!(rising.is_sorted_by(|a, b| a < b), "{rising:?}");
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
    let knob = |id: &str, value| BatchSpec {
        knobs: vec![(id.to_owned(), value)],
        ..default_of("exchange")
    };
    for (spec, said) in [
        (
            BatchSpec {
                transactions: 0,
                ..default_of("token")
            },
            "txs must be between 1 and 50,000; it is 0.",
        ),
        (
            knob("pools", 101.0),
            "knobs: pools must be between 1 and 100; it is 101.",
        ),
        (
            knob("tools", 5.0),
            "knobs: exchange has no knob \"tools\"; it has pools, hops, payouts.",
        ),
    ] {
        let error = prepare(&spec, &mut |_, _| true).expect_err(said);
        assert_eq!(error.to_string(), said);
    }
    // Within their ranges, but not whole where the document counts with it.
    let error = prepare(&knob("pools", 2.5), &mut |_, _| true).expect_err("no half pool");
    assert!(error.to_string().contains("no whole number"), "{error}");
}

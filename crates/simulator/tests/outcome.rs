//! The first law, simulated: every strategy gives on any number of virtual cores what sequential
//! execution gives, and what is told of the run adds up.

#[path = "../../executor/tests/support/mod.rs"]
mod support;

use lanewise_executor::{
    Control, Hints, InPlace, Location, Outcome, Part, SpanKind, Version, revm::primitives::U256,
    strategies,
};
use lanewise_simulator::{Costs, Detail, SimulateError, Simulated, Simulation, What, simulate};
use std::collections::BTreeMap;
use support::{
    random_block::{Random, RandomBlock, random_block},
    run,
    wide_block::wide_block,
};

const CORES: [usize; 5] = [1, 2, 3, 8, 64];

/// Every strategy with every value of each of its options, the others at their defaults.
fn described() -> Vec<String> {
    let mut all = Vec::new();
    for strategy in strategies::TABLE {
        all.push(strategy.id.to_owned());
        for option in strategy.options {
            let values = option.values.iter().skip(1);
            all.extend(values.map(|(value, _)| format!("{}:{}={value}", strategy.id, option.id)));
        }
    }
    all
}

/// Simulates a block by every strategy on every number of cores; returns whether it was valid.
fn check(seed: u64, made: &RandomBlock, described: &[String]) -> bool {
    let random = &mut Random(seed ^ 0x51a7);
    let (block, pre) = (&made.block, &made.pre);
    let expected = run("sequential", block, pre, &InPlace);
    let hints = Hints::trace(block, pre, &Control::new()).ok();
    let accesses = hints.as_ref().map_or(&[][..], |hints| &hints.accesses);
    let unit = Costs::unit(block.transactions.len());
    let costs = match &expected {
        Ok(run) if random.chance(60) => Costs::gas(&run.outcome.receipts),
        _ => unit,
    };
    for text in described {
        for cores in CORES {
            let what = format!("seed {seed}, {:?}, {text} on {cores} cores", block.spec);
            let control = Control::new();
            let simulation = Simulation {
                block,
                pre,
                strategy: text,
                cores,
                costs: &costs,
                accesses,
                hints: hints.as_ref(),
                exempt: None,
                control: &control,
            };
            let detail = random.pick(&[Detail::Totals, Detail::Spans, Detail::Everything]);
            match (&expected, simulate(&simulation, detail)) {
                (Ok(expected), Ok(simulated)) => {
                    if let Some(difference) = expected.outcome.first_difference(&simulated.outcome)
                    {
                        panic!("{what}: {difference}");
                    }
                    adds_up(&what, &simulation, detail, &simulated);
                }
                (Err(expected), Err(SimulateError::Execute(actual))) => {
                    assert_eq!(*expected, actual, "{what}");
                }
                (expected, actual) => panic!(
                    "{what}: {:?} against {:?}",
                    expected.as_ref().map(|run| run.outcome.gas_used),
                    actual.map(|simulated| simulated.duration)
                ),
            }
        }
    }
    expected.is_ok()
}

/// What is told of a run agrees with itself.
fn adds_up(what: &str, simulation: &Simulation<'_>, detail: Detail, simulated: &Simulated) {
    let transactions = simulation.block.transactions.len();
    let Simulated {
        spans,
        duration,
        busy,
        counts,
        ..
    } = simulated;
    assert!(busy.iter().all(|busy| busy <= duration), "{what}: {busy:?}");
    if detail == Detail::Totals {
        assert!(spans.is_empty(), "{what}");
        return;
    }
    let mut free = vec![0; busy.len()];
    let mut stands = vec![0; transactions];
    let mut starts = [0; 2];
    for span in spans {
        assert!(free[span.worker] <= span.start, "{what}: {span:?} overlaps");
        assert!(
            span.start <= span.end && span.end <= *duration,
            "{what}: {span:?}"
        );
        free[span.worker] = span.end;
        let is_validation = matches!(span.kind, SpanKind::Validation | SpanKind::FailedValidation);
        starts[usize::from(is_validation)] += 1;
        stands[span.transaction as usize] += u32::from(span.kind == SpanKind::Execution);
    }
    assert!(
        stands.iter().all(|stands| *stands == 1),
        "{what}: {stands:?}"
    );
    assert_eq!(starts[0], counts.executions, "{what}");
    let broken = |kind| spans.iter().filter(|span| span.kind == kind).count();
    assert_eq!(
        broken(SpanKind::FailedValidation),
        counts.aborts as usize,
        "{what}"
    );
    assert!(simulated.breaks.len() <= counts.aborts as usize, "{what}");
    for broken in &simulated.breaks {
        let lower = broken
            .writer
            .is_none_or(|writer| writer < broken.transaction);
        assert!(lower, "{what}: {broken:?}");
    }
    if detail == Detail::Everything {
        walk(what, simulated);
    }
}

/// The events come in order, each core does one thing at a time, and each has its counters.
fn walk(what: &str, simulated: &Simulated) {
    let mut last = 0;
    let mut open = vec![false; simulated.busy.len()];
    for event in &simulated.events {
        assert!(last <= event.time, "{what}: {event:?}");
        last = event.time;
        assert_eq!(event.counters.len(), simulated.counters.len(), "{what}");
        let starts = match event.what {
            What::ExecutionStarted | What::ValidationStarted | What::OtherStarted => true,
            What::Idle | What::Ended => {
                assert!(
                    !open[event.core],
                    "{what}: {event:?} in the middle of something"
                );
                continue;
            }
            _ => false,
        };
        assert_ne!(open[event.core], starts, "{what}: {event:?}");
        open[event.core] = starts;
    }
    assert!(!open.contains(&true), "{what}: something has not ended");
}

fn check_many(seeds: std::ops::Range<u64>, make: fn(u64) -> RandomBlock) {
    let described = described();
    let total = seeds.end - seeds.start;
    let valid = seeds
        .filter(|seed| check(*seed, &make(*seed), &described))
        .count() as u64;
    assert!(valid * 10 > total * 6, "only {valid} of {total} were valid");
    assert!(valid < total, "no block was invalid");
}

#[test]
fn random_blocks() {
    check_many(0..200, random_block);
}

#[test]
fn random_blocks_of_all_forks() {
    check_many(0..300, wide_block);
}

/// What the last events of all transactions published is what the block changed.
fn replayed(simulated: &Simulated, made: &RandomBlock) -> BTreeMap<Location, U256> {
    let mut published = BTreeMap::new();
    for event in &simulated.events {
        if let (What::Executed, Some(transaction)) = (event.what, event.transaction) {
            published.insert(transaction, &event.writes);
        }
    }
    let mut state: BTreeMap<Location, U256> = BTreeMap::new();
    for (location, version) in published.into_values().flatten() {
        let before = made.pre.account(&location.address);
        let balance = before.map_or(U256::ZERO, |account| account.info.balance);
        match version {
            Version::Value(value) => {
                state.insert(*location, *value);
            }
            Version::Credit(amount) => *state.entry(*location).or_insert(balance) += *amount,
            Version::Reset => {
                let wiped = before
                    .into_iter()
                    .flat_map(|account| account.storage.keys());
                let wiped: Vec<_> = wiped.copied().collect();
                let is_slot = |at: &Location| {
                    at.address == location.address && matches!(at.part, Part::Storage(_))
                };
                for (_, value) in state.iter_mut().filter(|(at, _)| is_slot(at)) {
                    *value = U256::ZERO;
                }
                for slot in wiped {
                    let part = Part::Storage(slot);
                    state.insert(Location { part, ..*location }, U256::ZERO);
                }
            }
        }
    }
    state
}

/// Each balance, nonce and slot that differs from the pre-state.
fn changed(outcome: &Outcome, made: &RandomBlock) -> BTreeMap<Location, U256> {
    let mut state = BTreeMap::new();
    for (address, change) in &outcome.changes.accounts {
        let before = made.pre.account(address);
        let mut add = |part, value| {
            state.insert(
                Location {
                    address: *address,
                    part,
                },
                value,
            )
        };
        let info = change.info.clone().unwrap_or_default();
        add(Part::Balance, info.balance);
        add(Part::Nonce, U256::from(info.nonce));
        for (slot, value) in &change.storage {
            add(Part::Storage(*slot), *value);
        }
        if change.info.is_none() {
            for slot in before
                .into_iter()
                .flat_map(|account| account.storage.keys())
            {
                add(Part::Storage(*slot), U256::ZERO);
            }
        }
    }
    state.retain(|location, value| *value != value_before(made, location));
    state
}

fn value_before(made: &RandomBlock, location: &Location) -> U256 {
    let account = made.pre.account(&location.address);
    let value = account.map(|account| match location.part {
        Part::Balance => account.info.balance,
        Part::Nonce => U256::from(account.info.nonce),
        Part::Code => U256::from_be_bytes(account.info.code_hash.0),
        Part::Storage(slot) => account.storage.get(&slot).copied().unwrap_or_default(),
    });
    value.unwrap_or_default()
}

#[test]
fn what_the_events_say_was_published_is_what_the_block_changed() {
    let mut seen = [0; 2];
    for seed in 0..300 {
        let made = random_block(seed);
        let Ok(hints) = Hints::trace(&made.block, &made.pre, &Control::new()) else {
            continue;
        };
        let costs = Costs::unit(made.block.transactions.len());
        for strategy in ["block-stm", "locks", "dependency-graph", "two-phase"] {
            let control = Control::new();
            let simulation = Simulation {
                block: &made.block,
                pre: &made.pre,
                strategy,
                cores: 1 + seed as usize % 9,
                costs: &costs,
                accesses: &hints.accesses,
                hints: Some(&hints),
                exempt: None,
                control: &control,
            };
            let simulated = simulate(&simulation, Detail::Everything).expect("it is valid");
            let versions = simulated.events.iter().flat_map(|event| &event.writes);
            for (_, version) in versions {
                seen[0] += u32::from(matches!(version, Version::Credit(_)));
                seen[1] += u32::from(*version == Version::Reset);
            }
            let mut actual = replayed(&simulated, &made);
            actual.retain(|location, value| {
                location.part != Part::Code && *value != value_before(&made, location)
            });
            let expected = changed(&simulated.outcome, &made);
            assert_eq!(actual, expected, "seed {seed}, {strategy}");
        }
    }
    assert!(seen.iter().all(|seen| *seen > 10), "{seen:?}");
}

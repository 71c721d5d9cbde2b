//! How a simulated run goes where it is known how it has to go.

#[path = "../../executor/tests/support/mod.rs"]
mod support;

use lanewise_analysis::DependencyGraph;
use lanewise_executor::{
    Block, Control, ExecuteError, Exempt, Hints, Location, Part, PreState, Transaction, TxIndex,
    revm::{
        context::BlockEnv,
        primitives::{Address, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
};
use lanewise_simulator::{
    Costs, Detail, MAX_CORES, SimulateError, Simulated, Simulation, What, simulate,
};
use std::collections::HashSet;
use support::{assembler::assemble, random_block::Random};

const CONTRACT: Address = Address::repeat_byte(0xc0);
const PARALLEL: [&str; 6] = [
    "block-stm",
    "block-access-list",
    "locks",
    "locks:granularity=account",
    "dependency-graph",
    "two-phase",
];

/// `slots[word 0] += slots[word 1] + word 2`: whatever is read makes a difference to what is written.
const ADD: &str = "PUSH1 0x20 CALLDATALOAD SLOAD PUSH1 0x00 CALLDATALOAD SLOAD ADD \
                   PUSH1 0x40 CALLDATALOAD ADD PUSH1 0x00 CALLDATALOAD SSTORE";

fn slot(number: u64) -> Location {
    Location {
        address: CONTRACT,
        part: Part::Storage(U256::from(number)),
    }
}

/// Calls by different people, from the pairs (slot written, slot read). Every write makes its slot
/// larger, so that a value read too early is never the right one by chance.
fn calls(slots: impl Iterator<Item = (u64, u64)>) -> (Block, PreState) {
    let mut pre = PreState::new();
    let code = Bytecode::new_raw(assemble(ADD).into());
    pre.insert(CONTRACT, AccountInfo::from_bytecode(code));
    let mut block = Block {
        spec: SpecId::CANCUN,
        chain_id: 1,
        env: BlockEnv {
            beneficiary: Address::repeat_byte(0xfe),
            gas_limit: u64::MAX,
            ..BlockEnv::default()
        },
        ..Block::default()
    };
    for (index, (write, read)) in slots.enumerate() {
        let caller = Address::left_padding_from(&(1_000 + index as u64).to_be_bytes());
        pre.insert(caller, AccountInfo::from_balance(U256::from(10u64.pow(18))));
        let words = [
            U256::from(write),
            U256::from(read),
            U256::ONE << (index % 250),
        ];
        block.transactions.push(Transaction {
            caller,
            kind: TxKind::Call(CONTRACT),
            gas_limit: 100_000,
            gas_price: 1,
            chain_id: Some(1),
            data: words.map(|word| word.to_be_bytes::<32>()).concat().into(),
            ..Transaction::default()
        });
    }
    (block, pre)
}

/// A block with what is known of it.
struct Known {
    block: Block,
    pre: PreState,
    hints: Hints,
}

impl Known {
    fn new((block, pre): (Block, PreState)) -> Self {
        let hints = Hints::trace(&block, &pre, &Control::new()).expect("the block is valid");
        Self { block, pre, hints }
    }

    /// Calls that read and write random ones of some slots.
    fn random(random: &mut Random, transactions: u64, slots: u64) -> Self {
        let pairs: Vec<_> = (0..transactions)
            .map(|_| (random.below(slots), random.below(slots)))
            .collect();
        Self::new(calls(pairs.into_iter()))
    }

    fn simulation<'a>(
        &'a self,
        strategy: &'a str,
        cores: usize,
        costs: &'a Costs,
        control: &'a Control,
    ) -> Simulation<'a> {
        Simulation {
            block: &self.block,
            pre: &self.pre,
            strategy,
            cores,
            costs,
            accesses: &self.hints.accesses,
            hints: Some(&self.hints),
            exempt: None,
            control,
        }
    }

    fn simulate(&self, strategy: &str, cores: usize, costs: &Costs, detail: Detail) -> Simulated {
        let control = Control::new();
        let simulation = self.simulation(strategy, cores, costs, &control);
        simulate(&simulation, detail).expect("the block is valid")
    }

    /// Costs that are random and have nothing to do with gas.
    fn random_costs(&self, random: &mut Random, validation_share: f64) -> Costs {
        let transactions = self.block.transactions.len();
        Costs {
            per_transaction: (0..transactions).map(|_| 1 + random.below(1_000)).collect(),
            validation_share,
            ..Costs::unit(transactions)
        }
    }

    fn critical_path(&self, costs: &Costs) -> u64 {
        let graph = DependencyGraph::new(&self.hints.accesses);
        graph.critical_path(&costs.per_transaction).weight
    }
}

#[test]
fn independent_transactions_take_their_share() {
    for transactions in [0, 1, 7, 40] {
        let known = Known::new(calls((0..transactions).map(|slot| (slot, slot))));
        let costs = Costs::unit(transactions as usize);
        for strategy in PARALLEL {
            if strategy.contains("account") {
                continue;
            }
            for cores in [1, 2, 3, 64] {
                let simulated = known.simulate(strategy, cores, &costs, Detail::Totals);
                let steps = transactions.div_ceil(cores as u64);
                let what = format!("{transactions} by {strategy} on {cores}");
                assert_eq!(simulated.duration, steps, "{what}");
                assert_eq!(simulated.busy.iter().sum::<u64>(), transactions, "{what}");
            }
        }
    }
}

#[test]
fn sequential_execution_takes_the_sum_whatever_the_cores() {
    let random = &mut Random(1);
    let known = Known::random(random, 50, 5);
    let mut costs = known.random_costs(random, 0.1);
    costs.around = 77;
    let simulated = known.simulate("sequential", 64, &costs, Detail::Everything);
    assert_eq!(simulated.duration, costs.work() + 77);
    assert!((simulated.speedup - 1.0).abs() < 1e-12);
    assert_eq!(
        simulated.spans.last().map(|span| span.end),
        Some(costs.work())
    );
    let ends = simulated
        .events
        .iter()
        .filter(|event| event.what == What::Executed);
    assert_eq!(ends.map(|event| event.time).max(), Some(costs.work()));
}

/// Told who depends on whom, with a core for each transaction and commits for nothing, a block takes
/// its longest chain and not a moment longer; and nobody else who reads what was really written is
/// faster.
#[test]
fn a_schedule_is_ideal_or_longer_than_the_longest_chain() {
    let random = &mut Random(2);
    for round in 0..60 {
        let transactions = 1 + random.below(80);
        let slots = 1 + random.below(30);
        let known = Known::random(random, transactions, slots);
        let costs = known.random_costs(random, 0.0);
        let path = known.critical_path(&costs);
        let ideal = known.simulate("dependency-graph", 100, &costs, Detail::Totals);
        assert_eq!(ideal.duration, path, "round {round}");
        assert_eq!(
            ideal.counts.executions as u64, transactions,
            "round {round}"
        );
        for strategy in [
            "locks",
            "locks:granularity=account",
            "two-phase",
            "block-stm",
        ] {
            for cores in [1, 2, 8, 100] {
                let duration = known
                    .simulate(strategy, cores, &costs, Detail::Totals)
                    .duration;
                let bound = path.max(costs.work().div_ceil(cores as u64));
                assert!(
                    duration >= bound,
                    "round {round}, {strategy} on {cores} cores"
                );
            }
        }
        // From a list nobody waits for anybody.
        let listed = known.simulate("block-access-list", 100, &costs, Detail::Totals);
        let longest = costs.per_transaction.iter().max().copied();
        assert_eq!(Some(listed.duration), longest, "round {round}");
    }
}

#[test]
fn the_same_input_gives_the_same_timeline() {
    let random = &mut Random(3);
    for _ in 0..12 {
        let known = Known::random(random, 60, 8);
        let costs = known.random_costs(random, 0.1);
        for strategy in PARALLEL {
            for cores in [1, 2, 5, MAX_CORES] {
                let first = known.simulate(strategy, cores, &costs, Detail::Everything);
                // Not even a thread of its own makes a difference.
                let second = std::thread::scope(|scope| {
                    let again = || known.simulate(strategy, cores, &costs, Detail::Everything);
                    scope.spawn(again).join().expect("it does not panic")
                });
                assert_eq!(first, second, "{strategy} on {cores} cores");
                let (totals, spans) = (
                    known.simulate(strategy, cores, &costs, Detail::Totals),
                    known.simulate(strategy, cores, &costs, Detail::Spans),
                );
                assert_eq!(
                    first.duration, totals.duration,
                    "who looks on changes nothing"
                );
                assert_eq!(first.counts, totals.counts);
                assert_eq!(first.spans, spans.spans);
            }
        }
    }
}

/// An incarnation is broken by one that wrote where it had read, and appeared while it was going on.
#[test]
fn a_break_names_the_write_that_came_in_between() {
    let random = &mut Random(4);
    let mut breaks = 0;
    for _ in 0..20 {
        let known = Known::random(random, 60, 6);
        let costs = known.random_costs(random, 0.1);
        let simulated = known.simulate("block-stm", 8, &costs, Detail::Everything);
        for broken in &simulated.breaks {
            let Some(writer) = broken.writer else {
                continue;
            };
            breaks += 1;
            let of = |transaction: TxIndex| {
                let set = &known.hints.accesses[transaction as usize];
                let names =
                    |list: &[(Location, U256)]| list.iter().any(|(l, _)| *l == broken.location);
                (names(&set.reads), names(&set.writes))
            };
            assert!(of(broken.transaction).0, "{broken:?}");
            assert!(of(writer).1, "{broken:?}");
            let mut events = simulated.events.iter();
            let started = events
                .find(|event| {
                    event.what == What::ExecutionStarted
                        && event.transaction == Some(broken.transaction)
                        && event.incarnation == broken.incarnation
                })
                .expect("it was executed");
            // Told after the start, though possibly at the same instant.
            let appeared = events.any(|event| {
                let published = matches!(event.what, What::Executed | What::Aborted { .. });
                published && event.transaction == Some(writer) && event.time >= started.time
            });
            assert!(appeared, "{broken:?}");
        }
    }
    assert!(breaks > 50, "{breaks}");
}

#[test]
fn without_its_one_conflict_a_block_takes_one_step() {
    let known = Known::new(calls((0..30).map(|_| (0, 0))));
    let costs = Costs::unit(30);
    let exempt = Exempt {
        locations: HashSet::from([slot(0)]),
        accesses: &known.hints.accesses,
    };
    for strategy in ["block-stm", "locks", "dependency-graph", "two-phase"] {
        let control = Control::new();
        let simulation = known.simulation(strategy, 30, &costs, &control);
        let as_is = simulate(&simulation, Detail::Totals).expect("it is valid");
        assert!(as_is.duration >= 30, "{strategy}");
        let without = Simulation {
            exempt: Some(&exempt),
            ..simulation
        };
        let without = simulate(&without, Detail::Totals).expect("it is valid");
        assert_eq!(without.duration, 1, "{strategy}");
        assert_eq!(without.outcome, as_is.outcome, "{strategy}");
    }
}

/// What two cores get in each other's way slows down two cores, and one alone not at all.
#[test]
fn contention_is_for_those_who_are_not_alone() {
    let known = Known::new(calls((0..40).map(|slot| (slot, slot))));
    let mut costs = Costs::unit(40);
    costs.per_transaction = vec![100; 40];
    costs.validation_share = 0.0;
    costs.contention = 1.25;
    let duration = |cores| {
        known
            .simulate("block-stm", cores, &costs, Detail::Totals)
            .duration
    };
    assert_eq!(duration(1), 4_000);
    assert_eq!(duration(2), 2_500);
}

#[test]
fn independent_calls_take_as_many_cores_as_there_are_of_them() {
    let known = Known::new(calls((0..64).map(|slot| (slot, slot))));
    let costs = Costs::unit(64);
    let at = |strategy, cores| known.simulate(strategy, cores, &costs, Detail::Totals);
    for (strategy, speedups) in [
        ("block-stm", [1.0, 2.0, 64.0, 64.0]),
        ("two-phase", [1.0, 2.0, 64.0, 64.0]),
        ("sequential", [1.0; 4]),
    ] {
        let found = [1, 2, 64, 256].map(|cores| at(strategy, cores).speedup);
        assert_eq!(found, speedups, "{strategy}");
    }
    let busy = |cores| at("block-stm", cores).busy_share();
    assert!((busy(64) - 1.0).abs() < 1e-12 && (busy(256) - 0.25).abs() < 1e-12);
}

#[test]
fn what_does_not_fit_is_refused() {
    let known = Known::new(calls((0..4).map(|slot| (slot, slot))));
    let (costs, control) = (Costs::unit(4), Control::new());
    let ask = |strategy: &str, cores, costs: &Costs| {
        let simulation = known.simulation(strategy, cores, costs, &control);
        simulate(&simulation, Detail::Totals).map(|simulated| simulated.duration)
    };
    assert_eq!(ask("locks", 0, &costs), Err(SimulateError::Cores(0)));
    assert_eq!(ask("locks", 257, &costs), Err(SimulateError::Cores(257)));
    assert!(matches!(
        ask("magic", 2, &costs),
        Err(SimulateError::Strategy(_))
    ));
    let wrong = SimulateError::Costs {
        transactions: 4,
        costs: 5,
    };
    assert_eq!(ask("locks", 2, &Costs::unit(5)), Err(wrong));
    assert_eq!(ask("locks", 2, &costs), Ok(2));
}

#[test]
fn a_simulation_can_be_cancelled() {
    let known = Known::new(calls((0..2_000).map(|slot| (slot % 7, slot % 11))));
    let costs = Costs::unit(2_000);
    for strategy in PARALLEL {
        // From within, in the middle: the listener of progress is told of a block half done.
        thread_local!(static CONTROL: std::cell::Cell<Option<&'static Control>> = const { std::cell::Cell::new(None) });
        let control: &Control = Box::leak(Box::new(Control::with_listener(|done| {
            if done >= 500 {
                CONTROL.get().expect("it is set below").cancel();
            }
        })));
        CONTROL.set(Some(control));
        let simulation = known.simulation(strategy, 16, &costs, control);
        let result = simulate(&simulation, Detail::Everything);
        let cancelled = Err(SimulateError::Execute(ExecuteError::Cancelled));
        assert_eq!(
            result.map(|simulated| simulated.duration),
            cancelled,
            "{strategy}"
        );
        assert!(control.done() < 2_000, "{strategy}");
    }
}

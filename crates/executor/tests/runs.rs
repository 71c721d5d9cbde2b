//! How a run goes, whatever it gives: it can be cancelled in its middle, and what it tells an
//! observer adds up.

mod support;

use lanewise_executor::{
    AccessSet, Block, Control, Event, ExecuteError, Incarnation, Observer, PreState, ScopedThreads,
    TxIndex, Unobserved, WorkerId, WorkerObserver,
    revm::primitives::hardfork::SpecId,
    strategies::{self, Job},
};
use std::{
    sync::Mutex,
    time::{Duration, Instant},
};
use support::wide_block::wide_block_of;

/// A block long enough to be cancelled in its middle: many random transactions that do not depend
/// on each other's nonces.
fn long_block() -> (Block, PreState) {
    let made = wide_block_of(3, SpecId::CANCUN);
    let mut block = made.block;
    let caller = made.people[0];
    let burner = lanewise_executor::revm::primitives::Address::repeat_byte(0xc5);
    block.system = Default::default();
    block.env.gas_limit = u64::MAX;
    block.transactions = (0..4_000)
        .map(|nonce| lanewise_executor::Transaction {
            caller,
            nonce,
            kind: lanewise_executor::revm::primitives::TxKind::Call(burner),
            // Some milliseconds of SLOAD.
            gas_limit: 3_000_000,
            gas_price: 7,
            chain_id: Some(1),
            ..Default::default()
        })
        .collect();
    let mut pre = made.pre;
    let wealth = lanewise_executor::revm::primitives::U256::MAX >> 8;
    pre.insert(
        caller,
        lanewise_executor::revm::state::AccountInfo::from_balance(wealth),
    );
    (block, pre)
}

/// Cancelled by another thread, every strategy ends soon and says so; the scope of its threads ends
/// with it, so that none is left behind.
#[test]
fn every_strategy_can_be_cancelled() {
    let (block, pre) = long_block();
    for strategy in strategies::TABLE {
        let control = Control::new();
        let workers = ScopedThreads(3);
        let (result, late) = std::thread::scope(|scope| {
            let run = scope.spawn(|| {
                let strategy = strategies::parse(strategy.id).expect("it is in the table");
                let result =
                    strategy.execute(&Job::new(&block, &pre, &workers, &control), &Unobserved);
                (result.map(|run| run.outcome.gas_used), Instant::now())
            });
            // In the middle: once something is done.
            while control.done() == 0 && !run.is_finished() {
                std::thread::sleep(Duration::from_millis(1));
            }
            control.cancel();
            let asked = Instant::now();
            let (result, ended) = run.join().expect("it does not panic");
            (result, ended.saturating_duration_since(asked))
        });
        assert_eq!(result, Err(ExecuteError::Cancelled), "{}", strategy.id);
        // One transaction takes milliseconds; the whole block would take many seconds.
        assert!(late < Duration::from_secs(5), "{}: {late:?}", strategy.id);
    }
}

/// What all workers told.
#[derive(Default)]
struct Told(Mutex<Tally>);

#[derive(Debug, Default)]
struct Tally {
    executions: u32,
    ended: u32,
    suspended: u32,
    validations: u32,
    failed: u32,
    /// The last incarnation that came to its end, by transaction.
    last: Vec<Option<Incarnation>>,
}

/// One worker's events. At most one execution or validation is open at a time.
#[derive(Debug, Default)]
struct Events {
    tally: Tally,
    open: Option<Event>,
}

impl Observer for Told {
    const ENABLED: bool = true;
    type Worker = Events;

    fn worker(&self, _: WorkerId) -> Events {
        Events::default()
    }

    fn finish(&self, _: WorkerId, worker: Events) {
        assert_eq!(
            worker.open, None,
            "a worker ends in the middle of something"
        );
        let mut all = self.0.lock().expect("no worker panics");
        let tally = worker.tally;
        all.executions += tally.executions;
        all.ended += tally.ended;
        all.suspended += tally.suspended;
        all.validations += tally.validations;
        all.failed += tally.failed;
        if all.last.len() < tally.last.len() {
            all.last.resize(tally.last.len(), None);
        }
        for (index, incarnation) in tally.last.into_iter().enumerate() {
            all.last[index] = all.last[index].max(incarnation);
        }
    }
}

impl WorkerObserver for Events {
    fn event(&mut self, event: Event) {
        let tally = &mut self.tally;
        match event {
            Event::ExecutionStarted { .. } | Event::ValidationStarted { .. } => {
                assert_eq!(self.open, None, "two things at once");
                self.open = Some(event);
                if matches!(event, Event::ExecutionStarted { .. }) {
                    tally.executions += 1;
                } else {
                    tally.validations += 1;
                }
            }
            Event::Executed | Event::Suspended { .. } => {
                let Some(Event::ExecutionStarted {
                    transaction,
                    incarnation,
                }) = self.open.take()
                else {
                    panic!("{event:?} without an execution");
                };
                if let Event::Suspended { on } = event {
                    assert!(on < transaction, "{transaction} waits for {on}");
                    tally.suspended += 1;
                } else {
                    tally.ended += 1;
                    let index = transaction as usize;
                    if tally.last.len() <= index {
                        tally.last.resize(index + 1, None);
                    }
                    tally.last[index] = tally.last[index].max(Some(incarnation));
                }
            }
            Event::Validated { valid } => {
                let open = self.open.take();
                assert!(
                    matches!(open, Some(Event::ValidationStarted { .. })),
                    "{event:?} without a validation"
                );
                tally.failed += u32::from(!valid);
            }
        }
    }

    fn accesses(&mut self, _: TxIndex, _: Incarnation, _: AccessSet) {}
}

/// Each execution that begins ends once, every transaction of a valid block is executed to its end,
/// and the counts are those of the events.
#[test]
fn what_observers_are_told_adds_up() {
    for seed in 0..120 {
        let made = wide_block_of(seed, SpecId::PRAGUE);
        for strategy in strategies::TABLE {
            for threads in [1, 3] {
                let what = format!("seed {seed}, {} on {threads} threads", strategy.id);
                let (told, control, workers) =
                    (Told::default(), Control::new(), ScopedThreads(threads));
                let parsed = strategies::parse::<Told>(strategy.id).expect("it is in the table");
                let job = Job::new(&made.block, &made.pre, &workers, &control);
                let Ok(run) = parsed.execute(&job, &told) else {
                    continue;
                };
                let tally = told.0.into_inner().expect("no worker panics");
                let length = made.block.transactions.len();
                assert_eq!(tally.last.len(), length, "{what}");
                assert!(tally.last.iter().all(Option::is_some), "{what}: {tally:?}");
                let counts = run.counts;
                assert_eq!(tally.executions, counts.executions, "{what}");
                assert_eq!(tally.executions, tally.ended + tally.suspended, "{what}");
                assert_eq!(tally.suspended, counts.suspensions, "{what}");
                assert_eq!(control.done() as usize, length, "{what}");
                // A list is checked as each execution ends, which is no event of its own.
                if tally.validations > 0 {
                    assert_eq!(tally.validations, counts.validations, "{what}");
                    assert!(
                        tally.failed >= counts.aborts,
                        "{what}: {tally:?}, {counts:?}"
                    );
                }
            }
        }
    }
}

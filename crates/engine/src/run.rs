//! The measuring protocol: how a run is made so that its figures mean something.
//!
//! 1. *Warm-up*, untimed: both contestants execute the beginning of the block, because browsers
//!    compile WebAssembly twice, first quickly and then well, and whoever ran first would be timed
//!    on the quickly compiled code.
//! 2. *Rounds*: sequential and parallel in turn, each timed by itself, at least three times, unless
//!    a round takes longer than a second; short ones are repeated for some seconds. The median
//!    counts.
//! 3. *Check*: the outcome of **every** round is compared with that of the first sequential one,
//!    and the roots of one outcome of each kind are computed from that outcome alone.
//!
//! The parallel rounds are recorded, so their times include the recorder's clock readings; the
//! timeline shows the very round whose time is the median.

use crate::{
    clock, pool,
    progress::{self, report, stretch},
    timeline,
};
use lanewise_executor::{
    Block, Control, ExecuteError, Outcome, PreState, Recorder, Recording, Run, Status, Unobserved,
    block_bloom, receipts_root, revm::primitives::keccak256, state_root, strategies,
};
use lanewise_protocol::{
    Check, Counts, Failure, Flavour, Measurement, Outcomes, Pair, ParallelCounts, Phase, RunResult,
    RunSpec, Timeline,
};
use std::{
    collections::HashSet,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use web_time::Instant;

/// Watches and stops the run under way. The page writes to its cancel word from outside.
#[cfg(feature = "threads")]
pub(crate) static CONTROL: Control = Control::new();
/// Watches the run under way. There is no thread that could stop it.
#[cfg(not(feature = "threads"))]
pub(crate) static CONTROL: Control = Control::with_listener(report);

/// Transactions executed to warm up.
const WARM_UP: usize = 2_000;
/// Rounds of each kind, at least ...
const ROUNDS: usize = 3;
/// ... unless one takes so long ...
const SLOW: Duration = Duration::from_secs(1);
/// ... and more while all together have taken less than this ...
const ENOUGH: Duration = Duration::from_millis(2_500);
/// ... up to so many.
const MOST_ROUNDS: usize = 25;

/// The parts of the progress bar: where warming up, the rounds and the check begin.
const PARTS: (f64, f64, f64) = (0.15, 0.22, 0.9);

/// Which build this is.
pub(crate) const FLAVOUR: Flavour = if cfg!(feature = "threads") {
    Flavour::Threaded
} else {
    Flavour::Single
};

/// Why a run ended before it was done.
#[derive(Debug, PartialEq)]
pub(crate) enum Stop {
    /// Because somebody wanted it to.
    Cancelled,
    /// Because it could not go on.
    Failed(Failure),
}

impl From<ExecuteError> for Stop {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Cancelled => Self::Cancelled,
            ExecuteError::InvalidTransaction { index, reason } => {
                Self::Failed(Failure::InvalidTransaction { index, reason })
            }
            other => Self::Failed(Failure::Other(format!("{other}."))),
        }
    }
}

/// What is run: a block on its pre-state, made in so many milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prepared<'a> {
    pub(crate) block: &'a Block,
    pub(crate) pre: &'a PreState,
    pub(crate) milliseconds: f64,
}

/// Tells of progress while a block is made.
pub(crate) fn preparing(total: u32) {
    stretch(Phase::Preparing, total, 0.0, PARTS.0);
}

/// A timed execution.
struct Timed<T> {
    time: Duration,
    run: Run,
    recording: T,
}

/// One parallel round, kept until it is known which is the median.
struct Round {
    time: Duration,
    counts: lanewise_executor::Counts,
    recording: Recording,
}

/// Measures a run.
pub(crate) fn measure(
    spec: &RunSpec,
    prepared: Prepared<'_>,
) -> Result<(RunResult, Timeline), Stop> {
    let contest = Contest { spec, prepared };
    let estimate = contest.warm_up()?;
    let rounds = contest.rounds(estimate)?;
    let (check, roots_ms) = contest.check(&rounds)?;
    let median = lower_median(rounds.parallel.iter().map(|round| round.time));
    let round = &rounds.parallel[median];
    let (block, outcome) = (prepared.block, &rounds.sequential_outcome);
    let sequential = measurement(rounds.sequential.iter().copied(), outcome);
    let parallel = measurement(rounds.parallel.iter().map(|round| round.time), outcome);
    let result = RunResult {
        spec: spec.clone(),
        flavour: FLAVOUR,
        block: facts(block, outcome),
        speedup: sequential.median_ms / parallel.median_ms,
        sequential,
        parallel,
        counts: ParallelCounts {
            executions: round.counts.executions,
            re_executions: round
                .counts
                .executions
                .saturating_sub(block.transactions.len() as u32),
            aborts: round.counts.aborts,
            suspensions: round.counts.suspensions,
            validations: round.counts.validations,
        },
        check,
        prepare_ms: prepared.milliseconds,
        roots_ms,
    };
    let timeline = timeline::of(&round.recording, contest.workers() as u32);
    Ok((result, timeline))
}

/// What all rounds gave.
struct Rounds {
    sequential: Vec<Duration>,
    parallel: Vec<Round>,
    sequential_outcome: Outcome,
    parallel_outcome: Outcome,
    first_difference: Option<String>,
}

/// The two contestants and what they run.
#[derive(Clone, Copy)]
struct Contest<'a> {
    spec: &'a RunSpec,
    prepared: Prepared<'a>,
}

impl Contest<'_> {
    /// Threads that the parallel strategy gets.
    fn workers(&self) -> usize {
        let descriptor = strategies::TABLE
            .iter()
            .find(|one| one.id == self.spec.strategy);
        match descriptor {
            Some(descriptor) if descriptor.parallel => self.spec.threads as usize,
            _ => 1,
        }
    }

    fn sequential(&self, block: &Block) -> Result<Timed<()>, ExecuteError> {
        let strategy = strategies::by_id(strategies::TABLE[0].id).expect("the table lists it");
        pool::watch(
            || {
                let start = Instant::now();
                let pre = self.prepared.pre;
                let run =
                    strategy.execute(block, pre, &pool::PoolWorkers(1), &CONTROL, &Unobserved)?;
                Ok(Timed {
                    time: start.elapsed(),
                    run,
                    recording: (),
                })
            },
            || report(CONTROL.done()),
        )
    }

    fn parallel(&self, block: &Block) -> Result<Timed<Recording>, ExecuteError> {
        let strategy = strategies::by_id(&self.spec.strategy).expect("checked with the settings");
        let workers = pool::PoolWorkers(self.workers());
        pool::watch(
            || {
                let recorder = Recorder::spans();
                let start = Instant::now();
                let run =
                    strategy.execute(block, self.prepared.pre, &workers, &CONTROL, &recorder)?;
                Ok(Timed {
                    time: start.elapsed(),
                    run,
                    recording: recorder.finish(),
                })
            },
            || report(CONTROL.done()),
        )
    }

    /// Executes the beginning of the block with both; estimates how long the whole takes with
    /// both, once.
    fn warm_up(&self) -> Result<Duration, Stop> {
        let block = self.prepared.block;
        let length = block.transactions.len().min(WARM_UP);
        let beginning = Block {
            transactions: block.transactions[..length].to_vec(),
            ..block.clone()
        };
        let middle = (PARTS.0 + PARTS.1) / 2.0;
        stretch(Phase::WarmingUp, length as u32, PARTS.0, middle);
        let sequential = self.sequential(&beginning)?.time;
        stretch(Phase::WarmingUp, length as u32, middle, PARTS.1);
        let parallel = self.parallel(&beginning)?.time;
        let share = block.transactions.len() as f64 / length.max(1) as f64;
        Ok((sequential + parallel).mul_f64(share))
    }

    fn rounds(&self, estimate: Duration) -> Result<Rounds, Stop> {
        let block = self.prepared.block;
        let length = block.transactions.len() as u32;
        let begin = Instant::now();
        let mut planned = planned_rounds(estimate);
        let mut done = 0usize;
        let half = |halves: usize, planned: usize| {
            let part = (halves as f64 / (2 * planned) as f64).min(1.0);
            PARTS.1 + (PARTS.2 - PARTS.1) * part
        };
        let mut rounds: Option<Rounds> = None;
        loop {
            let halves = 2 * done;
            stretch(
                Phase::Sequential,
                length,
                half(halves, planned),
                half(halves + 1, planned),
            );
            let sequential = self.sequential(block)?;
            let halves = halves + 1;
            stretch(
                Phase::Parallel,
                length,
                half(halves, planned),
                half(halves + 1, planned),
            );
            let parallel = self.parallel(block)?;
            done += 1;
            let slowest = sequential.time.max(parallel.time);
            match &mut rounds {
                None => rounds = Some(Rounds::first(sequential, parallel)),
                Some(rounds) => rounds.add(sequential, parallel),
            }
            let taken = begin.elapsed();
            planned = planned_rounds(taken / done as u32).max(done);
            if slowest > SLOW || done >= MOST_ROUNDS || (done >= ROUNDS && taken >= ENOUGH) {
                break;
            }
        }
        Ok(rounds.expect("the loop runs at least once"))
    }

    /// Roots and comparison.
    fn check(&self, rounds: &Rounds) -> Result<(Check, f64), Stop> {
        let steps = AtomicU32::new(0);
        stretch(Phase::Checking, 2 * Roots::STEPS, PARTS.2, 1.0);
        let pre = self.prepared.pre;
        let (sequential, parallel) = pool::watch(
            || {
                pool::join(
                    || Roots::of(pre, &rounds.sequential_outcome, &steps),
                    || Roots::of(pre, &rounds.parallel_outcome, &steps),
                )
            },
            || {
                // A root does not look at the control on its way, and a large one takes seconds.
                if CONTROL.is_cancelled() || progress::is_cancelled() {
                    progress::cancelled();
                    // Again and again: the page lowers the flag when it asks for another run.
                    CONTROL.cancel();
                }
                report(steps.load(Ordering::Relaxed));
            },
        );
        let (sequential, parallel) = sequential.zip(parallel).ok_or(Stop::Cancelled)?;
        let pair = |of: fn(&Roots) -> &String| Pair {
            sequential: of(&sequential).clone(),
            parallel: of(&parallel).clone(),
        };
        let check = Check {
            equal: rounds.first_difference.is_none(),
            state_root: pair(|roots| &roots.state),
            receipts_root: pair(|roots| &roots.receipts),
            logs_bloom_hash: pair(|roots| &roots.bloom),
            first_difference: rounds.first_difference.clone(),
        };
        Ok((check, clock::milliseconds(sequential.time)))
    }
}

/// How many rounds of a pair there will be, if each pair takes so long.
fn planned_rounds(pair: Duration) -> usize {
    if pair > 2 * SLOW {
        return 1;
    }
    let fit = ENOUGH.as_secs_f64() / pair.as_secs_f64().max(1e-4);
    (fit.ceil() as usize).clamp(ROUNDS, MOST_ROUNDS)
}

impl Rounds {
    fn first(sequential: Timed<()>, parallel: Timed<Recording>) -> Self {
        let first_difference = sequential
            .run
            .outcome
            .first_difference(&parallel.run.outcome);
        Self {
            sequential: vec![sequential.time],
            sequential_outcome: sequential.run.outcome,
            parallel: vec![Round {
                time: parallel.time,
                counts: parallel.run.counts,
                recording: parallel.recording,
            }],
            parallel_outcome: parallel.run.outcome,
            first_difference,
        }
    }

    fn add(&mut self, sequential: Timed<()>, parallel: Timed<Recording>) {
        for outcome in [&sequential.run.outcome, &parallel.run.outcome] {
            if self.first_difference.is_none() {
                self.first_difference = self.sequential_outcome.first_difference(outcome);
            }
        }
        self.sequential.push(sequential.time);
        self.parallel.push(Round {
            time: parallel.time,
            counts: parallel.run.counts,
            recording: parallel.recording,
        });
    }
}

/// What a header says of an outcome.
struct Roots {
    state: String,
    receipts: String,
    bloom: String,
    time: Duration,
}

impl Roots {
    const STEPS: u32 = 2;

    /// Nothing when the run is cancelled meanwhile.
    fn of(pre: &PreState, outcome: &Outcome, steps: &AtomicU32) -> Option<Self> {
        let step = || {
            // Relaxed: a count for a progress bar.
            report(steps.fetch_add(1, Ordering::Relaxed) + 1);
            !CONTROL.is_cancelled()
        };
        let start = Instant::now();
        let state = state_root(pre, &outcome.changes).to_string();
        step().then_some(())?;
        let receipts = receipts_root(&outcome.receipts).to_string();
        let time = start.elapsed();
        let bloom = keccak256(block_bloom(&outcome.receipts)).to_string();
        step().then_some(Self {
            state,
            receipts,
            bloom,
            time,
        })
    }
}

/// The place of the median; of an even number, of the lower one in the middle, so that it is always
/// a measured time and never a mean of two.
fn lower_median(times: impl Iterator<Item = Duration>) -> usize {
    let mut order: Vec<(Duration, usize)> = times.zip(0..).collect();
    order.sort_unstable();
    order[(order.len() - 1) / 2].1
}

fn measurement(times: impl Iterator<Item = Duration> + Clone, outcome: &Outcome) -> Measurement {
    let samples: Vec<Duration> = times.collect();
    // A time below the clock's step would give infinite speeds.
    let median = samples[lower_median(samples.iter().copied())].max(clock::step());
    let seconds = median.as_secs_f64();
    Measurement {
        samples_ms: samples.into_iter().map(clock::milliseconds).collect(),
        median_ms: clock::milliseconds(median),
        transactions_per_second: outcome.receipts.len() as f64 / seconds,
        gas_per_second: outcome.gas_used as f64 / seconds,
    }
}

fn facts(block: &Block, outcome: &Outcome) -> Counts {
    let mut outcomes = Outcomes {
        succeeded: 0,
        reverted: 0,
        halted: 0,
    };
    for receipt in &outcome.receipts {
        *match receipt.status {
            Status::Success => &mut outcomes.succeeded,
            Status::Revert => &mut outcomes.reverted,
            Status::Halt(_) => &mut outcomes.halted,
        } += 1;
    }
    let senders: HashSet<_> = block.transactions.iter().map(|tx| tx.caller).collect();
    Counts {
        transactions: block.transactions.len() as u32,
        gas_used: outcome.gas_used,
        senders: senders.len() as u32,
        outcomes,
        logs: outcome
            .receipts
            .iter()
            .map(|receipt| receipt.logs.len() as u32)
            .sum(),
    }
}

//! The measuring protocol: how a run is made so that its figures mean something.
//!
//! A strategy that has to know of the block beforehand is told by a sequential run ([`hints`]),
//! whose time is told apart and counts for neither.
//!
//! 1. *Warm-up*, untimed: both contestants execute the beginning of the block, because browsers
//!    compile WebAssembly twice, first quickly and then well, and whoever ran first would be timed
//!    on the quickly compiled code.
//! 2. *Rounds*: sequential and parallel in turn, each timed by itself, at least three times, unless
//!    a round takes longer than a second; short ones are repeated for some seconds. The median
//!    counts.
//! 3. *Recording*: further parallel rounds, in which every worker notes what it does when. Reading
//!    the clock takes longer than a simple payment's share of the bookkeeping, so these rounds are
//!    not among the timed ones. The timeline shows the one whose time is the median.
//! 4. *Check*: the outcome of **every** round is compared with that of the first sequential one,
//!    and the roots of one outcome of each kind are computed from that outcome alone.

mod check;
mod figures;
mod hints;

use crate::{
    pool,
    progress::{report, stretch},
    subject::Subject,
    timeline,
    watched::{Part, watched},
};
pub(crate) use hints::Traced;

use figures::{counts, facts, lower_median, measurement};
use lanewise_executor::{
    Block, Control, ExecuteError, Hints, Observer, Outcome, PreState, Recorder, Recording, Run,
    Unobserved,
    strategies::{self, Job},
};
use lanewise_protocol::{Failure, Flavour, Phase, RunResult, RunSpec, Timeline};
use std::time::Duration;
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
/// Recorded rounds, unless one is slow.
const RECORDED: usize = 3;

/// The parts of the progress bar: where tracing, warming up, the rounds, the recording and the check begin.
struct Parts {
    tracing: f64,
    warm_up: f64,
    rounds: f64,
    recording: f64,
    check: f64,
}
const PARTS: Parts = Parts {
    tracing: 0.15,
    warm_up: 0.17,
    rounds: 0.24,
    recording: 0.8,
    check: 0.9,
};

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
            ExecuteError::InvalidBlock(_) | ExecuteError::WrongAccessList(_) => {
                Self::Failed(Failure::InvalidBlock {
                    reason: format!("{error}."),
                    must_fail: None,
                })
            }
            other => Self::Failed(Failure::Other(format!("{other}."))),
        }
    }
}

/// What is run: a block on its pre-state, made in so many milliseconds; and what the strategy has to
/// know beforehand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prepared<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) milliseconds: f64,
    pub(crate) traced: Option<&'a Traced>,
}

impl<'a> Prepared<'a> {
    fn block(&self) -> &'a Block {
        self.subject.block()
    }

    fn pre(&self) -> &'a PreState {
        self.subject.pre()
    }
}

/// Tells of progress while a block is made.
pub(crate) fn preparing(total: u32) {
    stretch(Phase::Preparing, total, 0.0, PARTS.tracing);
}

/// A timed execution.
struct Timed {
    time: Duration,
    run: Run,
}

/// A recorded round, kept until it is known which is the median.
struct Recorded {
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
    let mut rounds = contest.rounds(estimate)?;
    let recorded = contest.record(&mut rounds)?;
    let (check, roots_ms) = check::check(prepared.pre(), &rounds)?;
    let subject = prepared.subject;
    let file = subject
        .file()
        .map(|file| file.run(&rounds.parallel_outcome))
        .transpose()?;
    let (block, outcome) = (subject.block(), &rounds.sequential_outcome);
    let sequential = measurement(rounds.sequential.iter().copied(), outcome);
    let parallel = measurement(rounds.parallel.iter().copied(), outcome);
    let result = RunResult {
        spec: spec.clone(),
        flavour: FLAVOUR,
        block: facts(block, outcome),
        speedup: sequential.median_ms / parallel.median_ms,
        sequential,
        parallel,
        counts: counts(recorded.counts, block),
        check,
        prepare_ms: prepared.milliseconds,
        roots_ms,
        hints_ms: prepared.traced.map(Traced::milliseconds),
        fallback: rounds.fallback.map(str::to_owned),
        file,
    };
    let (recording, lanes) = (&recorded.recording, contest.workers() as u32);
    // Where something broke, its place is named: that may take one more execution.
    let timeline = watched(Phase::Checking, 0, Part(1.0, 1.0), || {
        timeline::of(recording, lanes, subject)
    })?;
    Ok((result, timeline))
}

/// What all rounds gave.
struct Rounds {
    sequential: Vec<Duration>,
    parallel: Vec<Duration>,
    sequential_outcome: Outcome,
    parallel_outcome: Outcome,
    fallback: Option<&'static str>,
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
        match strategies::descriptor(&self.spec.strategy) {
            Some(descriptor) if descriptor.parallel => self.spec.threads as usize,
            _ => 1,
        }
    }

    fn sequential(&self, block: &Block) -> Result<Timed, ExecuteError> {
        self.execute(strategies::TABLE[0].id, 1, block, None, || Unobserved)
            .map(|(timed, _)| timed)
    }

    fn parallel(&self, block: &Block, hints: Option<&Hints>) -> Result<Timed, ExecuteError> {
        let (strategy, workers) = (&self.spec.strategy, self.workers());
        self.execute(strategy, workers, block, hints, || Unobserved)
            .map(|(timed, _)| timed)
    }

    /// What is known of the whole block beforehand.
    fn hints(&self) -> Option<&Hints> {
        self.prepared.traced.map(Traced::hints)
    }

    /// Executes a block by a strategy, in the pool.
    fn execute<O: Observer + Send>(
        &self,
        strategy: &str,
        workers: usize,
        block: &Block,
        hints: Option<&Hints>,
        observer: impl FnOnce() -> O + Send,
    ) -> Result<(Timed, O), ExecuteError> {
        let strategy = strategies::parse(strategy).expect("checked with the settings");
        pool::watch(
            || {
                let observer = observer();
                let workers = pool::PoolWorkers(workers);
                let job =
                    Job::new(block, self.prepared.pre(), &workers, &CONTROL).with_hints(hints);
                let start = Instant::now();
                let run = strategy.execute(&job, &observer)?;
                let time = start.elapsed();
                Ok((Timed { time, run }, observer))
            },
            || report(CONTROL.done()),
        )
    }

    /// Records some parallel rounds; gives the one whose time is the median.
    fn record(&self, rounds: &mut Rounds) -> Result<Recorded, Stop> {
        let block = self.prepared.block();
        let slow = rounds.parallel.iter().any(|time| *time > SLOW);
        let count = if slow { 1 } else { RECORDED };
        let mut recorded = Vec::with_capacity(count);
        for round in 0..count {
            let part = (PARTS.check - PARTS.recording) / count as f64;
            let from = PARTS.recording + part * round as f64;
            let length = block.transactions.len() as u32;
            stretch(Phase::Parallel, length, from, from + part);
            let (timed, recorder) = self.execute(
                &self.spec.strategy,
                self.workers(),
                block,
                self.hints(),
                Recorder::spans,
            )?;
            rounds.compare(&timed.run.outcome);
            recorded.push(Recorded {
                time: timed.time,
                counts: timed.run.counts,
                recording: recorder.finish(),
            });
        }
        let median = lower_median(recorded.iter().map(|round| round.time));
        Ok(recorded.swap_remove(median))
    }

    /// Executes the beginning of the block with both; estimates how long the whole takes with
    /// both, once.
    fn warm_up(&self) -> Result<Duration, Stop> {
        let block = self.prepared.block();
        let length = block.transactions.len().min(WARM_UP);
        let beginning = Block {
            transactions: block.transactions[..length].to_vec(),
            ..block.clone()
        };
        let middle = (PARTS.warm_up + PARTS.rounds) / 2.0;
        stretch(Phase::WarmingUp, length as u32, PARTS.warm_up, middle);
        let sequential = self.sequential(&beginning)?.time;
        stretch(Phase::WarmingUp, length as u32, middle, PARTS.rounds);
        let parallel = if length == block.transactions.len() {
            self.parallel(&beginning, self.hints())?.time
        } else {
            // What holds of the whole block does not hold of its beginning.
            let traced = self.prepared.traced;
            let traced = traced
                .map(|_| Traced::new(&beginning, self.prepared.pre()))
                .transpose()?;
            let hints = traced.as_ref().map(Traced::hints);
            self.parallel(&beginning, hints)?.time
        };
        let share = block.transactions.len() as f64 / length.max(1) as f64;
        Ok((sequential + parallel).mul_f64(share))
    }

    fn rounds(&self, estimate: Duration) -> Result<Rounds, Stop> {
        let block = self.prepared.block();
        let length = block.transactions.len() as u32;
        let begin = Instant::now();
        let mut planned = planned_rounds(estimate);
        let mut done = 0usize;
        let half = |halves: usize, planned: usize| {
            let part = (halves as f64 / (2 * planned) as f64).min(1.0);
            PARTS.rounds + (PARTS.recording - PARTS.rounds) * part
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
            let parallel = self.parallel(block, self.hints())?;
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
    fn first(sequential: Timed, parallel: Timed) -> Self {
        let mut rounds = Self {
            sequential: vec![sequential.time],
            sequential_outcome: sequential.run.outcome,
            parallel: vec![parallel.time],
            parallel_outcome: parallel.run.outcome,
            fallback: parallel.run.fallback,
            first_difference: None,
        };
        rounds.first_difference = rounds
            .sequential_outcome
            .first_difference(&rounds.parallel_outcome);
        rounds
    }

    fn add(&mut self, sequential: Timed, parallel: Timed) {
        self.compare(&sequential.run.outcome);
        self.compare(&parallel.run.outcome);
        self.sequential.push(sequential.time);
        self.parallel.push(parallel.time);
    }

    /// Every outcome must be that of the first sequential round.
    fn compare(&mut self, outcome: &Outcome) {
        if self.first_difference.is_none() {
            self.first_difference = self.sequential_outcome.first_difference(outcome);
        }
    }
}

//! One simulated run.

use crate::{
    Costs, SimEvent, SimulateError,
    cores::{Course, VirtualCores},
    costs::Prices,
    tape::{Recorded, SimObserver, Tape},
};
use lanewise_executor::{
    AccessSet, Block, Break, Control, Counts, ExecuteError, Exempt, Hints, Observer, Outcome,
    PreState, Run, Span, Unobserved,
    strategies::{self, Job, Strategy},
};
use std::sync::Arc;

/// The most cores that can be simulated.
pub const MAX_CORES: usize = 256;

/// The most events that are kept; a run that has more goes on without them.
pub const MAX_EVENTS: usize = 200_000;

/// What is to be simulated.
#[derive(Debug, Clone, Copy)]
pub struct Simulation<'a> {
    /// The block.
    pub block: &'a Block,
    /// The state before it.
    pub pre: &'a PreState,
    /// The strategy's description, as [`strategies::parse`] takes it.
    pub strategy: &'a str,
    /// Virtual cores: 1 to [`MAX_CORES`].
    pub cores: usize,
    /// What each task costs.
    pub costs: &'a Costs,
    /// What the transactions read and write when the block is executed one by one; says how far an
    /// execution came that stopped half-way. May be empty: then that is half of the way.
    pub accesses: &'a [AccessSet],
    /// What is known of the block beforehand, for strategies that need it.
    pub hints: Option<&'a Hints>,
    /// Locations whose conflicts are to be left out of account.
    pub exempt: Option<&'a Exempt<'a>>,
    /// How it is watched and stopped.
    pub control: &'a Control,
}

/// How much of a simulated run is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Detail {
    /// The outcome and the totals.
    Totals,
    /// What each core did when, too.
    Spans,
    /// Every event with the scheduler's counters and what was published, too; at most
    /// [`MAX_EVENTS`].
    Everything,
}

/// A simulated run. Durations and times are in units of the cost model
/// ([`CostModel::unit`](crate::CostModel::unit)).
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// What the block gave: the same as ever.
    pub outcome: Outcome,
    /// The work done.
    pub counts: Counts,
    /// Why the strategy executed the block in another way than its own, if it did.
    pub fallback: Option<&'static str>,
    /// How long it took, with what the strategy does before and after.
    pub duration: u64,
    /// What all transactions take when they are executed one by one.
    pub work: u64,
    /// How long sequential execution takes, divided by `duration`; 1 where nothing takes any time.
    pub speedup: f64,
    /// How long each core was at work.
    pub busy: Vec<u64>,
    /// Whether its costs are measured time that was dealt out by gas ([`Costs::is_dealt_out`]).
    pub is_dealt_out: bool,
    /// What the cores did, by start time; none with [`Detail::Totals`].
    pub spans: Vec<Span>,
    /// What broke the incarnations that were thrown away, sorted by transaction and incarnation;
    /// none with [`Detail::Totals`].
    pub breaks: Vec<Break>,
    /// Everything that happened, in order; none without [`Detail::Everything`].
    pub events: Vec<SimEvent>,
    /// The names of the scheduler's counters, in the order of [`SimEvent::counters`].
    pub counters: Vec<&'static str>,
    /// More happened than there is room for in `events`: they break off.
    pub is_cut_off: bool,
}

impl Simulated {
    /// The share of their time for which the cores were at work, 0 to 1.
    pub fn busy_share(&self) -> f64 {
        let available = self.duration as f64 * self.busy.len() as f64;
        if available > 0.0 {
            self.busy.iter().sum::<u64>() as f64 / available
        } else {
            0.0
        }
    }
}

/// Executes a block on virtual cores.
///
/// # Errors
/// As the strategy; [`SimulateError::Cores`] and [`SimulateError::Costs`] for what does not fit;
/// [`ExecuteError::Cancelled`] in [`SimulateError::Execute`].
pub fn simulate(simulation: &Simulation<'_>, detail: Detail) -> Result<Simulated, SimulateError> {
    let &Simulation {
        block,
        strategy,
        cores,
        costs,
        ..
    } = simulation;
    if !(1..=MAX_CORES).contains(&cores) {
        return Err(SimulateError::Cores(cores));
    }
    if costs.per_transaction.len() != block.transactions.len() {
        return Err(SimulateError::Costs {
            transactions: block.transactions.len(),
            costs: costs.per_transaction.len(),
        });
    }
    let tape = Tape::new(detail);
    let (run, course) = match detail {
        Detail::Totals => {
            let strategy = strategies::parse::<Unobserved>(strategy)?;
            execute(simulation, &*strategy, &Unobserved, &tape)?
        }
        Detail::Spans | Detail::Everything => {
            let strategy = strategies::parse::<SimObserver>(strategy)?;
            execute(
                simulation,
                &*strategy,
                &SimObserver(Arc::clone(&tape)),
                &tape,
            )?
        }
    };
    // One after the other: such a strategy drives no core, and takes what it always takes.
    let (duration, busy) = if let Some(course) = course {
        (course.end + costs.beside(cores), course.busy)
    } else {
        tape.lay_out(&costs.per_transaction);
        (costs.sequential(), vec![costs.work()])
    };
    let Recorded {
        spans,
        breaks,
        events,
        counters,
        is_cut_off,
    } = tape.take();
    Ok(Simulated {
        outcome: run.outcome,
        counts: run.counts,
        fallback: run.fallback,
        duration,
        work: costs.work(),
        speedup: if duration == 0 {
            1.0
        } else {
            costs.sequential() as f64 / duration as f64
        },
        busy,
        is_dealt_out: costs.is_dealt_out,
        spans,
        breaks,
        events,
        counters,
        is_cut_off,
    })
}

fn execute<O: Observer>(
    simulation: &Simulation<'_>,
    strategy: &dyn Strategy<O>,
    observer: &O,
    tape: &Arc<Tape>,
) -> Result<(Run, Option<Course>), SimulateError> {
    let Simulation {
        block,
        pre,
        cores,
        costs,
        accesses,
        hints,
        exempt,
        control,
        strategy: description,
    } = *simulation;
    let prices = Prices::new(costs, accesses, cores);
    let workers = VirtualCores::new(cores, prices, Arc::clone(tape), control);
    let job = Job::new(block, pre, &workers, control)
        .with_hints(hints)
        .with_exempt(exempt);
    let run = strategy.execute(&job, observer);
    let course = workers.into_course();
    match course {
        Some(course) if course.is_stuck => Err(SimulateError::Stuck {
            strategy: description.to_owned(),
            time: course.end,
        }),
        // A cancelled simulation leaves its cores where they are, whatever the strategy makes of
        // that.
        _ if control.is_cancelled() => Err(ExecuteError::Cancelled.into()),
        course => Ok((run?, course)),
    }
}

//! What virtual cores do with a block: the simulator's questions and answers.
//!
//! Nothing here was measured on threads; only the costs of [`CostModel::Time`] come from measured
//! sequential passes. Whoever shows it says "simulated".

use crate::{Timeline, ViewSite};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// The virtual cores that can be simulated.
pub const CORES: RangeInclusive<u32> = 1..=256;

/// What the execution of a transaction costs in a simulation, and so the unit of its times.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CostModel {
    /// Nanoseconds: the median of several measured sequential passes.
    #[default]
    Time,
    /// The gas that it uses.
    Gas,
    /// One, for each.
    Unit,
}

/// A simulated run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulationSpec {
    /// The strategy with its options, as in [`crate::RunSpec::strategy`].
    pub strategy: String,
    /// Virtual cores, within [`CORES`].
    pub cores: u32,
    /// What an execution costs.
    pub cost: CostModel,
}

/// A curve of speedup over cores for each of several strategies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurveSpec {
    /// The strategies, as in [`crate::RunSpec::strategy`]; at most eight.
    pub strategies: Vec<String>,
    /// The numbers of cores, rising, each within [`CORES`]; at most 32.
    pub cores: Vec<u32>,
    /// What an execution costs.
    pub cost: CostModel,
}

/// Answers [`crate::View::Curve`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// What was asked.
    pub spec: CurveSpec,
    /// One a strategy, in the order asked.
    pub lines: Vec<CurveLine>,
    /// What limits every one of them.
    pub bounds: Bounds,
}

/// A strategy's part of a [`Curve`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurveLine {
    /// The strategy with its options.
    pub strategy: String,
    /// One a number of cores, in the order asked; none where there is a problem.
    pub points: Vec<SimulatedRun>,
    /// Why it could not be simulated, in one sentence.
    pub problem: Option<String>,
}

/// The figures of one simulated run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SimulatedRun {
    /// Virtual cores.
    pub cores: u32,
    /// Sequential duration over this one's.
    pub speedup: f64,
    /// From start to end, in units of the cost model.
    pub duration: u64,
    /// Executions begun, all incarnations.
    pub executions: u32,
    /// Incarnations thrown away.
    pub aborts: u32,
    /// Executions that stopped, half-way or at once, to wait.
    pub suspensions: u32,
    /// Validations.
    pub validations: u32,
    /// The share of all cores' time in which they had something to do, from 0 to 1.
    pub busy: f64,
    /// What it counts in is measured time that was dealt out by gas ([`Bounds::is_dealt_out`]).
    pub is_dealt_out: bool,
}

/// What limits the speedup of a block, whatever the strategy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The sum of all transactions' costs.
    pub work: u64,
    /// The cost of the critical path: the costliest chain of read-after-write dependencies.
    pub critical: u64,
    /// Transactions on it.
    pub critical_transactions: u32,
    /// `work / critical`, by the cost model that was asked for.
    pub ceiling: f64,
    /// The same by gas.
    pub ceiling_by_gas: f64,
    /// The same by measured time.
    pub ceiling_by_time: f64,
    /// The share of the work during which nothing else can run, when every transaction starts as
    /// soon as it can: the serial share in Amdahl's law (Amdahl 1967).
    pub serial_share: f64,
    /// Amdahl's law for each number of cores asked.
    pub amdahl: Vec<f64>,
    /// What any schedule reaches that never leaves a core idle needlessly (Brent 1974, Graham
    /// 1969), for each number of cores asked.
    pub brent: Vec<f64>,
    /// The clock is too coarse for single transactions, so that the block's measured time was dealt out
    /// in proportion to gas.
    pub is_dealt_out: bool,
}

/// Answers [`crate::View::Simulate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Simulated {
    /// Its figures.
    pub run: SimulatedRun,
    /// Its timeline; times are in units of the cost model.
    pub timeline: Timeline,
}

/// Answers [`crate::View::Steps`]: every event of a simulated run, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// What was simulated.
    pub spec: SimulationSpec,
    /// Its figures.
    pub run: SimulatedRun,
    /// Transactions in the block.
    pub transactions: u32,
    /// The names of the scheduler's counters.
    pub counters: Vec<String>,
    /// The places that [`StepWrite::place`] and [`StepKind::Aborted`] mean.
    pub places: Vec<String>,
    /// The events, by time.
    pub events: Vec<StepEvent>,
    /// Events at the end that were left out because there were too many.
    pub left_out: u64,
}

/// Something that happens on a virtual core.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepEvent {
    /// When, in units of the cost model.
    pub time: u64,
    /// The core, from 0.
    pub core: u16,
    /// What happens.
    pub kind: StepKind,
    /// The transaction it is about, where there is one.
    pub transaction: Option<u32>,
    /// Its incarnation.
    pub incarnation: u16,
    /// The scheduler's counters after it, as in [`Steps::counters`].
    pub counters: Vec<u64>,
    /// What it publishes in the multi-version memory. It replaces all that the transaction had
    /// there.
    pub writes: Vec<StepWrite>,
    /// What happens and why, in one sentence for a person.
    pub sentence: String,
}

/// What a [`StepEvent`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepKind {
    /// An execution begins, and reads.
    Started,
    /// It ends, and what it wrote is seen by others.
    Executed,
    /// It stops, half-way or at once, to wait for a lower transaction.
    Suspended {
        /// The transaction it waits for.
        on: u32,
    },
    /// A validation begins.
    ValidationStarted,
    /// It found every read still true.
    Validated,
    /// It found a stale read: what the transaction wrote is marked ESTIMATE.
    Aborted {
        /// The transaction whose write broke it, where that is known.
        writer: Option<u32>,
        /// The place that was read too early: an index into [`Steps::places`].
        place: Option<u32>,
    },
    /// Work of the strategy that is about no transaction begins.
    OtherStarted,
    /// It ends.
    OtherEnded,
    /// The core has nothing to do.
    Idle,
    /// The block is done.
    Done,
}

/// A value that is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepWrite {
    /// An index into [`Steps::places`].
    pub place: u32,
    /// What is published.
    pub value: StepValue,
}

/// What is published at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepValue {
    /// A value, in decimal or hexadecimal as suits the place.
    Value(String),
    /// An amount that is added when somebody reads the place.
    Credit(String),
    /// The account's storage is wiped.
    Wiped,
}

/// A simulation in which some places do not conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatIfSpec {
    /// The simulated run.
    pub simulation: SimulationSpec,
    /// The places, by [`crate::Conflict::key`].
    pub places: Vec<String>,
}

/// Answers [`crate::View::WhatIf`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WhatIf {
    /// What was asked.
    pub spec: WhatIfSpec,
    /// As the block is.
    pub before: SimulatedRun,
    /// As if the places did not conflict.
    pub after: SimulatedRun,
    /// Work over critical path, as the block is.
    pub ceiling_before: f64,
    /// The same as if the places did not conflict.
    pub ceiling_after: f64,
}

/// What a hot place looks like, and what is known to help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// The pattern's id: `counter`, `accumulator`, `nonce`, `recipient`, `packed-slot`,
    /// `read-mostly`, `state`.
    pub pattern: String,
    /// A short title.
    pub title: String,
    /// What was seen in this block, with its numbers.
    pub seen: String,
    /// What is known to help.
    pub remedy: String,
    /// The scenarios that show it before and after, by [`crate::PresetInfo::id`].
    pub scenarios: Vec<(String, String)>,
}

/// Which conflicts cost how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictsSpec {
    /// What an execution costs.
    pub cost: CostModel,
}

/// Answers [`crate::View::Conflicts`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflicts {
    /// What was asked.
    pub spec: ConflictsSpec,
    /// What limits the block.
    pub bounds: Bounds,
    /// The places, the one that costs most first.
    pub places: Vec<Conflict>,
    /// Places that cause dependencies too and are not listed.
    pub left_out: u32,
    /// Transactions on the critical path, lowest first.
    pub critical_path: Vec<u32>,
}

/// A place that makes transactions wait for one another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// Stable for the block; for [`WhatIfSpec::places`].
    pub key: String,
    /// The account's name.
    pub account: String,
    /// What of it: `balance`, `nonce`, `code`, or a variable.
    pub place: String,
    /// Whether it is a slot of storage.
    pub is_storage: bool,
    /// Dependencies that it causes.
    pub edges: u32,
    /// Transactions that read it.
    pub readers: u32,
    /// Transactions that write it.
    pub writers: u32,
    /// Steps of the critical path that it causes.
    pub critical_edges: u32,
    /// The cost of the transactions that wait for it on the critical path.
    pub critical_cost: u64,
    /// Whether other places cause the same steps of the critical path too.
    pub shared: bool,
    /// The cost of the critical path if this place did not conflict; where that was worked out.
    pub critical_without: Option<u64>,
    /// The ceiling of the speedup if this place did not conflict; where that was worked out.
    pub ceiling_without: Option<f64>,
    /// The variables that share the slot, where there are several: (label, bytes).
    pub packed: Vec<(String, u32)>,
    /// Where it is declared.
    pub declared: Option<ViewSite>,
    /// The lines that read and write it, the busiest first.
    pub sites: Vec<ViewSite>,
    /// The pattern that was seen, and what helps.
    pub advice: Option<Advice>,
    /// The first transactions that depend through it: (writer, reader), at most eight.
    pub examples: Vec<(u32, u32)>,
}

//! What the engine answers.

use crate::{
    BatchPreview, DryRun, EngineInfo, FieldError, FileInfo, FileRun, ProjectInfo, RunSpec,
    TransactionDetails,
};
use serde::{Deserialize, Serialize};

/// From engine to page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The engine is up.
    Ready(EngineInfo),
    /// Answers [`crate::Request::Preview`].
    Preview {
        /// The request's id.
        id: u32,
        /// The batch, described.
        preview: BatchPreview,
    },
    /// Answers [`crate::Request::Open`].
    Opened {
        /// The request's id.
        id: u32,
        /// What the file holds.
        file: Box<FileInfo>,
    },
    /// Answers [`crate::Request::Project`].
    Project {
        /// The request's id.
        id: u32,
        /// What the project holds, and what is wrong with it.
        project: Box<ProjectInfo>,
    },
    /// Answers [`crate::Request::DryRun`].
    DryRun {
        /// The request's id.
        id: u32,
        /// How the transactions ended.
        report: DryRun,
    },
    /// Answers [`crate::Request::Listing`]. The buffer holds the array, as JSON in UTF-8.
    Listing {
        /// The request's id.
        id: u32,
    },
    /// A run goes on.
    Progress {
        /// The request's id.
        id: u32,
        /// What is being done.
        phase: Phase,
        /// Units done in this phase (transactions, in the executing phases).
        done: u32,
        /// Units in this phase.
        total: u32,
        /// How much of the whole run is done, from 0 to 1; never goes back.
        fraction: f64,
    },
    /// A run has ended well. The buffer holds its [`crate::Timeline`].
    Finished {
        /// The request's id.
        id: u32,
        /// What it gave.
        result: Box<RunResult>,
    },
    /// Answers [`crate::Request::View`]. The buffer holds the [`crate::Answer`].
    View {
        /// The request's id.
        id: u32,
    },
    /// Answers [`crate::Request::Transaction`].
    Transaction {
        /// The request's id.
        id: u32,
        /// The transaction.
        details: Box<TransactionDetails>,
    },
    /// Answers [`crate::Request::Export`]. The buffer holds the document.
    Export {
        /// The request's id.
        id: u32,
    },
    /// Answers [`crate::Request::Block`]. The buffer holds the document.
    Block {
        /// The request's id.
        id: u32,
    },
    /// The run, or the view, was cancelled before its end.
    Cancelled {
        /// The request's id.
        id: u32,
    },
    /// The request could not be carried out; the engine is well.
    Failed {
        /// The request's id.
        id: u32,
        /// Why.
        failure: Failure,
    },
    /// The engine is not well (a panic, memory exhausted): the page must replace the worker.
    Crashed {
        /// The request's id, where one was being worked on.
        id: Option<u32>,
        /// Plain words.
        message: String,
    },
}

/// Why a request could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Settings that cannot be used.
    Fields(Vec<FieldError>),
    /// A transaction that no valid block can hold.
    InvalidTransaction {
        /// Its index in the block.
        index: u32,
        /// One sentence.
        reason: String,
    },
    /// The set-up or the batch of a project or preset cannot be carried out.
    Batch(Vec<crate::BatchProblem>),
    /// The block of a file is invalid, so there is nothing to measure.
    InvalidBlock {
        /// What is wrong with it, in one sentence.
        reason: String,
        /// Why the file says that it must be refused, in the file's own words, if it does.
        must_fail: Option<String>,
    },
    /// Page and engine speak different versions (a stale cache).
    Version {
        /// The engine's version.
        engine: u32,
    },
    /// Anything else, in one sentence.
    Other(String),
}

/// What a run is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Deploying contracts, funding accounts and generating the transactions.
    Preparing,
    /// A sequential run that notes what every transaction touches, for strategies that have to know.
    Tracing,
    /// Running part of the block untimed, so that both contestants meet compiled code.
    WarmingUp,
    /// The sequential execution.
    Sequential,
    /// The parallel execution.
    Parallel,
    /// Merkle roots, receipts root, comparison.
    Checking,
    /// Sequential passes that measure what each transaction costs.
    Measuring,
    /// Virtual cores at work.
    Simulating,
    /// Reading what was recorded.
    Analysing,
}

/// Everything that a run gave, but the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// What was run.
    pub spec: RunSpec,
    /// Where it ran.
    pub flavour: crate::Flavour,
    /// The whole block.
    pub block: Counts,
    /// The sequential execution.
    pub sequential: Measurement,
    /// The parallel execution.
    pub parallel: Measurement,
    /// Median sequential time divided by median parallel time.
    pub speedup: f64,
    /// What the parallel run did besides useful work: of the recorded round that is in the
    /// timeline. Recorded rounds are not among the timed ones.
    pub counts: ParallelCounts,
    /// Whether both gave the same.
    pub check: Check,
    /// Milliseconds spent on making the block (deploying, funding, generating).
    pub prepare_ms: f64,
    /// Milliseconds spent on one state root and receipts root.
    pub roots_ms: f64,
    /// Milliseconds of the sequential run that told the strategy beforehand what every transaction
    /// touches; nothing where the strategy needs no such run. Not among the timed ones.
    pub hints_ms: Option<f64>,
    /// Why the strategy executed the block in another way than its own, if it did.
    pub fallback: Option<String>,
    /// What is known of the block besides, where it comes from a file.
    pub file: Option<FileRun>,
}

/// Facts of the block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Transactions.
    pub transactions: u32,
    /// Gas used by all of them.
    pub gas_used: u64,
    /// Distinct senders.
    pub senders: u32,
    /// How the transactions ended.
    pub outcomes: Outcomes,
    /// Logs emitted.
    pub logs: u32,
}

/// How transactions ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Ended well.
    pub succeeded: u32,
    /// Reverted.
    pub reverted: u32,
    /// Ran out of gas or broke another rule of the EVM.
    pub halted: u32,
}

/// One execution's measured times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Milliseconds, one entry a measured round, in order.
    pub samples_ms: Vec<f64>,
    /// The median of the samples.
    pub median_ms: f64,
    /// Transactions a second, from the median.
    pub transactions_per_second: f64,
    /// Gas a second, from the median.
    pub gas_per_second: f64,
}

/// What an optimistic execution did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParallelCounts {
    /// Executions begun, all incarnations.
    pub executions: u32,
    /// Executions beyond one a transaction.
    pub re_executions: u32,
    /// Incarnations thrown away because validation found a stale read.
    pub aborts: u32,
    /// Executions that stopped, half-way or at once, to wait for a lower transaction.
    pub suspensions: u32,
    /// Validations.
    pub validations: u32,
}

/// The same fact from the sequential and from the parallel execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// `0x` and 64 hexadecimal digits.
    pub sequential: String,
    /// `0x` and 64 hexadecimal digits.
    pub parallel: String,
}

/// Whether the parallel execution gave what the sequential one gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Receipts, logs, gas and state are all the same, in every measured round.
    pub equal: bool,
    /// Root of the state trie after the block.
    pub state_root: Pair,
    /// Root of the receipts trie.
    pub receipts_root: Pair,
    /// Keccak-256 of the block's logs bloom (the bloom itself is 256 bytes long).
    pub logs_bloom_hash: Pair,
    /// Where the two first differ, in one sentence.
    pub first_difference: Option<String>,
}

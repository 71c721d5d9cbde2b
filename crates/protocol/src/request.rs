//! What the page asks of the engine.

use crate::{
    Conflicts, ConflictsSpec, Curve, CurveSpec, Graph, GraphOptions, ListView, Simulated,
    SimulationSpec, Steps, Table, Trace, TransactionText, WhatIf, WhatIfSpec,
};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What a batch of transactions looks like; the same description gives the same block everywhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchSpec {
    /// The preset's id, as in [`crate::PresetInfo::id`].
    pub preset: String,
    /// Transactions in the block.
    pub transactions: u32,
    /// Accounts that take part.
    pub accounts: u32,
    /// How skewed the choice of accounts is: the exponent of a Zipf law, in steps of 0.01.
    /// 0 spreads the transactions as evenly as the number of accounts allows.
    pub contention: f64,
    /// The seed of the generator.
    pub seed: u32,
    /// The preset's knobs that are not at their defaults, by id, in the preset's order.
    pub knobs: Vec<(String, f64)>,
}

/// A block of a file that was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBlock {
    /// The number that the page gave to the file when it was opened.
    pub file: u32,
    /// The case's index in [`crate::FileInfo::cases`].
    pub case: u32,
    /// The block's index in [`crate::CaseInfo::blocks`].
    pub block: u32,
}

/// Where a block comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum BlockSource {
    /// It is made of a preset.
    Batch(BatchSpec),
    /// It is in a file that was opened.
    File(FileBlock),
    /// It is described by a project, as that was when it was handed over with this number.
    Project(u32),
}

/// A block and how to run it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// The block to run.
    pub block: BlockSource,
    /// The parallel strategy: its id, as in [`crate::StrategyInfo::id`], and behind a colon the
    /// options that are not to have their defaults, as in `locks:granularity=account`.
    pub strategy: String,
    /// Worker threads of the parallel strategy.
    pub threads: u32,
}

/// The ranges that page and engine both check requests against.
#[derive(Debug, Clone, Copy)]
pub struct Limits;

impl Limits {
    /// Transactions in a block.
    pub const TRANSACTIONS: RangeInclusive<u32> = 1..=50_000;
    /// Accounts in a batch.
    pub const ACCOUNTS: RangeInclusive<u32> = 2..=100_000;
    /// The Zipf exponent.
    pub const CONTENTION: RangeInclusive<f64> = 0.0..=2.0;
    /// The most bytes of a file that is opened.
    pub const FILE_BYTES: usize = 64 << 20;
    /// The most bytes of a project: what was compiled, and its batch.
    pub const PROJECT_BYTES: usize = 32 << 20;
    /// The most transactions that are listed one by one at a person's wish.
    pub const LISTED: u32 = 2_000;
    /// The most transactions whose texts are asked for at once.
    pub const TEXTS: usize = 200;
    /// The most steps of a transaction's trace at once.
    pub const TRACE_STEPS: usize = 256;
    /// The most strategies in one curve.
    pub const STRATEGIES: usize = 8;
    /// The most numbers of cores in one curve.
    pub const CURVE_POINTS: usize = 32;
    /// The most places that a what-if takes out.
    pub const WHAT_IF_PLACES: usize = 16;
    /// The most events of a run that is walked step by step.
    pub const STEPS: usize = 40_000;
    /// The most bytes of a strategy with its options.
    pub const STRATEGY_BYTES: usize = 128;
}

/// A setting that cannot be used, and why, in one sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name as it stands in the page's address: `preset`, `txs`, `accounts`,
    /// `contention`, `seed`, `knobs`, `strategy`, `threads`.
    pub field: String,
    /// One sentence that names the field and its limit.
    pub message: String,
}

/// What can be shown of a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum View {
    /// Who depends on whom: [`crate::Graph`].
    Graph(GraphOptions),
    /// The same as a document for other programs: [`Answer::Text`].
    ExportGraph(GraphOptions, GraphFormat),
    /// Simulated speedup over cores: [`crate::Curve`].
    Curve(CurveSpec),
    /// The timeline of a simulated run: [`crate::Simulated`].
    Simulate(SimulationSpec),
    /// A simulated run, event by event: [`crate::Steps`].
    Steps(SimulationSpec),
    /// What the conflicts cost: [`crate::Conflicts`].
    Conflicts(ConflictsSpec),
    /// A simulated run in which some places do not conflict: [`crate::WhatIf`].
    WhatIf(WhatIfSpec),
    /// All transactions, for sorting and filtering: [`crate::Table`].
    Table,
    /// Some transactions' calls and events in words, at most [`Limits::TEXTS`].
    Texts(Vec<u32>),
    /// Some steps of one transaction, at most [`Limits::TRACE_STEPS`]: [`crate::Trace`].
    Trace {
        /// The transaction.
        index: u32,
        /// The first step, from 0.
        from: u64,
    },
    /// The block's access list: [`crate::ListView`].
    AccessList,
}

/// A format for graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum GraphFormat {
    /// Graphviz's language.
    Dot,
    /// GraphML.
    GraphMl,
}

/// What came of a [`View`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is named after its type")]
pub enum Answer {
    Graph(Graph),
    Curve(Curve),
    Simulated(Simulated),
    Steps(Steps),
    Conflicts(Conflicts),
    WhatIf(WhatIf),
    Table(Table),
    Texts(Vec<TransactionText>),
    Trace(Trace),
    AccessList(ListView),
    Text(String),
}

/// From page to engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// The first message; answered by [`crate::Reply::Ready`].
    Hello {
        /// The page's [`crate::VERSION`].
        version: u32,
    },
    /// What does this block hold? Answered by [`crate::Reply::Preview`].
    Preview {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block to look at.
        block: BlockSource,
    },
    /// Read a file, whose bytes are in the buffer; answered by [`crate::Reply::Opened`]. The file
    /// stays open until another one is opened well.
    Open {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The number by which the file's blocks are asked for.
        file: u32,
        /// The file's name, for people.
        name: String,
    },
    /// Take over a project, whose [document](crate::ProjectInfo) is in the buffer; answered by
    /// [`crate::Reply::Project`]. The last few that can be used stay.
    Project {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The number by which the project's block is asked for.
        project: u32,
    },
    /// Execute the block once, to see what would fail; answered by [`crate::Reply::DryRun`].
    DryRun {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant.
        block: BlockSource,
    },
    /// The first transactions of a block, at most [`Limits::LISTED`], as entries of a batch
    /// document's `list`; answered by [`crate::Reply::Listing`] (with the array in the buffer).
    Listing {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant; not one of a file.
        block: BlockSource,
    },
    /// Execute the block sequentially and in parallel; answered by progress and then
    /// [`crate::Reply::Finished`] (with a [`crate::Timeline`] in the buffer).
    Run {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// What to run.
        spec: RunSpec,
    },
    /// A view of a block; answered by [`crate::Reply::View`] (with a [`crate::Answer`] in the buffer),
    /// for the longer ones after progress. Can be cancelled like a run.
    View {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant.
        block: BlockSource,
        /// What to show of it.
        view: View,
    },
    /// All about one transaction; answered by [`crate::Reply::Transaction`].
    Transaction {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant.
        block: BlockSource,
        /// The transaction's index in the block.
        index: u32,
    },
    /// The transactions of a block with their accesses, as one JSON document in UTF-8; answered by
    /// [`crate::Reply::Export`] (with the document in the buffer).
    Export {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant.
        block: BlockSource,
    },
    /// The block with the state before it, as one JSON document in UTF-8 that can be opened again;
    /// answered by [`crate::Reply::Block`] (with the document in the buffer).
    Block {
        /// Chosen by the page, larger than any before.
        id: u32,
        /// The block that is meant.
        block: BlockSource,
    },
    /// Stop the run, or the view, of this id. On the threaded flavour the page also sets the shared flag.
    Cancel {
        /// The id of the run.
        id: u32,
    },
}

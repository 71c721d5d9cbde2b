//! What the views draw.

use crate::{BatchSpec, BlockSource};
use serde::{Deserialize, Serialize};

/// Which build of the engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flavour {
    /// Shared memory and a pool of threads.
    Threaded,
    /// One thread.
    Single,
}

/// What the engine offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EngineInfo {
    /// The engine's [`crate::VERSION`].
    pub version: u32,
    /// Which build this is.
    pub flavour: Flavour,
    /// Threads in the pool; 1 for [`Flavour::Single`].
    pub threads: u32,
    /// The presets, in the order to show them; the first is the default.
    pub presets: Vec<PresetInfo>,
    /// The strategies, in the order to show them.
    pub strategies: Vec<StrategyInfo>,
    /// Version of the EVM library, for the about box: `revm 43.0.3`.
    pub evm: String,
}

/// A scenario: contracts and the kind of batch that exercises them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PresetInfo {
    /// Stable; stands in the address: `token`, `exchange`, `nft-global`, `nft-per-user`.
    pub id: String,
    /// A short title.
    pub title: String,
    /// The heading under which it is listed.
    pub group: String,
    /// One sentence: what it does and what it teaches.
    pub summary: String,
    /// One paragraph: what to watch, and what the knobs do.
    pub watch: String,
    /// Its Solidity files, the one to show first at the front; none where no contract runs.
    pub files: Vec<SourceFile>,
    /// The batch document (`lanewise-batch/1`) that it is made from.
    pub document: String,
    /// Whether `contention` changes its block.
    pub has_contention: bool,
    /// What can be turned besides.
    pub knobs: Vec<KnobInfo>,
    /// The setting at which its block is most contended: of knobs by id, and of `contention`.
    pub contended: Vec<(String, f64)>,
    /// The batch to start with; all knobs at their defaults.
    pub defaults: BatchSpec,
}

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its name.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// A number of a scenario that is meant to be turned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnobInfo {
    /// Stable; stands in the address.
    pub id: String,
    /// A short title.
    pub title: String,
    /// One sentence.
    pub about: String,
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub most: f64,
    /// The slider's step.
    pub step: f64,
    /// The default.
    pub value: f64,
}

/// A strategy, as people choose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyInfo {
    /// Stable; stands in the address: `sequential`, `block-stm`.
    pub id: String,
    /// A short title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Whether it can use more than one thread.
    pub parallel: bool,
    /// Whether a sequential run has to tell it beforehand what every transaction touches.
    pub needs_hints: bool,
    /// What can be chosen of it.
    pub options: Vec<OptionInfo>,
    /// Where the algorithm comes from: words and, at their end, an address.
    pub source: String,
    /// A page of documentation, in Markdown.
    pub documentation: String,
}

/// Something that can be chosen of a strategy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionInfo {
    /// Stable; stands in the address.
    pub id: String,
    /// A short title.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// The values that it can have, the default first: (id, title).
    pub values: Vec<(String, String)>,
}

/// The first transactions of a batch, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchPreview {
    /// The first transactions.
    pub first: Vec<DecodedTransaction>,
    /// Distinct senders in the whole batch.
    pub senders: u32,
    /// The most transactions that one sender sends.
    pub busiest_sender: u32,
}

/// A transaction in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedTransaction {
    /// Index in the block.
    pub index: u32,
    /// The sender's address.
    pub from: String,
    /// The contract's name, or the recipient's address.
    pub to: String,
    /// The call, as `transfer(to: 0x12…, amount: 5)`.
    pub call: String,
    /// Ether sent along, in wei, decimal; empty when none.
    pub value: String,
    /// The sender's nonce.
    pub nonce: u64,
}

/// A parallel run: what each worker did, when. A measured one is in the buffer of
/// [`crate::Reply::Finished`], a simulated one in [`crate::Simulated`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Lanes, one a worker thread or a virtual core.
    pub lanes: u32,
    /// From the first worker's start to the last worker's end, in nanoseconds; all times of a
    /// simulated run are in units of its cost model instead.
    pub duration_ns: u64,
    /// The clock's step as observed, in nanoseconds (browsers coarsen it); 0 in a simulation.
    pub clock_step_ns: u64,
    /// The spans, by start time.
    pub spans: Vec<Span>,
    /// Why incarnations were thrown away.
    pub breaks: Vec<Break>,
    /// The places that [`Break::place`] means.
    pub places: Vec<String>,
    /// What was simulated; nothing for a measured run.
    pub simulated: Option<crate::SimulationSpec>,
}

/// Why an incarnation was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// The transaction.
    pub transaction: u32,
    /// Its incarnation.
    pub incarnation: u16,
    /// The lower transaction whose write came after the read, where that is known.
    pub writer: Option<u32>,
    /// What was read too early: an index into [`Timeline::places`].
    pub place: Option<u32>,
}

/// One thing that one worker did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The worker, from 0.
    pub lane: u16,
    /// What it did.
    pub kind: SpanKind,
    /// The transaction's index.
    pub transaction: u32,
    /// The transaction's incarnation, from 0.
    pub incarnation: u16,
    /// Nanoseconds since the run's start.
    pub start_ns: u64,
    /// Nanoseconds it took.
    pub duration_ns: u64,
}

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SpanKind {
    /// An execution whose result stands.
    Execution,
    /// An execution whose result was later thrown away by a failed validation.
    Aborted,
    /// An execution that stopped, half-way or at once, to wait for a lower transaction.
    Suspended {
        /// The transaction it waited for.
        on: u32,
    },
    /// A validation that found every read still true.
    Validation,
    /// A validation that found a stale read.
    FailedValidation,
}

/// What is taken for one place, when transactions are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Granularity {
    /// Each slot, balance, nonce and code by itself.
    #[default]
    Slot,
    /// All of an account.
    Account,
    /// All of a contract; accounts without code as with [`Granularity::Slot`].
    Contract,
}

/// Which dependencies to draw.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphOptions {
    /// What is taken for one place.
    pub granularity: Granularity,
    /// Write-after-read too.
    pub anti: bool,
    /// Write-after-write too.
    pub output: bool,
}

/// Answers [`crate::View::Graph`]: the dependency graph of a block, laid out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// What was asked.
    pub options: GraphOptions,
    /// One node a transaction, by index.
    pub nodes: Vec<GraphNode>,
    /// The dependencies; sorted by `to`, then by `from`.
    pub edges: Vec<GraphEdge>,
    /// A longest chain of dependent transactions by gas, lowest index first.
    pub critical_path: Vec<u32>,
    /// Gas on that chain.
    pub critical_gas: u64,
    /// Gas of the whole block.
    pub total_gas: u64,
    /// Transactions that depend on none and on which none depends.
    pub independent: u32,
    /// Width of the drawing, in layout units (a node has diameter 1).
    pub width: f32,
    /// Height of the drawing, in layout units.
    pub height: f32,
    /// The places that cause most edges: (name, edges), most first, at most 12.
    pub hottest: Vec<(String, u32)>,
    /// The places that [`GraphEdge::place`] means.
    pub places: Vec<String>,
    /// Names that [`GraphNode::sender`] means.
    pub senders: Vec<String>,
    /// Names that [`GraphNode::target`] means.
    pub targets: Vec<String>,
    /// Names that [`GraphNode::function`] means; the empty one for plain transfers.
    pub functions: Vec<String>,
    /// The waves, joined where there are very many: what to draw when a node is too small to see.
    pub clusters: Vec<Cluster>,
    /// Dependencies between clusters: (from, to, how many).
    pub cluster_edges: Vec<(u32, u32, u32)>,
}

/// Neighbouring waves of the graph, taken together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The first wave.
    pub first: u32,
    /// The last wave.
    pub last: u32,
    /// Transactions.
    pub transactions: u32,
    /// Gas used by them.
    pub gas: u64,
    /// Left edge, in layout units.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A transaction in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct GraphNode {
    /// Centre, in layout units.
    pub x: f32,
    /// Centre, in layout units.
    pub y: f32,
    /// Length of the longest chain that ends here, in transactions; 0 for one that depends on none.
    pub depth: u32,
    /// Gas used.
    pub gas: u64,
    /// How it ended.
    pub status: TransactionStatus,
    /// An index into [`Graph::senders`].
    pub sender: u32,
    /// An index into [`Graph::targets`].
    pub target: u32,
    /// An index into [`Graph::functions`].
    pub function: u32,
}

/// A dependency in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphEdge {
    /// The transaction that wrote.
    pub from: u32,
    /// The later transaction that read it.
    pub to: u32,
    /// In how many places.
    pub locations: u32,
    /// The first of them: an index into [`Graph::places`].
    pub place: u32,
    /// What kind of dependency it is.
    pub kind: EdgeKind,
}

/// A kind of dependency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EdgeKind {
    /// `to` reads what `from` last wrote before it: it has to wait.
    #[default]
    ReadAfterWrite,
    /// `to` writes what `from` read; with several versions in memory nobody waits.
    WriteAfterRead,
    /// Both write; with several versions in memory nobody waits.
    WriteAfterWrite,
}

/// How a transaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransactionStatus {
    /// Ended well.
    Succeeded,
    /// Reverted.
    Reverted,
    /// Ran out of gas or broke another rule of the EVM.
    Halted,
}

/// All about one transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransactionDetails {
    /// The block that is meant.
    pub block: BlockSource,
    /// The call.
    pub transaction: DecodedTransaction,
    /// How it ended.
    pub status: TransactionStatus,
    /// Why it did not end well, in words; empty when it did.
    pub reason: String,
    /// Gas used.
    pub gas_used: u64,
    /// What it read, in a stable order.
    pub reads: Vec<Access>,
    /// What it wrote, in a stable order.
    pub writes: Vec<Access>,
    /// Lower transactions it depends on.
    pub depends_on: Vec<u32>,
    /// Higher transactions that depend on it.
    pub dependents: Vec<u32>,
    /// Its executions in the last recorded run, by start, if that run is of the same block.
    pub executions: Vec<Execution>,
}

/// One place that a transaction read or wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The account's name: a contract's, or an address.
    pub account: String,
    /// What of it, in words: `balance`, `nonce`, `code`, or a variable as `balanceOf[0x12…]`, or a
    /// slot's number where no name is known.
    pub place: String,
    /// The value read or written, in hexadecimal or decimal as suits the place.
    pub value: String,
    /// The lower transaction whose write was read; for writes, nothing.
    pub writer: Option<u32>,
}

/// One incarnation of a transaction in a recorded run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Execution {
    /// The worker.
    pub lane: u16,
    /// The incarnation.
    pub incarnation: u16,
    /// What became of it.
    pub kind: SpanKind,
    /// Nanoseconds since the run's start.
    pub start_ns: u64,
    /// Nanoseconds it took.
    pub duration_ns: u64,
}

//! The messages between the page and the engine in its worker.
//!
//! Plain serde types, versioned by [`VERSION`], with no logic and no type of the EVM in them: the
//! page knows no EVM. Small messages cross as structured values (`serde-wasm-bindgen`); the large
//! ones ([`Timeline`], [`Graph`]) cross as one transferred buffer in the `postcard` encoding.
//!
//! A message is a pair `{ message, buffer }`: `message` is a [`Request`] or a [`Reply`], `buffer`
//! an `ArrayBuffer` or nothing. Replies carry the `id` of the request that they answer.

mod file;
mod project;
mod request;
mod result;
mod views;

pub use file::{BlockInfo, CaseInfo, FileInfo, FileRun, HeaderField, HeaderState};
pub use project::{
    BatchProblem, CallGroup, ContractInfo, DryRun, FailureGroup, FileProblem, FunctionInfo,
    ParameterInfo, ProjectInfo, StorageInfo,
};
pub use request::{BatchSpec, BlockSource, FieldError, FileBlock, Limits, Request, RunSpec};
pub use result::{
    Check, Counts, Failure, Measurement, Outcomes, Pair, ParallelCounts, Phase, Reply, RunResult,
};
pub use views::{
    Access, BatchPreview, DecodedTransaction, EngineInfo, Execution, Flavour, Graph, GraphEdge,
    GraphNode, KnobInfo, OptionInfo, PresetInfo, SourceFile, Span, SpanKind, StrategyInfo,
    Timeline, TransactionDetails, TransactionStatus,
};

/// The version of every message here; page and engine refuse each other when theirs differ.
pub const VERSION: u32 = 3;

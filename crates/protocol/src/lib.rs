//! The messages between the page and the engine in its worker.
//!
//! Plain serde types, versioned by [`VERSION`], with no logic and no type of the EVM in them: the
//! page knows no EVM. Small messages cross as structured values (`serde-wasm-bindgen`); the large
//! ones ([`Timeline`], [`Answer`]) cross as one transferred buffer in the `postcard` encoding.
//!
//! A message is a pair `{ message, buffer }`: `message` is a [`Request`] or a [`Reply`], `buffer`
//! an `ArrayBuffer` or nothing. Replies carry the `id` of the request that they answer.

mod file;
mod inspect;
mod project;
mod request;
mod result;
mod simulation;
mod views;

pub use file::{BlockInfo, CaseInfo, FileInfo, FileRun, HeaderField, HeaderState};
pub use inspect::{
    ListView, ListedAccount, ListedChange, ListedSlot, Row, Table, Trace, TraceStep,
    TransactionText, ViewSite,
};
pub use project::{
    BatchProblem, CallGroup, ContractInfo, DryRun, FailureGroup, FileProblem, FunctionInfo,
    ParameterInfo, ProjectInfo, StorageInfo,
};
pub use request::{
    Answer, BatchSpec, BlockSource, FieldError, FileBlock, GraphFormat, Limits, Request, RunSpec,
    View,
};
pub use result::{
    Check, Counts, Failure, Measurement, Outcomes, Pair, ParallelCounts, Phase, Reply, RunResult,
};
pub use simulation::{
    Advice, Bounds, CORES, Conflict, Conflicts, ConflictsSpec, CostModel, Curve, CurveLine,
    CurveSpec, Simulated, SimulatedRun, SimulationSpec, StepEvent, StepKind, StepValue, StepWrite,
    Steps, WhatIf, WhatIfSpec,
};
pub use views::{
    Access, BatchPreview, Break, Cluster, DecodedTransaction, EdgeKind, EngineInfo, Execution,
    Flavour, Granularity, Graph, GraphEdge, GraphNode, GraphOptions, KnobInfo, OptionInfo,
    PresetInfo, SourceFile, Span, SpanKind, StrategyInfo, Timeline, TransactionDetails,
    TransactionStatus,
};

/// The version of every message here; page and engine refuse each other when theirs differ.
pub const VERSION: u32 = 5;

//! What a finished run tells about its block.
//!
//! A run that was recorded leaves an [`AccessSet`](lanewise_executor::AccessSet) for every
//! transaction: what it read and what it wrote. From these alone [`DependencyGraph`] finds who
//! depends on whom, where, and how long the longest chain is: no schedule, however clever, can be
//! shorter than that chain. [`Bounds`] says what that means for so many cores, [`Conflicts`] which
//! places are to blame and what transactions do to them, [`Layout`] draws the graph, and
//! [`Export`] writes it for other programs.
//!
//! Nothing here looks at a clock or starts a thread; the same block gives the same graph and the
//! same drawing on every machine.

mod bounds;
mod conflicts;
mod export;
mod graph;
mod layout;

pub use bounds::Bounds;
pub use conflicts::{
    Conflict, ConflictOptions, Conflicts, Evidence, Field, Pattern, Remedy, Step, span_without,
    staircase,
};
pub use export::Export;
pub use graph::{
    CriticalPath, DependencyGraph, Edge, EdgeKind, Granularity, GraphOptions, Place, PlaceUse,
    last_writers,
};
pub use layout::{Area, Clusters, Layout, Point, Wave, WaveEdge};

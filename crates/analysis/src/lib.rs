//! What a finished run tells about its block.
//!
//! A run that was recorded leaves an [`AccessSet`](lanewise_executor::AccessSet) for every
//! transaction: what it read and what it wrote. From these alone [`DependencyGraph`] finds who
//! depends on whom, where, and how long the longest chain is: no schedule, however clever, can be
//! shorter than that chain. [`Layout`] draws the graph.
//!
//! Nothing here looks at a clock or starts a thread; the same block gives the same graph and the
//! same drawing on every machine.

mod graph;
mod layout;

pub use graph::{CriticalPath, DependencyGraph, Edge, last_writers};
pub use layout::{Layout, Point};

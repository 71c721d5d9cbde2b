//! What every transaction of a block read and wrote.

use crate::run::Stop;
use lanewise_analysis::DependencyGraph;
use lanewise_executor::{
    AccessSet, Block, Control, InPlace, PreState, Receipt, Recorder,
    strategies::{Job, Sequential, Strategy},
};

/// One sequential execution, with all accesses.
#[derive(Debug)]
pub(crate) struct Recorded {
    /// By transaction.
    pub(crate) accesses: Vec<AccessSet>,
    /// By transaction.
    pub(crate) receipts: Vec<Receipt>,
    /// Who depends on whom.
    pub(crate) graph: DependencyGraph,
}

impl Recorded {
    /// Executes a block and keeps what it did.
    ///
    /// # Errors
    /// As sequential execution.
    pub(crate) fn new(block: &Block, pre: &PreState, control: &Control) -> Result<Self, Stop> {
        let recorder = Recorder::everything();
        let run = Sequential.execute(&Job::new(block, pre, &InPlace, control), &recorder)?;
        let accesses = recorder.finish().accesses;
        let graph = DependencyGraph::new(&accesses);
        Ok(Self {
            accesses,
            receipts: run.outcome.receipts,
            graph,
        })
    }
}

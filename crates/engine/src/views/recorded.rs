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
    pub(crate) fn new(block: &Block, pre: &PreState) -> Result<Self, Stop> {
        let recorder = Recorder::everything();
        // A control of its own: the run's might still ask for an end that was meant for a run.
        let run =
            Sequential.execute(&Job::new(block, pre, &InPlace, &Control::new()), &recorder)?;
        let accesses = recorder.finish().accesses;
        let graph = DependencyGraph::new(&accesses);
        Ok(Self {
            accesses,
            receipts: run.outcome.receipts,
            graph,
        })
    }
}

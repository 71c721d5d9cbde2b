//! Execution by a dependency graph that came with the block: a schedule made beforehand, by whoever
//! ordered the transactions (Dickerson, Gazzillo, Herlihy and Koskinen: *Adding Concurrency to Smart
//! Contracts*, 2017, <https://arxiv.org/abs/1702.04467>: the miner publishes a fork-join program,
//! validators follow it).
//!
//! The graph has an edge wherever a transaction reads what a lower one wrote: only true
//! dependencies, because in multi-version memory a later write hides nothing from an earlier
//! reader. It is made from [`Hints::accesses`]; nothing needs to be guessed, and nothing is
//! executed twice unless the hints were wrong.

use super::{
    Configure, Descriptor, Job, Strategy,
    planned::{self, FirstReads, Plan},
};
use crate::{AccessSet, ExecuteError, Hints, Location, Observer, Run, TxIndex, system};
use revm::primitives::HashMap;

/// Execution by a dependency graph that came with the block.
#[derive(Debug, Clone, Copy, Default)]
pub struct DependencyGraph;

impl Configure for DependencyGraph {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "dependency-graph",
        title: "Dependency graph",
        summary: "Knows from an earlier run who reads what whom wrote, and starts each \
                  transaction as soon as those it depends on are done.",
        source: "Dickerson et al., Adding Concurrency to Smart Contracts, 2017, \
                 https://arxiv.org/abs/1702.04467",
        parallel: true,
        needs_hints: true,
        options: &[],
        documentation: include_str!("../../docs/strategies/dependency-graph.md"),
    };
}

impl<O: Observer> Strategy<O> for DependencyGraph {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        let hints = Hints::given_or_traced(job)?;
        system::enclose(job, &mut |_, _| {}, |job| {
            let length = job.block.transactions.len();
            if let Some(exempt) = job.exempt {
                let plan = plan(&hints.accesses, length, |location| exempt.covers(location));
                return planned::execute(job, &plan, FirstReads::Latest, observer);
            }
            planned::execute(job, hints.graph(length), FirstReads::Latest, observer)
        })
    }
}

/// Who reads what whom wrote, but for locations that are left out.
pub(crate) fn plan(
    accesses: &[AccessSet],
    transactions: usize,
    left_out: impl Fn(&Location) -> bool,
) -> Plan {
    let mut last_writer: HashMap<Location, TxIndex> = HashMap::default();
    let mut edges = Vec::new();
    for (set, index) in accesses.iter().zip(0..transactions as TxIndex) {
        for (location, _) in &set.reads {
            if let Some(writer) = last_writer.get(location)
                && !left_out(location)
            {
                edges.push((*writer, index));
            }
        }
        for (location, _) in &set.writes {
            last_writer.insert(*location, index);
        }
    }
    Plan::new(transactions, edges)
}

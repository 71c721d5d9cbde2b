//! Two-phase optimistic execution: all transactions at once on the state before the block, then
//! commits in order (Saraph and Herlihy: *An Empirical Study of Speculative Concurrency in Ethereum
//! Smart Contracts*, 2019, <https://arxiv.org/abs/1901.01376>).
//!
//! The simplest of the optimistic ways: nobody sees what another transaction of the block wrote
//! until the commits, so whatever depends on a lower transaction is executed a second time there,
//! one after the other. Shared with the other planned strategies ([`planned`]); the plan here is
//! that nobody waits for anybody.

use super::{
    Configure, Descriptor, Job, Strategy,
    planned::{self, FirstReads, Plan},
};
use crate::{ExecuteError, Observer, Run, system};

/// Two-phase optimistic execution.
#[derive(Debug, Clone, Copy, Default)]
pub struct TwoPhase;

impl Configure for TwoPhase {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "two-phase",
        title: "Two-phase optimistic",
        summary: "Executes all transactions at once on the state before the block, then commits \
                  them in order and executes again, one after the other, those that conflict.",
        source: "Saraph and Herlihy, Speculative Concurrency in Ethereum, 2019, \
                 https://arxiv.org/abs/1901.01376",
        parallel: true,
        needs_hints: false,
        options: &[],
        documentation: include_str!("../../docs/strategies/two-phase.md"),
    };
}

impl<O: Observer> Strategy<O> for TwoPhase {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        system::enclose(job, &mut |_, _| {}, |job| {
            let plan = Plan::independent(job.block.transactions.len());
            planned::execute(job, &plan, FirstReads::PreState, observer)
        })
    }
}

//! Execution to a plan, with commits in order: what the strategies share that know (or assume)
//! beforehand who has to wait for whom.
//!
//! A [`Plan`] says for each transaction which ones must have been executed before it starts.
//! Whoever has nobody left to wait for is executed. Executed transactions are then *committed* one
//! after the other, in the block's order, by one worker at a time: everything the transaction read
//! is read again, and if something is different now, it is executed again on the spot, when all
//! before it is final.
//!
//! Invariant: a committed transaction has read exactly what it would have read one by one. So a
//! wrong plan costs time, never correctness.

mod plan;
mod scheduler;
mod worker;

pub(crate) use plan::Plan;

use super::{Job, results::Results};
use crate::{Block, Control, ExecuteError, Observer, memory::Memory, system};
use scheduler::Scheduler;
use worker::Worker;

/// What a transaction sees when it is executed for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstReads {
    /// What lower transactions have written by then.
    Latest,
    /// The state before the block, whatever has been written since.
    PreState,
}

/// What all workers share.
struct Shared<'a> {
    block: &'a Block,
    control: &'a Control,
    first_reads: FirstReads,
    memory: Memory<'a>,
    scheduler: Scheduler<'a>,
    results: Results,
}

/// Executes the transactions to a plan.
pub(super) fn execute<O: Observer>(
    job: &Job<'_>,
    plan: &Plan,
    first_reads: FirstReads,
    observer: &O,
) -> Result<system::Executed, ExecuteError> {
    let Job {
        block,
        workers,
        control,
        exempt,
        ..
    } = *job;
    let shared = Shared {
        block,
        control,
        first_reads,
        memory: Memory::new(block, job.pre, exempt),
        scheduler: Scheduler::new(plan),
        results: Results::new(block.transactions.len()),
    };
    workers.drive(&|id| Box::new(Worker::new(id, &shared, observer)));
    if control.is_cancelled() {
        return Err(ExecuteError::Cancelled);
    }
    control.set_done(block.transactions.len() as u32);
    shared.results.into_executed()
}

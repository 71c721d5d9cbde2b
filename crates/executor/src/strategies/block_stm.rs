//! Block-STM: optimistic execution with multi-version memory (Gelashvili, Spiegelman, Xiang,
//! Danezis, Li, Malkhi, Xia and Zhou: *Block-STM: Scaling Blockchain Execution by Turning Ordering
//! Curse to a Performance Blessing*, 2022, <https://arxiv.org/abs/2203.06871>).
//!
//! All transactions are executed at once, as if nothing stood in their way. Each reads, of what
//! lower transactions have written so far, the latest ([`Memory`]). Once executed, a transaction is
//! *validated*: everything it read is read again; if something has changed, its result is thrown
//! away and it is executed anew, as its next *incarnation*. The lowest transaction never fails, so
//! the block gets done from below ([`Scheduler`]).
//!
//! Invariant: when the run ends, every transaction's last validation came after the last write of
//! every lower one, so each has read exactly what it would have read one by one.

mod scheduler;
mod senders;
mod throttle;
mod worker;

use super::{Configure, Descriptor, Job, Strategy, results::Results};
use crate::{Block, Control, ExecuteError, Observer, Run, memory::Memory, system};
use scheduler::Scheduler;
use senders::Senders;
use worker::Worker;

/// Block-STM.
#[derive(Debug, Clone, Copy, Default)]
pub struct BlockStm;

impl Configure for BlockStm {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "block-stm",
        title: "Block-STM",
        summary: "Executes all transactions at once on a guess, checks in order what each has \
                  read, and executes again those that read too early.",
        source: "Gelashvili et al., Block-STM, 2022, https://arxiv.org/abs/2203.06871",
        parallel: true,
        needs_hints: false,
        options: &[],
        documentation: include_str!("../../docs/strategies/block-stm.md"),
    };
}

/// What all workers share.
struct Shared<'a> {
    block: &'a Block,
    memory: Memory<'a>,
    scheduler: Scheduler,
    senders: Senders,
    control: &'a Control,
    results: Results,
}

impl<O: Observer> Strategy<O> for BlockStm {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        system::enclose(job, &mut |_, _| {}, |job| self.transactions(job, observer))
    }
}

impl BlockStm {
    fn transactions<O: Observer>(
        &self,
        job: &Job<'_>,
        observer: &O,
    ) -> Result<system::Executed, ExecuteError> {
        let Job {
            block,
            workers,
            control,
            exempt,
            ..
        } = *job;
        let length = block.transactions.len();
        let shared = Shared {
            block,
            memory: Memory::new(block, job.pre, exempt),
            scheduler: Scheduler::new(length, workers.count()),
            senders: Senders::default(),
            control,
            results: Results::new(length),
        };
        workers.drive(&|id| Box::new(Worker::new(id, &shared, observer)));
        if control.is_cancelled() {
            return Err(ExecuteError::Cancelled);
        }
        control.set_done(length as u32);
        shared.results.into_executed()
    }
}

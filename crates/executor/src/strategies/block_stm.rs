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
mod worker;

use super::{Configure, Descriptor, Job, Strategy};
use crate::{
    Block, Control, Counts, ExecuteError, Observer, Receipt, Run, StateChanges, TxIndex,
    memory::{Blocked, Memory, Read, Written},
    outcome::settle,
    primitive::{AtomicU32, Mutex, Ordering, Padded, into_inner, lock},
    system,
};
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
    results: Vec<Padded<Mutex<TxResult>>>,
    counts: Mutex<Counts>,
    /// The next job of [`Shared::finish`].
    finishing: AtomicU32,
    changes: Mutex<Option<Result<StateChanges, Blocked>>>,
    receipts: Mutex<Option<Result<Vec<Receipt>, ExecuteError>>>,
}

/// What is known of a transaction's last incarnation.
#[derive(Debug, Default)]
struct TxResult {
    reads: Vec<Read>,
    written: Vec<Written>,
    /// The receipt, or why there can be none.
    receipt: Option<Result<Receipt, String>>,
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
            ..
        } = *job;
        let length = block.transactions.len();
        let shared = Shared {
            block,
            memory: Memory::new(block, job.pre),
            scheduler: Scheduler::new(length, workers.count()),
            senders: Senders::default(),
            control,
            results: (0..length).map(|_| Padded::default()).collect(),
            counts: Mutex::default(),
            finishing: AtomicU32::new(0),
            changes: Mutex::default(),
            receipts: Mutex::default(),
        };
        workers.run(&|id| {
            let mut worker = Worker::new(id, &shared, observer.worker(id));
            worker.run::<O>();
            observer.finish(id, worker.observed);
            lock(&shared.counts).add(worker.counts);
            if !control.is_cancelled() {
                shared.finish();
            }
        });
        if control.is_cancelled() {
            return Err(ExecuteError::Cancelled);
        }
        control.set_done(length as u32);
        shared.into_executed()
    }
}

impl Shared<'_> {
    /// What is left once every transaction is done: two jobs, for the first two workers that come
    /// (or the only one).
    fn finish(&self) {
        loop {
            match self.finishing.fetch_add(1, Ordering::Relaxed) {
                0 => {
                    let changes = self.memory.changes(self.results.len() as TxIndex);
                    *lock(&self.changes) = Some(changes);
                }
                1 => *lock(&self.receipts) = Some(self.take_receipts()),
                _ => return,
            }
        }
    }

    fn take_receipts(&self) -> Result<Vec<Receipt>, ExecuteError> {
        let taken = self.results.iter().zip(0..).map(|(result, index)| {
            // Taken whole: freeing the lists of reads and writes takes its time too.
            match std::mem::take(&mut *lock(&result.0)).receipt {
                Some(Ok(receipt)) => Ok(receipt),
                Some(Err(reason)) => Err(ExecuteError::InvalidTransaction { index, reason }),
                None => Err(internal(format!("transaction {index} has no result"))),
            }
        });
        settle(self.block, taken)
    }

    fn into_executed(self) -> Result<system::Executed, ExecuteError> {
        let unfinished = || internal("nobody put the results together".to_owned());
        let receipts = into_inner(self.receipts).ok_or_else(unfinished)??;
        let changes = into_inner(self.changes)
            .ok_or_else(unfinished)?
            .map_err(|blocked| internal(format!("at the block's end {blocked}")))?;
        Ok(system::Executed {
            receipts,
            changes,
            counts: into_inner(self.counts),
        })
    }
}

fn internal(what: String) -> ExecuteError {
    ExecuteError::Internal(what)
}

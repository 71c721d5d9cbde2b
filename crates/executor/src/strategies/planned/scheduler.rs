//! Who does what next, when there is a plan.
//!
//! A state machine that knows neither threads nor time. Transactions that wait for nobody are
//! handed out in order, by a counter; the others enter a queue when the last one they wait for has
//! been executed. Commits go first: they are short, and only they move the block on.
//!
//! Locks: none is taken while another is held.

use super::Plan;
use crate::{
    TxIndex,
    primitive::{AtomicBool, AtomicU32, Mutex, Ordering, Padded, lock},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// Execute a transaction for the first time.
    Execute(TxIndex),
    /// Check what a transaction read; execute it again if that is no longer so.
    Commit(TxIndex),
}

/// Orderings: `executed` publishes nothing by itself (results and memory have locks of their own),
/// but the hand-over of commits reasons about it and `committing` in one order, so both are
/// sequentially consistent.
#[derive(Debug)]
pub(super) struct Scheduler<'a> {
    plan: &'a Plan,
    /// The next transaction to look at; those that wait for somebody are passed over.
    next: Padded<AtomicU32>,
    /// How many each transaction still waits for. Counted down by those that execute these.
    waiting: Vec<AtomicU32>,
    /// Transactions that wait for nobody any more.
    ready: Padded<Mutex<BinaryHeap<Reverse<TxIndex>>>>,
    /// Whether a transaction has been executed.
    executed: Vec<AtomicBool>,
    /// The next to commit. Written by whoever commits.
    committed: Padded<AtomicU32>,
    /// Somebody is committing.
    committing: Padded<AtomicBool>,
    ended: Padded<AtomicBool>,
}

impl<'a> Scheduler<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let transactions = 0..plan.len() as TxIndex;
        let waiting = transactions.map(|tx| AtomicU32::new(plan.predecessors(tx)));
        Self {
            plan,
            next: Padded::default(),
            waiting: waiting.collect(),
            ready: Padded::default(),
            executed: (0..plan.len()).map(|_| AtomicBool::new(false)).collect(),
            committed: Padded::default(),
            committing: Padded::default(),
            ended: Padded(AtomicBool::new(plan.len() == 0)),
        }
    }

    /// Whether there is nothing left to do.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.0.load(Ordering::SeqCst)
    }

    /// Ends the run at once, done or not.
    pub(super) fn stop(&self) {
        self.ended.0.store(true, Ordering::SeqCst);
    }

    /// How things stand, for whoever shows it.
    pub(super) fn counters(&self) -> Vec<(&'static str, u64)> {
        let next = self.next.0.load(Ordering::Relaxed) as usize;
        let committing = self.committing.0.load(Ordering::Relaxed);
        vec![
            ("next to look at", next.min(self.plan.len()) as u64),
            ("ready", lock(&self.ready.0).len() as u64),
            ("committed", u64::from(self.committed())),
            ("somebody commits", u64::from(committing)),
        ]
    }

    /// Transactions committed so far.
    pub(super) fn committed(&self) -> u32 {
        self.committed.0.load(Ordering::SeqCst)
    }

    /// The next thing to do, if there is any just now.
    pub(super) fn next_task(&self) -> Option<Task> {
        self.next_commit().or_else(|| self.next_to_execute())
    }

    fn next_to_execute(&self) -> Option<Task> {
        if let Some(Reverse(transaction)) = lock(&self.ready.0).pop() {
            return Some(Task::Execute(transaction));
        }
        let length = self.plan.len() as TxIndex;
        // Looked at before it is counted up, so that idle workers do not make it overflow.
        while self.next.0.load(Ordering::Relaxed) < length {
            let transaction = self.next.0.fetch_add(1, Ordering::Relaxed);
            if transaction < length && self.plan.predecessors(transaction) == 0 {
                return Some(Task::Execute(transaction));
            }
        }
        None
    }

    /// The next commit, if its transaction has been executed and nobody else is committing.
    fn next_commit(&self) -> Option<Task> {
        loop {
            if !self.can_commit() || self.committing.0.swap(true, Ordering::SeqCst) {
                return None;
            }
            // `committed` may have moved between the look and the swap.
            if self.can_commit() {
                return Some(Task::Commit(self.committed()));
            }
            self.committing.0.store(false, Ordering::SeqCst);
            // What was executed meanwhile found somebody committing: look again.
        }
    }

    fn can_commit(&self) -> bool {
        let executed = self.executed.get(self.committed() as usize);
        executed.is_some_and(|executed| executed.load(Ordering::SeqCst))
    }

    /// A transaction has been executed for the first time.
    pub(super) fn finish_execution(&self, transaction: TxIndex) -> Option<Task> {
        self.executed[transaction as usize].store(true, Ordering::SeqCst);
        let mut mine = None;
        for waiter in self.plan.successors(transaction) {
            // Acquire and release: what this transaction published comes before what the waiter
            // reads, whichever of those it waited for is the last.
            if self.waiting[*waiter as usize].fetch_sub(1, Ordering::AcqRel) == 1 {
                match mine {
                    None => mine = Some(*waiter),
                    Some(_) => lock(&self.ready.0).push(Reverse(*waiter)),
                }
            }
        }
        let commit = self.next_commit();
        if commit.is_some()
            && let Some(mine) = mine.take()
        {
            lock(&self.ready.0).push(Reverse(mine));
        }
        commit.or_else(|| mine.map(Task::Execute))
    }

    /// A transaction is final.
    pub(super) fn finish_commit(&self, transaction: TxIndex) -> Option<Task> {
        let next = transaction + 1;
        self.committed.0.store(next, Ordering::SeqCst);
        if next as usize == self.plan.len() {
            self.stop();
            return None;
        }
        if self.can_commit() {
            return Some(Task::Commit(next));
        }
        self.committing.0.store(false, Ordering::SeqCst);
        self.next_commit()
    }
}

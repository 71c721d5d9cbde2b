//! The collaborative scheduler of Block-STM (section 4, algorithms 4 and 5): who does what next.
//!
//! A state machine that knows neither threads nor time. Workers ask it for a task
//! ([`Scheduler::next_task`]), do it, and tell it how it went; the answer may be the next task.
//!
//! It differs from the paper's in what is looked at again, and by whom:
//!
//! - **Executions only go forward.** A counter hands out transactions that were never executed;
//!   those to be executed again wait in a queue, or are taken at once by whoever made them ready.
//!   The paper's counter moves back instead, and walks over everything in between once more.
//! - **Validation is not for everybody.** An execution that publishes something others may have
//!   read too early is a *disturbance*; so is a result thrown away. Disturbances are counted. A
//!   transaction that saw no disturbance between its start and its end has read nothing that has
//!   changed, and needs no validation. A disturbance sets the validation counter back to the
//!   transaction after it, and from there on everything executed is validated, once.
//! - **Workers that only make waste are sent to rest** ([`super::throttle`]): they begin nothing new, and
//!   those who go on begin no more while as many as they are wait for others.
//!
//! The block is done when the execution counter is past its end, queue and validation are through,
//! nobody is at work, and none of it was set back while that was being found out.
//!
//! A transaction goes `Ready` -> `Executing` -> `Executed`, and, when its result is thrown away or
//! it has to wait, -> `Aborting` -> `Ready` with the next incarnation.
//!
//! Locks: a transaction's state may be locked while that of a *lower* one is held, never the other
//! way round. The queue is locked by itself.

use super::throttle::{Throttle, Went};
use crate::{
    Incarnation, TxIndex, WorkerId,
    primitive::{AtomicBool, AtomicU32, Mutex, Ordering, Padded, lock},
};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Execute(Version),
    /// Validate; what is found holds as of this many disturbances.
    Validate(Version, u32),
}

/// One incarnation of one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) transaction: TxIndex,
    pub(super) incarnation: Incarnation,
}

/// How an execution went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Execution {
    pub(super) version: Version,
    /// Disturbances when it began ([`Scheduler::disturbances`]).
    pub(super) since: u32,
    /// It wrote a place that the transaction's last incarnation did not write and that others may
    /// have read too early.
    pub(super) disturbs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Ready,
    Executing,
    Executed,
    Aborting,
}

#[derive(Debug)]
struct State {
    incarnation: Incarnation,
    status: Status,
    /// The result has read nothing that had changed when there had been so many disturbances.
    valid_as_of: u32,
    /// Higher transactions that wait for this one to be executed.
    waiting: Vec<TxIndex>,
}

/// Orderings: the proof of the paper (section 5) reads the counters in one total order, so all of
/// them are sequentially consistent. On x86-64 and in WebAssembly that costs nothing over weaker
/// orders, because all but the plain loads are read-modify-writes.
#[derive(Debug)]
pub(super) struct Scheduler {
    length: u32,
    /// The next transaction that was never executed. Moved by all workers.
    execution: Padded<AtomicU32>,
    /// Transactions to be executed again.
    again: Padded<Mutex<BinaryHeap<Reverse<TxIndex>>>>,
    /// How many there are in `again`, so that nobody need lock it to find it empty.
    again_count: Padded<AtomicU32>,
    /// Transactions that wait for a lower one.
    suspended: Padded<AtomicU32>,
    /// The next transaction to look at for validation; [`NOTHING`] when there is none.
    validation: Padded<AtomicU32>,
    /// Disturbances so far. Read by all, and in a block without conflicts never written.
    disturbances: Padded<AtomicU32>,
    /// How often `validation` was set back or `again` got something: whether either happened
    /// during [`Scheduler::check_done`].
    set_back: Padded<AtomicU32>,
    /// Tasks handed out and not yet given back, by worker: one counter for all (as in the paper)
    /// would go to and fro between them. [`Scheduler::check_done`] says why several will do.
    active: Vec<Padded<AtomicU32>>,
    /// Set once, when the block is done or the run is stopped.
    ended: Padded<AtomicBool>,
    throttle: Throttle,
    states: Vec<Padded<Mutex<State>>>,
}

/// No transaction is to be looked at.
const NOTHING: u32 = u32::MAX;

impl Scheduler {
    pub(super) fn new(length: usize, workers: usize) -> Self {
        let ready = || {
            let state = State {
                incarnation: 0,
                status: Status::Ready,
                valid_as_of: 0,
                waiting: Vec::new(),
            };
            Padded(Mutex::new(state))
        };
        Self {
            length: length as u32,
            execution: Padded::default(),
            again: Padded::default(),
            again_count: Padded::default(),
            suspended: Padded::default(),
            validation: Padded(AtomicU32::new(NOTHING)),
            disturbances: Padded::default(),
            set_back: Padded::default(),
            active: (0..workers).map(|_| Padded::default()).collect(),
            ended: Padded(AtomicBool::new(length == 0)),
            throttle: Throttle::new(workers as u32),
            states: (0..length).map(|_| ready()).collect(),
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

    /// Transactions executed so far, more or less: for progress bars.
    pub(super) fn progress(&self) -> u32 {
        self.execution.0.load(Ordering::Relaxed).min(self.length)
    }

    /// How things stand, for whoever shows it. A validation counter beyond the last transaction
    /// means that nothing is to be validated.
    pub(super) fn counters(&self) -> Vec<(&'static str, u64)> {
        let of = |counter: &Padded<AtomicU32>| u64::from(counter.0.load(Ordering::Relaxed));
        let validation = of(&self.validation).min(u64::from(self.length));
        vec![
            (
                "next to execute",
                of(&self.execution).min(u64::from(self.length)),
            ),
            ("next to validate", validation),
            ("to execute again", of(&self.again_count)),
            ("disturbances", of(&self.disturbances)),
            ("suspended", of(&self.suspended)),
            ("tasks at work", self.active.iter().map(of).sum()),
            ("workers allowed", u64::from(self.throttle.allowed())),
        ]
    }

    /// Disturbances so far. To be asked before an execution or validation reads anything.
    pub(super) fn disturbances(&self) -> u32 {
        self.disturbances.0.load(Ordering::SeqCst)
    }

    /// The next thing to do, if there is any just now for this worker.
    pub(super) fn next_task(&self, worker: WorkerId) -> Option<Task> {
        self.active[worker].0.fetch_add(1, Ordering::SeqCst);
        let task = self
            .next_to_validate()
            .or_else(|| self.next_to_execute(worker).map(Task::Execute));
        if task.is_none() {
            self.give_back(worker);
            self.check_done();
        }
        task
    }

    fn next_to_validate(&self) -> Option<Task> {
        loop {
            let next = self.validation.0.load(Ordering::SeqCst);
            if next == NOTHING {
                return None;
            }
            let (from, to) = (Ordering::SeqCst, Ordering::Relaxed);
            let counter = &self.validation.0;
            if next >= self.execution.0.load(Ordering::SeqCst).min(self.length) {
                // Whatever starts later sees what has been published.
                let _ = counter.compare_exchange(next, NOTHING, from, to);
                continue;
            }
            if counter.compare_exchange(next, next + 1, from, to).is_err() {
                continue;
            }
            let as_of = self.disturbances();
            let state = lock(&self.states[next as usize].0);
            if state.status == Status::Executed && state.valid_as_of != as_of {
                let version = Version {
                    transaction: next,
                    incarnation: state.incarnation,
                };
                return Some(Task::Validate(version, as_of));
            }
        }
    }

    /// What was executed before goes first, and what is beyond the throttle's limit is nobody's to
    /// begin.
    fn next_to_execute(&self, worker: WorkerId) -> Option<Version> {
        if self.throttle.rests(worker) {
            // Those who work will see to as many themselves.
            let left = self.again_count.0.load(Ordering::SeqCst) > self.throttle.allowed();
            return left.then(|| self.next_again()).flatten();
        }
        self.next_again().or_else(|| {
            let limit = self.throttle.limit();
            // Another one would only join those that wait.
            let enough =
                limit.is_some_and(|limit| self.suspended.0.load(Ordering::SeqCst) >= limit);
            (!enough).then(|| self.next_new()).flatten()
        })
    }

    fn next_again(&self) -> Option<Version> {
        while self.again_count.0.load(Ordering::SeqCst) > 0 {
            let transaction = {
                let mut again = lock(&self.again.0);
                let first = again.pop();
                self.again_count
                    .0
                    .store(again.len() as u32, Ordering::SeqCst);
                first
            };
            let version = transaction.and_then(|Reverse(transaction)| self.start(transaction));
            if version.is_some() {
                return version;
            }
        }
        None
    }

    fn next_new(&self) -> Option<Version> {
        // Looked at before it is counted up, so that idle workers do not make it overflow.
        while self.execution.0.load(Ordering::SeqCst) < self.length {
            let transaction = self.execution.0.fetch_add(1, Ordering::SeqCst);
            if transaction >= self.length {
                return None;
            }
            let version = self.start(transaction);
            if version.is_some() {
                return version;
            }
        }
        None
    }

    /// Starts a transaction, if it is ready.
    fn start(&self, transaction: TxIndex) -> Option<Version> {
        let mut state = lock(&self.states[transaction as usize].0);
        (state.status == Status::Ready).then(|| {
            state.status = Status::Executing;
            Version {
                transaction,
                incarnation: state.incarnation,
            }
        })
    }

    fn give_back(&self, worker: WorkerId) {
        self.active[worker].0.fetch_sub(1, Ordering::SeqCst);
    }

    /// Ends the run if all is done. Only somebody at work sets anything back, and says so in
    /// `set_back` before giving the task back. So if there was nothing to take before the workers
    /// were looked at, each was idle when looked at, and nothing had been set back after the last
    /// look, none can have taken a task meanwhile: there was none to take.
    fn check_done(&self) {
        let nobody_works = || {
            let idle = |active: &Padded<AtomicU32>| active.0.load(Ordering::SeqCst) == 0;
            self.active.iter().all(idle)
        };
        let set_back = self.set_back.0.load(Ordering::SeqCst);
        if self.execution.0.load(Ordering::SeqCst) >= self.length
            && self.validation.0.load(Ordering::SeqCst) == NOTHING
            && self.again_count.0.load(Ordering::SeqCst) == 0
            && nobody_works()
            && set_back == self.set_back.0.load(Ordering::SeqCst)
        {
            self.stop();
        }
    }

    /// Has everything executed above a transaction validated. Returns the disturbances before.
    fn disturb(&self, transaction: TxIndex) -> u32 {
        let before = self.disturbances.0.fetch_add(1, Ordering::SeqCst);
        if transaction + 1 < self.length {
            self.validation
                .0
                .fetch_min(transaction + 1, Ordering::SeqCst);
            self.set_back.0.fetch_add(1, Ordering::SeqCst);
        }
        before
    }

    fn execute_again(&self, transactions: &[TxIndex]) {
        if transactions.is_empty() {
            return;
        }
        let mut again = lock(&self.again.0);
        again.extend(transactions.iter().map(|transaction| Reverse(*transaction)));
        self.again_count
            .0
            .store(again.len() as u32, Ordering::SeqCst);
        drop(again);
        self.set_back.0.fetch_add(1, Ordering::SeqCst);
    }

    /// An execution met the ESTIMATE mark of a lower transaction. Returns whether it is to wait
    /// for that one, with its task given back; if not, that one has meanwhile been executed, and
    /// the same incarnation goes on from its start. `cut_short` says that work was lost by it.
    pub(super) fn wait_for(
        &self,
        worker: WorkerId,
        (transaction, lower): (TxIndex, TxIndex),
        cut_short: bool,
    ) -> bool {
        {
            let mut blocking = lock(&self.states[lower as usize].0);
            if blocking.status == Status::Executed {
                return false;
            }
            // Under the lower one's lock, so that it cannot finish and wake us in between.
            lock(&self.states[transaction as usize].0).status = Status::Aborting;
            blocking.waiting.push(transaction);
            self.suspended.0.fetch_add(1, Ordering::SeqCst);
        }
        if cut_short {
            self.throttle.count(worker, Went::CutShort);
        }
        self.give_back(worker);
        true
    }

    /// Whether a transaction has a result, for now.
    pub(super) fn is_executed(&self, transaction: TxIndex) -> bool {
        lock(&self.states[transaction as usize].0).status == Status::Executed
    }

    /// An execution has published its writes.
    pub(super) fn finish_execution(&self, worker: WorkerId, execution: Execution) -> Option<Task> {
        let Execution {
            version,
            since,
            disturbs,
        } = execution;
        let mut waiting = {
            let mut state = lock(&self.states[version.transaction as usize].0);
            state.status = Status::Executed;
            state.valid_as_of = since;
            std::mem::take(&mut state.waiting)
        };
        // After the status: whoever disturbs from now on finds this transaction executed.
        let now = if disturbs {
            self.disturb(version.transaction)
        } else {
            self.disturbances()
        };
        self.throttle.count(worker, Went::Well);
        waiting.sort_unstable();
        if !waiting.is_empty() {
            let woken = waiting.len() as u32;
            self.suspended.0.fetch_sub(woken, Ordering::SeqCst);
        }
        waiting.iter().for_each(|waiter| self.make_ready(*waiter));
        if now != since {
            self.execute_again(&waiting);
            return Some(Task::Validate(version, self.disturbances()));
        }
        if let Some((first, others)) = waiting.split_first() {
            self.execute_again(others);
            // What this transaction wrote is at hand here.
            if let Some(version) = self.start(*first) {
                return Some(Task::Execute(version));
            }
        }
        self.give_back(worker);
        None
    }

    fn make_ready(&self, transaction: TxIndex) {
        let mut state = lock(&self.states[transaction as usize].0);
        debug_assert_eq!(state.status, Status::Aborting);
        state.incarnation += 1;
        state.status = Status::Ready;
    }

    /// A validation failed. Returns whether this worker is the one to throw the result away; of
    /// several that find the same, one is.
    pub(super) fn try_abort(&self, version: Version) -> bool {
        let mut state = lock(&self.states[version.transaction as usize].0);
        let first = state.status == Status::Executed && state.incarnation == version.incarnation;
        if first {
            state.status = Status::Aborting;
        }
        first
    }

    /// A validation has found that the result stands.
    pub(super) fn finish_validation(&self, worker: WorkerId, version: Version, as_of: u32) {
        {
            let mut state = lock(&self.states[version.transaction as usize].0);
            if state.incarnation == version.incarnation && state.status == Status::Executed {
                state.valid_as_of = as_of;
            }
        }
        self.give_back(worker);
    }

    /// A validation had the result thrown away, and ESTIMATE marks are in place.
    pub(super) fn finish_abort(&self, worker: WorkerId, transaction: TxIndex) -> Option<Task> {
        self.make_ready(transaction);
        self.disturb(transaction);
        self.throttle.count(worker, Went::InVain);
        let version = if self.throttle.rests(worker) {
            self.execute_again(&[transaction]);
            None
        } else {
            self.start(transaction)
        };
        if version.is_none() {
            self.give_back(worker);
        }
        version.map(Task::Execute)
    }
}

//! The collaborative scheduler of Block-STM (section 4, algorithms 4 and 5): who does what next.
//!
//! A state machine that knows neither threads nor time. Workers ask it for a task
//! ([`Scheduler::next_task`]), do it, and tell it how it went; the answer may be the next task.
//!
//! Two counters walk over the block: `execution` points at the next transaction to execute,
//! `validation` at the next to validate. Validation goes first, because what is found wrong early
//! costs less. When a transaction's result is thrown away, or its new result writes where it did
//! not write before, the counters move back, and everything above is looked at again. The block is
//! done when both counters are past its end, nobody is at work, and neither counter moved back
//! while that was being found out.
//!
//! A transaction goes `Ready` -> `Executing` -> `Executed`, and, when its result is thrown away or
//! it has to wait, -> `Aborting` -> `Ready` with the next incarnation.
//!
//! Locks: a transaction's state may be locked while that of a *lower* one is held, never the other
//! way round.

use crate::{
    Incarnation, TxIndex, WorkerId,
    primitive::{AtomicBool, AtomicU32, Mutex, Ordering, Padded, lock},
};

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Execute(Version),
    Validate(Version),
}

/// One incarnation of one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) transaction: TxIndex,
    pub(super) incarnation: Incarnation,
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
    /// Higher transactions that wait for this one to be executed.
    waiting: Vec<TxIndex>,
}

/// Orderings: the proof of the paper (section 5) reads the counters in one total order, so all of
/// them are sequentially consistent. On x86-64 and in WebAssembly that costs nothing over weaker
/// orders, because all but the plain loads are read-modify-writes.
#[derive(Debug)]
pub(super) struct Scheduler {
    length: u32,
    /// The next transaction to try to execute. Moved by all workers.
    execution: Padded<AtomicU32>,
    /// The next transaction to try to validate. Moved by all workers.
    validation: Padded<AtomicU32>,
    /// How often a counter moved back: whether one did during [`Scheduler::check_done`].
    moved_back: Padded<AtomicU32>,
    /// Tasks handed out and not yet given back, by worker: one counter for all (as in the paper)
    /// would go to and fro between them. [`Scheduler::check_done`] says why several will do.
    active: Vec<Padded<AtomicU32>>,
    /// Set once, when the block is done or the run is stopped.
    ended: Padded<AtomicBool>,
    states: Vec<Padded<Mutex<State>>>,
}

impl Scheduler {
    pub(super) fn new(length: usize, workers: usize) -> Self {
        let ready = || {
            let state = State {
                incarnation: 0,
                status: Status::Ready,
                waiting: Vec::new(),
            };
            Padded(Mutex::new(state))
        };
        Self {
            length: length as u32,
            execution: Padded(AtomicU32::new(0)),
            validation: Padded(AtomicU32::new(0)),
            moved_back: Padded(AtomicU32::new(0)),
            active: (0..workers).map(|_| Padded::default()).collect(),
            ended: Padded(AtomicBool::new(length == 0)),
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

    /// Transactions executed and validated so far, more or less: for progress bars.
    pub(super) fn progress(&self) -> u32 {
        let execution = self.execution.0.load(Ordering::Relaxed);
        execution
            .min(self.validation.0.load(Ordering::Relaxed))
            .min(self.length)
    }

    /// The next thing to do, if there is any just now.
    pub(super) fn next_task(&self, worker: WorkerId) -> Option<Task> {
        let validation = self.validation.0.load(Ordering::SeqCst);
        if validation < self.execution.0.load(Ordering::SeqCst) {
            self.next_to_validate(worker).map(Task::Validate)
        } else {
            self.next_to_execute(worker).map(Task::Execute)
        }
    }

    fn next_to_execute(&self, worker: WorkerId) -> Option<Version> {
        if self.execution.0.load(Ordering::SeqCst) >= self.length {
            self.check_done();
            return None;
        }
        self.active[worker].0.fetch_add(1, Ordering::SeqCst);
        let transaction = self.execution.0.fetch_add(1, Ordering::SeqCst);
        self.try_execute(worker, transaction)
    }

    fn next_to_validate(&self, worker: WorkerId) -> Option<Version> {
        if self.validation.0.load(Ordering::SeqCst) >= self.length {
            self.check_done();
            return None;
        }
        self.active[worker].0.fetch_add(1, Ordering::SeqCst);
        let transaction = self.validation.0.fetch_add(1, Ordering::SeqCst);
        if transaction < self.length {
            let state = lock(&self.states[transaction as usize].0);
            if state.status == Status::Executed {
                return Some(Version {
                    transaction,
                    incarnation: state.incarnation,
                });
            }
        }
        self.give_back(worker);
        None
    }

    /// Starts a ready transaction; otherwise the task is given back.
    fn try_execute(&self, worker: WorkerId, transaction: TxIndex) -> Option<Version> {
        if transaction < self.length {
            let mut state = lock(&self.states[transaction as usize].0);
            if state.status == Status::Ready {
                state.status = Status::Executing;
                return Some(Version {
                    transaction,
                    incarnation: state.incarnation,
                });
            }
        }
        self.give_back(worker);
        None
    }

    fn give_back(&self, worker: WorkerId) {
        self.active[worker].0.fetch_sub(1, Ordering::SeqCst);
    }

    /// Ends the run if all is done. Only somebody at work moves a counter back, and says so in
    /// `moved_back` before giving the task back. So if both counters were past the end before the
    /// workers were looked at, each was idle when looked at, and nobody had moved one back after
    /// the last look, none can have taken a task meanwhile: there was none to take.
    fn check_done(&self) {
        let nobody_works = || {
            let idle = |active: &Padded<AtomicU32>| active.0.load(Ordering::SeqCst) == 0;
            self.active.iter().all(idle)
        };
        let moved_back = self.moved_back.0.load(Ordering::SeqCst);
        let execution = self.execution.0.load(Ordering::SeqCst);
        let validation = self.validation.0.load(Ordering::SeqCst);
        if execution.min(validation) >= self.length
            && nobody_works()
            && moved_back == self.moved_back.0.load(Ordering::SeqCst)
        {
            self.stop();
        }
    }

    fn move_back(&self, counter: &Padded<AtomicU32>, to: TxIndex) {
        counter.0.fetch_min(to, Ordering::SeqCst);
        self.moved_back.0.fetch_add(1, Ordering::SeqCst);
    }

    /// An execution met the ESTIMATE mark of a lower transaction. Returns whether it is to wait
    /// for that one, with its task given back; if not, that one has meanwhile been executed, and
    /// the same incarnation goes on from its start.
    pub(super) fn wait_for(&self, worker: WorkerId, transaction: TxIndex, lower: TxIndex) -> bool {
        {
            let mut blocking = lock(&self.states[lower as usize].0);
            if blocking.status == Status::Executed {
                return false;
            }
            // Under the lower one's lock, so that it cannot finish and wake us in between.
            lock(&self.states[transaction as usize].0).status = Status::Aborting;
            blocking.waiting.push(transaction);
        }
        self.give_back(worker);
        true
    }

    /// Whether a transaction has a result, for now.
    pub(super) fn is_executed(&self, transaction: TxIndex) -> bool {
        lock(&self.states[transaction as usize].0).status == Status::Executed
    }

    /// An execution has published its writes. `disturbs`: among them a place that the
    /// transaction's last incarnation did not write and that others may have read.
    pub(super) fn finish_execution(
        &self,
        worker: WorkerId,
        version: Version,
        disturbs: bool,
    ) -> Option<Task> {
        let Version { transaction, .. } = version;
        let waiting = {
            let mut state = lock(&self.states[transaction as usize].0);
            state.status = Status::Executed;
            std::mem::take(&mut state.waiting)
        };
        for waiter in &waiting {
            self.make_ready(*waiter);
        }
        if let Some(lowest) = waiting.iter().min() {
            self.move_back(&self.execution, *lowest);
        }
        if self.validation.0.load(Ordering::SeqCst) > transaction {
            if !disturbs {
                return Some(Task::Validate(version));
            }
            self.move_back(&self.validation, transaction);
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

    /// A validation has ended; if its result was thrown away, ESTIMATE marks are in place.
    pub(super) fn finish_validation(
        &self,
        worker: WorkerId,
        transaction: TxIndex,
        aborted: bool,
    ) -> Option<Task> {
        if aborted {
            self.make_ready(transaction);
            self.move_back(&self.validation, transaction + 1);
            if self.execution.0.load(Ordering::SeqCst) > transaction {
                return self.try_execute(worker, transaction).map(Task::Execute);
            }
        }
        self.give_back(worker);
        None
    }
}

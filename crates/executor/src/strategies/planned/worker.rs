//! One worker: executes to the plan, and commits when it is asked to, step by step.

use super::{FirstReads, Shared, scheduler::Task};
use crate::{
    Activity, Begun, Counts, Event, Incarnation, Location, Observer, Stepper, TxIndex, WorkerId,
    WorkerObserver,
    control::Watch,
    evm::{Evm, EvmError, Executed},
    memory::View,
    strategies::results::{TxResult, attempt, publish},
};

pub(super) struct Worker<'s, 'a, O: Observer> {
    id: WorkerId,
    shared: &'s Shared<'a>,
    evm: Evm<'s, View<'s, 'a>>,
    observer: &'s O,
    observed: O::Worker,
    counts: Counts,
    watch: Watch,
    /// What the last task's end has left this worker to do.
    next: Option<Next>,
    /// Begun and not ended. At most one of the two is there.
    executing: Option<Executing>,
    committing: Option<Committing>,
}

/// What the end of a task leaves to do.
#[derive(Debug, Clone, Copy)]
enum Next {
    Task(Task),
    /// Execute again what could not be committed, and commit that.
    Again(TxIndex),
}

/// An execution that has begun.
struct Executing {
    transaction: TxIndex,
    incarnation: Incarnation,
    into: TxResult,
    result: Result<Executed, EvmError>,
}

/// A commit that has begun.
struct Committing {
    transaction: TxIndex,
    valid: bool,
    /// The stale read, if somebody wants to know.
    broken: Option<(Location, Option<TxIndex>)>,
}

impl<'s, 'a, O: Observer> Worker<'s, 'a, O> {
    pub(super) fn new(id: WorkerId, shared: &'s Shared<'a>, observer: &'s O) -> Self {
        Self {
            id,
            shared,
            evm: Evm::new(shared.block, View::new(&shared.memory)),
            observer,
            observed: observer.worker(id),
            counts: Counts::default(),
            watch: Watch::default(),
            next: None,
            executing: None,
            committing: None,
        }
    }

    fn first_execution(&mut self, transaction: TxIndex) -> Activity {
        let reader = match self.shared.first_reads {
            FirstReads::Latest => transaction,
            FirstReads::PreState => 0,
        };
        self.execute(transaction, 0, reader)
    }

    /// Executes a transaction on what transaction `reader` sees.
    fn execute(
        &mut self,
        transaction: TxIndex,
        incarnation: Incarnation,
        reader: TxIndex,
    ) -> Activity {
        if O::ENABLED {
            self.observed.event(Event::ExecutionStarted {
                transaction,
                incarnation,
            });
        }
        self.counts.executions += 1;
        let mut into = self.shared.results.take(transaction);
        let told = O::ENABLED && self.observed.wants_accesses();
        let (block, of) = (self.shared.block, (transaction, reader));
        let result = attempt(block, &mut self.evm, of, told, &mut into);
        let activity = Activity::Execution {
            transaction,
            incarnation,
            reads: into.reads.len() as u32,
            waits_for: None,
            cut_short: result.is_err(),
        };
        self.executing = Some(Executing {
            transaction,
            incarnation,
            into,
            result,
        });
        activity
    }

    /// Keeps what an execution gave. A first one that could not be executed on what it saw has no
    /// result until its turn to commit comes.
    fn end_execution(&mut self, executing: Executing) -> Option<Task> {
        let Executing {
            transaction,
            incarnation,
            mut into,
            result,
        } = executing;
        let shared = self.shared;
        let is_first = incarnation == 0;
        if result.is_ok() || !is_first {
            let observed = O::ENABLED.then_some(&mut self.observed);
            let (block, memory) = (shared.block, &shared.memory);
            let of = (transaction, incarnation);
            let evm = &mut self.evm;
            publish(block, memory, evm, observed, of, result, &mut into);
        }
        *shared.results.of(transaction) = into;
        if O::ENABLED {
            self.observed.event(Event::Executed);
        }
        if is_first {
            shared.scheduler.finish_execution(transaction)
        } else {
            shared.scheduler.finish_commit(transaction)
        }
    }

    fn commit(&mut self, transaction: TxIndex) -> Activity {
        if O::ENABLED {
            self.observed.event(Event::ValidationStarted {
                transaction,
                incarnation: 0,
            });
        }
        self.counts.validations += 1;
        let memory = &self.shared.memory;
        let result = self.shared.results.of(transaction);
        let valid = result.receipt.is_some() && memory.validate(transaction, &result.reads);
        let broken = if O::ENABLED && !valid {
            memory.broken(transaction, &result.reads)
        } else {
            None
        };
        let reads = result.reads.len() as u32;
        drop(result);
        self.committing = Some(Committing {
            transaction,
            valid,
            broken,
        });
        Activity::Validation {
            transaction,
            incarnation: 0,
            reads,
            valid,
        }
    }

    fn end_commit(&mut self, committing: Committing) -> Option<Next> {
        let Committing {
            transaction,
            valid,
            broken,
        } = committing;
        if O::ENABLED {
            if let Some((location, writer)) = broken {
                self.observed.broken(transaction, 0, location, writer);
            }
            self.observed.event(Event::Validated { valid });
        }
        if valid {
            let next = self.shared.scheduler.finish_commit(transaction);
            return next.map(Next::Task);
        }
        self.counts.aborts += 1;
        Some(Next::Again(transaction))
    }
}

impl<O: Observer> Stepper for Worker<'_, '_, O> {
    fn begin(&mut self) -> Begun {
        let scheduler = &self.shared.scheduler;
        if scheduler.has_ended() {
            return Begun::Ended;
        }
        let done = || scheduler.committed();
        if self.watch.is_cancelled(self.shared.control, done) {
            scheduler.stop();
            return Begun::Ended;
        }
        let next = self.next.take();
        match next.or_else(|| scheduler.next_task().map(Next::Task)) {
            Some(Next::Task(Task::Execute(transaction))) => {
                Begun::Task(self.first_execution(transaction))
            }
            Some(Next::Task(Task::Commit(transaction))) => Begun::Task(self.commit(transaction)),
            // All lower transactions are final: this time nothing can come in between.
            Some(Next::Again(transaction)) => {
                Begun::Task(self.execute(transaction, 1, transaction))
            }
            None => Begun::Idle,
        }
    }

    fn end(&mut self) {
        self.next = if let Some(executing) = self.executing.take() {
            self.end_execution(executing).map(Next::Task)
        } else if let Some(committing) = self.committing.take() {
            self.end_commit(committing)
        } else {
            None
        };
    }

    fn finish(self: Box<Self>) {
        let shared = self.shared;
        self.observer.finish(self.id, self.observed);
        let of = (shared.block, &shared.memory, shared.control);
        shared.results.leave(self.counts, of);
    }

    fn counters(&self) -> Vec<(&'static str, u64)> {
        self.shared.scheduler.counters()
    }
}

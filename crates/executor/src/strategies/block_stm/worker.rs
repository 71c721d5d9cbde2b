//! One worker: asks the scheduler for tasks and carries them out, step by step.

use super::{
    Shared,
    scheduler::{Execution, Task, Version},
};
use crate::{
    Activity, Begun, Counts, Event, Location, Observer, Stepper, TxIndex, WorkerId, WorkerObserver,
    control::Watch,
    evm::{Evm, EvmError, Executed, Unread},
    memory::{Blocked, View},
    strategies::results::{TxResult, attempt, publish},
};
use revm::context::result::EVMError;

pub(super) struct Worker<'s, 'a, O: Observer> {
    id: WorkerId,
    shared: &'s Shared<'a>,
    evm: Evm<'s, View<'s, 'a>>,
    observer: &'s O,
    observed: O::Worker,
    counts: Counts,
    watch: Watch,
    /// What the last task's end has left this worker to do.
    next: Option<Task>,
    /// Begun and not ended. At most one of the two is there.
    executing: Option<Executing>,
    validating: Option<Validating>,
}

/// An execution that has begun.
struct Executing {
    version: Version,
    /// Disturbances when it began.
    since: u32,
    last: TxResult,
    result: Result<Executed, EvmError>,
    /// The lower transaction that has to be executed first.
    waits_for: Option<TxIndex>,
    /// Whether it was begun at all before it was found that it has to wait.
    cut_short: bool,
}

/// A validation that has begun.
struct Validating {
    version: Version,
    as_of: u32,
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
            validating: None,
        }
    }

    fn execute(&mut self, version: Version) -> Activity {
        let Version {
            transaction: index,
            incarnation,
        } = version;
        let shared = self.shared;
        // The last incarnation is over, and no validator looks at a transaction that is executing.
        let mut last = shared.results.take(index);
        let since = shared.scheduler.disturbances();
        if O::ENABLED {
            self.observed.event(Event::ExecutionStarted {
                transaction: index,
                incarnation,
            });
        }
        self.counts.executions += 1;
        // Where the last incarnation read, this one will too: a mark there need not be met half-way.
        let awaited = shared.memory.awaited(index, &last.reads);
        let mut done = 0;
        let result = if let Some(lower) = awaited {
            Err(EVMError::Database(Blocked(lower).into()))
        } else {
            let told = O::ENABLED && self.observed.wants_accesses();
            let result = attempt(shared.block, &mut self.evm, (index, index), told, &mut last);
            done = last.reads.len() as u32;
            result
        };
        let waits_for = self.waits_for(index, &result);
        let activity = Activity::Execution {
            transaction: index,
            incarnation,
            reads: done,
            waits_for,
            cut_short: result.is_err(),
        };
        self.executing = Some(Executing {
            version,
            since,
            last,
            result,
            waits_for,
            cut_short: awaited.is_none(),
        });
        activity
    }

    fn end_execution(&mut self, executing: Executing) -> Option<Task> {
        let Executing {
            version,
            since,
            mut last,
            result,
            waits_for,
            cut_short,
        } = executing;
        let index = version.transaction;
        let shared = self.shared;
        let Some(lower) = waits_for else {
            let observed = O::ENABLED.then_some(&mut self.observed);
            let (block, memory) = (shared.block, &shared.memory);
            let of = (index, version.incarnation);
            let evm = &mut self.evm;
            let disturbs = publish(block, memory, evm, observed, of, result, &mut last);
            *shared.results.of(index) = last;
            if O::ENABLED {
                self.observed.event(Event::Executed);
            }
            let execution = Execution {
                version,
                since,
                disturbs,
            };
            return shared.scheduler.finish_execution(self.id, execution);
        };
        self.counts.suspensions += 1;
        if O::ENABLED {
            self.observed.event(Event::Suspended { on: lower });
        }
        // What the last incarnation wrote is still out there, as ESTIMATEs.
        *shared.results.of(index) = TxResult {
            receipt: None,
            ..last
        };
        let waits = shared
            .scheduler
            .wait_for(self.id, (index, lower), cut_short);
        (!waits).then_some(Task::Execute(version))
    }

    /// The lower transaction that must be executed before this one can be, if that is what the
    /// result says.
    fn waits_for(&self, index: TxIndex, result: &Result<Executed, EvmError>) -> Option<TxIndex> {
        match result {
            Ok(_) => None,
            Err(EVMError::Database(Unread::Blocked(Blocked(lower)))) => Some(*lower),
            Err(_) => {
                let previous = self.shared.senders.previous(self.shared.block, index)?;
                (!self.shared.scheduler.is_executed(previous)).then_some(previous)
            }
        }
    }

    fn validate(&mut self, version: Version, as_of: u32) -> Activity {
        let Version {
            transaction: index,
            incarnation,
        } = version;
        let shared = self.shared;
        if O::ENABLED {
            self.observed.event(Event::ValidationStarted {
                transaction: index,
                incarnation,
            });
        }
        self.counts.validations += 1;
        let result = shared.results.of(index);
        let valid = shared.memory.validate(index, &result.reads);
        let broken = if O::ENABLED && !valid {
            shared.memory.broken(index, &result.reads)
        } else {
            None
        };
        let reads = result.reads.len() as u32;
        drop(result);
        self.validating = Some(Validating {
            version,
            as_of,
            valid,
            broken,
        });
        Activity::Validation {
            transaction: index,
            incarnation,
            reads,
            valid,
        }
    }

    fn end_validation(&mut self, validating: Validating) -> Option<Task> {
        let Validating {
            version,
            as_of,
            valid,
            broken,
        } = validating;
        let Version {
            transaction: index,
            incarnation,
        } = version;
        let shared = self.shared;
        // If this worker is the one to abort, the incarnation is still the one that was validated,
        // and the next one starts only after `finish_abort`: nobody replaces the list of what was
        // written until the marks are set.
        let aborted = !valid && shared.scheduler.try_abort(version);
        if aborted {
            let result = shared.results.of(index);
            shared.memory.mark_estimates(index, &result.written);
        }
        self.counts.aborts += u32::from(aborted);
        if O::ENABLED {
            if aborted {
                if let Some((location, writer)) = broken {
                    self.observed.broken(index, incarnation, location, writer);
                }
                self.observed.estimated(index);
            }
            self.observed.event(Event::Validated { valid: !aborted });
        }
        if aborted {
            return shared.scheduler.finish_abort(self.id, index);
        }
        shared.scheduler.finish_validation(self.id, version, as_of);
        None
    }
}

impl<O: Observer> Stepper for Worker<'_, '_, O> {
    fn begin(&mut self) -> Begun {
        let scheduler = &self.shared.scheduler;
        if scheduler.has_ended() {
            return Begun::Ended;
        }
        let done = || scheduler.progress();
        if self.watch.is_cancelled(self.shared.control, done) {
            scheduler.stop();
            return Begun::Ended;
        }
        match self.next.take().or_else(|| scheduler.next_task(self.id)) {
            Some(Task::Execute(version)) => Begun::Task(self.execute(version)),
            Some(Task::Validate(version, as_of)) => Begun::Task(self.validate(version, as_of)),
            None => Begun::Idle,
        }
    }

    fn end(&mut self) {
        self.next = if let Some(executing) = self.executing.take() {
            self.end_execution(executing)
        } else if let Some(validating) = self.validating.take() {
            self.end_validation(validating)
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

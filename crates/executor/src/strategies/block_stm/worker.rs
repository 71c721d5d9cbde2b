//! One worker: asks the scheduler for tasks and carries them out.

use super::{
    Shared,
    scheduler::{Execution, Task, Version},
};
use crate::{
    Counts, Event, Observer, TxIndex, WorkerId, WorkerObserver,
    evm::{self, Evm, EvmError, Executed, Fee},
    memory::{Blocked, View, lazy_recipient},
    primitive::Idle,
    strategies::results::{TxResult, publish},
};
use revm::context::result::EVMError;

/// Tasks between two looks at the control.
const CONTROL_INTERVAL: u32 = 16;

pub(super) struct Worker<'s, 'a, W> {
    id: WorkerId,
    shared: &'s Shared<'a>,
    evm: Evm<View<'s, 'a>>,
    pub(super) observed: W,
    pub(super) counts: Counts,
}

impl<'s, 'a, W: WorkerObserver> Worker<'s, 'a, W> {
    pub(super) fn new(id: WorkerId, shared: &'s Shared<'a>, observed: W) -> Self {
        let evm = evm::build(shared.block, View::new(&shared.memory));
        Self {
            id,
            shared,
            evm,
            observed,
            counts: Counts::default(),
        }
    }

    /// Works until the block is done or the run is stopped.
    pub(super) fn run<O: Observer<Worker = W>>(&mut self) {
        let scheduler = &self.shared.scheduler;
        let id = self.id;
        let idle = Idle::default();
        let (mut task, mut idled, mut until_control) = (None, 0, 0);
        while !scheduler.has_ended() {
            if until_control == 0 {
                until_control = CONTROL_INTERVAL;
                self.shared.control.set_done(scheduler.progress());
                if self.shared.control.is_cancelled() {
                    scheduler.stop();
                    return;
                }
            }
            until_control -= 1;
            task = match task.or_else(|| scheduler.next_task(id)) {
                Some(Task::Execute(version)) => self.execute::<O>(version),
                Some(Task::Validate(version, as_of)) => self.validate::<O>(version, as_of),
                None => {
                    idle.wait(idled);
                    idled += 1;
                    continue;
                }
            };
            idled = 0;
        }
    }

    fn execute<O: Observer<Worker = W>>(&mut self, version: Version) -> Option<Task> {
        let Version {
            transaction: index,
            incarnation,
        } = version;
        let shared = self.shared;
        let transaction = &shared.block.transactions[index as usize];
        // The last incarnation is over, and no validator looks at a transaction that is executing.
        let mut last = shared.results.take(index);
        loop {
            let since = shared.scheduler.disturbances();
            if O::ENABLED {
                self.observed.event(Event::ExecutionStarted {
                    transaction: index,
                    incarnation,
                });
            }
            self.counts.executions += 1;
            // What is told of a transaction's accesses tells of balances too.
            let told = O::ENABLED && self.observed.wants_accesses();
            let lazy = if told {
                None
            } else {
                lazy_recipient(shared.block, transaction)
            };
            evm::database(&mut self.evm).start(index, lazy, std::mem::take(&mut last.reads));
            let result = evm::execute(&mut self.evm, transaction, Fee::Deferred);
            last.reads = evm::database(&mut self.evm).take_reads();
            let Some(lower) = self.waits_for(index, &result) else {
                let observed = O::ENABLED.then_some(&mut self.observed);
                let (block, memory) = (shared.block, &shared.memory);
                let of = (index, incarnation);
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
            if shared.scheduler.wait_for(self.id, index, lower) {
                return None;
            }
            last = shared.results.take(index);
        }
    }

    /// The lower transaction that must be executed before this one can be, if that is what the
    /// result says.
    fn waits_for(
        &self,
        index: TxIndex,
        result: &Result<Executed, EvmError<View<'s, 'a>>>,
    ) -> Option<TxIndex> {
        match result {
            Ok(_) => None,
            Err(EVMError::Database(Blocked(lower))) => Some(*lower),
            Err(_) => {
                let previous = self.shared.senders.previous(self.shared.block, index)?;
                (!self.shared.scheduler.is_executed(previous)).then_some(previous)
            }
        }
    }

    fn validate<O: Observer<Worker = W>>(&mut self, version: Version, as_of: u32) -> Option<Task> {
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
        let aborted = {
            // Held until the marks are set, so that a next incarnation cannot replace the list of
            // what was written under our hands; it starts only after `finish_abort`.
            let result = shared.results.of(index);
            let valid = shared.memory.validate(index, &result.reads);
            let aborted = !valid && shared.scheduler.try_abort(version);
            if aborted {
                shared.memory.mark_estimates(index, &result.written);
            }
            aborted
        };
        self.counts.aborts += u32::from(aborted);
        if O::ENABLED {
            self.observed.event(Event::Validated { valid: !aborted });
        }
        if aborted {
            return shared.scheduler.finish_abort(self.id, index);
        }
        shared.scheduler.finish_validation(self.id, version, as_of);
        None
    }
}

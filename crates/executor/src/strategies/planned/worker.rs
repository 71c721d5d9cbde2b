//! One worker: executes to the plan, and commits when it is asked to.

use super::{FirstReads, Shared, scheduler::Task};
use crate::{
    Counts, Event, Incarnation, Observer, TxIndex, WorkerObserver,
    evm::{self, Evm, EvmError, Executed, Fee},
    memory::{View, lazy_recipient},
    primitive::Idle,
    strategies::results::{TxResult, publish},
};

/// Tasks between two looks at the control.
const CONTROL_INTERVAL: u32 = 16;

pub(super) struct Worker<'s, 'a, W> {
    shared: &'s Shared<'a>,
    evm: Evm<View<'s, 'a>>,
    pub(super) observed: W,
    pub(super) counts: Counts,
}

impl<'s, 'a, W: WorkerObserver> Worker<'s, 'a, W> {
    pub(super) fn new(shared: &'s Shared<'a>, observed: W) -> Self {
        Self {
            shared,
            evm: evm::build(shared.block, View::new(&shared.memory)),
            observed,
            counts: Counts::default(),
        }
    }

    /// Works until the block is done or the run is stopped.
    pub(super) fn run<O: Observer<Worker = W>>(&mut self) {
        let scheduler = &self.shared.scheduler;
        let idle = Idle::default();
        let (mut task, mut idled, mut until_control) = (None, 0, 0);
        while !scheduler.has_ended() {
            if until_control == 0 {
                until_control = CONTROL_INTERVAL;
                self.shared.control.set_done(scheduler.committed());
                if self.shared.control.is_cancelled() {
                    scheduler.stop();
                    return;
                }
            }
            until_control -= 1;
            task = match task.or_else(|| scheduler.next_task()) {
                Some(Task::Execute(transaction)) => {
                    let reader = match self.shared.first_reads {
                        FirstReads::Latest => transaction,
                        FirstReads::PreState => 0,
                    };
                    let (result, reads) = self.execute::<O>(transaction, 0, reader);
                    self.first_result::<O>(transaction, result, reads);
                    scheduler.finish_execution(transaction)
                }
                Some(Task::Commit(transaction)) => {
                    self.commit::<O>(transaction);
                    scheduler.finish_commit(transaction)
                }
                None => {
                    idle.wait(idled);
                    idled += 1;
                    continue;
                }
            };
            idled = 0;
        }
    }

    /// Executes a transaction on what transaction `reader` sees.
    fn execute<O: Observer<Worker = W>>(
        &mut self,
        transaction: TxIndex,
        incarnation: Incarnation,
        reader: TxIndex,
    ) -> (Result<Executed, EvmError<View<'s, 'a>>>, TxResult) {
        if O::ENABLED {
            self.observed.event(Event::ExecutionStarted {
                transaction,
                incarnation,
            });
        }
        self.counts.executions += 1;
        let mut last = self.shared.results.take(transaction);
        let input = &self.shared.block.transactions[transaction as usize];
        // What is told of a transaction's accesses tells of balances too.
        let told = O::ENABLED && self.observed.wants_accesses();
        let lazy = if told {
            None
        } else {
            lazy_recipient(self.shared.block, input)
        };
        evm::database(&mut self.evm).start(reader, lazy, std::mem::take(&mut last.reads));
        let result = evm::execute(&mut self.evm, input, Fee::Deferred);
        last.reads = evm::database(&mut self.evm).take_reads();
        (result, last)
    }

    /// Keeps what a first execution gave. One that could not be executed on what it saw has no
    /// result until its turn to commit comes.
    fn first_result<O: Observer<Worker = W>>(
        &mut self,
        transaction: TxIndex,
        result: Result<Executed, EvmError<View<'s, 'a>>>,
        mut into: TxResult,
    ) {
        if result.is_ok() {
            self.publish::<O>(transaction, 0, result, &mut into);
        }
        *self.shared.results.of(transaction) = into;
        if O::ENABLED {
            self.observed.event(Event::Executed);
        }
    }

    fn publish<O: Observer<Worker = W>>(
        &mut self,
        transaction: TxIndex,
        incarnation: Incarnation,
        result: Result<Executed, EvmError<View<'s, 'a>>>,
        into: &mut TxResult,
    ) {
        let observed = O::ENABLED.then_some(&mut self.observed);
        let (block, memory) = (self.shared.block, &self.shared.memory);
        let version = (transaction, incarnation);
        publish(
            block,
            memory,
            &mut self.evm,
            observed,
            version,
            result,
            into,
        );
    }

    fn commit<O: Observer<Worker = W>>(&mut self, transaction: TxIndex) {
        if O::ENABLED {
            self.observed.event(Event::ValidationStarted {
                transaction,
                incarnation: 0,
            });
        }
        self.counts.validations += 1;
        let valid = {
            let result = self.shared.results.of(transaction);
            result.receipt.is_some() && self.shared.memory.validate(transaction, &result.reads)
        };
        if O::ENABLED {
            self.observed.event(Event::Validated { valid });
        }
        if valid {
            return;
        }
        self.counts.aborts += 1;
        // All lower transactions are final: this time nothing can come in between.
        let (result, mut into) = self.execute::<O>(transaction, 1, transaction);
        self.publish::<O>(transaction, 1, result, &mut into);
        *self.shared.results.of(transaction) = into;
        if O::ENABLED {
            self.observed.event(Event::Executed);
        }
    }
}

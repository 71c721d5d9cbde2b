//! One worker: takes transactions from a counter, executes each from the list, and compares it
//! with the list, step by step.

use super::{
    Shared,
    check::{Check, changes_by_place},
    index::Place,
    view::ListView,
};
use crate::{
    Activity, Begun, BlockAccessList as List, Counts, Event, ExecuteError, Observer, Receipt,
    StateChanges, Stepper, TxIndex, WorkerId, WorkerObserver,
    evm::{Evm, Executed, Fee},
    primitive::{Ordering, lock},
};
use revm::{context::result::EVMError, primitives::Address};

/// Work that is no transaction: the first numbers of the counter.
const JOBS: u32 = 2;

pub(super) struct Worker<'s, 'a, O: Observer> {
    id: WorkerId,
    shared: &'s Shared<'a>,
    list: &'s List,
    evm: Evm<'s, ListView<'s>>,
    observer: &'s O,
    observed: O::Worker,
    counts: Counts,
    cleared: Vec<Address>,
    errors: Vec<(TxIndex, ExecuteError)>,
    /// What was begun last, and not ended.
    begun: Option<Pending>,
}

/// What a task has come to that nobody else knows yet.
enum Pending {
    /// How much the list names for each place.
    ByPlace(Result<Vec<u32>, String>),
    /// What the block changes in all.
    Changes(StateChanges),
    /// A transaction, its receipt, and how many listed changes it made.
    Transaction(TxIndex, Result<(Receipt, u32), ExecuteError>),
}

impl<'s, 'a, O: Observer> Worker<'s, 'a, O> {
    pub(super) fn new(
        id: WorkerId,
        shared: &'s Shared<'a>,
        list: &'s List,
        observer: &'s O,
    ) -> Self {
        Self {
            id,
            shared,
            list,
            evm: Evm::new(shared.job.block, ListView::new(&shared.index)),
            observer,
            observed: observer.worker(id),
            counts: Counts::default(),
            cleared: Vec::new(),
            errors: Vec::new(),
            begun: None,
        }
    }

    /// What the list alone tells.
    fn job(&mut self, number: u32) {
        let (shared, list) = (self.shared, self.list);
        let length = shared.job.block.transactions.len();
        self.begun = Some(if number == 0 {
            let counted = list.check(length).map(|()| {
                // Places: before the transactions, each of them, after them.
                changes_by_place(&list.0, length + 2)
            });
            Pending::ByPlace(counted.map_err(|error| error.to_string()))
        } else {
            Pending::Changes(shared.changes(list))
        });
    }

    fn transaction(&mut self, index: TxIndex) -> Activity {
        if O::ENABLED {
            self.observed.event(Event::ExecutionStarted {
                transaction: index,
                incarnation: 0,
            });
        }
        self.counts.executions += 1;
        let shared = self.shared;
        let place = Place::from(index) + 1;
        let transaction = &shared.job.block.transactions[index as usize];
        self.evm.state().start(place);
        // The fee recipient's balance is in the list like any other.
        let result = self.evm.execute(transaction, Fee::Paid);
        let (mut reads, cut_short) = (0, result.is_err());
        let checked = match result {
            Ok(executed) => {
                let slots = executed.state.values().map(|account| account.storage.len());
                reads = executed.state.len() + slots.sum::<usize>();
                self.check(index, executed)
            }
            Err(EVMError::Database(missing)) => Err(ExecuteError::WrongAccessList(format!(
                "at index {place} {missing}"
            ))),
            Err(error) => Err(ExecuteError::InvalidTransaction {
                index,
                reason: error.to_string(),
            }),
        };
        self.begun = Some(Pending::Transaction(index, checked));
        Activity::Execution {
            transaction: index,
            incarnation: 0,
            reads: reads as u32,
            waits_for: None,
            cut_short,
        }
    }

    /// Compares what a transaction did with the list.
    fn check(
        &mut self,
        index: TxIndex,
        mut executed: Executed,
    ) -> Result<(Receipt, u32), ExecuteError> {
        let shared = self.shared;
        let block = shared.job.block;
        self.counts.validations += 1;
        let mut check = Check {
            index: &shared.index,
            place: Place::from(index) + 1,
            matched: 0,
        };
        check
            .state(&mut executed.state)
            .map_err(ExecuteError::WrongAccessList)?;
        let noted = self.evm.state().note_unasked(&executed.state);
        let place = check.place;
        noted.map_err(|missing| {
            ExecuteError::WrongAccessList(format!("at index {place} {missing}"))
        })?;
        if block.clears_empty_accounts() {
            let cleared = executed.state.iter().filter(|(_, account)| {
                account.is_touched() && account.is_empty() && !account.is_loaded_as_not_existing()
            });
            self.cleared.extend(cleared.map(|(address, _)| *address));
        }
        if O::ENABLED && self.observed.wants_accesses() {
            let set = executed.access_set(block);
            self.observed.accesses(index, 0, set);
        }
        let tx_type = block.transactions[index as usize].tx_type;
        let receipt = Receipt::new(block.spec, tx_type, executed.result);
        Ok((receipt, check.matched))
    }

    fn end_transaction(&mut self, index: TxIndex, checked: Result<(Receipt, u32), ExecuteError>) {
        let shared = self.shared;
        match checked {
            Ok((receipt, matched)) => {
                shared.matched[index as usize].store(matched, Ordering::Relaxed);
                *lock(&shared.receipts[index as usize]) = Some(receipt);
            }
            Err(error) => {
                shared.wrong.0.fetch_min(index, Ordering::Relaxed);
                self.errors.push((index, error));
            }
        }
        if O::ENABLED {
            self.observed.event(Event::Executed);
        }
    }
}

impl<O: Observer> Stepper for Worker<'_, '_, O> {
    /// What the list alone tells (how much it lists for each place, what the block changes in all)
    /// comes first, as work like any other.
    fn begin(&mut self) -> Begun {
        let shared = self.shared;
        let next = shared.next.0.fetch_add(1, Ordering::Relaxed);
        if next < JOBS {
            self.job(next);
            return Begun::Task(Activity::Other);
        }
        let index = next - JOBS;
        if index >= shared.job.block.transactions.len() as TxIndex {
            return Begun::Ended;
        }
        if index.is_multiple_of(16) {
            shared.job.control.set_done(index);
        }
        // What comes after something wrong matters to nobody.
        if shared.job.control.is_cancelled() || shared.wrong.0.load(Ordering::Relaxed) < index {
            return Begun::Ended;
        }
        Begun::Task(self.transaction(index))
    }

    fn end(&mut self) {
        match self.begun.take() {
            Some(Pending::ByPlace(counted)) => *lock(&self.shared.by_place) = Some(counted),
            Some(Pending::Changes(changes)) => *lock(&self.shared.changes) = Some(changes),
            Some(Pending::Transaction(index, checked)) => self.end_transaction(index, checked),
            None => {}
        }
    }

    /// Hands over what was found out.
    fn finish(mut self: Box<Self>) {
        let view = self.evm.into_state();
        self.observer.finish(self.id, self.observed);
        let mut found = lock(&self.shared.found);
        found.counts.add(self.counts);
        found.met_accounts.add_all(&view.met_accounts);
        found.met_reads.add_all(&view.met_reads);
        found.cleared.append(&mut self.cleared);
        found.errors.append(&mut self.errors);
    }

    fn counters(&self) -> Vec<(&'static str, u64)> {
        let shared = self.shared;
        let next = shared.next.0.load(Ordering::Relaxed).saturating_sub(JOBS);
        let length = shared.job.block.transactions.len() as u64;
        vec![("next to execute", u64::from(next).min(length))]
    }
}

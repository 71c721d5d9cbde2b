//! One worker: takes transactions from a counter, executes each from the list, and compares it
//! with the list.

use super::{
    Shared,
    check::{Check, changes_by_place},
    index::Place,
    view::ListView,
};
use crate::{
    BlockAccessList as List, Counts, Event, ExecuteError, Observer, Receipt, TxIndex, WorkerId,
    WorkerObserver,
    evm::{self, Evm, Executed, Fee},
    primitive::{Ordering, lock},
};
use revm::{context::result::EVMError, primitives::Address};

/// Work that is no transaction: the first numbers of the counter.
const JOBS: u32 = 2;

pub(super) struct Worker<'s, 'a, W> {
    shared: &'s Shared<'a>,
    evm: Evm<ListView<'s>>,
    observed: W,
    counts: Counts,
    cleared: Vec<Address>,
    errors: Vec<(TxIndex, ExecuteError)>,
}

impl<'s, 'a, W: WorkerObserver> Worker<'s, 'a, W> {
    pub(super) fn new(shared: &'s Shared<'a>, observed: W) -> Self {
        let evm = evm::build(shared.job.block, ListView::new(&shared.index));
        Self {
            shared,
            evm,
            observed,
            counts: Counts::default(),
            cleared: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// Works until nothing is left to begin. What the list alone tells (how much it lists for each
    /// place, what the block changes in all) comes first, as work like any other.
    pub(super) fn run<O: Observer<Worker = W>>(&mut self, list: &List) {
        let shared = self.shared;
        let length = shared.job.block.transactions.len() as u32;
        loop {
            let next = shared.next.0.fetch_add(1, Ordering::Relaxed);
            match next {
                0 => {
                    let counted = list.check(length as usize).map(|()| {
                        // Places: before the transactions, each of them, after them.
                        changes_by_place(&list.0, length as usize + 2)
                    });
                    let counted = counted.map_err(|error| error.to_string());
                    *lock(&shared.by_place) = Some(counted);
                }
                1 => *lock(&shared.changes) = Some(shared.changes(list)),
                _ if next - JOBS >= length => return,
                _ => {
                    let index = next - JOBS;
                    if index.is_multiple_of(16) {
                        shared.job.control.set_done(index);
                    }
                    // What comes after something wrong matters to nobody.
                    if shared.job.control.is_cancelled()
                        || shared.wrong.0.load(Ordering::Relaxed) < index
                    {
                        return;
                    }
                    self.transaction::<O>(index);
                }
            }
        }
    }

    fn transaction<O: Observer<Worker = W>>(&mut self, index: TxIndex) {
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
        evm::database(&mut self.evm).start(place);
        // The fee recipient's balance is in the list like any other.
        let result = evm::execute(&mut self.evm, transaction, Fee::Paid);
        let wrong = match result {
            Ok(executed) => self.keep::<O>(index, executed),
            Err(EVMError::Database(missing)) => Err(ExecuteError::WrongAccessList(format!(
                "at index {place} {missing}"
            ))),
            Err(error) => Err(ExecuteError::InvalidTransaction {
                index,
                reason: error.to_string(),
            }),
        };
        if let Err(error) = wrong {
            shared.wrong.0.fetch_min(index, Ordering::Relaxed);
            self.errors.push((index, error));
        }
        if O::ENABLED {
            self.observed.event(Event::Executed);
        }
    }

    fn keep<O: Observer<Worker = W>>(
        &mut self,
        index: TxIndex,
        mut executed: Executed,
    ) -> Result<(), ExecuteError> {
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
        let noted = evm::database(&mut self.evm).note_unasked(&executed.state);
        let place = check.place;
        noted.map_err(|missing| {
            ExecuteError::WrongAccessList(format!("at index {place} {missing}"))
        })?;
        shared.matched[index as usize].store(check.matched, Ordering::Relaxed);
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
        *lock(&shared.receipts[index as usize]) = Some(receipt);
        Ok(())
    }

    /// Hands over what was found out.
    pub(super) fn end<O: Observer<Worker = W>>(mut self, observer: &O, id: WorkerId) {
        let view = evm::database(&mut self.evm);
        let (accounts, reads) = (
            std::mem::take(&mut view.met_accounts),
            std::mem::take(&mut view.met_reads),
        );
        observer.finish(id, self.observed);
        let mut found = lock(&self.shared.found);
        found.counts.add(self.counts);
        found.met_accounts.add_all(&accounts);
        found.met_reads.add_all(&reads);
        found.cleared.append(&mut self.cleared);
        found.errors.append(&mut self.errors);
    }
}

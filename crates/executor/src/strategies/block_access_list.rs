//! Execution by a block access list (EIP-7928, <https://eips.ethereum.org/EIPS/eip-7928>): the list
//! names every value that the block writes and the place where it does, so every transaction can
//! read its inputs from the list and all can be executed at once, whatever depends on whatever.
//!
//! The list is not believed. What each transaction does is compared with what the list says of its
//! place: a value that differs, a change that is not listed, a listed change that does not happen,
//! an account or slot that nobody touches, each makes the list wrong. Since a transaction reads
//! only what the list says of *lower* places, the lowest place with an error is where the fault is:
//! below it, list and execution agree (by induction), so what is wrong there is wrong in itself.
//!
//! Forks before EIP-7928 are executed from lists as well, with two additions. Before Cancun,
//! SELFDESTRUCT wipes a storage that the list need not name; it is taken from the code's end.
//! Before Spurious Dragon an empty account can exist, which no list can say: such blocks are
//! executed one transaction after the other, and [`Run::fallback`] says so.

mod check;
mod index;
mod view;
mod worker;

use super::{Configure, Descriptor, Job, Strategy, sequential::one_by_one};
use crate::{
    BlockAccessList as List, Counts, ExecuteError, Hints, Observer, PreAccount, PreState, Receipt,
    Run, StateChanges, Stepper, TxIndex,
    access_list::Builder,
    evm::{Evm, Fee},
    outcome::settle,
    primitive::{AtomicU32, Mutex, Ordering, Padded, lock},
    system,
};
use alloy_eip7928::AccountChanges;
use check::{Check, first_unmatched};
use index::{Index, Listed, Place};
use revm::primitives::{Address, hardfork::SpecId};
use std::cell::RefCell;
use view::{ListView, Met};
use worker::Worker;

/// Execution by a block access list.
#[derive(Debug, Clone, Copy, Default)]
pub struct BlockAccessList;

impl Configure for BlockAccessList {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "block-access-list",
        title: "Block access list",
        summary: "Reads every transaction's inputs from a list that came with the block, executes \
                  all at once, and checks each against the list.",
        source: "EIP-7928, https://eips.ethereum.org/EIPS/eip-7928",
        parallel: true,
        needs_hints: true,
        options: &[],
        documentation: include_str!("../../docs/strategies/block-access-list.md"),
    };
}

impl<O: Observer> Strategy<O> for BlockAccessList {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        if !job.block.spec.is_enabled_in(SpecId::SPURIOUS_DRAGON) {
            return one_by_one_because(
                job,
                observer,
                "an access list cannot say that an empty account exists",
            );
        }
        let traced;
        let list = match job.hints.and_then(|hints| hints.access_list.as_ref()) {
            Some(list) => list,
            None => {
                traced = Hints::trace(job.block, job.pre, job.control)?;
                traced.access_list.as_ref().ok_or_else(|| {
                    ExecuteError::Internal("a traced run makes an access list".to_owned())
                })?
            }
        };
        match by_list(job, list, observer) {
            Err(wrong @ ExecuteError::WrongAccessList(_)) if has_bare_storage(job.pre, list) => {
                // Is it the list, or what no list can say?
                let traced = Hints::trace(job.block, job.pre, job.control)?;
                if traced.access_list.as_ref() != Some(list) {
                    return Err(wrong);
                }
                one_by_one_because(
                    job,
                    observer,
                    "an access list cannot say that storage is cleared away",
                )
            }
            result => result,
        }
    }
}

/// Executes the block in another way, and says why.
fn one_by_one_because<O: Observer>(
    job: &Job<'_>,
    observer: &O,
    why: &'static str,
) -> Result<Run, ExecuteError> {
    let run = system::enclose(job, &mut |_, _| {}, |job| {
        one_by_one(job, observer, |_, _| {})
    })?;
    Ok(Run {
        fallback: Some(why),
        ..run
    })
}

/// Whether a listed account has storage and nothing else: cleared away as an empty account
/// (EIP-161), it loses the storage, which no list says. No chain has such an account (EIP-7610).
fn has_bare_storage(pre: &PreState, list: &List) -> bool {
    let mut listed = list.0.iter();
    listed.any(|account| {
        let before = pre.account(&account.address);
        before.is_some_and(PreAccount::has_bare_storage)
    })
}

/// Executes the block from the list.
fn by_list<O: Observer>(job: &Job<'_>, list: &List, observer: &O) -> Result<Run, ExecuteError> {
    let ends = RefCell::new([Builder::default(), Builder::default()]);
    let mut inside = None;
    let run = system::enclose(
        job,
        &mut |place, state| ends.borrow_mut()[usize::from(place > 0)].add(place, state),
        |job| {
            let first = std::mem::take(&mut ends.borrow_mut()[0]).finish();
            let (executed, met) = transactions(job, list, &first, observer)?;
            inside = Some(met);
            Ok(executed)
        },
    )?;
    let met = inside.ok_or_else(|| ExecuteError::Internal("nothing was executed".to_owned()))?;
    let [_, last] = ends.into_inner();
    after_transactions(job, list, &last.finish(), met)?;
    Ok(run)
}

/// What all workers share.
struct Shared<'a> {
    job: Job<'a>,
    index: Index<'a>,
    /// The next piece of work: see `begin` of [`Worker`].
    next: Padded<AtomicU32>,
    /// The lowest place at which something was found to be wrong.
    wrong: Padded<AtomicU32>,
    receipts: Vec<Mutex<Option<Receipt>>>,
    /// How many listed changes each transaction made.
    matched: Vec<AtomicU32>,
    by_place: Mutex<Option<Result<Vec<u32>, String>>>,
    changes: Mutex<Option<StateChanges>>,
    found: Mutex<Found>,
}

/// What the workers found out.
#[derive(Debug, Default)]
struct Found {
    counts: Counts,
    met_accounts: Met,
    met_reads: Met,
    /// Accounts that were there, empty, and were touched: they go, and no list says so.
    cleared: Vec<Address>,
    /// What is wrong, with its transaction.
    errors: Vec<(TxIndex, ExecuteError)>,
}

/// Which listed accounts and reads somebody touched.
struct Touched {
    accounts: Met,
    reads: Met,
}

/// Executes the transactions from the list; `first` is what happened before them.
fn transactions<O: Observer>(
    job: &Job<'_>,
    list: &List,
    first: &List,
    observer: &O,
) -> Result<(system::Executed, Touched), ExecuteError> {
    let block = job.block;
    let length = block.transactions.len();
    let index = index_of(job, list);
    let mut found = Found::default();
    check_end(&index, list, 0, first)?;
    touch(&index, first, &mut found.met_accounts, &mut found.met_reads);
    let shared = Shared {
        job: *job,
        index,
        next: Padded::default(),
        wrong: Padded(AtomicU32::new(TxIndex::MAX)),
        receipts: (0..length).map(|_| Mutex::default()).collect(),
        matched: (0..length).map(|_| AtomicU32::new(0)).collect(),
        by_place: Mutex::default(),
        changes: Mutex::default(),
        found: Mutex::new(found),
    };
    let hire = |id| Box::new(Worker::new(id, &shared, list, observer)) as Box<dyn Stepper + '_>;
    job.workers.drive(&hire);
    if job.control.is_cancelled() {
        return Err(ExecuteError::Cancelled);
    }
    job.control.set_done(length as u32);
    shared.settle(list)
}

fn index_of<'a>(job: &Job<'a>, list: &'a List) -> Index<'a> {
    let block = job.block;
    let wipes = !block.spec.is_enabled_in(SpecId::CANCUN);
    Index::new(job.pre, &list.0, wipes, block.clears_empty_accounts())
}

/// Compares the list with what happened at one end of the block.
fn check_end(
    index: &Index<'_>,
    list: &List,
    place: Place,
    happened: &List,
) -> Result<(), ExecuteError> {
    let mut check = Check {
        index,
        place,
        matched: 0,
    };
    let same = check.list(&happened.0);
    let same = same.and_then(|()| match first_unmatched(&list.0, place, &happened.0) {
        None => Ok(()),
        Some(wrong) => Err(wrong),
    });
    same.map_err(ExecuteError::WrongAccessList)
}

/// Notes what a part of the block touched.
fn touch(index: &Index<'_>, part: &List, accounts: &mut Met, reads: &mut Met) {
    for account in &part.0 {
        let Some(id) = index.id(&account.address) else {
            continue;
        };
        accounts.add(id);
        let written = account.storage_changes.iter().map(|changes| &changes.slot);
        for slot in account.storage_reads.iter().chain(written) {
            if let Some(Listed::Read(number)) = index.slot(id, slot) {
                reads.add(number);
            }
        }
    }
}

/// Checks what the list says of the time after the transactions, and that everything listed was
/// touched by somebody.
fn after_transactions(
    job: &Job<'_>,
    list: &List,
    last: &List,
    mut touched: Touched,
) -> Result<(), ExecuteError> {
    let index = index_of(job, list);
    let place = job.block.transactions.len() as Place + 1;
    for account in &last.0 {
        if index.id(&account.address).is_none() {
            return Err(ExecuteError::WrongAccessList(format!(
                "at index {place} account {} is touched and not listed",
                account.address
            )));
        }
    }
    check_end(&index, list, place, last)?;
    touch(&index, last, &mut touched.accounts, &mut touched.reads);
    let nobody = |what: String| {
        Err(ExecuteError::WrongAccessList(format!(
            "{what} is listed, and nobody touches it"
        )))
    };
    if let Some(id) = touched.accounts.first_missing(list.0.len()) {
        return nobody(format!("account {}", index.account(id).address));
    }
    if let Some((address, slot)) = touched
        .reads
        .first_missing(index.reads())
        .and_then(|number| index.read(number))
    {
        return nobody(format!("slot {slot:#x} of account {address}"));
    }
    Ok(())
}

impl Shared<'_> {
    /// What the whole block changed, by the list.
    fn changes(&self, list: &List) -> StateChanges {
        let mut changes = StateChanges::with_capacity(list.0.len());
        // What comes after the transactions is not theirs, and is added by whoever does it.
        let end = self.job.block.transactions.len() as Place + 1;
        for (id, account) in (0..).zip(&list.0) {
            let AccountChanges {
                address,
                storage_changes,
                balance_changes,
                nonce_changes,
                code_changes,
                ..
            } = account;
            if storage_changes.is_empty()
                && balance_changes.is_empty()
                && nonce_changes.is_empty()
                && code_changes.is_empty()
            {
                continue;
            }
            let before = self.index.pre.account(address);
            let mut info = self.index.info(id, end);
            if let Some(info) = &mut info {
                info.code = self.index.code_of(id, &info.code_hash);
            }
            let slots = storage_changes.iter().map(|changes| {
                let listed = Listed::Written(changes);
                let value = self.index.value(id, &changes.slot, listed, end);
                let was = Index::slot_before(before, &changes.slot);
                (changes.slot, was, value)
            });
            let wiped = self.index.is_wiped(id);
            changes.record(self.index.pre, *address, before, info, wiped, slots);
        }
        changes
    }

    /// Which listed change of a transaction's place does not happen.
    fn unmatched(&self, list: &List, index: TxIndex) -> String {
        let mut evm = Evm::new(self.job.block, ListView::new(&self.index));
        let place = Place::from(index) + 1;
        evm.state().start(place);
        let transaction = &self.job.block.transactions[index as usize];
        let mut happened = Builder::default();
        if let Ok(executed) = evm.execute(transaction, Fee::Paid) {
            happened.add(place, &executed.state);
        }
        first_unmatched(&list.0, place, &happened.finish().0)
            .unwrap_or_else(|| format!("more is listed at index {place} than happens"))
    }

    fn settle(self, list: &List) -> Result<(system::Executed, Touched), ExecuteError> {
        let block = self.job.block;
        let unfinished = || ExecuteError::Internal("a worker left its work undone".to_owned());
        let by_place = lock(&self.by_place).take().ok_or_else(unfinished)?;
        let by_place = by_place.map_err(ExecuteError::WrongAccessList)?;
        let mut found = std::mem::take(&mut *lock(&self.found));
        found.errors.sort_unstable_by_key(|(index, _)| *index);
        let mut errors = found.errors.into_iter().peekable();
        let results = (0..block.transactions.len() as TxIndex).map(|index| {
            if let Some((_, error)) = errors.next_if(|(wrong, _)| *wrong == index) {
                return Err(error);
            }
            let matched = self.matched[index as usize].load(Ordering::Relaxed);
            if matched < by_place[index as usize + 1] {
                return Err(ExecuteError::WrongAccessList(self.unmatched(list, index)));
            }
            let receipt = lock(&self.receipts[index as usize]).take();
            receipt.ok_or_else(unfinished)
        });
        let receipts = settle(block, results)?;
        let mut changes = lock(&self.changes).take().ok_or_else(unfinished)?;
        let end = block.transactions.len() as Place + 1;
        let pre = self.job.pre;
        for address in found.cleared {
            let id = self.index.id(&address);
            let after = id.and_then(|id| self.index.info(id, end));
            if after.is_none_or(|info| info.is_empty()) {
                let before = pre.account(&address);
                changes.record(pre, address, before, None, true, std::iter::empty());
            }
        }
        let executed = system::Executed {
            receipts,
            changes,
            counts: found.counts,
        };
        let touched = Touched {
            accounts: found.met_accounts,
            reads: found.met_reads,
        };
        Ok((executed, touched))
    }
}

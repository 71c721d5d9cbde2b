//! One plain sentence for each event, in the terms of the strategy that it happens in.
//!
//! An event alone does not say why it happens; so what happened to each transaction before is
//! kept, and the next execution of a transaction is told with its reason.

use super::last_to_end;
use crate::{
    subject::Subject,
    views::{Places, labels::Labels},
};
use lanewise_executor::{TxIndex, strategies::descriptor};
use lanewise_protocol::StepKind;
use lanewise_simulator::{SimEvent, What};
use std::collections::{HashMap, HashSet};

/// How a strategy keeps the order, as far as sentences differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    OneByOne,
    BlockStm,
    AccessList,
    Locks,
    DependencyGraph,
    TwoPhase,
}

impl Way {
    fn of(strategy: &str) -> Self {
        match descriptor(strategy).map(|descriptor| descriptor.id) {
            Some("block-stm") => Self::BlockStm,
            Some("block-access-list") => Self::AccessList,
            Some("locks") => Self::Locks,
            Some("dependency-graph") => Self::DependencyGraph,
            Some("two-phase") => Self::TwoPhase,
            _ => Self::OneByOne,
        }
    }
}

/// Why a transaction is executed again.
#[derive(Debug, Clone)]
enum Again {
    /// It read too early: what, and whose write came after.
    Stale(Option<String>, Option<TxIndex>),
    /// It waited for a lower one.
    Waited(TxIndex),
}

/// Tells events in order.
pub(super) struct Teller<'a> {
    subject: &'a Subject,
    labels: &'a Labels,
    way: Way,
    again: HashMap<TxIndex, Again>,
    /// Whose writes are marked ESTIMATE.
    marked: HashSet<TxIndex>,
    told: usize,
    last_to_end: Option<usize>,
    others: u32,
    /// Which work of the strategy each core is at.
    at: HashMap<usize, u32>,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        subject: &'a Subject,
        labels: &'a Labels,
        strategy: &str,
        events: &[SimEvent],
    ) -> Self {
        Self {
            subject,
            labels,
            way: Way::of(strategy),
            again: HashMap::new(),
            marked: HashSet::new(),
            told: 0,
            last_to_end: last_to_end(events),
            others: 0,
            at: HashMap::new(),
        }
    }

    /// The sentence of the next event. `kind` is what the page is told of it.
    pub(super) fn tell(&mut self, event: &SimEvent, places: &Places<'_>, kind: StepKind) -> String {
        let number = self.told;
        self.told += 1;
        let core = event.core;
        let transaction = event.transaction.unwrap_or_default();
        match event.what {
            What::ExecutionStarted => self.started(core, transaction, event.incarnation),
            What::Executed => self.executed(core, transaction, event.writes.len()),
            What::Suspended { on } => self.suspended(transaction, on),
            What::ValidationStarted => self.validating(core, transaction),
            What::Validated => self.validated(transaction),
            What::Aborted {
                writer, is_marked, ..
            } => {
                let place = match kind {
                    StepKind::Aborted { place, .. } => place.map(|at| places.name(at).to_owned()),
                    _ => None,
                };
                self.aborted(transaction, event.incarnation, place, writer, is_marked)
            }
            What::OtherStarted => {
                let job = self.others;
                self.others += 1;
                self.at.insert(core, job);
                format!("Core {core} begins {}.", job_in_words(self.way, job))
            }
            What::OtherEnded => {
                let job = self.at.remove(&core).unwrap_or(u32::MAX);
                format!("Core {core} is done with {}.", job_in_words(self.way, job))
            }
            What::Idle => self.idle(core),
            What::Ended if self.last_to_end == Some(number) => {
                format!("Core {core} finds that nothing is left to do: the block is done.")
            }
            What::Ended => format!("Core {core} finds that nothing is left to do."),
        }
    }

    fn started(&mut self, core: usize, transaction: TxIndex, incarnation: u32) -> String {
        let what = self.labels.what(transaction);
        let begins = format!("Core {core} starts transaction {transaction} ({what})");
        match self.again.remove(&transaction) {
            Some(Again::Stale(place, writer)) => {
                let why = match (place, writer) {
                    (Some(place), Some(writer)) => {
                        format!("transaction {writer} wrote {place} after it had read it")
                    }
                    (Some(place), None) => format!("{place} is not any more what it had read"),
                    (None, _) => "it could not be executed on what it had seen".to_owned(),
                };
                format!("{begins}, incarnation {incarnation}, again, because {why}.")
            }
            Some(Again::Waited(on)) => format!(
                "{begins}, again from its beginning: transaction {on}, which it waited for, has \
                 been executed."
            ),
            None => match self.way {
                Way::BlockStm if incarnation == 0 => format!("{begins}."),
                Way::BlockStm => format!("{begins}, incarnation {incarnation}."),
                Way::OneByOne => format!("{begins}: all before it are done."),
                Way::AccessList => format!(
                    "{begins}: the block’s list tells what those before it leave, so it waits for \
                     nobody."
                ),
                Way::Locks => format!("{begins}: it has all its locks."),
                Way::DependencyGraph => {
                    format!("{begins}: all that it depends on has been executed.")
                }
                Way::TwoPhase => format!("{begins} on the state before the block."),
            },
        }
    }

    fn executed(&mut self, core: usize, transaction: TxIndex, writes: usize) -> String {
        self.marked.remove(&transaction);
        let places = match writes {
            1 => "1 place".to_owned(),
            writes => format!("{writes} places"),
        };
        match self.way {
            Way::OneByOne => format!("Transaction {transaction} ends."),
            Way::AccessList => format!(
                "Transaction {transaction} ends: core {core} has compared what it did with the \
                 block’s list."
            ),
            // Whoever is executed has at least a new nonce.
            _ if writes == 0 => format!(
                "On what it saw, transaction {transaction} could not be executed: an earlier one \
                 of its sender is missing, or money. Core {core} publishes nothing."
            ),
            Way::BlockStm => format!(
                "Core {core} publishes what transaction {transaction} wrote: {places}. \
                 Transactions above it that had read them will be validated."
            ),
            Way::Locks => format!(
                "Core {core} publishes what transaction {transaction} wrote: {places}. Its locks \
                 go to those that are next in the block’s order."
            ),
            Way::DependencyGraph => format!(
                "Core {core} publishes what transaction {transaction} wrote: {places}. Those that \
                 depend on it wait for one less."
            ),
            Way::TwoPhase => format!(
                "Core {core} publishes what transaction {transaction} wrote: {places}. Its turn to \
                 be committed comes when all before it are."
            ),
        }
    }

    fn suspended(&mut self, transaction: TxIndex, on: TxIndex) -> String {
        self.again.insert(transaction, Again::Waited(on));
        let transactions = &self.subject.block().transactions;
        let sender = |index: TxIndex| transactions.get(index as usize).map(|one| one.caller);
        if self.marked.contains(&on) {
            format!(
                "Transaction {transaction} meets an ESTIMATE mark of transaction {on} and waits \
                 for it."
            )
        } else if sender(transaction) == sender(on) {
            format!(
                "Transaction {transaction} has the same sender as transaction {on}, which comes \
                 first, and waits for it."
            )
        } else {
            format!(
                "Transaction {transaction} needs what transaction {on} has not published yet, and \
                 waits for it."
            )
        }
    }

    fn validating(&self, core: usize, transaction: TxIndex) -> String {
        if self.way == Way::BlockStm {
            return format!(
                "Core {core} validates transaction {transaction}: it looks again at what it read."
            );
        }
        format!(
            "All before transaction {transaction} are committed: core {core} looks again at what \
             it read."
        )
    }

    fn validated(&self, transaction: TxIndex) -> String {
        let holds = format!("All that transaction {transaction} read still holds");
        if self.way == Way::BlockStm {
            format!("{holds}.")
        } else {
            format!("{holds}: it is committed.")
        }
    }

    fn aborted(
        &mut self,
        transaction: TxIndex,
        incarnation: u32,
        place: Option<String>,
        writer: Option<TxIndex>,
        is_marked: bool,
    ) -> String {
        let why = match (place.as_deref(), writer) {
            (Some(read), Some(writer)) => {
                format!("had read {read} before transaction {writer} wrote it")
            }
            (Some(read), None) => format!("had read {read} as it is not any more"),
            (None, _) => "could not be executed on what it saw".to_owned(),
        };
        let then = if self.way != Way::BlockStm {
            "It is executed again at once, in its place."
        } else if is_marked {
            "What it wrote is marked ESTIMATE: whoever reads it waits."
        } else {
            "It will be executed again."
        };
        if is_marked {
            self.marked.insert(transaction);
        }
        self.again.insert(transaction, Again::Stale(place, writer));
        format!(
            "Transaction {transaction} {why}: its incarnation {incarnation} is thrown away. {then}"
        )
    }

    fn idle(&self, core: usize) -> String {
        let nothing = format!("Core {core} finds nothing to do");
        match self.way {
            Way::Locks => format!("{nothing}: no transaction has all its locks."),
            Way::DependencyGraph => {
                format!("{nothing}: every transaction that is left waits for another.")
            }
            _ => format!("{nothing}."),
        }
    }
}

/// A piece of a strategy's work that is no transaction's, by its number.
fn job_in_words(way: Way, job: u32) -> &'static str {
    match (way, job) {
        (Way::AccessList, 0) => "checking the block’s list by its rules",
        (Way::AccessList, 1) => "putting together from the list what the block changes",
        _ => "work that is no transaction’s",
    }
}

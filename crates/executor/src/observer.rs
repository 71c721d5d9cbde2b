//! What a run tells while it goes on.
//!
//! The observer is a type parameter of every strategy. [`Unobserved`] says so in a constant, and
//! everything about observing, clock readings included, falls away when it is compiled.

use crate::{AccessSet, Incarnation, Location, TxIndex, WorkerId};
use revm::primitives::U256;

/// Something a worker did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// An execution began.
    ExecutionStarted {
        /// The transaction.
        transaction: TxIndex,
        /// Its incarnation.
        incarnation: Incarnation,
    },
    /// The execution begun last by this worker came to its end.
    Executed,
    /// The execution begun last by this worker stopped to wait for a lower transaction.
    Suspended {
        /// The transaction it waits for.
        on: TxIndex,
    },
    /// A validation began.
    ValidationStarted {
        /// The transaction.
        transaction: TxIndex,
        /// Its incarnation.
        incarnation: Incarnation,
    },
    /// The validation begun last by this worker came to its end.
    Validated {
        /// Whether every read still held; if not, the incarnation is thrown away.
        valid: bool,
    },
}

/// What an execution left in the multi-version memory at one location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// A value: for [`Part::Code`](crate::Part::Code) the code's hash.
    Value(U256),
    /// An amount of wei that is added to the balance when somebody reads it: a plain transfer, or a
    /// fee.
    Credit(U256),
    /// All storage that lower transactions left is gone. Comes with the account's
    /// [`Part::Code`](crate::Part::Code), beside that location's value if it has one.
    Reset,
}

/// Receives what happens in a run.
pub trait Observer: Sync {
    /// Whether anything is wanted at all; when not, strategies make no events.
    const ENABLED: bool;

    /// What each worker tells its events to, without sharing.
    type Worker: WorkerObserver;

    /// Called by each worker as it begins.
    fn worker(&self, id: WorkerId) -> Self::Worker;

    /// Called by each worker as it ends.
    fn finish(&self, id: WorkerId, worker: Self::Worker);
}

/// One worker's part of an [`Observer`].
pub trait WorkerObserver {
    /// Something happened, just now.
    fn event(&mut self, event: Event);

    /// Whether to make access sets for [`WorkerObserver::accesses`].
    fn wants_accesses(&self) -> bool {
        false
    }

    /// What an execution that came to its end read and wrote. A later incarnation's replaces it.
    fn accesses(&mut self, transaction: TxIndex, incarnation: Incarnation, set: AccessSet);

    /// An incarnation is thrown away because a location does not hold any more what it read there.
    /// `writer` is the transaction whose version is there now; nothing where it is the value before
    /// the block. The first such location, in the order of the reads.
    fn broken(
        &mut self,
        _transaction: TxIndex,
        _incarnation: Incarnation,
        _location: Location,
        _writer: Option<TxIndex>,
    ) {
    }

    /// What a transaction wrote is marked ESTIMATE: its versions stay, and whoever reads them waits.
    fn estimated(&mut self, _transaction: TxIndex) {}

    /// Whether to make lists for [`WorkerObserver::written`].
    fn wants_writes(&self) -> bool {
        false
    }

    /// What an execution has just published in the multi-version memory, sorted by location. Replaces
    /// everything that earlier incarnations of the transaction had published.
    fn written(
        &mut self,
        _transaction: TxIndex,
        _incarnation: Incarnation,
        _writes: Vec<(Location, Version)>,
    ) {
    }
}

/// Wants to know nothing, and costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    const ENABLED: bool = false;
    type Worker = Unobserved;

    fn worker(&self, _: WorkerId) -> Unobserved {
        Unobserved
    }

    fn finish(&self, _: WorkerId, _: Unobserved) {}
}

impl WorkerObserver for Unobserved {
    #[inline]
    fn event(&mut self, _: Event) {}

    #[inline]
    fn accesses(&mut self, _: TxIndex, _: Incarnation, _: AccessSet) {}
}

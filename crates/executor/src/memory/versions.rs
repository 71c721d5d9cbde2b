//! The values that transactions wrote to one place, by transaction index.

use super::Blocked;
use crate::{
    TxIndex,
    primitive::{AtomicBool, AtomicU32, Mutex, Ordering, full_fence, lock},
};
use revm::primitives::U256;
use smallvec::SmallVec;

/// What a reader finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found<T> {
    /// No lower transaction wrote here.
    Nothing,
    /// The highest lower writer's value was thrown away; wait for it.
    Estimate(TxIndex),
    /// The highest lower writer, and its value.
    Value(TxIndex, T),
}

impl<T> Found<T> {
    /// The highest lower writer.
    pub(super) fn writer(&self) -> Option<TxIndex> {
        match self {
            Self::Nothing => None,
            Self::Estimate(writer) | Self::Value(writer, _) => Some(*writer),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Version<T> {
    writer: TxIndex,
    estimate: bool,
    value: T,
}

/// The values that transactions wrote to one place.
#[derive(Debug)]
pub(super) struct Versions<T> {
    /// Whether anyone ever wrote here: most places of a block are only read, and then nobody need
    /// take the lock. Set by writers, never cleared.
    written: AtomicBool,
    /// Who ever read here: [`NOBODY`], one transaction's index plus one, or [`SEVERAL`]. Set by
    /// readers, never cleared; tells a writer whether anyone else can have read too early.
    readers: AtomicU32,
    /// The same for those that wanted to know whether there is code, and nothing else: a credit does
    /// not concern them.
    lazy_readers: AtomicU32,
    /// Sorted by writer. Most places are written once: the first version needs no allocation.
    list: Mutex<SmallVec<[Version<T>; 1]>>,
}

const NOBODY: u32 = 0;
const SEVERAL: u32 = u32::MAX;

impl<T: Copy> Versions<T> {
    pub(super) fn new() -> Self {
        Self {
            written: AtomicBool::new(false),
            readers: AtomicU32::new(NOBODY),
            lazy_readers: AtomicU32::new(NOBODY),
            list: Mutex::new(SmallVec::new()),
        }
    }

    /// Tells writers that a transaction reads here; to be called before it does.
    ///
    /// The fence pairs with the one in [`Versions::write`]: of a reader and a writer at the same
    /// time, either the reader sees the value or the writer sees the reader (Dekker's way).
    pub(super) fn note_reader(&self, reader: TxIndex) {
        Self::note(&self.readers, reader);
    }

    /// Tells writers that a transaction is about to ask whether there is code here.
    pub(super) fn note_lazy_reader(&self, reader: TxIndex) {
        Self::note(&self.lazy_readers, reader);
    }

    fn note(readers: &AtomicU32, reader: TxIndex) {
        let me = reader + 1;
        let seen = readers.load(Ordering::Relaxed);
        if seen == NOBODY {
            let first = readers.compare_exchange(NOBODY, me, Ordering::Relaxed, Ordering::Relaxed);
            if first.is_err_and(|other| other != me) {
                readers.store(SEVERAL, Ordering::Relaxed);
            }
        } else if seen != me && seen != SEVERAL {
            readers.store(SEVERAL, Ordering::Relaxed);
        }
        full_fence();
    }

    /// Whether anyone ever wrote here.
    pub(super) fn is_written(&self) -> bool {
        // Acquire: pairs with the Release in `write`. A reader that comes too early reads the old
        // value, as if it had come before the write; the writer's scheduler then sends it to be
        // validated, and that later reader sees the flag, because the scheduler's counters
        // (sequentially consistent) lie between.
        self.written.load(Ordering::Acquire)
    }

    /// What a transaction sees.
    pub(super) fn read(&self, reader: TxIndex) -> Found<T> {
        self.last_where(reader, |_| true)
    }

    /// The highest version below `reader` whose value passes.
    pub(super) fn last_where(&self, reader: TxIndex, wanted: impl Fn(&T) -> bool) -> Found<T> {
        if !self.is_written() {
            return Found::Nothing;
        }
        let list = lock(&self.list);
        let mut below = list[..below(&list, reader)].iter().rev();
        match below.find(|version| wanted(&version.value)) {
            None => Found::Nothing,
            Some(version) if version.estimate => Found::Estimate(version.writer),
            Some(version) => Found::Value(version.writer, version.value),
        }
    }

    /// Puts a transaction's value in place of its last one. Returns whether another transaction may
    /// have read here before, lazily or not.
    pub(super) fn write(&self, writer: TxIndex, value: T) -> bool {
        self.put(writer, value);
        self.is_read_by_others(writer) || Self::others(&self.lazy_readers, writer)
    }

    /// Whether another transaction may have read here, lazy readers aside. To be asked after a
    /// write, whose fence comes before.
    pub(super) fn is_read_by_others(&self, writer: TxIndex) -> bool {
        Self::others(&self.readers, writer)
    }

    /// Whether another transaction has been here at all, as far as is known.
    pub(super) fn is_met_by_others(&self, me: TxIndex) -> bool {
        Self::others(&self.readers, me) || Self::others(&self.lazy_readers, me) || self.is_written()
    }

    fn others(readers: &AtomicU32, writer: TxIndex) -> bool {
        let readers = readers.load(Ordering::Relaxed);
        readers != NOBODY && readers != writer + 1
    }

    fn put(&self, writer: TxIndex, value: T) {
        let version = Version {
            writer,
            estimate: false,
            value,
        };
        {
            let mut list = lock(&self.list);
            match list.last() {
                Some(last) if last.writer >= writer => {
                    match list.binary_search_by_key(&writer, |version| version.writer) {
                        Ok(at) => list[at] = version,
                        Err(at) => list.insert(at, version),
                    }
                }
                _ => list.push(version),
            }
            self.written.store(true, Ordering::Release);
        }
        full_fence();
    }

    /// What a transaction wrote here, thrown away or not.
    pub(super) fn of(&self, writer: TxIndex) -> Option<T> {
        let list = lock(&self.list);
        let at = list.binary_search_by_key(&writer, |version| version.writer);
        at.ok().map(|at| list[at].value)
    }

    /// Marks a transaction's value as thrown away.
    pub(super) fn mark_estimate(&self, writer: TxIndex) {
        let mut list = lock(&self.list);
        if let Ok(at) = list.binary_search_by_key(&writer, |version| version.writer) {
            list[at].estimate = true;
        }
    }

    /// Takes a transaction's value away: its new incarnation does not write here.
    pub(super) fn remove(&self, writer: TxIndex) {
        let mut list = lock(&self.list);
        if let Ok(at) = list.binary_search_by_key(&writer, |version| version.writer) {
            list.remove(at);
        }
    }
}

/// Where the versions below a reader end.
fn below<T>(list: &[Version<T>], reader: TxIndex) -> usize {
    match list.last() {
        // Most readers are above all writers, and where there are many writers a search costs.
        Some(last) if last.writer < reader => list.len(),
        _ => list.partition_point(|version| version.writer < reader),
    }
}

impl Versions<U256> {
    /// The sum of what was written by transactions `from..to`.
    pub(super) fn sum(&self, from: TxIndex, to: TxIndex) -> Result<U256, Blocked> {
        let mut sum = U256::ZERO;
        let list = lock(&self.list);
        for version in list[below(&list, from)..below(&list, to)].iter().rev() {
            if version.estimate {
                return Err(Blocked(version.writer));
            }
            sum = sum.saturating_add(version.value);
        }
        Ok(sum)
    }
}

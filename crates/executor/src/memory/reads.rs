//! What a transaction read, kept small: every transaction's list lives until the block is done.

use super::AccountValue;
use revm::primitives::U256;
use smallvec::SmallVec;

/// What a transaction read, with what it saw, in order.
///
/// Most reads find what was there before the block; for these the number of the cell says all.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    /// The cells' numbers, with two bits for what kind of cell it is and what was found.
    places: SmallVec<[u32; 10]>,
    /// What was found, where it was not what was there before the block.
    seen: Vec<Seen>,
}

/// A value that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    Account(Option<AccountValue>),
    Slot(U256),
}

/// One read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Read<'a> {
    /// The number of an account's cell, and what was found if it was not what was there before.
    Account(u32, Option<&'a Seen>),
    /// The same for a slot's.
    Slot(u32, Option<&'a Seen>),
    /// The number of an account's cell, of which only was asked whether it may be credited lazily.
    Lazy(u32),
}

const SLOT: u32 = 1 << 31;
const SEEN: u32 = 1 << 30;
/// Of reads: only whether the account may be credited lazily. Of writes: a credit.
const LAZY: u32 = 1 << 29;
/// Cells that can be numbered.
const NUMBER: u32 = LAZY - 1;

impl Reads {
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.seen.clear();
    }

    /// Notes a read of an account; `seen` is what was found, if it was not what was there before.
    pub(super) fn add_account(&mut self, id: u32, seen: Option<Option<AccountValue>>) {
        self.add(id, seen.map(Seen::Account));
    }

    /// Notes a read of a slot.
    pub(super) fn add_slot(&mut self, id: u32, seen: Option<U256>) {
        self.add(id | SLOT, seen.map(Seen::Slot));
    }

    /// Notes that of an account was asked only whether it may be credited lazily.
    pub(super) fn add_lazy(&mut self, id: u32) {
        self.add(id | LAZY, None);
    }

    fn add(&mut self, place: u32, seen: Option<Seen>) {
        debug_assert!(place & !(SLOT | LAZY) <= NUMBER, "a block has fewer places");
        self.places
            .push(place | if seen.is_some() { SEEN } else { 0 });
        self.seen.extend(seen);
    }

    /// The account that is to be credited lazily, if there is one.
    pub(super) fn lazily(&self) -> Option<u32> {
        let lazy = self.places.iter().find(|place| **place & LAZY != 0);
        lazy.map(|place| place & NUMBER)
    }

    /// How many there are; each account and slot once, as the EVM asks for each once.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Read<'_>> {
        let mut seen = self.seen.iter();
        self.places.iter().map(move |place| {
            let found = if place & SEEN == 0 { None } else { seen.next() };
            let id = place & NUMBER;
            if place & LAZY != 0 {
                Read::Lazy(id)
            } else if place & SLOT == 0 {
                Read::Account(id, found)
            } else {
                Read::Slot(id, found)
            }
        })
    }
}

/// The places that a transaction wrote, by the numbers of their cells.
#[derive(Debug, Default)]
pub(crate) struct Writes(SmallVec<[u32; 6]>);

/// A place that a transaction wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Account(u32),
    Slot(u32),
    Credit(u32),
}

impl Written {
    fn packed(self) -> u32 {
        match self {
            Self::Account(id) => id,
            Self::Slot(id) => id | SLOT,
            Self::Credit(id) => id | LAZY,
        }
    }
}

impl Writes {
    pub(super) fn add(&mut self, place: Written) {
        self.0.push(place.packed());
    }

    pub(super) fn contains(&self, place: Written) -> bool {
        self.0.contains(&place.packed())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Written> {
        self.0.iter().map(|place| {
            let id = place & NUMBER;
            if place & LAZY != 0 {
                Written::Credit(id)
            } else if place & SLOT == 0 {
                Written::Account(id)
            } else {
                Written::Slot(id)
            }
        })
    }
}

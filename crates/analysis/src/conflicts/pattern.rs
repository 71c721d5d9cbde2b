//! What transactions do to a place, seen from the values before and after them.
//!
//! Accesses do not tell what a contract means by a value; but how it changes from transaction to
//! transaction says much, and the known remedies follow from it. A pattern is a conclusion, so the
//! numbers from which it was drawn are kept beside it ([`Evidence`]).

use crate::{Place, PlaceUse};
use lanewise_executor::{
    AccessSet, Location, Part,
    revm::primitives::{Address, HashMap, HashSet, KECCAK_EMPTY, U256},
};

/// A place is read-mostly when this many transactions only read it for each that writes it.
const READERS_A_WRITER: u32 = 4;
/// A balance is credited when so many credits come on each debit.
const CREDITS_A_DEBIT: u32 = 8;
/// Fewer changes than these do not show whether a quantity rises steadily or goes up and down.
const TREND: u32 = 3;

/// What transactions do to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// The nonce of an account that sends several of the block's transactions.
    SenderNonce,
    /// The balance of such an account: each of its transactions pays for its gas.
    SenderBalance,
    /// The nonce of a contract that creates contracts: each creation raises it.
    CreatorNonce,
    /// The balance of the block's fee recipient, where transactions use it otherwise than by
    /// their fees.
    FeeRecipient,
    /// A balance that is credited again and again and hardly ever debited. Credits commute.
    CreditedBalance,
    /// Part of a contract that the block itself creates; those after it wait for its creation.
    Creation,
    /// Few transactions write it and many only read it: a price, a setting, an index of interest.
    ReadMostly,
    /// Every writer changes it by the same amount: the next number, a count.
    Counter,
    /// Every writer moves it the same way, by amounts that differ: a sum, an index that grows.
    Accumulator,
    /// It rises and falls, each time by at most half of itself: a pool's reserve, a total supply.
    Reserve,
    /// Every writer sets or clears one bit, each another: flags of many in one slot.
    Bitmap,
    /// Different transactions change different bytes of one slot, which holds several variables:
    /// false sharing. That they also read only their own bytes cannot be seen from accesses.
    PackedSlot,
    /// None of these: values that replace one another, or too few changes to tell.
    General,
}

/// The amount by which every writer changes a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// How much.
    pub amount: U256,
    /// Whether the value falls by it instead of rising.
    pub falls: bool,
}

/// Neighbouring bytes of a slot that are changed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The lowest byte, counted from the least significant one, as in Solidity's storage layout.
    pub offset: u8,
    /// How many bytes.
    pub length: u8,
    /// How many transactions change some of them.
    pub writers: u32,
    /// What they do to the number that these bytes are; told for a [`Pattern::PackedSlot`] only,
    /// where it says what is left to do once the slot is taken apart.
    pub pattern: Option<Pattern>,
}

impl Field {
    fn end(&self) -> u8 {
        self.offset + self.length
    }

    /// The number that these bytes are in a slot's value.
    fn of(&self, value: U256) -> U256 {
        let above = 256 - 8 * usize::from(self.end());
        (value << above) >> (above + 8 * usize::from(self.offset))
    }
}

/// What was counted of the transactions that write a place; zeros for a whole account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Transactions that write it, by the value before and after.
    pub changes: u32,
    /// Those after which the value is higher.
    pub rises: u32,
    /// Those after which it is lower.
    pub falls: u32,
    /// How many different differences there are, modulo 2²⁵⁶.
    pub distinct_deltas: u32,
    /// The difference, if there is only one.
    pub step: Option<Step>,
    /// Those that change it by more than half of the greater value.
    pub leaps: u32,
    /// Those that change a single bit, which none before them did.
    pub fresh_bits: u32,
    /// The slot's bytes in groups such that each transaction changes bytes of one group only.
    pub fields: Vec<Field>,
    /// For a nonce or a balance: those that write the other of the two as well.
    pub with_sender: u32,
    /// Those that write the account's code as well: they create it.
    pub with_creation: u32,
    /// Whether the account has code.
    pub has_code: bool,
}

impl Pattern {
    /// What the evidence points to.
    pub(super) fn of(
        place: &Place,
        uses: PlaceUse,
        evidence: &Evidence,
        beneficiary: Option<Address>,
    ) -> Self {
        let Some(location) = place.location() else {
            return Self::General;
        };
        let changes = evidence.changes;
        if changes > 0 && evidence.with_creation == changes {
            return Self::Creation;
        }
        let only_readers = uses.readers.saturating_sub(uses.writers);
        let read_mostly = only_readers >= READERS_A_WRITER * changes.max(1);
        let by_sender = 2 * evidence.with_sender > changes;
        match location.part {
            Part::Code => Self::Creation,
            Part::Nonce if evidence.has_code && !by_sender => Self::CreatorNonce,
            Part::Nonce => Self::SenderNonce,
            Part::Balance if beneficiary == Some(location.address) => Self::FeeRecipient,
            Part::Balance if by_sender => Self::SenderBalance,
            Part::Balance
                if changes > 0 && evidence.rises >= CREDITS_A_DEBIT * evidence.falls.max(1) =>
            {
                Self::CreditedBalance
            }
            Part::Balance if evidence.falls == 0 && changes > 1 => Self::CreditedBalance,
            Part::Balance | Part::Storage(_) if read_mostly => Self::ReadMostly,
            Part::Balance => evidence.trend(),
            Part::Storage(_) => evidence.slot(),
        }
    }
}

impl Evidence {
    /// What a slot is, by its changes.
    fn slot(&self) -> Pattern {
        let several = self.fields.iter().filter(|field| field.writers > 1);
        if self.step.is_some() && self.changes > 1 {
            Pattern::Counter
        } else if self.fresh_bits == self.changes && self.changes >= TREND {
            Pattern::Bitmap
        } else if several.count() > 1 {
            // One writer alone may by chance leave the low bytes of a number as they are.
            Pattern::PackedSlot
        } else {
            self.trend()
        }
    }

    /// What a quantity does.
    fn trend(&self) -> Pattern {
        if self.changes < TREND {
            Pattern::General
        } else if self.rises == self.changes || self.falls == self.changes {
            Pattern::Accumulator
        } else if self.leaps == 0 {
            Pattern::Reserve
        } else {
            Pattern::General
        }
    }
}

/// What is gathered of one location.
#[derive(Debug, Default)]
struct Gathered {
    evidence: Evidence,
    deltas: HashSet<U256>,
    bits: U256,
}

impl Gathered {
    fn change(&mut self, before: U256, after: U256) {
        let evidence = &mut self.evidence;
        evidence.changes += 1;
        let amount = before.abs_diff(after);
        if after > before {
            evidence.rises += 1;
        } else {
            evidence.falls += 1;
        }
        self.deltas.insert(after.wrapping_sub(before));
        evidence.step = (self.deltas.len() == 1).then_some(Step {
            amount,
            falls: after < before,
        });
        evidence.leaps += u32::from(amount > before.max(after) >> 1);
        let changed = before ^ after;
        if changed.count_ones() == 1 && (self.bits & changed).is_zero() {
            evidence.fresh_bits += 1;
        }
        self.bits |= changed;
        let (lowest, highest) = (changed.trailing_zeros() / 8, changed.bit_len().div_ceil(8));
        let field = Field {
            offset: lowest as u8,
            length: (highest - lowest.min(highest)) as u8,
            writers: 1,
            pattern: None,
        };
        join(&mut evidence.fields, field);
    }

    fn finish(mut self) -> Evidence {
        self.evidence.distinct_deltas = self.deltas.len() as u32;
        self.evidence
    }
}

/// Adds changed bytes to the groups; groups that they overlap become one. Groups stay sorted.
fn join(fields: &mut Vec<Field>, mut new: Field) {
    fields.retain(|field| {
        let apart = field.end() <= new.offset || new.end() <= field.offset;
        if !apart {
            let end = field.end().max(new.end());
            new.offset = field.offset.min(new.offset);
            new.length = end - new.offset;
            new.writers += field.writers;
        }
        apart
    });
    let place = fields.partition_point(|field| field.offset < new.offset);
    fields.insert(place, new);
}

/// Counts what transactions do to some locations; zeros where there is none.
pub(super) fn study(accesses: &[AccessSet], locations: &[Option<Location>]) -> Vec<Evidence> {
    let mut gathered: Vec<Gathered> = locations.iter().map(|_| Gathered::default()).collect();
    each_change(
        accesses,
        locations,
        |number, set, location, before, after| {
            let one = &mut gathered[number];
            one.change(before, after);
            one.evidence.with_sender += u32::from(writes_other(set, location));
            let created = value(&set.writes, &code_of(location)).is_some();
            one.evidence.with_creation += u32::from(created);
            one.evidence.has_code |= has_code(set, location);
        },
    );
    gathered.into_iter().map(Gathered::finish).collect()
}

/// Adds what transactions do to each field of packed slots.
pub(super) fn study_fields(accesses: &[AccessSet], slots: &mut [(Location, &mut Evidence)]) {
    let locations: Vec<_> = slots.iter().map(|(location, _)| Some(*location)).collect();
    let fields = slots.iter().map(|(_, evidence)| evidence.fields.len());
    let mut gathered: Vec<Vec<Gathered>> = fields
        .map(|count| (0..count).map(|_| Gathered::default()).collect())
        .collect();
    each_change(accesses, &locations, |number, _, _, before, after| {
        let fields = &slots[number].1.fields;
        for (field, one) in fields.iter().zip(&mut gathered[number]) {
            let (before, after) = (field.of(before), field.of(after));
            if before != after {
                one.change(before, after);
            }
        }
    });
    for ((_, evidence), gathered) in slots.iter_mut().zip(gathered) {
        for (field, one) in evidence.fields.iter_mut().zip(gathered) {
            let mut found = one.finish();
            // Bytes of one variable may well change apart: there is nothing packed in a field.
            found.fields.clear();
            field.pattern = Some(found.slot());
        }
    }
}

/// Tells each change of the locations: number, transaction's accesses, location, values before and
/// after.
fn each_change(
    accesses: &[AccessSet],
    locations: &[Option<Location>],
    mut tell: impl FnMut(usize, &AccessSet, &Location, U256, U256),
) {
    let numbers = locations.iter().zip(0usize..);
    let numbers: HashMap<Location, usize> = numbers
        .filter_map(|(location, number)| Some(((*location)?, number)))
        .collect();
    if numbers.is_empty() {
        return;
    }
    for set in accesses {
        for (location, after) in &set.writes {
            if let Some(number) = numbers.get(location)
                && let Some(before) = value(&set.reads, location)
                && before != *after
            {
                tell(*number, set, location, before, *after);
            }
        }
    }
}

/// Accesses are sorted by location.
fn value(accesses: &[(Location, U256)], location: &Location) -> Option<U256> {
    let place = accesses.binary_search_by_key(location, |(there, _)| *there);
    place.ok().map(|place| accesses[place].1)
}

fn code_of(location: &Location) -> Location {
    Location {
        part: Part::Code,
        ..*location
    }
}

fn has_code(set: &AccessSet, location: &Location) -> bool {
    let code = value(&set.reads, &code_of(location));
    code.is_some_and(|hash| !hash.is_zero() && hash != U256::from_be_bytes(KECCAK_EMPTY.0))
}

/// Whether a transaction that writes an account's nonce writes its balance, or the reverse: it
/// sent the transaction.
fn writes_other(set: &AccessSet, location: &Location) -> bool {
    let part = match location.part {
        Part::Nonce => Part::Balance,
        Part::Balance => Part::Nonce,
        Part::Code | Part::Storage(_) => return false,
    };
    value(&set.writes, &Location { part, ..*location }).is_some()
}

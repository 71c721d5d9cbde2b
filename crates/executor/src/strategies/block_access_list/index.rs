//! A block access list, made ready to be read by many transactions at once.

use crate::{PreAccount, PreState};
use alloy_eip7928::{AccountChanges, BlockAccessIndex, SlotChanges};
use revm::{
    primitives::{Address, B256, HashMap, KECCAK_EMPTY, U256},
    state::{AccountInfo, Bytecode},
};

/// A place in the block, as block access lists count them.
pub(super) type Place = u64;

/// Accounts with more written slots than this get [`Buckets`] for them.
const MANY_SLOTS: usize = 16;

/// A block access list over a pre-state.
#[derive(Debug)]
pub(super) struct Index<'a> {
    pub(super) pre: &'a PreState,
    pub(super) accounts: &'a [AccountChanges],
    /// Code that ceases to be takes the storage with it: before Cancun, when SELFDESTRUCT
    /// destroyed whatever executed it (EIP-6780). The list does not say so, because it was made
    /// for later forks.
    wipes: bool,
    pub(super) clears_empty_accounts: bool,
    by_address: Buckets,
    /// For accounts with many slots.
    by_slot: HashMap<u32, Buckets>,
    /// For accounts whose code changes: what the code is from a place on.
    codes: HashMap<u32, Vec<(Place, B256, Bytecode)>>,
    /// Where each account's part of all listed reads begins.
    first_read: Vec<u32>,
}

/// What the list says of a slot.
#[derive(Debug, Clone, Copy)]
pub(super) enum Listed<'a> {
    Written(&'a SlotChanges),
    /// Only read; the number counts all listed reads.
    Read(u32),
}

impl<'a> Index<'a> {
    pub(super) fn new(
        pre: &'a PreState,
        accounts: &'a [AccountChanges],
        wipes: bool,
        clears_empty_accounts: bool,
    ) -> Self {
        let mut index = Self {
            pre,
            accounts,
            wipes,
            clears_empty_accounts,
            by_address: Buckets::new(accounts.iter().map(|account| prefix(&account.address))),
            by_slot: HashMap::default(),
            codes: HashMap::default(),
            first_read: Vec::with_capacity(accounts.len()),
        };
        let mut reads = 0;
        for (id, account) in (0..).zip(accounts) {
            index.first_read.push(reads);
            reads += account.storage_reads.len() as u32;
            if account.storage_changes.len() > MANY_SLOTS {
                let slots = account.storage_changes.iter();
                let buckets = Buckets::new(slots.map(|slot| top(&slot.slot)));
                index.by_slot.insert(id, buckets);
            }
            if !account.code_changes.is_empty() {
                let codes = account.code_changes.iter().map(|change| {
                    let code = Bytecode::new_raw_checked(change.new_code.clone())
                        .unwrap_or_else(|_| Bytecode::new_legacy(change.new_code.clone()));
                    let hash = if code.is_empty() {
                        KECCAK_EMPTY
                    } else {
                        code.hash_slow()
                    };
                    (change.block_access_index.get(), hash, code)
                });
                index.codes.insert(id, codes.collect());
            }
        }
        index.first_read.push(reads);
        index
    }

    /// Listed reads in all.
    pub(super) fn reads(&self) -> usize {
        self.first_read.last().copied().unwrap_or(0) as usize
    }

    /// The number of a listed account.
    pub(super) fn id(&self, address: &Address) -> Option<u32> {
        let range = self.by_address.range(prefix(address));
        let start = range.start;
        let found = self.accounts[range].binary_search_by_key(address, |account| account.address);
        Some((start + found.ok()?) as u32)
    }

    pub(super) fn account(&self, id: u32) -> &'a AccountChanges {
        &self.accounts[id as usize]
    }

    /// What the list says of a slot of a listed account.
    pub(super) fn slot(&self, id: u32, slot: &U256) -> Option<Listed<'a>> {
        let account = self.account(id);
        let written = account.storage_changes.as_slice();
        let range = match self.by_slot.get(&id) {
            Some(buckets) if written.len() > MANY_SLOTS => buckets.range(top(slot)),
            _ => 0..written.len(),
        };
        let start = range.start;
        if let Ok(at) = written[range].binary_search_by_key(slot, |changes| changes.slot) {
            return Some(Listed::Written(&written[start + at]));
        }
        let at = account.storage_reads.binary_search(slot).ok()?;
        Some(Listed::Read(self.first_read[id as usize] + at as u32))
    }

    /// The number and slot of a listed read.
    pub(super) fn read(&self, number: u32) -> Option<(Address, U256)> {
        let id = self.first_read.partition_point(|first| *first <= number) - 1;
        let account = self.accounts.get(id)?;
        let slot = account.storage_reads[(number - self.first_read[id]) as usize];
        Some((account.address, slot))
    }

    /// An account before a place, as the EVM is to see it.
    pub(super) fn seen(&self, id: u32, place: Place) -> Option<AccountInfo> {
        let before = self.pre.account(&self.account(id).address);
        let mut info = self.info_after(before, id, place)?;
        if let Some(before) = before
            && self.wiped(id, place).is_none()
        {
            before.guard_storage(&mut info);
        }
        Some(info)
    }

    /// An account before a place; nothing where there is none.
    pub(super) fn info(&self, id: u32, place: Place) -> Option<AccountInfo> {
        let before = self.pre.account(&self.account(id).address);
        self.info_after(before, id, place)
    }

    fn info_after(
        &self,
        before: Option<&PreAccount>,
        id: u32,
        place: Place,
    ) -> Option<AccountInfo> {
        let account = self.account(id);
        let nonce = last(&account.nonce_changes, place, |change| {
            change.block_access_index
        });
        let balance = last(&account.balance_changes, place, |change| {
            change.block_access_index
        });
        let code = self.code(id, place);
        if nonce.is_none() && balance.is_none() && code.is_none() {
            return before.map(|before| before.info.clone());
        }
        let mut info = before.map(|before| before.info.clone()).unwrap_or_default();
        if let Some(change) = nonce {
            info.nonce = change.new_nonce;
        }
        if let Some(change) = balance {
            info.balance = change.post_balance;
        }
        if let Some((_, hash, _)) = code {
            info.code_hash = *hash;
        }
        (!self.clears_empty_accounts || !info.is_empty()).then_some(info)
    }

    /// The last change of an account's code before a place.
    fn code(&self, id: u32, place: Place) -> Option<&(Place, B256, Bytecode)> {
        if self.account(id).code_changes.is_empty() {
            return None;
        }
        let codes = self.codes.get(&id)?;
        let below = codes.partition_point(|(at, ..)| *at < place);
        codes[..below].last()
    }

    /// The hash of the code that an account gets at a place.
    pub(super) fn code_hash_at(&self, id: u32, place: Place) -> Option<B256> {
        let codes = self.codes.get(&id)?;
        let found = codes.iter().find(|(at, ..)| *at == place);
        found.map(|(_, hash, _)| *hash)
    }

    /// Code that the list names by its hash.
    pub(super) fn code_by_hash(&self, hash: &B256) -> Option<Bytecode> {
        let mut listed = self.codes.values().flatten();
        let found = listed.find(|(_, listed, _)| listed == hash);
        found.map(|(.., code)| code.clone())
    }

    /// Code that the list gives to an account, by its hash.
    pub(super) fn code_of(&self, id: u32, hash: &B256) -> Option<Bytecode> {
        let mut listed = self.codes.get(&id)?.iter();
        let found = listed.find(|(_, listed, _)| listed == hash);
        found.map(|(.., code)| code.clone())
    }

    /// The last place below another where an account lost its storage.
    fn wiped(&self, id: u32, place: Place) -> Option<Place> {
        if !self.wipes || self.account(id).code_changes.is_empty() {
            return None;
        }
        let codes = self.codes.get(&id)?;
        let below = codes.partition_point(|(at, ..)| *at < place);
        let ceased = codes[..below].iter().rev();
        ceased
            .map(|(at, hash, _)| (*at, *hash))
            .find(|(_, hash)| *hash == KECCAK_EMPTY)
            .map(|(at, _)| at)
    }

    /// Whether an account lost the storage it had before the block.
    pub(super) fn is_wiped(&self, id: u32) -> bool {
        self.wiped(id, Place::MAX).is_some()
    }

    /// A listed slot's value before a place.
    pub(super) fn value(&self, id: u32, slot: &U256, listed: Listed<'_>, place: Place) -> U256 {
        let change = match listed {
            Listed::Written(slot) => last(&slot.changes, place, |change| change.block_access_index),
            Listed::Read(_) => None,
        };
        match (self.wiped(id, place), change) {
            (Some(wiped), Some(change)) if change.block_access_index.get() < wiped => U256::ZERO,
            (_, Some(change)) => change.new_value,
            (Some(_), None) => U256::ZERO,
            (None, None) => {
                let before = self.pre.account(&self.account(id).address);
                Self::slot_before(before, slot)
            }
        }
    }

    pub(super) fn slot_before(before: Option<&PreAccount>, slot: &U256) -> U256 {
        before
            .and_then(|before| before.storage.get(slot))
            .copied()
            .unwrap_or_default()
    }
}

/// The last change before a place.
fn last<T>(changes: &[T], place: Place, at: impl Fn(&T) -> BlockAccessIndex) -> Option<&T> {
    let below = changes.partition_point(|change| at(change).get() < place);
    changes[..below].last()
}

fn prefix(address: &Address) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&address[..8]);
    u64::from_be_bytes(bytes)
}

fn top(slot: &U256) -> u64 {
    slot.as_limbs()[3]
}

/// Where in a sorted list the keys are that begin alike. Addresses and most slots come from hashes,
/// so that a bucket holds about one: cheaper to make than a hash map, and as quick to ask. Keys that
/// somebody has made to begin alike share a bucket, which is then searched by halves.
#[derive(Debug)]
struct Buckets {
    shift: u32,
    starts: Vec<u32>,
}

impl Buckets {
    fn new(keys: impl ExactSizeIterator<Item = u64>) -> Self {
        let bits = (keys.len() as u64 + 2).ilog2().clamp(1, 20);
        let shift = 64 - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for key in keys {
            starts[(key >> shift) as usize + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { shift, starts }
    }

    fn range(&self, key: u64) -> std::ops::Range<usize> {
        let bucket = (key >> self.shift) as usize;
        self.starts[bucket] as usize..self.starts[bucket + 1] as usize
    }
}

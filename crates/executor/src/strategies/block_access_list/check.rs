//! Whether the list says of one place of the block what really happens there.

use super::index::{Index, Listed, Place};
use alloy_eip7928::{AccountChanges, BlockAccessIndex};
use revm::{
    primitives::{Address, KECCAK_EMPTY, U256},
    state::EvmState,
};
use std::fmt::Display;

/// How many changes of each place the list names.
pub(super) fn changes_by_place(accounts: &[AccountChanges], places: usize) -> Vec<u32> {
    let mut counts = vec![0; places];
    let mut count = |at: BlockAccessIndex| {
        // One beyond the block's end has been refused by the list's own rules.
        if let Some(count) = counts.get_mut(at.get() as usize) {
            *count += 1;
        }
    };
    for account in accounts {
        let slots = account
            .storage_changes
            .iter()
            .flat_map(|slot| &slot.changes);
        slots.for_each(|change| count(change.block_access_index));
        let AccountChanges {
            balance_changes,
            nonce_changes,
            code_changes,
            ..
        } = account;
        balance_changes
            .iter()
            .for_each(|change| count(change.block_access_index));
        nonce_changes
            .iter()
            .for_each(|change| count(change.block_access_index));
        code_changes
            .iter()
            .for_each(|change| count(change.block_access_index));
    }
    counts
}

/// Compares what a transaction did with what the list says of its place.
pub(super) struct Check<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) place: Place,
    /// Changes found to be listed.
    pub(super) matched: u32,
}

impl Check<'_> {
    /// Compares everything that changed.
    ///
    /// # Errors
    /// The first entry of the list that is missing or wrong, in a sentence.
    pub(super) fn state(&mut self, state: &mut EvmState) -> Result<(), String> {
        for (address, account) in state {
            if !account.is_touched() {
                continue;
            }
            let destroyed = account.is_selfdestructed_locally();
            let was = {
                let was = account.original_info_mut();
                (was.balance, was.nonce, hash(was.code_hash))
            };
            let is = if destroyed {
                (U256::ZERO, 0, KECCAK_EMPTY)
            } else {
                let info = &account.info;
                (info.balance, info.nonce, hash(info.code_hash))
            };
            let id = match account.info.account_id {
                Some(id) => id.get() as u32,
                None => self.id(address)?,
            };
            let listed = self.index.account(id);
            if was.0 != is.0 {
                let found = at(&listed.balance_changes, self.place, |c| {
                    c.block_access_index
                });
                let found = found.map(|change| change.post_balance);
                self.compare(address, "balance", is.0, found)?;
            }
            if was.1 != is.1 {
                let found = at(&listed.nonce_changes, self.place, |c| c.block_access_index);
                let found = found.map(|change| change.new_nonce);
                self.compare(address, "nonce", is.1, found)?;
            }
            if was.2 != is.2 {
                let found = self.index.code_hash_at(id, self.place);
                self.compare(address, "code hash", is.2, found)?;
            }
            for (slot, value) in &account.storage {
                let now = if destroyed {
                    U256::ZERO
                } else {
                    value.present_value
                };
                if value.original_value != now {
                    self.slot(address, id, slot, now)?;
                }
            }
        }
        Ok(())
    }

    /// Compares one place's part of another list.
    pub(super) fn list(&mut self, list: &[AccountChanges]) -> Result<(), String> {
        for account in list {
            let address = &account.address;
            let id = self.id(address)?;
            let listed = self.index.account(id);
            for change in &account.balance_changes {
                let found = at(&listed.balance_changes, self.place, |c| {
                    c.block_access_index
                });
                let found = found.map(|change| change.post_balance);
                self.compare(address, "balance", change.post_balance, found)?;
            }
            for change in &account.nonce_changes {
                let found = at(&listed.nonce_changes, self.place, |c| c.block_access_index);
                let found = found.map(|change| change.new_nonce);
                self.compare(address, "nonce", change.new_nonce, found)?;
            }
            for change in &account.code_changes {
                let found = at(&listed.code_changes, self.place, |c| c.block_access_index);
                let found = found.map(|change| &change.new_code);
                self.compare(address, "code", &change.new_code, found)?;
            }
            for slot in &account.storage_changes {
                for change in &slot.changes {
                    self.slot(address, id, &slot.slot, change.new_value)?;
                }
            }
            let mut reads = account.storage_reads.iter();
            if let Some(slot) = reads.find(|slot| self.index.slot(id, slot).is_none()) {
                let place = self.place;
                return Err(format!(
                    "at index {place} slot {slot:#x} of account {address} is touched and not listed"
                ));
            }
        }
        Ok(())
    }

    fn id(&self, address: &Address) -> Result<u32, String> {
        let missing = || format!("account {address} is touched and not listed");
        self.index.id(address).ok_or_else(missing)
    }

    fn slot(&mut self, address: &Address, id: u32, slot: &U256, is: U256) -> Result<(), String> {
        let found = match self.index.slot(id, slot) {
            Some(Listed::Written(slot)) => {
                let change = at(&slot.changes, self.place, |c| c.block_access_index);
                change.map(|change| change.new_value)
            }
            _ => None,
        };
        if found == Some(is) {
            self.matched += 1;
            return Ok(());
        }
        self.compare(address, &format!("slot {slot:#x}"), is, found)
    }

    fn compare<T: PartialEq + Display>(
        &mut self,
        address: &Address,
        what: &str,
        is: T,
        listed: Option<T>,
    ) -> Result<(), String> {
        let place = self.place;
        match listed {
            Some(listed) if listed == is => {
                self.matched += 1;
                Ok(())
            }
            Some(listed) => Err(format!(
                "{what} of account {address} at index {place} is listed as {listed}, and becomes {is}"
            )),
            None => Err(format!(
                "{what} of account {address} becomes {is} at index {place}, which is not listed"
            )),
        }
    }
}

/// Where the list names changes at a place that did not happen there: the first account with one.
pub(super) fn first_unmatched(
    accounts: &[AccountChanges],
    place: Place,
    happened: &[AccountChanges],
) -> Option<String> {
    for account in accounts {
        let address = account.address;
        let real = happened.iter().find(|real| real.address == address);
        let told = |what: &dyn Display| {
            Some(format!(
                "{what} of account {address} is listed as changed at index {place}, where it does not change"
            ))
        };
        let is = |listed: BlockAccessIndex| listed.get() == place;
        if account
            .balance_changes
            .iter()
            .any(|c| is(c.block_access_index))
            && real.is_none_or(|real| real.balance_changes.is_empty())
        {
            return told(&"balance");
        }
        if account
            .nonce_changes
            .iter()
            .any(|c| is(c.block_access_index))
            && real.is_none_or(|real| real.nonce_changes.is_empty())
        {
            return told(&"nonce");
        }
        if account
            .code_changes
            .iter()
            .any(|c| is(c.block_access_index))
            && real.is_none_or(|real| real.code_changes.is_empty())
        {
            return told(&"code");
        }
        for slot in &account.storage_changes {
            let changes = |slots: &[alloy_eip7928::SlotChanges]| {
                slots
                    .iter()
                    .any(|real| real.slot == slot.slot && !real.changes.is_empty())
            };
            if slot.changes.iter().any(|c| is(c.block_access_index))
                && !real.is_some_and(|real| changes(&real.storage_changes))
            {
                return told(&format_args!("slot {:#x}", slot.slot));
            }
        }
    }
    None
}

fn at<T>(changes: &[T], place: Place, of: impl Fn(&T) -> BlockAccessIndex) -> Option<&T> {
    let found = changes.binary_search_by_key(&place, |change| of(change).get());
    found.ok().map(|at| &changes[at])
}

fn hash(hash: revm::primitives::B256) -> revm::primitives::B256 {
    if hash.is_zero() { KECCAK_EMPTY } else { hash }
}

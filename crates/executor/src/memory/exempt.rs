//! Locations that do not conflict, for the sake of a question: what if they did not?
//!
//! A read of such a location is answered with the value that the transaction sees when the block
//! is executed one by one, and it is noted nowhere: nobody waits for it, and it never goes stale.
//! Since the answer is the right one, the outcome is what it always is; only the schedule is as if
//! nobody wrote there.

use super::{AccountValue, Memory};
use crate::{AccessSet, Location, Part, PreAccount, TxIndex};
use revm::primitives::{Address, B256, KECCAK_EMPTY, U256};
use std::collections::HashSet;

/// Locations whose conflicts are left out of account, and what the transactions read there.
#[derive(Debug, Clone)]
pub struct Exempt<'a> {
    /// The locations. The EVM reads balance, nonce and code of an account at once, so where one of
    /// them is named all three are exempt.
    pub locations: HashSet<Location>,
    /// What each transaction reads when the block is executed one by one. A read that is not here is
    /// a read like any other.
    pub accesses: &'a [AccessSet],
}

impl Exempt<'_> {
    /// Whether conflicts at a location are left out of account.
    pub fn covers(&self, location: &Location) -> bool {
        let named = |part| {
            let address = location.address;
            self.locations.contains(&Location { address, part })
        };
        match location.part {
            Part::Storage(_) => self.locations.contains(location),
            Part::Balance | Part::Nonce | Part::Code => {
                named(Part::Balance) || named(Part::Nonce) || named(Part::Code)
            }
        }
    }

    /// What a transaction reads at a location.
    fn value(&self, reader: TxIndex, address: Address, part: Part) -> Option<U256> {
        let reads = &self.accesses.get(reader as usize)?.reads;
        let location = Location { address, part };
        let at = reads.binary_search_by_key(&location, |(location, _)| *location);
        at.ok().map(|at| reads[at].1)
    }

    /// An account as a transaction sees it. An account without anything is not told from none by
    /// what transactions read, so it is none of ours.
    fn account(&self, reader: TxIndex, address: Address) -> Option<AccountValue> {
        let value = |part| self.value(reader, address, part);
        let account = AccountValue {
            balance: value(Part::Balance)?,
            nonce: u64::try_from(value(Part::Nonce)?).ok()?,
            code_hash: B256::from(value(Part::Code)?),
        };
        (account != AccountValue::default()).then_some(account)
    }
}

impl Memory<'_> {
    /// What transaction `reader` is to see of an account that is exempt.
    #[inline]
    pub(super) fn exempt_account(&self, id: u32, reader: TxIndex) -> Option<AccountValue> {
        let exempt = self.exempt?;
        let address = *self.accounts.key(id);
        let part = Part::Balance;
        // Of an account with storage alone the EVM is shown something else than there is.
        let before = self.accounts.get(id).before;
        if !exempt.covers(&Location { address, part })
            || before.is_some_and(PreAccount::has_bare_storage)
        {
            return None;
        }
        let value = exempt.account(reader, address)?;
        // Code that a transaction of this block deploys is here only when that one has run.
        (value.code_hash == KECCAK_EMPTY || self.knows_code(&value.code_hash)).then_some(value)
    }

    /// What transaction `reader` is to see of a slot that is exempt.
    #[inline]
    pub(super) fn exempt_slot(&self, account: u32, slot: U256, reader: TxIndex) -> Option<U256> {
        let exempt = self.exempt?;
        let address = *self.accounts.key(account);
        let part = Part::Storage(slot);
        let covered = exempt.locations.contains(&Location { address, part });
        covered.then(|| exempt.value(reader, address, part))?
    }
}

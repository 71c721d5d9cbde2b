//! The state as one transaction sees it, out of the list: the database under a worker's EVM.

use super::index::{Index, Listed, Place};
use crate::{
    codes::Codes,
    evm::{NotListed, Unread},
};
use revm::{
    Database,
    primitives::{Address, B256, U256},
    state::{AccountId, AccountInfo, Bytecode, EvmState},
};

/// The state before one place of the block.
#[derive(Debug)]
pub(super) struct ListView<'a> {
    pub(super) index: &'a Index<'a>,
    place: Place,
    /// Slots asked for since [`ListView::start`].
    asked: usize,
    /// Which listed accounts and reads this worker has met.
    pub(super) met_accounts: Met,
    pub(super) met_reads: Met,
    codes: Codes,
}

/// A set of numbers.
#[derive(Debug, Default)]
pub(super) struct Met(Vec<u64>);

impl Met {
    fn new(numbers: usize) -> Self {
        Self(vec![0; numbers.div_ceil(64)])
    }

    pub(super) fn add(&mut self, number: u32) {
        let word = number as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        self.0.resize(self.0.len().max(other.0.len()), 0);
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            *mine |= other;
        }
    }

    /// The lowest number below `numbers` that is missing.
    pub(super) fn first_missing(&self, numbers: usize) -> Option<u32> {
        let missing = |number: &u32| {
            let word = self.0.get(*number as usize / 64).copied().unwrap_or(0);
            word & (1 << (number % 64)) == 0
        };
        (0..numbers as u32).find(missing)
    }
}

impl<'a> ListView<'a> {
    pub(super) fn new(index: &'a Index<'a>) -> Self {
        Self {
            index,
            place: 0,
            asked: 0,
            met_accounts: Met::new(index.accounts.len()),
            met_reads: Met::new(index.reads()),
            codes: Codes::default(),
        }
    }

    /// Looks from another place from now on.
    pub(super) fn start(&mut self, place: Place) {
        self.place = place;
        self.asked = 0;
    }

    /// Notes the slots that a transaction read without asking: those of an account that it
    /// created, or tried to, are known to be zero.
    ///
    /// # Errors
    /// A slot among them that is not listed.
    pub(super) fn note_unasked(&mut self, state: &EvmState) -> Result<(), NotListed> {
        let slots: usize = state.values().map(|account| account.storage.len()).sum();
        if slots == self.asked {
            return Ok(());
        }
        for (address, account) in state {
            let Some(id) = self.index.id(address) else {
                continue;
            };
            for slot in account.storage.keys() {
                match self.index.slot(id, slot) {
                    Some(Listed::Read(number)) => self.met_reads.add(number),
                    Some(Listed::Written(_)) => {}
                    None => {
                        return Err(NotListed {
                            address: *address,
                            slot: Some(*slot),
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn slot(&mut self, id: u32, address: Address, slot: U256) -> Result<U256, NotListed> {
        let listed = self.index.slot(id, &slot).ok_or(NotListed {
            address,
            slot: Some(slot),
        })?;
        self.asked += 1;
        if let Listed::Read(number) = listed {
            self.met_reads.add(number);
        }
        Ok(self.index.value(id, &slot, listed, self.place))
    }

    fn id(&self, address: Address) -> Result<u32, NotListed> {
        let missing = NotListed {
            address,
            slot: None,
        };
        self.index.id(&address).ok_or(missing)
    }
}

impl Database for ListView<'_> {
    type Error = Unread;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Unread> {
        let id = self.id(address)?;
        self.met_accounts.add(id);
        let seen = self.index.seen(id, self.place);
        Ok(seen.map(|info| AccountInfo {
            code: None,
            // Comes back with every access to the account's storage.
            account_id: AccountId::new(id as usize),
            ..info
        }))
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Unread> {
        let index = self.index;
        self.codes.get(hash, || {
            let known = index.pre.code(&hash).cloned();
            Ok(known
                .or_else(|| index.code_by_hash(&hash))
                .unwrap_or_default())
        })
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Unread> {
        let id = self.id(address)?;
        Ok(self.slot(id, address, slot)?)
    }

    fn storage_by_account_id(
        &mut self,
        address: Address,
        account: AccountId,
        slot: U256,
    ) -> Result<U256, Unread> {
        Ok(self.slot(account.get() as u32, address, slot)?)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Unread> {
        Ok(self.index.pre.block_hash(number))
    }
}

//! The state in the middle of a sequential run: the pre-state with everything committed so far
//! laid over it.
//!
//! revm's own `CacheDB` does the same job, but forgets that an account's storage was wiped once a
//! destroyed account is touched again (before Cancun), which gives a wrong state root.

use super::{PreAccount, PreState, StateChanges};
use revm::{
    Database, DatabaseCommit,
    primitives::{
        Address, AddressMap, B256, B256Map, KECCAK_EMPTY, U256, U256Map, hash_map::Entry,
    },
    state::{Account, AccountInfo, Bytecode},
};
use std::convert::Infallible;

/// The pre-state with everything committed so far laid over it.
#[derive(Debug)]
pub(crate) struct Overlay<'a> {
    pre: &'a PreState,
    clears_empty_accounts: bool,
    accounts: AddressMap<OverlayAccount<'a>>,
    codes: B256Map<Bytecode>,
}

/// An account that was read or written.
#[derive(Debug, Default)]
struct OverlayAccount<'a> {
    /// The account before the block.
    before: Option<&'a PreAccount>,
    /// Nothing when there is no such account.
    info: Option<AccountInfo>,
    /// Some transaction touched it.
    touched: bool,
    /// The pre-state's storage is gone.
    storage_reset: bool,
    /// Slots read or written.
    storage: U256Map<OverlaySlot>,
}

/// A slot that was read or written.
#[derive(Debug, Clone, Copy)]
struct OverlaySlot {
    /// Its value before the block.
    before: U256,
    value: U256,
}

impl OverlayAccount<'_> {
    /// A slot's value before the block.
    fn slot_before(before: Option<&PreAccount>, slot: &U256) -> U256 {
        before
            .and_then(|before| before.storage.get(slot))
            .copied()
            .unwrap_or_default()
    }
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(pre: &'a PreState, clears_empty_accounts: bool) -> Self {
        Self {
            pre,
            clears_empty_accounts,
            accounts: AddressMap::default(),
            codes: B256Map::default(),
        }
    }

    /// What the commits so far changed.
    pub(crate) fn into_changes(self) -> StateChanges {
        let mut changes = StateChanges::with_capacity(self.accounts.len());
        for (address, account) in self.accounts {
            if !account.touched {
                continue;
            }
            let info = account.info.map(|mut info| {
                info.code = self.codes.get(&info.code_hash).cloned();
                info
            });
            changes.record(
                self.pre,
                address,
                account.before,
                info,
                account.storage_reset,
                account
                    .storage
                    .into_iter()
                    .map(|(slot, known)| (slot, known.before, known.value)),
            );
        }
        changes
    }
}

impl Database for Overlay<'_> {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(match self.accounts.entry(address) {
            Entry::Occupied(entry) => entry.get().info.clone(),
            Entry::Vacant(entry) => {
                let before = self.pre.account(&address);
                let info = before.map(|account| account.info.clone());
                entry.insert(OverlayAccount {
                    before,
                    info: info.clone(),
                    ..Default::default()
                });
                info
            }
        })
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Infallible> {
        let code = self.codes.get(&hash).or_else(|| self.pre.code(&hash));
        Ok(code.cloned().unwrap_or_default())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        // revm loads an account before its storage.
        let account = self.accounts.entry(address).or_default();
        let known = account.storage.entry(slot).or_insert_with(|| {
            let before = OverlayAccount::slot_before(account.before, &slot);
            let value = if account.storage_reset {
                U256::ZERO
            } else {
                before
            };
            OverlaySlot { before, value }
        });
        Ok(known.value)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.pre.block_hash(number))
    }
}

impl DatabaseCommit for Overlay<'_> {
    fn commit(&mut self, changes: AddressMap<Account>) {
        for (address, mut account) in changes {
            if !account.is_touched() {
                continue;
            }
            let entry = self.accounts.entry(address).or_default();
            entry.touched = true;
            if account.is_selfdestructed() || account.is_created() {
                entry.storage_reset = true;
                entry.storage.clear();
            }
            if account.is_selfdestructed() {
                entry.info = None;
                continue;
            }
            if self.clears_empty_accounts && account.is_empty() {
                entry.info = None;
                continue;
            }
            let hash = account.info.code_hash;
            if let Some(code) = account.info.code.take()
                && hash != KECCAK_EMPTY
                && self.pre.code(&hash).is_none()
            {
                self.codes.entry(hash).or_insert(code);
            }
            entry.info = Some(account.info);
            for (slot, written) in account.storage {
                let value = written.present_value;
                let known = entry.storage.entry(slot);
                known
                    .and_modify(|known| known.value = value)
                    .or_insert_with(|| OverlaySlot {
                        before: OverlayAccount::slot_before(entry.before, &slot),
                        value,
                    });
            }
        }
    }
}

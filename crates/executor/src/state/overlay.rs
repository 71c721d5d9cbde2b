//! The state in the middle of a sequential run: the pre-state with everything committed so far
//! laid over it. After the transactions, the same over the state that these made.
//!
//! revm's own `CacheDB` does the same job, but forgets that an account's storage was wiped once a
//! destroyed account is touched again (before Cancun), which gives a wrong state root.

use super::{PreAccount, PreState, StateChanges};
use crate::evm::Unread;
use revm::{
    Database, DatabaseCommit,
    primitives::{
        Address, AddressMap, B256, B256Map, KECCAK_EMPTY, U256, U256Map, hash_map::Entry,
    },
    state::{Account, AccountInfo, Bytecode},
};
use std::ops::Deref;

/// The pre-state with everything committed so far laid over it.
#[derive(Debug)]
pub(crate) struct Overlay<'a> {
    pre: &'a PreState,
    /// What else is part of the state before.
    changes: Option<&'a StateChanges>,
    clears_empty_accounts: bool,
    accounts: AddressMap<OverlayAccount<'a>>,
    codes: B256Map<Bytecode>,
}

/// An account that was read or written.
#[derive(Debug, Default)]
struct OverlayAccount<'a> {
    /// The account before the block.
    before: Option<Before<'a>>,
    /// Nothing when there is no such account.
    info: Option<AccountInfo>,
    /// Some transaction touched it.
    touched: bool,
    /// The pre-state's storage is gone.
    storage_reset: bool,
    /// Slots read or written.
    storage: U256Map<OverlaySlot>,
}

/// An account as it was before.
#[derive(Debug)]
enum Before<'a> {
    /// As the pre-state has it.
    Kept(&'a PreAccount),
    /// As changes left it.
    Changed(Box<PreAccount>),
}

impl Deref for Before<'_> {
    type Target = PreAccount;

    fn deref(&self) -> &PreAccount {
        match self {
            Self::Kept(account) => account,
            Self::Changed(account) => account,
        }
    }
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
    fn slot_before(before: &Option<Before<'_>>, slot: &U256) -> U256 {
        before
            .as_deref()
            .and_then(|before| before.storage.get(slot))
            .copied()
            .unwrap_or_default()
    }
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(pre: &'a PreState, clears_empty_accounts: bool) -> Self {
        Self {
            pre,
            changes: None,
            clears_empty_accounts,
            accounts: AddressMap::default(),
            codes: B256Map::default(),
        }
    }

    /// On the state that `changes` made of `pre`; an account is put together when it is looked at.
    pub(crate) fn over(
        pre: &'a PreState,
        changes: &'a StateChanges,
        clears_empty_accounts: bool,
    ) -> Self {
        Self {
            changes: Some(changes),
            ..Self::new(pre, clears_empty_accounts)
        }
    }

    /// An account as it was before.
    fn before(
        pre: &'a PreState,
        changes: Option<&StateChanges>,
        address: &Address,
    ) -> Option<Before<'a>> {
        let kept = pre.account(address);
        let Some(change) = changes.and_then(|changes| changes.accounts.get(address)) else {
            return kept.map(Before::Kept);
        };
        let info = change.info.clone()?;
        let mut account = kept.cloned().unwrap_or_default();
        account.info = info;
        for (slot, value) in &change.storage {
            account.set_slot(*slot, *value);
        }
        Some(Before::Changed(Box::new(account)))
    }

    /// An account as it is now.
    pub(crate) fn account(&mut self, address: Address) -> Option<AccountInfo> {
        let account = match self.accounts.entry(address) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let before = Self::before(self.pre, self.changes, &address);
                let info = before.as_ref().map(|account| account.info.clone());
                entry.insert(OverlayAccount {
                    before,
                    info,
                    ..Default::default()
                })
            }
        };
        let mut info = account.info.clone();
        if let (Some(info), Some(before)) = (&mut info, &account.before)
            && !account.storage_reset
        {
            before.guard_storage(info);
        }
        info
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
                account.before.as_deref(),
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
    type Error = Unread;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Unread> {
        Ok(self.account(address))
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Unread> {
        let code = self.codes.get(&hash).or_else(|| self.pre.code(&hash));
        let code = code.or_else(|| self.changes?.codes.get(&hash));
        Ok(code.cloned().unwrap_or_default())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Unread> {
        // revm loads an account before its storage.
        let account = self.accounts.entry(address).or_default();
        let known = account.storage.entry(slot).or_insert_with(|| {
            let before = OverlayAccount::slot_before(&account.before, &slot);
            let value = if account.storage_reset {
                U256::ZERO
            } else {
                before
            };
            OverlaySlot { before, value }
        });
        Ok(known.value)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Unread> {
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
            if hash.is_zero() {
                // A guarded one: see `PreAccount::guard_storage`.
                account.info.code_hash = KECCAK_EMPTY;
            }
            entry.info = Some(account.info);
            for (slot, written) in account.storage {
                let value = written.present_value;
                let known = entry.storage.entry(slot);
                known
                    .and_modify(|known| known.value = value)
                    .or_insert_with(|| OverlaySlot {
                        before: OverlayAccount::slot_before(&entry.before, &slot),
                        value,
                    });
            }
        }
    }
}

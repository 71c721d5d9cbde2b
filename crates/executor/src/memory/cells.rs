//! The cells of the memory: one for each account, one for each storage slot.

use super::versions::Versions;
use crate::{PreAccount, TxIndex, primitive::AtomicU32};
use revm::{
    primitives::{B256, KECCAK_EMPTY, U256},
    state::{AccountId, AccountInfo},
};
use std::sync::OnceLock;

/// An account as transactions see it. Absence is an [`Option`] around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccountValue {
    pub(crate) balance: U256,
    pub(crate) nonce: u64,
    pub(crate) code_hash: B256,
}

impl Default for AccountValue {
    fn default() -> Self {
        Self {
            balance: U256::ZERO,
            nonce: 0,
            code_hash: KECCAK_EMPTY,
        }
    }
}

impl From<&AccountInfo> for AccountValue {
    fn from(info: &AccountInfo) -> Self {
        let code_hash = if info.code_hash.is_zero() {
            KECCAK_EMPTY
        } else {
            info.code_hash
        };
        Self {
            balance: info.balance,
            nonce: info.nonce,
            code_hash,
        }
    }
}

impl AccountValue {
    /// As the EVM takes it; the cell's number comes back with every access to the account's storage.
    pub(super) fn into_info(self, id: u32) -> AccountInfo {
        AccountInfo {
            balance: self.balance,
            nonce: self.nonce,
            code_hash: self.code_hash,
            code: None,
            account_id: AccountId::new(id as usize),
        }
    }
}

/// What a transaction made of an account.
#[derive(Debug, Clone, Copy)]
pub(super) struct AccountWrite {
    /// The account after it; nothing when it is gone.
    pub(super) value: Option<AccountValue>,
    /// All storage written before this transaction is gone.
    pub(super) storage_reset: bool,
}

impl AccountWrite {
    /// Whether the account was destroyed, rather than found empty and cleared away.
    pub(super) fn is_destroyed(&self) -> bool {
        self.value.is_none() && self.storage_reset
    }
}

/// An account.
#[derive(Debug)]
pub(super) struct AccountCell<'a> {
    /// The account before the block.
    pub(super) before: Option<&'a PreAccount>,
    pub(super) versions: Versions<AccountWrite>,
    /// What plain transfers added, whatever there was. Made when the first one comes: most accounts
    /// never get one.
    credits: OnceLock<Box<Versions<U256>>>,
    /// How many writes with `storage_reset` there ever were. Written by publishers, read by
    /// readers of slots, who look through the versions only when it is not 0.
    pub(super) resets: AtomicU32,
}

impl<'a> AccountCell<'a> {
    pub(super) fn new(before: Option<&'a PreAccount>) -> Self {
        Self {
            before,
            versions: Versions::new(),
            credits: OnceLock::new(),
            resets: AtomicU32::new(0),
        }
    }

    /// Puts a transaction's credit in place of its last one. Returns whether another transaction may
    /// have read the account before; those who read it lazily don't mind.
    pub(super) fn credit(&self, writer: TxIndex, amount: U256) -> bool {
        let credits = self.credits.get_or_init(|| Box::new(Versions::new()));
        credits.write(writer, amount);
        self.versions.is_read_by_others(writer)
    }

    /// What was credited, if anything ever was.
    pub(super) fn credits(&self) -> Option<&Versions<U256>> {
        self.credits.get().map(|credits| &**credits)
    }

    /// Whether anyone ever wrote or credited the account.
    pub(super) fn is_written(&self) -> bool {
        self.versions.is_written() || self.credits.get().is_some()
    }

    pub(super) fn value_before(&self) -> Option<AccountValue> {
        self.before.map(|account| AccountValue::from(&account.info))
    }
}

/// A slot of an account's storage.
#[derive(Debug)]
pub(super) struct SlotCell {
    /// The value before the block.
    pub(super) before: U256,
    pub(super) versions: Versions<U256>,
}

impl SlotCell {
    pub(super) fn new(before: U256) -> Self {
        Self {
            before,
            versions: Versions::new(),
        }
    }
}

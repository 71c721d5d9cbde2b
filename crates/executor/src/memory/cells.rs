//! The cells of the memory: one for each account, one for each storage slot.

use super::versions::Versions;
use crate::{PreAccount, primitive::AtomicU32};
use revm::{
    primitives::{B256, KECCAK_EMPTY, U256},
    state::{AccountId, AccountInfo},
};

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
pub(super) enum AccountWrite {
    /// The account is so after it.
    Whole {
        /// Nothing when it is gone.
        value: Option<AccountValue>,
        /// All storage written before this transaction is gone.
        storage_reset: bool,
    },
    /// It got so much, whatever it had: a plain transfer.
    Credit(U256),
}

impl AccountWrite {
    /// Whether all storage written before is gone.
    pub(super) fn resets_storage(&self) -> bool {
        matches!(
            self,
            Self::Whole {
                storage_reset: true,
                ..
            }
        )
    }
}

/// An account.
#[derive(Debug)]
pub(super) struct AccountCell<'a> {
    /// The account before the block.
    pub(super) before: Option<&'a PreAccount>,
    pub(super) versions: Versions<AccountWrite>,
    /// How many writes with `storage_reset` there ever were. Written by publishers, read by
    /// readers of slots, who look through the versions only when it is not 0.
    pub(super) resets: AtomicU32,
}

impl<'a> AccountCell<'a> {
    pub(super) fn new(before: Option<&'a PreAccount>) -> Self {
        Self {
            before,
            versions: Versions::new(),
            resets: AtomicU32::new(0),
        }
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

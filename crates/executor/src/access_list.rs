//! The block access list (EIP-7928, <https://eips.ethereum.org/EIPS/eip-7928>): every account and
//! slot that a block touches, with every value it writes and the place in the block where it does.
//!
//! Places are counted from 0: what the protocol does before the transactions, then the
//! transactions from 1, then what the protocol does after them.

use alloy_eip7928::{
    AccountChanges, BalanceChange, BlockAccessIndex, CodeChange, NonceChange, SlotChanges,
    StorageChange,
};
use alloy_primitives::{B256, keccak256};
use alloy_rlp::Decodable;
use revm::{
    primitives::{Address, AddressMap, KECCAK_EMPTY, U256, U256Map},
    state::{Account, AccountInfo, EvmState},
};

/// A block's access list, in the EIP's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockAccessList(pub Vec<AccountChanges>);

/// Why bytes are no block access list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessListError {
    /// They are not RLP, or not the RLP of such a list.
    #[error("it is not the RLP of a block access list: {0}")]
    Rlp(alloy_rlp::Error),
    /// Bytes follow the list.
    #[error("{0} bytes follow the list")]
    TrailingBytes(usize),
    /// The list breaks a rule of order or uniqueness.
    #[error("{0}")]
    Structure(#[from] alloy_eip7928::BlockAccessListValidationError),
}

impl BlockAccessList {
    /// The list in the EIP's RLP form.
    pub fn to_rlp(&self) -> Vec<u8> {
        let mut out = Vec::new();
        alloy_rlp::encode_list(&self.0, &mut out);
        out
    }

    /// From the EIP's RLP form.
    ///
    /// # Errors
    /// Where the bytes are no such list; [`BlockAccessList::check`] looks at its content.
    pub fn from_rlp(mut bytes: &[u8]) -> Result<Self, AccessListError> {
        let list = Vec::decode(&mut bytes).map_err(AccessListError::Rlp)?;
        if !bytes.is_empty() {
            return Err(AccessListError::TrailingBytes(bytes.len()));
        }
        Ok(Self(list))
    }

    /// The Keccak hash of the RLP form, which stands in the header.
    pub fn hash(&self) -> B256 {
        keccak256(self.to_rlp())
    }

    /// Whether the list keeps the EIP's rules of order and uniqueness for a block of so many
    /// transactions.
    ///
    /// # Errors
    /// The first rule that it breaks, and where.
    pub fn check(&self, transactions: usize) -> Result<(), AccessListError> {
        Ok(alloy_eip7928::validate_block_access_list(
            &self.0,
            transactions,
        )?)
    }
}

/// Puts a list together from what the EVM's journal held at each place of the block.
///
/// Each value is compared with what it was at the place's own beginning: before Cancun a slot can
/// be wiped unnamed, so that the same value may be written twice and be a change both times.
#[derive(Debug, Default)]
pub(crate) struct Builder(AddressMap<Entry>);

/// An account's part of the list; its slots are not yet in order.
#[derive(Debug, Default)]
struct Entry {
    account: AccountChanges,
    /// Every slot touched; without changes it was only read.
    slots: U256Map<Vec<StorageChange>>,
}

impl Builder {
    /// What one place of the block touched. Places come in their order, each once.
    pub(crate) fn add(&mut self, place: u64, state: &EvmState) {
        for (address, account) in state {
            let entry = self.0.entry(*address).or_default();
            entry.add(BlockAccessIndex::new(place), account);
        }
    }

    pub(crate) fn finish(self) -> BlockAccessList {
        let mut list: Vec<_> = self
            .0
            .into_iter()
            .map(|(address, entry)| entry.finish(address))
            .collect();
        list.sort_unstable_by_key(|account| account.address);
        BlockAccessList(list)
    }
}

impl Entry {
    fn add(&mut self, place: BlockAccessIndex, account: &Account) {
        let was = account.original_info();
        let gone = account.is_selfdestructed_locally();
        let is = if gone {
            AccountInfo::default()
        } else {
            account.info.clone()
        };
        if was.balance != is.balance {
            let change = BalanceChange::new(place, is.balance);
            self.account.balance_changes.push(change);
        }
        if was.nonce != is.nonce {
            let change = NonceChange::new(place, is.nonce);
            self.account.nonce_changes.push(change);
        }
        let hash = |info: &AccountInfo| {
            if info.code_hash.is_zero() {
                KECCAK_EMPTY
            } else {
                info.code_hash
            }
        };
        if hash(&was) != hash(&is) {
            let code = is
                .code
                .map(|code| code.original_bytes())
                .unwrap_or_default();
            self.account.code_changes.push(CodeChange::new(place, code));
        }
        for (slot, value) in &account.storage {
            let changes = self.slots.entry(*slot).or_default();
            let now = if gone {
                U256::ZERO
            } else {
                value.present_value
            };
            if value.original_value != now {
                changes.push(StorageChange::new(place, now));
            }
        }
    }

    fn finish(self, address: Address) -> AccountChanges {
        let mut account = AccountChanges {
            address,
            ..self.account
        };
        for (slot, changes) in self.slots {
            if changes.is_empty() {
                account.storage_reads.push(slot);
            } else {
                account
                    .storage_changes
                    .push(SlotChanges::new(slot, changes));
            }
        }
        account.storage_reads.sort_unstable();
        account
            .storage_changes
            .sort_unstable_by_key(|slot| slot.slot);
        account
    }
}

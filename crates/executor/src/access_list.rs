//! The block access list (EIP-7928, <https://eips.ethereum.org/EIPS/eip-7928>): every account and
//! slot that a block touches, with every value it writes and the place in the block where it does.
//!
//! Places are counted from 0: what the protocol does before the transactions, then the
//! transactions from 1, then what the protocol does after them.

use alloy_eip7928::{AccountChanges, BlockAccessIndex};
use alloy_primitives::{B256, keccak256};
use alloy_rlp::Decodable;
use revm::state::{EvmState, bal::Bal};

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
#[derive(Debug, Default)]
pub(crate) struct Builder(Bal);

impl Builder {
    /// What one place of the block touched. Places come in their order.
    pub(crate) fn add(&mut self, place: u64, state: &EvmState) {
        for (address, account) in state {
            self.0
                .update_account(BlockAccessIndex::new(place), *address, account);
        }
    }

    pub(crate) fn finish(self) -> BlockAccessList {
        let mut list = self.0.into_alloy_bal();
        for account in &mut list {
            account.storage_reads.sort_unstable();
            account
                .storage_changes
                .sort_unstable_by_key(|slot| slot.slot);
        }
        BlockAccessList(list)
    }
}

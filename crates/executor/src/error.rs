//! Why a block could not be executed.

use crate::TxIndex;

/// Why a block could not be executed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExecuteError {
    /// A transaction that no valid block may hold at this place (EIP-1559's and its successors'
    /// validity rules): wrong nonce, not enough funds, gas below the intrinsic cost ...
    #[error("transaction {index} is invalid: {reason}")]
    InvalidTransaction {
        /// Its index in the block; the lowest, if several are invalid.
        index: TxIndex,
        /// Why.
        reason: String,
    },
    /// The block breaks a rule that is no single transaction's.
    #[error("the block is invalid: {0}")]
    InvalidBlock(String),
    /// The block access list that came with the block is not the block's (EIP-7928).
    #[error("the block access list is wrong: {0}")]
    WrongAccessList(String),
    /// [`crate::Control::cancel`] was called.
    #[error("the run was cancelled")]
    Cancelled,
    /// The executor broke an invariant of its own. Never the block's fault; always a bug.
    #[error("the executor broke its own rule: {0}")]
    Internal(String),
}

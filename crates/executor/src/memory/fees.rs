//! What the fee recipient earns: an amount by transaction, summed when somebody reads the balance.
//!
//! Were each fee a write to one balance, every transaction would depend on the one before it.
//! Instead each transaction leaves its fee in a place of its own, and only a transaction that
//! looks at the recipient's account waits for all before it.

use super::Blocked;
use crate::{
    TxIndex,
    primitive::{Mutex, Padded, lock},
};
use revm::primitives::U256;

/// Fees by transaction; nothing where the transaction has still to be executed (again).
#[derive(Debug)]
pub(super) struct Fees(Vec<Padded<Mutex<Option<U256>>>>);

impl Fees {
    pub(super) fn new(transactions: usize) -> Self {
        Self(
            (0..transactions)
                .map(|_| Padded(Mutex::new(None)))
                .collect(),
        )
    }

    pub(super) fn set(&self, transaction: TxIndex, fee: U256) {
        *lock(&self.0[transaction as usize].0) = Some(fee);
    }

    pub(super) fn clear(&self, transaction: TxIndex) {
        *lock(&self.0[transaction as usize].0) = None;
    }

    /// A transaction's fee, if it has been executed.
    pub(super) fn of(&self, transaction: TxIndex) -> Option<U256> {
        *lock(&self.0[transaction as usize].0)
    }

    /// What was earned by transactions `from..to`.
    pub(super) fn sum(&self, from: TxIndex, to: TxIndex) -> Result<U256, Blocked> {
        let mut sum = U256::ZERO;
        for transaction in from..to {
            let fee = *lock(&self.0[transaction as usize].0);
            sum = sum.saturating_add(fee.ok_or(Blocked(transaction))?);
        }
        Ok(sum)
    }
}

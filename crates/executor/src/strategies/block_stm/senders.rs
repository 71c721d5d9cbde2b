//! Which transaction of the same sender comes before a given one.
//!
//! Wanted only when a transaction cannot be executed on what it read: a nonce too high or too
//! little money most often means that the sender's transaction before it has yet to run.

use crate::{Block, TxIndex};
use revm::primitives::AddressMap;
use std::sync::OnceLock;

/// For each transaction, the one before it of the same sender. Made when first asked for: blocks
/// of distinct senders never need it.
#[derive(Debug, Default)]
pub(super) struct Senders(OnceLock<Vec<Option<TxIndex>>>);

impl Senders {
    /// The last transaction before this one with the same sender.
    pub(super) fn previous(&self, block: &Block, transaction: TxIndex) -> Option<TxIndex> {
        let previous = self.0.get_or_init(|| {
            let mut last = AddressMap::default();
            let indexed = block.transactions.iter().enumerate();
            indexed
                .map(|(index, tx)| last.insert(tx.caller, index as TxIndex))
                .collect()
        });
        previous[transaction as usize]
    }
}

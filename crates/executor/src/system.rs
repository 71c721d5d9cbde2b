//! What the protocol itself does in a block, before and after the transactions: system calls,
//! withdrawals, rewards, requests.
//!
//! It is little work and always done one after the other, by the same code for every strategy:
//! [`enclose`] opens the block, lets the strategy execute the transactions on the state so
//! reached, and closes the block.

mod closing;
mod dao;
mod deposits;
mod opening;
mod steps;

pub(crate) use opening::open;

use crate::{
    Block, Counts, ExecuteError, Outcome, PreState, Receipt, Run, StateChanges, SystemOperations,
    strategies::Job,
};
use revm::{primitives::Bytes, state::EvmState};

/// What the transactions gave.
#[derive(Debug)]
pub(crate) struct Executed {
    pub(crate) receipts: Vec<Receipt>,
    /// Against the state after the block's opening.
    pub(crate) changes: StateChanges,
    pub(crate) counts: Counts,
}

/// The block after what comes before the transactions.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The state then; shares with the pre-state what did not change.
    pub(crate) pre: PreState,
    /// What changed, against the pre-state.
    changes: StateChanges,
    /// What was touched.
    touched: EvmState,
}

/// What comes after the transactions.
#[derive(Debug, Default)]
struct Closed {
    /// What changed, against the state after the transactions.
    changes: StateChanges,
    /// What was touched.
    touched: EvmState,
    /// The block's requests (EIP-7685).
    requests: Vec<Bytes>,
}

/// Executes a block: does what comes before the transactions, has `transactions` execute these,
/// does what comes after.
///
/// `note` is told what is touched before and after the transactions, with its place in the block
/// as block access lists count them.
pub(crate) fn enclose(
    job: &Job<'_>,
    note: &mut dyn FnMut(u64, &EvmState),
    transactions: impl FnOnce(&Job<'_>) -> Result<Executed, ExecuteError>,
) -> Result<Run, ExecuteError> {
    let (block, pre) = (job.block, job.pre);
    check_blobs(block)?;
    if block.system == SystemOperations::default() {
        let executed = transactions(job)?;
        let changes = executed.changes;
        return Ok(Run {
            outcome: Outcome::new(block.spec, executed.receipts, changes, Vec::new()),
            counts: executed.counts,
            fallback: None,
        });
    }
    let opened = open(block, pre)?;
    note(0, &opened.touched);
    let executed = transactions(&Job {
        pre: &opened.pre,
        ..*job
    })?;
    let closed = closing::close(block, &opened.pre, &executed.changes, &executed.receipts)?;
    let last = block.transactions.len() as u64 + 1;
    note(last, &closed.touched);
    let mut changes = executed.changes;
    changes.after(opened.changes, pre);
    changes.then(closed.changes, pre);
    Ok(Run {
        outcome: Outcome::new(block.spec, executed.receipts, changes, closed.requests),
        counts: executed.counts,
        fallback: None,
    })
}

pub(crate) fn check_blobs(block: &Block) -> Result<(), ExecuteError> {
    let Some(limits) = block.system.blobs else {
        return Ok(());
    };
    let used = block.blob_gas_used();
    if used <= limits.block_gas {
        return Ok(());
    }
    Err(ExecuteError::InvalidBlock(format!(
        "its transactions use {used} blob gas; a block may use {}",
        limits.block_gas
    )))
}

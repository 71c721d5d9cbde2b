//! Before the transactions: the DAO's irregular change, and the system calls that store the
//! parent's beacon block root and hash. In the order of the execution specs' `apply_body`
//! (<https://github.com/ethereum/execution-specs>).

use super::{Opened, dao, steps::Steps};
use crate::{Block, ExecuteError, PreState, StateChanges, state::Overlay};
use alloy_eips::{eip2935::HISTORY_STORAGE_ADDRESS, eip4788::BEACON_ROOTS_ADDRESS};
use revm::state::EvmState;

/// Does what comes before the transactions.
///
/// # Errors
/// [`ExecuteError::Internal`], if at all: a system contract that is missing or fails is no error
/// here (EIP-4788, EIP-2935).
pub(crate) fn open(block: &Block, pre: &PreState) -> Result<Opened, ExecuteError> {
    let system = &block.system;
    let calls = [
        (BEACON_ROOTS_ADDRESS, system.parent_beacon_block_root),
        (HISTORY_STORAGE_ADDRESS, system.parent_hash),
    ];
    let mut pre_then = pre.clone();
    if !system.dao_fork && calls.iter().all(|(_, input)| input.is_none()) {
        return Ok(Opened {
            pre: pre_then,
            changes: StateChanges::default(),
            touched: EvmState::default(),
        });
    }
    let mut steps = Steps::new(block, Overlay::new(pre, block.clears_empty_accounts()));
    if system.dao_fork {
        let all = steps.drain(&dao::DRAINED);
        steps.credit([(dao::REFUND_CONTRACT, all)]);
    }
    for (contract, input) in calls {
        if let Some(input) = input {
            steps.call(contract, input.into())?;
        }
    }
    let (changes, touched) = steps.finish();
    pre_then.apply(&changes);
    Ok(Opened {
        pre: pre_then,
        changes,
        touched,
    })
}

//! After the transactions: rewards, withdrawals, and the requests to the consensus layer. In the
//! order of the execution specs' `apply_body` (<https://github.com/ethereum/execution-specs>).

use super::{Closed, deposits, steps::Steps};
use crate::{
    Block, ExecuteError, Ommer, PreState, Receipt, RequestRules, Reward, StateChanges,
    state::Overlay,
};
use alloy_eips::{
    eip4895::GWEI_TO_WEI,
    eip6110::DEPOSIT_REQUEST_TYPE,
    eip7002::{WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS, WITHDRAWAL_REQUEST_TYPE},
    eip7251::{CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS, CONSOLIDATION_REQUEST_TYPE},
};
use revm::primitives::{Address, Bytes, U256};

/// How many blocks an ommer may be older than the block that names it (Yellow Paper, section
/// 11.1).
const OMMER_GENERATIONS: u64 = 6;

/// Does what comes after the transactions, on the state that these made of `pre`.
///
/// # Errors
/// [`ExecuteError::InvalidBlock`]: an ommer that no block may name, a deposit that cannot be read,
/// a contract that is to make requests and is missing or fails.
pub(super) fn close(
    block: &Block,
    pre: &PreState,
    changes: &StateChanges,
    receipts: &[Receipt],
) -> Result<Closed, ExecuteError> {
    let system = &block.system;
    if system.reward.is_none() && system.withdrawals.is_empty() && system.requests.is_none() {
        return Ok(Closed::default());
    }
    let state = Overlay::over(pre, changes, block.clears_empty_accounts());
    let mut steps = Steps::new(block, state);
    if let Some(reward) = &system.reward {
        steps.credit(payments(block, reward)?);
    }
    let withdrawals = system.withdrawals.iter();
    steps.credit(withdrawals.map(|withdrawal| {
        let amount = U256::from(withdrawal.amount) * U256::from(GWEI_TO_WEI);
        (withdrawal.address, amount)
    }));
    let requests = match &system.requests {
        Some(rules) => requests(rules, &mut steps, receipts)?,
        None => Vec::new(),
    };
    let (changes, touched) = steps.finish();
    Ok(Closed {
        changes,
        touched,
        requests,
    })
}

/// Who is paid how much for a block (Yellow Paper, section 11.3).
fn payments(block: &Block, reward: &Reward) -> Result<Vec<(Address, U256)>, ExecuteError> {
    let for_ommers = U256::from(reward.ommers.len()) * (reward.block / U256::from(32));
    let mut payments = vec![(block.env.beneficiary, reward.block + for_ommers)];
    for ommer in &reward.ommers {
        let age = age(block, ommer)?;
        let amount = U256::from(8 - age) * reward.block / U256::from(8);
        payments.push((ommer.beneficiary, amount));
    }
    Ok(payments)
}

/// How many blocks an ommer is older than the block.
fn age(block: &Block, ommer: &Ommer) -> Result<u64, ExecuteError> {
    let age = block.env.number.checked_sub(U256::from(ommer.number));
    let age = age.and_then(|age| u64::try_from(age).ok());
    age.filter(|age| (1..=OMMER_GENERATIONS).contains(age))
        .ok_or_else(|| {
            ExecuteError::InvalidBlock(format!(
                "it is number {} and names an ommer with number {}; an ommer is from 1 to \
                 {OMMER_GENERATIONS} blocks older",
                block.env.number, ommer.number
            ))
        })
}

/// The block's requests (EIP-7685): those that are not empty, by type.
fn requests(
    rules: &RequestRules,
    steps: &mut Steps<'_>,
    receipts: &[Receipt],
) -> Result<Vec<Bytes>, ExecuteError> {
    let logs = receipts.iter().flat_map(|receipt| &receipt.logs);
    let deposits = deposits::gather(rules.deposit_contract, logs)?;
    let withdrawals = ask(steps, "withdrawal", WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS)?;
    let consolidations = ask(
        steps,
        "consolidation",
        CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS,
    )?;
    let all = [
        (DEPOSIT_REQUEST_TYPE, deposits.into()),
        (WITHDRAWAL_REQUEST_TYPE, withdrawals),
        (CONSOLIDATION_REQUEST_TYPE, consolidations),
    ];
    let some = all.into_iter().filter(|(_, data)| !data.is_empty());
    Ok(some
        .map(|(kind, data)| [&[kind], data.as_ref()].concat().into())
        .collect())
}

/// Has a system contract hand over the requests that wait in it (EIP-7002, EIP-7251).
fn ask(steps: &mut Steps<'_>, what: &str, contract: Address) -> Result<Bytes, ExecuteError> {
    let Some(result) = steps.call(contract, Bytes::new())? else {
        return Err(ExecuteError::InvalidBlock(format!(
            "there is no code at {contract}, which is to make its {what} requests"
        )));
    };
    if !result.is_success() {
        return Err(ExecuteError::InvalidBlock(format!(
            "the contract at {contract}, which is to make its {what} requests, fails"
        )));
    }
    Ok(result.into_output().unwrap_or_default())
}

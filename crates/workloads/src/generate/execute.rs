//! What has to be executed to make a block: its set-up, and views of the state before it.

use super::{
    Prior,
    draw::{Context, Draws},
    number::Int,
    plan::{Fault, MOST_GAS, Plan},
};
use crate::{PrepareError, chain, decode::decode_error};
use alloy_primitives::{Address, Bytes, TxKind, U256};
use lanewise_executor::{
    Block, Control, ExecuteError, InPlace, PreState, Receipt, Status, Transaction, Unobserved,
    revm::state::AccountInfo,
    strategies::{Job, Sequential, Strategy},
};

/// Transactions of a block of the set-up.
const BLOCK: usize = 1_000;
/// The gas limits, in sum, of what is executed between two looks at a request to stop.
const SLICE_GAS: u64 = 60_000_000;
/// The most gas that a set-up may use: some minutes of work.
const SETUP_GAS: u64 = 40_000_000_000;
/// Asks contracts things; has ether to pay for it.
const VIEWER: Address = Address::repeat_byte(0x0e);

/// Why a view gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ViewError(String);

/// Executes a block's transactions one by one.
pub(super) fn execute(block: &Block, pre: &PreState) -> Result<Ran, ExecuteError> {
    let control = Control::new();
    let job = Job::new(block, pre, &InPlace, &control);
    let run = Sequential.execute(&job, &Unobserved)?;
    Ok(Ran {
        receipts: run.outcome.receipts,
        changes: run.outcome.changes,
        gas_used: run.outcome.gas_used,
    })
}

/// What came of it.
pub(super) struct Ran {
    pub(super) receipts: Vec<Receipt>,
    pub(super) changes: lanewise_executor::StateChanges,
    gas_used: u64,
}

/// Executes the set-up in blocks from number 1 on. Returns the number of the next block.
pub(super) fn set_up(
    state: &mut PreState,
    all: Vec<Prior>,
    plan: &Plan<'_>,
    total: u32,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<u64, PrepareError> {
    let (mut number, mut done, mut gas) = (1, 0, 0);
    for priors in all.chunks(BLOCK) {
        // A block is executed in slices, so that a request to stop is soon obeyed.
        for slice in slices(priors) {
            if !progress(done, total) {
                return Err(PrepareError::Stopped);
            }
            gas += send(state, slice, number, plan)?;
            if gas > SETUP_GAS {
                let path = slice.last().map_or("", |prior| &prior.path);
                let message = format!(
                    "The set-up has used {gas} gas up to here; it may use {SETUP_GAS} in all."
                );
                return Err(fault(path, message));
            }
            done += slice.len() as u32;
        }
        number += 1;
    }
    Ok(number)
}

/// Slices of a block with at most so much gas each, but at least one transaction.
fn slices(mut priors: &[Prior]) -> Vec<&[Prior]> {
    let mut slices = Vec::new();
    while !priors.is_empty() {
        let mut gas = 0;
        let fits = priors.iter().take_while(|prior| {
            gas += prior.transaction.gas_limit;
            gas <= SLICE_GAS
        });
        let (slice, rest) = priors.split_at(fits.count().max(1));
        slices.push(slice);
        priors = rest;
    }
    slices
}

/// Sends transactions of the set-up, all of which must succeed. Gives the gas that they use.
fn send(
    state: &mut PreState,
    priors: &[Prior],
    number: u64,
    plan: &Plan<'_>,
) -> Result<u64, PrepareError> {
    let transactions = priors.iter().map(|prior| prior.transaction.clone());
    let block = chain::block(number, transactions.collect());
    let ran = execute(&block, state).map_err(|error| {
        let index = match &error {
            ExecuteError::InvalidTransaction { index, .. } => *index as usize,
            _ => 0,
        };
        let path = priors.get(index).map_or("", |prior| &prior.path);
        fault(
            path,
            format!("A transaction of the set-up is invalid: {error}."),
        )
    })?;
    for (prior, receipt) in priors.iter().zip(&ran.receipts) {
        if !receipt.is_success() {
            return Err(failed(prior, receipt, plan));
        }
    }
    state.apply(&ran.changes);
    Ok(ran.gas_used)
}

fn fault(path: &str, message: String) -> PrepareError {
    PrepareError::Batch(vec![Fault::new(path, message)])
}

fn failed(prior: &Prior, receipt: &Receipt, plan: &Plan<'_>) -> PrepareError {
    let why = why(receipt, plan);
    let what = if prior.transaction.kind == TxKind::Create {
        "The constructor"
    } else {
        "This transaction of the set-up"
    };
    fault(
        &prior.path,
        match receipt.status {
            Status::Revert => format!("{what} reverts: {why}."),
            _ => format!("{what} fails: {why}."),
        },
    )
}

/// Why a transaction did not succeed, in words.
pub(super) fn why(receipt: &Receipt, plan: &Plan<'_>) -> String {
    match &receipt.status {
        Status::Success => "it succeeded".to_owned(),
        Status::Revert => {
            let abis = plan.contracts.iter().map(|one| &one.artifact.abi);
            decode_error(abis, &receipt.output, &|address| address.to_string())
        }
        Status::Halt(reason) => crate::halted(reason),
    }
}

/// Finds the accounts that do well in each of the views that the document asks, in the order in
/// which they are written: a view's arguments may ask another one.
pub(super) fn holders(
    draws: &mut Draws<'_>,
    pre: &PreState,
    number: u64,
    go_on: &mut dyn FnMut() -> bool,
) -> Result<(), PrepareError> {
    let plan = draws.plan;
    for holder in &plan.tables.holders {
        let people = draws.people.all().to_vec();
        let mut calls = Vec::with_capacity(people.len());
        for candidate in &people {
            let mut context = Context {
                candidate: Some(*candidate),
                ..Context::default()
            };
            let (data, _) = draws
                .encoded(&holder.call, &mut context)
                .map_err(|fault| PrepareError::Batch(vec![fault]))?;
            calls.push((holder.to, data));
        }
        let given = view_while(pre, number, &calls, go_on)
            .map_err(|why| fault(&holder.path, why.0))?
            .ok_or(PrepareError::Stopped)?;
        let enough = |output: &Option<Bytes>| {
            let word = output.as_ref().and_then(|output| output.get(..32));
            let number = word.map(|word| Int::from(U256::from_be_slice(word)));
            number.is_some_and(|number| {
                number
                    .plus(holder.least.negated())
                    .and_then(Int::unsigned)
                    .is_some()
            })
        };
        let holding = people.iter().zip(&given);
        let holding: Vec<_> = holding
            .filter(|(_, output)| enough(output))
            .map(|(one, _)| *one)
            .collect();
        if holding.is_empty() {
            let message = format!(
                "After the set-up, none of the {} accounts has {} or more by this function.",
                people.len(),
                holder.least
            );
            return Err(fault(&holder.path, message));
        }
        draws.holders.push(holding);
    }
    Ok(())
}

/// Calls functions on a state and undoes what they change. Gives what each returned; nothing for
/// one that did not succeed. `number` is that of the block in which they would be.
///
/// # Errors
/// [`ViewError`] if the calls cannot be executed at all.
pub fn view(
    pre: &PreState,
    number: u64,
    calls: &[(Address, Bytes)],
) -> Result<Vec<Option<Bytes>>, ViewError> {
    let all = view_while(pre, number, calls, &mut || true)?;
    Ok(all.unwrap_or_default())
}

/// The same, as long as nobody wants it to stop; nothing if somebody did.
fn view_while(
    pre: &PreState,
    number: u64,
    calls: &[(Address, Bytes)],
    go_on: &mut dyn FnMut() -> bool,
) -> Result<Option<Vec<Option<Bytes>>>, ViewError> {
    let mut state = pre.clone();
    let rich = U256::from(u128::MAX);
    state.insert(VIEWER, AccountInfo::from_balance(rich));
    let mut outputs = Vec::with_capacity(calls.len());
    for calls in calls.chunks(BLOCK) {
        if !go_on() {
            return Ok(None);
        }
        let calls = calls.iter().enumerate();
        let transactions = calls.map(|(nonce, (to, data))| Transaction {
            caller: VIEWER,
            nonce: nonce as u64,
            kind: TxKind::Call(*to),
            data: data.clone(),
            gas_limit: MOST_GAS,
            ..chain::transaction()
        });
        let block = chain::block(number, transactions.collect());
        let ran = execute(&block, &state).map_err(|error| ViewError(error.to_string()))?;
        let given = ran.receipts.into_iter();
        outputs.extend(given.map(|receipt| receipt.is_success().then_some(receipt.output)));
    }
    Ok(Some(outputs))
}

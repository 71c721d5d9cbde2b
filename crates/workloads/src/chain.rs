//! The small chain that a workload lives on: its rules, its fees, and how its blocks before the
//! batch are executed.

use crate::PrepareError;
use alloy_primitives::{Address, U256};
use lanewise_executor::{
    Block, Control, InPlace, PreState, Transaction, Unobserved,
    revm::{context::BlockEnv, primitives::hardfork::SpecId, state::AccountInfo},
    strategies::{Job, Sequential, Strategy},
};

/// Deploys the contracts and owns what there is to distribute.
pub(crate) const DEPLOYER: Address = Address::repeat_byte(0xde);
/// Gets the priority fees.
pub(crate) const FEE_RECIPIENT: Address = Address::repeat_byte(0xfe);
/// What everybody owns in the beginning, in wei: 10,000 ether. No batch within the limits of a
/// [`crate::BatchSpec`] can spend as much.
pub(crate) const GENESIS_BALANCE: u128 = 10_000 * ETHER;
/// An ether in wei.
pub(crate) const ETHER: u128 = 1_000_000_000_000_000_000;

const CHAIN_ID: u64 = 1337;
const GIGAWEI: u128 = 1_000_000_000;
const BASE_FEE: u64 = GIGAWEI as u64;
const PRIORITY_FEE: u128 = GIGAWEI;
const MAX_FEE: u128 = 3 * GIGAWEI;
/// The gas limits of the transactions of one set-up block, in sum: small enough that a request to
/// stop is soon obeyed.
const SETUP_GAS: u64 = 60_000_000;
const FIRST_TIMESTAMP: u64 = 1_750_000_000;
const SLOT_SECONDS: u64 = 12;

/// Everybody owns ether, and nothing else has happened.
pub(crate) fn genesis(accounts: impl Iterator<Item = Address>) -> PreState {
    let mut state = PreState::new();
    for account in accounts {
        state.insert(
            account,
            AccountInfo::from_balance(U256::from(GENESIS_BALANCE)),
        );
    }
    state
}

/// A transaction that pays the chain's fees (EIP-1559); the rest is for the caller to fill in.
pub(crate) fn transaction() -> Transaction {
    Transaction {
        tx_type: 2,
        gas_price: MAX_FEE,
        gas_priority_fee: Some(PRIORITY_FEE),
        chain_id: Some(CHAIN_ID),
        ..Transaction::default()
    }
}

/// Sets the priority fee per gas, in wei; the fee cap is raised where it would be in the way.
pub(crate) fn set_tip(transaction: &mut Transaction, tip: u128) {
    transaction.gas_priority_fee = Some(tip);
    transaction.gas_price = MAX_FEE.max(tip.saturating_add(u128::from(BASE_FEE)));
}

/// The block of a number; its gas limit is what its transactions ask for.
pub(crate) fn block(number: u64, transactions: Vec<Transaction>) -> Block {
    let gas_limit = transactions
        .iter()
        .map(|transaction| transaction.gas_limit)
        .sum();
    let env = BlockEnv {
        number: U256::from(number),
        timestamp: U256::from(FIRST_TIMESTAMP + SLOT_SECONDS * number),
        beneficiary: FEE_RECIPIENT,
        basefee: BASE_FEE,
        gas_limit,
        ..BlockEnv::default()
    };
    Block {
        spec: SpecId::OSAKA,
        chain_id: CHAIN_ID,
        env,
        transactions,
        ..Block::default()
    }
}

/// Executes set-up transactions in blocks from number 1 on. Returns the number of the next block.
///
/// `progress` is told of gas, in thousands.
pub(crate) fn set_up(
    state: &mut PreState,
    transactions: Vec<Transaction>,
    progress: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<u64, PrepareError> {
    let thousands = |gas: u64| u32::try_from(gas / 1_000).unwrap_or(u32::MAX);
    let total = transactions
        .iter()
        .map(|transaction| transaction.gas_limit)
        .sum();
    let (mut done, mut number) = (0, 1);
    let mut transactions = transactions.into_iter().peekable();
    while transactions.peek().is_some() {
        if !progress(thousands(done), thousands(total)) {
            return Err(PrepareError::Stopped);
        }
        let (mut gas, mut batch) = (0, Vec::new());
        while let Some(transaction) =
            transactions.next_if(|next| gas == 0 || gas + next.gas_limit <= SETUP_GAS)
        {
            gas += transaction.gas_limit;
            batch.push(transaction);
        }
        execute(state, &block(number, batch))?;
        done += gas;
        number += 1;
    }
    if !progress(thousands(total), thousands(total)) {
        return Err(PrepareError::Stopped);
    }
    Ok(number)
}

fn execute(state: &mut PreState, block: &Block) -> Result<(), PrepareError> {
    let run = Sequential
        .execute(
            &Job::new(block, state, &InPlace, &Control::new()),
            &Unobserved,
        )
        .map_err(|error| PrepareError::SetUp(error.to_string()))?;
    for (transaction, receipt) in block.transactions.iter().zip(&run.outcome.receipts) {
        if !receipt.is_success() {
            return Err(PrepareError::SetUp(format!(
                "{:?} to {:?}, block {}: {:?}, output {}",
                transaction.caller,
                transaction.kind,
                block.env.number,
                receipt.status,
                receipt.output
            )));
        }
    }
    state.apply(&run.outcome.changes);
    Ok(())
}

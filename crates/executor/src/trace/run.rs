//! Executes transactions one after the other, with an inspector in the EVM.

use crate::{
    Counts, ExecuteError, Receipt, Transaction, TxIndex,
    evm::{Evm, EvmContext, Fee},
    outcome::GasMeter,
    state::Overlay,
    strategies::Job,
    system,
};
use revm::{DatabaseCommit, Inspector};

/// Transactions between two reports of progress.
const PROGRESS_INTERVAL: usize = 16;

/// An inspector that the EVM knows by reference, so that the EVM with one is compiled once for all of
/// them.
pub(crate) trait Probe: for<'s> Inspector<EvmContext<'s>> {
    /// Prepares for a transaction.
    fn prepare(&mut self, _: TxIndex) {}
}

/// As the sequential strategy, but with an inspector in the EVM.
pub(crate) fn inspect_all(
    job: &Job<'_>,
    probe: &mut dyn Probe,
) -> Result<system::Executed, ExecuteError> {
    let Job { block, control, .. } = *job;
    let state = Overlay::new(job.pre, block.clears_empty_accounts());
    let mut evm = Evm::inspected_by(probe, block, state);
    let mut receipts = Vec::with_capacity(block.transactions.len());
    let mut meter = GasMeter::default();
    for (index, transaction) in block.transactions.iter().enumerate() {
        if index % PROGRESS_INTERVAL == 0 {
            control.set_done(index as u32);
        }
        if control.is_cancelled() {
            return Err(ExecuteError::Cancelled);
        }
        let index = index as TxIndex;
        meter.admit(block, index)?;
        evm.inspector().prepare(index);
        let inspected = evm.inspect(transaction);
        let (result, state) = inspected.map_err(|error| invalid(index, &error))?;
        evm.state().commit(state);
        let mut receipt = Receipt::new(block.spec, transaction.tx_type, result);
        meter.count(&mut receipt);
        receipts.push(receipt);
    }
    control.set_done(block.transactions.len() as u32);
    Ok(system::Executed {
        receipts,
        changes: evm.into_state().into_changes(),
        counts: Counts::default(),
    })
}

/// Executes the transactions before `index` without an inspector, and that one with it. `job` is
/// that of an opened block, and the block has such a transaction.
pub(super) fn inspect_one(
    job: &Job<'_>,
    index: TxIndex,
    probe: &mut dyn Probe,
) -> Result<Receipt, ExecuteError> {
    let Job { block, control, .. } = *job;
    let state = Overlay::new(job.pre, block.clears_empty_accounts());
    let mut before = Evm::new(block, state);
    let mut meter = GasMeter::default();
    let new =
        |transaction: &Transaction, result| Receipt::new(block.spec, transaction.tx_type, result);
    let transactions = block.transactions.iter().take(index as usize);
    for (at, transaction) in transactions.enumerate() {
        if at % PROGRESS_INTERVAL == 0 {
            control.set_done(at as u32);
        }
        if control.is_cancelled() {
            return Err(ExecuteError::Cancelled);
        }
        meter.admit(block, at as TxIndex)?;
        let executed = before
            .execute(transaction, Fee::Paid)
            .map_err(|error| invalid(at as TxIndex, &error))?;
        before.state().commit(executed.state);
        meter.count(&mut new(transaction, executed.result));
    }
    meter.admit(block, index)?;
    let mut evm = Evm::inspected_by(probe, block, before.into_state());
    let transaction = &block.transactions[index as usize];
    let (result, _) = evm
        .inspect(transaction)
        .map_err(|error| invalid(index, &error))?;
    let mut receipt = new(transaction, result);
    meter.count(&mut receipt);
    Ok(receipt)
}

fn invalid(index: TxIndex, error: &impl std::fmt::Display) -> ExecuteError {
    ExecuteError::InvalidTransaction {
        index,
        reason: error.to_string(),
    }
}

//! Executes transactions one after the other, with an inspector in the EVM.

use crate::{
    Block, Counts, ExecuteError, Receipt, Transaction, TxIndex, evm, outcome::GasMeter,
    state::Overlay, strategies::Job, system,
};
use revm::{
    Context, DatabaseCommit, InspectEvm, Inspector, MainBuilder,
    context::{BlockEnv, CfgEnv, Journal, JournalTr, TxEnv},
};

/// Transactions between two reports of progress.
const PROGRESS_INTERVAL: usize = 16;

/// The context that inspectors see.
pub(crate) type Inspected<'a> =
    Context<BlockEnv, TxEnv, CfgEnv, Overlay<'a>, Journal<Overlay<'a>>, ()>;

/// An inspector that the EVM knows by reference, so that the EVM with one is compiled once for all of
/// them.
pub(crate) trait Probe: for<'a> Inspector<Inspected<'a>> {
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
    let mut evm = context(block, state).build_mainnet_with_inspector(probe);
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
        evm.inspector.prepare(index);
        let result = evm.inspect_one_tx(transaction.clone());
        let state = evm.ctx.journaled_state.finalize();
        let result = result.map_err(|error| invalid(index, &error))?;
        evm.ctx.journaled_state.db_mut().commit(state);
        let mut receipt = Receipt::new(block.spec, transaction.tx_type, result);
        meter.count(&mut receipt);
        receipts.push(receipt);
    }
    control.set_done(block.transactions.len() as u32);
    Ok(system::Executed {
        receipts,
        changes: evm.ctx.journaled_state.database.into_changes(),
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
    let mut before = evm::build(block, state);
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
        let executed = evm::execute(&mut before, transaction, evm::Fee::Paid)
            .map_err(|error| invalid(at as TxIndex, &error))?;
        evm::database(&mut before).commit(executed.state);
        meter.count(&mut new(transaction, executed.result));
    }
    meter.admit(block, index)?;
    let state = before.ctx.journaled_state.database;
    let mut evm = context(block, state).build_mainnet_with_inspector(probe);
    let transaction = &block.transactions[index as usize];
    let result = evm.inspect_one_tx(transaction.clone());
    let result = result.map_err(|error| invalid(index, &error))?;
    let mut receipt = new(transaction, result);
    meter.count(&mut receipt);
    Ok(receipt)
}

fn context<'a>(block: &Block, state: Overlay<'a>) -> Inspected<'a> {
    let mut context = Context::new(state, block.spec);
    context.cfg = block.cfg();
    context.block = block.env.clone();
    context
}

fn invalid(index: TxIndex, error: &impl std::fmt::Display) -> ExecuteError {
    ExecuteError::InvalidTransaction {
        index,
        reason: error.to_string(),
    }
}

//! One transaction after the other: revm as it is. The baseline of every speedup and the oracle
//! of every test.

use super::{Descriptor, Strategy};
use crate::{
    AccessSet, Block, Control, Counts, Event, ExecuteError, Observer, Outcome, PreState, Receipt,
    Run, TxIndex, WorkerObserver, Workers,
    evm::{self, Fee},
    state::Overlay,
};
use revm::DatabaseCommit;

/// One transaction after the other, on the calling thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sequential;

impl Sequential {
    /// What people are told of it.
    pub const DESCRIPTOR: Descriptor = Descriptor {
        id: "sequential",
        title: "Sequential",
        summary: "One transaction after the other, as every Ethereum client does: the baseline.",
        source: "revm, https://github.com/bluealloy/revm",
        parallel: false,
    };
}

/// Transactions between two looks at the control.
const CONTROL_INTERVAL: usize = 16;

impl<O: Observer> Strategy<O> for Sequential {
    fn execute(
        &self,
        block: &Block,
        pre: &PreState,
        _: &dyn Workers,
        control: &Control,
        observer: &O,
    ) -> Result<Run, ExecuteError> {
        let mut observed = observer.worker(0);
        let mut evm = evm::build(block, Overlay::new(pre, block.clears_empty_accounts()));
        let mut receipts = Vec::with_capacity(block.transactions.len());
        for (index, transaction) in block.transactions.iter().enumerate() {
            if index % CONTROL_INTERVAL == 0 {
                control.set_done(index as u32);
                if control.is_cancelled() {
                    return Err(ExecuteError::Cancelled);
                }
            }
            let index = index as TxIndex;
            if O::ENABLED {
                observed.event(Event::ExecutionStarted {
                    transaction: index,
                    incarnation: 0,
                });
            }
            let executed = evm::execute(&mut evm, transaction, Fee::Paid).map_err(|error| {
                ExecuteError::InvalidTransaction {
                    index,
                    reason: error.to_string(),
                }
            })?;
            if O::ENABLED && observed.wants_accesses() {
                let by_fee_only = !executed.touches_fee_recipient;
                let without = by_fee_only.then_some(block.env.beneficiary);
                observed.accesses(index, 0, AccessSet::from_state(&executed.state, without));
            }
            evm::database(&mut evm).commit(executed.state);
            receipts.push(Receipt::new(transaction.tx_type, executed.result));
            if O::ENABLED {
                observed.event(Event::Executed);
            }
        }
        control.set_done(block.transactions.len() as u32);
        observer.finish(0, observed);
        let counts = Counts {
            executions: receipts.len() as u32,
            ..Counts::default()
        };
        let changes = evm.ctx.journaled_state.database.into_changes();
        Ok(Run {
            outcome: Outcome::new(receipts, changes),
            counts,
        })
    }
}

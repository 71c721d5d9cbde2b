//! One transaction after the other: revm as it is. The baseline of every speedup and the oracle
//! of every test.

use super::{Configure, Descriptor, Job, Strategy};
use crate::{
    Counts, Event, ExecuteError, Observer, Receipt, Run, TxIndex, WorkerObserver,
    control::Watch,
    evm::{Evm, Executed, Fee},
    outcome::GasMeter,
    state::Overlay,
    system,
};
use revm::DatabaseCommit;

/// One transaction after the other, on the calling thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sequential;

impl Configure for Sequential {
    const DESCRIPTOR: Descriptor = Descriptor {
        id: "sequential",
        title: "Sequential",
        summary: "One transaction after the other, as every Ethereum client does: the baseline.",
        source: "revm, https://github.com/bluealloy/revm",
        parallel: false,
        needs_hints: false,
        options: &[],
        documentation: include_str!("../../docs/strategies/sequential.md"),
    };
}

impl<O: Observer> Strategy<O> for Sequential {
    fn execute(&self, job: &Job<'_>, observer: &O) -> Result<Run, ExecuteError> {
        system::enclose(job, &mut |_, _| {}, |job| {
            one_by_one(job, observer, |_, _| {})
        })
    }
}

/// Executes the transactions one by one; `look` sees each before it is committed.
pub(crate) fn one_by_one<O: Observer>(
    job: &Job<'_>,
    observer: &O,
    mut look: impl FnMut(TxIndex, &Executed),
) -> Result<system::Executed, ExecuteError> {
    let Job { block, control, .. } = *job;
    let mut observed = observer.worker(0);
    let mut evm = Evm::new(block, Overlay::new(job.pre, block.clears_empty_accounts()));
    let mut receipts = Vec::with_capacity(block.transactions.len());
    let mut meter = GasMeter::default();
    let mut watch = Watch::default();
    for (index, transaction) in block.transactions.iter().enumerate() {
        let index = index as TxIndex;
        if watch.is_cancelled(control, || index) {
            return Err(ExecuteError::Cancelled);
        }
        if O::ENABLED {
            observed.event(Event::ExecutionStarted {
                transaction: index,
                incarnation: 0,
            });
        }
        meter.admit(block, index)?;
        let executed = evm.execute(transaction, Fee::Paid).map_err(|error| {
            ExecuteError::InvalidTransaction {
                index,
                reason: error.to_string(),
            }
        })?;
        look(index, &executed);
        if O::ENABLED && observed.wants_accesses() {
            observed.accesses(index, 0, executed.access_set(block));
        }
        evm.state().commit(executed.state);
        let mut receipt = Receipt::new(block.spec, transaction.tx_type, executed.result);
        meter.count(&mut receipt);
        receipts.push(receipt);
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
    Ok(system::Executed {
        receipts,
        changes: evm.into_state().into_changes(),
        counts,
    })
}

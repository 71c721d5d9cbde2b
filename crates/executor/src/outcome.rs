//! What a block's execution gives.

use crate::{StateChanges, TxIndex};
use revm::{
    context::result::{ExecutionResult, HaltReason, Output},
    primitives::{Address, Bytes, Log},
};

/// What a block's execution gives. Two strategies agree if and only if their outcomes are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// One a transaction, in order.
    pub receipts: Vec<Receipt>,
    /// Gas used by all transactions.
    pub gas_used: u64,
    /// What the block changed, against its pre-state.
    pub changes: StateChanges,
}

/// A finished run: what it gave, and what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The outcome.
    pub outcome: Outcome,
    /// The work done.
    pub counts: Counts,
}

/// How much work a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Executions begun, all incarnations.
    pub executions: u32,
    /// Incarnations thrown away because validation found a stale read.
    pub aborts: u32,
    /// Executions that stopped half-way, at an ESTIMATE mark or before their sender's earlier
    /// transaction, to wait for a lower transaction.
    pub suspensions: u32,
    /// Validations.
    pub validations: u32,
}

impl Counts {
    /// Adds another worker's work.
    pub(crate) fn add(&mut self, other: Self) {
        self.executions += other.executions;
        self.aborts += other.aborts;
        self.suspensions += other.suspensions;
        self.validations += other.validations;
    }
}

/// How a transaction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It succeeded.
    Success,
    /// It was undone by REVERT.
    Revert,
    /// It was undone by a broken rule of the EVM, out of gas among them.
    Halt(HaltReason),
}

/// What a transaction left behind, besides state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// EIP-2718 type.
    pub tx_type: u8,
    /// How it ended.
    pub status: Status,
    /// Gas used by this transaction, refunds taken off.
    pub gas_used: u64,
    /// Gas used by the block up to and with this transaction.
    pub cumulative_gas_used: u64,
    /// Logs, in order.
    pub logs: Vec<Log>,
    /// Returned or reverted data.
    pub output: Bytes,
    /// The contract it created, for a creating transaction that succeeded.
    pub created: Option<Address>,
}

impl Receipt {
    /// Whether the transaction succeeded.
    pub fn is_success(&self) -> bool {
        self.status == Status::Success
    }

    /// From revm's result; the cumulative gas is filled in once the order is known.
    pub(crate) fn new(tx_type: u8, result: ExecutionResult) -> Self {
        let gas_used = result.tx_gas_used();
        let (status, logs, output, created) = match result {
            ExecutionResult::Success { logs, output, .. } => match output {
                Output::Call(data) => (Status::Success, logs, data, None),
                Output::Create(data, address) => (Status::Success, logs, data, address),
            },
            ExecutionResult::Revert { output, .. } => (Status::Revert, Vec::new(), output, None),
            ExecutionResult::Halt { reason, .. } => {
                (Status::Halt(reason), Vec::new(), Bytes::new(), None)
            }
        };
        Self {
            tx_type,
            status,
            gas_used,
            cumulative_gas_used: 0,
            logs,
            output,
            created,
        }
    }
}

impl Outcome {
    /// Fills in the receipts' cumulative gas.
    pub(crate) fn new(mut receipts: Vec<Receipt>, changes: StateChanges) -> Self {
        let mut gas_used = 0u64;
        for receipt in &mut receipts {
            gas_used += receipt.gas_used;
            receipt.cumulative_gas_used = gas_used;
        }
        Self {
            receipts,
            gas_used,
            changes,
        }
    }

    /// Where this outcome first differs from another of the same block, in one sentence; nothing
    /// when they are equal.
    pub fn first_difference(&self, other: &Self) -> Option<String> {
        if self.receipts.len() != other.receipts.len() {
            return Some(format!(
                "one has {} receipts, the other {}",
                self.receipts.len(),
                other.receipts.len()
            ));
        }
        for (index, (a, b)) in self.receipts.iter().zip(&other.receipts).enumerate() {
            if a != b {
                return Some(Self::receipt_difference(index as TxIndex, a, b));
            }
        }
        self.changes.first_difference(&other.changes)
    }

    fn receipt_difference(index: TxIndex, a: &Receipt, b: &Receipt) -> String {
        let what = if a.status != b.status {
            format!("status {:?} against {:?}", a.status, b.status)
        } else if a.gas_used != b.gas_used {
            format!("gas used {} against {}", a.gas_used, b.gas_used)
        } else if a.logs != b.logs {
            format!("logs {:?} against {:?}", a.logs, b.logs)
        } else if a.output != b.output {
            format!("output {} against {}", a.output, b.output)
        } else {
            format!("{a:?} against {b:?}")
        };
        format!("receipt of transaction {index}: {what}")
    }
}

//! What a block's execution gives.

use crate::{Block, ExecuteError, StateChanges, TxIndex};
use revm::{
    context::result::{ExecutionResult, HaltReason, Output},
    primitives::{Address, Bytes, Log, hardfork::SpecId},
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
    /// The requests that the block makes of the consensus layer (EIP-7685): those that are not
    /// empty, each with its type in front, by type. Empty before Prague.
    pub requests: Vec<Bytes>,
}

/// A finished run: what it gave, and what it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The outcome.
    pub outcome: Outcome,
    /// The work done.
    pub counts: Counts,
    /// Why the strategy executed the block in another way than its own, if it did.
    pub fallback: Option<&'static str>,
}

/// How much work a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Executions begun, all incarnations.
    pub executions: u32,
    /// Incarnations thrown away because validation found a stale read.
    pub aborts: u32,
    /// Executions that stopped, half-way or at once, at an ESTIMATE mark or before their sender's earlier
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

/// Gas as a block counts it from Amsterdam on: refunds not taken off (EIP-7778), and growth of the
/// state apart from the rest (EIP-8037).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlockGas {
    /// For computation and data.
    pub regular: u64,
    /// For growth of the state.
    pub state: u64,
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
    /// Its part in the block's gas, as Amsterdam counts it (EIP-7778, EIP-8037); all zero before.
    pub block_gas: BlockGas,
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
    pub(crate) fn new(spec: SpecId, tx_type: u8, result: ExecutionResult) -> Self {
        let gas_used = result.tx_gas_used();
        let block_gas = if spec.is_enabled_in(SpecId::AMSTERDAM) {
            BlockGas {
                regular: result.gas().block_regular_gas_used(),
                state: result.gas().block_state_gas_used(),
            }
        } else {
            BlockGas::default()
        };
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
            block_gas,
            logs,
            output,
            created,
        }
    }
}

/// Counts the gas of a block, transaction by transaction, and watches its limit.
#[derive(Debug, Default)]
pub(crate) struct GasMeter {
    /// What the receipts add up to.
    cumulative: u64,
    block: BlockGas,
}

impl GasMeter {
    /// Whether a block has room for its next transaction.
    ///
    /// # Errors
    /// That transaction makes the block invalid.
    pub(crate) fn admit(&self, block: &Block, index: TxIndex) -> Result<(), ExecuteError> {
        let used = self.used(block.spec);
        let left = block.env.gas_limit.saturating_sub(used);
        let wanted = block.transactions[index as usize].gas_limit;
        if wanted <= left {
            return Ok(());
        }
        Err(ExecuteError::InvalidTransaction {
            index,
            reason: format!("its gas limit of {wanted} is more than the {left} left in the block"),
        })
    }

    /// Counts a transaction, and fills in its receipt's cumulative gas.
    pub(crate) fn count(&mut self, receipt: &mut Receipt) {
        self.cumulative += receipt.gas_used;
        self.block.regular += receipt.block_gas.regular;
        self.block.state += receipt.block_gas.state;
        receipt.cumulative_gas_used = self.cumulative;
    }

    /// Gas used by the block so far.
    fn used(&self, spec: SpecId) -> u64 {
        if spec.is_enabled_in(SpecId::AMSTERDAM) {
            self.block.regular.max(self.block.state)
        } else {
            self.cumulative
        }
    }
}

/// Puts the receipts in order; `results` is what became of the transactions, each by itself.
///
/// # Errors
/// The lowest transaction that makes the block invalid.
pub(crate) fn settle(
    block: &Block,
    results: impl Iterator<Item = Result<Receipt, ExecuteError>>,
) -> Result<Vec<Receipt>, ExecuteError> {
    let mut meter = GasMeter::default();
    let mut receipts = Vec::with_capacity(block.transactions.len());
    for (index, result) in results.enumerate() {
        meter.admit(block, index as TxIndex)?;
        let mut receipt = result?;
        meter.count(&mut receipt);
        receipts.push(receipt);
    }
    Ok(receipts)
}

impl Outcome {
    /// Of receipts in order.
    pub(crate) fn new(
        spec: SpecId,
        receipts: Vec<Receipt>,
        changes: StateChanges,
        requests: Vec<Bytes>,
    ) -> Self {
        let gas_used = if spec.is_enabled_in(SpecId::AMSTERDAM) {
            let sum = |part: fn(&Receipt) -> u64| receipts.iter().map(part).sum::<u64>();
            sum(|receipt| receipt.block_gas.regular).max(sum(|receipt| receipt.block_gas.state))
        } else {
            receipts.last().map_or(0, |last| last.cumulative_gas_used)
        };
        Self {
            receipts,
            gas_used,
            changes,
            requests,
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
        if self.requests != other.requests {
            return Some(format!(
                "requests {:?} against {:?}",
                self.requests, other.requests
            ));
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

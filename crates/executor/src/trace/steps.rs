//! One transaction of a block, instruction by instruction.

mod tracer;

use super::{CodeId, Places, run::inspect_one};
use crate::{
    Block, Control, ExecuteError, InPlace, PreState, Receipt, TxIndex, strategies::Job, system,
};
use revm::{
    bytecode::opcode::OpCode,
    primitives::{Address, U256},
};
use std::ops::Range;
use tracer::Tracer;

/// The most steps kept in one trace.
pub const MOST_STEPS: u64 = 1_000;
/// The most calls kept in one trace.
pub const MOST_FRAMES: usize = 10_000;
/// The most bytes of memory kept of one step.
pub const LONGEST_MEMORY: usize = 4_096;
/// The most bytes kept of what goes into a call, and of what comes out.
pub const LONGEST_DATA: usize = 1_024;

/// A transaction, instruction by instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// How the transaction ended; as in the whole block.
    pub receipt: Receipt,
    /// The steps of the window that was asked for, at most [`MOST_STEPS`].
    pub steps: Vec<Step>,
    /// How many steps there are in all.
    pub total_steps: u64,
    /// The calls, in the order in which they began; the first is the transaction itself. At most
    /// [`MOST_FRAMES`].
    pub frames: Vec<CallFrame>,
    /// How many calls there are in all.
    pub total_frames: u64,
}

/// An instruction that was executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number in the transaction, from 0.
    pub number: u64,
    /// Its call: an index of all calls in the order in which they began, even those not kept.
    pub frame: u64,
    /// Calls around it; 0 in the transaction's own.
    pub depth: u32,
    /// The code that it is in.
    pub code: CodeId,
    /// The account whose storage it works on.
    pub account: Address,
    /// Its program counter.
    pub pc: u32,
    /// The nearest program counter before it in the same call that has a place in a source; its own
    /// if it has one.
    pub place: Option<u32>,
    /// The instruction.
    pub opcode: u8,
    /// What stands behind it in the code: what PUSH1 to PUSH32 push.
    pub operand: Option<U256>,
    /// Gas left before it.
    pub gas_left: u64,
    /// Gas that it takes; of a call with what the callee is given.
    pub gas_cost: u64,
    /// The call's refund counter before it.
    pub refund: i64,
    /// The stack before it, its top last.
    pub stack: Vec<U256>,
    /// The memory's length before it, in bytes.
    pub memory_bytes: u64,
    /// The memory before it, at most its first [`LONGEST_MEMORY`] bytes.
    pub memory: Vec<u8>,
    /// What it read from storage or wrote there.
    pub storage: Option<StorageTouch>,
    /// Whether it broke a rule of the EVM, which ended its call: out of gas, no such instruction ...
    pub failed: bool,
}

impl Step {
    /// The instruction's name: `SSTORE`; `UNKNOWN` for a byte that is none.
    pub fn name(&self) -> &'static str {
        OpCode::new(self.opcode).map_or("UNKNOWN", OpCode::as_str)
    }
}

/// A slot that an instruction read or wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageTouch {
    /// The account.
    pub address: Address,
    /// The slot.
    pub slot: U256,
    /// The value before.
    pub before: U256,
    /// The value after; the same for a read.
    pub after: U256,
    /// Whether it is a write.
    pub is_write: bool,
    /// Whether it is transient storage (EIP-1153), forgotten at the transaction's end.
    pub is_transient: bool,
}

/// How a call came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallKind {
    /// CALL, or the transaction itself.
    Call,
    /// CALLCODE: another's code on the caller's storage.
    CallCode,
    /// DELEGATECALL: another's code on the caller's storage, with the caller's caller and value.
    DelegateCall,
    /// STATICCALL: nothing may be changed.
    StaticCall,
    /// CREATE, or a creating transaction.
    Create,
    /// CREATE2 (EIP-1014).
    Create2,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallFrame {
    /// The call that it was made from, an index of all calls; nothing for the transaction itself.
    pub parent: Option<u64>,
    /// Calls around it.
    pub depth: u32,
    /// How it came about.
    pub kind: CallKind,
    /// Who calls.
    pub caller: Address,
    /// The account whose storage it works on; of a creation the new one, nothing where none came
    /// about.
    pub account: Option<Address>,
    /// The account whose code runs, if not that one's own.
    pub code: Option<Address>,
    /// Wei that go along; for DELEGATECALL those that its caller got.
    pub value: U256,
    /// Gas that it may use.
    pub gas_limit: u64,
    /// Gas that it used, refunds not taken off.
    pub gas_used: u64,
    /// What it is given: data, or creation code. At most [`LONGEST_DATA`] bytes.
    pub input: Vec<u8>,
    /// How much that is in all, in bytes.
    pub input_bytes: u64,
    /// What it returned or reverted with, at most [`LONGEST_DATA`] bytes.
    pub output: Vec<u8>,
    /// How much that is in all, in bytes.
    pub output_bytes: u64,
    /// The numbers of the steps that it and the calls in it take.
    pub steps: Range<u64>,
    /// Nothing if it succeeded, otherwise why not, in revm's word: `Revert`, `OutOfGas` ...
    pub failure: Option<String>,
}

/// Executes the transaction at `index` of a block and keeps those of its steps whose numbers are in
/// `window`.
///
/// The transactions before it are executed first, one after the other.
///
/// # Errors
/// As sequential execution up to that transaction; [`ExecuteError::InvalidBlock`] if there is none.
pub fn trace(
    block: &Block,
    pre: &PreState,
    index: TxIndex,
    window: Range<u64>,
    places: &Places<'_>,
    control: &Control,
) -> Result<Trace, ExecuteError> {
    if index as usize >= block.transactions.len() {
        let count = block.transactions.len();
        let said = format!("it has no transaction {index}, only {count} in all");
        return Err(ExecuteError::InvalidBlock(said));
    }
    system::check_blobs(block)?;
    let opened = system::open(block, pre)?;
    let job = Job::new(block, &opened.pre, &InPlace, control);
    let end = window.end.min(window.start.saturating_add(MOST_STEPS));
    let mut tracer = Tracer::new(window.start..end, places, control);
    let receipt = inspect_one(&job, index, &mut tracer)?;
    if control.is_cancelled() {
        return Err(ExecuteError::Cancelled);
    }
    Ok(tracer.finish(receipt))
}

//! What views show of single transactions: the table of all, texts of some, the opcodes of one; and
//! the block's access list.

use crate::TransactionStatus;
use serde::{Deserialize, Serialize};

/// A line of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSite {
    /// The contract's name.
    pub contract: String,
    /// The file's path.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The function around it; empty where there is none.
    pub function: String,
    /// The line's text, without the space around it.
    pub text: String,
    /// How often it read, in this block.
    pub reads: u32,
    /// How often it wrote, in this block.
    pub writes: u32,
}

/// Answers [`crate::View::Table`]: the block's transactions, for sorting and filtering.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// One a transaction, by index.
    pub rows: Vec<Row>,
    /// Names that [`Row::sender`] means.
    pub senders: Vec<String>,
    /// Names that [`Row::target`] means: contracts, or addresses.
    pub targets: Vec<String>,
    /// Names that [`Row::function`] means; the empty one for plain transfers.
    pub functions: Vec<String>,
    /// Measured sequential passes whose median [`Row::time_ns`] is.
    pub passes: u32,
    /// The clock is too coarse for single transactions, so that the median pass was dealt out by gas.
    pub is_dealt_out: bool,
}

/// A transaction in the [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// How it ended.
    pub status: TransactionStatus,
    /// Gas used.
    pub gas: u64,
    /// Measured time of its sequential execution, in nanoseconds.
    pub time_ns: u64,
    /// Places read.
    pub reads: u32,
    /// Places written.
    pub writes: u32,
    /// Logs emitted.
    pub logs: u32,
    /// An index into [`Table::senders`].
    pub sender: u32,
    /// An index into [`Table::targets`].
    pub target: u32,
    /// An index into [`Table::functions`].
    pub function: u32,
    /// Its wave: the longest chain of dependencies that ends here, from 0.
    pub wave: u32,
}

/// Answers [`crate::View::Texts`]: one a transaction asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionText {
    /// The transaction.
    pub index: u32,
    /// The call, as `transfer(to: 0x12…, amount: 5)`.
    pub call: String,
    /// Its logs in words, at most sixteen.
    pub events: Vec<String>,
    /// Why it did not end well; empty when it did.
    pub reason: String,
}

/// Answers [`crate::View::Trace`]: some of the steps of one transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The transaction.
    pub index: u32,
    /// Steps in all.
    pub total: u64,
    /// The first step here.
    pub from: u64,
    /// The steps, in order.
    pub steps: Vec<TraceStep>,
    /// Contracts that [`TraceStep::contract`] means.
    pub contracts: Vec<String>,
    /// Lines that [`TraceStep::site`] means.
    pub sites: Vec<ViewSite>,
    /// Gas used by the transaction.
    pub gas_used: u64,
}

/// One instruction of the EVM, before it is carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceStep {
    /// The program counter.
    pub pc: u32,
    /// The instruction's name.
    pub op: String,
    /// Call frames around it; 1 for the transaction's own.
    pub depth: u16,
    /// Whose code it is: an index into [`Trace::contracts`].
    pub contract: u32,
    /// Gas left before it.
    pub gas: u64,
    /// Gas that it takes.
    pub cost: u64,
    /// The stack before it, in hexadecimal, the top last.
    pub stack: Vec<String>,
    /// The memory before it, in hexadecimal without `0x`; its beginning only, where it is long.
    pub memory: String,
    /// Bytes of the memory in all.
    pub memory_bytes: u32,
    /// Storage that it reads: (place, value).
    pub reads: Option<(String, String)>,
    /// Storage that it writes: (place, value).
    pub writes: Option<(String, String)>,
    /// The line it comes from: an index into [`Trace::sites`].
    pub site: Option<u32>,
}

/// Answers [`crate::View::AccessList`]: the block's access list (EIP-7928).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// Its Keccak-256 hash, as it stands in the header.
    pub hash: String,
    /// Its bytes in RLP.
    pub bytes: u64,
    /// Bytes of the block's transactions, as they are sent.
    pub block_bytes: u64,
    /// Slots that are only read.
    pub reads: u32,
    /// Changes of storage, balance, nonce and code.
    pub changes: u32,
    /// Whether the list came with the block's file; if not, a sequential run made it.
    pub came_with_block: bool,
    /// The accounts, by address.
    pub accounts: Vec<ListedAccount>,
    /// Accounts beyond those.
    pub left_out: u32,
}

/// An account in a block's access list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedAccount {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Slots that are only read.
    pub storage_reads: Vec<String>,
    /// Slots that change.
    pub storage_changes: Vec<ListedSlot>,
    /// New balances.
    pub balance_changes: Vec<ListedChange>,
    /// New nonces.
    pub nonce_changes: Vec<ListedChange>,
    /// New code, as its length in bytes.
    pub code_changes: Vec<ListedChange>,
}

/// A slot that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedSlot {
    /// Its name.
    pub place: String,
    /// Its changes, by index.
    pub changes: Vec<ListedChange>,
}

/// A change in a block's access list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedChange {
    /// When: 0 before the transactions, 1 for the first of them, and so on.
    pub index: u32,
    /// The value after it.
    pub value: String,
}

//! Files that hold blocks.

use serde::{Deserialize, Serialize};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// The number that the page gave to it.
    pub file: u32,
    /// Its name.
    pub name: String,
    /// The format's name: `blockchain test`, `block of a node`, `lanewise block`.
    pub format: String,
    /// Its cases, at least one.
    pub cases: Vec<CaseInfo>,
}

/// Blocks on a common state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseInfo {
    /// Its name in the file.
    pub name: String,
    /// Why it cannot be run, if it cannot, in one sentence.
    pub skip: Option<String>,
    /// Whether the state before the first block is all there is.
    pub complete_state: bool,
    /// Its blocks, in order.
    pub blocks: Vec<BlockInfo>,
}

/// A block of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockInfo {
    /// Its number on the chain, where one can be read.
    pub number: Option<u64>,
    /// The fork whose rules hold.
    pub fork: String,
    /// Its transactions, where they can be read.
    pub transactions: Option<u32>,
    /// Why it must be refused, in the file's own words, if it must.
    pub must_fail: Option<String>,
}

/// What a run of a file's block gave besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRun {
    /// The file's name.
    pub name: String,
    /// The case's name.
    pub case: String,
    /// The block, as the file has it.
    pub block: BlockInfo,
    /// Whether the state before the block is all there is; if not, its roots mean nothing outside.
    pub complete_state: bool,
    /// What the header says of the outcome, field by field.
    pub header: Vec<HeaderField>,
}

/// A field of a header beside what came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderField {
    /// Its name in a header as nodes write it.
    pub field: String,
    /// How it stands.
    pub state: HeaderState,
}

/// How a field of a header stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeaderState {
    /// What came out is what the header says.
    Equal {
        /// What both are.
        value: String,
    },
    /// It is not.
    Differs {
        /// What the header says.
        expected: String,
        /// What came out.
        actual: String,
    },
    /// It cannot be told.
    Unknown {
        /// Why, in one sentence.
        why: String,
    },
}

//! Projects: contracts that a person writes, and the batch that calls them.

use serde::{Deserialize, Serialize};

/// What the engine found in a project.
///
/// The project itself crosses in the buffer of [`crate::Request::Project`], as JSON in UTF-8:
///
/// | key | what |
/// |---|---|
/// | `compiled` | the Solidity compiler's `contracts`: by file and by contract name `abi`, `storageLayout`, `evm` |
/// | `sources` | the Solidity sources that were compiled: by path `id`, the compiler's number, and `content`, the text |
/// | `own` | paths of the person's own Solidity files; the others were imported |
/// | `files` | text by path of all other files: EVM assembly (`*.evm`), and bytecode with its ABI (`*.json`) |
/// | `batch` | the batch document's text |
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectInfo {
    /// The number that the page gave to it.
    pub project: u32,
    /// The contracts that can be deployed: the person's own first.
    pub contracts: Vec<ContractInfo>,
    /// What is wrong with files that the engine itself reads.
    pub files: Vec<FileProblem>,
    /// What is wrong with the batch document.
    pub problems: Vec<BatchProblem>,
    /// Whether a block can be made of it.
    pub usable: bool,
}

/// A contract that can be deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractInfo {
    /// Its name.
    pub name: String,
    /// The file that it is in.
    pub file: String,
    /// How a batch document speaks of it: the name, or file and name where that is not unique.
    pub reference: String,
    /// Whether it is in one of the person's own files.
    pub own: bool,
    /// The constructor's parameters.
    pub constructor: Vec<ParameterInfo>,
    /// Whether the constructor takes ether.
    pub payable: bool,
    /// Its functions, as the ABI has them.
    pub functions: Vec<FunctionInfo>,
    /// Its variables in storage.
    pub storage: Vec<StorageInfo>,
    /// The deployed code's length in bytes.
    pub code_bytes: u32,
    /// Why it cannot be deployed, in one sentence, if it cannot.
    pub problem: Option<String>,
}

/// A function that can be called from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionInfo {
    /// Its name.
    pub name: String,
    /// Name and types: `transfer(address,uint256)`.
    pub signature: String,
    /// How a batch document speaks of it: the name, or the signature where it is overloaded.
    pub reference: String,
    /// Its parameters.
    pub inputs: Vec<ParameterInfo>,
    /// What it returns.
    pub outputs: Vec<ParameterInfo>,
    /// `pure`, `view`, `nonpayable` or `payable`.
    pub mutability: String,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterInfo {
    /// Its name; may be empty.
    pub name: String,
    /// Its type: `uint256`, `address[]`, `(address,uint256)[]`.
    pub kind: String,
    /// The fields of a tuple, or of an array's tuples.
    pub components: Vec<ParameterInfo>,
}

/// A variable in storage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageInfo {
    /// Its name.
    pub label: String,
    /// Its type, in Solidity's words.
    pub kind: String,
    /// Its slot, decimal.
    pub slot: String,
    /// The byte in the slot where it begins, from the lowest.
    pub offset: u32,
    /// Its length in bytes.
    pub bytes: u32,
}

/// Something wrong with a file. Lines and columns count from 1, columns in UTF-16 units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileProblem {
    /// The file.
    pub path: String,
    /// Where it begins.
    pub line: u32,
    /// Where it begins.
    pub column: u32,
    /// Where it ends.
    pub end_line: u32,
    /// Behind its end.
    pub end_column: u32,
    /// Whether it is only a warning.
    pub is_warning: bool,
    /// One sentence, and perhaps a second one that helps.
    pub message: String,
}

/// Something wrong with a batch document, or with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchProblem {
    /// The part of the document: `steps[0].arguments[1]`; empty for the whole.
    pub path: String,
    /// One sentence.
    pub message: String,
    /// Where that part begins in the document's text; lines and columns count from 1.
    pub line: u32,
    /// Where it begins.
    pub column: u32,
    /// Where it ends.
    pub end_line: u32,
    /// Behind its end.
    pub end_column: u32,
}

/// How the transactions of a block ended in one sequential execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DryRun {
    /// Transactions.
    pub transactions: u32,
    /// Those that ended well.
    pub succeeded: u32,
    /// Gas used by all of them.
    pub gas_used: u64,
    /// The others, by kind of call and reason, most first.
    pub failures: Vec<FailureGroup>,
    /// By kind of call, in the batch document's order: calls, those that ended well, gas.
    pub calls: Vec<CallGroup>,
}

/// Transactions that failed in the same way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailureGroup {
    /// The function's name with the contract's: `Token.transfer`.
    pub call: String,
    /// Why, in words.
    pub reason: String,
    /// How many.
    pub count: u32,
    /// The first of them.
    pub first: u32,
}

/// Transactions that call the same function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallGroup {
    /// The function's name with the contract's: `Token.transfer`.
    pub call: String,
    /// How many.
    pub count: u32,
    /// How many ended well.
    pub succeeded: u32,
    /// Gas that they used.
    pub gas_used: u64,
}

//! Blocks as other tools write them, read strictly, and compared with their headers after a run.
//!
//! [`read`] takes a text and finds out what it is: blockchain tests of ethereum/tests and of the
//! execution specs, a block of a node with the tracer's state, or this project's own format, which
//! is also written ([`write()`]). Every refusal is a [`ReadError`], one sentence that names the
//! place. What is read is a [`Case`]: blocks, the state before them, and what must come out;
//! [`verify`] runs it. The formats are described in the crate's README.
//!
//! Nothing here reads files or starts threads; the crate is the same natively and on wasm32.

mod access_list_json;
mod accounts;
mod case;
mod difficulty;
mod document;
mod error;
mod expected;
mod fixture;
mod fork;
mod header;
mod header_json;
mod json;
mod network;
mod parts;
mod prestate;
mod read;
mod rlp_block;
mod signed;
mod system_json;
mod transaction_json;
mod verdict;
mod verify;
mod write;

pub use alloy_consensus::Header;
pub use case::{Case, Format, ImportedBlock};
pub use error::ReadError;
pub use expected::{Comparison, Expected};
pub use fork::Fork;
pub use header::{Problem, blob_base_fee, check_header, next_base_fee, next_excess_blob_gas};
pub use network::{Network, Start};
pub use read::{MAX_TEXT_BYTES, read};
pub use verdict::{Skip, SkipKind, Verdict};
pub use verify::verify;
pub use write::{Document, write};

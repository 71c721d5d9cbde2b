//! The contracts, and the generators of transaction batches.
//!
//! A batch document ([`lanewise_batch::Batch`]) says which contracts are deployed, what happens
//! before the block and which calls it is mixed of; [`generate`] carries that out over compiled
//! contracts ([`Artifacts`]) and gives a [`Workload`]: the state of a small chain, and one block to
//! measure. Deployment and set-up are transactions like any other, executed by the same EVM as the
//! block itself; only the accounts' ether is there from the start, as in a genesis allocation.
//!
//! The ready scenarios ([`presets`]) are such documents; [`prepare`] makes their blocks from a
//! [`BatchSpec`], the few numbers that stand in a link.
//!
//! Invariant: the same document gives the same block, bit for bit, on every machine, natively
//! and in WebAssembly. Hence the crate has a [random number generator][1] of its own and takes powers
//! from `libm`.
//!
//! [`suite`] holds the blocks that benchmarks measure.
//!
//! To add a scenario, write a document in `static/scenarios/` and give it a line in `presets.rs`.
//!
//! [1]: https://prng.di.unimi.it/

mod abi;
mod artifacts;
mod batch;
mod chain;
mod choice;
mod contract;
mod decode;
mod generate;
mod layout;
mod names;
mod preparation;
mod presets;
mod random;
mod source_map;
pub mod suite;
mod workload;

pub use alloy_json_abi::{Param, StateMutability};
pub use artifacts::{Artifact, Artifacts, add_assembly, add_pasted};
pub use batch::{BatchSpec, FieldError, prepare, shortened, validate};
pub use decode::{decode_call, decode_error, decode_log};
pub use generate::{Fault, ViewError, addresses, check, generate, listing, view};
pub use layout::{Member, StorageLayout, StorageRow};
pub use presets::{Preset, Source, preset, presets};
pub use source_map::{CodeMap, CodeMaps, LONGEST_LINE, Place, Sources};
pub use workload::{DecodedCall, Deployed, LineSite, PrepareError, Workload, in_ether};

use lanewise_executor::revm::context::result::HaltReason;

/// Why a transaction was halted, in words.
pub fn halted(reason: &HaltReason) -> String {
    match reason {
        HaltReason::OutOfGas(_) => "out of gas".to_owned(),
        HaltReason::CreateContractSizeLimit => {
            "the contract’s code is larger than 24,576 bytes (EIP-170)".to_owned()
        }
        HaltReason::CreateInitCodeSizeLimit => {
            "the creation code is larger than 49,152 bytes (EIP-3860)".to_owned()
        }
        other => other.to_string(),
    }
}

//! The contracts, and the generators of transaction batches.
//!
//! A [`Preset`] is a Solidity contract and a way to draw calls to it. [`prepare`] turns a
//! [`BatchSpec`] into a [`Workload`]: the state of a small chain on which the preset's contracts
//! were deployed and its accounts funded, and one block to measure. Deployment and funding are
//! transactions like any other, executed by the same EVM as the block itself; only the accounts'
//! ether is there from the start, as in a genesis allocation.
//!
//! Invariant: the same [`BatchSpec`] gives the same block, bit for bit, on every machine, natively
//! and in WebAssembly. Hence the crate has a [random number generator][1] of its own and takes powers
//! from `libm`.
//!
//! [`suite`] holds the blocks that benchmarks measure, made by the same machinery.
//!
//! To add a preset, write a file beside those in `presets/` and give it a line in
//! [`PRESETS`].
//!
//! [1]: https://prng.di.unimi.it/

mod abi;
mod batch;
mod chain;
mod choice;
mod contract;
mod names;
mod preparation;
mod presets;
mod random;
pub mod suite;
mod workload;

pub use batch::{BatchSpec, FieldError, shortened, validate};
pub use preparation::prepare;
pub use presets::{PRESETS, Preset};
pub use workload::{DecodedCall, Deployed, PrepareError, Workload};

//! A block and its pre-state in, an outcome out.
//!
//! A [`Block`] is an environment and a list of transactions; a [`PreState`] is what the accounts
//! held before it. A strategy, picked from [`strategies::TABLE`], executes the block over revm and
//! gives an [`Outcome`]: receipts, gas, and what changed. **Every strategy gives, for every block,
//! exactly what [`strategies::Sequential`] gives**; that is the crate's one law, and equality of
//! outcomes is its test.
//!
//! Threads come from outside, through [`Workers`]; a run is watched and stopped through
//! [`Control`]; what happened when is told to an [`Observer`], a type parameter that costs nothing
//! when it is [`Unobserved`]. The crate is the same natively and on wasm32, with and without
//! atomics.
//!
//! ```
//! use lanewise_executor::{Block, Control, InPlace, PreState, Unobserved, strategies, strategies::Job};
//!
//! let (block, state, control) = (Block::default(), PreState::default(), Control::new());
//! let strategy = strategies::parse("block-stm").unwrap();
//! let run = strategy.execute(&Job::new(&block, &state, &InPlace, &control), &Unobserved).unwrap();
//! assert_eq!(run.outcome.gas_used, 0);
//! ```

mod access;
mod access_list;
mod block;
mod clock;
mod codes;
mod control;
mod error;
mod evm;
mod hints;
mod memory;
mod observer;
mod outcome;
mod preimages;
mod primitive;
mod recorder;
mod roots;
mod state;
pub mod strategies;
mod system;
mod trace;
mod workers;

pub use access::{AccessSet, Location, Part};
pub use access_list::{AccessListError, BlockAccessList};
pub use block::{
    BlobLimits, Block, GAS_PER_BLOB, Ommer, RequestRules, Reward, SystemOperations, Transaction,
    Withdrawal,
};
pub use clock::Stopwatch;
pub use control::Control;
pub use error::ExecuteError;
pub use hints::Hints;
pub use memory::Exempt;
pub use observer::{Event, Observer, Unobserved, Version, WorkerObserver};
pub use outcome::{BlockGas, Counts, Outcome, Receipt, Run, Status};
pub use preimages::{Preimages, preimages};
pub use recorder::{Break, Recorder, Recording, Span, SpanKind};
pub use revm;
pub use roots::{
    block_bloom, intermediate_roots, receipts_root, receipts_root_before_byzantium, requests_hash,
    state_root, withdrawals_root,
};
pub use state::{AccountChange, PreAccount, PreState, StateChanges};
pub use trace::{
    CallFrame, CallKind, CodeId, LONGEST_DATA, LONGEST_MEMORY, MOST_FRAMES, MOST_SITES, MOST_STEPS,
    PcSet, Places, Site, Step, StorageTouch, Trace, sites, trace,
};
pub use workers::{Activity, Begun, InPlace, ScopedThreads, Stepper, WorkerId, Workers};

/// The index of a transaction in its block, from 0.
pub type TxIndex = u32;

/// How many times a transaction has been executed before, from 0 (Block-STM, section 3).
pub type Incarnation = u32;

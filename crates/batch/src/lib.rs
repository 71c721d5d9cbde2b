//! The description of a batch of transactions, as people and programs write it: a JSON document.
//!
//! A [`Batch`] says which contracts are deployed, what happens before the block, and which calls the
//! block is mixed of, with [`Value`]s that are drawn anew for every transaction. The page's form and
//! its text are two views of this one thing, and the generator (`lanewise-workloads`) makes blocks of
//! it; so the types stand by themselves, without an EVM and without a browser.
//!
//! The format is called `lanewise-batch/1`; `static/schema/lanewise-batch-1.json` is its schema. It
//! is read strictly: a key that is not known is an error with its place and the nearest key that is.
//!
//! Invariant: what [`write`] writes, [`read`] reads back as the same [`Batch`].

mod document;
mod locate;
mod read;
mod value;
mod write;

pub use document::{
    Batch, Call, Deployment, Draw, FORMAT, Knob, Limits, Order, Repeat, SetUp, Step,
};
pub use locate::{Place, locate};
pub use read::{Problem, read, read_calls, read_value};
pub use value::{AccountChoice, Each, EncodedCall, Merkle, Output, Rank, Take, Value, View, Walk};
pub use write::{pretty, write, write_call, write_value};

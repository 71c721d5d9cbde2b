//! The presets, in one table that page, command line, tests and benches all read.

pub(crate) mod exchange;
pub(crate) mod nft;
pub(crate) mod nft_global;
mod nft_per_user;
pub(crate) mod payments;
pub(crate) mod token;

use crate::{BatchSpec, preparation::Preparation};

/// A contract and a way to draw a batch of calls to it.
#[derive(Debug)]
pub struct Preset {
    /// Stable: stands in links and command lines.
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// One sentence: what it does and what it teaches.
    pub summary: &'static str,
    /// One sentence: what the transactions do, what `accounts` and `contention` mean here.
    pub batch: &'static str,
    /// The Solidity file's name; empty where there is no contract.
    pub file: &'static str,
    /// The Solidity source; empty where there is no contract.
    pub source: &'static str,
    /// Transactions, accounts, contention of the batch to start with.
    pub(crate) start: (u32, u32, f64),
    /// Queues what the set-up and the batch consist of.
    pub(crate) queue: fn(&mut Preparation),
}

impl Preset {
    /// The batch to start with.
    pub fn defaults(&self) -> BatchSpec {
        let (transactions, accounts, contention) = self.start;
        BatchSpec {
            preset: self.id.to_owned(),
            transactions,
            accounts,
            contention,
            seed: 1,
        }
    }
}

/// All presets, in the order to show them; the first is the default.
pub const PRESETS: &[&Preset] = &[
    &token::PRESET,
    &exchange::PRESET,
    &nft_global::PRESET,
    &nft_per_user::PRESET,
    &payments::PRESET,
];

/// The preset of an id.
pub(crate) fn by_id(id: &str) -> Option<&'static Preset> {
    PRESETS.iter().copied().find(|preset| preset.id == id)
}

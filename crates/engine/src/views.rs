//! What is shown of a block: the scenarios it can be made of, its beginning, its graph and its
//! conflicts, its transactions in a table and one by one, what virtual cores would do with it, and
//! all of it as documents.
//!
//! Everything but the preview comes from a [`Recorded`] run: one sequential execution that keeps
//! what every transaction read and wrote. It is made when a view first asks for it, so that a run
//! never waits for it. What takes longer is made step by step, each with its progress
//! ([`crate::watched`]), and kept with the block ([`crate::made`]); [`answer()`] says which view needs
//! what.

mod access_list;
mod answer;
mod bounds;
mod conflicts;
mod dry_run;
mod export;
mod graph;
mod keys;
mod labels;
mod preset;
mod preview;
mod recorded;
mod simulation;
mod steps;
mod strategy;
mod table;
mod texts;
mod trace;
mod transaction;

pub(crate) use answer::answer;
pub(crate) use dry_run::dry_run;
pub(crate) use export::export;
pub(crate) use labels::Places;
pub(crate) use preset::presets;
pub(crate) use preview::preview;
pub(crate) use recorded::Recorded;
pub(crate) use strategy::strategies;
pub(crate) use transaction::transaction;

use access_list::access_list;
use graph::{graph, graph_document};
use table::table;
use texts::texts;
use transaction::value_in_words;

use lanewise_executor::{Receipt, Status};
use lanewise_protocol::TransactionStatus;

/// The EVM and its version.
pub(crate) const EVM: &str = "revm 43.0.3";

fn status(receipt: &Receipt) -> TransactionStatus {
    match receipt.status {
        Status::Success => TransactionStatus::Succeeded,
        Status::Revert => TransactionStatus::Reverted,
        Status::Halt(_) => TransactionStatus::Halted,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_told_is_the_version_used() {
        let manifest = include_str!("../../../Cargo.toml");
        let version = super::EVM.trim_start_matches("revm ");
        assert!(manifest.contains(&format!("revm = {{ version = \"={version}\"")));
    }
}

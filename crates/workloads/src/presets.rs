//! The scenarios, in one table that page, command line, tests and benches all read.
//!
//! A scenario is a batch document in `static/scenarios/` over contracts in `static/contracts/`;
//! nothing of it is Rust.

use crate::{batch::BatchSpec, generate};
use lanewise_batch::{Batch, Knob};
use std::sync::OnceLock;

/// Contracts and a way to draw a batch of calls to them.
#[derive(Debug)]
pub struct Preset {
    /// Stable: stands in links and command lines.
    pub id: &'static str,
    /// The batch document, as it is in its file.
    pub document: &'static str,
    /// The same, read.
    pub batch: Batch,
}

/// A Solidity file that the crate brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
}

macro_rules! documents {
    ($($id:literal),* $(,)?) => {
        /// Ids and documents, in the order to show them; the first is the default.
        const DOCUMENTS: &[(&str, &str)] = &[$((
            $id,
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../../static/scenarios/", $id, ".json"
            )),
        )),*];
    };
}

documents![
    "token",
    "payments",
    "mixed",
    "exchange",
    "orderbook",
    "lending",
    "staking",
    "options",
    "dao",
    "nft-global",
    "nft-per-user",
    "market",
    "game",
    "supply",
    "airdrop",
    "smart-accounts",
    "counter-one",
    "counter-sharded",
    "vault-shared",
    "vault-each",
];

/// The Solidity files that the scenarios use, by name.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// All scenarios, in the order to show them; the first is the default.
pub fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let presets = DOCUMENTS.iter().map(|(id, document)| Preset {
            id,
            document,
            batch: lanewise_batch::read(document)
                .unwrap_or_else(|problems| panic!("{id}: {}", problems[0])),
        });
        presets.collect()
    })
}

/// The scenario of an id.
pub fn preset(id: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.id == id)
}

/// All Solidity files that the crate brings along, by name.
pub(crate) fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    SOURCES.iter().copied()
}

impl Preset {
    /// A short title.
    pub fn title(&self) -> &str {
        &self.batch.title
    }

    /// What can be turned.
    pub fn knobs(&self) -> &[Knob] {
        &self.batch.knobs
    }

    /// The batch to start with.
    pub fn defaults(&self) -> BatchSpec {
        BatchSpec {
            preset: self.id.to_owned(),
            transactions: self.batch.transactions,
            accounts: self.batch.accounts,
            contention: self.batch.contention,
            seed: self.batch.seed,
            knobs: Vec::new(),
        }
    }

    /// Whether `contention` changes the block.
    pub fn has_contention(&self) -> bool {
        // Every step whose sender is not said takes one by it.
        let text = self.document;
        text.contains("\"contention\"}")
            || text.contains("\"account\": \"contention\"")
            || text.contains("\"knob\": \"contention\"")
            || self.batch.steps.iter().any(|step| step.call.from.is_none())
    }

    /// The Solidity files that its contracts are in, with those that they import; the one that it
    /// is about first.
    pub fn sources(&self) -> Vec<Source> {
        let mut wanted: Vec<&str> = Vec::new();
        let artifacts = crate::artifacts::Artifacts::built_in();
        // The contract that the first step calls is what the scenario is about.
        let first = generate::first_contract(&self.batch);
        let named = self.batch.contracts.iter();
        let mut named: Vec<_> = named.collect();
        named.sort_by_key(|deployment| Some(deployment.id.as_str()) != first);
        for deployment in named {
            if let Ok(artifact) = artifacts.find(&deployment.contract) {
                wanted.push(artifact.file.as_str());
            }
        }
        let mut sources: Vec<Source> = Vec::new();
        let mut at = 0;
        while at < wanted.len() {
            let name = wanted[at];
            at += 1;
            if sources.iter().any(|source| source.file == name) {
                continue;
            }
            if let Some((file, text)) = SOURCES.iter().find(|(file, _)| *file == name) {
                sources.push(Source { file, text });
                wanted.extend(imports(text));
            }
        }
        sources
    }
}

/// The files beside it that a source imports.
fn imports(text: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| line.starts_with("import"))
        .filter_map(|line| line.split('"').nth(1))
        .map(|path| path.trim_start_matches("./"))
}

//! Lines of one code.

use super::{
    Place, Sources,
    code_maps::{DebugInfo, Mapping},
    decode::{Entry, decode},
};
use crate::Artifact;
use lanewise_executor::PcSet;
use std::{ops::Range, sync::Arc};

/// Which line each instruction of a code comes from.
#[derive(Debug)]
pub struct CodeMap {
    /// What the compiler says of the contract.
    pub artifact: Arc<Artifact>,
    /// Whether the code is the contract's creation code.
    pub is_creation: bool,
    /// By position, ascending.
    entries: Vec<Entry>,
    sources: Arc<Sources>,
    pcs: Arc<PcSet>,
}

impl CodeMap {
    /// The lines of a contract's code, or of its creation code.
    pub(super) fn new(artifact: &Arc<Artifact>, is_creation: bool) -> Self {
        let debug = &artifact.debug;
        let entries = match is_creation {
            true => entries(debug, &debug.creation_map, &artifact.creation),
            false => entries(debug, &debug.runtime_map, &debug.runtime),
        };
        Self {
            artifact: Arc::clone(artifact),
            is_creation,
            pcs: Arc::new(entries.iter().map(|entry| entry.pc).collect()),
            entries,
            sources: Arc::clone(&debug.sources),
        }
    }

    /// Where the instruction at a program counter comes from. Nothing for one that the compiler
    /// made on its own, and for one of which no more is known than its contract.
    pub fn line(&self, pc: u32) -> Option<Place> {
        let found = self.entries.binary_search_by_key(&pc, |entry| entry.pc);
        let entry = self.entries[found.ok()?];
        self.sources.get(entry.file)?.place(range(&entry))
    }

    /// The program counters that have a line.
    pub fn pcs(&self) -> &Arc<PcSet> {
        &self.pcs
    }
}

fn range(entry: &Entry) -> Range<usize> {
    let start = entry.start as usize;
    start..start + entry.length as usize
}

fn entries(debug: &DebugInfo, map: &Mapping, code: &[u8]) -> Vec<Entry> {
    let sources = &debug.sources;
    let has = |entry: &Entry| {
        let source = sources.get(entry.file);
        source.is_some_and(|source| source.has(&range(entry)))
    };
    let mut entries = match map {
        Mapping::Solidity(map) => decode(map, code).unwrap_or_default(),
        Mapping::Lines(lines) => {
            let entry = |&(pc, line): &(u32, u32)| {
                let range = sources.get(0)?.line(line)?;
                Some(Entry {
                    pc,
                    start: range.start as u32,
                    length: range.len() as u32,
                    file: 0,
                })
            };
            lines.iter().filter_map(entry).collect()
        }
    };
    entries.retain(has);
    entries
}

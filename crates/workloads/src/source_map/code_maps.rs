//! Which contract some code is.

use super::{CodeMap, Sources};
use crate::{Artifact, Deployed};
use alloy_primitives::{
    Address, B256, Bytes,
    map::{AddressMap, HashMap},
};
use lanewise_executor::{CodeId, PcSet};
use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

/// What leads from a contract's code back to its sources.
#[derive(Debug, Clone, Default)]
pub(crate) struct DebugInfo {
    /// The deployed code, as the compiler gives it.
    pub(crate) runtime: Bytes,
    /// Where deployment fills values in: immutable variables, a library's own address.
    pub(crate) filled_in: Vec<Range<usize>>,
    /// Of the deployed code.
    pub(crate) runtime_map: Mapping,
    /// Of the creation code.
    pub(crate) creation_map: Mapping,
    pub(crate) sources: Arc<Sources>,
}

/// How instructions and lines belong together.
#[derive(Debug, Clone)]
pub(crate) enum Mapping {
    /// The Solidity compiler's source map, as it writes it.
    Solidity(String),
    /// Positions of instructions in the code, ascending, and lines of the only source, from 1.
    Lines(Vec<(u32, u32)>),
}

impl Default for Mapping {
    fn default() -> Self {
        Self::Lines(Vec::new())
    }
}

impl DebugInfo {
    /// Whether a deployed code is this contract's.
    fn is_runtime(&self, code: &[u8]) -> bool {
        if self.runtime.is_empty() || self.runtime.len() != code.len() {
            return false;
        }
        let mut at = 0;
        for filled_in in &self.filled_in {
            // Parts that are out of order or out of bounds leave nothing out.
            let same = |part: Range<usize>| self.runtime.get(part.clone()) == code.get(part);
            if filled_in.start < at || filled_in.end > code.len() {
                continue;
            }
            if !same(at..filled_in.start) {
                return false;
            }
            at = filled_in.end;
        }
        self.runtime[at..] == code[at..]
    }
}

/// The lines of all code that runs in a block, as far as sources are known.
///
/// Code is known by its bytes: a contract's, wherever it was deployed and by whom.
#[derive(Debug, Default)]
pub struct CodeMaps {
    deployed: AddressMap<Arc<Artifact>>,
    /// Those that are deployed first.
    artifacts: Vec<Arc<Artifact>>,
    known: Mutex<Known>,
}

/// What code turned out to be: by hash, and by whether it is creation code.
type Known = HashMap<(B256, bool), Option<Arc<CodeMap>>>;

impl CodeMaps {
    /// The contracts that are deployed, and all those that code may belong to.
    pub(crate) fn new<'a>(
        deployed: &'a [Deployed],
        artifacts: impl IntoIterator<Item = &'a Arc<Artifact>>,
    ) -> Self {
        let of = |one: &Deployed| (one.address, Arc::clone(&one.artifact));
        let first = deployed.iter().map(|one| &one.artifact);
        let mut all: Vec<Arc<Artifact>> = Vec::new();
        for artifact in first.chain(artifacts) {
            if !all.iter().any(|known| Arc::ptr_eq(known, artifact)) {
                all.push(Arc::clone(artifact));
            }
        }
        Self {
            deployed: deployed.iter().map(of).collect(),
            artifacts: all,
            known: Mutex::default(),
        }
    }

    /// The lines of a code, by its bytes. Found out once for each code.
    pub fn of(&self, code: &CodeId, bytes: &[u8]) -> Option<Arc<CodeMap>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known
            .entry((code.hash, code.is_creation))
            .or_insert_with(|| {
                let artifact = self.artifact(code, bytes)?;
                Some(Arc::new(CodeMap::new(artifact, code.is_creation)))
            });
        found.clone()
    }

    /// The lines of a code that [`CodeMaps::of`] has been asked for before.
    pub fn get(&self, code: &CodeId) -> Option<Arc<CodeMap>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&(code.hash, code.is_creation))?.clone()
    }

    /// The program counters of a code that have a line: what the executor's second looks ask for.
    pub fn pcs(&self, code: &CodeId, bytes: &[u8]) -> Option<Arc<PcSet>> {
        Some(Arc::clone(self.of(code, bytes)?.pcs()))
    }

    /// The contract that was deployed at an address.
    pub(crate) fn deployed_at(&self, address: Address) -> Option<&Arc<Artifact>> {
        self.deployed.get(&address)
    }

    fn artifact(&self, code: &CodeId, bytes: &[u8]) -> Option<&Arc<Artifact>> {
        let fits = |artifact: &&Arc<Artifact>| match code.is_creation {
            // The constructor's arguments follow.
            true => !artifact.creation.is_empty() && bytes.starts_with(&artifact.creation),
            false => artifact.debug.is_runtime(bytes),
        };
        let deployed = self.deployed_at(code.address).filter(fits);
        // Of creation codes that begin alike the longest is meant; of the same ones the first.
        let all = self.artifacts.iter().rev().filter(fits);
        deployed.or_else(|| all.max_by_key(|one| one.creation.len()))
    }
}

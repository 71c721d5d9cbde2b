//! A second look at a block: from which instructions a place is read and written, and what a single
//! transaction does, instruction by instruction.
//!
//! Both execute the block's transactions one after the other, with an inspector in the EVM, and
//! give what sequential execution gives. The executor knows no source code; but whoever does can
//! say which program counters have a line ([`Places`]), and is then told for every instruction the
//! nearest such counter that was executed before it in the same call: code that a compiler made on
//! its own does not hide the line that it was made for.

mod frames;
mod run;
mod sites;
mod steps;

pub(crate) use run::{Probe, inspect_all};
pub use sites::{MOST_SITES, Site, sites};
pub use steps::{
    CallFrame, CallKind, LONGEST_DATA, LONGEST_MEMORY, MOST_FRAMES, MOST_STEPS, Step, StorageTouch,
    Trace, trace,
};

use revm::primitives::{Address, B256};
use std::sync::Arc;

/// Code that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeId {
    /// The account whose code it is; for creation code, the account that is being created.
    pub address: Address,
    /// Keccak-256 of the code.
    pub hash: B256,
    /// Whether it is creation code, which runs once and returns the account's code.
    pub is_creation: bool,
}

/// A set of program counters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PcSet(Vec<u64>);

impl PcSet {
    /// Adds a program counter.
    pub fn insert(&mut self, pc: u32) {
        let word = pc as usize / 64;
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (pc % 64);
    }

    /// Whether a program counter is in it.
    pub fn contains(&self, pc: u32) -> bool {
        let word = self.0.get(pc as usize / 64);
        word.is_some_and(|word| word >> (pc % 64) & 1 == 1)
    }
}

impl FromIterator<u32> for PcSet {
    fn from_iter<I: IntoIterator<Item = u32>>(all: I) -> Self {
        let mut set = Self::default();
        for pc in all {
            set.insert(pc);
        }
        set
    }
}

/// Which program counters of some code have a place in a source text; nothing for code of which no
/// source is known. Asked once for each code, with its bytes.
pub type Places<'a> = dyn Fn(&CodeId, &[u8]) -> Option<Arc<PcSet>> + 'a;

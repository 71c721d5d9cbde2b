//! What was hashed in a block: the way back from a place in storage to the keys that lead there.
//!
//! Contracts compute places from keys with KECCAK256 ([layout of storage][1]), and nothing leads
//! back from a hash. But whoever reaches a place in a block has computed its hash in that block,
//! unless the compiler did; so one execution that notes the inputs knows all keys that matter.
//!
//! [1]: https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html

use crate::{
    Block, Control, ExecuteError, InPlace, PreState,
    strategies::Job,
    system,
    trace::{Probe, inspect_all},
};
use revm::{
    Inspector,
    bytecode::opcode::KECCAK256,
    interpreter::{
        Interpreter,
        interpreter_types::{Jumps, LoopControl, MemoryTr},
    },
    primitives::{B256, B256Map, hash_map::Entry},
};
use std::ops::RangeInclusive;

/// The lengths of inputs that are kept, in bytes: one word for where an array's elements lie; a
/// key and a word for a mapping's entry, the key being a word or a short text.
const LENGTHS: RangeInclusive<usize> = 32..=256;

/// The most inputs kept.
const MOST_INPUTS: usize = 2 << 20;

/// The most bytes of inputs kept, in all.
const MOST_BYTES: usize = 128 << 20;

/// The hashes computed in a block, each with its input.
///
/// Inputs of 32 to 256 bytes are kept, each once; at most 2,097,152 inputs and 128 MiB, those that
/// come first in the block.
#[derive(Debug, Clone, Default)]
pub struct Preimages {
    /// By hash, ascending.
    entries: Vec<(B256, Input)>,
    /// All inputs, one after the other.
    bytes: Vec<u8>,
}

/// Where an input lies among the bytes.
#[derive(Debug, Clone, Copy)]
struct Input {
    start: u32,
    length: u16,
}

impl Preimages {
    /// What was hashed to `hash`.
    pub fn get(&self, hash: &B256) -> Option<&[u8]> {
        let place = self.entries.binary_search_by_key(hash, |(hash, _)| *hash);
        place.ok().map(|place| self.input(self.entries[place].1))
    }

    /// The greatest hash that is no greater than `place`, with its input: where the variable that
    /// lies at `place` begins, if a hash led to it.
    pub fn at_or_below(&self, place: &B256) -> Option<(B256, &[u8])> {
        let after = self.entries.partition_point(|(hash, _)| hash <= place);
        let (hash, input) = self.entries[..after].last()?;
        Some((*hash, self.input(*input)))
    }

    /// All hashes with their inputs, by hash, ascending.
    pub fn iter(&self) -> impl Iterator<Item = (B256, &[u8])> {
        let entries = self.entries.iter();
        entries.map(|(hash, input)| (*hash, self.input(*input)))
    }

    /// How many hashes are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing was hashed.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn input(&self, input: Input) -> &[u8] {
        let start = input.start as usize;
        &self.bytes[start..start + usize::from(input.length)]
    }
}

/// Executes a block, one transaction after the other, and notes what its transactions hash.
///
/// Takes longer than sequential execution, because every instruction is looked at.
///
/// # Errors
/// As sequential execution.
pub fn preimages(
    block: &Block,
    pre: &PreState,
    control: &Control,
) -> Result<Preimages, ExecuteError> {
    let mut noted = Preimages::default();
    let job = Job::new(block, pre, &InPlace, control);
    system::enclose(&job, &mut |_, _| {}, |job| {
        let mut noter = Noter::default();
        let executed = inspect_all(job, &mut noter)?;
        noted = noter.finish();
        Ok(executed)
    })?;
    Ok(noted)
}

/// Looks at every instruction and keeps the inputs of KECCAK256.
#[derive(Debug, Default)]
struct Noter {
    inputs: B256Map<Input>,
    bytes: Vec<u8>,
    /// Offset and length of the input that the instruction at hand hashes.
    hashing: Option<(usize, usize)>,
}

impl Probe for Noter {}

impl<C> Inspector<C> for Noter {
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        self.hashing = None;
        if interpreter.bytecode.opcode() != KECCAK256 {
            return;
        }
        let [.., length, offset] = interpreter.stack.data()[..] else {
            return;
        };
        let (offset, length) = (usize::try_from(offset), usize::try_from(length));
        if let (Ok(offset), Ok(length)) = (offset, length)
            && LENGTHS.contains(&length)
        {
            self.hashing = Some((offset, length));
        }
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        let Some((offset, length)) = self.hashing.take() else {
            return;
        };
        // The instruction may have run out of gas, and then left no hash.
        if interpreter.bytecode.is_end() {
            return;
        }
        let Some(hash) = interpreter.stack.data().last() else {
            return;
        };
        // Now the memory reaches as far as what was hashed.
        let input = interpreter.memory.slice(offset..offset + length);
        self.keep(B256::from(*hash), &input);
    }
}

impl Noter {
    fn keep(&mut self, hash: B256, input: &[u8]) {
        let room = self.inputs.len() < MOST_INPUTS && self.bytes.len() + input.len() <= MOST_BYTES;
        if room && let Entry::Vacant(entry) = self.inputs.entry(hash) {
            entry.insert(Input {
                start: self.bytes.len() as u32,
                length: input.len() as u16,
            });
            self.bytes.extend_from_slice(input);
        }
    }

    fn finish(mut self) -> Preimages {
        self.bytes.shrink_to_fit();
        let mut entries: Vec<_> = self.inputs.into_iter().collect();
        entries.sort_unstable_by_key(|(hash, _)| *hash);
        Preimages {
            entries,
            bytes: self.bytes,
        }
    }
}

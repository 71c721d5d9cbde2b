//! Code as one worker keeps it.

use revm::{
    primitives::{B256, B256Map, Bytes},
    state::Bytecode,
};

/// How often a worker meets a piece of code before it makes a copy of its own.
const OFTEN: u32 = 4;

/// The code that one worker has met, and how often.
///
/// Code is counted by reference, and each call counts: workers that share one hot contract would
/// pass its counter to and fro all the time. So code that is met often is copied.
#[derive(Debug, Default)]
pub(crate) struct Codes(B256Map<(Bytecode, u32)>);

impl Codes {
    /// The code of a hash; `find` is asked where the worker has not met it.
    pub(crate) fn get<E>(
        &mut self,
        hash: B256,
        find: impl FnOnce() -> Result<Bytecode, E>,
    ) -> Result<Bytecode, E> {
        let entry = self.0.entry(hash);
        let (code, met) = match entry {
            revm::primitives::hash_map::Entry::Occupied(known) => known.into_mut(),
            revm::primitives::hash_map::Entry::Vacant(new) => new.insert((find()?, 0)),
        };
        *met = met.saturating_add(1);
        if *met == OFTEN {
            *code = private_copy(code);
        }
        Ok(code.clone())
    }
}

/// The same code in memory of its own.
fn private_copy(code: &Bytecode) -> Bytecode {
    match code.eip7702_address() {
        Some(address) => Bytecode::new_eip7702(address),
        // By what it is, not by how its bytes begin: old code may begin like a delegation.
        None => Bytecode::new_legacy(Bytes::copy_from_slice(code.original_byte_slice())),
    }
}

//! What a transaction read and wrote: the places where transactions can conflict.

use revm::{
    primitives::{Address, KECCAK_EMPTY, U256},
    state::{Account, EvmState},
};

/// One thing that can conflict: a part of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The account.
    pub address: Address,
    /// Which part of it.
    pub part: Part,
}

/// A part of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Its balance.
    Balance,
    /// Its nonce.
    Nonce,
    /// Its code; the value is the code's hash.
    Code,
    /// One slot of its storage.
    Storage(U256),
}

/// What one execution of a transaction read and wrote, with the values.
///
/// Reads are what the EVM loaded: loading an account reads its balance, nonce and code. A location
/// that was written was read first, so writes are a subset of the reads. The fee recipient appears
/// only where a transaction touches it otherwise than by its fee.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessSet {
    /// The value each location had before the transaction, sorted by location.
    pub reads: Vec<(Location, U256)>,
    /// The value each changed location had after it, sorted by location.
    pub writes: Vec<(Location, U256)>,
}

impl AccessSet {
    /// From what revm's journal holds at a transaction's end, but for one account.
    pub(crate) fn from_state(state: &EvmState, without: Option<Address>) -> Self {
        let mut set = Self::default();
        for (address, account) in state {
            if Some(*address) != without {
                set.add_account(*address, account);
            }
        }
        set.reads.sort_unstable_by_key(|(location, _)| *location);
        set.writes.sort_unstable_by_key(|(location, _)| *location);
        set
    }

    fn add_account(&mut self, address: Address, account: &Account) {
        let before = account.original_info();
        let gone = account.is_touched() && (account.is_selfdestructed() || account.is_empty());
        let after = &account.info;
        let mut add = |part, was: U256, is: U256| {
            let location = Location { address, part };
            self.reads.push((location, was));
            if was != is {
                self.writes.push((location, is));
            }
        };
        let empty = U256::from_be_bytes(KECCAK_EMPTY.0);
        let hash = |hash: revm::primitives::B256| {
            if hash.is_zero() {
                empty
            } else {
                U256::from_be_bytes(hash.0)
            }
        };
        let kept = |value: U256, none: U256| if gone { none } else { value };
        add(
            Part::Balance,
            before.balance,
            kept(after.balance, U256::ZERO),
        );
        add(
            Part::Nonce,
            U256::from(before.nonce),
            kept(U256::from(after.nonce), U256::ZERO),
        );
        add(
            Part::Code,
            hash(before.code_hash),
            kept(hash(after.code_hash), empty),
        );
        for (slot, value) in &account.storage {
            add(
                Part::Storage(*slot),
                value.original_value,
                kept(value.present_value, U256::ZERO),
            );
        }
    }
}

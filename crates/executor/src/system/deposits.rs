//! Deposits to the beacon chain, read from the deposit contract's logs (EIP-6110,
//! <https://eips.ethereum.org/EIPS/eip-6110>).

use crate::ExecuteError;
use revm::primitives::{Address, B256, Log, U256, b256};
use std::ops::Range;

/// Keccak of `DepositEvent(bytes,bytes,bytes,bytes,bytes)`.
const DEPOSIT_EVENT: B256 =
    b256!("649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

/// The event's fields, as they lie in the ABI's encoding of five byte strings: first the five
/// places where their lengths stand, then each length in a word and the bytes behind it.
const FIELDS: [Field; 5] = [
    Field::new("public key", 160, 48),
    Field::new("withdrawal credentials", 256, 32),
    Field::new("amount", 320, 8),
    Field::new("signature", 384, 96),
    Field::new("index", 512, 8),
];

/// Bytes of an event in all.
const EVENT_SIZE: usize = 576;

/// Bytes of a word of the ABI.
const WORD: usize = 32;

struct Field {
    name: &'static str,
    /// Where its length stands.
    at: usize,
    length: usize,
}

impl Field {
    const fn new(name: &'static str, at: usize, length: usize) -> Self {
        Self { name, at, length }
    }

    const fn bytes(&self) -> Range<usize> {
        self.at + WORD..self.at + WORD + self.length
    }
}

/// The data of a block's deposit requests: those of all its deposits, one after the other, in the
/// order of their logs.
///
/// # Errors
/// [`ExecuteError::InvalidBlock`] for a deposit event that is not laid out as EIP-6110 has it.
pub(super) fn gather<'a>(
    contract: Address,
    logs: impl Iterator<Item = &'a Log>,
) -> Result<Vec<u8>, ExecuteError> {
    let mut requests = Vec::new();
    for log in logs {
        if log.address == contract && log.topics().first() == Some(&DEPOSIT_EVENT) {
            read(&log.data.data, &mut requests)?;
        }
    }
    Ok(requests)
}

/// Adds one deposit.
fn read(event: &[u8], requests: &mut Vec<u8>) -> Result<(), ExecuteError> {
    if event.len() != EVENT_SIZE {
        return Err(malformed(&format!(
            "has {} bytes instead of {EVENT_SIZE}",
            event.len()
        )));
    }
    let word = |at: usize| U256::from_be_slice(&event[at..at + WORD]);
    for (index, field) in FIELDS.iter().enumerate() {
        let at = word(index * WORD);
        if at != U256::from(field.at) {
            let (name, expected) = (field.name, field.at);
            return Err(malformed(&format!(
                "has its {name} at {at} instead of {expected}"
            )));
        }
        let length = word(field.at);
        if length != U256::from(field.length) {
            let (name, expected) = (field.name, field.length);
            return Err(malformed(&format!(
                "has a {name} of {length} bytes instead of {expected}"
            )));
        }
        requests.extend_from_slice(&event[field.bytes()]);
    }
    Ok(())
}

fn malformed(how: &str) -> ExecuteError {
    ExecuteError::InvalidBlock(format!("one of its deposit events {how}"))
}

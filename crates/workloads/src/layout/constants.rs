//! Hashes that no execution shows, because the compiler computes them: the begin of a dynamic
//! array whose slot is known, the entry of a mapping for a key that is written in the source.

use super::{
    StorageLayout,
    types::{Shape, Variable},
};
use alloy_primitives::{U256, keccak256};
use std::collections::{BTreeMap, VecDeque};

/// The most types looked at, and so the most hashes in a layout without mappings; every mapping
/// adds one for each key.
const MOST_VISITS: u32 = 8192;

/// The most mappings around each other whose entries are hashed.
const DEEPEST: u32 = 2;

/// Elements of a fixed array that are looked at.
const MOST_ELEMENTS: u64 = 64;

/// Keys that sources write: `roles[0x00]`, `balances[address(0)]`, small numbers and enums.
const KEYS: std::ops::Range<u64> = 0..17;

/// The hashes, with their inputs.
pub(super) fn hashes(layout: &StorageLayout) -> BTreeMap<U256, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut add = |input: Vec<u8>| {
        let hash = U256::from_be_bytes(keccak256(&input).0);
        found.insert(hash, input);
        hash
    };
    // Types and where they begin, and in how many mappings; what is in fewer others comes first, so
    // that the bound does not keep plain arrays from being found.
    let variables = layout.variables.iter();
    let mut waiting: VecDeque<(usize, U256, u32)> = variables
        .map(|variable| (variable.kind, variable.slot, 0))
        .collect();
    for _ in 0..MOST_VISITS {
        let Some((kind, slot, mappings)) = waiting.pop_front() else {
            break;
        };
        let word = slot.to_be_bytes::<32>();
        match &layout.types[kind].shape {
            Shape::Value => {}
            Shape::Bytes | Shape::DynamicArray { .. } => {
                add(word.to_vec());
            }
            Shape::Struct(members) => {
                let place = |member: &Variable| slot.wrapping_add(member.slot);
                let members = members.iter().take(MOST_ELEMENTS as usize);
                waiting.extend(members.map(|member| (member.kind, place(member), mappings)));
            }
            Shape::FixedArray { element, length } => {
                let kind = &layout.types[*element];
                if matches!(kind.shape, Shape::Value) {
                    continue;
                }
                let length = u64::try_from(*length).unwrap_or(u64::MAX);
                let place = |index| {
                    let above = kind.slots().wrapping_mul(U256::from(index));
                    slot.wrapping_add(above)
                };
                let indices = 0..length.min(MOST_ELEMENTS);
                waiting.extend(indices.map(|index| (*element, place(index), mappings)));
            }
            Shape::Mapping { key, value } if mappings < DEEPEST => {
                let keys = KEYS.filter_map(|number| key.of_number(number));
                waiting.extend(keys.map(|key| {
                    let entry = add([key.as_slice(), &word].concat());
                    (*value, entry, mappings + 1)
                }));
            }
            Shape::Mapping { .. } => {}
        }
    }
    found
}

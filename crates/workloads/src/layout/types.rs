//! The types of a layout, as the compiler describes them.

use super::{LayoutError, keys::Key, quoted};
use alloy_primitives::U256;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// Bytes in a slot.
pub(super) const SLOT_BYTES: u64 = 32;

/// The most variables, types, or members of one struct.
const MOST: usize = 10_000;

/// solc's `storageLayout`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RawLayout {
    #[serde(default)]
    pub(super) storage: Vec<RawVariable>,
    /// solc writes `null` where there are no variables.
    #[serde(default, deserialize_with = "null_is_default")]
    pub(super) types: BTreeMap<String, RawType>,
}

/// A state variable, or a member of a struct.
#[derive(Debug, Deserialize)]
pub(super) struct RawVariable {
    label: String,
    slot: String,
    offset: u8,
    #[serde(rename = "type")]
    kind: String,
}

/// A type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawType {
    encoding: Encoding,
    label: String,
    number_of_bytes: String,
    key: Option<String>,
    value: Option<String>,
    base: Option<String>,
    members: Option<Vec<RawVariable>>,
}

/// How a type is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Encoding {
    Inplace,
    Mapping,
    DynamicArray,
    Bytes,
}

fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A state variable, or a member of a struct.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) label: String,
    /// The first slot; a member's is relative to its struct.
    pub(super) slot: U256,
    /// Bytes from the least significant one of the slot.
    pub(super) offset: u8,
    /// An index of the layout's types.
    pub(super) kind: usize,
}

/// A type; other types are named by their indices.
#[derive(Debug, Clone)]
pub(super) struct Type {
    pub(super) label: String,
    /// The length in storage, hashed places left out.
    pub(super) bytes: U256,
    pub(super) shape: Shape,
}

/// What there is inside a type.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A number, an address ...: at most one slot.
    Value,
    Struct(Vec<Variable>),
    FixedArray {
        element: usize,
        length: U256,
    },
    DynamicArray {
        element: usize,
    },
    /// `bytes` or `string`.
    Bytes,
    Mapping {
        key: Key,
        value: usize,
    },
}

impl Type {
    pub(super) fn read(
        id: &str,
        raw: &RawType,
        all: &BTreeMap<String, RawType>,
        ids: &HashMap<&str, usize>,
    ) -> Result<Self, LayoutError> {
        let other = |name: &str, other: &Option<String>| {
            let other = other.as_deref();
            let other = other.ok_or_else(|| wrong(id, &format!("has no {name}")))?;
            index(ids, other)
        };
        let bytes = number(&raw.number_of_bytes)?;
        let shape = match raw.encoding {
            Encoding::Bytes => Shape::Bytes,
            Encoding::DynamicArray => Shape::DynamicArray {
                element: other("base", &raw.base)?,
            },
            Encoding::Mapping => {
                let key = raw.key.as_ref().and_then(|key| all.get(key));
                let key = key.ok_or_else(|| wrong(id, "has a key that is not described"))?;
                Shape::Mapping {
                    key: Key::of(&key.label, number(&key.number_of_bytes)?),
                    value: other("value", &raw.value)?,
                }
            }
            Encoding::Inplace => match (&raw.members, &raw.base) {
                (Some(members), _) if members.len() > MOST => {
                    return Err(wrong(id, "has too many members"));
                }
                (Some(members), _) => {
                    let members = members.iter().map(|member| Variable::read(member, ids));
                    Shape::Struct(members.collect::<Result<_, _>>()?)
                }
                (None, Some(base)) => Shape::FixedArray {
                    element: index(ids, base)?,
                    length: array_length(&raw.label)
                        .ok_or_else(|| wrong(id, "does not say how long it is"))?,
                },
                (None, None) if bytes > U256::from(SLOT_BYTES) => {
                    return Err(wrong(id, "is longer than a slot"));
                }
                (None, None) => Shape::Value,
            },
        };
        Ok(Self {
            label: raw.label.clone(),
            bytes,
            shape,
        })
    }

    /// How many slots it takes; at least one.
    pub(super) fn slots(&self) -> U256 {
        self.bytes.div_ceil(U256::from(SLOT_BYTES)).max(U256::ONE)
    }

    /// How many bytes of one slot it takes.
    pub(super) fn slot_bytes(&self) -> u8 {
        self.bytes.min(U256::from(SLOT_BYTES)).saturating_to()
    }

    /// How many elements of this type one slot holds; one also for elements longer than a slot.
    pub(super) fn per_slot(&self) -> u64 {
        let bytes = u64::try_from(self.bytes).unwrap_or(SLOT_BYTES);
        (SLOT_BYTES / bytes.max(1)).max(1)
    }
}

impl Variable {
    pub(super) fn read(raw: &RawVariable, ids: &HashMap<&str, usize>) -> Result<Self, LayoutError> {
        Ok(Self {
            label: raw.label.clone(),
            slot: number(&raw.slot)?,
            offset: raw.offset,
            kind: index(ids, &raw.kind)?,
        })
    }
}

/// The number in the last brackets of `uint256[2][3]`.
pub(super) fn array_length(label: &str) -> Option<U256> {
    let (_, length) = label.strip_suffix(']')?.rsplit_once('[')?;
    number(length).ok().filter(|length| !length.is_zero())
}

fn index(ids: &HashMap<&str, usize>, id: &str) -> Result<usize, LayoutError> {
    let index = ids.get(id).copied();
    index.ok_or_else(|| wrong(id, "is not described"))
}

fn number(text: &str) -> Result<U256, LayoutError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| U256::from_str_radix(text, 10).ok());
    let number = number.flatten();
    number.ok_or_else(|| LayoutError(format!("{} is no number of the layout", quoted(text))))
}

fn wrong(id: &str, what: &str) -> LayoutError {
    LayoutError(format!("the type {} {what}", quoted(id)))
}

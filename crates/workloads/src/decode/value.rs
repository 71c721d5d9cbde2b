//! Values of the ABI's types, as they are shown.

use crate::layout::{fixed_bytes, quoted, shortened_hex};
use alloy_dyn_abi::{DynSolType, DynSolValue, Specifier};
use alloy_json_abi::Param;
use alloy_primitives::{Address, hex};

/// Elements of an array that are shown.
const MOST_ELEMENTS: usize = 4;

/// The longest `bytes` shown in full, in bytes.
const LONGEST_BYTES: usize = 8;

/// Bytes shown of longer ones.
const SHOWN_BYTES: usize = 4;

/// The most words that a type may have before anything is known of the data. A compiler's types
/// have a few; a damaged ABI can have an array of any length, for which the decoder would ask for
/// memory.
const MOST_WORDS: usize = 100_000;

/// Tuples and arrays around each other.
const DEEPEST: u32 = 16;

/// Whether a parameter's type is one, and small enough to be decoded.
pub(super) fn is_bounded(param: &Param) -> bool {
    param
        .resolve()
        .is_ok_and(|kind| words(&kind, DEEPEST).is_some_and(|words| words <= MOST_WORDS))
}

/// Words that the decoder makes room for, of whatever lengths the data say.
fn words(kind: &DynSolType, depth: u32) -> Option<usize> {
    let depth = depth.checked_sub(1)?;
    match kind {
        DynSolType::Array(element) => words(element, depth),
        DynSolType::FixedArray(element, length) => words(element, depth)?.checked_mul(*length),
        DynSolType::Tuple(members) => members.iter().try_fold(0, |sum: usize, member| {
            sum.checked_add(words(member, depth)?)
        }),
        _ => Some(1),
    }
}

/// How values are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) account_name: &'a dyn Fn(Address) -> String,
}

impl Shown<'_> {
    /// `name(first: 1, second: 2)`.
    pub(super) fn item(self, name: &str, params: &[Param], values: &[DynSolValue]) -> String {
        format!("{name}{}", self.tuple(params, values))
    }

    /// `(first: 1, second: 2)`; without the names that are missing.
    fn tuple(self, params: &[Param], values: &[DynSolValue]) -> String {
        let shown: Vec<_> = params
            .iter()
            .zip(values)
            .map(|(param, value)| {
                let value = self.value(param, value);
                match param.name.as_str() {
                    "" => value,
                    name => format!("{name}: {value}"),
                }
            })
            .collect();
        format!("({})", shown.join(", "))
    }

    fn value(self, param: &Param, value: &DynSolValue) -> String {
        match value {
            DynSolValue::Bool(value) => value.to_string(),
            DynSolValue::Int(value, _) => value.to_string(),
            DynSolValue::Uint(value, _) => value.to_string(),
            DynSolValue::FixedBytes(word, length) => fixed_bytes(word, *length),
            DynSolValue::Address(address) => (self.account_name)(*address),
            DynSolValue::Function(function) => shortened_hex(function.as_slice()),
            DynSolValue::Bytes(bytes) => bytes_in_words(bytes),
            DynSolValue::String(text) => quoted(text),
            DynSolValue::Array(elements) | DynSolValue::FixedArray(elements) => {
                let shown = elements.iter().take(MOST_ELEMENTS);
                let mut shown: Vec<_> = shown.map(|value| self.value(param, value)).collect();
                if let Some(more @ 1..) = elements.len().checked_sub(MOST_ELEMENTS) {
                    shown.push(format!("… {more} more"));
                }
                format!("[{}]", shown.join(", "))
            }
            DynSolValue::Tuple(members) => self.tuple(&param.components, members),
        }
    }
}

/// `0x12345678… (68 bytes)`.
fn bytes_in_words(bytes: &[u8]) -> String {
    if bytes.len() <= LONGEST_BYTES {
        return hex::encode_prefixed(bytes);
    }
    let begin = hex::encode_prefixed(&bytes[..SHOWN_BYTES]);
    format!("{begin}… ({} bytes)", bytes.len())
}

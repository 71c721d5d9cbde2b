//! Why a transaction did not end well, in words.
//!
//! A contract gives its reason as data in Solidity's encoding of errors: `Error(string)` and
//! `Panic(uint256)` by the language itself, and errors that contracts declare. The names of the
//! latter stand in the presets' sources; their selectors are computed from there.

use lanewise_executor::{
    Receipt, Status,
    revm::primitives::{Address, HashMap, U256, hex, keccak256},
};
use lanewise_workloads::{PRESETS, shortened};
use std::sync::OnceLock;

type Selector = [u8; 4];

const ERROR: Selector = [0x08, 0xc3, 0x79, 0xa0];
const PANIC: Selector = [0x4e, 0x48, 0x7b, 0x71];
/// Bytes in a word of the encoding.
const WORD: usize = 32;
/// The longest text shown, in characters: it is a contract's, and so a stranger's.
const LONGEST: usize = 200;

/// Empty for a transaction that succeeded.
pub(super) fn reason(receipt: &Receipt) -> String {
    match &receipt.status {
        Status::Success => String::new(),
        Status::Halt(reason) => reason.to_string(),
        Status::Revert => revert_reason(&receipt.output),
    }
}

fn revert_reason(data: &[u8]) -> String {
    let Some((selector, arguments)) = data.split_first_chunk::<4>() else {
        return "reverted without a reason".to_owned();
    };
    let told = match *selector {
        ERROR => text(arguments),
        PANIC => word(arguments, 0).map(panic_reason),
        other => declared()
            .get(&other)
            .and_then(|error| error.fill_in(arguments)),
    };
    told.unwrap_or_else(|| {
        format!(
            "reverted with {}",
            shortened(&hex::encode_prefixed(data), LONGEST)
        )
    })
}

fn word(arguments: &[u8], place: usize) -> Option<U256> {
    let bytes = arguments.get(place * WORD..(place + 1) * WORD)?;
    Some(U256::from_be_slice(bytes))
}

/// A string argument: an offset, and there the length and the bytes.
fn text(arguments: &[u8]) -> Option<String> {
    let length_at: usize = word(arguments, 0)?.try_into().ok()?;
    let after_offset = arguments.get(length_at..)?;
    let length: usize = word(after_offset, 0)?.try_into().ok()?;
    let bytes = after_offset.get(WORD..WORD.checked_add(length)?)?;
    Some(shortened(&String::from_utf8_lossy(bytes), LONGEST))
}

/// Solidity's own panics, by code.
fn panic_reason(code: U256) -> String {
    let words = match code.try_into().unwrap_or(u64::MAX) {
        0x01 => "an assertion failed",
        0x11 => "arithmetic overflow or underflow",
        0x12 => "division by zero",
        0x21 => "a value that the enum does not have",
        0x31 => "pop from an empty array",
        0x32 => "array index out of bounds",
        0x41 => "too much memory",
        _ => return format!("panic {code:#x}"),
    };
    words.to_owned()
}

/// An error that a contract declares.
#[derive(Debug, PartialEq)]
struct Declared {
    name: &'static str,
    /// Types and names of its parameters.
    parameters: Vec<(&'static str, &'static str)>,
}

impl Declared {
    /// From `error Name(type name, ...);`; nothing for lines that are something else, or that have
    /// parameters longer than a word.
    fn parse(line: &'static str) -> Option<Self> {
        let rest = line.trim().strip_prefix("error ")?.strip_suffix(");")?;
        let (name, list) = rest.split_once('(')?;
        let parameters: Option<Vec<_>> = list
            .split(',')
            .map(str::trim)
            .filter(|parameter| !parameter.is_empty())
            .map(|parameter| {
                parameter
                    .split_once(' ')
                    .filter(|(kind, _)| is_one_word(kind))
            })
            .collect();
        Some(Self {
            name,
            parameters: parameters?,
        })
    }

    fn selector(&self) -> Selector {
        let types: Vec<_> = self.parameters.iter().map(|(kind, _)| *kind).collect();
        let signature = format!("{}({})", self.name, types.join(","));
        let hash = keccak256(signature);
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The error in words: `TooLittleOut(amountOut: 5, minimumOut: 7)`.
    fn fill_in(&self, arguments: &[u8]) -> Option<String> {
        let mut shown = Vec::with_capacity(self.parameters.len());
        for (place, (kind, name)) in self.parameters.iter().enumerate() {
            let value = word(arguments, place)?;
            shown.push(match *kind {
                "address" => format!("{name}: {}", Address::from_word(value.into())),
                _ => format!("{name}: {value}"),
            });
        }
        Some(format!("{}({})", self.name, shown.join(", ")))
    }
}

fn is_one_word(kind: &str) -> bool {
    kind == "address" || kind.starts_with("uint")
}

/// The errors declared in the presets' sources.
fn declared() -> &'static HashMap<Selector, Declared> {
    static DECLARED: OnceLock<HashMap<Selector, Declared>> = OnceLock::new();
    DECLARED.get_or_init(|| {
        let lines = PRESETS.iter().flat_map(|preset| preset.source.lines());
        lines
            .filter_map(Declared::parse)
            .map(|error| (error.selector(), error))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(selector: Selector, words: &[u64], tail: &[u8]) -> Vec<u8> {
        let words = words
            .iter()
            .flat_map(|word| U256::from(*word).to_be_bytes::<WORD>());
        selector
            .into_iter()
            .chain(words)
            .chain(tail.iter().copied())
            .collect()
    }

    #[test]
    fn the_languages_own_reasons_are_read() {
        assert_eq!(revert_reason(&encoded(ERROR, &[32, 5], b"sorry")), "sorry");
        assert_eq!(
            revert_reason(&encoded(PANIC, &[0x11], &[])),
            "arithmetic overflow or underflow"
        );
        assert_eq!(revert_reason(&[]), "reverted without a reason");
    }

    #[test]
    fn damaged_reasons_are_shown_as_they_are() {
        for damaged in [
            encoded(ERROR, &[u64::MAX, 5], b"sorry"),
            encoded(ERROR, &[32, u64::MAX], b"sorry"),
            encoded(PANIC, &[], &[0; 7]),
        ] {
            assert!(
                revert_reason(&damaged).starts_with("reverted with 0x"),
                "{damaged:?}"
            );
        }
    }

    #[test]
    fn declared_errors_are_known_by_name() {
        let error = Declared::parse("    error Low(address who, uint256 has);").unwrap();
        assert_eq!(error.parameters, [("address", "who"), ("uint256", "has")]);
        let data = encoded(error.selector(), &[1, 7], &[]);
        let words = error.fill_in(&data[4..]).unwrap();
        assert_eq!(
            words,
            "Low(who: 0x0000000000000000000000000000000000000001, has: 7)"
        );
        assert_eq!(Declared::parse("error Bad(string why);"), None);
        assert!(
            declared()
                .values()
                .any(|error| error.name == "InsufficientBalance")
        );
    }
}

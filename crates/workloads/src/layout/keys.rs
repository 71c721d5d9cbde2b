//! The keys of mappings, as they are shown.

use alloy_primitives::{Address, I256, U256, hex};

/// The longest text shown of a key, in characters.
const LONGEST_TEXT: usize = 32;

/// The longest `bytesN` shown in full, in bytes.
const LONGEST_BYTES: usize = 8;

/// What a key's bytes mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Address,
    Bool,
    /// Unsigned: `uintN`, enums, and types that a contract declares.
    Unsigned,
    Signed,
    /// `bytesN`: N bytes at the left.
    FixedBytes(usize),
    /// `string`, and any number of bytes of it.
    Text,
    /// `bytes`, and any number of them.
    Bytes,
}

impl Key {
    /// From a type's label (`address payable`, `contract IToken`, `enum Store.Side`) and length.
    pub(super) fn of(label: &str, bytes: U256) -> Self {
        let digits = |prefix| label.strip_prefix(prefix).and_then(|n| n.parse().ok());
        match label {
            "address" | "address payable" => Self::Address,
            "bool" => Self::Bool,
            "string" => Self::Text,
            "bytes" => Self::Bytes,
            _ if label.starts_with("contract ") => Self::Address,
            _ if label.starts_with("int") && digits("int").is_some() => Self::Signed,
            _ if let Some(length) = digits("bytes") => Self::FixedBytes(length),
            // The layout does not say what a declared type is made of, but nothing else in use is
            // as long as an address.
            _ if bytes == U256::from(20) && !label.starts_with("uint") => Self::Address,
            _ => Self::Unsigned,
        }
    }

    /// A small number as a key that a source may well write, in the 32 bytes that are hashed.
    pub(super) fn of_number(self, number: u64) -> Option<[u8; 32]> {
        let written = match self {
            Self::Address | Self::FixedBytes(_) => number == 0,
            Self::Bool => number <= 1,
            Self::Unsigned | Self::Signed => true,
            Self::Text | Self::Bytes => false,
        };
        written.then(|| U256::from(number).to_be_bytes())
    }

    /// The key in words; nothing if it is none of this type.
    pub(super) fn show(self, key: &[u8], account: &dyn Fn(Address) -> String) -> Option<String> {
        match self {
            Self::Text => return Some(quoted(&String::from_utf8_lossy(key))),
            Self::Bytes => return Some(shortened_hex(key)),
            _ => {}
        }
        let word: [u8; 32] = key.try_into().ok()?;
        let number = U256::from_be_bytes(word);
        Some(match self {
            Self::Address if word[..12] == [0; 12] => account(Address::from_slice(&word[12..])),
            Self::Bool if number <= U256::ONE => (number == U256::ONE).to_string(),
            Self::Signed => match i64::try_from(I256::from_raw(number)) {
                Ok(number) => number.to_string(),
                Err(_) => shortened_hex(&word),
            },
            Self::FixedBytes(length) => fixed_bytes(&word, length),
            _ => match u64::try_from(number) {
                Ok(number) => number.to_string(),
                Err(_) => shortened_hex(&word),
            },
        })
    }
}

/// A `bytesN`, of which `length` bytes count; in quotation marks if it is a text made a `bytes32`.
pub(crate) fn fixed_bytes(word: &[u8; 32], length: usize) -> String {
    let text = (length == 32).then(|| text_of(word)).flatten();
    text.unwrap_or_else(|| shortened_hex(&word[..length.min(word.len())]))
}

/// The text that somebody made a `bytes32` of: printable characters, then zeros.
fn text_of(word: &[u8; 32]) -> Option<String> {
    let end = word.iter().position(|byte| *byte == 0)?;
    let (text, rest) = word.split_at(end);
    let readable = text.len() > 1
        && text.iter().all(|byte| (b' '..=b'~').contains(byte))
        && rest.iter().all(|byte| *byte == 0);
    readable.then(|| quoted(&String::from_utf8_lossy(text)))
}

/// A stranger's text in quotation marks, cut at 32 characters, without control characters.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", crate::shortened(text, LONGEST_TEXT))
}

/// `0x1234…abcd`, or all of it if that is not much longer.
pub(crate) fn shortened_hex(bytes: &[u8]) -> String {
    let digits = hex::encode(bytes);
    if bytes.len() <= LONGEST_BYTES {
        return format!("0x{digits}");
    }
    format!("0x{}…{}", &digits[..4], &digits[digits.len() - 4..])
}

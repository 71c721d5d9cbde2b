//! Strict reading of JSON: every value knows the way to it, so that a refusal can name it.

use crate::ReadError;
use alloy_primitives::{Address, B256, Bytes, FixedBytes, U256, hex};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// How many characters of an unexpected value a refusal quotes.
const QUOTED: usize = 40;

/// A JSON value and the way to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    value: &'a Value,
    step: Step<'a>,
    parent: Option<&'a Node<'a>>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

/// Shown where a field is missing.
static NOTHING: Value = Value::Null;

impl<'a> Node<'a> {
    /// The outermost value; the name, which may be empty, begins every path.
    pub(crate) fn root(name: &'a str, value: &'a Value) -> Self {
        Self {
            value,
            step: Step::Field(name),
            parent: None,
        }
    }

    /// The way from the outermost value.
    pub(crate) fn path(&self) -> String {
        let mut path = self.parent.map_or_else(String::new, Self::path);
        match self.step {
            Step::Field("") => {}
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                // A fixture's name may be a whole sentence.
                path.extend(name.chars().take(200));
            }
            Step::Item(index) => {
                let _ = write!(path, "[{index}]");
            }
        }
        path
    }

    /// Refuses the value.
    pub(crate) fn refuse(&self, expected: impl Into<String>) -> ReadError {
        let path = self.path();
        ReadError::Field {
            path: if path.is_empty() {
                "the text".to_owned()
            } else {
                path
            },
            expected: expected.into(),
            found: self.found(),
        }
    }

    fn found(&self) -> String {
        match self.value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => {
                let mut quoted: String = text.chars().take(QUOTED).collect();
                if quoted.len() < text.len() {
                    quoted.push_str("...");
                }
                format!("{quoted:?}")
            }
            Value::Array(items) => format!("a list of {}", items.len()),
            Value::Object(_) => "an object".to_owned(),
        }
    }

    fn map(&self) -> Result<&'a Map<String, Value>, ReadError> {
        self.value
            .as_object()
            .ok_or_else(|| self.refuse("an object"))
    }

    /// A field that may be missing; null counts as missing.
    pub(crate) fn get<'s>(&'s self, name: &'s str) -> Result<Option<Node<'s>>, ReadError> {
        Ok(self.map()?.get(name).and_then(|value| {
            (!value.is_null()).then_some(Node {
                value,
                step: Step::Field(name),
                parent: Some(self),
            })
        }))
    }

    /// A field that must be there; where it is not, a value that every reader refuses.
    pub(crate) fn field<'s>(&'s self, name: &'s str) -> Result<Node<'s>, ReadError> {
        Ok(self.get(name)?.unwrap_or(Node {
            value: &NOTHING,
            step: Step::Field(name),
            parent: Some(self),
        }))
    }

    /// The first of several names of one field that is there.
    pub(crate) fn any<'s>(&'s self, names: &[&'s str]) -> Result<Option<Node<'s>>, ReadError> {
        for name in names {
            if let Some(node) = self.get(name)? {
                return Ok(Some(node));
            }
        }
        Ok(None)
    }

    /// As [`Node::any`], for a field that must be there.
    pub(crate) fn one_of<'s>(&'s self, names: &[&'s str]) -> Result<Node<'s>, ReadError> {
        match self.any(names)? {
            Some(node) => Ok(node),
            None => self.field(names[0]),
        }
    }

    /// Reads a field that may be missing, by the first of its names that is there.
    pub(crate) fn optional<'s, T>(
        &'s self,
        names: &[&'s str],
        read: impl FnOnce(&Node<'s>) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        self.any(names)?.map(|node| read(&node)).transpose()
    }

    /// Refuses fields of other names than these.
    pub(crate) fn only(&self, names: &[&str]) -> Result<(), ReadError> {
        for name in self.map()?.keys() {
            if !names.contains(&name.as_str()) {
                let unknown = self.field(name)?;
                return Err(ReadError::Field {
                    path: unknown.path(),
                    expected: "no field of this name".to_owned(),
                    found: unknown.found(),
                });
            }
        }
        Ok(())
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Whether it is an object.
    pub(crate) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Whether it is a text.
    pub(crate) fn is_text(&self) -> bool {
        self.value.is_string()
    }

    /// The items of a list of at most so many.
    pub(crate) fn items<'s>(&'s self, limit: usize) -> Result<Vec<Node<'s>>, ReadError> {
        let items = self.value.as_array().filter(|items| items.len() <= limit);
        let items = items.ok_or_else(|| self.refuse(format!("a list of at most {limit}")))?;
        let item = |(index, value)| Node {
            value,
            step: Step::Item(index),
            parent: Some(self),
        };
        Ok(items.iter().enumerate().map(item).collect())
    }

    /// The fields of an object of at most so many.
    pub(crate) fn entries<'s>(
        &'s self,
        limit: usize,
    ) -> Result<Vec<(&'s str, Node<'s>)>, ReadError> {
        let map = self.map()?;
        if map.len() > limit {
            return Err(self.refuse(format!("an object of at most {limit} fields")));
        }
        let entry = |(name, value): (&'s String, &'s Value)| {
            let step = Step::Field(name.as_str());
            let node = Node {
                value,
                step,
                parent: Some(self),
            };
            (name.as_str(), node)
        };
        Ok(map.iter().map(entry).collect())
    }

    /// A text.
    pub(crate) fn text(&self) -> Result<&'a str, ReadError> {
        self.value.as_str().ok_or_else(|| self.refuse("a text"))
    }

    /// True or false.
    pub(crate) fn bool(&self) -> Result<bool, ReadError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.refuse("true or false"))
    }

    /// A quantity of at most so many bits: hexadecimal digits behind `0x`, or a JSON number.
    /// Zeros may stand in front, and none at all (`0x`) is zero, as old fixtures have it.
    fn quantity(&self, bits: usize) -> Result<U256, ReadError> {
        let refuse = || self.refuse(format!("a quantity of at most {bits} bits"));
        let number = match self.value {
            Value::Number(number) => U256::from(number.as_u64().ok_or_else(refuse)?),
            Value::String(text) => hex_quantity(text).ok_or_else(refuse)?,
            _ => return Err(refuse()),
        };
        if number.bit_len() > bits {
            return Err(refuse());
        }
        Ok(number)
    }

    /// A quantity of at most 64 bits.
    pub(crate) fn u64(&self) -> Result<u64, ReadError> {
        Ok(self.quantity(64)?.to())
    }

    /// A quantity of at most 128 bits.
    pub(crate) fn u128(&self) -> Result<u128, ReadError> {
        Ok(self.quantity(128)?.to())
    }

    /// A quantity of at most 256 bits.
    pub(crate) fn u256(&self) -> Result<U256, ReadError> {
        self.quantity(256)
    }

    /// Exactly so many bytes, in hexadecimal digits behind `0x`.
    pub(crate) fn fixed<const N: usize>(&self) -> Result<FixedBytes<N>, ReadError> {
        let refuse = || self.refuse(format!("{N} bytes as 0x and {} digits", 2 * N));
        let text = self.value.as_str().ok_or_else(refuse)?;
        fixed(text).ok_or_else(refuse)
    }

    /// A hash.
    pub(crate) fn b256(&self) -> Result<B256, ReadError> {
        self.fixed::<32>()
    }

    /// An address.
    pub(crate) fn address(&self) -> Result<Address, ReadError> {
        Ok(Address(self.fixed::<20>()?))
    }

    /// At most so many bytes, in hexadecimal digits behind `0x`.
    pub(crate) fn bytes(&self, limit: usize) -> Result<Bytes, ReadError> {
        let refuse = || {
            self.refuse(format!(
                "at most {limit} bytes as 0x and two digits for each"
            ))
        };
        let text = self.value.as_str().ok_or_else(refuse)?;
        let digits = text.strip_prefix("0x").ok_or_else(refuse)?;
        if digits.len() > limit.saturating_mul(2) {
            return Err(refuse());
        }
        Ok(hex::decode(digits).map_err(|_| refuse())?.into())
    }
}

/// The number of hexadecimal digits behind `0x`, if there is nothing else and it fits.
pub(crate) fn hex_quantity(text: &str) -> Option<U256> {
    let digits = text.strip_prefix("0x")?.trim_start_matches('0');
    if digits.len() > 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    if digits.is_empty() {
        return Some(U256::ZERO);
    }
    U256::from_str_radix(digits, 16).ok()
}

/// Exactly so many bytes of hexadecimal digits behind `0x`.
pub(crate) fn fixed<const N: usize>(text: &str) -> Option<FixedBytes<N>> {
    let digits = text.strip_prefix("0x")?;
    let mut bytes = [0; N];
    (digits.len() == 2 * N).then_some(())?;
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(FixedBytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_names_the_way_and_both_sides() {
        let value = json!({"blocks": [{"gasLimit": "0x1ffffffffffffffff"}]});
        let root = Node::root("", &value);
        let blocks = root.field("blocks").unwrap();
        let block = blocks.items(1).unwrap()[0];
        let error = block.field("gasLimit").unwrap().u64().unwrap_err();
        let text = "blocks[0].gasLimit: expected a quantity of at most 64 bits, found \"0x1ffffffffffffffff\"";
        assert_eq!(error.to_string(), text);
        let error = block.field("number").unwrap().u64().unwrap_err();
        let text = "blocks[0].number: expected a quantity of at most 64 bits, found nothing";
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn quantities_are_hexadecimal_or_json_numbers() {
        assert_eq!(hex_quantity("0x"), Some(U256::ZERO));
        assert_eq!(hex_quantity("0x00ff"), Some(U256::from(255)));
        for text in ["", "ff", "0X1", "0x-1", "0x+1", "0x1_0", "1"] {
            assert_eq!(hex_quantity(text), None, "{text}");
        }
        assert_eq!(Node::root("", &json!(7)).u64(), Ok(7));
        assert!(Node::root("", &json!(-7)).u64().is_err());
        assert!(Node::root("", &json!(7.5)).u64().is_err());
    }
}

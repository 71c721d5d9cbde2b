//! What a text is, and who reads it.

use crate::{Case, ReadError, document, fixture};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::{Value, value::RawValue};
use std::{collections::HashSet, fmt};

/// The most bytes of a text.
pub const MAX_TEXT_BYTES: usize = 256 << 20;

/// Reads the cases of a text, whatever format it has.
///
/// # Errors
/// The text is none of the formats that are read, or something in it is missing or not what
/// belongs there. A case that is well formed and cannot be run is no error: it says so itself
/// ([`Case::skip`]).
pub fn read(text: &[u8]) -> Result<Vec<Case>, ReadError> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(ReadError::TooLong {
            found: text.len(),
            limit: MAX_TEXT_BYTES,
        });
    }
    // The outermost object is taken apart first, so that only one case at a time lies in memory as
    // a tree.
    let Entries(entries) = serde_json::from_slice(text).map_err(json_error)?;
    let has = |name: &str| entries.iter().any(|(there, _)| there == name);
    if has("lanewise") || (has("block") && document::STATES.iter().any(|name| has(name))) {
        let value: Value = serde_json::from_slice(text).map_err(json_error)?;
        return Ok(vec![document::read(&value)?]);
    }
    let cases = entries.iter().filter(|(name, _)| !name.starts_with('_'));
    cases
        .map(|(name, raw)| {
            let value: Value = serde_json::from_str(raw.get()).map_err(json_error)?;
            fixture::read(name, &value)
        })
        .collect()
}

fn json_error(error: serde_json::Error) -> ReadError {
    ReadError::Json(error.to_string())
}

/// The fields of the outermost object, in order, unparsed.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut names = HashSet::new();
                let mut entries = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    if !names.insert(name.clone()) {
                        let name: String = name.chars().take(100).collect();
                        return Err(A::Error::custom(format!(
                            "the field {name:?} is there twice"
                        )));
                    }
                    entries.push((name, value));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

//! What of the compiler's output leads from code to sources.

use crate::source_map::{DebugInfo, Mapping, Sources};
use alloy_primitives::{Bytes, hex};
use serde_json::Value as Json;
use std::{ops::Range, sync::Arc};

/// The instruction that pushes an address, and the two with which a library compares it to its own:
/// the compiler's guard against calls that are no DELEGATECALL.
const PUSH20: u8 = 0x73;
const IS_OWN_ADDRESS: [u8; 2] = [0x30, 0x14];
const ADDRESS_BYTES: usize = 20;

/// Sources by the compiler's numbers, which are `sources` in its output, with texts kept elsewhere.
pub(super) fn sources<'a>(
    numbers: &Json,
    texts: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Sources {
    Sources::new(texts.into_iter().filter_map(|(path, text)| {
        let id = u32::try_from(numbers[path]["id"].as_u64()?).ok()?;
        Some((id, path.to_owned(), text.to_owned()))
    }))
}

/// Of a contract in the compiler's output. Whatever is missing or damaged gives no lines.
pub(super) fn compiled(
    contract: &Json,
    creation: &Bytes,
    code_bytes: usize,
    sources: &Arc<Sources>,
) -> DebugInfo {
    let code = &contract["evm"]["bytecode"];
    let deployed = &contract["evm"]["deployedBytecode"];
    let map = |code: &Json| match code["sourceMap"].as_str() {
        Some(map) => Mapping::Solidity(map.to_owned()),
        None => Mapping::default(),
    };
    let runtime = match deployed["object"].as_str() {
        Some(object) => hex::decode(object).unwrap_or_default().into(),
        // The build keeps only where it lies in the creation code.
        None => part(creation, &contract["codeStart"], code_bytes).unwrap_or_default(),
    };
    DebugInfo {
        filled_in: filled_in(&deployed["immutableReferences"], &runtime),
        runtime,
        runtime_map: map(deployed),
        creation_map: map(code),
        sources: Arc::clone(sources),
    }
}

fn part(creation: &Bytes, start: &Json, length: usize) -> Option<Bytes> {
    let start = usize::try_from(start.as_u64()?).ok()?;
    let end = start.checked_add(length)?;
    (end <= creation.len()).then(|| creation.slice(start..end))
}

/// Where deployment fills in values, ascending.
fn filled_in(references: &Json, runtime: &[u8]) -> Vec<Range<usize>> {
    let all = references.as_object().into_iter().flatten();
    let places = all.flat_map(|(_, places)| places.as_array().into_iter().flatten());
    let range = |place: &Json| {
        let start = usize::try_from(place["start"].as_u64()?).ok()?;
        let length = usize::try_from(place["length"].as_u64()?).ok()?;
        Some(start..start.checked_add(length)?)
    };
    let mut ranges: Vec<_> = places.filter_map(range).collect();
    let address = 1..=ADDRESS_BYTES;
    if runtime.first() == Some(&PUSH20)
        && runtime
            .get(address.clone())
            .is_some_and(|own| own.iter().all(|byte| *byte == 0))
        && runtime[ADDRESS_BYTES + 1..].starts_with(&IS_OWN_ADDRESS)
    {
        ranges.push(1..ADDRESS_BYTES + 1);
    }
    ranges.sort_unstable_by_key(|range| range.start);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_deployment_fills_in_is_known() {
        let references =
            json!({ "7": [{ "start": 40, "length": 32 }], "3": [{ "start": 2, "length": 1 }] });
        assert_eq!(filled_in(&references, &[0; 80]), [2..3, 40..72]);
        let damaged =
            json!({ "7": [{ "start": u64::MAX, "length": 1 }, { "start": -1 }, 5], "3": 4 });
        assert_eq!(filled_in(&damaged, &[0; 80]), []);
    }

    #[test]
    fn a_library_has_its_own_address_filled_in() {
        let mut code = vec![PUSH20];
        code.extend([0; ADDRESS_BYTES]);
        assert_eq!(filled_in(&Json::Null, &code), []);
        code.extend(IS_OWN_ADDRESS);
        assert_eq!(filled_in(&Json::Null, &code), vec![1..21]);
        code[5] = 1;
        assert_eq!(filled_in(&Json::Null, &code), []);
    }
}

//! Bytecode and ABI that somebody pasted, or another tool's artifact file.

use super::{Artifact, Artifacts, FromJson, too_large};
use crate::{layout::StorageLayout, source_map::DebugInfo};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Bytes, hex};
use serde_json::Value as Json;

/// Adds the contract of a file `NAME.json`: an object with `abi`, and with `bytecode` as a text
/// (Hardhat, Truffle) or as an object with `object` (Foundry, the compiler itself).
///
/// # Errors
/// One sentence that says what is missing or cannot be read.
pub fn add_pasted(artifacts: &mut Artifacts, path: &str, text: &str) -> Result<(), String> {
    let json: Json = serde_json::from_str(text).map_err(|error| {
        format!(
            "It is no JSON: {}, in line {}.",
            error
                .to_string()
                .split(" at line")
                .next()
                .unwrap_or_default(),
            error.line()
        )
    })?;
    let code = [
        &json["bytecode"],
        &json["bytecode"]["object"],
        &json["evm"]["bytecode"]["object"],
    ];
    let code = code.into_iter().find_map(Json::as_str).ok_or(
        "It must be an object with \"abi\", a list, and \"bytecode\", a hexadecimal text.",
    )?;
    let creation = hex::decode(code.trim()).map_err(|_| {
        if code.contains("__") {
            "The bytecode calls a library that is not linked in.".to_owned()
        } else {
            "The bytecode must be hexadecimal, with an even number of digits.".to_owned()
        }
    })?;
    if creation.is_empty() {
        return Err("The bytecode is empty.".to_owned());
    }
    let abi = match &json["abi"] {
        Json::Null => JsonAbi::new(),
        abi => JsonAbi::deserialize_json(abi).map_err(|why| {
            let why = why.trim_start_matches("its ABI: ");
            format!("The ABI cannot be read: {why}.")
        })?,
    };
    let deployed = [
        &json["deployedBytecode"],
        &json["deployedBytecode"]["object"],
        &json["evm"]["deployedBytecode"]["object"],
    ];
    let deployed = deployed.into_iter().find_map(Json::as_str);
    let code_bytes = deployed.map_or(0, |code| code.trim_start_matches("0x").len() / 2);
    let layout = match &json["storageLayout"] {
        Json::Null => StorageLayout::default(),
        layout => StorageLayout::parse(&layout.to_string())
            .map_err(|error| format!("The storage layout cannot be read: {error}."))?,
    };
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.strip_suffix(".json").unwrap_or(stem);
    let name = json["contractName"].as_str().unwrap_or(stem).to_owned();
    let problem = too_large(&name, code_bytes);
    artifacts.push(Artifact {
        name,
        file: path.to_owned(),
        own: true,
        abi,
        creation: Bytes::from(creation),
        code_bytes,
        layout,
        problem,
        // The sources are not in such a file.
        debug: DebugInfo::default(),
    });
    Ok(())
}

//! Contracts written in EVM assembly.

use super::{Artifact, Artifacts};
use crate::{
    layout::StorageLayout,
    source_map::{DebugInfo, Mapping, Sources},
};
use alloy_json_abi::JsonAbi;
use lanewise_assembler::{Problem, assemble};
use std::sync::Arc;

/// Assembles a file and adds its contract, which is called as the file is without its ending. Gives
/// the assembler's warnings.
///
/// # Errors
/// Every problem, in the file's order.
pub fn add_assembly(
    artifacts: &mut Artifacts,
    path: &str,
    text: &str,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let assembled = assemble(text)?;
    let on_line = |line: u32, message: String| Problem {
        line,
        column: 1,
        length: text
            .lines()
            .nth(line as usize - 1)
            .map_or(1, |of_line| of_line.encode_utf16().count() as u32),
        message,
        help: None,
    };
    let mut problems = Vec::new();
    let mut abi = JsonAbi::new();
    for (line, item) in &assembled.abi {
        match JsonAbi::parse([item.as_str()]) {
            Ok(one) => {
                abi.functions.extend(one.functions);
                abi.events.extend(one.events);
                abi.errors.extend(one.errors);
            }
            Err(error) => problems.push(on_line(
                *line,
                format!("This is no item of an ABI: {error}."),
            )),
        }
    }
    let declared = assembled
        .storage
        .iter()
        .map(|name| (name.label.as_str(), name.slot, name.type_text.as_str()));
    let layout = StorageLayout::declared(declared).unwrap_or_else(|error| {
        let line = assembled.storage.first().map_or(1, |name| name.line);
        problems.push(on_line(line, format!("{error}.")));
        StorageLayout::default()
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let stem = path.rsplit('/').next().unwrap_or(path);
    let name = stem.split('.').next().unwrap_or(stem).to_owned();
    artifacts.push(Artifact {
        name,
        file: path.to_owned(),
        own: true,
        abi,
        creation: assembled.creation.into(),
        code_bytes: assembled.runtime.len(),
        layout,
        problem: None,
        debug: DebugInfo {
            runtime: assembled.runtime.into(),
            runtime_map: Mapping::Lines(assembled.lines),
            sources: Arc::new(Sources::assembly(path, text)),
            ..DebugInfo::default()
        },
    });
    Ok(assembled.warnings)
}

//! Compiled contracts from files: what compilers and other tools write.

use crate::{error::Error, input};
use lanewise_workloads::{Artifacts, add_assembly, add_pasted};
use serde_json::Value as Json;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Folders within a folder of artifacts.
const DEPTH: usize = 8;
/// Where Foundry and Hardhat keep whole compilations, which their artifacts are taken from.
const BUILD_INFO: &str = "build-info";

/// A file's text.
pub(super) fn text(path: &Path) -> Result<String, Error> {
    String::from_utf8(input::bytes(path)?).map_err(|error| refused(path, error.to_string()))
}

fn refused(path: &Path, message: String) -> Error {
    Error::Input {
        file: input::shown(path),
        message,
    }
}

/// The contracts of files and folders; those of the scenarios where none is named.
pub(super) fn load(paths: &[PathBuf]) -> Result<Artifacts, Error> {
    if paths.is_empty() {
        return Ok(Artifacts::built_in().clone());
    }
    let mut artifacts = Artifacts::default();
    for path in paths {
        if path.is_dir() {
            let before = artifacts.iter().count();
            let mut files = Vec::new();
            collect(path, DEPTH, &mut files)?;
            for file in &files {
                // A folder may hold other JSON as well.
                add(&mut artifacts, file)?;
            }
            if artifacts.iter().count() == before {
                let message = "there is no compiled contract in this folder".to_owned();
                return Err(refused(path, message));
            }
        } else if !add(&mut artifacts, path)? {
            let message = "it is neither the Solidity compiler’s output nor an artifact with \
                           \"abi\" and \"bytecode\"";
            return Err(refused(path, message.to_owned()));
        }
    }
    Ok(artifacts)
}

/// The files of a folder that may be artifacts, in the order of their names.
fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let open = |source: io::Error| Error::Open {
        path: folder.to_owned(),
        source,
    };
    let entries = fs::read_dir(folder).map_err(open)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(open)?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if depth > 0 && name != BUILD_INFO && !name.starts_with('.') {
                collect(&path, depth - 1, files)?;
            }
        } else if (name.ends_with(".json") && !name.ends_with(".dbg.json"))
            || name.ends_with(".evm")
        {
            files.push(path);
        }
    }
    Ok(())
}

/// Adds a file's contracts; `false` if it is something else. Interfaces have none.
fn add(artifacts: &mut Artifacts, path: &Path) -> Result<bool, Error> {
    let text = text(path)?;
    let shown = path.to_string_lossy().replace('\\', "/");
    if path.extension().is_some_and(|ending| ending == "evm") {
        return match add_assembly(artifacts, &shown, &text) {
            Ok(_) => Ok(true),
            Err(problems) => {
                let lines = problems
                    .iter()
                    .map(|problem| format!("line {}: {}", problem.line, problem.message));
                Err(refused(path, lines.collect::<Vec<_>>().join("\n")))
            }
        };
    }
    let Ok(json) = serde_json::from_str::<Json>(&text) else {
        return Ok(false);
    };
    if json["contracts"].is_object() {
        // Standard output with errors may have some contracts; half a compilation is none.
        let errors = json["errors"].as_array().into_iter().flatten();
        let mut errors = errors.filter(|error| error["severity"] == "error");
        if let Some(error) = errors.next() {
            let message = error["message"].as_str().unwrap_or("it cannot be compiled");
            return Err(refused(path, format!("the compiler says: {message}")));
        }
        let added = artifacts.add_compiled(&json["contracts"], &|_| true);
        return added.map(|()| true).map_err(|why| refused(path, why));
    }
    if !json["abi"].is_array() {
        return Ok(false);
    }
    let code = [&json["bytecode"], &json["bytecode"]["object"]];
    let mut code = code.into_iter().filter_map(Json::as_str);
    match code.next() {
        None => Ok(false),
        Some("" | "0x") => Ok(true),
        Some(_) => match add_pasted(artifacts, &shown, &text) {
            Ok(()) => Ok(true),
            Err(why) => Err(refused(path, why)),
        },
    }
}

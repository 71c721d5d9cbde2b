//! The npm packages: the Solidity compiler and libraries, the parts of the editor, `wasm-opt`, and what drives the
//! browser tests. None may need a script at installation: such scripts are not run.
//!
//! Their versions and hashes are in `web/npm/package-lock.json`. They are installed below
//! `target/tools/npm`, away from the sources.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::process;
use crate::progress;
use crate::project::Project;

const MANIFESTS: [&str; 2] = ["package.json", "package-lock.json"];

fn fingerprint(project: &Project) -> Result<String> {
    MANIFESTS
        .iter()
        .try_fold(Fingerprint::default(), |sum, name| {
            sum.tree(&project.path("web/npm").join(name))
        })
        .map(Fingerprint::finish)
}

fn stamp(project: &Project) -> Stamp {
    Stamp::at(project.target("tools/npm/.stamp"))
}

/// Whether exactly the pinned packages are installed.
pub(crate) fn is_installed(project: &Project) -> Result<bool> {
    Ok(project.node_modules().is_dir() && stamp(project).matches(&fingerprint(project)?))
}

/// A package's version and hash, as they are pinned.
pub(crate) fn pinned(project: &Project, package: &str) -> Result<String> {
    let path = project.path("web/npm/package-lock.json");
    let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
    let lock: serde_json::Value = serde_json::from_str(&text).map_err(|source| Error::Data {
        what: path.display().to_string(),
        source,
    })?;
    let entry = &lock["packages"][format!("node_modules/{package}")];
    Ok(format!("{} {}", entry["version"], entry["integrity"]))
}

/// Installs the pinned packages unless they are there.
pub(crate) fn install(project: &Project) -> Result<()> {
    if is_installed(project)? {
        return Ok(());
    }
    progress::step(
        "installing the pinned npm packages into target/tools",
        || {
            let folder = project.target("tools/npm");
            stamp(project).clear()?;
            fs::create_dir_all(&folder).map_err(Error::writing(&folder))?;
            for name in MANIFESTS {
                let (from, to) = (project.path("web/npm").join(name), folder.join(name));
                fs::copy(from, &to).map_err(Error::writing(to))?;
            }
            let npm = process::find(&["npm", "npm.cmd"]).unwrap_or_else(|| "npm".into());
            process::run_quietly(
                "npm ci",
                Command::new(npm)
                    .args([
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--loglevel=error",
                    ])
                    .current_dir(&folder),
            )?;
            stamp(project).set(&fingerprint(project)?)
        },
    )
}

/// The script that optimises WebAssembly modules; `node` runs it.
pub(crate) fn wasm_opt(project: &Project) -> PathBuf {
    project.node_modules().join("binaryen/bin/wasm-opt")
}

/// The script that checks the types of JavaScript; `node` runs it.
pub(crate) fn typescript(project: &Project) -> PathBuf {
    project.node_modules().join("typescript/bin/tsc")
}

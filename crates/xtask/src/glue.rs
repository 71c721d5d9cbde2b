//! What the page loads only when somebody writes a contract: the editor, the compiler's worker, the compiler itself,
//! and the Solidity libraries.
//!
//! The sources are in `web/glue`; its `build.mjs` says what it writes. It is much quicker than the rest of a build and
//! needs no WebAssembly compiler, so it is a step of its own.

use std::fs;
use std::path::PathBuf;

use crate::engines::Mode;
use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprint, Stamp, files};
use crate::process;
use crate::progress;
use crate::project::Project;
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// Where the finished parts lie: `glue/`, `solc/`, `libraries/`.
pub(crate) fn part(project: &Project, mode: Mode) -> PathBuf {
    project.target(&format!("parts/{mode}/glue"))
}

/// The hash of all that they are made from.
fn fingerprint(project: &Project, mode: Mode) -> Result<String> {
    let sum = Fingerprint::default().text(&mode.to_string());
    [
        "web/glue",
        "web/npm/package.json",
        "web/npm/package-lock.json",
    ]
    .iter()
    .try_fold(sum, |sum, path| sum.tree(&project.path(path)))
    .map(Fingerprint::finish)
}

/// Builds them unless they are up to date; `true` if they were built.
pub(crate) fn build(project: &Project, mode: Mode) -> Result<bool> {
    let part = part(project, mode);
    let stamp = Stamp::at(part.with_extension("stamp"));
    let fingerprint = fingerprint(project, mode)?;
    if stamp.matches(&fingerprint) && part.join("glue/editor.js").is_file() {
        return Ok(false);
    }
    stamp.clear()?;
    progress::step(&format!("editor and compiler: bundling ({mode})"), || {
        process::run_quietly(
            "the bundling of editor and compiler",
            system::node_command()
                .arg(project.path("web/glue/build.mjs"))
                .arg(project.node_modules())
                .arg(&part)
                .arg(mode.to_string())
                .current_dir(project.root()),
        )
    })?;
    stamp.set(&fingerprint)?;
    Ok(true)
}

/// Builds them and puts them into a `dist/` that is there already: all that a change of `web/glue` needs.
pub(crate) fn glue(project: &Project, mode: Mode) -> Result<()> {
    system::require(project, &[Need::Node])?;
    npm::install(project)?;
    build(project, mode)?;
    let (part, dist) = (part(project, mode), project.dist());
    if !dist.is_dir() {
        progress::note("there is no dist/ yet; `cargo xtask build` makes it");
        return Ok(());
    }
    for file in files(&part)? {
        let target = dist.join(file.strip_prefix(&part).unwrap_or(&file));
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(Error::writing(folder))?;
        }
        fs::copy(&file, &target).map_err(Error::writing(&target))?;
    }
    progress::note("editor, compiler and libraries in dist/ are up to date");
    Ok(())
}

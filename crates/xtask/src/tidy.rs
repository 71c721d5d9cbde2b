//! `cargo xtask tidy`: the project's own rules, checked instead of hoped for.
//!
//! - **Arrows** ([`arrows`]). Who may depend on whom (ARCHITECTURE.md). The executor knows nothing above it; the page
//!   knows no EVM; no crate below the engine knows the browser.
//! - **Lines** ([`lines`]). A to-do note names its issue, or is not there; no path of one person's machine; no file
//!   that has grown too long to hold one idea.
//! - **Pins.** `wasm-bindgen` has one version: in the manifest, the lock file, Trunk's and this program's.
//! - **No pinned toolchain.** A `rust-toolchain.toml` makes every cargo call fail where rustup cannot download.

mod arrows;
mod lines;

use std::fs;

use arrows::Packages;

use crate::error::{Error, Result};
use crate::project::Project;
use crate::tools::cargo::WASM_BINDGEN;

/// Checks all rules and prints what breaks them.
pub(crate) fn tidy(project: &Project) -> Result<()> {
    let packages = Packages::read(project)?;
    let mut problems = packages.broken_arrows();
    problems.extend(packages.reached_beyond());
    problems.extend(pins(project, &packages)?);
    problems.extend(lines::problems(project)?);
    for name in ["rust-toolchain.toml", "rust-toolchain"] {
        if project.path(name).exists() {
            problems.push(format!(
                "{name} pins a toolchain: where rustup cannot download it every cargo call fails"
            ));
        }
    }
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::ChecksFailed)
    }
}

fn pins(project: &Project, packages: &Packages) -> Result<Vec<String>> {
    let wanted = WASM_BINDGEN.version;
    let read = |name: &str| {
        let path = project.path(name);
        fs::read_to_string(&path).map_err(Error::reading(path))
    };
    let mut problems = Vec::new();
    for version in packages.versions_of("wasm-bindgen") {
        if version != wanted {
            problems.push(format!(
                "Cargo.lock has wasm-bindgen {version}, xtask installs {wanted}: they must be equal"
            ));
        }
    }
    for (file, line) in [
        ("Cargo.toml", format!("wasm-bindgen = \"={wanted}\"")),
        ("Trunk.toml", format!("wasm_bindgen = \"{wanted}\"")),
    ] {
        if !read(file)?.contains(&line) {
            problems.push(format!("{file} must pin wasm-bindgen: {line}"));
        }
    }
    if read("web/npm/package-lock.json")?.contains("\"resolved\"") {
        problems.push(
            "web/npm/package-lock.json names a registry: write it with `npm install \
             --omit-lockfile-registry-resolved`"
                .into(),
        );
    }
    Ok(problems)
}

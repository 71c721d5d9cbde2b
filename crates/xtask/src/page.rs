//! The page: Trunk compiles `web/` and writes `index.html` with what belongs to it.
//!
//! Trunk finds `cargo`, `wasm-bindgen` and `wasm-opt` on the search path, so ours are put in front; it is told
//! to stay offline and downloads nothing. It runs no hooks: the engines are built beside it, not inside it,
//! and [`crate::dist`] brings everything together.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::compiler::{Compiler, Std, WASM};
use crate::engines::Mode;
use crate::error::{Error, Result};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::process;
use crate::progress;
use crate::project::Project;
use crate::tools::{cargo, npm};

/// Where the finished page lies.
pub(crate) fn part(project: &Project, mode: Mode) -> PathBuf {
    project.target(&format!("parts/{mode}/page"))
}

/// The cargo profile of the page: small, since it only draws.
pub(crate) fn profile(mode: Mode) -> &'static str {
    match mode {
        Mode::Release => "page",
        Mode::Dev => "dev",
    }
}

/// The page's target folder.
pub(crate) fn target_folder(project: &Project) -> PathBuf {
    project.target("page")
}

/// The hash of all that the page is made from.
pub(crate) fn fingerprint(project: &Project, compiler: &Compiler, mode: Mode) -> Result<String> {
    let mut sum = Fingerprint::default()
        .text(&compiler.identity())
        .text(cargo::WASM_BINDGEN.version)
        .text(cargo::TRUNK.version)
        .text(&mode.to_string());
    for path in [
        "Cargo.toml",
        "Cargo.lock",
        "Trunk.toml",
        "web",
        "crates/protocol",
        "static",
    ] {
        sum = sum.tree(&project.path(path))?;
    }
    Ok(sum.finish())
}

/// Builds the page unless it is up to date; `true` if it was built.
pub(crate) fn build(project: &Project, compiler: &Compiler, mode: Mode) -> Result<bool> {
    let part = part(project, mode);
    let stamp = Stamp::at(part.with_extension("stamp"));
    let fingerprint = fingerprint(project, compiler, mode)?;
    if stamp.matches(&fingerprint) && part.join("index.html").is_file() {
        return Ok(false);
    }
    stamp.clear()?;
    // Trunk would compile by itself, but offline: here whatever is missing can still be fetched.
    progress::step(&format!("page: compiling ({mode})"), || {
        let mut command = compiler.cargo(Std::Plain, &[]);
        command
            .args(["build", "--package", "lanewise-web", "--target", WASM])
            .args(["--profile", profile(mode)])
            .arg("--target-dir")
            .arg(target_folder(project))
            .current_dir(project.root());
        process::run("the page's compilation", &mut command)
    })?;
    progress::step("page: bundling", || bundle(project, compiler, mode, &part))?;
    stamp.set(&fingerprint)?;
    Ok(true)
}

fn bundle(project: &Project, compiler: &Compiler, mode: Mode, part: &Path) -> Result<()> {
    let tool_folder = |tool: PathBuf| tool.parent().map(Path::to_path_buf);
    let trunk = cargo::TRUNK.find_or_install(project)?;
    let bindgen = cargo::WASM_BINDGEN.find_or_install(project)?;
    let folders: Vec<PathBuf> = [
        tool_folder(bindgen),
        tool_folder(npm::wasm_opt(project)),
        Some(compiler.bin().to_path_buf()),
    ]
    .into_iter()
    .flatten()
    .collect();
    fs::create_dir_all(part).map_err(Error::writing(part))?;

    let mut command = compiler.prepare(Command::new(trunk), Std::Plain, &[]);
    command
        .args(["build", "--offline", "true", "--skip-version-check"])
        .args(["--cargo-profile", profile(mode)])
        .args([
            "--release",
            if mode == Mode::Release {
                "true"
            } else {
                "false"
            },
        ])
        .arg("--dist")
        .arg(part)
        .current_dir(project.root())
        .env("PATH", process::path_with(&folders))
        .env("CARGO_TARGET_DIR", target_folder(project))
        // Trunk reads any value but "true" and "false" as a mistake.
        .env_remove("NO_COLOR");
    process::run_quietly("trunk build", &mut command)
}

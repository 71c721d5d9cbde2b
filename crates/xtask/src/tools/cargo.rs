//! The two tools that are themselves Rust programs.
//!
//! `wasm-bindgen` on the command line must be exactly the version of the library in `Cargo.lock`: the
//! two share a private format. Both are compiled below `target/tools`, once. They run for seconds and take
//! minutes to compile, so they are compiled with little optimisation.

use std::path::PathBuf;
use std::process::Command;

use crate::error::Result;
use crate::process;
use crate::progress;
use crate::project::Project;

/// A Rust program of one exact version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CargoTool {
    /// The program's name, as on the command line.
    pub(crate) program: &'static str,
    /// The package that holds it.
    pub(crate) package: &'static str,
    /// The exact version.
    pub(crate) version: &'static str,
    /// Further arguments of `cargo install`.
    arguments: &'static [&'static str],
}

/// Makes the JavaScript side of a WebAssembly module.
pub(crate) const WASM_BINDGEN: CargoTool = CargoTool {
    program: "wasm-bindgen",
    package: "wasm-bindgen-cli",
    version: "0.2.130",
    // Not `--locked`: the lock file it was published with names a version that was withdrawn.
    arguments: &[],
};

/// Builds the page.
pub(crate) const TRUNK: CargoTool = CargoTool {
    program: "trunk",
    package: "trunk",
    version: "0.21.14",
    // Without `--locked` it does not compile: two versions of one of its dependencies would meet.
    arguments: &["--locked", "--no-default-features", "--features", "rustls"],
};

impl CargoTool {
    /// Where a program of the right version is, ours or the machine's.
    pub(crate) fn find(&self, project: &Project) -> Option<PathBuf> {
        let ours = project
            .tools()
            .join("bin")
            .join(self.program)
            .with_extension(std::env::consts::EXE_EXTENSION);
        [Some(ours), process::find(&[self.program])]
            .into_iter()
            .flatten()
            .find(|program| {
                process::capture(Command::new(program).arg("--version"))
                    .is_some_and(|text| text.split_whitespace().nth(1) == Some(self.version))
            })
    }

    /// The program, installed if it was missing.
    pub(crate) fn find_or_install(&self, project: &Project) -> Result<PathBuf> {
        if let Some(found) = self.find(project) {
            return Ok(found);
        }
        let title = format!(
            "compiling {} {} into target/tools (once; some minutes)",
            self.package, self.version
        );
        progress::step(&title, || {
            let mut command = Command::new(project.cargo());
            command
                .args(["install", self.package, "--version", self.version])
                .args(self.arguments)
                .args(["--force", "--no-track", "--root"])
                .arg(project.tools())
                .env("CARGO_TARGET_DIR", project.target("tools/build"))
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
                .env_remove("RUSTFLAGS")
                .env_remove("CARGO_ENCODED_RUSTFLAGS");
            process::run(self.package, &mut command)
        })?;
        Ok(project
            .tools()
            .join("bin")
            .join(self.program)
            .with_extension(std::env::consts::EXE_EXTENSION))
    }
}

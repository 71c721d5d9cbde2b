//! Node.js programs that drive a real browser: the tests and the measurements in `tests/browser`.
//!
//! They learn everything from their environment: `LANEWISE_DIST` (the built folder), `CHROMIUM` (the
//! browser's program), `NODE_PATH` (where `require` finds playwright-core and axe-core), `LANEWISE_XTASK` (this
//! program, whose server is tested too).

use std::path::PathBuf;
use std::process::Command;

use crate::error::{Error, Result};
use crate::fingerprint::files;
use crate::process;
use crate::project::Project;
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// Node.js with the environment that the programs in `tests/browser` expect.
pub(crate) fn node(project: &Project) -> Result<Command> {
    let chromium = system::chromium().ok_or_else(|| Error::Missing {
        what: Need::Chromium.name().into(),
        remedy: Need::Chromium.remedy(),
    })?;
    let mut command = system::node_command();
    if let Ok(this) = std::env::current_exe() {
        command.env("LANEWISE_XTASK", this);
    }
    command
        .current_dir(project.root())
        .env("LANEWISE_DIST", project.dist())
        .env("CHROMIUM", chromium)
        .env("NODE_PATH", project.node_modules());
    Ok(command)
}

/// The browser tests, in the order of their names.
pub(crate) fn tests(project: &Project) -> Result<Vec<PathBuf>> {
    let mut found = files(&project.path("tests/browser"))?;
    found.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    Ok(found)
}

/// Prints what the first screen loads and what comes later, as a table; of `dist/` as it is.
pub(crate) fn sizes(project: &Project) -> Result<()> {
    if !project.dist().join("index.html").is_file() {
        return Err(Error::Missing {
            what: "dist/".into(),
            remedy: "build it with `cargo xtask build`".into(),
        });
    }
    system::require(project, &[Need::Node, Need::Chromium])?;
    npm::install(project)?;
    let mut command = node(project)?;
    command.arg(project.path("tests/browser/sizes.mjs"));
    process::run("the measurement of sizes", &mut command)
}

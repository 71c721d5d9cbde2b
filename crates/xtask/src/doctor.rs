//! `cargo xtask doctor`: what is there, what is missing, and what would install it. Changes nothing.

use std::path::Path;
use std::process::Command;

use crate::compiler;
use crate::error::{Error, Result};
use crate::process;
use crate::project::Project;
use crate::tools::cargo::{CargoTool, TRUNK, WASM_BINDGEN};
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// One line of the report.
#[derive(Debug)]
struct Finding {
    what: String,
    /// Version and place, or what would install it.
    state: Result<String, String>,
}

/// Lists the tools; fails if one is missing.
pub(crate) fn doctor(project: &Project) -> Result<()> {
    let findings = [
        native(project),
        wasm_compiler(project),
        clippy(project),
        cargo_tool(project, &WASM_BINDGEN),
        cargo_tool(project, &TRUNK),
        node(),
        npm_packages(project)?,
        chromium(),
    ];
    for Finding { what, state } in &findings {
        match state {
            Ok(found) => println!("ok       {what}: {found}"),
            Err(remedy) => println!("missing  {what}: {remedy}"),
        }
    }
    let missing = findings.iter().filter(|finding| finding.state.is_err());
    match missing.count() {
        0 => {
            println!("Everything is there.");
            Ok(())
        }
        count => {
            println!(
                "{count} missing; `cargo xtask serve` and `cargo xtask test` install what they need."
            );
            Err(Error::ChecksFailed)
        }
    }
}

fn native(project: &Project) -> Finding {
    let version = process::capture(Command::new(project.cargo()).arg("--version"));
    Finding {
        what: "native compiler".into(),
        state: version
            .map(|version| format!("{version} ({})", project.cargo().to_string_lossy()))
            .ok_or_else(|| "install Rust (rustup.rs)".into()),
    }
}

fn wasm_compiler(project: &Project) -> Finding {
    Finding {
        what: "WebAssembly compiler".into(),
        state: compiler::find(project)
            .map(|compiler| compiler.to_string())
            .ok_or_else(|| by_packages(Need::Compiler)),
    }
}

fn clippy(project: &Project) -> Finding {
    let clippy = compiler::find(project).and_then(|compiler| compiler.clippy());
    Finding {
        what: "clippy for WebAssembly (tests only)".into(),
        state: clippy
            .map(|path| found(&path, &["clippy", "--version"]))
            .ok_or_else(|| by_packages(Need::Clippy)),
    }
}

fn cargo_tool(project: &Project, tool: &CargoTool) -> Finding {
    Finding {
        what: format!("{} {}", tool.program, tool.version),
        state: tool
            .find(project)
            .map(|path| path.display().to_string())
            .ok_or_else(|| "compiled into target/tools by the first build (some minutes)".into()),
    }
}

fn node() -> Finding {
    let npm = process::find(&["npm", "npm.cmd"]);
    Finding {
        what: "Node.js 20.10 or later, with npm".into(),
        state: system::node()
            .zip(npm)
            .map(|((path, version), npm)| {
                format!("{version} ({}; {})", path.display(), npm.display())
            })
            .ok_or_else(|| by_packages(Need::Node)),
    }
}

fn npm_packages(project: &Project) -> Result<Finding> {
    let folder = project.node_modules();
    Ok(Finding {
        what: "npm packages (solc, wasm-opt, playwright-core, ...)".into(),
        state: if npm::is_installed(project)? {
            Ok(folder.display().to_string())
        } else {
            Err("installed into target/tools by the first build".into())
        },
    })
}

fn chromium() -> Finding {
    Finding {
        what: "Chromium (tests only)".into(),
        state: system::chromium()
            .map(|path| found(&path, &["--version"]))
            .ok_or_else(|| by_packages(Need::Chromium)),
    }
}

/// A program's version and place.
fn found(path: &Path, question: &[&str]) -> String {
    let version = process::capture(Command::new(path).args(question));
    let version = version.unwrap_or_else(|| "version unknown".into());
    format!("{version} ({})", path.display())
}

fn by_packages(need: Need) -> String {
    if process::find(&["apt-get"]).is_some() {
        format!(
            "apt-get install -y --no-install-recommends {}",
            need.packages().join(" ")
        )
    } else {
        need.remedy()
    }
}

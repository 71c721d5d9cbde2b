//! The checks that run no test: formatting, clippy in all its settings, types of the JavaScript.

use std::ffi::OsString;
use std::process::Command;

use crate::compiler::{self, Compiler, Std, WASM};
use crate::engines::{Flavour, Mode};
use crate::error::Result;
use crate::page;
use crate::process;
use crate::progress;
use crate::project::Project;
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// Checks the formatting of all Rust sources.
pub(crate) fn format(project: &Project) -> Result<()> {
    process::run(
        "formatting (mend it with `cargo fmt`)",
        Command::new(project.cargo())
            // Names are enough: the tool mends what it finds.
            .args(["fmt", "--all", "--check", "--", "--files-with-diff"])
            .current_dir(project.root()),
    )
}

/// Runs clippy, natively and for WebAssembly.
pub(crate) fn lint(project: &Project) -> Result<()> {
    system::require(project, &[Need::Node, Need::Compiler, Need::Clippy])?;
    npm::install(project)?;
    let compiler = compiler::require(project)?;
    progress::step("clippy, native", || lint_native(project))?;
    for (title, command) in lints_wasm(project, &compiler) {
        if let Some(mut command) = command {
            progress::step(&title, || process::run("clippy", &mut command))?;
        }
    }
    Ok(())
}

/// Clippy for everything that compiles natively, which is every crate.
pub(super) fn lint_native(project: &Project) -> Result<()> {
    process::run(
        "clippy",
        Command::new(project.cargo())
            .args(["clippy", "--workspace", "--all-targets"])
            .args(["--", "-D", "warnings"])
            .current_dir(project.root()),
    )
}

/// Clippy for the page and both engines, with their own compiler and flags. In the folders and profiles of the
/// builds, so that what both need is compiled once.
pub(super) fn lints_wasm(project: &Project, compiler: &Compiler) -> Vec<(String, Option<Command>)> {
    let page: Vec<OsString> = vec![
        "--package".into(),
        "lanewise-web".into(),
        "--target".into(),
        WASM.into(),
        "--profile".into(),
        page::profile(Mode::Release).into(),
        "--target-dir".into(),
        page::target_folder(project).into(),
    ];
    let engine = |flavour: Flavour| {
        let mut arguments = flavour.cargo_arguments(project);
        arguments.push("--release".into());
        let title = format!("clippy, {flavour} engine");
        (title, flavour.std(), flavour.flags(), arguments)
    };
    [
        ("clippy, page".to_owned(), Std::Plain, &[][..], page),
        engine(Flavour::Threaded),
        engine(Flavour::Single),
    ]
    .into_iter()
    .map(|(title, std, flags, arguments)| {
        let command = compiler.cargo_clippy(std, flags).map(|mut command| {
            command
                .args(arguments)
                .args(["--", "-D", "warnings"])
                .env(
                    "CLIPPY_CONF_DIR",
                    project.path("crates/xtask/clippy-wasm32"),
                )
                .current_dir(project.root());
            command
        });
        (title, command)
    })
    .collect()
}

/// Checks the JSDoc types of the scripts that are served as they are, and of those that are bundled.
pub(super) fn javascript_types(project: &Project) -> Result<()> {
    for config in [
        "tsconfig.workers.json",
        "tsconfig.page.json",
        "tsconfig.glue.json",
        "tsconfig.compiler.json",
    ] {
        process::run(
            "the check of JavaScript types",
            system::node_command()
                .arg(npm::typescript(project))
                .arg("--project")
                .arg(project.path("web/npm").join(config))
                .current_dir(project.root()),
        )?;
    }
    Ok(())
}

//! `cargo xtask test`: every check and every test, cheap ones first.
//!
//! A failing step does not stop the ones after it, so that one run tells everything. At the end
//! one line adds up all tests, of cargo and of Node.js alike; a check that failed (formatting, clippy, a
//! program that does not compile) counts as one failed test, one that could not run as one skipped.

mod lint;
mod tally;

use std::path::PathBuf;
use std::process::Command;

pub(crate) use lint::{format, lint};
use tally::Tally;

use crate::args::TestOptions;
use crate::browser;
use crate::dist;
use crate::engines::Mode;
use crate::error::Result;
use crate::process;
use crate::project::Project;
use crate::tidy;
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// Runs what the person asked for and prints the closing line.
pub(crate) fn test(project: &Project, options: &TestOptions) -> Result<()> {
    let mut tally = Tally::default();
    if tally.check("tools", || tools(project, options)) {
        if options.half.native() {
            native_half(project, options, &mut tally);
        }
        if options.half.browser() {
            browser_half(project, options, &mut tally);
        }
    }
    tally.finish()
}

/// All that needs rights is asked for at once, before anything long.
fn tools(project: &Project, options: &TestOptions) -> Result<()> {
    let mut needs = vec![Need::Node];
    if options.half.browser() {
        needs.extend([Need::Compiler, Need::Clippy, Need::Chromium]);
    }
    system::require(project, &needs)?;
    // The contracts are compiled by the packages' Solidity compiler, natively too.
    npm::install(project)
}

fn native_half(project: &Project, options: &TestOptions, tally: &mut Tally) {
    let filter = options.filter.as_deref();
    if filter.is_none() {
        tally.check("formatting", || format(project));
        tally.check("the project's own rules", || tidy::tidy(project));
        tally.check("types of the JavaScript", || {
            lint::javascript_types(project)
        });
        tally.check("clippy, native", || lint::lint_native(project));
    }
    tally.tests("native tests", || Ok(native_tests(project, filter)));
    tally.tests("model check of scheduler and memory (shuttle)", || {
        Ok(model_check(project, filter))
    });
}

fn browser_half(project: &Project, options: &TestOptions, tally: &mut Tally) {
    let mut compiler = None;
    let ready = tally.check("tools for WebAssembly", || {
        compiler = Some(dist::prepare(project)?);
        Ok(())
    });
    let Some(compiler) = compiler.filter(|_| ready) else {
        return;
    };
    if options.filter.is_none() {
        for (title, command) in lint::lints_wasm(project, &compiler) {
            match command {
                Some(mut command) => {
                    tally.check(&title, || process::run("clippy", &mut command));
                }
                None => tally.skip(&title, "the WebAssembly compiler has no clippy"),
            }
        }
    }
    let built = tally.check("building dist/", || {
        dist::rebuild(project, &compiler, Mode::Release).map(|_| ())
    });
    if built {
        tally.tests("tests in Chromium", || {
            chromium_tests(project, options.filter.as_deref())
        });
    } else {
        tally.skip("tests in Chromium", "there is no dist/ to test");
    }
}

fn chromium_tests(project: &Project, filter: Option<&str>) -> Result<Command> {
    let mut files = browser::tests(project)?;
    let mut command = browser::node(project)?;
    command.args([
        "--test",
        "--test-reporter=spec",
        // Pages that measure time do not share two cores well.
        "--test-concurrency=1",
    ]);
    if let Some(filter) = filter {
        // A word that names files means all of their tests; any other is looked for in the tests' names.
        let named = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().contains(filter)
        };
        if files.iter().any(named) {
            files.retain(named);
        } else {
            command.arg(format!("--test-name-pattern={filter}"));
        }
    }
    command.args(files);
    Ok(command)
}

/// Every crate: those made for the browser hold what can be tested without one apart from what cannot.
fn native_tests(project: &Project, filter: Option<&str>) -> Command {
    let mut command = Command::new(project.cargo());
    command
        .args(["test", "--workspace", "--no-fail-fast"])
        .args(filter)
        .current_dir(project.root());
    command
}

/// The executor with its atomics and locks replaced by ones that try every order. It has its own target
/// folder: the flag changes every crate. The EVM is compiled but hardly run, so it is not optimised much.
fn model_check(project: &Project, filter: Option<&str>) -> Command {
    let mut command = Command::new(project.cargo());
    command
        .args(["test", "--package", "lanewise-executor", "--test", "model"])
        .args(["--config", "profile.dev.package.\"*\".opt-level=1"])
        .arg("--target-dir")
        .arg(project.target("shuttle"))
        .args(filter)
        .env("RUSTFLAGS", "--cfg shuttle")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(project.root());
    command
}

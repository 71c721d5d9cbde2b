//! `cargo xtask`: the project's own commands.
//!
//! A newcomer has a Rust toolchain and nothing else. Everything between that and a running page is
//! done here: finding or installing a compiler that can build the standard library for WebAssembly,
//! the tools of the right versions, two flavours of the engine, the page, the isolation headers,
//! every test. The parts, from the ground up:
//!
//! - [`project`], [`process`], [`progress`], [`fingerprint`]: where things lie, running other
//!   programs, saying what happens and how long it took, knowing what is already up to date;
//! - [`tools`] and [`compiler`]: what must be installed, and the two roads to a compiler;
//! - [`engines`], [`page`], [`glue`], [`dist`]: what is built, and the folder it all ends in;
//! - [`serve`], [`test`], [`bench`], [`doctor`], [`tidy`]: the commands.
//!
//! Invariants: whatever is downloaded or compiled goes below `target/`; nothing of the user's own
//! set-up (rustup settings, cargo's bin folder, npm's global folder) is changed; a step that is up to
//! date is skipped; every failure is one sentence that says what to do, and exit code 1.

mod args;
mod bench;
mod browser;
mod compiler;
mod dist;
mod doctor;
mod engines;
mod error;
mod fingerprint;
mod glue;
mod page;
mod process;
mod progress;
mod project;
mod serve;
mod test;
mod tidy;
mod tools;
mod wasm_module;

use std::process::ExitCode;

use args::Command;
use error::{Error, Result};
use project::Project;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        // What failed has been told, each at its place: only the exit code is left to say.
        Err(Error::ChecksFailed) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let command = args::parse()?;
    let project = Project::find()?;
    match command {
        Command::Help(text) => {
            print!("{text}");
            Ok(())
        }
        Command::Serve(options) => serve::serve(&project, &options),
        Command::Build { mode } => dist::build(&project, mode).map(|_| ()),
        Command::Glue { mode } => glue::glue(&project, mode),
        Command::Sizes => browser::sizes(&project),
        Command::Test(options) => test::test(&project, &options),
        Command::Bench(options) => bench::bench(&project, &options),
        Command::Doctor => doctor::doctor(&project),
        Command::Fmt => test::format(&project),
        Command::Lint => test::lint(&project),
        Command::Tidy => tidy::tidy(&project),
    }
}

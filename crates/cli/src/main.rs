//! `lanewise`: the same engine natively, from the command line.
//!
//! `run` executes one block by one strategy and tells all about it; `verify` puts many blocks
//! through every strategy; `bench` measures; `gen` makes blocks, of batch documents too;
//! `scenarios` measures those of the page; `simulate` puts a block on virtual cores; `bal` makes and
//! checks block access lists. Each command is a file, with its arguments beside it.
//!
//! Nothing wrong is ever called fast: wherever a strategy's time is shown, its outcome was compared
//! with the sequential one.

mod args;
mod bal;
mod bench;
mod error;
mod r#gen;
mod input;
mod interrupt;
mod measure;
mod memory;
mod output;
mod progress;
mod record;
mod run;
mod scenarios;
mod simulate;
mod verify;
mod way;

use args::Command;
use error::{Ending, Error};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() -> ExitCode {
    let result = args::parse(lexopt::Parser::from_env()).and_then(obey);
    match result {
        Ok(ending) => ExitCode::from(ending.exit_code()),
        Err(error) => {
            eprintln!("lanewise: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn obey(command: Command) -> Result<Ending, Error> {
    if !matches!(command, Command::Say(_)) {
        interrupt::listen();
    }
    match command {
        Command::Say(text) => {
            output::print(&text)?;
            Ok(Ending::Fine)
        }
        Command::Run(options) => run::run(&options),
        Command::Verify(options) => verify::verify(&options),
        Command::Bench(options) => bench::command(&options),
        Command::Gen(options) => r#gen::r#gen(&options),
        Command::Scenarios(options) => scenarios::scenarios(&options),
        Command::Simulate(options) => simulate::simulate(&options),
        Command::Bal(options) => bal::bal(&options),
    }
}

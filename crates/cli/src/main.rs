//! `lanewise`: the same engine natively, from the command line.
//!
//! `lanewise bench` measures how fast blocks are executed one transaction after the other, and in
//! parallel on some numbers of threads. Every parallel outcome is compared with the sequential one,
//! so that nothing wrong is ever called fast.

mod args;
mod bench;
mod error;
mod report;

use args::Command;
/// As Ethereum clients do: the C library's allocator hands a run's memory back to the operating
/// system at its end and asks for it again at the next one's start, which takes longer than
/// executing the payments in it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

fn main() -> ExitCode {
    let result = args::parse(lexopt::Parser::from_env()).and_then(run);
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lanewise: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(command: Command) -> Result<(), error::Error> {
    match command {
        Command::Say(text) => {
            print!("{text}");
            Ok(())
        }
        Command::Bench(options) => {
            let report = bench::bench(&options)?;
            print!("{report}");
            match &options.json {
                Some(path) => report.write(path),
                None => Ok(()),
            }
        }
    }
}

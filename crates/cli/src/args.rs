//! The command line.

use crate::error::Error;
use lexopt::{Arg, Parser, ValueExt as _};
use std::path::PathBuf;

const HELP: &str = "\
The parallel EVM of Lanewise, natively.

usage: lanewise bench [OPTIONS]

Executes blocks of ERC-20 transfers and of plain payments, each between accounts that take part only
once: one transaction after the other, and in parallel. Rounds alternate between the two; every
outcome is checked against the sequential one. Prints a table.

options:
  --txs N          transactions in a block, 1 to 50,000 [10,000]
  --rounds N       measured executions of each block in each way, 1 to 10,000 [15]
  --threads LIST   numbers of threads, each 1 to 256, as 1,2,4 [1,2]
  --json FILE      also write the figures to a file
  -h, --help       print this
  -V, --version    print the version

The file holds an object with `rows`, an array of flat objects:
  workload         what the block holds
  transactions     how many
  gas              gas used by the block
  strategy         sequential, block-stm, ...
  threads          how many
  rounds           how many executions were measured, after two that were not
  median_ms        median time of an execution, in milliseconds
  min_ms, max_ms   the shortest and the longest
  tx_per_second    transactions in a second, at the median time
  gas_per_second   gas in a second, at the median time
  speedup          sequential median_ms of the same block divided by this median_ms
  speedup_min, speedup_max
                   the least and the most of the same ratio within one round
";

const ROUNDS: std::ops::RangeInclusive<u32> = 1..=10_000;
const THREADS: std::ops::RangeInclusive<usize> = 1..=256;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// To print a text.
    Say(String),
    /// To measure.
    Bench(BenchOptions),
}

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BenchOptions {
    /// Transactions in a block.
    pub(crate) transactions: u32,
    /// Measured executions.
    pub(crate) rounds: u32,
    /// Numbers of threads, each once.
    pub(crate) threads: Vec<usize>,
    /// Where to write the figures.
    pub(crate) json: Option<PathBuf>,
}

impl Default for BenchOptions {
    fn default() -> Self {
        Self {
            transactions: 10_000,
            rounds: 15,
            threads: vec![1, 2],
            json: None,
        }
    }
}

/// Understands a command line.
pub(crate) fn parse(mut parser: Parser) -> Result<Command, Error> {
    let mut options = None;
    while let Some(argument) = parser.next()? {
        match (&mut options, argument) {
            (_, Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Say(HELP.to_owned())),
            (_, Arg::Short('V') | Arg::Long("version")) => {
                return Ok(Command::Say(format!(
                    "lanewise {}\n",
                    env!("CARGO_PKG_VERSION")
                )));
            }
            (None, Arg::Value(name)) if name == "bench" => options = Some(BenchOptions::default()),
            (Some(options), Arg::Long("txs")) => options.transactions = parser.value()?.parse()?,
            (Some(options), Arg::Long("rounds")) => options.rounds = parser.value()?.parse()?,
            (Some(options), Arg::Long("threads")) => {
                options.threads = threads(&parser.value()?.string()?)?;
            }
            (Some(options), Arg::Long("json")) => options.json = Some(parser.value()?.into()),
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    let options = options.ok_or_else(|| Error::Usage("there is no command".to_owned()))?;
    if !ROUNDS.contains(&options.rounds) {
        return Err(Error::Usage(format!(
            "rounds must be between 1 and 10,000; it is {}.",
            options.rounds
        )));
    }
    Ok(Command::Bench(options))
}

fn threads(list: &str) -> Result<Vec<usize>, Error> {
    let mut threads = Vec::new();
    for item in list.split(',') {
        let number = item
            .trim()
            .parse()
            .ok()
            .filter(|number| THREADS.contains(number));
        let number = number.ok_or_else(|| {
            Error::Usage(format!(
                "threads must be numbers between 1 and 256, as 1,2,4; one is \"{item}\"."
            ))
        })?;
        if !threads.contains(&number) {
            threads.push(number);
        }
    }
    Ok(threads)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(Parser::from_args(line.split_whitespace())).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_are_those_of_the_help() {
        assert_eq!(parsed("bench"), Ok(Command::Bench(BenchOptions::default())));
        assert!(
            HELP.contains("50,000 [10,000]") && HELP.contains("[15]") && HELP.contains("[1,2]")
        );
    }

    #[test]
    fn options_are_understood() {
        let expected = BenchOptions {
            transactions: 500,
            rounds: 3,
            threads: vec![1, 2, 4],
            json: Some("some file.json".into()),
        };
        let line = [
            "bench",
            "--txs=500",
            "--rounds",
            "3",
            "--threads",
            "1,2,4,2",
            "--json",
            "some file.json",
        ];
        assert_eq!(
            parse(Parser::from_args(line)).ok(),
            Some(Command::Bench(expected))
        );
    }

    #[test]
    fn help_needs_no_command() {
        for line in ["--help", "-h", "bench --help"] {
            assert_eq!(parsed(line), Ok(Command::Say(HELP.to_owned())));
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("", "no command"),
            ("brew", "brew"),
            ("--txs 5 bench", "--txs"),
            ("bench --rounds 0", "rounds must be between"),
            ("bench --threads 1,,2", "threads must be numbers"),
            ("bench --threads 0", "threads must be numbers"),
            ("bench --txs many", "many"),
            ("bench --json", "--json"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(
                message.contains(said) && message.ends_with("--help`."),
                "{line}: {message}"
            );
        }
    }
}

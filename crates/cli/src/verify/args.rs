//! The arguments of `lanewise verify`.

use crate::{
    args::{self, Command, Format},
    error::Error,
    way,
};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser,
};
use std::path::PathBuf;

const HELP: &str = "\
Executes every block of every case by every strategy on several numbers of threads. All must come
out as sequential execution does and as the header says; a block that must be refused must be
refused by all of them for the same reason.

usage: lanewise verify PATH... [OPTIONS]

A PATH is a file, or a folder, of which every file *.json is read, in it and in the folders within
it, but for those whose names begin with a dot.

options:
  --threads LIST      numbers of threads, each 1 to 256 [1,2,4]
  --strategies LIST   strategies, as block-stm,locks:granularity=account [all, with each value of
                      each of their options]
  --jobs N            cases at a time, 1 to 256 [as many as the machine has cores]
  --fail-fast         stop at the first failure
  --format FORMAT     table or json [table]
  -h, --help          print this

Prints each failure, then each kind of case that was skipped with its reason, then the numbers of
cases: N passed, N failed, N skipped. A file that cannot be read is a failure; one of a format that
is not read, such as a state test, is skipped.

exit codes: 0 nothing failed, 1 something failed, 2 a PATH is not there or holds no file, 130
interrupted

examples:
  lanewise verify ethereum-tests/BlockchainTests
  lanewise verify block.json --strategies block-stm --threads 2,8
  lanewise gen mixed --txs 2000 | lanewise verify - --format json
";

/// What to verify, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Files and folders.
    pub(crate) paths: Vec<PathBuf>,
    /// Numbers of threads, each once.
    pub(crate) threads: Vec<usize>,
    /// Strategies, each once.
    pub(crate) strategies: Vec<String>,
    /// Cases at a time.
    pub(crate) jobs: usize,
    /// Whether the first failure is the last.
    pub(crate) fail_fast: bool,
    /// How the result is written.
    pub(crate) format: Format,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            threads: vec![1, 2, 4],
            strategies: way::all_variants(),
            jobs: std::thread::available_parallelism().map_or(1, usize::from),
            fail_fast: false,
            format: Format::Table,
        }
    }
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Value(path) => options.paths.push(path.into()),
            Long("threads") => options.threads = args::threads(parser)?,
            Long("strategies") => options.strategies = args::strategies(parser)?,
            Long("jobs") => options.jobs = args::number(parser, "jobs", args::THREADS)?,
            Long("fail-fast") => options.fail_fast = true,
            Long("format") => options.format = args::format(parser)?,
            other => return Err(other.unexpected().into()),
        }
    }
    if options.paths.is_empty() {
        return Err(Error::usage("there is no file and no folder"));
    }
    Ok(Command::Verify(options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let expected = Options {
            paths: vec!["a".into(), "b.json".into()],
            threads: vec![1, 8],
            strategies: vec!["block-stm".to_owned(), "two-phase".to_owned()],
            jobs: 3,
            fail_fast: true,
            format: Format::Json,
        };
        let line = "verify a --threads 1,8,1 --strategies block-stm,two-phase --jobs 3 \
                    --fail-fast --format=json b.json";
        assert_eq!(parsed(line), Ok(Command::Verify(expected)));
        let default = Options {
            paths: vec!["-".into()],
            ..Options::default()
        };
        assert_eq!(parsed("verify -"), Ok(Command::Verify(default)));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("verify", "no file"),
            ("verify a --jobs 0", "jobs must be a number"),
            ("verify a --strategies", "--strategies"),
            ("verify a --fail-fast=yes", "--fail-fast"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
            assert!(
                message.ends_with("Try `lanewise verify --help`."),
                "{message}"
            );
        }
    }
}

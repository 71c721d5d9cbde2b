//! The arguments of `lanewise run`.

use crate::{
    args::{self, Command, Format},
    error::Error,
    input::Selection,
    way::Way,
};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser,
};
use std::path::PathBuf;

const HELP: &str = "\
Executes a block one transaction after the other and by a strategy, in turn; compares the outcomes
with each other and with the block's header.

usage: lanewise run BLOCK.json [OPTIONS]

options:
  --strategy S     the strategy, perhaps with options, as locks:granularity=account [block-stm]
  --threads N      its threads, 1 to 256 [as many as the machine has cores]
  --rounds N       measured executions in each way, 1 to 10,000, after one that is not [5]
  --trace FILE     record one more run and write what each thread did when, as trace events, which
                   https://ui.perfetto.dev and chrome://tracing show
  --case NAME      the case, if the file has several [the first]
  --block N        the block's place in its case, from 1 [the last]
  --format FORMAT  table or json [table]
  -h, --help       print this

What the strategy must know of the block beforehand is found out by a run that is not measured; how
long that took is said.

exit codes: 0 fine, 1 something differs, 2 the file cannot be read, 130 interrupted

examples:
  lanewise run block.json --strategy block-stm --threads 8
  lanewise run block.json --strategy locks:granularity=account --rounds 50 --format json
  lanewise run tests.json --case storageTest --block 2 --trace trace.json
";

/// What to execute, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// The block.
    pub(crate) block: Selection,
    /// The strategy and its threads.
    pub(crate) way: Way,
    /// Measured executions.
    pub(crate) rounds: u32,
    /// Where to write the trace.
    pub(crate) trace: Option<PathBuf>,
    /// How the result is written.
    pub(crate) format: Format,
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut file = None;
    let mut options = Options {
        block: Selection::default(),
        way: Way {
            strategy: "block-stm".to_owned(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        },
        rounds: 5,
        trace: None,
        format: Format::Table,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            Long("strategy") => options.way.strategy = args::strategy(&args::text(parser)?)?,
            Long("threads") => {
                options.way.threads = args::number(parser, "threads", args::THREADS)?;
            }
            Long("rounds") => options.rounds = args::number(parser, "rounds", args::ROUNDS)?,
            Long("trace") => options.trace = Some(parser.value()?.into()),
            Long("case") => options.block.case = Some(args::text(parser)?),
            Long("block") => {
                options.block.block = Some(args::number(parser, "block", 1..=usize::MAX)?);
            }
            Long("format") => options.format = args::format(parser)?,
            other => return Err(other.unexpected().into()),
        }
    }
    options.block.file = file.ok_or_else(|| Error::usage("there is no file"))?;
    Ok(Command::Run(options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let expected = Options {
            block: Selection {
                file: "-".into(),
                case: Some("first".to_owned()),
                block: Some(2),
            },
            way: Way {
                strategy: "locks:granularity=account".to_owned(),
                threads: 8,
            },
            rounds: 3,
            trace: Some("out.json".into()),
            format: Format::Json,
        };
        let line = "run --strategy locks:granularity=account --threads 8 --rounds=3 - \
                    --trace out.json --case first --block 2 --format json";
        assert_eq!(parsed(line), Ok(Command::Run(expected)));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("run", "no file"),
            ("run a.json b.json", "b.json"),
            (
                "run a.json --strategy magic",
                "there is no strategy \"magic\"",
            ),
            ("run a.json --rounds 0", "rounds must be a number"),
            ("run a.json --trace", "--trace"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
            assert!(message.ends_with("Try `lanewise run --help`."), "{message}");
        }
    }
}

//! The arguments of `lanewise scenarios`.

use crate::{
    args::{self, Command, THREADS},
    error::Error,
};
use lanewise_workloads::{BatchSpec, preset, presets};
use lexopt::{
    Arg::{Long, Short},
    Parser,
};

const HELP: &str = "\
Measures the scenarios of the page, each at its default setting and at its most contended, and
writes a table in Markdown. Every outcome is checked against the sequential one.

usage: lanewise scenarios [OPTIONS]

options:
  --scenario LIST  some of them, as token,exchange [all]
  --txs N          transactions in a block, 1 to 50,000 [each scenario's own]
  --threads N      threads of Block-STM, 1 to 256 [as many as the machine can run at once]
  --rounds N       measured executions of each block in each way, 1 to 10,000 [3]
  -h, --help       print this

The columns:
  Transactions, Succeeded   how many there are, and how many did not fail
  Bound                     gas of the block by gas on its longest chain of dependencies: no
                            executor is faster by more, however many threads it has
  Aborts, Suspensions       of Block-STM: executions thrown away, and those that stopped half-way to
                            wait; a median, as is the next
  Speedup                   median time of sequential execution by that of Block-STM, in rounds that
                            alternate between the two

exit codes: 0 fine, 1 an outcome differs, 2 usage, 130 interrupted

examples:
  lanewise scenarios
  lanewise scenarios --scenario token,market --txs 20000 --threads 8 --rounds 15
";

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Ids of scenarios.
    pub(crate) scenarios: Vec<&'static str>,
    /// Transactions; each scenario's own if not said.
    pub(crate) transactions: Option<u32>,
    /// Threads of Block-STM.
    pub(crate) threads: usize,
    /// Measured rounds.
    pub(crate) rounds: u32,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            scenarios: presets().iter().map(|preset| preset.id).collect(),
            transactions: None,
            threads: threads.min(*THREADS.end()),
            rounds: 3,
        }
    }
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Long("scenario") => options.scenarios = scenarios(&args::text(parser)?)?,
            Long("txs") => {
                let transactions = args::number(parser, "txs", BatchSpec::TRANSACTIONS)?;
                options.transactions = Some(transactions);
            }
            Long("threads") => options.threads = args::number(parser, "threads", THREADS)?,
            Long("rounds") => options.rounds = args::number(parser, "rounds", args::ROUNDS)?,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Scenarios(options))
}

fn scenarios(list: &str) -> Result<Vec<&'static str>, Error> {
    let ids = list.split(',').map(str::trim);
    let known = ids.map(|id| {
        preset(id).map(|preset| preset.id).ok_or_else(|| {
            let all: Vec<_> = presets().iter().map(|preset| preset.id).collect();
            Error::usage(format!(
                "there is no scenario \"{id}\"; there are {}.",
                all.join(", ")
            ))
        })
    });
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let default = Options::default();
        assert_eq!(parsed("scenarios"), Ok(Command::Scenarios(default.clone())));
        assert!(HELP.contains("[3]") && default.rounds == 3);
        let expected = Options {
            scenarios: vec!["market", "token"],
            transactions: Some(70),
            threads: 4,
            rounds: 9,
        };
        let line = "scenarios --scenario market,token --txs 70 --threads 4 --rounds 9";
        assert_eq!(parsed(line), Ok(Command::Scenarios(expected)));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            (
                "scenarios --scenario tokens",
                "there is no scenario \"tokens\"",
            ),
            (
                "scenarios --threads 0",
                "threads must be a number between 1 and 256",
            ),
            ("scenarios --txs 0", "txs must be"),
            ("scenarios token", "token"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
        }
    }
}

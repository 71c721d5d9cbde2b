//! The arguments of `lanewise bench`.

use crate::{
    args::{self, Command},
    error::Error,
    way,
};
use lanewise_workloads::{
    BatchSpec, Preset, preset, presets,
    suite::{self, SUITE},
};
use lexopt::{
    Arg::{Long, Short},
    Parser,
};
use std::path::PathBuf;

const HELP: &str = "\
Measures how fast blocks are executed: one transaction after the other, and by every strategy.
Rounds alternate between the ways; every outcome is checked against the sequential one.

usage: lanewise bench [OPTIONS]

options:
  --workload LIST    what the blocks hold: words below, or all for the whole suite
                     [token,payments,mixed]
  --strategies LIST  strategies, as block-stm,locks:granularity=account; sequential execution is
                     always measured [all]
  --txs N            transactions in a block, 1 to 50,000; own gives each block of the suite the
                     size that it is known by [10,000]
  --seed S           seed of the generator, 0 to 4,294,967,295 [1]
  --rounds N         measured executions of each block in each way, 1 to 10,000 [15]
  --threads LIST     numbers of threads, each 1 to 256, as 1,2,4 [1,2]
  --memory           count bytes too, in one more execution of each block in each way
  --json FILE        also write the figures to a file
  -h, --help         print this

Scenarios of the page, each between accounts that take part only once:
";

const FIELDS: &str = "
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
  executions       executions begun, those that came to nothing included; a median, as are the next
  aborts           executions thrown away because what they had read was no longer true
  suspensions      executions that stopped to wait for a lower transaction
  validations      validations
  fallback         why the strategy executed the block in another way than its own, or null
  hints_ms         time of the one run that found out what the strategy must know of the block
                   beforehand, which is no part of the times above; null if it need know nothing
With --memory also:
  pre_bytes        bytes of the state before the block
  outcome_bytes    bytes of the outcome
  peak_bytes       the most bytes that an execution took at any time, outcome included; not those of
                   the state before, nor of what is known beforehand

exit codes: 0 fine, 1 an outcome differs, 2 usage, 130 interrupted

examples:
  lanewise bench
  lanewise bench --workload all --txs own --json figures.json
  lanewise bench --workload mixed --strategies block-stm --threads 1,2,4,8 --rounds 50
  lanewise bench --workload token --txs 50000 --rounds 1 --memory
";

/// What is measured unless something else is asked for.
const WORKLOADS: &str = "token,payments,mixed";
const SEEDS: std::ops::RangeInclusive<u32> = 0..=u32::MAX;

/// What a block holds: an id of [`PRESETS`] or of [`SUITE`].
pub(crate) type WorkloadId = &'static str;

/// What to measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// What the blocks hold, each once.
    pub(crate) workloads: Vec<WorkloadId>,
    /// Strategies, each once, sequential execution first.
    pub(crate) strategies: Vec<String>,
    /// Transactions in a block; nothing where each has its own size.
    pub(crate) transactions: Option<u32>,
    /// The generator's seed.
    pub(crate) seed: u32,
    /// Measured executions.
    pub(crate) rounds: u32,
    /// Numbers of threads, each once.
    pub(crate) threads: Vec<usize>,
    /// Whether to count bytes.
    pub(crate) memory: bool,
    /// Where to write the figures.
    pub(crate) json: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            workloads: WORKLOADS.split(',').filter_map(known).collect(),
            strategies: way::all(),
            transactions: Some(10_000),
            seed: 1,
            rounds: 15,
            threads: vec![1, 2],
            memory: false,
            json: None,
        }
    }
}

fn known(id: &str) -> Option<WorkloadId> {
    let entry = suite::by_id(id).map(|entry| entry.id);
    entry.or_else(|| preset(id).map(|preset| preset.id))
}

/// The scenarios; where the suite has a block of the same name, that is what is measured.
fn scenarios() -> impl Iterator<Item = &'static Preset> {
    let all = presets().iter();
    all.filter(|preset| suite::by_id(preset.id).is_none())
}

/// The help, also for the test that it names every field.
pub(crate) fn help() -> String {
    let mut text = HELP.to_owned();
    for preset in scenarios() {
        text += &format!("  {:<18} {}\n", preset.id, preset.title());
    }
    text += "\nThe suite, with the number of transactions that each block has with --txs own:\n";
    for entry in SUITE {
        text += &format!(
            "  {:<18} {}, {}\n",
            entry.id, entry.title, entry.transactions
        );
    }
    text + FIELDS
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(help())),
            Long("workload") => options.workloads = workloads(&args::text(parser)?)?,
            Long("strategies") => options.strategies = strategies(parser)?,
            Long("txs") => options.transactions = transactions(&args::text(parser)?)?,
            Long("seed") => options.seed = args::number(parser, "seed", SEEDS)?,
            Long("rounds") => options.rounds = args::number(parser, "rounds", args::ROUNDS)?,
            Long("threads") => options.threads = args::threads(parser)?,
            Long("memory") => options.memory = true,
            Long("json") => options.json = Some(parser.value()?.into()),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Bench(options))
}

/// Those asked for, and sequential execution, which they are compared with.
fn strategies(parser: &mut Parser) -> Result<Vec<String>, Error> {
    let mut strategies = args::strategies(parser)?;
    strategies.retain(|strategy| strategy != way::SEQUENTIAL);
    strategies.insert(0, way::SEQUENTIAL.to_owned());
    Ok(strategies)
}

fn transactions(text: &str) -> Result<Option<u32>, Error> {
    if text == "own" {
        return Ok(None);
    }
    let number = text.parse().ok();
    let number = number.filter(|number| BatchSpec::TRANSACTIONS.contains(number));
    number.map(Some).ok_or_else(|| {
        Error::usage(format!(
            "txs must be own or between 1 and 50,000; it is \"{text}\"."
        ))
    })
}

fn workloads(list: &str) -> Result<Vec<WorkloadId>, Error> {
    let mut workloads = Vec::new();
    for item in list.split(',').map(str::trim) {
        let ids = match known(item) {
            Some(id) => vec![id],
            None if item == "all" => SUITE.iter().map(|entry| entry.id).collect(),
            None => {
                let scenarios = scenarios().map(|preset| preset.id);
                let all: Vec<_> = scenarios
                    .chain(SUITE.iter().map(|entry| entry.id))
                    .collect();
                return Err(Error::usage(format!(
                    "there is no workload \"{item}\"; there are all, {}.",
                    all.join(", ")
                )));
            }
        };
        for id in ids {
            if !workloads.contains(&id) {
                workloads.push(id);
            }
        }
    }
    Ok(workloads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn defaults_are_those_of_the_help() {
        let default = Options::default();
        assert_eq!(parsed("bench"), Ok(Command::Bench(default.clone())));
        let help = help();
        for part in [
            "50,000; own",
            "[10,000]",
            "[15]",
            "[1,2]",
            &format!("[{WORKLOADS}]"),
        ] {
            assert!(help.contains(part), "{part}");
        }
        assert_eq!(default.workloads.join(","), WORKLOADS);
    }

    #[test]
    fn options_are_understood() {
        let expected = Options {
            workloads: vec!["mixed", "token"],
            strategies: vec!["sequential".to_owned(), "block-stm".to_owned()],
            transactions: Some(500),
            seed: 9,
            rounds: 3,
            threads: vec![1, 2, 4],
            memory: true,
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
            "--workload",
            "mixed,token,mixed",
            "--strategies",
            "block-stm,sequential",
            "--memory",
            "--seed",
            "9",
        ];
        let parsed = crate::args::parse(Parser::from_args(line));
        assert_eq!(parsed.ok(), Some(Command::Bench(expected)));
    }

    #[test]
    fn all_is_the_suite() {
        let Ok(Command::Bench(options)) = parsed("bench --workload all --txs own") else {
            panic!("it is understood");
        };
        assert_eq!(options.workloads.len(), SUITE.len());
        assert_eq!(options.transactions, None);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("bench --rounds 0", "rounds must be a number between"),
            ("bench --threads 1,,2", "threads must be numbers"),
            ("bench --txs many", "many"),
            (
                "bench --txs 50001",
                "txs must be own or between 1 and 50,000",
            ),
            (
                "bench --workload tokens",
                "there is no workload \"tokens\"; there are all, token",
            ),
            ("bench --json", "--json"),
            ("bench token", "token"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
            assert!(
                message.ends_with("Try `lanewise bench --help`."),
                "{message}"
            );
        }
    }
}

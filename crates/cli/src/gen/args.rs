//! The arguments of `lanewise gen`.

use crate::{
    args::{self, Command},
    error::Error,
};
use lanewise_workloads::{BatchSpec, presets, suite::SUITE};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt as _,
};
use std::path::PathBuf;

const HELP: &str = "\
Makes a block, with the state before it and what must come out, and writes it as JSON.

usage: lanewise gen NAME [OPTIONS]
       lanewise gen --batch FILE [--artifacts FILE_OR_FOLDER]... [OPTIONS]

NAME is a scenario of the page, or a workload of the suite that `lanewise bench` measures. FILE is a
batch document (lanewise-batch/1), as the page keeps and exports it.
";

const OPTIONS: &str = "
options:
  --batch FILE     make the block that a batch document describes; - is standard input
  --artifacts PATH its compiled contracts: the Solidity compiler's standard JSON output, artifact
                   files of Foundry or Hardhat, EVM assembly (.evm), or a folder of these; may be
                   given several times [the contracts of the scenarios]
  --txs N          transactions in the block, 1 to 50,000 [1000; a document's own]
  --seed S         seed of the generator, 0 to 4,294,967,295; same seed, same block [1; a
                   document's own]
  --accounts N     of scenarios and documents: accounts that take part, 2 to 100,000 [their own]
  --contention X   of scenarios and documents: exponent of the Zipf law by which they are chosen, 0
                   to 2; 0 walks through them in turn [their own]
  --knob ID=VALUE  of scenarios and documents: another value of a knob; may be given several times
  --access-list    put the block's access list in as well (EIP-7928)
  -h, --help       print this

exit codes: 0 fine, 1 the block cannot be executed, 2 usage or input, 130 interrupted

examples:
  lanewise gen token --txs 1000 --seed 7 > block.json
  lanewise gen exchange --txs 500 --knob pools=1 --contention 1.2 | lanewise run - --threads 4
  lanewise gen --batch batch.json --artifacts out --knob share=50 > block.json
  lanewise gen suite:mixed --txs 5000 | lanewise verify -
";

const SEEDS: std::ops::RangeInclusive<u32> = 0..=u32::MAX;
/// Before the id of a workload of the suite, where a scenario has the same.
pub(crate) const SUITE_PREFIX: &str = "suite:";

/// Which block to make.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    /// Where its description is.
    pub(crate) source: Source,
    /// Transactions.
    pub(crate) transactions: Option<u32>,
    /// The generator's seed.
    pub(crate) seed: Option<u32>,
    /// Accounts.
    pub(crate) accounts: Option<u32>,
    /// The Zipf exponent.
    pub(crate) contention: Option<f64>,
    /// Knobs by their ids.
    pub(crate) knobs: Vec<(String, f64)>,
    /// Whether the access list is wanted.
    pub(crate) access_list: bool,
}

/// Where a block's description is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A scenario or a workload, by its id.
    Named(String),
    /// A file.
    Document {
        /// The batch document.
        file: PathBuf,
        /// Files and folders with its contracts; the ready ones where there are none.
        artifacts: Vec<PathBuf>,
    },
}

fn help() -> String {
    let mut text = HELP.to_owned();
    let mut group = "";
    for preset in presets() {
        if preset.batch.group != group {
            group = &preset.batch.group;
            text += &format!("\n{group}:\n");
        }
        text += &format!("  {:<18} {}\n", preset.id, preset.title());
    }
    text += "\nThe suite:\n";
    for entry in SUITE {
        let id = match lanewise_workloads::preset(entry.id) {
            Some(_) => format!("{SUITE_PREFIX}{}", entry.id),
            None => entry.id.to_owned(),
        };
        text += &format!("  {id:<18} {}\n", entry.title);
    }
    text + OPTIONS
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let (mut name, mut batch, mut artifacts) = (None, None, Vec::new());
    let mut options = Options {
        source: Source::Named(String::new()),
        transactions: None,
        seed: None,
        accounts: None,
        contention: None,
        knobs: Vec::new(),
        access_list: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(help())),
            Value(value) if name.is_none() => name = Some(value.string()?),
            Long("batch") => batch = Some(PathBuf::from(parser.value()?)),
            Long("artifacts") => artifacts.push(PathBuf::from(parser.value()?)),
            Long("txs") => {
                let transactions = args::number(parser, "txs", BatchSpec::TRANSACTIONS)?;
                options.transactions = Some(transactions);
            }
            Long("seed") => options.seed = Some(args::number(parser, "seed", SEEDS)?),
            Long("accounts") => {
                let accounts = args::number(parser, "accounts", BatchSpec::ACCOUNTS)?;
                options.accounts = Some(accounts);
            }
            Long("contention") => {
                let contention = args::number(parser, "contention", BatchSpec::CONTENTION)?;
                options.contention = Some(contention);
            }
            Long("knob") => options.knobs.push(knob(&args::text(parser)?)?),
            Long("access-list") => options.access_list = true,
            other => return Err(other.unexpected().into()),
        }
    }
    options.source = match (name, batch) {
        (Some(_), Some(_)) => {
            return Err(Error::usage(
                "there is a name and a batch document; take one of them",
            ));
        }
        (Some(_), None) if !artifacts.is_empty() => {
            return Err(Error::usage("artifacts are for batch documents alone"));
        }
        (Some(name), None) => Source::Named(name),
        (None, Some(file)) => Source::Document { file, artifacts },
        (None, None) => return Err(Error::usage("it is not said which block to make")),
    };
    Ok(Command::Gen(options))
}

/// `pools=10`.
fn knob(text: &str) -> Result<(String, f64), Error> {
    let parts = text.split_once('=');
    let knob = parts.and_then(|(id, value)| {
        let value = value
            .trim()
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())?;
        Some((id.trim().to_owned(), value))
    });
    knob.filter(|(id, _)| !id.is_empty()).ok_or_else(|| {
        Error::usage(format!(
            "knob must be an id and a number, as pools=10; it is \"{text}\"."
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let expected = Options {
            source: Source::Named("exchange".to_owned()),
            transactions: Some(50),
            seed: Some(7),
            accounts: Some(20),
            contention: Some(1.5),
            knobs: vec![("pools".to_owned(), 10.0), ("hops".to_owned(), 0.5)],
            access_list: true,
        };
        let line = "gen exchange --txs 50 --seed=7 --accounts 20 --contention 1.5 --access-list \
                    --knob pools=10 --knob hops=0.5";
        assert_eq!(parsed(line), Ok(Command::Gen(expected)));
        let Ok(Command::Gen(options)) = parsed("gen --batch a.json --artifacts b --artifacts c")
        else {
            panic!("it is understood");
        };
        let expected = Source::Document {
            file: "a.json".into(),
            artifacts: vec!["b".into(), "c".into()],
        };
        assert_eq!((options.source, options.transactions), (expected, None));
    }

    #[test]
    fn scenarios_are_listed_by_their_groups() {
        let help = help();
        for preset in presets() {
            assert!(help.contains(&format!("\n{}:\n", preset.batch.group)));
            assert!(help.contains(&format!("\n  {} ", preset.id)));
        }
        assert!(help.contains("\n  suite:mixed ") && help.contains("\n  erc20 "));
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("gen", "which block"),
            ("gen token more", "more"),
            (
                "gen token --txs 50001",
                "txs must be a number between 1 and 50000",
            ),
            ("gen token --contention NaN", "contention must be"),
            ("gen token --seed -1", "seed"),
            ("gen token --knob pools", "knob must be an id and a number"),
            ("gen token --knob pools=many", "it is \"pools=many\""),
            ("gen token --knob pools=inf", "knob must be"),
            ("gen token --batch a.json", "take one of them"),
            ("gen token --artifacts out", "for batch documents alone"),
            ("gen --artifacts out", "which block"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
            assert!(message.ends_with("Try `lanewise gen --help`."), "{message}");
        }
    }
}

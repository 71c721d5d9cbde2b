//! The arguments of `lanewise gen`.

use crate::{
    args::{self, Command},
    error::Error,
};
use lanewise_workloads::{BatchSpec, PRESETS, suite::SUITE};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser, ValueExt as _,
};

const HELP: &str = "\
Makes a block, with the state before it and what must come out, and writes it as JSON.

usage: lanewise gen NAME [OPTIONS]

NAME is a preset of the page or a workload of the suite that `lanewise bench` measures:
";

const OPTIONS: &str = "
options:
  --txs N          transactions in the block, 1 to 50,000 [1000]
  --seed S         seed of the generator, 0 to 4,294,967,295; same seed, same block [1]
  --accounts N     of presets: accounts that take part, 2 to 100,000 [as on the page]
  --contention X   of presets: exponent of the Zipf law by which they are chosen, 0 to 2; 0 walks
                   through them in turn [as on the page]
  --access-list    put the block's access list in as well (EIP-7928)
  -h, --help       print this

examples:
  lanewise gen token --txs 1000 --seed 7 > block.json
  lanewise gen exchange --txs 500 --accounts 50 --contention 1.2 | lanewise run - --threads 4
  lanewise gen mixed --txs 5000 | lanewise verify -
";

const SEEDS: std::ops::RangeInclusive<u32> = 0..=u32::MAX;

/// Which block to make.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Options {
    /// The preset's or the workload's id.
    pub(crate) name: String,
    /// Transactions.
    pub(crate) transactions: u32,
    /// The generator's seed.
    pub(crate) seed: u32,
    /// Accounts, of a preset.
    pub(crate) accounts: Option<u32>,
    /// The Zipf exponent, of a preset.
    pub(crate) contention: Option<f64>,
    /// Whether the access list is wanted.
    pub(crate) access_list: bool,
}

fn help() -> String {
    let mut text = HELP.to_owned();
    let presets = PRESETS.iter().map(|preset| (preset.id, preset.title));
    let suite = SUITE.iter().map(|entry| (entry.id, entry.title));
    for (id, title) in presets.chain(suite) {
        text += &format!("  {id:<18} {title}\n");
    }
    text + OPTIONS
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut name = None;
    let mut options = Options {
        name: String::new(),
        transactions: 1_000,
        seed: 1,
        accounts: None,
        contention: None,
        access_list: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(help())),
            Value(value) if name.is_none() => name = Some(value.string()?),
            Long("txs") => {
                options.transactions = args::number(parser, "txs", BatchSpec::TRANSACTIONS)?;
            }
            Long("seed") => options.seed = args::number(parser, "seed", SEEDS)?,
            Long("accounts") => {
                let accounts = args::number(parser, "accounts", BatchSpec::ACCOUNTS)?;
                options.accounts = Some(accounts);
            }
            Long("contention") => {
                let contention = args::number(parser, "contention", BatchSpec::CONTENTION)?;
                options.contention = Some(contention);
            }
            Long("access-list") => options.access_list = true,
            other => return Err(other.unexpected().into()),
        }
    }
    options.name = name.ok_or_else(|| Error::usage("it is not said which block to make"))?;
    Ok(Command::Gen(options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let expected = Options {
            name: "exchange".to_owned(),
            transactions: 50,
            seed: 7,
            accounts: Some(20),
            contention: Some(1.5),
            access_list: true,
        };
        let line = "gen exchange --txs 50 --seed=7 --accounts 20 --contention 1.5 --access-list";
        assert_eq!(parsed(line), Ok(Command::Gen(expected)));
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
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
            assert!(message.ends_with("Try `lanewise gen --help`."), "{message}");
        }
    }
}

//! The command line: which command, and what several commands understand alike.

use crate::{bal, bench, error::Error, r#gen, run, scenarios, simulate, verify};
use lanewise_executor::{Unobserved, strategies};
use lexopt::{Arg, Parser, ValueExt as _};
use std::{ops::RangeInclusive, str::FromStr};

const HELP: &str = "\
The parallel EVM of Lanewise, natively.

usage: lanewise COMMAND [OPTIONS]

commands:
  run        execute a block by one strategy, compare with sequential execution and with the header
  verify     put files and folders of blocks through every strategy
  bench      measure blocks by every strategy
  gen        make a block: of a scenario, of the suite, or of a batch document with its contracts
  scenarios  measure the page's scenarios, each at its default and at its most contended
  simulate   put a block on virtual cores: speedup over cores, its bounds, the costliest conflicts
  bal        make the access list of a block (EIP-7928), or check one

options:
  -h, --help       print this, or behind a command what it does
  -V, --version    print the version

Blocks are read in any of these formats: blockchain tests of ethereum/tests and of the execution
specs; a block of a node (eth_getBlockByNumber with full transactions) with the state of its
prestateTracer; and the format that `gen` writes. A file named - is standard input.

exit codes:
  0    all is as it must be
  1    something differs or failed; the output says what
  2    the command line is not understood, or a file cannot be read
  130  interrupted by Ctrl-C

examples:
  lanewise gen token --txs 1000 --seed 1 > block.json
  lanewise gen --batch batch.json --artifacts out > block.json
  lanewise run block.json --strategy block-stm --threads 2
  lanewise verify ethereum-tests/BlockchainTests
  lanewise bench --workload mixed --strategies sequential,block-stm --threads 1,2,4
  lanewise simulate block.json --cores 1,2,16,256
  lanewise bal block.json --hash
";

/// Numbers of threads.
pub(crate) const THREADS: RangeInclusive<usize> = 1..=256;
/// Measured executions.
pub(crate) const ROUNDS: RangeInclusive<u32> = 1..=10_000;

/// What was asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    /// To print a text.
    Say(String),
    /// To execute a block.
    Run(run::args::Options),
    /// To verify files.
    Verify(verify::args::Options),
    /// To measure.
    Bench(bench::args::Options),
    /// To make a block.
    Gen(r#gen::args::Options),
    /// To measure the scenarios.
    Scenarios(scenarios::args::Options),
    /// To simulate a block.
    Simulate(simulate::args::Options),
    /// To make or check an access list.
    Bal(bal::args::Options),
}

/// How a result is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

/// Understands a command line.
pub(crate) fn parse(mut parser: Parser) -> Result<Command, Error> {
    let name = match parser.next()? {
        Some(Arg::Short('h') | Arg::Long("help")) => return Ok(Command::Say(HELP.to_owned())),
        Some(Arg::Short('V') | Arg::Long("version")) => {
            let version = env!("CARGO_PKG_VERSION");
            return Ok(Command::Say(format!("lanewise {version}\n")));
        }
        Some(Arg::Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
        None => return Err(Error::usage("there is no command")),
    };
    let parser = &mut parser;
    let command = match name.as_str() {
        "run" => run::args::parse(parser),
        "verify" => verify::args::parse(parser),
        "bench" => bench::args::parse(parser),
        "gen" => r#gen::args::parse(parser),
        "scenarios" => scenarios::args::parse(parser),
        "simulate" => simulate::args::parse(parser),
        "bal" => bal::args::parse(parser),
        other => {
            let message = format!(
                "there is no command \"{other}\"; there are run, verify, bench, gen, scenarios, \
                 simulate and bal"
            );
            return Err(Error::usage(message));
        }
    };
    command.map_err(|error| error.of_command(&name))
}

/// The value of an option, as a text.
pub(crate) fn text(parser: &mut Parser) -> Result<String, Error> {
    Ok(parser.value()?.string()?)
}

/// A number within limits.
pub(crate) fn number<T>(
    parser: &mut Parser,
    name: &str,
    range: RangeInclusive<T>,
) -> Result<T, Error>
where
    T: FromStr + PartialOrd + std::fmt::Display,
{
    let text = text(parser)?;
    let number = text.parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| {
        Error::usage(format!(
            "{name} must be a number between {} and {}; it is \"{text}\".",
            range.start(),
            range.end()
        ))
    })
}

/// Numbers of threads, each once: `1,2,4`.
pub(crate) fn threads(parser: &mut Parser) -> Result<Vec<usize>, Error> {
    let mut threads = Vec::new();
    for item in text(parser)?.split(',') {
        let number = item.trim().parse().ok();
        let number = number.filter(|number| THREADS.contains(number));
        let number = number.ok_or_else(|| {
            Error::usage(format!(
                "threads must be numbers between 1 and 256, as 1,2,4; one is \"{item}\"."
            ))
        })?;
        if !threads.contains(&number) {
            threads.push(number);
        }
    }
    Ok(threads)
}

/// A strategy with its options, as it is written.
pub(crate) fn strategy(text: &str) -> Result<String, Error> {
    let known = strategies::parse::<Unobserved>(text);
    known.map_err(|error| Error::usage(format!("{error}.")))?;
    Ok(text.to_owned())
}

/// Strategies, each once. Commas also stand between the options of one strategy: a part that has
/// no colon and sets something belongs to the strategy before it.
pub(crate) fn strategies(parser: &mut Parser) -> Result<Vec<String>, Error> {
    let mut written: Vec<String> = Vec::new();
    for part in text(parser)?.split(',').map(str::trim) {
        match written.last_mut() {
            Some(last) if part.contains('=') && !part.contains(':') => {
                last.push(',');
                last.push_str(part);
            }
            _ => written.push(part.to_owned()),
        }
    }
    let mut known = Vec::new();
    for text in written {
        let strategy = strategy(&text)?;
        if !known.contains(&strategy) {
            known.push(strategy);
        }
    }
    Ok(known)
}

/// `table` or `json`.
pub(crate) fn format(parser: &mut Parser) -> Result<Format, Error> {
    match text(parser)?.as_str() {
        "table" => Ok(Format::Table),
        "json" => Ok(Format::Json),
        other => Err(Error::usage(format!(
            "format must be table or json; it is \"{other}\"."
        ))),
    }
}

/// The help of each command, for tests of more than one.
#[cfg(test)]
pub(crate) fn parsed(line: &str) -> Result<Command, String> {
    parse(Parser::from_args(line.split_whitespace())).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_there_for_all_and_for_each() {
        for line in ["--help", "-h"] {
            assert_eq!(parsed(line), Ok(Command::Say(HELP.to_owned())));
        }
        for command in [
            "run",
            "verify",
            "bench",
            "gen",
            "scenarios",
            "simulate",
            "bal",
        ] {
            assert!(HELP.contains(&format!("\n  {command} ")));
            let Ok(Command::Say(help)) = parsed(&format!("{command} --help")) else {
                panic!("{command}: a text");
            };
            assert!(
                help.contains(&format!("usage: lanewise {command}")),
                "{help}"
            );
            assert!(help.contains("\nexamples:\n"), "{help}");
            assert!(help.lines().all(|line| line.len() <= 100), "{help}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("", "no command"),
            ("brew", "brew"),
            ("--txs 5 bench", "--txs"),
            ("run a.json --format xml", "format must be table or json"),
            ("run a.json --threads 0", "threads must be a number between"),
            ("bench --threads 1,,2", "threads must be numbers"),
            (
                "bench --strategies sequential,magic",
                "no strategy \"magic\"",
            ),
            (
                "bench --strategies locks:granularity=word",
                "cannot be \"word\"",
            ),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(
                message.contains(said) && message.ends_with("--help`."),
                "{line}: {message}"
            );
        }
    }

    #[test]
    fn commas_stand_between_strategies_and_between_options() {
        let mut parser = Parser::from_args([
            "--strategies",
            "sequential,locks:granularity=slot,granularity=account,block-stm,sequential",
        ]);
        assert!(parser.next().is_ok());
        assert_eq!(
            strategies(&mut parser).ok(),
            Some(vec![
                "sequential".to_owned(),
                "locks:granularity=slot,granularity=account".to_owned(),
                "block-stm".to_owned()
            ])
        );
    }
}

//! The arguments of `lanewise simulate`.

use crate::{
    args::{self, Command, Format},
    error::Error,
    input::Selection,
    way,
};
use lanewise_simulator::{CostModel, MAX_CORES};
use lexopt::{
    Arg::{Long, Short, Value},
    Parser,
};
use std::path::PathBuf;

const HELP: &str = "\
Simulates a block on any number of cores: every strategy's own scheduler is driven by virtual cores
with a virtual clock, and each of its outcomes is compared with sequential execution.

usage: lanewise simulate BLOCK.json [OPTIONS]

options:
  --strategies LIST  strategies, as block-stm,locks:granularity=account [all that use cores]
  --cores LIST       numbers of virtual cores, each 1 to 256 [1,2,4,8,16,32,64]
  --cost WHAT        what an execution costs: time (the median of measured sequential passes, with
                     what each strategy itself costs on one worker), gas, or unit (one, for each)
                     [time]
  --conflicts N      also the places that cost most on the critical path, at most N [8]
  --format FORMAT    table or json [table]
  --case NAME        the case, if the file has several [the first]
  --block N          the block's place in its case, from 1 [the last]
  -h, --help         print this

The bounds: no schedule is faster than the ceiling (the block's work by its critical path, and one
core's work by the number of cores); every schedule that leaves no core idle needlessly reaches
Brent's; Amdahl's law counts as serial what runs alone when everything starts as soon as it can.

exit codes: 0 fine, 1 an outcome differs or the block is invalid, 2 usage, 130 interrupted

examples:
  lanewise gen token --txs 1000 --seed 1 > block.json
  lanewise simulate block.json --cores 1,2,16,256
  lanewise simulate block.json --strategies block-stm --cost gas --format json
";

/// What to simulate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// The block.
    pub(crate) block: Selection,
    /// Strategies.
    pub(crate) strategies: Vec<String>,
    /// Numbers of virtual cores.
    pub(crate) cores: Vec<usize>,
    /// What an execution costs.
    pub(crate) cost: CostModel,
    /// Places to list.
    pub(crate) conflicts: usize,
    /// How the result is written.
    pub(crate) format: Format,
}

impl Default for Options {
    fn default() -> Self {
        let mut strategies = way::all();
        strategies.retain(|strategy| strategy != way::SEQUENTIAL);
        Self {
            block: Selection::default(),
            strategies,
            cores: vec![1, 2, 4, 8, 16, 32, 64],
            cost: CostModel::Time,
            conflicts: 8,
            format: Format::default(),
        }
    }
}

/// Understands what stands behind the command.
pub(crate) fn parse(parser: &mut Parser) -> Result<Command, Error> {
    let mut options = Options::default();
    let mut file = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Say(HELP.to_owned())),
            Value(path) if file.is_none() => file = Some(PathBuf::from(path)),
            Long("strategies") => options.strategies = args::strategies(parser)?,
            Long("cores") => options.cores = cores(parser)?,
            Long("cost") => options.cost = cost(&args::text(parser)?)?,
            Long("conflicts") => {
                options.conflicts = args::number(parser, "conflicts", 0..=100)?;
            }
            Long("format") => options.format = args::format(parser)?,
            Long("case") => options.block.case = Some(args::text(parser)?),
            Long("block") => {
                options.block.block = Some(args::number(parser, "block", 1..=usize::MAX)?);
            }
            other => return Err(other.unexpected().into()),
        }
    }
    options.block.file = file.ok_or_else(|| Error::usage("there is no file"))?;
    Ok(Command::Simulate(options))
}

fn cores(parser: &mut Parser) -> Result<Vec<usize>, Error> {
    let mut cores = Vec::new();
    for item in args::text(parser)?.split(',') {
        let number = item.trim().parse().ok();
        let number = number.filter(|number| (1..=MAX_CORES).contains(number));
        cores.push(number.ok_or_else(|| {
            Error::usage(format!(
                "cores must be numbers between 1 and {MAX_CORES}, as 1,2,16; one is \"{item}\"."
            ))
        })?);
    }
    cores.sort_unstable();
    cores.dedup();
    Ok(cores)
}

fn cost(text: &str) -> Result<CostModel, Error> {
    match text {
        "time" => Ok(CostModel::Time),
        "gas" => Ok(CostModel::Gas),
        "unit" => Ok(CostModel::Unit),
        other => Err(Error::usage(format!(
            "cost must be time, gas or unit; it is \"{other}\"."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::parsed;

    #[test]
    fn options_are_understood() {
        let line = "simulate a.json --cores 16,2,2 --cost gas --strategies block-stm --conflicts 0";
        let Ok(Command::Simulate(options)) = parsed(line) else {
            panic!("it is one");
        };
        assert_eq!(options.cores, [2, 16]);
        assert_eq!(options.cost, CostModel::Gas);
        assert_eq!(options.strategies, ["block-stm"]);
        assert_eq!(options.conflicts, 0);
        assert!(
            !Options::default()
                .strategies
                .contains(&"sequential".to_owned())
        );
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (line, said) in [
            ("simulate", "no file"),
            (
                "simulate a.json --cores 0",
                "cores must be numbers between 1 and 256",
            ),
            ("simulate a.json --cores 2,,4", "cores must be numbers"),
            ("simulate a.json --cost love", "time, gas or unit"),
        ] {
            let message = parsed(line).expect_err(line);
            assert!(message.contains(said), "{line}: {message}");
        }
    }
}

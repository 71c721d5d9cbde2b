//! `lanewise run`: one block, one strategy, and all that can be told about the two.

pub(crate) mod args;
mod header;
mod report;
mod trace;

use crate::{
    args::Format,
    error::{Ending, Error},
    input::{self, Input},
    interrupt::CONTROL,
    measure::Subject,
    output,
    progress::Progress,
    way::Way,
};
use args::Options;
use lanewise_executor::{Block, ExecuteError, Hints, Outcome, PreState, Recorder, Run, Unobserved};
use report::{Finding, Report, WayReport};
use std::time::Instant;

/// Executions of each way before those that are measured.
const WARM_UPS: u32 = 1;

/// Executes, compares, tells.
pub(crate) fn run(options: &Options) -> Result<Ending, Error> {
    let input = input::load(&options.block)?;
    let imported = input.imported();
    let block = imported.block.as_ref();
    let header = imported.header.as_ref();
    let report = Report {
        file: input.file.clone(),
        case: input.case.name.clone(),
        chosen: input.chosen.clone(),
        format: input.case.format.name(),
        fork: imported.fork.name(),
        number: block.map_or_else(
            |_| header.map_or("unknown".to_owned(), |header| header.number.to_string()),
            |block| block.env.number.to_string(),
        ),
        transactions: block.map_or(0, |block| block.transactions.len()),
        result: examine(&input, options)?,
    };
    output::print(&match options.format {
        Format::Table => report.to_string(),
        Format::Json => output::pretty(&report),
    })?;
    Ok(Ending::of(report.is_fine()))
}

fn examine(input: &Input, options: &Options) -> Result<Finding, Error> {
    let must_fail = input.imported().must_fail.clone();
    let (block, pre) = match input.executable() {
        Ok(both) => both,
        Err(reason) => {
            return Ok(Finding::Refused {
                refused: reason.to_owned(),
                must_fail,
                difference: None,
            });
        }
    };
    let sequential = Way::sequential();
    match sequential.execute(block, pre, None, &Unobserved) {
        Ok(Run { outcome, .. }) => compare(input, block, pre, &outcome, options),
        Err(error @ (ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_))) => {
            let same = match options.way.execute(block, pre, None, &Unobserved) {
                Ok(_) => Some("it executes the block".to_owned()),
                Err(other) => (other != error).then(|| other.to_string()),
            };
            Ok(Finding::Refused {
                refused: error.to_string(),
                must_fail,
                difference: same,
            })
        }
        Err(error) => Err(Error::execute(sequential, error)),
    }
}

fn compare(
    input: &Input,
    block: &Block,
    pre: &PreState,
    expected: &Outcome,
    options: &Options,
) -> Result<Finding, Error> {
    let start = Instant::now();
    let hints = options
        .way
        .needs_hints()
        .then(|| Hints::trace(block, pre, &CONTROL));
    let hints = hints
        .transpose()
        .map_err(|source| Error::execute("tracing", source))?;
    let hints_ms = hints.as_ref().map(|_| start.elapsed().as_secs_f64() * 1e3);
    let subject = Subject {
        block,
        pre,
        hints: hints.as_ref(),
    };
    let mut ways = vec![Way::sequential()];
    if options.way != ways[0] {
        ways.push(options.way.clone());
    }
    let mut difference = None;
    let mut line = Progress::new();
    let timed = subject.alternate(
        &ways,
        (WARM_UPS, options.rounds),
        &mut |way, outcome| {
            if difference.is_none() {
                let found = expected.first_difference(outcome);
                difference = found.map(|found| format!("{way}: {found}"));
            }
            Ok(())
        },
        &mut |round, rounds| line.at(|| format!("round {} of {rounds}", round + 1)),
    )?;
    drop(line);
    if let Some(path) = &options.trace {
        let recorder = Recorder::spans();
        let recorded = options.way.execute(block, pre, hints.as_ref(), &recorder);
        recorded.map_err(|source| Error::execute(&options.way, source))?;
        let title = format!("{}, {}", input.case.name, options.way);
        let spans = recorder.finish().spans;
        trace::write(path, &title, options.way.threads, &spans)?;
    }
    let reports = ways.iter().zip(&timed);
    let reports = reports.map(|(way, times)| WayReport::new(way, times, &timed[0]));
    Ok(Finding::Executed {
        gas: expected.gas_used,
        hints_ms,
        ways: reports.collect(),
        difference,
        header: header::compare(input, block, pre, expected)?,
        must_fail: input.imported().must_fail.clone(),
    })
}

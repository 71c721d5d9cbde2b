//! `lanewise bench`: how fast blocks are executed, in every way.

pub(crate) mod args;
mod report;

use crate::{
    error::{Ending, Error},
    interrupt::CONTROL,
    measure::Subject,
    memory, output,
    progress::Progress,
    way::{self, Way},
};
use args::Options;
use lanewise_executor::{Hints, PreState, Unobserved};
use lanewise_workloads::{BatchSpec, Workload, prepare, suite};
use report::{Measured, Memory, Report};
use std::time::Instant;

/// Executions of each way before those that are measured.
const WARM_UPS: u32 = 2;

/// Measures, prints the table, writes the file.
pub(crate) fn command(options: &Options) -> Result<Ending, Error> {
    let report = bench(options)?;
    output::print(&report.to_string())?;
    if let Some(path) = &options.json {
        output::write(path, output::pretty(&report).trim_end())?;
    }
    Ok(Ending::Fine)
}

/// Measures what was asked for.
fn bench(options: &Options) -> Result<Report, Error> {
    let ways = way::ways(&options.strategies, &options.threads);
    let mut report = Report::default();
    for id in &options.workloads {
        let (holds, workload) = make(id, options)?;
        report.extend(&measure(&holds, &workload, &ways, options)?);
    }
    Ok(report)
}

/// A block, and what it holds.
fn make(id: &str, options: &Options) -> Result<(String, Workload), Error> {
    let mut line = Progress::new();
    let mut progress = |done: u32, total: u32| {
        line.at(|| format!("{id}: making the block, {done} of {total}"));
        !CONTROL.is_cancelled()
    };
    if let Some(entry) = suite::by_id(id) {
        let transactions = options.transactions.unwrap_or(entry.transactions);
        let workload = entry.prepare(transactions, options.seed, &mut progress)?;
        return Ok((id.to_owned(), workload));
    }
    let transactions = options.transactions.unwrap_or(10_000);
    let spec = BatchSpec {
        preset: id.to_owned(),
        transactions,
        // Enough for everybody to take part only once.
        accounts: transactions.saturating_mul(2),
        contention: 0.0,
        seed: options.seed,
        knobs: Vec::new(),
    };
    let workload = prepare(&spec, &mut progress)?;
    Ok((format!("{id}, distinct accounts"), workload))
}

fn measure(
    holds: &str,
    workload: &Workload,
    ways: &[Way],
    options: &Options,
) -> Result<Vec<Measured>, Error> {
    let (block, pre) = (&workload.block, &workload.pre);
    let sequential = Way::sequential();
    let expected = sequential.execute(block, pre, None, &Unobserved);
    let expected = expected
        .map_err(|source| Error::execute(&sequential, source))?
        .outcome;
    let start = Instant::now();
    let wanted = ways.iter().any(Way::needs_hints);
    let hints = wanted
        .then(|| Hints::trace(block, pre, &CONTROL))
        .transpose();
    let hints = hints.map_err(|source| Error::execute("tracing", source))?;
    let hints_ms = start.elapsed().as_secs_f64() * 1e3;
    let subject = Subject {
        block,
        pre,
        hints: hints.as_ref(),
    };
    let mut line = Progress::new();
    let timed = subject.alternate(
        ways,
        (WARM_UPS, options.rounds),
        &mut |way, outcome| match expected.first_difference(outcome) {
            None => Ok(()),
            Some(difference) => Err(Error::Outcome {
                what: way.to_string(),
                difference,
            }),
        },
        &mut |round, rounds| line.at(|| format!("{holds}: round {} of {rounds}", round + 1)),
    )?;
    let pre_bytes = options.memory.then(|| bytes(pre));
    let measured = ways.iter().zip(timed).map(|(way, timed)| {
        let memory = pre_bytes.map(|pre| count(&subject, way, pre)).transpose()?;
        Ok(Measured {
            workload: holds.to_owned(),
            transactions: block.transactions.len() as u32,
            gas: expected.gas_used,
            way: way.clone(),
            timed,
            hints_ms: way.needs_hints().then_some(hints_ms),
            memory,
        })
    });
    measured.collect()
}

/// What one execution takes of memory.
fn count(subject: &Subject<'_>, way: &Way, pre: usize) -> Result<Memory, Error> {
    // The outcome is all that is left of the run.
    let (outcome, taken) = memory::measure(|| subject.time(way).map(|(run, _)| run.outcome));
    outcome?;
    Ok(Memory {
        pre,
        outcome: taken.kept,
        peak: taken.peak,
    })
}

/// The bytes of a state: those of a copy that shares nothing with it.
fn bytes(pre: &PreState) -> usize {
    let (_copy, taken) = memory::measure(|| {
        let mut copy = PreState::new();
        for (address, account) in pre.accounts() {
            let mut info = account.info.clone();
            info.code = pre.code(&info.code_hash).cloned();
            copy.insert(*address, info);
            for (slot, value) in &account.storage {
                copy.set_storage(*address, *slot, *value);
            }
        }
        copy
    });
    taken.kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_blocks_are_measured_in_every_way() {
        let options = Options {
            workloads: vec!["token", "payments", "mixed"],
            strategies: ["sequential", "block-stm", "two-phase"]
                .map(str::to_owned)
                .to_vec(),
            transactions: Some(50),
            rounds: 3,
            threads: vec![1, 3],
            ..Options::default()
        };
        let report = bench(&options).expect("every outcome is the same");
        let rows = report.rows();
        let ways: Vec<_> = rows
            .iter()
            .map(|row| (row.workload.as_str(), row.strategy.as_str(), row.threads))
            .collect();
        let mut expected = Vec::new();
        for workload in [
            "token, distinct accounts",
            "payments, distinct accounts",
            "mixed",
        ] {
            expected.push((workload, "sequential", 1));
            for strategy in ["block-stm", "two-phase"] {
                expected.extend([(workload, strategy, 1), (workload, strategy, 3)]);
            }
        }
        assert_eq!(ways, expected);
        for row in rows {
            assert!(row.rounds == 3 && row.transactions == 50, "{row:?}");
            assert!(row.executions >= 50 && row.memory.is_none(), "{row:?}");
            assert_eq!(
                row.hints_ms.is_some(),
                lanewise_executor::strategies::descriptor(&row.strategy)
                    .is_some_and(|strategy| strategy.needs_hints)
            );
        }
        assert_eq!(rows[5].gas, 50 * 21_000);
    }
}

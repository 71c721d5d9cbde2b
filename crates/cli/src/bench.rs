//! Measuring: warm-up, then rounds in which every way to execute the block has its turn.
//!
//! Machines drift: they warm up, slow down, do other things. Rounds that alternate between the ways
//! spread a drift over all of them, and every other round goes backwards, so that no way always
//! follows the same one. What stands in the report is the median, with the extremes beside it.

use crate::{
    args::BenchOptions,
    error::Error,
    report::{Measured, Report},
};
use lanewise_executor::{
    Control, Outcome, ScopedThreads, Unobserved,
    strategies::{self, Job},
};
use lanewise_workloads::{BatchSpec, Workload, prepare};
use std::time::{Duration, Instant};

/// The presets measured, and what the block then holds.
const WORKLOADS: [(&str, &str); 2] = [
    ("token", "token, distinct accounts"),
    ("payments", "payments, distinct accounts"),
];

const WARM_UPS: u32 = 2;

/// A way to execute a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Way {
    /// The strategy's id.
    pub(crate) strategy: &'static str,
    /// Worker threads.
    pub(crate) threads: usize,
}

/// Measures what was asked for.
pub(crate) fn bench(options: &BenchOptions) -> Result<Report, Error> {
    let ways = ways(&options.threads);
    let mut report = Report::default();
    for (preset, holds) in WORKLOADS {
        let spec = BatchSpec {
            preset: preset.to_owned(),
            transactions: options.transactions,
            // Enough for everybody to take part only once.
            accounts: options.transactions.saturating_mul(2),
            contention: 0.0,
            seed: 1,
        };
        let workload = prepare(&spec, &mut |_, _| true)?;
        report.extend(measure(holds, &workload, &ways, options.rounds)?);
    }
    Ok(report)
}

/// Every strategy of the executor's table; those that can use several threads on each number.
fn ways(threads: &[usize]) -> Vec<Way> {
    let way = |strategy, threads| Way { strategy, threads };
    strategies::TABLE
        .iter()
        .flat_map(|strategy| {
            let threads = if strategy.parallel { threads } else { &[1] };
            threads
                .iter()
                .map(move |threads| way(strategy.id, *threads))
        })
        .collect()
}

fn measure(
    holds: &'static str,
    workload: &Workload,
    ways: &[Way],
    rounds: u32,
) -> Result<Vec<Measured>, Error> {
    let (expected, _) = execute(
        workload,
        Way {
            strategy: "sequential",
            threads: 1,
        },
    )?;
    let mut times = vec![Vec::with_capacity(rounds as usize); ways.len()];
    for round in 0..WARM_UPS + rounds {
        let mut turns: Vec<usize> = (0..ways.len()).collect();
        if round % 2 == 1 {
            turns.reverse();
        }
        for turn in turns {
            let (outcome, time) = execute(workload, ways[turn])?;
            if let Some(difference) = expected.first_difference(&outcome) {
                return Err(Error::Outcome {
                    what: ways[turn].to_string(),
                    difference,
                });
            }
            if round >= WARM_UPS {
                times[turn].push(time);
            }
        }
    }
    let measured = |(way, times): (&Way, _)| Measured {
        workload: holds,
        transactions: workload.spec.transactions,
        gas: expected.gas_used,
        way: *way,
        times,
    };
    Ok(ways.iter().zip(times).map(measured).collect())
}

/// Executes the block once. The time begins with the strategy's start, the threads' own included,
/// and ends with the outcome; it is not yet compared, and nothing is thrown away.
fn execute(workload: &Workload, way: Way) -> Result<(Outcome, Duration), Error> {
    let strategy = strategies::parse::<Unobserved>(way.strategy)
        .unwrap_or_else(|_| unreachable!("{} comes from the table of strategies", way.strategy));
    let workers = ScopedThreads(way.threads);
    let control = Control::new();
    let start = Instant::now();
    let run = strategy.execute(
        &Job::new(&workload.block, &workload.pre, &workers, &control),
        &Unobserved,
    );
    let time = start.elapsed();
    let run = run.map_err(|source| Error::Execute {
        what: way.to_string(),
        source,
    })?;
    Ok((run.outcome, time))
}

impl std::fmt::Display for Way {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { strategy, threads } = self;
        let plural = if *threads == 1 { "" } else { "s" };
        write!(out, "{strategy} on {threads} thread{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_blocks_are_measured_in_every_way() {
        let options = BenchOptions {
            transactions: 50,
            rounds: 3,
            threads: vec![1, 3],
            json: None,
        };
        let report = bench(&options).expect("every outcome is the same");
        let rows = report.rows();
        let ways: Vec<_> = rows
            .iter()
            .map(|row| (row.workload, row.strategy, row.threads))
            .collect();
        let (token, payments) = (WORKLOADS[0].1, WORKLOADS[1].1);
        assert_eq!(
            ways,
            [
                (token, "sequential", 1),
                (token, "block-stm", 1),
                (token, "block-stm", 3),
                (payments, "sequential", 1),
                (payments, "block-stm", 1),
                (payments, "block-stm", 3),
            ]
        );
        assert!(
            rows.iter()
                .all(|row| row.rounds == 3 && row.transactions == 50)
        );
        assert_eq!(rows[3].gas, 50 * 21_000);
    }

    #[test]
    fn too_many_transactions_are_refused() {
        let options = BenchOptions {
            transactions: 50_001,
            ..BenchOptions::default()
        };
        let error = bench(&options).expect_err("there is a limit");
        assert!(
            error
                .to_string()
                .contains("txs must be between 1 and 50,000"),
            "{error}"
        );
        assert_eq!(error.exit_code(), 2);
    }
}

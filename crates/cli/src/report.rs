//! From measured times to figures: a table for people, a file for programs.

use crate::{bench::Way, error::Error};
use serde::Serialize;
use std::{fmt, fs, path::Path, time::Duration};

/// The times of one way to execute one block; the same place in two lists is the same round.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// What the block holds.
    pub(crate) workload: &'static str,
    /// Transactions in the block.
    pub(crate) transactions: u32,
    /// Gas that the block uses.
    pub(crate) gas: u64,
    /// How it was executed.
    pub(crate) way: Way,
    /// How long that took, by round.
    pub(crate) times: Vec<Duration>,
}

/// The figures of one way to execute one block. The command's help says what each field means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Row {
    pub(crate) workload: &'static str,
    pub(crate) transactions: u32,
    pub(crate) gas: u64,
    pub(crate) strategy: &'static str,
    pub(crate) threads: usize,
    pub(crate) rounds: usize,
    median_ms: f64,
    min_ms: f64,
    max_ms: f64,
    tx_per_second: f64,
    gas_per_second: f64,
    speedup: f64,
    speedup_min: f64,
    speedup_max: f64,
}

/// All figures.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds the figures of one block; the baseline is its sequential way.
    pub(crate) fn extend(&mut self, block: Vec<Measured>) {
        let baseline = block
            .iter()
            .find(|measured| measured.way.strategy == "sequential");
        let rows = baseline
            .into_iter()
            .flat_map(|baseline| block.iter().map(|measured| Row::new(measured, baseline)));
        self.rows.extend(rows);
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Writes the figures to a file, as JSON.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Error> {
        serde_json::to_string_pretty(self)
            .map_err(std::io::Error::from)
            .and_then(|text| fs::write(path, text + "\n"))
            .map_err(|source| Error::Write {
                path: path.to_owned(),
                source,
            })
    }
}

impl Row {
    fn new(measured: &Measured, baseline: &Measured) -> Self {
        let Measured {
            workload,
            transactions,
            gas,
            way,
            ..
        } = *measured;
        let times = Spread::of(measured.times.iter().map(milliseconds));
        let rounds = baseline.times.iter().zip(&measured.times);
        let ratios = Spread::of(rounds.map(|(base, time)| base.as_secs_f64() / time.as_secs_f64()));
        let base = Spread::of(baseline.times.iter().map(milliseconds));
        Self {
            workload,
            transactions,
            gas,
            strategy: way.strategy,
            threads: way.threads,
            rounds: measured.times.len(),
            median_ms: times.median,
            min_ms: times.min,
            max_ms: times.max,
            tx_per_second: (f64::from(transactions) / times.median * 1e3).round(),
            gas_per_second: (gas as f64 / times.median * 1e3).round(),
            speedup: base.median / times.median,
            speedup_min: ratios.min,
            speedup_max: ratios.max,
        }
    }
}

fn milliseconds(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Where some numbers lie.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spread {
    min: f64,
    median: f64,
    max: f64,
}

impl Spread {
    /// Not a number, all three, if there are no numbers.
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut sorted: Vec<f64> = numbers.collect();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let last = sorted.len().saturating_sub(1);
        // The mean of the middle two, which are one where the count is odd.
        let median = f64::midpoint(at(last / 2), at(sorted.len() / 2));
        Self {
            min: at(0),
            median,
            max: at(last),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut block = None;
        for row in &self.rows {
            if block != Some(row.workload) {
                if block.is_some() {
                    writeln!(out)?;
                }
                block = Some(row.workload);
                writeln!(
                    out,
                    "{} transactions ({}), {:.1} Mgas, {} rounds",
                    row.transactions,
                    row.workload,
                    row.gas as f64 / 1e6,
                    row.rounds
                )?;
                writeln!(
                    out,
                    "{:<12} {:>7} {:>10} {:>19} {:>10} {:>8} {:>8} {:>15}",
                    "strategy",
                    "threads",
                    "median ms",
                    "min..max ms",
                    "tx/s",
                    "Mgas/s",
                    "speedup",
                    "min..max"
                )?;
            }
            writeln!(
                out,
                "{:<12} {:>7} {:>10.2} {:>19} {:>10.0} {:>8.0} {:>8.2} {:>15}",
                row.strategy,
                row.threads,
                row.median_ms,
                format!("{:.2}..{:.2}", row.min_ms, row.max_ms),
                row.tx_per_second,
                row.gas_per_second / 1e6,
                row.speedup,
                format!("{:.2}..{:.2}", row.speedup_min, row.speedup_max),
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(strategy: &'static str, threads: usize, times: [u64; 3]) -> Measured {
        Measured {
            workload: "token",
            transactions: 1_000,
            gas: 34_000_000,
            way: Way { strategy, threads },
            times: times.map(Duration::from_millis).to_vec(),
        }
    }

    #[test]
    fn figures_follow_from_times() {
        let mut report = Report::default();
        report.extend(vec![
            measured("sequential", 1, [10, 12, 8]),
            measured("block-stm", 2, [5, 4, 8]),
        ]);
        let row = &report.rows()[1];
        assert_eq!((row.min_ms, row.median_ms, row.max_ms), (4.0, 5.0, 8.0));
        assert_eq!((row.tx_per_second, row.gas_per_second), (200_000.0, 6.8e9));
        assert_eq!(
            (row.speedup_min, row.speedup, row.speedup_max),
            (1.0, 2.0, 3.0)
        );
        assert_eq!(report.rows()[0].speedup, 1.0);
        assert_eq!(report.to_string().lines().count(), 4);
    }

    #[test]
    fn a_median_is_in_the_middle() {
        for (numbers, median) in [
            (&[3.0][..], 3.0),
            (&[4.0, 1.0], 2.5),
            (&[9.0, 1.0, 2.0], 2.0),
        ] {
            assert_eq!(Spread::of(numbers.iter().copied()).median, median);
        }
    }

    #[test]
    fn the_help_names_every_field_of_the_file() {
        let mut report = Report::default();
        report.extend(vec![measured("sequential", 1, [10, 12, 8])]);
        let row = serde_json::to_value(&report.rows()[0]).expect("plain fields");
        let crate::args::Command::Say(help) =
            crate::args::parse(lexopt::Parser::from_args(["--help"])).expect("help")
        else {
            panic!("a text")
        };
        for field in row.as_object().expect("an object").keys() {
            let mut ways = [
                format!("  {field} "),
                format!("  {field}, "),
                format!(", {field}"),
            ]
            .into_iter();
            assert!(ways.any(|way| help.contains(&way)), "{field}");
        }
    }
}

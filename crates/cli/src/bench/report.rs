//! From measured times to figures: a table for people, a file for programs.

use crate::{
    measure::Timed,
    output,
    way::{SEQUENTIAL, Way},
};
use serde::Serialize;
use std::fmt;

/// The times of one way to execute one block.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// What the block holds.
    pub(crate) workload: String,
    /// Transactions in the block.
    pub(crate) transactions: u32,
    /// Gas that the block uses.
    pub(crate) gas: u64,
    /// How it was executed.
    pub(crate) way: Way,
    /// How long that took, and how much work it was.
    pub(crate) timed: Timed,
    /// How long it took to find out what the strategy must know, if it must know anything.
    pub(crate) hints_ms: Option<f64>,
    /// What it takes of memory, if that was asked.
    pub(crate) memory: Option<Memory>,
}

/// What an execution takes of memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Memory {
    #[serde(rename = "pre_bytes")]
    pub(crate) pre: usize,
    #[serde(rename = "outcome_bytes")]
    pub(crate) outcome: usize,
    #[serde(rename = "peak_bytes")]
    pub(crate) peak: usize,
}

/// The figures of one way to execute one block. The command's help says what each field means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Row {
    pub(crate) workload: String,
    pub(crate) transactions: u32,
    pub(crate) gas: u64,
    pub(crate) strategy: String,
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
    pub(crate) executions: u32,
    aborts: u32,
    suspensions: u32,
    validations: u32,
    fallback: Option<&'static str>,
    pub(crate) hints_ms: Option<f64>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) memory: Option<Memory>,
}

/// All figures.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

impl Report {
    /// Adds the figures of one block; the baseline is its sequential way.
    pub(crate) fn extend(&mut self, block: &[Measured]) {
        let baseline = block
            .iter()
            .find(|measured| measured.way.strategy == SEQUENTIAL);
        let rows = baseline
            .into_iter()
            .flat_map(|baseline| block.iter().map(|measured| Row::new(measured, baseline)));
        self.rows.extend(rows);
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

impl Row {
    fn new(measured: &Measured, baseline: &Measured) -> Self {
        let times = measured.timed.milliseconds();
        let ratios = measured.timed.speedups(&baseline.timed);
        let counts = measured.timed.median_counts();
        Self {
            workload: measured.workload.clone(),
            transactions: measured.transactions,
            gas: measured.gas,
            strategy: measured.way.strategy.clone(),
            threads: measured.way.threads,
            rounds: measured.timed.times.len(),
            median_ms: times.median,
            min_ms: times.min,
            max_ms: times.max,
            tx_per_second: (f64::from(measured.transactions) / times.median * 1e3).round(),
            gas_per_second: (measured.gas as f64 / times.median * 1e3).round(),
            speedup: baseline.timed.milliseconds().median / times.median,
            speedup_min: ratios.min,
            speedup_max: ratios.max,
            executions: counts.executions,
            aborts: counts.aborts,
            suspensions: counts.suspensions,
            validations: counts.validations,
            fallback: measured.timed.fallback,
            hints_ms: measured.hints_ms,
            memory: measured.memory,
        }
    }

    fn cells(&self) -> Vec<String> {
        let mut cells = vec![
            self.strategy.clone(),
            self.threads.to_string(),
            format!("{:.2}", self.median_ms),
            format!("{:.2}..{:.2}", self.min_ms, self.max_ms),
            format!("{:.0}", self.tx_per_second),
            format!("{:.0}", self.gas_per_second / 1e6),
            format!("{:.2}", self.speedup),
            format!("{:.2}..{:.2}", self.speedup_min, self.speedup_max),
            self.aborts.to_string(),
            self.suspensions.to_string(),
            self.hints_ms
                .map_or_else(String::new, |time| format!("{time:.2}")),
        ];
        if let Some(Memory { pre, outcome, peak }) = self.memory {
            let held = pre + outcome;
            cells.push(output::bytes(peak));
            cells.push(output::bytes(held));
            cells.push(format!("{:.2}", peak as f64 / held as f64));
        }
        cells
    }
}

const COLUMNS: [&str; 11] = [
    "strategy",
    "threads",
    "median ms",
    "min..max ms",
    "tx/s",
    "Mgas/s",
    "speedup",
    "min..max",
    "aborts",
    "waits",
    "hints ms",
];
const MEMORY_COLUMNS: [&str; 3] = ["peak", "pre+outcome", "ratio"];

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rows) in self
            .rows
            .chunk_by(|a, b| a.workload == b.workload)
            .enumerate()
        {
            if index > 0 {
                writeln!(out)?;
            }
            let Row {
                transactions,
                workload,
                gas,
                rounds,
                memory,
                ..
            } = &rows[0];
            let gas = *gas as f64 / 1e6;
            let rounds = output::count(*rounds, "round");
            writeln!(
                out,
                "{transactions} transactions ({workload}), {gas:.1} Mgas, {rounds}"
            )?;
            let mut columns = COLUMNS.map(str::to_owned).to_vec();
            if memory.is_some() {
                columns.extend(MEMORY_COLUMNS.map(str::to_owned));
            }
            let mut lines = vec![columns];
            lines.extend(rows.iter().map(Row::cells));
            out.write_str(&output::table(&lines))?;
            for row in rows {
                if let Some(why) = row.fallback {
                    let threads = output::count(row.threads, "thread");
                    writeln!(out, "{} on {threads} went another way: {why}", row.strategy)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn measured(strategy: &str, threads: usize, times: [u64; 3]) -> Measured {
        Measured {
            workload: "token".to_owned(),
            transactions: 1_000,
            gas: 34_000_000,
            way: Way {
                strategy: strategy.to_owned(),
                threads,
            },
            timed: Timed {
                times: times.map(Duration::from_millis).to_vec(),
                ..Timed::default()
            },
            hints_ms: None,
            memory: Some(Memory {
                pre: 1_000,
                outcome: 500,
                peak: 3_000,
            }),
        }
    }

    #[test]
    fn figures_follow_from_times() {
        let mut report = Report::default();
        report.extend(&[
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
        let text = report.to_string();
        assert_eq!(text.lines().count(), 4);
        assert!(text.ends_with("3.0 kB       1.5 kB   2.00\n"), "{text}");
    }

    #[test]
    fn the_help_names_every_field_of_the_file() {
        let mut report = Report::default();
        report.extend(&[measured("sequential", 1, [10, 12, 8])]);
        let row = serde_json::to_value(&report.rows()[0]).expect("plain fields");
        let help = super::super::args::help();
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

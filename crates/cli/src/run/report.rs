//! What `lanewise run` tells, for people and for programs.

use super::header::{Field, State};
use crate::{
    measure::{Spread, Timed},
    output,
    way::Way,
};
use serde::Serialize;
use std::fmt::{self, Write as _};

/// Values longer than this are cut for people; programs get all of it.
const LONGEST: usize = 70;

/// All that is known of the run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// The file.
    pub(crate) file: String,
    /// The case's name.
    pub(crate) case: String,
    /// Which block it is, if the file has others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<String>,
    /// The format that the file has.
    pub(crate) format: &'static str,
    /// The fork whose rules hold.
    pub(crate) fork: &'static str,
    /// The block's number.
    pub(crate) number: String,
    /// Transactions in the block.
    pub(crate) transactions: usize,
    /// How the block came out.
    #[serde(flatten)]
    pub(crate) result: Finding,
}

/// How the block came out.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Finding {
    /// It was executed.
    Executed {
        /// Gas that the block used.
        gas: u64,
        /// How long it took to find out what the strategy must know beforehand.
        #[serde(skip_serializing_if = "Option::is_none")]
        hints_ms: Option<f64>,
        /// The times, sequential execution first.
        ways: Vec<WayReport>,
        /// Where the strategy's outcome first differs from the sequential one.
        difference: Option<String>,
        /// What the header says.
        header: Vec<Field>,
        /// Why the block must be refused and was not.
        #[serde(skip_serializing_if = "Option::is_none")]
        must_fail: Option<String>,
    },
    /// It was refused.
    Refused {
        /// Why.
        refused: String,
        /// Why it must be, if it must.
        must_fail: Option<String>,
        /// What the strategy says, if that is something else.
        difference: Option<String>,
    },
}

/// The times of one way.
#[derive(Debug, Serialize)]
pub(crate) struct WayReport {
    strategy: String,
    threads: usize,
    rounds: usize,
    median_ms: f64,
    min_ms: f64,
    max_ms: f64,
    speedup: f64,
    speedup_min: f64,
    speedup_max: f64,
    executions: u32,
    aborts: u32,
    suspensions: u32,
    validations: u32,
    fallback: Option<&'static str>,
}

impl WayReport {
    /// From the times of a way and those of sequential execution.
    pub(crate) fn new(way: &Way, timed: &Timed, baseline: &Timed) -> Self {
        let Spread { min, median, max } = timed.milliseconds();
        let speedups = timed.speedups(baseline);
        let counts = timed.median_counts();
        Self {
            strategy: way.strategy.clone(),
            threads: way.threads,
            rounds: timed.times.len(),
            median_ms: median,
            min_ms: min,
            max_ms: max,
            speedup: baseline.milliseconds().median / median,
            speedup_min: speedups.min,
            speedup_max: speedups.max,
            executions: counts.executions,
            aborts: counts.aborts,
            suspensions: counts.suspensions,
            validations: counts.validations,
            fallback: timed.fallback,
        }
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.strategy.clone(),
            self.threads.to_string(),
            format!("{:.2}", self.median_ms),
            format!("{:.2}..{:.2}", self.min_ms, self.max_ms),
            format!("{:.2}", self.speedup),
            format!("{:.2}..{:.2}", self.speedup_min, self.speedup_max),
            self.executions.to_string(),
            self.aborts.to_string(),
            self.suspensions.to_string(),
            self.validations.to_string(),
        ]
    }
}

const COLUMNS: [&str; 10] = [
    "strategy",
    "threads",
    "median ms",
    "min..max ms",
    "speedup",
    "min..max",
    "executions",
    "aborts",
    "suspensions",
    "validations",
];

impl Report {
    /// Whether all is as it must be.
    pub(crate) fn is_fine(&self) -> bool {
        match &self.result {
            Finding::Executed {
                difference,
                header,
                must_fail,
                ..
            } => {
                let differs = |field: &Field| matches!(field.state, State::Differs { .. });
                let right = !header.iter().any(differs);
                // A block that must be refused can be refused for what its header says.
                difference.is_none() && (right == must_fail.is_none())
            }
            Finding::Refused {
                must_fail,
                difference,
                ..
            } => must_fail.is_some() && difference.is_none(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            case,
            format,
            fork,
            number,
            ..
        } = self;
        writeln!(out, "{file}: {case}")?;
        if let Some(chosen) = &self.chosen {
            writeln!(out, "{chosen}")?;
        }
        let transactions = output::count(self.transactions, "transaction");
        write!(out, "{format}, {fork}, number {number}, {transactions}")?;
        match &self.result {
            Finding::Refused {
                refused,
                must_fail,
                difference,
            } => {
                writeln!(out, "\n\nrefused: {refused}")?;
                match must_fail {
                    Some(why) => writeln!(out, "it must be refused: {why}")?,
                    None => writeln!(out, "it must not be refused")?,
                }
                if let Some(difference) = difference {
                    writeln!(out, "the strategy differs: {difference}")?;
                }
                Ok(())
            }
            Finding::Executed {
                gas,
                hints_ms,
                ways,
                difference,
                header,
                must_fail,
            } => {
                writeln!(out, ", {:.1} Mgas\n", *gas as f64 / 1e6)?;
                let mut lines = vec![COLUMNS.map(str::to_owned).to_vec()];
                lines.extend(ways.iter().map(WayReport::cells));
                out.write_str(&output::table(&lines))?;
                if let Some(time) = hints_ms {
                    writeln!(
                        out,
                        "what it must know beforehand: {time:.2} ms, not counted above"
                    )?;
                }
                for way in ways {
                    if let Some(why) = way.fallback {
                        writeln!(out, "{} went another way: {why}", way.strategy)?;
                    }
                }
                match difference {
                    None => writeln!(out, "\noutcome: equal to sequential execution")?,
                    Some(difference) => writeln!(out, "\noutcome: differs: {difference}")?,
                }
                out.write_str(&fields(header)?)?;
                if let Some(why) = must_fail {
                    writeln!(out, "it must be refused: {why}")?;
                }
                Ok(())
            }
        }
    }
}

fn fields(header: &[Field]) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let width = header
        .iter()
        .map(|field| field.field.len())
        .max()
        .unwrap_or(0);
    for Field { field, state } in header {
        write!(text, "{field:<width$}  ")?;
        match state {
            State::Ok { got } => writeln!(text, "ok       {}", shortened(got))?,
            State::Differs { expected, got } => {
                let (expected, got) = (shortened(expected), shortened(got));
                writeln!(text, "differs  expected {expected}, got {got}")?;
            }
            State::NotCheckable { why } => writeln!(text, "not checkable: {why}")?,
        }
    }
    Ok(text)
}

fn shortened(value: &str) -> String {
    if value.len() <= LONGEST {
        return value.to_owned();
    }
    let start: String = value.chars().take(LONGEST - 1).collect();
    start + "…"
}

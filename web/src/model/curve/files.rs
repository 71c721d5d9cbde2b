//! The curve as files for other programs.

use super::{CORES, Candidate, Measured, words::of_cores};
use crate::model::take_away;
use lanewise_protocol::{CostModel, Curve, CurveLine};
use serde_json::{Value, json};

/// The columns of [`csv`].
const COLUMNS: [&str; 14] = [
    "source",
    "series",
    "cores",
    "speedup",
    "duration",
    "unit",
    "executions",
    "aborts",
    "suspensions",
    "validations",
    "busy",
    "cost",
    "run",
    "parameters",
];

/// The unit of a cost model's durations, for machines.
const fn unit(cost: CostModel) -> &'static str {
    match cost {
        CostModel::Time => "ns",
        CostModel::Gas => "gas",
        CostModel::Unit => "unit",
    }
}

/// A cost model's name, for machines.
const fn key(cost: CostModel) -> &'static str {
    match cost {
        CostModel::Time => "time",
        CostModel::Gas => "gas",
        CostModel::Unit => "unit",
    }
}

/// One row a point: simulated, bound or measured, as its first column says. Durations are in the
/// unit that stands beside them.
pub fn csv(
    curve: &Curve,
    lines: &[(&Candidate, &CurveLine)],
    measured: &[Measured],
    parameters: &str,
) -> String {
    let cost = curve.spec.cost;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (candidate, line) in lines {
        for point in &line.points {
            rows.push(vec![
                "simulated".to_owned(),
                candidate.strategy.clone(),
                point.cores.to_string(),
                point.speedup.to_string(),
                point.duration.to_string(),
                unit(cost).to_owned(),
                point.executions.to_string(),
                point.aborts.to_string(),
                point.suspensions.to_string(),
                point.validations.to_string(),
                point.busy.to_string(),
                key(cost).to_owned(),
            ]);
        }
    }
    let bounds = &curve.bounds;
    for cores in CORES {
        let known = [
            ("linear", Some(f64::from(cores))),
            ("amdahl", of_cores(curve, &bounds.amdahl, cores)),
            ("brent", of_cores(curve, &bounds.brent, cores)),
            ("longest chain", Some(bounds.ceiling)),
            ("longest chain by gas", Some(bounds.ceiling_by_gas)),
            ("longest chain by time", Some(bounds.ceiling_by_time)),
        ];
        for (name, value) in known {
            if let Some(value) = value.filter(|it| it.is_finite() && *it > 0.0) {
                let mut row = vec![
                    "bound".to_owned(),
                    name.to_owned(),
                    cores.to_string(),
                    value.to_string(),
                ];
                row.resize(11, String::new());
                row.push(key(cost).to_owned());
                rows.push(row);
            }
        }
    }
    for point in measured {
        let mut row = vec![
            "measured".to_owned(),
            point.strategy.clone(),
            point.threads.to_string(),
            point.speedup.to_string(),
            (point.median_ms * 1e6).round().to_string(),
            "ns".to_owned(),
            String::new(),
            point.aborts.to_string(),
            point.suspensions.to_string(),
        ];
        row.resize(12, String::new());
        row.push(point.run.to_string());
        rows.push(row);
    }
    for row in &mut rows {
        row.resize(13, String::new());
        row.push(parameters.to_owned());
    }
    take_away::csv(&COLUMNS, rows)
}

/// The answer as it came, with the measured points beside it.
pub fn json(curve: &Curve, measured: &[Measured], parameters: &str) -> String {
    let measured: Vec<Value> = measured
        .iter()
        .map(|point| {
            json!({
                "run": point.run,
                "strategy": point.strategy,
                "threads": point.threads,
                "speedup": point.speedup,
                "median_ms": point.median_ms,
                "aborts": point.aborts,
                "suspensions": point.suspensions,
            })
        })
        .collect();
    let document = json!({
        "format": "lanewise-speedup",
        "version": 1,
        "parameters": parameters,
        "simulated": curve,
        "measured": measured,
    });
    format!("{document:#}\n")
}

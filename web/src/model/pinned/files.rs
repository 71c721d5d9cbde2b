//! Runs as a table and as a document for other programs.

use super::{of_run, settings};
use crate::model::{Run, Shared, State, curve::threads, take_away};
use serde_json::{Map, Value, json};

/// One row a run: its settings and what was measured. A setting that a run does not have is empty.
pub fn csv(runs: &[Shared<Run>], state: &State) -> String {
    let all: Vec<Vec<(String, String)>> = runs.iter().map(|run| settings(run, state)).collect();
    let mut names: Vec<String> = Vec::new();
    for (name, _) in all.iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let figures: Vec<&str> = runs
        .first()
        .map(|run| of_run(run).iter().map(|one| one.0).collect())
        .unwrap_or_default();
    let columns: Vec<String> = ["source", "run", "finished_at"]
        .into_iter()
        .map(str::to_owned)
        .chain(names.iter().map(|name| quoted(name)))
        .chain(figures.iter().map(|key| unit(key)))
        .chain(["state_root".to_owned(), "equal".to_owned()])
        .collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = runs.iter().zip(&all).map(|(run, settings)| {
        let value = |name: &String| {
            let found = settings.iter().find(|(one, _)| one == name);
            found.map_or(String::new(), |(_, value)| value.clone())
        };
        let head = [
            "measured".to_owned(),
            run.number.to_string(),
            run.finished_at.clone(),
        ];
        let check = &run.result.check;
        head.into_iter()
            .chain(names.iter().map(value))
            .chain(of_run(run).into_iter().map(|one| one.2.to_string()))
            .chain([check.state_root.parallel.clone(), check.equal.to_string()])
            .collect::<Vec<String>>()
    });
    take_away::csv(&columns, rows)
}

/// A column's name as it may stand in CSV: the names of knobs are a stranger's.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// A figure's column with its unit.
fn unit(key: &str) -> String {
    match key {
        "parallel" | "sequential" => format!("{key}_ms"),
        _ => key.to_owned(),
    }
}

/// Each run with its settings as they were asked for and all that was measured.
pub fn json(runs: &[Shared<Run>], state: &State) -> String {
    let one = |run: &Shared<Run>| {
        let named: Map<String, Value> = settings(run, state)
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        json!({
            "run": run.number,
            "finished_at": run.finished_at,
            "environment": run.environment,
            "evm": run.evm,
            "threads": threads(run),
            "settings": named,
            "result": run.result,
        })
    };
    let document = json!({
        "format": "lanewise-comparison",
        "version": 1,
        "measured": true,
        "runs": runs.iter().map(one).collect::<Vec<Value>>(),
    });
    format!("{document:#}\n")
}

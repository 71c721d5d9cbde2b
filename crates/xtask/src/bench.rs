//! `cargo xtask bench`: the same measurements natively and in Chromium, in one table and one file.
//!
//! Two programs measure: `lanewise bench --json FILE` and `tests/browser/engine-bench.mjs` (which is given its file's
//! name in `LANEWISE_BENCH_JSON`). Each writes an object with `rows`, an array of flat objects:
//!
//! | field | meaning |
//! |---|---|
//! | `workload` | what the block holds, such as `token, distinct accounts` |
//! | `transactions` | how many |
//! | `strategy` | `sequential`, `block-stm`, ... |
//! | `threads` | how many |
//! | `median_ms` | median time of one execution of the block, in milliseconds |
//!
//! Further fields are kept. Added here: `place` (`native` or `browser`), `tx_per_second`, and two ratios of medians:
//! `speedup`, how many times faster this is than `sequential` in the same place over the same workload, and, in
//! the browser, `times_native`, how many times longer it takes than the same natively.
//!
//! `tests/browser/timeline-bench.mjs` measures frames of the timeline and writes `target/bench-timeline.json`.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::args::BenchOptions;
use crate::browser;
use crate::dist;
use crate::engines::Mode;
use crate::error::{Error, Result};
use crate::process;
use crate::progress;
use crate::project::Project;
use crate::tools::npm;
use crate::tools::system::{self, Need};

/// Measures what the person asked for, prints the table and writes the file.
pub(crate) fn bench(project: &Project, options: &BenchOptions) -> Result<()> {
    let mut needs = vec![Need::Node];
    if options.half.browser() {
        needs.extend([Need::Compiler, Need::Chromium]);
    }
    system::require(project, &needs)?;
    npm::install(project)?;

    let mut rows = Vec::new();
    if options.half.native() {
        let json = project.target("bench-native.json");
        progress::step("measuring natively", || {
            process::run(
                "the native measurement",
                Command::new(project.cargo())
                    .args(["run", "--release", "--package", "lanewise", "--"])
                    .args(["bench", "--json"])
                    .arg(&json)
                    .current_dir(project.root()),
            )
        })?;
        rows.extend(read_rows(&json, "native")?);
    }
    if options.half.browser() {
        dist::build(project, Mode::Release)?;
        let json = project.target("bench-browser.json");
        progress::step("measuring in Chromium", || {
            process::run(
                "the measurement in Chromium",
                browser::node(project)?
                    .arg(project.path("tests/browser/engine-bench.mjs"))
                    .env("LANEWISE_BENCH_JSON", &json),
            )
        })?;
        rows.extend(read_rows(&json, "browser")?);
        progress::step("measuring the timeline's frames in Chromium", || {
            process::run(
                "the measurement of frames",
                browser::node(project)?.arg(project.path("tests/browser/timeline-bench.mjs")),
            )
        })?;
    }

    compare(&mut rows);
    print!("{}", table(&rows));
    let path = match &options.json {
        Some(path) => path.clone(),
        None => project.target("bench.json"),
    };
    let text = format!("{:#}\n", json!({ "rows": rows }));
    fs::write(&path, text).map_err(Error::writing(&path))?;
    progress::note(&format!("figures written to {}", path.display()));
    Ok(())
}

fn read_rows(path: &Path, place: &str) -> Result<Vec<Map<String, Value>>> {
    let text = fs::read_to_string(path).map_err(Error::reading(path))?;
    let parsed: Value = serde_json::from_str(&text).map_err(|source| Error::Data {
        what: path.display().to_string(),
        source,
    })?;
    let rows = parsed.get("rows").and_then(Value::as_array);
    let objects = rows.into_iter().flatten().filter_map(Value::as_object);
    Ok(objects
        .cloned()
        .map(|mut row| {
            row.insert("place".into(), place.into());
            row
        })
        .collect())
}

/// Adds to each row what follows from the others.
fn compare(rows: &mut [Map<String, Value>]) {
    let measured = rows.to_vec();
    // The median of the row that agrees with this one in these fields and has this value in that field.
    let median_of = |row: &Map<String, Value>, same: &[&str], (name, value): (&str, &str)| {
        let other = measured.iter().find(|other| {
            same.iter().all(|name| other.get(*name) == row.get(*name))
                && other.get(name).and_then(Value::as_str) == Some(value)
        });
        other.and_then(|other| number(other, "median_ms"))
    };
    for row in rows {
        let Some(median) = number(row, "median_ms").filter(|median| *median > 0.0) else {
            continue;
        };
        if let Some(transactions) = number(row, "transactions") {
            let rate = (transactions / median * 1000.0).round();
            row.insert("tx_per_second".into(), rate.into());
        }
        let same = ["place", "workload", "transactions"];
        if let Some(baseline) = median_of(row, &same, ("strategy", "sequential")) {
            row.insert("speedup".into(), (baseline / median).into());
        }
        let same = ["workload", "transactions", "strategy", "threads"];
        if row.get("place").and_then(Value::as_str) == Some("browser")
            && let Some(native) = median_of(row, &same, ("place", "native"))
        {
            row.insert("times_native".into(), (median / native).into());
        }
    }
}

fn number(row: &Map<String, Value>, name: &str) -> Option<f64> {
    row.get(name).and_then(Value::as_f64)
}

fn table(rows: &[Map<String, Value>]) -> String {
    let word = |row: &Map<String, Value>, name: &str| match row.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => "-".into(),
    };
    let figure = |row: &Map<String, Value>, name: &str, digits: usize| {
        number(row, name).map_or_else(|| "-".into(), |value| format!("{value:.digits$}"))
    };
    let mut lines = vec![
        [
            "place",
            "workload",
            "transactions",
            "strategy",
            "threads",
            "median ms",
            "tx/s",
            "speedup",
            "x native",
        ]
        .map(String::from),
    ];
    lines.extend(rows.iter().map(|row| {
        [
            word(row, "place"),
            word(row, "workload"),
            word(row, "transactions"),
            word(row, "strategy"),
            word(row, "threads"),
            figure(row, "median_ms", 2),
            figure(row, "tx_per_second", 0),
            figure(row, "speedup", 2),
            figure(row, "times_native", 2),
        ]
    }));
    let widths: [usize; 9] = std::array::from_fn(|column| {
        let cells = lines.iter().map(|line| line[column].len());
        cells.max().unwrap_or(0)
    });
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:>width$}"))
            .collect();
        text.push_str(&cells.join("  "));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_against_sequential_in_the_same_place_and_the_same_natively() {
        let row = |place: &str, strategy: &str, median: f64| {
            let value = json!({
                "place": place, "workload": "token", "transactions": 10_000,
                "strategy": strategy, "threads": 2, "median_ms": median,
            });
            value.as_object().cloned().expect("an object")
        };
        let mut rows = vec![
            row("native", "sequential", 40.0),
            row("browser", "sequential", 100.0),
            row("browser", "block-stm", 50.0),
        ];
        compare(&mut rows);
        assert_eq!(number(&rows[2], "speedup"), Some(2.0));
        assert_eq!(number(&rows[2], "tx_per_second"), Some(200_000.0));
        assert_eq!(number(&rows[1], "times_native"), Some(2.5));
        assert_eq!(number(&rows[2], "times_native"), None);
        assert_eq!(table(&rows).lines().count(), 4);
    }
}

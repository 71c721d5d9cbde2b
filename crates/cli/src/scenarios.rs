//! `lanewise scenarios`: what the page's scenarios allow, and what Block-STM makes of it.

pub(crate) mod args;

use crate::{
    error::{Ending, Error},
    interrupt::CONTROL,
    measure::Subject,
    output,
    progress::Progress,
    record::record,
    way::Way,
};
use args::Options;
use lanewise_analysis::{Bounds, DependencyGraph};
use lanewise_batch::Batch;
use lanewise_executor::Outcome;
use lanewise_workloads::{Artifacts, Preset, Workload, generate, preset};

/// Executions of each way before those that are measured.
const WARM_UPS: u32 = 1;
const PARALLEL: &str = "block-stm";

/// Measures and prints the table.
pub(crate) fn scenarios(options: &Options) -> Result<Ending, Error> {
    let mut line = Progress::new();
    let mut table = head(options.threads);
    for preset in options.scenarios.iter().filter_map(|id| preset(id)) {
        for (setting, mut batch) in settings(preset) {
            line.at(|| format!("{}, {setting}", preset.id));
            batch.transactions = options.transactions.unwrap_or(batch.transactions);
            let row = Row::measure(&batch, options)?;
            table += &row.line(preset.title(), setting);
        }
    }
    line.clear();
    output::print(&table)?;
    Ok(Ending::Fine)
}

/// A scenario's documents to measure, with a word for each.
fn settings(preset: &Preset) -> [(&'static str, Batch); 2] {
    [
        ("default", preset.batch.clone()),
        ("most contended", preset.batch.most_contended()),
    ]
}

fn head(threads: usize) -> String {
    let threads = output::count(threads, "thread");
    let columns = format!(
        "Scenario | Setting | Transactions | Succeeded | Bound | Aborts | Suspensions | Speedup, \
         {threads}"
    );
    let line = "| --- | --- ".to_owned() + &"| ---: ".repeat(6) + "|\n";
    format!("| {columns} |\n{line}")
}

/// What one block gave.
#[derive(Debug)]
struct Row {
    transactions: usize,
    succeeded: usize,
    bound: f64,
    aborts: u32,
    suspensions: u32,
    speedup: f64,
}

impl Row {
    fn measure(batch: &Batch, options: &Options) -> Result<Self, Error> {
        let goes_on = &mut |_, _| !CONTROL.is_cancelled();
        let workload = generate(batch, Artifacts::built_in(), goes_on)?;
        let (outcome, bound) = analyse(&workload)?;
        let ways = [
            Way::sequential(),
            Way {
                strategy: PARALLEL.to_owned(),
                threads: options.threads,
            },
        ];
        let subject = Subject {
            block: &workload.block,
            pre: &workload.pre,
            hints: None,
        };
        let timed = subject.alternate(
            &ways,
            (WARM_UPS, options.rounds),
            &mut |way, other| match outcome.first_difference(other) {
                None => Ok(()),
                Some(difference) => Err(Error::Outcome {
                    what: way.to_string(),
                    difference,
                }),
            },
            &mut |_, _| (),
        )?;
        let [sequential, parallel] = &timed[..] else {
            unreachable!("each way has its times");
        };
        let counts = parallel.median_counts();
        let succeeded = outcome.receipts.iter().filter(|one| one.is_success());
        Ok(Self {
            transactions: outcome.receipts.len(),
            succeeded: succeeded.count(),
            bound,
            aborts: counts.aborts,
            suspensions: counts.suspensions,
            speedup: sequential.milliseconds().median / parallel.milliseconds().median,
        })
    }

    fn line(&self, scenario: &str, setting: &str) -> String {
        format!(
            "| {scenario} | {setting} | {} | {} | {:.1} | {} | {} | {:.2} |\n",
            self.transactions,
            self.succeeded,
            self.bound,
            self.aborts,
            self.suspensions,
            self.speedup
        )
    }
}

/// What must come out, and how much faster than one transaction after the other it can.
fn analyse(workload: &Workload) -> Result<(Outcome, f64), Error> {
    let (outcome, accesses) = record(&workload.block, &workload.pre)?;
    let gas: Vec<u64> = outcome.receipts.iter().map(|one| one.gas_used).collect();
    let bounds = Bounds::new(&DependencyGraph::new(&accesses), &gas);
    Ok((outcome, bounds.parallelism()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_contention_lowers_the_bound() {
        let options = Options {
            threads: 2,
            rounds: 1,
            ..Options::default()
        };
        let preset = preset("token").expect("the scenario exists");
        let rows = settings(preset).map(|(_, mut batch)| {
            batch.transactions = 100;
            batch.accounts = 200;
            Row::measure(&batch, &options).expect("the outcomes are equal")
        });
        assert!(
            rows.iter()
                .all(|row| row.succeeded == 100 && row.transactions == 100)
        );
        assert!(rows[0].bound > 99.0 && rows[1].bound < 2.0, "{rows:?}");
        let line = rows[0].line("Token", "default");
        let columns = |text: &str| text.matches('|').count();
        assert!(head(2).lines().all(|head| columns(head) == columns(&line)));
    }
}

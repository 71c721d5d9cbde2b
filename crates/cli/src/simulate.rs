//! `lanewise simulate`: a block on any number of virtual cores, and what keeps it from being faster.

pub(crate) mod args;

use crate::{
    args::Format,
    error::{Ending, Error},
    input::{self, Input},
    interrupt::CONTROL,
    output,
    progress::Progress,
    record::record,
};
use args::Options;
use lanewise_analysis::{Bounds, ConflictOptions, Conflicts, DependencyGraph, Place};
use lanewise_executor::{Block, ExecuteError, Hints, Part, PreState};
use lanewise_simulator::{
    Calibration, CostModel, Costs, Detail, SimulateError, Simulated, Simulation, simulate as run,
};
use serde::Serialize;

/// Measured passes, sequential and of each strategy on one worker.
const PASSES: u32 = 5;

/// Simulates and prints.
pub(crate) fn simulate(options: &Options) -> Result<Ending, Error> {
    let input = input::load(&options.block)?;
    if let Some(chosen) = &input.chosen {
        eprintln!("{chosen}");
    }
    let (block, pre) = match input.executable() {
        Ok(both) => both,
        Err(reason) => return refused(&input, reason),
    };
    match study(block, pre, options) {
        Ok(study) => {
            output::print(&match options.format {
                Format::Table => study.table(options),
                Format::Json => output::pretty(&study),
            })?;
            Ok(Ending::Fine)
        }
        Err(Error::Execute {
            source:
                error @ (ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_)),
            ..
        }) => refused(&input, &error.to_string()),
        Err(error) => Err(error),
    }
}

fn refused(input: &Input, reason: &str) -> Result<Ending, Error> {
    let said = format!("{}: the block cannot be executed: {reason}\n", input.file);
    output::print(&said)?;
    Ok(Ending::Difference)
}

/// All that is told of a block. Everything but the costs of measured time is simulated.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Study {
    transactions: usize,
    cost: &'static str,
    /// The block's work: all transactions, one after the other.
    work: u64,
    /// Its critical path.
    span: u64,
    serial_share: f64,
    simulated: Vec<Line>,
    bounds: Vec<Bound>,
    conflicts: Vec<Hot>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    strategy: String,
    points: Vec<Point>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    cores: usize,
    speedup: f64,
    duration: u64,
    executions: u32,
    aborts: u32,
    suspensions: u32,
    validations: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bound {
    cores: usize,
    ceiling: f64,
    brent: f64,
    amdahl: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Hot {
    place: String,
    edges: u32,
    critical_steps: u32,
    critical_cost: u64,
    ceiling_without: f64,
}

fn study(block: &Block, pre: &PreState, options: &Options) -> Result<Study, Error> {
    let (outcome, accesses) = record(block, pre)?;
    let mut line = Progress::new();
    line.at(|| "measuring what each transaction costs".to_owned());
    let costs = match options.cost {
        CostModel::Time => Costs::measure(block, pre, PASSES, &CONTROL)
            .map_err(|source| Error::execute("the measured passes", source))?,
        CostModel::Gas => Costs::gas(&outcome.receipts),
        CostModel::Unit => Costs::unit(block.transactions.len()),
    };
    let hints = Hints::trace(block, pre, &CONTROL)
        .map_err(|source| Error::execute("the traced run", source))?;
    let graph = DependencyGraph::new(&accesses);
    let bounds = Bounds::new(&graph, &costs.per_transaction);
    let mut simulated = Vec::with_capacity(options.strategies.len());
    for strategy in &options.strategies {
        line.at(|| format!("simulating {strategy}"));
        let failed = |error| of_simulation(strategy, error);
        let own = match options.cost {
            CostModel::Time => {
                let calibration = Calibration::measure(
                    strategy,
                    (block, pre),
                    Some(&hints),
                    &costs,
                    PASSES,
                    &CONTROL,
                );
                costs.calibrated(&calibration.map_err(failed)?)
            }
            CostModel::Gas | CostModel::Unit => costs.clone(),
        };
        let mut points = Vec::with_capacity(options.cores.len());
        for cores in &options.cores {
            let simulation = Simulation {
                block,
                pre,
                strategy,
                cores: *cores,
                costs: &own,
                accesses: &accesses,
                hints: Some(&hints),
                exempt: None,
                control: &CONTROL,
            };
            let one = run(&simulation, Detail::Totals).map_err(failed)?;
            if let Some(difference) = outcome.first_difference(&one.outcome) {
                let what = format!("{strategy} on {cores} simulated cores");
                return Err(Error::Outcome { what, difference });
            }
            points.push(Point::new(*cores, &one));
        }
        let strategy = strategy.clone();
        simulated.push(Line { strategy, points });
    }
    line.clear();
    let top = ConflictOptions {
        top: options.conflicts,
        beneficiary: Some(block.env.beneficiary),
    };
    let conflicts = Conflicts::new(&graph, &accesses, &costs.per_transaction, &top);
    Ok(Study {
        transactions: block.transactions.len(),
        cost: costs.kind.unit(),
        work: bounds.work(),
        span: bounds.span(),
        serial_share: bounds.serial_share(),
        simulated,
        bounds: options
            .cores
            .iter()
            .map(|at| Bound::new(&bounds, *at))
            .collect(),
        conflicts: conflicts.hottest.iter().map(Hot::new).collect(),
    })
}

fn of_simulation(strategy: &str, error: SimulateError) -> Error {
    let what = format!("the simulation of {strategy}");
    let source = match error {
        SimulateError::Execute(source) => source,
        other => ExecuteError::Internal(other.to_string()),
    };
    Error::execute(&what, source)
}

impl Point {
    fn new(cores: usize, one: &Simulated) -> Self {
        Self {
            cores,
            speedup: one.speedup,
            duration: one.duration,
            executions: one.counts.executions,
            aborts: one.counts.aborts,
            suspensions: one.counts.suspensions,
            validations: one.counts.validations,
        }
    }
}

impl Bound {
    fn new(bounds: &Bounds, cores: usize) -> Self {
        let at = cores as u32;
        Self {
            cores,
            ceiling: bounds.ceiling(at),
            brent: bounds.brent(at),
            amdahl: bounds.amdahl(at),
        }
    }
}

impl Hot {
    fn new(conflict: &lanewise_analysis::Conflict) -> Self {
        Self {
            place: place(&conflict.place),
            edges: conflict.edges,
            critical_steps: conflict.path_edges,
            critical_cost: conflict.critical_cost,
            ceiling_without: conflict.bound_without,
        }
    }
}

/// A place as files of blocks know it: by address.
fn place(place: &Place) -> String {
    // A whole account is one place only at coarser granularities than this command's.
    let Some(location) = place.location() else {
        return format!("{place:?}");
    };
    let part = match location.part {
        Part::Balance => "balance".to_owned(),
        Part::Nonce => "nonce".to_owned(),
        Part::Code => "code".to_owned(),
        Part::Storage(slot) => format!("slot {slot:#x}"),
    };
    format!("{} {part}", location.address)
}

impl Study {
    fn table(&self, options: &Options) -> String {
        let cells = |first: &str, rest: &mut dyn Iterator<Item = String>| {
            std::iter::once(first.to_owned())
                .chain(rest)
                .collect::<Vec<_>>()
        };
        let mut speedups = vec![cells(
            "speedup, simulated",
            &mut options
                .cores
                .iter()
                .map(|cores| output::count(*cores, "core")),
        )];
        for line in &self.simulated {
            let points = &mut line
                .points
                .iter()
                .map(|point| format!("{:.2}", point.speedup));
            speedups.push(cells(&line.strategy, points));
        }
        let mut bound = |name: &str, of: fn(&Bound) -> f64| {
            let values = &mut self.bounds.iter().map(|bound| format!("{:.2}", of(bound)));
            speedups.push(cells(name, values));
        };
        bound("(ceiling)", |bound| bound.ceiling);
        bound("(Amdahl)", |bound| bound.amdahl);
        bound("(Brent)", |bound| bound.brent);
        let mut text = format!(
            "{}; work {} {}, critical path {}; {:.0} % of the work runs alone\n\n{}",
            output::count(self.transactions, "transaction"),
            self.work,
            self.cost,
            self.span,
            100.0 * self.serial_share,
            output::table(&speedups)
        );
        if !self.conflicts.is_empty() {
            let head = [
                "place",
                "edges",
                "on the path",
                "cost there",
                "ceiling without",
            ];
            let mut places = vec![head.map(str::to_owned).to_vec()];
            places.extend(self.conflicts.iter().map(|hot| {
                vec![
                    hot.place.clone(),
                    hot.edges.to_string(),
                    hot.critical_steps.to_string(),
                    hot.critical_cost.to_string(),
                    format!("{:.2}", hot.ceiling_without),
                ]
            }));
            text += &format!("\n{}", output::table(&places));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lanewise_workloads::{Artifacts, generate, preset};

    fn studied(id: &str, contended: bool) -> (Study, Options) {
        let preset = preset(id).expect("the scenario exists");
        let mut batch = if contended {
            preset.batch.most_contended()
        } else {
            preset.batch.clone()
        };
        batch.transactions = 60;
        batch.accounts = 200;
        let workload =
            generate(&batch, Artifacts::built_in(), &mut |_, _| true).expect("it is generated");
        let options = Options {
            cores: vec![1, 8, 64],
            cost: CostModel::Unit,
            conflicts: 3,
            ..Options::default()
        };
        let study = study(&workload.block, &workload.pre, &options).expect("it is simulated");
        (study, options)
    }

    #[test]
    fn independent_transactions_scale_and_dependent_ones_do_not() {
        let (free, options) = studied("token", false);
        let (bound, _) = studied("token", true);
        let last = |study: &Study, id: &str| {
            let line = study.simulated.iter().find(|line| line.strategy == id);
            line.expect("it was simulated").points[2].speedup
        };
        assert!(last(&free, "dependency-graph") > 10.0);
        assert!(last(&bound, "dependency-graph") < 2.0);
        assert!(
            last(&bound, "block-access-list") > 10.0,
            "it knows the inputs"
        );
        assert!(bound.conflicts[0].critical_steps > 50);
        let table = bound.table(&options);
        assert!(
            table.contains("8 cores") && table.contains("(Brent)"),
            "{table}"
        );
        assert!(table.contains(" slot 0x"), "{table}");
    }
}

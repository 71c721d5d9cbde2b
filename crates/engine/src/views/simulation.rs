//! What virtual cores do with a block: single runs, curves over many, and what if.

use super::{bounds::bounds, graph::gas, keys};
use crate::{
    made::Made,
    run::{CONTROL, Stop},
    timeline,
    watched::{Part, watched},
};
use lanewise_analysis::{Bounds, Place, span_without};
use lanewise_executor::{Exempt, Location, Part as AccountPart};
use lanewise_protocol::{
    CostModel, Curve, CurveLine, CurveSpec, Failure, FieldError, Phase, Simulated, SimulatedRun,
    SimulationSpec, Timeline, WhatIf, WhatIfSpec,
};
use lanewise_simulator::{self as simulator, Costs, Detail, SimulateError, Simulation, simulate};

/// The parts of the progress bar for simulating and for putting the answer together.
const SIMULATING: Part = Part(0.5, 0.9);
const LAST: Part = Part(0.9, 1.0);

/// The most transactions that one curve executes, over all its points, before it leaves out the
/// strategies that are left: some ten seconds in a browser.
const CURVE_EXECUTIONS: usize = 1_000_000;

impl From<SimulateError> for Stop {
    fn from(error: SimulateError) -> Self {
        match error {
            SimulateError::Execute(error) => error.into(),
            other => Self::Failed(Failure::Other(format!("{other}."))),
        }
    }
}

/// What a transaction costs by a model, and by a strategy where it is time.
pub(super) fn costs(made: &Made, model: CostModel, strategy: &str) -> Result<Costs, Stop> {
    Ok(match model {
        CostModel::Time => {
            let measured = made.measured()?;
            measured.calibrated(&*made.calibration(strategy)?)
        }
        CostModel::Gas => Costs::gas(&made.recorded_watched()?.receipts),
        CostModel::Unit => Costs::unit(made.subject.block().transactions.len()),
    })
}

/// What each transaction costs by a model when the block is executed one by one.
pub(super) fn plain_costs(made: &Made, model: CostModel) -> Result<Vec<u64>, Stop> {
    Ok(match model {
        CostModel::Time => made.measured()?.per_transaction.clone(),
        CostModel::Gas => Costs::gas(&made.recorded_watched()?.receipts).per_transaction,
        CostModel::Unit => vec![1; made.subject.block().transactions.len()],
    })
}

/// Simulates a run, with progress.
pub(super) fn simulated(
    made: &Made,
    spec: &SimulationSpec,
    exempt: Option<&Exempt<'_>>,
    detail: Detail,
    part: Part,
) -> Result<simulator::Simulated, Stop> {
    let recorded = made.recorded_watched()?;
    let hints = made.hints_for(&spec.strategy)?;
    let costs = costs(made, spec.cost, &spec.strategy)?;
    let simulation = Simulation {
        block: made.subject.block(),
        pre: made.subject.pre(),
        strategy: &spec.strategy,
        cores: spec.cores as usize,
        costs: &costs,
        accesses: &recorded.accesses,
        hints,
        exempt,
        control: &CONTROL,
    };
    let length = simulation.block.transactions.len();
    let simulated = watched(Phase::Simulating, length, part, || {
        simulate(&simulation, detail)
    })?;
    Ok(simulated?)
}

/// The figures of a simulated run.
pub(super) fn figures(simulated: &simulator::Simulated, cores: u32) -> SimulatedRun {
    let counts = simulated.counts;
    SimulatedRun {
        cores,
        speedup: simulated.speedup,
        duration: simulated.duration,
        executions: counts.executions,
        aborts: counts.aborts,
        suspensions: counts.suspensions,
        validations: counts.validations,
        busy: simulated.busy_share(),
        is_dealt_out: simulated.is_dealt_out,
    }
}

/// The timeline of a simulated run.
///
/// # Errors
/// As the strategy.
pub(super) fn timeline(made: &Made, spec: &SimulationSpec) -> Result<Simulated, Stop> {
    let simulated = simulated(made, spec, None, Detail::Spans, SIMULATING)?;
    let subject = &made.subject;
    watched(Phase::Analysing, 0, LAST, || {
        let (breaks, places) = timeline::breaks(&simulated.breaks, subject);
        let spans = simulated.spans.iter();
        Simulated {
            run: figures(&simulated, spec.cores),
            timeline: Timeline {
                // A strategy that executes one by one uses one core, however many there are.
                lanes: spec.cores,
                duration_ns: simulated.duration,
                clock_step_ns: 0,
                spans: spans.map(|span| timeline::span(span, 0)).collect(),
                breaks,
                places,
                simulated: Some(spec.clone()),
            },
        }
    })
}

/// The speedups of several strategies on several numbers of cores.
///
/// # Errors
/// As sequential execution; what keeps one strategy from being simulated is told with its line.
pub(super) fn curve(made: &Made, spec: &CurveSpec) -> Result<Curve, Stop> {
    let recorded = made.recorded_watched()?;
    let transactions = made.subject.block().transactions.len();
    let plain = plain_costs(made, spec.cost)?;
    let times = made.measured()?;
    let bounds = watched(Phase::Analysing, 0, Part(0.4, 0.5), || {
        let gas = gas(&recorded.receipts);
        bounds(recorded, &plain, &gas, times, &spec.cores)
    })?;
    let points = spec.strategies.len() * spec.cores.len();
    let mut lines = Vec::with_capacity(spec.strategies.len());
    let mut done = 0;
    for strategy in &spec.strategies {
        let mut line = CurveLine {
            strategy: strategy.clone(),
            points: Vec::new(),
            problem: None,
        };
        let after = done + spec.cores.len();
        if is_too_much(done, after, transactions) {
            line.problem = Some(format!(
                "It was left out: with it, the block’s {transactions} transactions would be \
                 simulated {after} times. Choose fewer strategies."
            ));
            lines.push(line);
            continue;
        }
        for (place, cores) in spec.cores.iter().enumerate() {
            let one = SimulationSpec {
                strategy: strategy.clone(),
                cores: *cores,
                cost: spec.cost,
            };
            let part = Part(0.5, 1.0).piece(done + place, points);
            match simulated(made, &one, None, Detail::Totals, part) {
                Ok(simulated) => line.points.push(figures(&simulated, *cores)),
                Err(Stop::Cancelled) => return Err(Stop::Cancelled),
                Err(stop) => {
                    line.points.clear();
                    line.problem = Some(in_words(&stop));
                    break;
                }
            }
        }
        done = after;
        lines.push(line);
    }
    Ok(Curve {
        spec: spec.clone(),
        lines,
        bounds,
    })
}

/// Whether another strategy is left out of a curve of so many runs so far, and so many with it. The
/// first one never is.
fn is_too_much(done: usize, after: usize, transactions: usize) -> bool {
    done > 0 && after.saturating_mul(transactions) > CURVE_EXECUTIONS
}

/// A simulated run, and the same as if some places did not conflict.
///
/// # Errors
/// As the strategy; and where the block has no such place.
pub(super) fn what_if(made: &Made, spec: &WhatIfSpec) -> Result<WhatIf, Stop> {
    let recorded = made.recorded_watched()?;
    let locations = spec.places.iter().map(|key| {
        let graph_has = |place: &Location| {
            let places = recorded.graph.places();
            places.binary_search(&Place::Part(*place)).is_ok()
        };
        keys::place(key).filter(graph_has).ok_or_else(|| {
            let key = lanewise_workloads::shortened(key, 80);
            Stop::Failed(Failure::Fields(vec![FieldError {
                field: "places".to_owned(),
                message: format!("places: no transactions conflict at “{key}” in this block."),
            }]))
        })
    });
    let locations: Vec<Location> = locations.collect::<Result<_, _>>()?;
    let places = whole_accounts(&locations);
    let exempt = Exempt {
        locations: locations.into_iter().collect(),
        accesses: &recorded.accesses,
    };
    let plain = plain_costs(made, spec.simulation.cost)?;
    let run = |exempt, part| {
        let simulated = simulated(made, &spec.simulation, exempt, Detail::Totals, part)?;
        Ok::<_, Stop>(figures(&simulated, spec.simulation.cores))
    };
    let before = run(None, Part(0.5, 0.7))?;
    let after = run(Some(&exempt), Part(0.7, 0.9))?;
    watched(Phase::Analysing, 0, LAST, || {
        let graph = &recorded.graph;
        let bounds = Bounds::new(graph, &plain);
        let span = span_without(graph, &plain, &places);
        WhatIf {
            spec: spec.clone(),
            before,
            after,
            ceiling_before: bounds.parallelism(),
            ceiling_after: if span == 0 {
                1.0
            } else {
                bounds.work() as f64 / span as f64
            },
        }
    })
}

/// These places; where one is a part of an account other than storage, all of these parts: the EVM
/// reads them at once, and so they are exempt at once.
fn whole_accounts(locations: &[Location]) -> Vec<Place> {
    let parts = [AccountPart::Balance, AccountPart::Nonce, AccountPart::Code];
    let of = |location: &Location| match location.part {
        AccountPart::Storage(_) => vec![Place::Part(*location)],
        _ => parts
            .map(|part| Place::Part(Location { part, ..*location }))
            .to_vec(),
    };
    locations.iter().flat_map(of).collect()
}

/// A failure in one sentence.
fn in_words(stop: &Stop) -> String {
    match stop {
        Stop::Cancelled => "It was cancelled.".to_owned(),
        Stop::Failed(Failure::Other(said)) => said.clone(),
        Stop::Failed(Failure::InvalidBlock { reason, .. }) => reason.clone(),
        Stop::Failed(Failure::InvalidTransaction { index, reason }) => {
            format!("Transaction {index} is invalid: {reason}.")
        }
        Stop::Failed(other) => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_of_large_blocks_are_short() {
        assert!(
            !is_too_much(0, 32, 50_000),
            "the first strategy is always simulated"
        );
        assert!(!is_too_much(9, 18, 50_000) && is_too_much(18, 27, 50_000));
        assert!(!is_too_much(63, 72, 10_000));
    }

    #[test]
    fn parts_that_are_read_at_once_are_exempt_at_once() {
        let address = lanewise_executor::revm::primitives::Address::repeat_byte(1);
        let of = |part| whole_accounts(&[Location { address, part }]).len();
        assert_eq!(of(AccountPart::Nonce), 3);
        let slot = lanewise_executor::revm::primitives::U256::from(4);
        assert_eq!(of(AccountPart::Storage(slot)), 1);
    }
}

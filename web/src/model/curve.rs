//! Speedup over cores: which strategies are asked for, what the answer says in a sentence, and the
//! same as rows.

pub mod chart;
pub mod draw;
mod files;
mod words;

pub use files::{csv, json};
pub use words::{Bound, amount, bounds, cost, limits, note, sentence};

use super::{Offers as _, Run, Shared, strategy};
use lanewise_protocol::{
    CostModel, Curve, CurveLine, CurveSpec, EngineInfo, Flavour, Limits, SimulatedRun,
};

/// The numbers of cores on the curve: the powers of two.
pub const CORES: [u32; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// A strategy that can be on the chart, and how its line looks there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The strategy with its options.
    pub strategy: String,
    /// Its name in words.
    pub name: String,
    /// Which of the eight looks its line has, from 0; the same whatever else is on the chart.
    pub look: usize,
}

/// The strategies that can be chosen: all parallel ones with their defaults, and those of the runs
/// shown where they have other options; at most [`Limits::STRATEGIES`].
pub fn candidates(of_runs: &[&str], info: &EngineInfo) -> Vec<Candidate> {
    let mut ids: Vec<String> = info
        .strategies
        .iter()
        .filter(|one| one.parallel)
        .map(|one| one.id.clone())
        .collect();
    for text in of_runs {
        let parallel = info.strategy(text).is_some_and(|one| one.parallel);
        if parallel && !ids.iter().any(|id| id == text) {
            ids.push((*text).to_owned());
        }
    }
    ids.truncate(Limits::STRATEGIES);
    let made = |(look, strategy): (usize, String)| {
        let plain = !strategy.contains(':');
        let title = info.strategy(&strategy).map(|one| one.title.clone());
        let name = title.filter(|_| plain);
        Candidate {
            name: name.unwrap_or_else(|| strategy::words(&strategy, Some(info))),
            strategy,
            look,
        }
    };
    ids.into_iter().enumerate().map(made).collect()
}

/// What to ask for these strategies. A question that was asked already stands while it covers
/// them: to leave a line out, nothing has to be simulated.
pub fn question(chosen: &[String], cost: CostModel, asked: Option<&CurveSpec>) -> CurveSpec {
    if let Some(asked) = asked.filter(|asked| is_whole(asked) && asked.cost == cost) {
        let known = |one: &String| asked.strategies.contains(one);
        if chosen.iter().all(known) {
            return asked.clone();
        }
    }
    CurveSpec {
        strategies: chosen.to_vec(),
        cores: CORES.to_vec(),
        cost,
    }
}

/// Whether a question is one about the whole curve, and not one of another view about a few points.
pub fn is_whole(spec: &CurveSpec) -> bool {
    spec.cores == CORES
}

/// A run on threads, as a point beside the curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The run's number.
    pub run: u32,
    /// Its strategy with options.
    pub strategy: String,
    /// Threads that it had.
    pub threads: u32,
    /// Its speedup.
    pub speedup: f64,
    /// Its parallel execution's median, in milliseconds.
    pub median_ms: f64,
    /// Incarnations thrown away.
    pub aborts: u32,
    /// Executions that stopped, half-way or at once, to wait.
    pub suspensions: u32,
    /// Whether it is the last run; if not, a pinned one.
    pub last: bool,
}

/// The last run and the pinned ones of the same block, the last one first.
pub fn measured(last: &Shared<Run>, pinned: &[Shared<Run>]) -> Vec<Measured> {
    let block = &last.result.spec.block;
    let others = pinned
        .iter()
        .filter(|run| *run != last && run.result.spec.block == *block);
    let point = |run: &Shared<Run>| Measured {
        run: run.number,
        strategy: run.result.spec.strategy.clone(),
        threads: threads(run),
        speedup: run.result.speedup,
        median_ms: run.result.parallel.median_ms,
        aborts: run.result.counts.aborts,
        suspensions: run.result.counts.suspensions,
        last: run == last,
    };
    std::iter::once(last).chain(others).map(point).collect()
}

/// The threads that a run really had: the single-threaded engine has one, whatever was asked for.
pub fn threads(run: &Run) -> u32 {
    match run.result.flavour {
        Flavour::Threaded => run.result.spec.threads,
        Flavour::Single => 1,
    }
}

/// The lines of an answer that are to be seen, each with its candidate.
pub fn shown<'a>(
    curve: &'a Curve,
    candidates: &'a [Candidate],
    chosen: &[String],
) -> Vec<(&'a Candidate, &'a CurveLine)> {
    let wanted = candidates
        .iter()
        .filter(|one| chosen.contains(&one.strategy));
    wanted
        .filter_map(|one| {
            let line = curve
                .lines
                .iter()
                .find(|line| line.strategy == one.strategy);
            Some((one, line?))
        })
        .collect()
}

/// A line's point for so many cores.
pub fn at(line: &CurveLine, cores: u32) -> Option<&SimulatedRun> {
    line.points.iter().find(|point| point.cores == cores)
}

#[cfg(test)]
#[path = "curve_tests.rs"]
pub(crate) mod tests;

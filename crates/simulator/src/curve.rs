//! The speedup curve: the same block on more and more cores.

use crate::{Costs, Detail, SimulateError, Simulation, simulate};
use lanewise_executor::Counts;

/// One strategy's speedups.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The strategy's description.
    pub strategy: String,
    /// By number of cores, in the order they were asked for.
    pub points: Vec<CurvePoint>,
}

/// One simulated run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// How many cores.
    pub cores: usize,
    /// How long it took, in units of the cost model.
    pub duration: u64,
    /// How many times faster than sequential execution that is.
    pub speedup: f64,
    /// The share of their time for which the cores were at work, 0 to 1.
    pub busy: f64,
    /// The work done.
    pub counts: Counts,
}

/// Simulates a block on each number of cores, under each strategy with its costs; what
/// `simulation` says of strategy, cores and costs does not matter. `progress` is told the share
/// done, 0 to 1.
///
/// # Errors
/// As [`simulate`]; the first error ends it.
pub fn curve(
    simulation: &Simulation<'_>,
    strategies: &[(&str, &Costs)],
    cores: &[usize],
    progress: &mut dyn FnMut(f64),
) -> Result<Vec<Curve>, SimulateError> {
    let total = (strategies.len() * cores.len()).max(1);
    let mut done = 0;
    let mut curves = Vec::with_capacity(strategies.len());
    for &(strategy, costs) in strategies {
        let mut points = Vec::with_capacity(cores.len());
        for &cores in cores {
            progress(f64::from(done) / total as f64);
            let one = Simulation {
                strategy,
                cores,
                costs,
                ..*simulation
            };
            let simulated = simulate(&one, Detail::Totals)?;
            let available = simulated.duration as f64 * cores as f64;
            let busy = simulated.busy.iter().sum::<u64>() as f64;
            points.push(CurvePoint {
                cores,
                duration: simulated.duration,
                speedup: simulated.speedup,
                busy: if available > 0.0 {
                    busy / available
                } else {
                    0.0
                },
                counts: simulated.counts,
            });
            done += 1;
        }
        curves.push(Curve {
            strategy: strategy.to_owned(),
            points,
        });
    }
    progress(1.0);
    Ok(curves)
}

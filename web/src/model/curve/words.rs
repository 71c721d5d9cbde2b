//! What a curve says, in words.

use super::{Candidate, Measured, at};
use crate::model::{format, format::plural};
use lanewise_protocol::{Bounds, CostModel, Curve, CurveLine, SimulatedRun};

/// A cost model in a word or two.
pub const fn cost(cost: CostModel) -> &'static str {
    match cost {
        CostModel::Time => "measured time",
        CostModel::Gas => "gas",
        CostModel::Unit => "number of transactions",
    }
}

/// A duration or an amount of work in the unit of its cost model.
pub fn amount(cost: CostModel, value: u64) -> String {
    match cost {
        CostModel::Time => format::nanoseconds(value),
        CostModel::Gas => format::gas(value),
        CostModel::Unit => plural(value, "unit"),
    }
}

/// A ceiling that the longest chain sets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// How the chain is weighed.
    pub cost: CostModel,
    /// The speedup that nobody exceeds who waits for every dependency.
    pub speedup: f64,
}

/// The ceilings of the longest chain: by the cost model of the simulation first, then by time and
/// by gas where those are others. One that is not known is left out.
pub fn limits(bounds: &Bounds, of: CostModel) -> Vec<Bound> {
    let all = [
        (of, bounds.ceiling),
        (CostModel::Time, bounds.ceiling_by_time),
        (CostModel::Gas, bounds.ceiling_by_gas),
    ];
    let mut kept: Vec<Bound> = Vec::new();
    for (cost, speedup) in all {
        let known = speedup.is_finite() && speedup > 0.0;
        if known && kept.iter().all(|bound| bound.cost != cost) {
            kept.push(Bound { cost, speedup });
        }
    }
    kept
}

/// How parallel the block is, and what 64 cores would do: the answer that the curve is drawn for.
pub fn sentence(curve: &Curve, shown: &[(&Candidate, &CurveLine)]) -> String {
    let bounds = &curve.bounds;
    let by = cost(curve.spec.cost);
    let mut said = if bounds.critical_transactions <= 1 && bounds.ceiling > 1.0 {
        format!(
            "No transaction of this block waits for another: with cores enough it could be {} as \
             fast by {by}.",
            format::factor(bounds.ceiling)
        )
    } else if bounds.ceiling < 1.05 {
        format!(
            "This block is one long chain by {by}: {} depend on one another, so more cores help no \
             strategy in which a transaction waits for the one before it.",
            plural(u64::from(bounds.critical_transactions), "transaction")
        )
    } else {
        format!(
            "However many cores there are, waiting for inputs keeps this block below {} as fast: by \
             {by}, {} of the work is one chain of {}, each of which needs the one before it.",
            format::factor(bounds.ceiling),
            format::percent(bounds.critical as f64, bounds.work as f64),
            plural(u64::from(bounds.critical_transactions), "transaction"),
        )
    };
    let best = |cores| {
        let points = shown
            .iter()
            .filter_map(|(one, line)| Some((*one, at(line, cores)?)));
        points.max_by(|a, b| a.1.speedup.total_cmp(&b.1.speedup))
    };
    if let Some((one, point)) = best(64) {
        said.push_str(&format!(
            " On 64 virtual cores {} would be fastest, at {} (simulated)",
            one.name,
            format::factor(point.speedup)
        ));
        said.push_str(&match knee(shown, one) {
            Some((cores, speedup)) if cores < 64 => format!(
                "; {} give it {} already, so the rest add next to nothing.",
                plural(u64::from(cores), "core"),
                format::factor(speedup)
            ),
            _ => format!(
                ", and its cores would be busy for {} of the time.",
                format::percent(point.busy, 1.0)
            ),
        });
    }
    said
}

/// The fewest cores with which a strategy reaches 95 % of the most that it ever does.
fn knee(shown: &[(&Candidate, &CurveLine)], of: &Candidate) -> Option<(u32, f64)> {
    let (_, line) = shown.iter().find(|(one, _)| *one == of)?;
    let most = line.points.iter().map(|it| it.speedup).reduce(f64::max)?;
    let enough = line.points.iter().find(|it| it.speedup >= 0.95 * most)?;
    Some((enough.cores, enough.speedup))
}

/// Each bound with one sentence that says what it means.
pub fn bounds(curve: &Curve) -> Vec<(&'static str, String)> {
    let bounds = &curve.bounds;
    let chains: Vec<String> = limits(bounds, curve.spec.cost)
        .iter()
        .map(|bound| format!("{} by {}", format::factor(bound.speedup), cost(bound.cost)))
        .collect();
    vec![
        (
            "Linear",
            "So many cores do at most so many times the work of one.".to_owned(),
        ),
        (
            "Longest chain (critical path)",
            format!(
                "Where one transaction reads what another wrote it has to wait for it; the \
                 costliest chain of such waits holds {} and {} of {} in all. Its ceiling is {}.",
                plural(u64::from(bounds.critical_transactions), "transaction"),
                amount(curve.spec.cost, bounds.critical),
                amount(curve.spec.cost, bounds.work),
                chains.join(", "),
            ),
        ),
        (
            "Amdahl’s law",
            format!(
                "During {} of the work nothing else could run beside it; Amdahl’s law takes all \
                 the rest as perfectly divisible. It is a rule of thumb: a schedule can be above \
                 or below it.",
                format::percent(bounds.serial_share, 1.0)
            ),
        ),
        (
            "Brent’s guarantee",
            "Any schedule that never leaves a core idle needlessly reaches at least this, as long \
             as keeping track costs nothing."
                .to_owned(),
        ),
        (
            "Measured",
            "Diamonds are what threads of this browser did. No line joins them, since nothing \
             was measured in between."
                .to_owned(),
        ),
    ]
}

/// A simulated point in words, a line each.
pub fn note(cost: CostModel, point: &SimulatedRun) -> Vec<String> {
    vec![
        format!(
            "{}: {} (simulated)",
            plural(u64::from(point.cores), "virtual core"),
            format::factor(point.speedup)
        ),
        format!("Takes {}", amount(cost, point.duration)),
        format!(
            "{}, {}",
            plural(u64::from(point.aborts), "abort"),
            plural(u64::from(point.suspensions), "suspension")
        ),
        format!(
            "Cores busy {} of the time",
            format::percent(point.busy, 1.0)
        ),
    ]
}

impl Measured {
    /// The point in words, a line each.
    pub fn note(&self) -> Vec<String> {
        vec![
            format!(
                "Measured, {}: {}",
                plural(u64::from(self.threads), "thread"),
                format::factor(self.speedup)
            ),
            format!(
                "Took {} in run {}",
                format::milliseconds(self.median_ms),
                format::count(u64::from(self.run))
            ),
            format!(
                "{}, {}",
                plural(u64::from(self.aborts), "abort"),
                plural(u64::from(self.suspensions), "suspension")
            ),
        ]
    }
}

/// A bound's value for so many cores, where the answer has one.
pub(super) fn of_cores(curve: &Curve, values: &[f64], cores: u32) -> Option<f64> {
    let place = curve.spec.cores.iter().position(|one| *one == cores)?;
    values.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_ceilings_are_left_out_and_none_stands_twice() {
        let bounds = Bounds {
            ceiling: 3.0,
            ceiling_by_gas: 3.0,
            ceiling_by_time: 0.0,
            ..Bounds::default()
        };
        let costs = |of| {
            let kept = limits(&bounds, of);
            kept.iter().map(|bound| bound.cost).collect::<Vec<_>>()
        };
        assert_eq!(costs(CostModel::Gas), [CostModel::Gas]);
        assert_eq!(costs(CostModel::Unit), [CostModel::Unit, CostModel::Gas]);
    }

    #[test]
    fn amounts_have_their_unit() {
        assert_eq!(amount(CostModel::Time, 2_000_000), "2.00\u{a0}ms");
        assert_eq!(amount(CostModel::Gas, 21_000), "21,000\u{a0}gas");
        assert_eq!(amount(CostModel::Unit, 1), "1\u{a0}unit");
    }
}

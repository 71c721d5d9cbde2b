//! A timeline in words.

use super::{Lanes, Thrown};
use crate::model::{format, take_away::Source};
use lanewise_protocol::{BlockSource, CostModel, Flavour, RunResult, SimulationSpec};

impl Lanes {
    /// Whether it was measured or simulated.
    pub const fn source(&self) -> Source {
        match self.simulated {
            None => Source::Measured,
            Some(_) => Source::Simulated,
        }
    }

    /// Idle time of all lanes: what is left of their time.
    pub fn idle_ns(&self) -> u64 {
        let idle = |lane: &super::Lane| self.duration_ns.saturating_sub(lane.busy_ns());
        self.lanes.iter().map(idle).sum()
    }
}

/// The whole timeline in a few sentences.
pub fn summary(lanes: &Lanes) -> String {
    let all = lanes.duration_ns as f64 * lanes.lanes.len().max(1) as f64;
    let sum = |of: fn(&super::Lane) -> u64| lanes.lanes.iter().map(of).sum::<u64>() as f64;
    let (useful, wasted, checking) = (
        sum(|lane| lane.useful_ns),
        sum(|lane| lane.wasted_ns),
        sum(|lane| lane.checking_ns),
    );
    let executions: usize = lanes.lanes.iter().map(|lane| lane.executions.len()).sum();
    let validations: usize = lanes.lanes.iter().map(|lane| lane.validations.len()).sum();
    let suspended: u32 = lanes.lanes.iter().map(|lane| lane.suspended).sum();
    let noun = match lanes.simulated {
        None => "thread",
        Some(_) => "virtual core",
    };
    let mut text = format!(
        "{} worked for {}. Of their time, {} went into executions that stand, {} into executions \
         that were thrown away or stopped half-way, {} into validations; for {} they were idle.",
        format::plural(lanes.lanes.len() as u64, noun),
        lanes.unit().amount(lanes.duration_ns),
        format::percent(useful, all),
        format::percent(wasted, all),
        format::percent(checking, all),
        format::percent(lanes.idle_ns() as f64, all),
    );
    let aborted = lanes.thrown.len() as u64;
    text.push_str(&format!(
        " There were {} and {}; ",
        format::plural(executions as u64, "execution"),
        format::plural(validations as u64, "validation"),
    ));
    text.push_str(&match (aborted, suspended) {
        (0, 0) => "none was thrown away, and none stopped to wait.".to_owned(),
        (0, _) => format!(
            "none was thrown away, and {} stopped to wait.",
            format::count(u64::from(suspended))
        ),
        (_, 0) => format!("{} thrown away, and none stopped to wait.", were(aborted)),
        _ => format!(
            "{} thrown away, and {} stopped to wait.",
            were(aborted),
            format::count(u64::from(suspended))
        ),
    });
    text
}

fn were(value: u64) -> String {
    let verb = if value == 1 { "was" } else { "were" };
    format!("{} {verb}", format::count(value))
}

/// Why an incarnation was thrown away, as the end of a sentence that begins with it.
pub fn thrown(lanes: &Lanes, one: &Thrown) -> String {
    let place = lanes
        .place(one.place)
        .map(|name| format::short_addresses(&format::clipped(name, 160)));
    match (one.writer, place) {
        (Some(writer), Some(place)) => format!(
            "had read {place} before transaction {} wrote it",
            format::count(u64::from(writer))
        ),
        (Some(writer), None) => format!(
            "had read something before transaction {} wrote it",
            format::count(u64::from(writer))
        ),
        (None, Some(place)) => format!("had read {place} too early"),
        (None, None) => "had read something too early".to_owned(),
    }
}

/// What was run, in one line. `strategy` is its name in words.
pub fn about_run(strategy: &str, result: &RunResult) -> String {
    let threads = match result.flavour {
        Flavour::Threaded => result.spec.threads,
        Flavour::Single => 1,
    };
    format!(
        "{strategy} on {}, {}",
        format::plural(u64::from(threads), "thread"),
        of_block(result)
    )
}

/// What was simulated, in one line. `strategy` is its name in words.
pub fn about_simulation(strategy: &str, spec: &SimulationSpec, result: &RunResult) -> String {
    let cost = match spec.cost {
        CostModel::Time => "each transaction costs its measured time",
        CostModel::Gas => "each transaction costs its gas",
        CostModel::Unit => "each transaction costs one unit",
    };
    format!(
        "{strategy} on {}, {cost}, {}",
        format::plural(u64::from(spec.cores), "virtual core"),
        of_block(result)
    )
}

fn of_block(result: &RunResult) -> String {
    let transactions = format::plural(u64::from(result.block.transactions), "transaction");
    match (&result.spec.block, &result.file) {
        (BlockSource::Batch(batch), _) => format!(
            "{transactions} of {}, {}, contention {}, seed {}",
            format::clipped(&batch.preset, 40),
            format::plural(u64::from(batch.accounts), "account"),
            batch.contention,
            batch.seed
        ),
        (BlockSource::File(_), Some(file)) => {
            format!("{transactions} of {}", format::clipped(&file.name, 60))
        }
        (BlockSource::File(_), None) => format!("{transactions} of a file"),
        (BlockSource::Project(_), _) => format!("{transactions} of a project"),
    }
}

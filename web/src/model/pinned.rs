//! Runs side by side: what was set otherwise, and what came out otherwise.

mod files;
pub mod queue;

pub use files::{csv, json};

use super::{Offers as _, Run, Shared, State, curve::threads, format, strategy};
use lanewise_protocol::{BlockSource, Flavour};

/// A setting of two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// The first run's value; nothing where the run has no such setting.
    pub left: Option<String>,
    /// The second one's.
    pub right: Option<String>,
}

impl Setting {
    /// Whether the two runs differ in it.
    pub fn differs(&self) -> bool {
        self.left != self.right
    }
}

/// A run's settings by name, in the order to show them.
pub fn settings(run: &Run, state: &State) -> Vec<(String, String)> {
    let result = &run.result;
    let info = state.info.as_deref();
    let number = |value: u32| format::count(u64::from(value));
    let mut all: Vec<(&str, String)> = Vec::new();
    let mut knobs = Vec::new();
    match (&result.spec.block, &result.file) {
        (BlockSource::Batch(batch), _) => {
            let preset = info.and_then(|info| info.preset(&batch.preset));
            let title = preset.map_or(&batch.preset, |it| &it.title);
            all.push(("Scenario", title.clone()));
            all.push(("Transactions", number(result.block.transactions)));
            all.push(("Accounts", number(batch.accounts)));
            all.push(("Contention", batch.contention.to_string()));
            all.push(("Seed", batch.seed.to_string()));
            let known = preset.map(|it| &it.knobs[..]).unwrap_or_default();
            for knob in known {
                let set = batch.knobs.iter().find(|(id, _)| *id == knob.id);
                let value = set.map_or(knob.value, |(_, value)| *value);
                knobs.push((knob.title.clone(), value.to_string()));
            }
            if preset.is_none() {
                let rest = batch.knobs.iter();
                knobs.extend(rest.map(|(id, value)| (id.clone(), value.to_string())));
            }
        }
        (BlockSource::File(_), Some(file)) => {
            all.push(("File", format::clipped(&file.name, 60)));
            all.push(("Case", format::clipped(&file.case, 60)));
            let block = file.block.number.map(format::count);
            all.push(("Block", block.unwrap_or_else(|| "without a number".into())));
            all.push(("Transactions", number(result.block.transactions)));
        }
        (BlockSource::File(at), None) => {
            all.push(("File", format!("the {}th opened", at.file)));
            all.push(("Transactions", number(result.block.transactions)));
        }
        (BlockSource::Project(project), _) => {
            let name = state.projects.name_of(*project).unwrap_or("Project");
            all.push(("Project", format::clipped(name, 60)));
            // The same project, handed over again after a change, is another block.
            all.push(("Edition", number(*project)));
            all.push(("Transactions", number(result.block.transactions)));
        }
    }
    let mut all: Vec<(String, String)> = all
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    all.extend(knobs);
    let flavour = match result.flavour {
        Flavour::Threaded => "threaded",
        Flavour::Single => "on one thread",
    };
    let rest = [
        ("Strategy", strategy::words(&result.spec.strategy, info)),
        ("Threads", number(threads(run))),
        ("Engine", flavour.to_owned()),
    ];
    all.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    all
}

/// The settings of two runs side by side: those of the first in its order, then what only the
/// second one has.
pub fn beside(left: &Run, right: &Run, state: &State) -> Vec<Setting> {
    let (left, right) = (settings(left, state), settings(right, state));
    let find = |list: &[(String, String)], name: &str| {
        let found = list.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.clone())
    };
    let only_right = right.iter().filter(|(name, _)| find(&left, name).is_none());
    left.iter()
        .chain(only_right)
        .map(|(name, _)| Setting {
            name: name.clone(),
            left: find(&left, name),
            right: find(&right, name),
        })
        .collect()
}

/// A run's block in a few words, for lists and for the parameters of a picture.
pub fn block_words(run: &Run, state: &State) -> String {
    let transactions = format::plural(u64::from(run.result.block.transactions), "transaction");
    let all = settings(run, state);
    let first = all.first().map_or("", |(_, value)| value.as_str());
    match &run.result.spec.block {
        BlockSource::Batch(batch) => format!(
            "{first}, {transactions}, {}, contention {}, seed {}",
            format::plural(u64::from(batch.accounts), "account"),
            batch.contention,
            batch.seed,
        ),
        BlockSource::File(_) => match &run.result.file {
            Some(file) => {
                let number = file
                    .block
                    .number
                    .map(|it| format!(", block {}", format::count(it)));
                format!("{first}{}, {transactions}", number.unwrap_or_default())
            }
            None => transactions,
        },
        BlockSource::Project(_) => format!("{first}, {transactions}"),
    }
}

/// A run in a few words: how it was executed.
pub fn run_words(run: &Run, state: &State) -> String {
    format!(
        "Run {}: {}, {}",
        format::count(u64::from(run.number)),
        strategy::words(&run.result.spec.strategy, state.info.as_deref()),
        format::plural(u64::from(threads(run)), "thread"),
    )
}

/// Which way of a figure is the better one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// The greater.
    More,
    /// The smaller.
    Less,
    /// Neither: it is a fact about the block.
    Neither,
}

/// A figure of two runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// For test ids.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The first run's value.
    pub left: f64,
    /// The second one's.
    pub right: f64,
    /// The first one's, in words.
    pub left_words: String,
    /// The second one's, in words.
    pub right_words: String,
    /// Which way is the better one.
    pub better: Better,
}

impl Figure {
    /// The second value over the first, where that means something.
    pub fn ratio(&self) -> Option<f64> {
        (self.left > 0.0 && self.left.is_finite() && self.right.is_finite())
            .then(|| self.right / self.left)
    }

    /// The difference in words: a ratio, or that there is none.
    pub fn difference(&self) -> String {
        if self.left == self.right {
            return "the same".to_owned();
        }
        match self.ratio() {
            Some(ratio) => format!("× {}", format::significant(ratio)),
            None => "–".to_owned(),
        }
    }

    /// Whether the second run is better in it, or worse; nothing where that is no question or the
    /// two are within 1 %.
    pub fn verdict(&self) -> Option<bool> {
        let near = (self.right - self.left).abs() <= 0.01 * self.left.abs().max(self.right.abs());
        match self.better {
            _ if near => None,
            Better::More => Some(self.right > self.left),
            Better::Less => Some(self.right < self.left),
            Better::Neither => None,
        }
    }

    /// Both values as shares of the greater one, for bars on one scale.
    pub fn shares(&self) -> (f64, f64) {
        let most = self.left.max(self.right);
        if most > 0.0 {
            (self.left / most, self.right / most)
        } else {
            (0.0, 0.0)
        }
    }
}

/// The figures of one run, in the order to show them: (key, name, value, in words, better).
fn of_run(run: &Run) -> Vec<(&'static str, &'static str, f64, String, Better)> {
    let result = &run.result;
    let number = |value: u32| (f64::from(value), format::count(u64::from(value)));
    let (parallel, sequential) = (&result.parallel, &result.sequential);
    let time = |ms: f64| (ms, format::milliseconds(ms));
    let rate = |value: f64| (value, format::transactions_per_second(value));
    let (counts, outcomes) = (&result.counts, &result.block.outcomes);
    let one = |key, name, (value, words): (f64, String), better| (key, name, value, words, better);
    vec![
        one(
            "speedup",
            "Speedup",
            (result.speedup, format::factor(result.speedup)),
            Better::More,
        ),
        one(
            "parallel",
            "Parallel time",
            time(parallel.median_ms),
            Better::Less,
        ),
        one(
            "sequential",
            "One by one",
            time(sequential.median_ms),
            Better::Less,
        ),
        one(
            "tps",
            "Parallel rate",
            rate(parallel.transactions_per_second),
            Better::More,
        ),
        one(
            "executions",
            "Executions",
            number(counts.executions),
            Better::Less,
        ),
        one("aborts", "Aborts", number(counts.aborts), Better::Less),
        one(
            "suspensions",
            "Suspensions",
            number(counts.suspensions),
            Better::Less,
        ),
        one(
            "succeeded",
            "Succeeded",
            number(outcomes.succeeded),
            Better::Neither,
        ),
        one(
            "reverted",
            "Reverted",
            number(outcomes.reverted),
            Better::Neither,
        ),
        one("halted", "Halted", number(outcomes.halted), Better::Neither),
        one(
            "gas",
            "Gas used",
            (
                result.block.gas_used as f64,
                format::gas(result.block.gas_used),
            ),
            Better::Neither,
        ),
    ]
}

/// The figures of two runs side by side.
pub fn figures(left: &Run, right: &Run) -> Vec<Figure> {
    let made =
        |((key, name, left, left_words, better), right): (_, (_, _, f64, String, _))| Figure {
            key,
            name,
            left,
            right: right.2,
            left_words,
            right_words: right.3,
            better,
        };
    of_run(left)
        .into_iter()
        .zip(of_run(right))
        .map(made)
        .collect()
}

/// What the state roots of two runs say, in a sentence.
pub fn roots(left: &Run, right: &Run) -> (bool, String) {
    let same_block = left.result.spec.block == right.result.spec.block;
    let same = left.result.check.state_root.parallel == right.result.check.state_root.parallel;
    let fine = [left, right].iter().all(|run| run.result.check.equal);
    let said = match (same_block, same) {
        (true, true) => "Both runs end in the same state root, as they must.",
        (true, false) => {
            "The state roots differ although the block is the same: one of them is wrong."
        }
        (false, true) => "Both end in the same state root.",
        (false, false) => "The state roots differ, as those of different blocks do.",
    };
    let mut said = said.to_owned();
    if !fine {
        said.push_str(" Not every run gave what executing one by one gives.");
    }
    (fine && (same || !same_block), said)
}

/// The runs that were measured on the block of the last one, the fastest first; each run once.
pub fn on_block(last: &Shared<Run>, pinned: &[Shared<Run>]) -> Vec<Shared<Run>> {
    let block = &last.result.spec.block;
    let mut runs: Vec<Shared<Run>> = std::iter::once(last)
        .chain(pinned.iter().filter(|run| *run != last))
        .filter(|run| run.result.spec.block == *block)
        .cloned()
        .collect();
    runs.sort_by(|a, b| b.result.speedup.total_cmp(&a.result.speedup));
    runs
}

/// All runs that can be compared, by number; each once.
pub fn all(last: &Shared<Run>, pinned: &[Shared<Run>]) -> Vec<Shared<Run>> {
    let mut runs = pinned.to_vec();
    if !runs.contains(last) {
        runs.push(last.clone());
    }
    runs.sort_by_key(|run| run.number);
    runs
}

#[cfg(test)]
#[path = "pinned_tests.rs"]
mod tests;

//! The places that make transactions wait for one another, in words: what costs most, how much of
//! the critical path waits for it, and what the block could gain without it.

pub mod export;
pub mod lines;

pub use lines::{Heat, HotLine, Marked, Opening, hot_lines, opening};

use super::format;
use lanewise_protocol::{Bounds, Conflict, Conflicts, CostModel, SimulatedRun, WhatIf};

/// A gain smaller than this is none: ceilings are shown with three digits.
const GAIN: f64 = 1.005;

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A name from the block, to be set as code.
    Name(String),
}

/// The text of a sentence, names in it as they are.
pub fn plain(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Words(text) | Part::Name(text) => text.as_str(),
        })
        .collect()
}

/// A place as a person knows it, on one line: `Exchange: pool.reserve0`, `nonce of 0x12…`.
pub fn name(conflict: &Conflict) -> String {
    let account = format::short_addresses(&conflict.account);
    let place = format::short_addresses(&conflict.place);
    if conflict.is_storage {
        format!("{account}: {place}")
    } else {
        format!("{place} of {account}")
    }
}

/// A cost in the unit of its model.
pub fn cost(value: u64, model: CostModel) -> String {
    match model {
        CostModel::Time => format::nanoseconds(value),
        CostModel::Gas => format::gas(value),
        CostModel::Unit => format::plural(value, "transaction"),
    }
}

/// What the costs are, in a sentence.
pub const fn about_costs(model: CostModel) -> &'static str {
    match model {
        CostModel::Time => {
            "What a transaction costs is its measured time: the median of several passes that \
             execute the block one by one."
        }
        CostModel::Gas => "What a transaction costs is the gas that it uses.",
        CostModel::Unit => "Every transaction costs the same.",
    }
}

/// The share of the critical path's cost that waits for a place, 0 to 1.
pub fn share(conflict: &Conflict, bounds: &Bounds) -> f64 {
    if bounds.critical == 0 {
        return 0.0;
    }
    (conflict.critical_cost as f64 / bounds.critical as f64).min(1.0)
}

/// How much of a block's critical path waits for a place, coarsely.
pub fn heat(conflict: &Conflict, bounds: &Bounds) -> Option<Heat> {
    match share(conflict, bounds) {
        share if share >= 0.5 => Some(Heat::Most),
        share if share >= 0.1 => Some(Heat::Much),
        share if share > 0.0 => Some(Heat::Some),
        _ => None,
    }
}

/// Whether the block's ceiling would be higher without a place; `None` where nobody worked it out.
pub fn gains(conflict: &Conflict, bounds: &Bounds) -> Option<bool> {
    let without = conflict.ceiling_without?;
    Some(without > bounds.ceiling * GAIN)
}

/// Steps of the critical path: a chain of so many transactions has one less.
pub fn steps(bounds: &Bounds) -> u64 {
    u64::from(bounds.critical_transactions.saturating_sub(1))
}

/// How many places to show so that all that the critical path waits for are among them.
pub fn on_path(conflicts: &Conflicts) -> usize {
    let causes = |place: &Conflict| place.critical_edges > 0;
    let last = conflicts.places.iter().rposition(causes);
    last.map_or(0, |last| last + 1)
}

/// The answer in front of everything else: what costs most, and what the block would gain.
pub fn answer(conflicts: &Conflicts) -> Vec<Part> {
    let bounds = &conflicts.bounds;
    let words = |text: String| Part::Words(text);
    let Some(worst) = conflicts.places.first() else {
        return vec![words(nothing(bounds))];
    };
    if worst.critical_edges == 0 {
        return vec![words(format!(
            "Transactions wait for one another, but that is not what limits this block: its \
             costliest transaction alone takes as long as any chain of them. With enough cores the \
             block could go up to {} faster.",
            format::factor(bounds.ceiling)
        ))];
    }
    let mut parts = vec![
        Part::Name(format::short_addresses(&worst.place)),
        words(" of ".to_owned()),
        Part::Name(format::short_addresses(&worst.account)),
        words(format!(
            " costs most: {} of {} of the critical path {} for it.",
            format::count(u64::from(worst.critical_edges)),
            format::plural(steps(bounds), "step"),
            if worst.critical_edges == 1 {
                "waits"
            } else {
                "wait"
            }
        )),
    ];
    parts.push(words(match (gains(worst, bounds), worst.ceiling_without) {
        (Some(true), Some(without)) => format!(
            " Without it the block could go up to {} faster instead of {}.",
            format::factor(without),
            format::factor(bounds.ceiling)
        ),
        (Some(false), _) => alone(worst, bounds),
        _ => format!(
            " With all its conflicts the block can go at most {} faster.",
            format::factor(bounds.ceiling)
        ),
    }));
    parts
}

/// Why taking out one place alone gains nothing.
fn alone(conflict: &Conflict, bounds: &Bounds) -> String {
    let why = if conflict.shared {
        "other places hold up the same transactions"
    } else {
        "another chain of transactions is about as long"
    };
    format!(
        " Changing it alone would gain nothing, because {why}: the block could still go at most {} \
         faster.",
        format::factor(bounds.ceiling)
    )
}

/// What is said where no place makes anything wait.
fn nothing(bounds: &Bounds) -> String {
    if bounds.work == 0 {
        return "There is nothing to wait for: the block does no work.".to_owned();
    }
    format!(
        "Nothing in this block waits for anything: no transaction reads what an earlier one wrote. \
         With enough cores it could go up to {} faster; then its costliest transaction is all that \
         is left.",
        format::factor(bounds.ceiling)
    )
}

/// What the ceiling of the speedup is, now and without a place: `1.30× → 14.0×`.
pub fn ceilings(conflict: &Conflict, bounds: &Bounds) -> String {
    let now = format::factor(bounds.ceiling);
    match conflict.ceiling_without {
        Some(without) => format!("{now} → {}", format::factor(without)),
        None => now,
    }
}

/// One place's part in the critical path, in a sentence.
pub fn about(conflict: &Conflict, bounds: &Bounds, model: CostModel) -> String {
    if conflict.critical_edges == 0 {
        return format!(
            "It causes {}, none of them on the critical path: taking it out gains nothing.",
            dependencies(conflict.edges)
        );
    }
    let mut said = format!(
        "{} of {} of the critical path wait for it; the transactions that wait cost {}, {} of the \
         path.",
        format::count(u64::from(conflict.critical_edges)),
        format::plural(steps(bounds), "step"),
        cost(conflict.critical_cost, model),
        format::percent(share(conflict, bounds), 1.0),
    );
    match gains(conflict, bounds) {
        Some(false) => said.push_str(&alone(conflict, bounds)),
        _ if conflict.shared => {
            said.push_str(" Other places cause some of the same steps too.");
        }
        _ => {}
    }
    said
}

/// `1 dependency`, `2 dependencies`.
fn dependencies(edges: u32) -> String {
    match edges {
        1 => "1\u{a0}dependency".to_owned(),
        more => format!("{}\u{a0}dependencies", format::count(u64::from(more))),
    }
}

/// What a simulation without some places came to, in a sentence. `names` tells the places.
pub fn what_if(answer: &WhatIf, names: &[String]) -> String {
    let (before, after) = (&answer.before, &answer.after);
    let which = match names {
        [] => "these places".to_owned(),
        [one] => one.clone(),
        [first, second] => format!("{first} and {second}"),
        [first, rest @ ..] => {
            format!(
                "{first} and {}",
                format::plural(rest.len() as u64, "other place")
            )
        }
    };
    let speedup = |run: &SimulatedRun| format::factor(run.speedup);
    let gain = if before.speedup > 0.0 {
        after.speedup / before.speedup
    } else {
        0.0
    };
    let verb = if names.len() == 1 { "did" } else { "all did" };
    let cores = format::plural(u64::from(before.cores), "core");
    if (1.0 / GAIN..=GAIN).contains(&gain) {
        return format!(
            "If {which} {verb} not conflict, the simulated speedup on {cores} would stay at {}.",
            speedup(before)
        );
    }
    format!(
        "If {which} {verb} not conflict, the simulated speedup on {cores} would be {} instead of {}.",
        speedup(after),
        speedup(before)
    )
}

/// The names of places by their keys; keys of places that are not listed stand for themselves.
pub fn names(conflicts: &Conflicts, keys: &[String]) -> Vec<String> {
    let named = |key: &String| {
        let found = conflicts.places.iter().find(|place| place.key == *key);
        found.map_or_else(|| key.clone(), name)
    };
    keys.iter().map(named).collect()
}

/// A variable's part of a packed slot, in bytes from the lowest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The variable; empty for bytes that nobody uses.
    pub label: String,
    /// Its first byte, counted from the least significant one.
    pub from: u32,
    /// How many bytes.
    pub bytes: u32,
}

/// A packed slot taken apart: its variables from the lowest byte on, and the rest that is free.
pub fn packed(conflict: &Conflict) -> Vec<Packed> {
    /// Bytes in a slot.
    const SLOT: u32 = 32;
    let mut from = 0;
    let mut parts = Vec::new();
    for (label, bytes) in &conflict.packed {
        let bytes = (*bytes).min(SLOT - from);
        if bytes == 0 {
            continue;
        }
        parts.push(Packed {
            label: label.clone(),
            from,
            bytes,
        });
        from += bytes;
    }
    if from < SLOT && !parts.is_empty() {
        parts.push(Packed {
            label: String::new(),
            from,
            bytes: SLOT - from,
        });
    }
    parts
}

#[cfg(test)]
#[path = "conflicts/tests.rs"]
pub(crate) mod tests;

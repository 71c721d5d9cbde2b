//! A simulated run, walked event by event: what every core does, what the multi-version memory
//! holds and who waits for whom, at any moment.
//!
//! The engine gives the events; a [`Walk`] applies them one after the other and keeps, for each,
//! what it replaced. So one step back is as cheap as one forward, and any moment is reached by
//! walking there.

mod picture;

pub use picture::scene;

use super::format;
use lanewise_protocol::{StepEvent, StepKind, StepValue, StepWrite, Steps};
use std::collections::BTreeMap;

/// What is said before the first event.
pub const NOTHING_YET: &str = "Nothing has happened yet.";

/// What a core is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Doing {
    /// Nothing yet, or just done with something.
    #[default]
    Free,
    /// There is nothing to do for it.
    Idle,
    /// It executes a transaction.
    Executing(u32, u16),
    /// It validates, or commits, a transaction.
    Validating(u32, u16),
    /// It does work of the strategy that is about no transaction.
    Other,
}

impl Doing {
    /// A word for it, as in classes; what a core does, in words; and the transaction that it is about.
    pub fn said(self) -> (&'static str, String, Option<u32>) {
        let again = |verb: &str, incarnation| match incarnation {
            0 => verb.to_owned(),
            more => format!("{verb} (incarnation {more})"),
        };
        match self {
            Self::Free => ("free", "between two tasks".to_owned(), None),
            Self::Idle => ("idle", "nothing to do".to_owned(), None),
            Self::Other => ("other", "the strategy's own work".to_owned(), None),
            Self::Executing(index, incarnation) => {
                ("executing", again("executes", incarnation), Some(index))
            }
            Self::Validating(index, incarnation) => {
                ("validating", again("checks", incarnation), Some(index))
            }
        }
    }
}

/// A core, and since when it has been at what it is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Core {
    /// What it is at.
    pub doing: Doing,
    /// Since when.
    pub since: u64,
}

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Nobody has begun it.
    #[default]
    Ready,
    /// A core executes it.
    Executing,
    /// It stopped half-way and waits for a lower one.
    Suspended,
    /// Its result was thrown away.
    Aborted,
    /// It has a result.
    Executed,
    /// Its result was checked and stood.
    Validated,
}

impl Stage {
    /// All, in the order to show them.
    pub const ALL: [Self; 6] = [
        Self::Ready,
        Self::Executing,
        Self::Suspended,
        Self::Aborted,
        Self::Executed,
        Self::Validated,
    ];

    /// The word for it, in classes and legends.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Executing => "executing",
            Self::Suspended => "suspended",
            Self::Aborted => "aborted",
            Self::Executed => "executed",
            Self::Validated => "validated",
        }
    }
}

/// What a transaction has published at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it published.
    pub value: StepValue,
    /// By which incarnation.
    pub incarnation: u16,
    /// Whether it is marked ESTIMATE: its writer will be executed again.
    pub estimate: bool,
}

/// Everything at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moment {
    /// By core.
    pub cores: Vec<Core>,
    /// By transaction.
    pub stages: Vec<Stage>,
    /// Transactions that wait, and for whom.
    pub waiting: BTreeMap<u32, u32>,
    /// The multi-version memory: by place, by transaction.
    pub memory: BTreeMap<u32, BTreeMap<u32, Entry>>,
    /// The places that each transaction has published.
    published: BTreeMap<u32, Vec<u32>>,
}

/// What an event replaced.
#[derive(Debug, Clone)]
struct Undo {
    core: Core,
    stage: Option<Stage>,
    /// Whom the event's transaction waited for.
    waited: Option<u32>,
    entries: Vec<(u32, Option<Entry>)>,
    published: Option<Option<Vec<u32>>>,
}

/// A way through a simulated run.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    moment: Moment,
    undo: Vec<Undo>,
}

impl Walk {
    /// Before the first event.
    pub fn new(steps: &Steps) -> Self {
        Self {
            moment: Moment {
                cores: vec![Core::default(); steps.spec.cores as usize],
                stages: vec![Stage::Ready; steps.transactions as usize],
                ..Moment::default()
            },
            undo: Vec::new(),
        }
    }

    /// Events that have happened.
    pub fn place(&self) -> usize {
        self.undo.len()
    }

    /// Everything as it is after these events.
    pub fn moment(&self) -> &Moment {
        &self.moment
    }

    /// Goes to the moment after so many events; not beyond the last.
    pub fn seek(&mut self, steps: &Steps, place: usize) {
        let place = place.min(steps.events.len());
        while self.undo.len() > place {
            self.back(steps);
        }
        while let Some(event) = steps.events.get(self.undo.len())
            && self.undo.len() < place
        {
            let undo = self.moment.apply(event);
            self.undo.push(undo);
        }
    }

    fn back(&mut self, steps: &Steps) {
        let Some(undo) = self.undo.pop() else { return };
        if let Some(event) = steps.events.get(self.undo.len()) {
            self.moment.take_back(event, undo);
        }
    }
}

impl Moment {
    fn apply(&mut self, event: &StepEvent) -> Undo {
        let core = event.core as usize;
        if self.cores.len() <= core {
            self.cores.resize(core + 1, Core::default());
        }
        let mut undo = Undo {
            core: self.cores[core],
            stage: None,
            waited: None,
            entries: Vec::new(),
            published: None,
        };
        let doing = |doing| Core {
            doing,
            since: event.time,
        };
        let transaction = event.transaction;
        let (now, stage) = match (event.kind, transaction) {
            (StepKind::Started, Some(transaction)) => {
                undo.waited = self.waiting.remove(&transaction);
                (
                    Doing::Executing(transaction, event.incarnation),
                    Some(Stage::Executing),
                )
            }
            (StepKind::ValidationStarted, Some(transaction)) => {
                (Doing::Validating(transaction, event.incarnation), None)
            }
            (StepKind::Executed, Some(transaction)) => {
                self.publish(transaction, event, &mut undo);
                (Doing::Free, Some(Stage::Executed))
            }
            (StepKind::Suspended { on }, Some(transaction)) => {
                undo.waited = self.waiting.insert(transaction, on);
                (Doing::Free, Some(Stage::Suspended))
            }
            (StepKind::Validated, _) => (Doing::Free, Some(Stage::Validated)),
            (StepKind::Aborted { .. }, Some(transaction)) => {
                self.mark_estimates(transaction, &mut undo);
                (Doing::Free, Some(Stage::Aborted))
            }
            (StepKind::OtherStarted, _) => (Doing::Other, None),
            (StepKind::Idle, _) => (Doing::Idle, None),
            _ => (Doing::Free, None),
        };
        self.cores[core] = doing(now);
        let place = transaction.and_then(|index| self.stages.get_mut(index as usize));
        if let (Some(stage), Some(place)) = (stage, place) {
            undo.stage = Some(std::mem::replace(place, stage));
        }
        undo
    }

    /// What a transaction publishes replaces all that it had published.
    fn publish(&mut self, transaction: u32, event: &StepEvent, undo: &mut Undo) {
        let places = event.writes.iter().map(|write| write.place).collect();
        let before = self.published.insert(transaction, places);
        for place in before.iter().flatten() {
            let versions = self.memory.get_mut(place);
            let entry = versions.and_then(|versions| versions.remove(&transaction));
            undo.entries.push((*place, entry));
        }
        for StepWrite { place, value } in &event.writes {
            let entry = Entry {
                value: value.clone(),
                incarnation: event.incarnation,
                estimate: false,
            };
            let versions = self.memory.entry(*place).or_default();
            let replaced = versions.insert(transaction, entry);
            undo.entries.push((*place, replaced));
        }
        undo.published = Some(before);
    }

    fn mark_estimates(&mut self, transaction: u32, undo: &mut Undo) {
        let Some(places) = self.published.get(&transaction) else {
            return;
        };
        for place in places {
            let versions = self.memory.get_mut(place);
            if let Some(entry) = versions.and_then(|versions| versions.get_mut(&transaction)) {
                undo.entries.push((*place, Some(entry.clone())));
                entry.estimate = true;
            }
        }
    }

    fn take_back(&mut self, event: &StepEvent, undo: Undo) {
        self.cores[event.core as usize] = undo.core;
        let Some(transaction) = event.transaction else {
            return;
        };
        let place = self.stages.get_mut(transaction as usize);
        if let (Some(stage), Some(place)) = (undo.stage, place) {
            *place = stage;
        }
        if matches!(event.kind, StepKind::Started | StepKind::Suspended { .. }) {
            match undo.waited {
                Some(on) => self.waiting.insert(transaction, on),
                None => self.waiting.remove(&transaction),
            };
        }
        // The last change first.
        for (place, entry) in undo.entries.into_iter().rev() {
            let versions = self.memory.entry(place).or_default();
            match entry {
                Some(entry) => versions.insert(transaction, entry),
                None => versions.remove(&transaction),
            };
            if versions.is_empty() {
                self.memory.remove(&place);
            }
        }
        match undo.published {
            Some(Some(places)) => {
                self.published.insert(transaction, places);
            }
            Some(None) => {
                self.published.remove(&transaction);
            }
            None => {}
        }
    }

    /// How many transactions are at each stage, in the order of [`Stage::ALL`].
    pub fn tally(&self) -> [u32; 6] {
        let mut tally = [0; 6];
        for stage in &self.stages {
            tally[*stage as usize] += 1;
        }
        tally
    }

    /// How many transactions one of so many cells stands for.
    pub fn each(&self, cells: usize) -> usize {
        self.stages.len().div_ceil(cells.max(1)).max(1)
    }

    /// The transactions as a strip of at most so many cells, each with the stage of most of its
    /// transactions; what is under way wins over what is not.
    pub fn strip(&self, cells: usize) -> Vec<Stage> {
        let each = self.each(cells);
        let weight = |stage: Stage| match stage {
            Stage::Executing | Stage::Suspended | Stage::Aborted => each + 1,
            _ => 1,
        };
        self.stages
            .chunks(each)
            .map(|chunk| {
                let mut counts = [0; 6];
                for stage in chunk {
                    counts[*stage as usize] += weight(*stage);
                }
                let most = (0..6).rev().max_by_key(|stage| counts[*stage]).unwrap_or(0);
                Stage::ALL[most]
            })
            .collect()
    }

    /// The places to show: those that the event touches first, then those with most versions;
    /// only such whose name holds the words, at most so many. And how many there are in all.
    pub fn places(
        &self,
        steps: &Steps,
        event: Option<&StepEvent>,
        words: &str,
        most: usize,
    ) -> (Vec<u32>, usize) {
        let words = words.trim().to_lowercase();
        let touched = |place: u32| {
            let writes = event
                .map(|event| event.writes.as_slice())
                .unwrap_or_default();
            writes.iter().any(|write| write.place == place)
                || matches!(event.map(|event| event.kind), Some(StepKind::Aborted { place: Some(broken), .. }) if broken == place)
        };
        let mut found: Vec<(bool, usize, u32)> = self
            .memory
            .iter()
            .filter(|(place, versions)| {
                !versions.is_empty()
                    && (words.is_empty()
                        || steps
                            .places
                            .get(**place as usize)
                            .is_some_and(|name| name.to_lowercase().contains(&words)))
            })
            .map(|(place, versions)| (!touched(*place), usize::MAX - versions.len(), *place))
            .collect();
        found.sort_unstable();
        let all = found.len();
        found.truncate(most);
        (found.into_iter().map(|(.., place)| place).collect(), all)
    }
}

/// What to look for from a moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seek {
    /// Any event about a transaction.
    Transaction(u32),
    /// An incarnation that is thrown away.
    Abort,
    /// A transaction that stops to wait.
    Suspension,
}

impl Seek {
    fn holds(self, event: &StepEvent) -> bool {
        match self {
            Self::Transaction(index) => event.transaction == Some(index),
            Self::Abort => matches!(event.kind, StepKind::Aborted { .. }),
            Self::Suspension => matches!(event.kind, StepKind::Suspended { .. }),
        }
    }

    /// The moment just after the next such event behind a moment, going forward or back.
    pub fn from(self, steps: &Steps, place: usize, forward: bool) -> Option<usize> {
        let events = &steps.events;
        let found = if forward {
            let mut later = events.iter().skip(place);
            later
                .position(|event| self.holds(event))
                .map(|at| place + at)
        } else {
            let before = place.saturating_sub(1).min(events.len());
            events[..before].iter().rposition(|event| self.holds(event))
        };
        found.map(|at| at + 1)
    }
}

/// A counter of the scheduler's; one that stands for "none" is the largest number there is.
pub fn counter(value: u64) -> String {
    if value >= u64::from(u32::MAX) {
        "none".to_owned()
    } else {
        format::count(value)
    }
}

/// The event that has led to the moment after so many; none before the first.
pub fn event(steps: &Steps, place: usize) -> Option<&StepEvent> {
    steps.events.get(place.checked_sub(1)?)
}

/// A place's name.
pub fn name(steps: &Steps, place: u32) -> &str {
    steps.places.get(place as usize).map_or("?", String::as_str)
}

/// A published value, in words.
pub fn value(value: &StepValue) -> String {
    match value {
        StepValue::Value(text) => text.clone(),
        StepValue::Credit(amount) => format!("+{amount}"),
        StepValue::Wiped => "storage wiped".to_owned(),
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;

//! What was asked of the engine about the last run's block, view by view.
//!
//! Each view has a [`Slot`] with the question asked last and what became of it. The answers are
//! shared values; whoever draws one arranges it for drawing by itself.

use super::Shared;
use lanewise_protocol::{Answer, BlockSource, CostModel, Phase, SimulationSpec, View};
use std::collections::BTreeMap;

/// A place for one question at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named after the view that it asks for")]
pub enum Slot {
    Graph,
    Curve,
    Simulated,
    Steps,
    Conflicts,
    WhatIf,
    Table,
    Texts,
    Trace,
    AccessList,
    Export,
}

/// A question, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The block it is about.
    pub block: BlockSource,
    /// The question.
    pub view: View,
    /// What became of it.
    pub state: Looking,
    /// The last answer about this block, be it to an earlier question.
    pub shown: Option<Shared<Answer>>,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Looking {
    /// The engine works on it, or will.
    Pending {
        /// The request's id.
        id: u32,
        /// What it is busy with.
        phase: Phase,
        /// How much is done, 0 to 1.
        fraction: f64,
        /// Whether it is being cancelled.
        cancelling: bool,
    },
    /// It is answered by [`Asked::shown`].
    Ready,
    /// It cannot be answered; the reason in a sentence.
    Failed(String),
    /// The person cancelled it.
    Cancelled,
    /// A run came first; it is asked again after that.
    PutOff,
}

impl Asked {
    /// The answer, if it is to the question asked last.
    pub fn answer(&self) -> Option<&Shared<Answer>> {
        self.shown
            .as_ref()
            .filter(|_| matches!(self.state, Looking::Ready))
    }

    /// Whether the engine has yet to answer.
    pub const fn is_pending(&self) -> bool {
        matches!(self.state, Looking::Pending { .. })
    }

    /// Whether this request is the one under way.
    pub fn is_request(&self, asked: u32) -> bool {
        matches!(self.state, Looking::Pending { id, .. } if id == asked)
    }
}

/// All questions about the last run's block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Views {
    pub(super) asked: BTreeMap<Slot, Asked>,
}

impl Views {
    /// The question in a slot.
    pub fn get(&self, slot: Slot) -> Option<&Asked> {
        self.asked.get(&slot)
    }

    /// Whether the engine has yet to answer any.
    pub fn any_pending(&self) -> bool {
        self.asked.values().any(Asked::is_pending)
    }

    /// Whether measured time had to be dealt out by gas, as far as any answer tells.
    pub fn is_time_dealt_out(&self) -> bool {
        let shown = self.asked.values().filter_map(|asked| asked.shown.as_ref());
        shown.into_iter().any(|answer| match &**answer {
            Answer::Curve(curve) => curve.bounds.is_dealt_out,
            Answer::Conflicts(conflicts) => conflicts.bounds.is_dealt_out,
            Answer::Simulated(simulated) => simulated.run.is_dealt_out,
            Answer::Steps(steps) => steps.run.is_dealt_out,
            Answer::WhatIf(what_if) => what_if.before.is_dealt_out,
            _ => false,
        })
    }

    /// The slot of a request under way.
    pub fn slot_of(&self, id: u32) -> Option<Slot> {
        let mut asked = self.asked.iter();
        asked
            .find(|(_, asked)| asked.is_request(id))
            .map(|(slot, _)| *slot)
    }
}

/// How simulations are made: what several views have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// Virtual cores.
    pub cores: u32,
    /// What an execution costs.
    pub cost: CostModel,
    /// The strategy; that of the last run where nothing else was chosen.
    pub strategy: Option<String>,
}

impl Default for Lens {
    fn default() -> Self {
        Self {
            cores: 16,
            cost: CostModel::Time,
            strategy: None,
        }
    }
}

impl Lens {
    /// The simulation meant, beside a run of this strategy.
    pub fn simulation(&self, of_run: &str) -> SimulationSpec {
        SimulationSpec {
            strategy: self.strategy.clone().unwrap_or_else(|| of_run.to_owned()),
            cores: self.cores,
            cost: self.cost,
        }
    }
}

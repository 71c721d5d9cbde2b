//! What earlier transactions of the block returned, for steps that go on from there.

use super::plan::Plan;
use crate::random::Random;
use alloy_dyn_abi::{DynSolType, DynSolValue};
use alloy_primitives::{Address, Bytes};
use lanewise_batch::{Output, Take};

/// A transaction whose results others may take.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) sender: Address,
    pub(super) arguments: Vec<DynSolValue>,
    pub(super) output: Bytes,
}

/// An earlier transaction that the one under way takes results of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) step: usize,
    pub(super) entry: usize,
}

/// By step, what its transactions left.
#[derive(Debug)]
pub(super) struct Results {
    /// By step; nothing for steps that nobody takes from.
    entries: Vec<Vec<Entry>>,
    /// What each step returns.
    outputs: Vec<Vec<DynSolType>>,
    /// By taking step and taken step: entries that were not taken, and how many were there when
    /// somebody last looked.
    unused: Vec<Vec<(Vec<usize>, usize)>>,
    turns: Vec<usize>,
}

impl Results {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let outputs = |step: &super::plan::Step| match &step.call.input {
            super::plan::Input::Function(encoded) => encoded.outputs.clone(),
            _ => Vec::new(),
        };
        let steps = plan.steps.len();
        Self {
            entries: (0..steps).map(|_| Vec::new()).collect(),
            outputs: plan.steps.iter().map(outputs).collect(),
            unused: vec![vec![(Vec::new(), 0); steps]; steps],
            turns: vec![0; plan.tables.holders.len()],
        }
    }

    pub(super) fn push(&mut self, step: usize, entry: Entry) {
        self.entries[step].push(entry);
    }

    /// Whether a step can take what it needs.
    pub(super) fn can_take(&mut self, by: usize, of: usize, take: Take) -> bool {
        match take {
            Take::Once => {
                self.look(by, of);
                !self.unused[by][of].0.is_empty()
            }
            Take::Last | Take::Any => !self.entries[of].is_empty(),
        }
    }

    fn look(&mut self, by: usize, of: usize) {
        let there = self.entries[of].len();
        let (unused, seen) = &mut self.unused[by][of];
        unused.extend(*seen..there);
        *seen = there;
    }

    /// An entry.
    pub(super) fn take(
        &mut self,
        by: usize,
        of: usize,
        take: Take,
        random: &mut Random,
    ) -> Option<usize> {
        let there = self.entries[of].len();
        match take {
            Take::Last => there.checked_sub(1),
            Take::Any => (there > 0).then(|| random.below(there as u32) as usize),
            Take::Once => {
                self.look(by, of);
                let (unused, _) = &mut self.unused[by][of];
                if unused.is_empty() {
                    return None;
                }
                let place = random.below(unused.len() as u32) as usize;
                Some(unused.swap_remove(place))
            }
        }
    }

    /// What of an entry is wanted.
    pub(super) fn output(
        &self,
        step: usize,
        entry: usize,
        output: Output,
    ) -> Result<DynSolValue, String> {
        let entry = &self.entries[step][entry];
        match output {
            Output::Sender => Ok(DynSolValue::Address(entry.sender)),
            Output::Argument(at) => entry.arguments.get(at as usize).cloned().ok_or_else(|| {
                format!(
                    "The step has no argument {at}: there are {}.",
                    entry.arguments.len()
                )
            }),
            Output::Returned(at) => {
                let kinds = &self.outputs[step];
                let kind = kinds.get(at as usize).ok_or_else(|| {
                    format!("The step returns no value {at}: there are {}.", kinds.len())
                })?;
                let all = DynSolType::Tuple(kinds.clone()).abi_decode_params(&entry.output);
                match all {
                    Ok(DynSolValue::Tuple(values)) => {
                        Ok(values[(at as usize).min(values.len() - 1)].clone())
                    }
                    Ok(value) => Ok(value),
                    Err(error) => Err(format!("What it returned is no {kind}: {error}.")),
                }
            }
        }
    }

    /// The next place of a walk among holders.
    pub(super) fn next_turn(&mut self, holder: usize) -> usize {
        self.turns[holder] += 1;
        self.turns[holder] - 1
    }
}

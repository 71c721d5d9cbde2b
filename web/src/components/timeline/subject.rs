//! A timeline that is shown, and where it comes from.

use crate::model::{
    Run, Shared, State, strategy,
    timeline::{Lanes, about_run, about_simulation},
};

/// A timeline that is shown.
#[derive(Clone, PartialEq)]
pub(super) enum Subject {
    /// A measured run's.
    Run(Shared<Run>),
    /// A simulated one.
    Simulated(Shared<Lanes>),
}

impl Subject {
    pub(super) fn lanes(&self) -> &Lanes {
        match self {
            Self::Run(run) => &run.lanes,
            Self::Simulated(lanes) => lanes,
        }
    }

    /// What was run, in one line; `run` is whose block was simulated.
    pub(super) fn about(&self, state: &State, run: &Run) -> String {
        let info = state.info.as_deref();
        match self {
            Self::Run(run) => {
                let words = strategy::words(&run.result.spec.strategy, info);
                about_run(&words, &run.result)
            }
            Self::Simulated(lanes) => lanes.simulated.as_ref().map_or_else(String::new, |spec| {
                let words = strategy::words(&spec.strategy, info);
                about_simulation(&words, spec, &run.result)
            }),
        }
    }
}

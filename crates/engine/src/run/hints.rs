//! What a strategy is told of a block beforehand.

use super::{CONTROL, PARTS, Stop};
use crate::{
    clock, pool,
    progress::{report, stretch},
};
use lanewise_executor::{Block, BlockAccessList, ExecuteError, Hints, PreState};
use lanewise_protocol::Phase;
use std::time::Duration;
use web_time::Instant;

/// Hints, and how long the sequential run took that they come from.
#[derive(Debug)]
pub(crate) struct Traced {
    hints: Hints,
    time: Duration,
}

impl Traced {
    /// Executes a block once, on a thread of the pool. Can be cancelled.
    pub(crate) fn new(block: &Block, pre: &PreState) -> Result<Self, ExecuteError> {
        pool::watch(
            || {
                let start = Instant::now();
                let hints = Hints::trace(block, pre, &CONTROL)?;
                let time = start.elapsed();
                Ok(Self { hints, time })
            },
            || report(CONTROL.done()),
        )
    }

    /// The same for a run, with its progress. An access list that came with the block is believed
    /// instead of the one that was found: that it may be wrong is a rule of the block (EIP-7928).
    pub(crate) fn for_run(
        block: &Block,
        pre: &PreState,
        access_list: Option<&BlockAccessList>,
    ) -> Result<Self, Stop> {
        let length = block.transactions.len() as u32;
        stretch(Phase::Tracing, length, PARTS.tracing, PARTS.warm_up);
        let mut traced = Self::new(block, pre)?;
        if let Some(list) = access_list {
            traced.hints.access_list = Some(list.clone());
        }
        Ok(traced)
    }

    pub(crate) fn hints(&self) -> &Hints {
        &self.hints
    }

    pub(crate) fn milliseconds(&self) -> f64 {
        clock::milliseconds(self.time)
    }
}

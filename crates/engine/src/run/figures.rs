//! Medians, rates and counts.

use crate::clock;
use lanewise_executor::{Block, Outcome, Status};
use lanewise_protocol::{Counts, Measurement, Outcomes, ParallelCounts};
use std::{collections::HashSet, time::Duration};

/// What the scheduler did, beside one execution a transaction.
pub(super) fn counts(counts: lanewise_executor::Counts, block: &Block) -> ParallelCounts {
    let once = block.transactions.len() as u32;
    ParallelCounts {
        executions: counts.executions,
        re_executions: counts.executions.saturating_sub(once),
        aborts: counts.aborts,
        suspensions: counts.suspensions,
        validations: counts.validations,
    }
}

/// The place of the median; of an even number, of the lower one in the middle, so that it is always
/// a measured time and never a mean of two.
pub(super) fn lower_median(times: impl Iterator<Item = Duration>) -> usize {
    let mut order: Vec<(Duration, usize)> = times.zip(0..).collect();
    order.sort_unstable();
    order[(order.len() - 1) / 2].1
}

/// Median and rates of some rounds, all of which gave this outcome.
pub(super) fn measurement(
    times: impl Iterator<Item = Duration> + Clone,
    outcome: &Outcome,
) -> Measurement {
    let samples: Vec<Duration> = times.collect();
    // A time below the clock's step would give infinite speeds.
    let median = samples[lower_median(samples.iter().copied())].max(clock::step());
    let seconds = median.as_secs_f64();
    Measurement {
        samples_ms: samples.into_iter().map(clock::milliseconds).collect(),
        median_ms: clock::milliseconds(median),
        transactions_per_second: outcome.receipts.len() as f64 / seconds,
        gas_per_second: outcome.gas_used as f64 / seconds,
    }
}

/// What the block held and how it ended.
pub(super) fn facts(block: &Block, outcome: &Outcome) -> Counts {
    let mut outcomes = Outcomes {
        succeeded: 0,
        reverted: 0,
        halted: 0,
    };
    for receipt in &outcome.receipts {
        *match receipt.status {
            Status::Success => &mut outcomes.succeeded,
            Status::Revert => &mut outcomes.reverted,
            Status::Halt(_) => &mut outcomes.halted,
        } += 1;
    }
    let senders: HashSet<_> = block.transactions.iter().map(|tx| tx.caller).collect();
    Counts {
        transactions: block.transactions.len() as u32,
        gas_used: outcome.gas_used,
        senders: senders.len() as u32,
        outcomes,
        logs: outcome
            .receipts
            .iter()
            .map(|receipt| receipt.logs.len() as u32)
            .sum(),
    }
}

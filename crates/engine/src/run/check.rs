//! Whether both contestants gave the same.

use super::{CONTROL, PARTS, Rounds, Stop};
use crate::{
    clock, pool,
    progress::{self, report, stretch},
};
use lanewise_executor::{
    Outcome, PreState, block_bloom, receipts_root, revm::primitives::keccak256, state_root,
};
use lanewise_protocol::{Check, Pair, Phase};
use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use web_time::Instant;

/// Roots of both contestants, each from its own outcome; and the milliseconds that one took.
pub(super) fn check(pre: &PreState, rounds: &Rounds) -> Result<(Check, f64), Stop> {
    let steps = AtomicU32::new(0);
    stretch(Phase::Checking, 2 * Roots::STEPS, PARTS.check, 1.0);
    let (sequential, parallel) = pool::watch(
        || {
            pool::join(
                || Roots::of(pre, &rounds.sequential_outcome, &steps),
                || Roots::of(pre, &rounds.parallel_outcome, &steps),
            )
        },
        || {
            // A root does not look at the control on its way, and a large one takes seconds.
            if CONTROL.is_cancelled() || progress::is_cancelled() {
                progress::cancelled();
                // Again and again: the page lowers the flag when it asks for another run.
                CONTROL.cancel();
            }
            report(steps.load(Ordering::Relaxed));
        },
    );
    let (sequential, parallel) = sequential.zip(parallel).ok_or(Stop::Cancelled)?;
    let pair = |of: fn(&Roots) -> &String| Pair {
        sequential: of(&sequential).clone(),
        parallel: of(&parallel).clone(),
    };
    let (state_root, receipts_root) = (pair(|roots| &roots.state), pair(|roots| &roots.receipts));
    let same = |pair: &Pair| pair.sequential == pair.parallel;
    let check = Check {
        equal: rounds.first_difference.is_none() && same(&state_root) && same(&receipts_root),
        state_root,
        receipts_root,
        logs_bloom_hash: pair(|roots| &roots.bloom),
        first_difference: rounds.first_difference.clone(),
    };
    Ok((check, clock::milliseconds(sequential.time)))
}

/// What a header says of an outcome.
struct Roots {
    state: String,
    receipts: String,
    bloom: String,
    time: Duration,
}

impl Roots {
    const STEPS: u32 = 2;

    /// Nothing when the run is cancelled meanwhile.
    fn of(pre: &PreState, outcome: &Outcome, steps: &AtomicU32) -> Option<Self> {
        let step = || {
            // Relaxed: a count for a progress bar.
            report(steps.fetch_add(1, Ordering::Relaxed) + 1);
            !CONTROL.is_cancelled()
        };
        let start = Instant::now();
        let state = state_root(pre, &outcome.changes).to_string();
        step().then_some(())?;
        let receipts = receipts_root(&outcome.receipts).to_string();
        let time = start.elapsed();
        let bloom = keccak256(block_bloom(&outcome.receipts)).to_string();
        step().then_some(Self {
            state,
            receipts,
            bloom,
            time,
        })
    }
}

//! Hints that are wrong: a wrong access set makes a strategy slow and never wrong; a wrong block
//! access list is found to be wrong, and said to be.

#[path = "hints/access_sets.rs"]
mod access_sets;
mod support;
#[path = "hints/tamper.rs"]
mod tamper;
#[path = "hints/tampered.rs"]
mod tampered;

use lanewise_executor::{
    Control, ExecuteError, Hints, Run, ScopedThreads, Unobserved,
    strategies::{self, Job},
};
use support::random_block::RandomBlock;

/// Runs a block with hints.
fn run_with(
    text: &str,
    made: &RandomBlock,
    hints: &Hints,
    threads: usize,
) -> Result<Run, ExecuteError> {
    let strategy = strategies::parse(text).expect("the strategy is in the table");
    let (control, workers) = (Control::new(), ScopedThreads(threads));
    let job = Job::new(&made.block, &made.pre, &workers, &control).with_hints(Some(hints));
    strategy.execute(&job, &Unobserved)
}

/// What is known of a valid block; nothing of an invalid one.
fn trace(made: &RandomBlock) -> Option<Hints> {
    Hints::trace(&made.block, &made.pre, &Control::new()).ok()
}

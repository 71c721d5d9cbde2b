//! How long it takes to make a block, set-up included: the largest blocks of a few scenarios.
//!
//! `cargo bench -p lanewise-workloads` prints the median of a few rounds for each; words behind `--`
//! choose scenarios. With `--test`, each block is made once, and small.

use lanewise_workloads::{BatchSpec, prepare, preset};
use std::{
    env,
    time::{Duration, Instant},
};

/// Scenarios and accounts: one whose set-up is most of the work, one that has none, one whose values
/// are calculated, one that asks who holds something, and one that takes results.
const SUBJECTS: [(&str, u32); 5] = [
    ("token", 100_000),
    ("payments", 100_000),
    ("exchange", 5_000),
    ("market", 5_000),
    ("supply", 20_000),
];
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let words = arguments.iter().filter(|word| !word.starts_with("--"));
    let words: Vec<_> = words.collect();
    for (id, accounts) in SUBJECTS {
        if words.is_empty() || words.iter().any(|word| id.contains(word.as_str())) {
            let mut spec = preset(id).expect("the scenario exists").defaults();
            (spec.transactions, spec.accounts) = if is_test {
                (100, 100)
            } else {
                (50_000, accounts)
            };
            measure(&spec, if is_test { 1 } else { ROUNDS });
        }
    }
}

/// Makes a block so many times and prints where the times lie.
fn measure(spec: &BatchSpec, rounds: usize) {
    let mut times: Vec<Duration> = (0..rounds).map(|_| time(spec)).collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{:<10} {} transactions, {} accounts: {:.0} ms ({:.0}..{:.0})",
        spec.preset,
        spec.transactions,
        spec.accounts,
        milliseconds(times[rounds / 2]),
        milliseconds(times[0]),
        milliseconds(times[rounds - 1]),
    );
}

/// What is made is thrown away outside the time.
fn time(spec: &BatchSpec) -> Duration {
    let begun = Instant::now();
    let made = prepare(spec, &mut |_, _| true);
    let time = begun.elapsed();
    let made = made.unwrap_or_else(|error| panic!("{}: {error}", spec.preset));
    assert_eq!(made.block.transactions.len(), spec.transactions as usize);
    time
}

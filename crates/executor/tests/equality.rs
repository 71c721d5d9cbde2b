//! The first law: every strategy gives, for every block, what sequential execution gives.

mod support;

use lanewise_executor::{ExecuteError, InPlace, ScopedThreads, strategies};
use support::{assert_same, random_block::random_block, run};

/// Random blocks in all, over the tests below.
const BLOCKS: u64 = 2_400;

/// Executes a seed's block by every strategy at several thread counts; returns whether it was valid.
fn check(seed: u64) -> bool {
    let random = random_block(seed);
    let expected = run("sequential", &random.block, &random.pre, &InPlace);
    for strategy in strategies::TABLE.iter().filter(|one| one.parallel) {
        for threads in [1, 2, 4, 8] {
            let workers = ScopedThreads(threads);
            let actual = run(strategy.id, &random.block, &random.pre, &workers);
            let what = format!(
                "seed {seed}, {} on {threads} threads (LANEWISE_SEED={seed} runs it alone)",
                strategy.id
            );
            assert_same(&what, &expected, &actual);
        }
    }
    match expected {
        Ok(_) => true,
        Err(ExecuteError::InvalidTransaction { .. }) => false,
        Err(error) => panic!("seed {seed}: {error}"),
    }
}

fn check_many(seeds: std::ops::Range<u64>) {
    if let Ok(seed) = std::env::var("LANEWISE_SEED") {
        check(seed.parse().expect("LANEWISE_SEED is a number"));
        return;
    }
    let total = seeds.end - seeds.start;
    let valid = seeds.filter(|seed| check(*seed)).count() as u64;
    assert!(
        valid * 10 > total * 7,
        "only {valid} of {total} blocks were valid"
    );
    assert!(valid < total, "no block was invalid");
}

#[test]
fn random_blocks_first_half() {
    check_many(0..BLOCKS / 2);
}

#[test]
fn random_blocks_second_half() {
    check_many(BLOCKS / 2..BLOCKS);
}

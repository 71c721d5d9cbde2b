//! Access sets that are not the block's.

use super::{run_with, trace};
use crate::support::{
    assert_same,
    random_block::{Random, RandomBlock},
    run,
    wide_block::wide_block,
};
use lanewise_executor::{AccessSet, Hints, InPlace, strategies};

/// Random blocks in all.
const BLOCKS: u64 = 250;

/// The strategies that are told access sets, with every option.
const TOLD: [&str; 6] = [
    "locks",
    "locks:granularity=account",
    "locks:granularity=contract",
    "dependency-graph",
    "block-stm",
    "two-phase",
];

/// Makes access sets wrong in some way, which it names.
fn spoil(random: &mut Random, sets: &mut Vec<AccessSet>, other: &[AccessSet]) -> &'static str {
    match random.below(9) {
        0 => {
            sets.clear();
            "none"
        }
        1 => {
            sets.truncate(sets.len() / 2);
            "those of the first half"
        }
        2 => {
            for index in (1..sets.len()).rev() {
                sets.swap(index, random.below(index as u64 + 1) as usize);
            }
            "shuffled"
        }
        3 => {
            other.clone_into(sets);
            "another block's"
        }
        4 => {
            sets.iter_mut().for_each(|set| *set = AccessSet::default());
            "empty"
        }
        5 => {
            sets.iter_mut().for_each(|set| set.writes.clear());
            "without writes"
        }
        6 => {
            for set in sets.iter_mut() {
                set.reads.retain(|_| random.chance(50));
                set.writes
                    .retain(|write| set.reads.iter().any(|read| read.0 == write.0));
            }
            "with half the locations"
        }
        7 => {
            sets.iter_mut().for_each(|set| set.reads.reverse());
            "in the wrong order"
        }
        _ => {
            let more = sets.clone();
            sets.extend(more);
            "more than there are transactions"
        }
    }
}

fn check(seed: u64, made: &RandomBlock, hints: &Hints, how: &str) {
    let random = &mut Random(seed ^ 0x7157);
    let expected = run("sequential", &made.block, &made.pre, &InPlace);
    for text in TOLD {
        let threads = 1 + random.below(8) as usize;
        let actual = run_with(text, made, hints, threads);
        let what = format!("seed {seed}, {text} on {threads} threads, access sets: {how}");
        assert_same(&what, &expected, &actual);
    }
}

#[test]
fn wrong_access_sets_change_no_outcome() {
    for option in strategies::TABLE.iter().flat_map(|one| one.options) {
        let known = |value: &&str| TOLD.iter().any(|text| text.contains(*value));
        assert!(option.values.iter().skip(1).map(|(id, _)| id).all(known));
    }
    for seed in 0..BLOCKS {
        let made = wide_block(seed);
        let random = &mut Random(seed ^ 0xbad);
        let other = trace(&wide_block(seed + 1)).unwrap_or_default().accesses;
        // Nobody can trace a block that is invalid, but anybody may send hints for it.
        let mut sets = trace(&made).map_or_else(|| other.clone(), |hints| hints.accesses);
        let how = spoil(random, &mut sets, &other);
        let mut hints = Hints::default();
        hints.accesses = sets;
        check(seed, &made, &hints, how);
    }
}

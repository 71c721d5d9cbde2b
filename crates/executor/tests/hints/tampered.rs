//! Block access lists that are not the block's.

use super::{run_with, tamper::tamper, trace};
use crate::support::{
    random_block::{Random, RandomBlock},
    wide_block::{FORKS, wide_block_of},
};
use lanewise_executor::{BlockAccessList, ExecuteError, Hints, revm::primitives::hardfork::SpecId};

/// Random blocks whose lists are tampered with, for each fork from Spurious Dragon on: before it, no
/// list is looked at.
const BLOCKS: u64 = 8;

fn execute(made: &RandomBlock, list: BlockAccessList, threads: usize) -> Result<(), ExecuteError> {
    let mut hints = Hints::default();
    hints.access_list = Some(list);
    run_with("block-access-list", made, &hints, threads).map(|_| ())
}

/// A list that is wrong in one entry is refused, in words that name the entry's account; it is
/// never the transactions that are blamed.
#[test]
fn a_tampered_list_is_refused_by_name() {
    let mut tried = 0;
    for spec in FORKS {
        if !spec.is_enabled_in(SpecId::SPURIOUS_DRAGON) {
            continue;
        }
        let valid = (0..).filter_map(|seed| {
            let made = wide_block_of(seed, spec);
            let list = trace(&made)?.access_list?;
            Some((seed, made, list))
        });
        for (seed, made, list) in valid.take(BLOCKS as usize) {
            let random = &mut Random(seed);
            assert_eq!(
                execute(&made, list.clone(), 2),
                Ok(()),
                "seed {seed}, {spec:?}"
            );
            for wrong in tamper(&list, made.block.transactions.len() as u64) {
                let threads = 1 + random.below(3) as usize;
                let what = format!("seed {seed}, {spec:?}, {}, {threads} threads", wrong.what);
                let error = match execute(&made, wrong.list, threads) {
                    Err(ExecuteError::WrongAccessList(error)) => error,
                    other => panic!("{what}: {other:?}"),
                };
                let named = |address| error.contains(&format!("{address}"));
                assert!(wrong.accounts.iter().any(named), "{what}: {error}");
                tried += 1;
            }
        }
    }
    assert!(tried > 5_000, "only {tried} lists were tampered with");
}

/// The list of another block with the same accounts.
#[test]
fn another_blocks_list_is_refused() {
    for seed in 0..60 {
        let [made, other] = [seed, seed + 1].map(|seed| wide_block_of(seed, SpecId::PRAGUE));
        let (Some(_), Some(hints)) = (trace(&made), trace(&other)) else {
            continue;
        };
        let list = hints.access_list.expect("a traced run makes one");
        let refused = execute(&made, list, 3);
        assert!(
            matches!(refused, Err(ExecuteError::WrongAccessList(_))),
            "seed {seed}: {refused:?}"
        );
    }
}

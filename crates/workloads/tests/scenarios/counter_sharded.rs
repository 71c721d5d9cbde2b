//! Clicks that several counters count.

use crate::harness::{After, U256};

/// Each shard counts the clicks of the readers whose addresses choose it, and no others.
#[test]
fn every_shard_is_the_sum_of_its_readers_histories() {
    After::check("counter-sharded", |after| {
        let shards = after.knob("shards") as usize;
        let mut pages = vec![U256::ZERO; shards];
        for account in after.accounts() {
            let reader = [after.word(*account)];
            let shard = after
                .number("counter", "shardOf(address)", &reader)
                .to::<usize>();
            let history = after.call("counter", "historyOf(address)", &reader);
            pages[shard] += history[0].as_uint().expect("a number").0;
        }
        for (shard, pages) in pages.into_iter().enumerate() {
            let clicks = after.number("counter", "clicksOf(uint256)", &[after.uint(shard as u64)]);
            assert_eq!(clicks, pages, "shard {shard}");
        }
    });
}

#[test]
fn every_click_is_counted() {
    After::check("counter-sharded", |after| {
        assert_eq!(after.succeeded(), after.transactions());
        let total = after.number("counter", "total()", &[]);
        assert_eq!(total, U256::from(after.transactions()));
    });
}

//! Clicks that one counter counts.

use crate::harness::{After, U256};

/// Everybody's own history counts the same clicks as the counter.
#[test]
fn the_counter_is_the_sum_of_all_histories() {
    After::check("counter-one", |after| {
        let mut pages = U256::ZERO;
        for account in after.accounts() {
            let history = after.call("counter", "historyOf(address)", &[after.word(*account)]);
            pages += history[0].as_uint().expect("a number").0;
        }
        assert_eq!(after.number("counter", "total()", &[]), pages);
    });
}

#[test]
fn every_click_is_counted() {
    After::check("counter-one", |after| {
        assert_eq!(after.succeeded(), after.transactions());
        let total = after.number("counter", "total()", &[]);
        assert_eq!(total, U256::from(after.transactions()));
    });
}

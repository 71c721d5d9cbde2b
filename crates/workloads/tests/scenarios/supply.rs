//! Goods from hand to hand.

use crate::harness::{Address, After, DynSolValue, U256};
use std::collections::HashMap;

/// All items in the order of their serial numbers: holder, hand-overs, inspections, grade.
fn items(after: &After) -> Vec<Vec<DynSolValue>> {
    let count = after.number("chain", "nextSerial()", &[]).to::<u64>();
    let serials: Vec<_> = (0..count).map(|serial| vec![after.uint(serial)]).collect();
    after.calls("chain", "items(uint256)", &serials)
}

fn number(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

/// Everybody's stock is the number of items that name them as their holder.
#[test]
fn stocks_are_what_people_hold() {
    After::check("supply", |after| {
        let mut held = HashMap::<Address, u64>::new();
        for item in items(after) {
            *held
                .entry(item[0].as_address().expect("an address"))
                .or_default() += 1;
        }
        for account in after.accounts() {
            let stock = after.number("chain", "stockOf(address)", &[after.word(*account)]);
            let held = held.get(account).copied().unwrap_or_default();
            assert_eq!(stock, U256::from(held), "{account}");
        }
    });
}

#[test]
fn no_item_is_made_or_lost() {
    After::check("supply", |after| {
        let count = after.number("chain", "nextSerial()", &[]);
        assert_eq!(count, after.before().number("chain", "nextSerial()", &[]));
        assert_eq!(after.sum("chain", "stockOf(address)"), count);
    });
}

/// Every transaction leaves its traces on items: a hand-over on as many as it moves, an inspection
/// on one.
#[test]
fn items_remember_what_happened() {
    After::check("supply", |after| {
        let (mut moved, mut inspected) = (U256::ZERO, U256::ZERO);
        for item in items(after) {
            moved += number(&item[1]);
            inspected += number(&item[2]);
            assert!(number(&item[3]) >= U256::from(50), "no item is held back");
        }
        let consignment = U256::from(after.knob("batch") as u64);
        assert_eq!(moved % consignment, U256::ZERO);
        assert_eq!(
            moved / consignment + inspected,
            U256::from(after.succeeded())
        );
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

//! Payments of plain ether.

use crate::harness::{After, U256};

/// What a payment costs: 21,000 gas at a base fee and a priority fee of 1 gwei each.
const FEE: u64 = 21_000 * 2_000_000_000;

#[test]
fn ether_is_lost_to_fees_alone() {
    After::check("payments", |after| {
        let before = after.before();
        let was: U256 = after.accounts().iter().map(|one| before.ether(*one)).sum();
        let is: U256 = after.accounts().iter().map(|one| after.ether(*one)).sum();
        assert_eq!(was - is, U256::from(FEE) * U256::from(after.transactions()));
    });
}

#[test]
fn every_payment_succeeds() {
    After::check("payments", |after| {
        assert_eq!(after.succeeded(), after.transactions());
    });
}

#[test]
fn nobody_but_the_merchant_gets_richer() {
    After::check("payments", |after| {
        if after.knob("merchant") < 100.0 {
            return;
        }
        let before = after.before();
        let (merchant, others) = after.accounts().split_first().expect("there are accounts");
        assert!(after.ether(*merchant) > before.ether(*merchant));
        for account in others {
            assert!(after.ether(*account) <= before.ether(*account));
        }
    });
}

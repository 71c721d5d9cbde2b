//! Bundles of operations of smart accounts.

use crate::harness::{After, U256};

/// What a bundler gets for an operation: 0.00001 ether.
const FEE: u64 = 10_000_000_000_000;

/// The deposits of all bundlers, who are people and had none before the block.
fn earned(after: &After) -> U256 {
    let bundlers = after.accounts().iter();
    let bundlers: Vec<_> = bundlers.map(|bundler| vec![after.word(*bundler)]).collect();
    let deposits = after.calls("entry", "deposits(address)", &bundlers);
    let deposits = deposits.iter().map(|values| values[0].as_uint());
    deposits.map(|deposit| deposit.expect("a number").0).sum()
}

/// Every operation of a bundle that was not undone is paid for, whether its call went well or not,
/// by the wallet or by the paymaster; and fees only move from one deposit to another.
#[test]
fn fees_are_earned_as_they_are_paid() {
    After::check("smart-accounts", |after| {
        let deposits = after.sum("entry", "deposits(address)");
        assert_eq!(after.ether(after.address("entry")), deposits);
        assert_eq!(deposits, after.before().sum("entry", "deposits(address)"));

        let earned = earned(after);
        let operations = after.succeeded() * after.knob("bundle") as usize;
        assert!(operations > 0);
        assert_eq!(earned, U256::from(operations) * U256::from(FEE));

        let paymaster = [after.word(after.address("paymaster"))];
        let was = after
            .before()
            .number("entry", "deposits(address)", &paymaster);
        let is = after.number("entry", "deposits(address)", &paymaster);
        match after.knob("paymaster") {
            100.0 => assert_eq!(was - is, earned),
            0.0 => assert_eq!(was, is),
            _ => assert!(was - is < earned),
        }
    });
}

#[test]
fn tokens_are_conserved() {
    After::check("smart-accounts", |after| {
        let supply = after.number("token", "totalSupply()", &[]);
        assert_eq!(after.sum("token", "balanceOf(address)"), supply);
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

//! A block of everything.

use crate::harness::{After, U256};

const TOKENS: usize = 4;

#[test]
fn tokens_are_conserved() {
    After::check("mixed", |after| {
        for copy in 0..TOKENS {
            let token = after.copy("token", copy);
            let supply = after.number(&token, "totalSupply()", &[]);
            assert_eq!(after.sum(&token, "balanceOf(address)"), supply);
        }
    });
}

#[test]
fn the_counter_counts_the_collection() {
    After::check("mixed", |after| {
        let minted = after.number("collection", "nextId()", &[]);
        assert!(minted > U256::ZERO);
        assert_eq!(after.sum("collection", "balanceOf(address)"), minted);
    });
}

#[test]
fn no_product_of_reserves_falls() {
    After::check("mixed", |after| {
        for id in 0..after.knob("pools") as u64 {
            let arguments = [after.uint(id)];
            let product = |values: Vec<crate::harness::DynSolValue>| {
                let reserve = |index: usize| values[index].as_uint().expect("a number").0;
                reserve(2) * reserve(3)
            };
            let was = after.before().call("pools", "pools(uint256)", &arguments);
            let is = after.call("pools", "pools(uint256)", &arguments);
            assert!(product(is) >= product(was), "pool {id}");
        }
    });
}

/// Ether only moves among the accounts, and leaves them for fees: no transaction costs more than
/// its 400,000 gas at most, at 2 gwei.
#[test]
fn ether_is_lost_to_fees_alone() {
    After::check("mixed", |after| {
        let before = after.before();
        let was: U256 = after.accounts().iter().map(|one| before.ether(*one)).sum();
        let is: U256 = after.accounts().iter().map(|one| after.ether(*one)).sum();
        let gas = |each: u64| U256::from(each) * U256::from(after.transactions());
        let price = U256::from(2_000_000_000u64);
        assert!(was - is >= gas(21_000) * price);
        assert!(was - is <= gas(400_000) * price);
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

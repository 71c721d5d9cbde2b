//! Transfers of an ERC-20 token.

use crate::harness::{After, U256};

#[test]
fn tokens_are_conserved() {
    After::check("token", |after| {
        let supply = after.number("token", "totalSupply()", &[]);
        assert_eq!(supply, after.before().number("token", "totalSupply()", &[]));
        assert_eq!(after.sum("token", "balanceOf(address)"), supply);
    });
}

#[test]
fn every_transfer_succeeds() {
    After::check("token", |after| {
        assert_eq!(after.succeeded(), after.transactions());
    });
}

#[test]
fn what_others_lose_the_merchant_gets() {
    After::check("token", |after| {
        if after.knob("merchant") < 100.0 {
            return;
        }
        let balances = |account| {
            let of = [after.word(account)];
            let was = after.before().number("token", "balanceOf(address)", &of);
            (was, after.number("token", "balanceOf(address)", &of))
        };
        let (merchant, others) = after.accounts().split_first().expect("there are accounts");
        let mut lost = U256::ZERO;
        for account in others {
            let (was, is) = balances(*account);
            assert!(is <= was, "only the merchant is paid");
            lost += was - is;
        }
        let (was, is) = balances(*merchant);
        assert!(lost > U256::ZERO);
        assert_eq!(is - was, lost);
    });
}

//! Claims of an airdrop.

use crate::harness::{After, U256};

/// What everybody may claim: 100 tokens of 18 decimals.
fn amount() -> U256 {
    U256::from(100) * U256::from(10).pow(U256::from(18))
}

/// What the deployer got, and put into the pool.
fn treasury() -> U256 {
    U256::from(10).pow(U256::from(24))
}

/// How many passes have been used.
fn claims(after: &After) -> usize {
    let passes = 0..after.accounts().len() as u64;
    let passes: Vec<_> = passes.map(|pass| vec![after.uint(pass)]).collect();
    let claimed = after.calls("drop", "hasClaimed(uint256)", &passes);
    let claimed = claimed
        .iter()
        .filter(|values| values[0].as_bool() == Some(true));
    claimed.count()
}

#[test]
fn every_claim_is_noted_once_and_makes_its_tokens() {
    After::check("airdrop", |after| {
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
        let claims = claims(after);
        assert_eq!(claims, after.succeeded());
        let sum = after.sum("drop", "balanceOf(address)");
        assert_eq!(sum, treasury() + U256::from(claims) * amount());
        assert!(sum <= after.number("drop", "totalSupply()", &[]));
    });
}

/// Who has claimed has either all of it, or what a sale of all of it brought, which is less.
#[test]
fn nobody_gets_more_than_their_part() {
    After::check("airdrop", |after| {
        for account in after.accounts() {
            let account = [after.word(*account)];
            let kept = after.number("drop", "balanceOf(address)", &account);
            let bought = after.number("token", "balanceOf(address)", &account);
            let pass = after.call("pass", "passOf(address)", &account);
            let claimed = after.call("drop", "hasClaimed(uint256)", &pass);
            match claimed[0].as_bool().expect("true or false") {
                false => assert_eq!(kept + bought, U256::ZERO),
                true if kept > U256::ZERO => assert_eq!((kept, bought), (amount(), U256::ZERO)),
                true => assert!(bought > U256::ZERO && bought < amount()),
            }
        }
        let drop = [after.word(after.address("drop"))];
        assert_eq!(
            after.number("drop", "balanceOf(address)", &drop),
            U256::ZERO
        );
        assert_eq!(
            after.number("token", "balanceOf(address)", &drop),
            U256::ZERO
        );
    });
}

#[test]
fn the_product_of_the_reserves_does_not_fall() {
    After::check("airdrop", |after| {
        let before = after.before();
        let was =
            before.number("pool", "reserve0()", &[]) * before.number("pool", "reserve1()", &[]);
        let is = after.number("pool", "reserve0()", &[]) * after.number("pool", "reserve1()", &[]);
        assert!(is >= was);
    });
}

//! Savings: One vault for all.

use crate::harness::{After, DynSolValue, U256};

fn uint(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

/// The vault's tokens and its shares.
fn vault(of: &After) -> (U256, U256) {
    let somebody = [of.word(of.accounts()[0])];
    let fields = of.call("vault", "vaultOf(address)", &somebody);
    (uint(&fields[0]), uint(&fields[1]))
}

fn tokens(of: &After) -> U256 {
    let vault = [of.word(of.address("vault"))];
    of.number("token", "balanceOf(address)", &vault)
}

#[test]
fn tokens_and_shares_add_up() {
    After::check("vault-shared", |after| {
        let (assets, shares) = vault(after);
        assert_eq!(
            after.sum("vault", "idleOf(address)") + assets,
            tokens(after)
        );
        assert_eq!(after.sum("vault", "sharesOf(address)"), shares);
        assert_eq!(tokens(after), tokens(after.before()));
    });
}

/// Earnings make every share worth more; deposits and withdrawals make none worth less.
#[test]
fn shares_never_lose_worth() {
    After::check("vault-shared", |after| {
        let one = U256::from(1);
        let (assets_before, shares_before) = vault(after.before());
        let (assets, shares) = vault(after);
        assert!((assets + one) * (shares_before + one) > (assets_before + one) * (shares + one));
    });
}

#[test]
fn nobody_can_take_what_is_not_there() {
    After::check("vault-shared", |after| {
        let (assets, _) = vault(after);
        let worth = after.sum("vault", "worthOf(address)");
        assert!(worth <= assets);
        // Rounding leaves less than a unit with each account, and one share belongs to nobody.
        assert!(assets - worth <= U256::from(after.accounts().len() + 2));
        assert_eq!(after.succeeded(), after.transactions());
    });
}

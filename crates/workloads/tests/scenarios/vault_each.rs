//! Savings: A vault each.

use crate::harness::{After, DynSolValue, U256};

fn uint(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

/// Each account's vault: its tokens and its shares.
fn vaults(of: &After) -> Vec<(U256, U256)> {
    let accounts = of.accounts().iter();
    let whom: Vec<_> = accounts.map(|account| vec![of.word(*account)]).collect();
    let given = of.calls("vault", "vaultOf(address)", &whom);
    let given = given
        .iter()
        .map(|fields| (uint(&fields[0]), uint(&fields[1])));
    given.collect()
}

fn tokens(of: &After) -> U256 {
    let vault = [of.word(of.address("vault"))];
    of.number("token", "balanceOf(address)", &vault)
}

#[test]
fn tokens_and_shares_add_up() {
    After::check("vault-each", |after| {
        let vaults = vaults(after);
        let assets: U256 = vaults.iter().map(|(assets, _)| *assets).sum();
        assert_eq!(
            after.sum("vault", "idleOf(address)") + assets,
            tokens(after)
        );
        assert_eq!(tokens(after), tokens(after.before()));

        let accounts = after.accounts().iter();
        let whom: Vec<_> = accounts.map(|account| vec![after.word(*account)]).collect();
        let shares = after.calls("vault", "sharesOf(address)", &whom);
        for ((_, all), own) in vaults.iter().zip(shares) {
            assert_eq!(*all, uint(&own[0]), "a vault has one owner");
        }
    });
}

/// Earnings make the shares of a vault worth more; deposits and withdrawals make none worth less.
#[test]
fn shares_never_lose_worth() {
    After::check("vault-each", |after| {
        let one = U256::from(1);
        let before = vaults(after.before());
        for ((assets_before, shares_before), (assets, shares)) in before.iter().zip(vaults(after)) {
            let was = (assets_before + one) * (shares + one);
            assert!((assets + one) * (shares_before + one) >= was);
        }
    });
}

#[test]
fn nobody_can_take_what_is_not_there() {
    After::check("vault-each", |after| {
        let assets: U256 = vaults(after).iter().map(|(assets, _)| *assets).sum();
        let worth = after.sum("vault", "worthOf(address)");
        assert!(worth <= assets);
        // Rounding leaves less than two units in each vault.
        assert!(assets - worth <= U256::from(after.accounts().len() * 2));
        assert_eq!(after.succeeded(), after.transactions());
    });
}

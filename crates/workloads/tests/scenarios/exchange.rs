//! Swaps in constant-product pools.

use crate::harness::{Address, After, DynSolValue, U256};

const TOKENS: usize = 4;

/// A pool's tokens and reserves.
fn pool(values: &[DynSolValue]) -> [(Address, U256); 2] {
    let token = |index: usize| values[index].as_address().expect("an address");
    let reserve = |index: usize| values[index].as_uint().expect("a number").0;
    [(token(0), reserve(2)), (token(1), reserve(3))]
}

fn pools(after: &After) -> Vec<[(Address, U256); 2]> {
    (0..after.knob("pools") as u64)
        .map(|id| pool(&after.call("pools", "pools(uint256)", &[after.uint(id)])))
        .collect()
}

/// What each of these people has deposited or bought of a token.
fn deposits(after: &After, token: Address, owners: &[Address]) -> Vec<U256> {
    let calls = owners
        .iter()
        .map(|owner| vec![after.word(token), after.word(*owner)]);
    let calls: Vec<_> = calls.collect();
    let given = after.calls("pools", "balanceOf(address,address)", &calls);
    given
        .iter()
        .map(|values| values[0].as_uint().expect("a number").0)
        .collect()
}

/// What each of these people has of all tokens together, deposited or not.
fn belongings(after: &After, owners: &[Address]) -> Vec<U256> {
    let mut all = vec![U256::ZERO; owners.len()];
    for copy in 0..TOKENS {
        let id = after.copy("token", copy);
        let calls: Vec<_> = owners
            .iter()
            .map(|owner| vec![after.word(*owner)])
            .collect();
        let held = after.calls(&id, "balanceOf(address)", &calls);
        let held = held
            .iter()
            .map(|values| values[0].as_uint().expect("a number").0);
        let deposited = deposits(after, after.address(&id), owners);
        for (sum, (held, deposited)) in all.iter_mut().zip(held.zip(deposited)) {
            *sum += held + deposited;
        }
    }
    all
}

#[test]
fn tokens_are_conserved() {
    After::check("exchange", |after| {
        for copy in 0..TOKENS {
            let token = after.copy("token", copy);
            let supply = after.number(&token, "totalSupply()", &[]);
            assert_eq!(after.sum(&token, "balanceOf(address)"), supply);
        }
    });
}

/// What the contract has of a token is what lies in pools and what belongs to traders and to the
/// deployer, who filled the pools.
#[test]
fn the_contract_has_what_it_owes() {
    After::check("exchange", |after| {
        let pools = pools(after);
        let deployer = after.call(&after.copy("token", 0), "owner()", &[])[0]
            .as_address()
            .expect("an address");
        for copy in 0..TOKENS {
            let id = after.copy("token", copy);
            let token = after.address(&id);
            let reserves = pools.iter().flatten().filter(|(of, _)| *of == token);
            let reserves: U256 = reserves.map(|(_, reserve)| *reserve).sum();
            let owners: Vec<_> = after.accounts().iter().copied().chain([deployer]).collect();
            let deposits: U256 = deposits(after, token, &owners).into_iter().sum();
            let holder = [after.word(after.address("pools"))];
            let held = after.number(&id, "balanceOf(address)", &holder);
            assert_eq!(held, reserves + deposits);
        }
    });
}

#[test]
fn no_product_of_reserves_falls() {
    After::check("exchange", |after| {
        let product = |[(_, one), (_, other)]: [(Address, U256); 2]| one * other;
        let mut grown = 0;
        for (id, is) in pools(after).into_iter().enumerate() {
            let arguments = [after.uint(id as u64)];
            let was = after.before().call("pools", "pools(uint256)", &arguments);
            let (was, is) = (product(pool(&was)), product(is));
            assert!(is >= was, "pool {id}");
            grown += usize::from(is > was);
        }
        assert!(grown > 0, "somebody swapped");
    });
}

/// All pools give one token for another, less the fee; their reserves are so large that prices
/// hardly move. So whoever trades ends with less, all kinds together: even the smallest swap, of
/// 1,000, pays a fee of 3, of which the change of the price gives back less than 1.
#[test]
fn whoever_trades_pays_the_fee() {
    After::check("exchange", |after| {
        let accounts = after.accounts();
        let (was, is) = (
            belongings(after.before(), accounts),
            belongings(after, accounts),
        );
        let mut traders = 0;
        for (account, (was, is)) in accounts.iter().zip(was.into_iter().zip(is)) {
            assert!(is == was || is + U256::from(2) <= was, "{account}");
            traders += usize::from(is < was);
        }
        assert!(traders > 0);
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

//! Loans of dollars against ether, in several markets.

use crate::harness::{Address, After, DynSolValue, U256};

const PRICE: u64 = 1_800;

/// What each of several people has in dollars and in one market, in wei.
struct Books {
    dollars: Vec<U256>,
    supplied: Vec<U256>,
    debts: Vec<U256>,
    collateral: Vec<U256>,
}

/// A view's numbers, one for each address.
fn numbers(of: &After, contract: &str, signature: &str, whom: &[Address]) -> Vec<U256> {
    let arguments: Vec<_> = whom.iter().map(|one| vec![of.word(*one)]).collect();
    let given = of.calls(contract, signature, &arguments);
    given.iter().map(|values| uint(&values[0])).collect()
}

fn uint(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

fn markets(of: &After) -> Vec<String> {
    let markets = of.knob("markets") as usize;
    (0..markets).map(|copy| of.copy("market", copy)).collect()
}

fn books(of: &After, people: &[Address], market: &str) -> Books {
    Books {
        dollars: numbers(of, "dollar", "balanceOf(address)", people),
        supplied: numbers(of, market, "suppliedOf(address)", people),
        debts: numbers(of, market, "debtOf(address)", people),
        collateral: numbers(of, market, "collateralOf(address)", people),
    }
}

/// The suppliers (`side` 0) or borrowers (1) of a market. They come in pairs, which take the markets
/// in turn.
fn people(of: &After, copy: usize, side: usize) -> Vec<Address> {
    let pairs = of.accounts().chunks_exact(2).enumerate();
    let markets = of.knob("markets") as usize;
    pairs
        .filter(|(number, _)| number % markets == copy)
        .map(|(_, pair)| pair[side])
        .collect()
}

/// What a market has and is owed covers what its suppliers may ask for, and its ether is the
/// borrowers' collateral.
#[test]
fn markets_can_pay() {
    After::check("lending", |after| {
        assert_eq!(
            after.sum("dollar", "balanceOf(address)"),
            after.number("dollar", "totalSupply()", &[])
        );
        for market in markets(after) {
            let address = after.address(&market);
            let cash = after.number("dollar", "balanceOf(address)", &[after.word(address)]);
            let owed = after.sum(&market, "debtOf(address)");
            let supplied = after.sum(&market, "suppliedOf(address)");
            assert!(cash + owed >= supplied, "{market}");
            assert_eq!(
                after.ether(address),
                after.sum(&market, "collateralOf(address)"),
                "{market}"
            );
        }
    });
}

#[test]
fn interest_grows_and_liquidations_happen() {
    After::check("lending", |after| {
        let before = after.before();
        let mut seized = U256::ZERO;
        for market in markets(after) {
            for index in ["supplyIndex()", "borrowIndex()"] {
                let was = before.number(&market, index, &[]);
                assert!(after.number(&market, index, &[]) > was, "{market}.{index}");
            }
            let was = before.sum(&market, "collateralOf(address)");
            seized += was - after.sum(&market, "collateralOf(address)");
        }
        assert!(seized > U256::ZERO);
    });
}

/// Suppliers get no more dollars than their interest, borrowers are never worth more than before.
#[test]
fn nobody_gets_free_money() {
    After::check("lending", |after| {
        let before = after.before();
        for (copy, market) in markets(after).iter().enumerate() {
            let suppliers = people(after, copy, 0);
            let was = books(before, &suppliers, market);
            let is = books(after, &suppliers, market);
            let old = before.number(market, "supplyIndex()", &[]);
            let new = after.number(market, "supplyIndex()", &[]);
            let one = U256::from(1);
            for at in 0..suppliers.len() {
                let grown = (was.supplied[at] + one) * new / old + one;
                assert!(is.dollars[at] + is.supplied[at] <= was.dollars[at] + grown);
            }

            let borrowers = people(after, copy, 1);
            let was = books(before, &borrowers, market);
            let is = books(after, &borrowers, market);
            let price = U256::from(PRICE);
            for at in 0..borrowers.len() {
                let had = was.dollars[at] + was.collateral[at] * price;
                let has = is.dollars[at] + is.collateral[at] * price;
                assert!(has + was.debts[at] <= had + is.debts[at]);
            }
        }
    });
}

/// Only those who owe too much are refused a loan, and they are few.
#[test]
fn nearly_all_succeed() {
    After::check("lending", |after| {
        assert!(after.succeeded() < after.transactions());
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

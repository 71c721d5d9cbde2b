//! Options and futures, settled against one oracle's price.

use crate::harness::{After, DynSolValue, U256};

const ONE: u64 = 1_000_000_000_000_000_000;

struct Series {
    call: bool,
    strike: U256,
    pool: U256,
    total_written: U256,
}

fn uint(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

fn series(of: &After) -> Vec<Series> {
    let count = of.knob("series") as u64;
    let numbers: Vec<_> = (0..count).map(|id| vec![of.uint(id)]).collect();
    let given = of.calls("options", "series(uint256)", &numbers);
    let given = given.iter().map(|fields| Series {
        call: uint(&fields[0]).is_zero(),
        strike: uint(&fields[2]),
        pool: uint(&fields[3]),
        total_written: uint(&fields[4]),
    });
    given.collect()
}

/// The sum over all accounts of a view of a series.
fn all(of: &After, signature: &str, id: usize) -> U256 {
    let accounts = of.accounts().iter();
    let arguments: Vec<_> = accounts
        .map(|account| vec![of.uint(id as u64), of.word(*account)])
        .collect();
    let given = of.calls("options", signature, &arguments);
    given.iter().map(|values| uint(&values[0])).sum()
}

/// What each account has free in a clearing house's books.
fn free(of: &After, house: &str, token: &str) -> Vec<U256> {
    let accounts = of.accounts().iter();
    let arguments: Vec<_> = accounts
        .map(|account| vec![of.word(*account), of.word(of.address(token))])
        .collect();
    let given = of.calls(house, "free(address,address)", &arguments);
    given.iter().map(|values| uint(&values[0])).collect()
}

fn tokens_in(of: &After, house: &str, token: &str) -> U256 {
    of.number(token, "balanceOf(address)", &[of.word(of.address(house))])
}

/// The pool of a series pays all options that are held, whatever the price.
#[test]
fn options_are_covered() {
    After::check("options", |after| {
        for (id, series) in series(after).iter().enumerate() {
            let held = all(after, "held(uint256,address)", id);
            let written = all(after, "written(uint256,address)", id);
            assert_eq!(written, series.total_written, "series {id}");
            assert!(held < written, "some of series {id} are exercised");
            let most = match series.call {
                true => held,
                false => held * series.strike / U256::from(ONE),
            };
            assert!(series.pool >= most, "series {id}");
        }
    });
}

/// The options' books and pools hold exactly the tokens that the contract has.
#[test]
fn books_agree_with_tokens() {
    After::check("options", |after| {
        let series = series(after);
        for (token, call) in [("weth", true), ("dollar", false)] {
            let pools = series.iter().filter(|one| one.call == call);
            let pools: U256 = pools.map(|one| one.pool).sum();
            let free: U256 = free(after, "options", token).into_iter().sum();
            assert_eq!(free + pools, tokens_in(after, "options", token), "{token}");
        }
    });
}

/// What one side of a future wins the other loses.
#[test]
fn futures_are_zero_sum() {
    After::check("options", |after| {
        let worth = |of: &After| {
            let free = free(of, "futures", "dollar");
            let pairs = of.accounts().chunks_exact(2);
            let deals: Vec<_> = pairs
                .map(|pair| vec![of.word(pair[0]), of.word(pair[1])])
                .collect();
            let deals = of.calls("futures", "deals(address,address)", &deals);
            let worth = free.chunks_exact(2).zip(deals);
            let worth: Vec<U256> = worth
                .map(|(free, deal)| free[0] + free[1] + uint(&deal[2]) * U256::from(2))
                .collect();
            worth
        };
        let is = worth(after);
        assert_eq!(is, worth(after.before()));
        let all: U256 = is.into_iter().sum();
        assert_eq!(all, tokens_in(after, "futures", "dollar"));
        assert_ne!(
            free(after, "futures", "dollar"),
            free(after.before(), "futures", "dollar")
        );
        assert_eq!(after.succeeded(), after.transactions());
    });
}

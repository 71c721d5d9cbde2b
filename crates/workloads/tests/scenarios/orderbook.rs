//! Limit orders of several markets.

use crate::harness::{Address, After, DynSolValue, U256};

const TOKENS: usize = 5;

fn number(value: &DynSolValue) -> U256 {
    value.as_uint().expect("a number").0
}

/// The arguments that name a side of a market.
fn side(after: &After, market: u64, is_buy: bool) -> Vec<DynSolValue> {
    vec![after.uint(market), DynSolValue::Bool(is_buy)]
}

/// The arguments that name a queue.
fn queue(after: &After, market: u64, is_buy: bool, price: u64) -> Vec<DynSolValue> {
    let mut arguments = side(after, market, is_buy);
    arguments.push(DynSolValue::Uint(U256::from(price), 8));
    arguments
}

/// The open amounts of a side, as (price, amount), of the prices that are marked.
fn open(after: &After, market: u64, is_buy: bool) -> Vec<(u64, U256)> {
    let marked = after.number("book", "prices(uint256,bool)", &side(after, market, is_buy));
    let prices = (0..256u64).filter(|price| marked.bit(*price as usize));
    prices
        .map(|price| {
            let arguments = queue(after, market, is_buy, price);
            let level = after.call("book", "levels(uint256,bool,uint8)", &arguments);
            (price, number(&level[2]))
        })
        .collect()
}

fn markets(after: &After) -> std::ops::Range<u64> {
    0..after.knob("markets") as u64
}

#[test]
fn the_book_has_what_it_owes() {
    After::check("orderbook", |after| {
        let deployer = after.call(&after.copy("token", 0), "owner()", &[])[0].clone();
        let owners = after.accounts().iter().map(|one| after.word(*one));
        let owners: Vec<_> = owners.chain([deployer]).collect();
        let tokens: Vec<Address> = markets(after)
            .flat_map(|market| after.call("book", "markets(uint256)", &[after.uint(market)]))
            .map(|token| token.as_address().expect("an address"))
            .collect();
        for copy in 0..TOKENS {
            let id = after.copy("token", copy);
            let token = after.address(&id);
            let deposit = |owner: &DynSolValue| {
                let arguments = [after.word(token), owner.clone()];
                after.number("book", "balanceOf(address,address)", &arguments)
            };
            let mut owed: U256 = owners.iter().map(deposit).sum();
            for (market, pair) in markets(after).zip(tokens.chunks(2)) {
                let orders = |is_buy| open(after, market, is_buy).into_iter();
                if pair[0] == token {
                    owed += orders(false).map(|(_, amount)| amount).sum::<U256>();
                }
                if pair[1] == token {
                    let locked = orders(true).map(|(price, amount)| U256::from(price) * amount);
                    owed += locked.sum::<U256>();
                }
            }
            let held = [after.word(after.address("book"))];
            assert_eq!(after.number(&id, "balanceOf(address)", &held), owed);
            let supply = after.number(&id, "totalSupply()", &[]);
            assert_eq!(after.sum(&id, "balanceOf(address)"), supply);
        }
    });
}

#[test]
fn no_book_is_crossed() {
    After::check("orderbook", |after| {
        for market in markets(after) {
            let best = |is_buy| {
                let arguments = side(after, market, is_buy);
                after.number("book", "bestPrice(uint256,bool)", &arguments)
            };
            let (bid, ask) = (best(true), best(false));
            assert!(
                ask.is_zero() || bid < ask,
                "market {market}: {bid} and {ask}"
            );
            let prices = |is_buy| open(after, market, is_buy).into_iter();
            let highest = prices(true).map(|(price, _)| price).max();
            let lowest = prices(false).map(|(price, _)| price).min();
            assert_eq!(bid, U256::from(highest.unwrap_or_default()));
            assert_eq!(ask, U256::from(lowest.unwrap_or_default()));
        }
    });
}

#[test]
fn queues_add_up_to_their_orders() {
    After::check("orderbook", |after| {
        for (market, is_buy) in markets(after).flat_map(|one| [(one, true), (one, false)]) {
            let marked = open(after, market, is_buy);
            for price in 1..=255 {
                let arguments = queue(after, market, is_buy, price);
                let level = after.call("book", "levels(uint256,bool,uint8)", &arguments);
                let (first, end) = (number(&level[0]), number(&level[1]));
                let mut sum = U256::ZERO;
                for index in first.to::<u64>()..end.to::<u64>() {
                    let mut arguments = arguments.clone();
                    arguments.push(DynSolValue::Uint(U256::from(index), 64));
                    let signature = "order(uint256,bool,uint8,uint64)";
                    sum += number(&after.call("book", signature, &arguments)[1]);
                }
                assert_eq!(sum, number(&level[2]));
                let is_marked = marked.iter().any(|(one, _)| *one == price);
                assert_eq!(is_marked, !sum.is_zero());
            }
        }
    });
}

#[test]
fn only_late_cancellations_fail() {
    After::check("orderbook", |after| {
        assert!(after.succeeded() * 100 >= after.transactions() * 95);
    });
}

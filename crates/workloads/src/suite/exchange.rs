//! Swaps in one pool of a constant-product exchange.

use crate::{
    abi::{self, Argument},
    contract::{EXCHANGE, TOKEN},
    preparation::{Preparation, distinct},
};
use alloy_primitives::{Address, Bytes, U256};

const APPROVE: [u8; 4] = TOKEN.selector("approve");
const ADD_LIQUIDITY: [u8; 4] = EXCHANGE.selector("addLiquidity");
const SWAP: [u8; 4] = EXCHANGE.selector("swap");

const APPROVAL_GAS: u64 = 60_000;
const LIQUIDITY_GAS: u64 = 400_000;
/// A swap takes about 64,100 gas between tokens that the trader has both of.
const SWAP_GAS: u64 = 100_000;

const SUPPLY: u128 = 1_000_000_000_000_000_000_000_000;
/// In each reserve. So much more than all swaps of a batch together that the price hardly moves.
const RESERVE: u128 = 1_000_000_000_000;
/// More than one trader can sell in the largest batch.
pub(super) const EACH: u64 = 1_000_000_000;
const SMALLEST_AMOUNT: u32 = 1_000;
const LARGEST_AMOUNT: u32 = 10_000;
/// A trader takes 1 % less than was given, at worst: the fee of 0.3 % and a slip of the price,
/// which in a batch of 50,000 stays far below the rest.
const WORST_PERCENT: u32 = 99;

pub(super) fn queue(preparation: &mut Preparation) {
    let tokens = [("Token0", "TK0"), ("Token1", "TK1")]
        .map(|(name, symbol)| deploy_token(preparation, name, symbol));
    let exchange = deploy_pool(preparation, tokens);

    let sales: Vec<(Address, Address)> = preparation
        .choose()
        .into_iter()
        .map(|trader| (trader, tokens[preparation.random.below(2) as usize]))
        .collect();
    let traders = distinct(sales.iter().map(|(trader, _)| *trader));
    for token in tokens {
        // Both, although some only sell one: who buys then has a balance already.
        preparation.distribute(token, &traders, U256::from(EACH));
        let sellers = sales.iter().filter(|(_, sold)| *sold == token);
        for seller in distinct(sellers.map(|(trader, _)| *trader)) {
            approve(preparation, seller, token, exchange);
        }
    }

    for (trader, token) in sales {
        swap(preparation, exchange, trader, token);
    }
}

/// Queues a token's deployment; the deployer has its whole supply.
pub(super) fn deploy_token(
    preparation: &mut Preparation,
    name: &'static str,
    symbol: &'static str,
) -> Address {
    let supply = Argument::Number(U256::from(SUPPLY));
    preparation.deploy(
        name,
        TOKEN,
        &[Argument::Text(name), Argument::Text(symbol), supply],
    )
}

/// Queues the deployment of a pool between two tokens, and fills it with both.
pub(super) fn deploy_pool(preparation: &mut Preparation, tokens: [Address; 2]) -> Address {
    let exchange = preparation.deploy("Exchange", EXCHANGE, &tokens.map(Argument::Address));
    for token in tokens {
        preparation.set_up(token, approval(exchange), APPROVAL_GAS);
    }
    let reserve = Argument::Number(U256::from(RESERVE));
    let data = abi::call(ADD_LIQUIDITY, &[reserve, reserve]);
    preparation.set_up(exchange, data, LIQUIDITY_GAS);
    exchange
}

/// Queues somebody's approval, before the batch.
pub(super) fn approve(
    preparation: &mut Preparation,
    seller: Address,
    token: Address,
    exchange: Address,
) {
    preparation.set_up_by(seller, token, approval(exchange), APPROVAL_GAS);
}

/// Adds a sale of some amount of a token to the batch.
pub(super) fn swap(
    preparation: &mut Preparation,
    exchange: Address,
    trader: Address,
    token: Address,
) {
    let spread = LARGEST_AMOUNT - SMALLEST_AMOUNT + 1;
    let amount = SMALLEST_AMOUNT + preparation.random.below(spread);
    let data = abi::call(
        SWAP,
        &[
            Argument::Address(token),
            Argument::Number(U256::from(amount)),
            Argument::Number(U256::from(amount * WORST_PERCENT / 100)),
        ],
    );
    preparation.call(trader, exchange, data, SWAP_GAS);
}

/// The exchange may take whatever it needs.
fn approval(exchange: Address) -> Bytes {
    abi::call(
        APPROVE,
        &[Argument::Address(exchange), Argument::Number(U256::MAX)],
    )
}

//! A block as a public chain has it, in round numbers.
//!
//! Most of what people send is plain ether or a token; less often they swap, and now and then they
//! mint or do something heavy. Some people, tokens and pools are far more popular than others.

use super::{
    nft, nft_global, numbers, payments,
    swaps::{self, Market, Sale},
    token,
};
use crate::{abi, contract::NFT_COUNTER, preparation::Preparation};
use alloy_primitives::Address;

/// People: the busiest, an exchange's wallet, takes part in a hundredth or so of all transactions.
pub(super) const PEOPLE_EXPONENT: f64 = 0.6;

const TOKENS: u32 = 8;
/// In hundredths. The most popular token has 43 % of the transfers, the next 19 %.
const TOKENS_EXPONENT: u32 = 120;
const POOLS: u32 = 20;
/// In hundredths. The most popular pool has 28 % of the swaps, the next 14 %.
const POOLS_EXPONENT: u32 = 100;

/// What somebody is going to do.
enum Plan {
    Payment(Address, Address),
    Transfer(Address, Address, Address),
    Swap(Sale),
    Mint(Address),
    Heavy(Address),
}

/// Queues the contracts, all that people need, and what they do.
pub(super) fn queue(preparation: &mut Preparation) {
    let market = Market::open(preparation, TOKENS, POOLS);
    let collection = preparation.deploy("NftCounter", NFT_COUNTER, &[]);
    let number_chain = numbers::deploy(preparation);

    let plans = plans(preparation, &market);
    swaps::endow(preparation, plans.iter().flat_map(Plan::holdings));
    let sales = plans.iter().filter_map(|plan| match plan {
        Plan::Swap(sale) => Some(*sale),
        _ => None,
    });
    swaps::approve(preparation, sales);

    for plan in plans {
        match plan {
            Plan::Payment(from, to) => payments::pay(preparation, from, to),
            Plan::Transfer(token, from, to) => token::transfer(preparation, token, from, to),
            Plan::Swap(sale) => sale.queue(preparation),
            Plan::Mint(from) => {
                let data = abi::call(nft_global::MINT, &[]);
                preparation.call(from, collection, data, nft::MINT_GAS);
            }
            Plan::Heavy(from) => numbers::heavy(preparation, number_chain, from),
        }
    }
}

/// All is decided before anything is queued: what people do decides what they need.
fn plans(preparation: &mut Preparation, market: &Market) -> Vec<Plan> {
    let mut tokens = preparation.choice_of(TOKENS, TOKENS_EXPONENT);
    let mut pools = preparation.choice_of(POOLS, POOLS_EXPONENT);
    let pairs = preparation.choose_pairs();
    let plan = |(from, to)| match preparation.random.below(100) {
        0..45 => Plan::Payment(from, to),
        45..75 => Plan::Transfer(market.tokens[tokens.one() as usize], from, to),
        75..90 => Plan::Swap(market.sale(preparation, from, pools.one())),
        90..95 => Plan::Mint(from),
        _ => Plan::Heavy(from),
    };
    pairs.into_iter().map(plan).collect()
}

impl Plan {
    /// The tokens that it needs somebody to have, as (token, holder).
    fn holdings(&self) -> Vec<(Address, Address)> {
        match self {
            Self::Transfer(token, from, to) => vec![(*token, *from), (*token, *to)],
            Self::Swap(sale) => sale.holdings().to_vec(),
            Self::Payment(..) | Self::Mint(_) | Self::Heavy(_) => Vec::new(),
        }
    }
}

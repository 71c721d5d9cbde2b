//! Swaps in many pools.

use super::exchange;
use crate::preparation::Preparation;
use alloy_primitives::{Address, U256};

/// Tokens, and pools between pairs of them.
pub(super) struct Market {
    /// The tokens.
    pub(super) tokens: Vec<Address>,
    pools: Vec<Pool>,
}

#[derive(Clone, Copy)]
struct Pool {
    exchange: Address,
    tokens: [Address; 2],
}

/// A sale of one of a pool's tokens.
#[derive(Clone, Copy)]
pub(super) struct Sale {
    trader: Address,
    exchange: Address,
    /// The pool's tokens, the one that is sold first.
    tokens: [Address; 2],
}

/// Queues swaps of which each has a pool of its own. All pools are between the same two tokens,
/// whose balances belong to one trader or one pool each.
pub(super) fn pool_each(preparation: &mut Preparation) {
    let market = Market::open(preparation, 2, preparation.transactions);
    in_turn(preparation, &market);
}

/// Queues swaps in a hundred pools, each between two of 15 tokens that no other has together.
pub(super) fn hundred_pools(preparation: &mut Preparation) {
    let market = Market::open(preparation, 15, 100);
    in_turn(preparation, &market);
}

fn in_turn(preparation: &mut Preparation, market: &Market) {
    let mut pools = preparation.choice_of(market.pools.len() as u32, 0);
    let sales: Vec<_> = preparation
        .choose()
        .into_iter()
        .map(|trader| market.sale(preparation, trader, pools.one()))
        .collect();
    endow(preparation, sales.iter().flat_map(Sale::holdings));
    approve(preparation, sales.iter().copied());
    for sale in &sales {
        sale.queue(preparation);
    }
}

impl Market {
    /// Queues the deployment of tokens and filled pools. Pools take the pairs of tokens in turn:
    /// first with second, first with third, ... So the first tokens are those traded most.
    pub(super) fn open(preparation: &mut Preparation, tokens: u32, pools: u32) -> Self {
        let tokens: Vec<_> = (0..tokens)
            .map(|_| exchange::deploy_token(preparation, "Token", "TOK"))
            .collect();
        let pairs = tokens
            .iter()
            .enumerate()
            .flat_map(|(index, first)| tokens[index + 1..].iter().map(|second| [*first, *second]));
        let pairs: Vec<_> = pairs.collect();
        let pools = (0..pools as usize)
            .map(|index| pairs[index % pairs.len()])
            .map(|tokens| Pool {
                exchange: exchange::deploy_pool(preparation, tokens),
                tokens,
            })
            .collect();
        Self { tokens, pools }
    }

    /// Somebody's sale in a pool, of either token at random.
    pub(super) fn sale(&self, preparation: &mut Preparation, trader: Address, pool: u32) -> Sale {
        let Pool {
            exchange,
            mut tokens,
        } = self.pools[pool as usize];
        if preparation.random.below(2) == 1 {
            tokens.reverse();
        }
        Sale {
            trader,
            exchange,
            tokens,
        }
    }
}

impl Sale {
    /// What the trader must have some of. Both tokens, although one is only bought: its balance is
    /// then not the trader's first.
    pub(super) fn holdings(&self) -> [(Address, Address); 2] {
        self.tokens.map(|token| (token, self.trader))
    }

    /// Adds the sale to the batch.
    pub(super) fn queue(&self, preparation: &mut Preparation) {
        exchange::swap(preparation, self.exchange, self.trader, self.tokens[0]);
    }
}

/// Queues the distribution of tokens to those who shall hold them, given as (token, holder).
pub(super) fn endow(
    preparation: &mut Preparation,
    holdings: impl Iterator<Item = (Address, Address)>,
) {
    let mut holdings: Vec<_> = holdings.collect();
    holdings.sort_unstable();
    holdings.dedup();
    for same in holdings.chunk_by(|(one, _), (other, _)| one == other) {
        let holders: Vec<_> = same.iter().map(|(_, holder)| *holder).collect();
        preparation.distribute(same[0].0, &holders, U256::from(exchange::EACH));
    }
}

/// Queues the sellers' approvals, each once.
pub(super) fn approve(preparation: &mut Preparation, sales: impl Iterator<Item = Sale>) {
    let mut approvals: Vec<_> = sales
        .map(|sale| (sale.trader, sale.tokens[0], sale.exchange))
        .collect();
    approvals.sort_unstable();
    approvals.dedup();
    for (seller, token, exchange) in approvals {
        exchange::approve(preparation, seller, token, exchange);
    }
}

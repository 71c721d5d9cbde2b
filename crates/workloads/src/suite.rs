//! The blocks that benchmarks measure.
//!
//! Scenarios are what the page shows, with knobs to turn. A benchmark
//! needs fixed points instead, blocks that everybody means when they say their name: the best case
//! (nobody waits), the worst (everybody waits for everybody), what lies between, and a mixture as a
//! public chain has it. An [`Entry`] is such a block at any size; [`SUITE`] has them all.
//!
//! Where a benchmark of another executor measures the same, the entry names it as its [`Peer`], and
//! starts with the same number of transactions. The peer here is [pevm]; its blocks of about 10^9
//! gas are 47,620 transfers of ether, 37,123 of an ERC-20 token, and 6,413 swaps. They are the same
//! kind of work, not the same bytes: pevm's people send to themselves, and its swaps are Uniswap
//! V3's, which take 156,000 gas where ours take 64,000.
//!
//! As everywhere in this crate, the same entry, size and seed give the same block on every machine,
//! and every transaction of it succeeds.
//!
//! ```
//! use lanewise_workloads::suite;
//!
//! let entry = suite::by_id("mixed").unwrap();
//! let workload = entry.prepare(20, 1, &mut |_, _| true).unwrap();
//! assert_eq!(workload.block.transactions.len(), 20);
//! ```
//!
//! [pevm]: https://github.com/risechain/pevm/tree/main/crates/pevm/benches

mod exchange;
mod mixed;
mod nft;
mod nft_global;
mod numbers;
mod payments;
mod swaps;
mod token;
mod transfers;

use crate::{
    PrepareError, Workload, batch,
    batch::BatchSpec,
    preparation::{Preparation, Size},
};

/// A kind of block to measure, at any size.
#[derive(Debug)]
pub struct Entry {
    /// Stable: stands in command lines and result files.
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// One sentence: what the block holds.
    pub holds: &'static str,
    /// Transactions in the block, unless somebody wants another size.
    pub transactions: u32,
    /// The benchmark of another executor that measures the same kind of block.
    pub peer: Option<Peer>,
    /// How many people there are for so many transactions.
    accounts: fn(u32) -> u32,
    /// The exponent of the Zipf law by which people are chosen; 0 walks through them in turn.
    contention: f64,
    /// Queues what the set-up and the batch consist of.
    queue: fn(&mut Preparation),
}

/// A benchmark of another executor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The executor, and what it calls the benchmark.
    pub benchmark: &'static str,
    /// Transactions in its block.
    pub transactions: u32,
}

impl Entry {
    /// Prepares a block of so many transactions. `progress` is told (done, total), in no particular
    /// unit; `false` stops.
    ///
    /// # Errors
    /// [`PrepareError::Invalid`] if the number of transactions is outside
    /// [`BatchSpec::TRANSACTIONS`], [`PrepareError::Stopped`] if `progress` said so.
    pub fn prepare(
        &self,
        transactions: u32,
        seed: u32,
        progress: &mut dyn FnMut(u32, u32) -> bool,
    ) -> Result<Workload, PrepareError> {
        if let Some(error) = batch::outside("txs", transactions, BatchSpec::TRANSACTIONS) {
            return Err(PrepareError::Invalid(vec![error]));
        }
        let mut preparation = Preparation::new(Size {
            transactions,
            accounts: (self.accounts)(transactions),
            contention_steps: (self.contention * 100.0).round() as u32,
            seed,
        });
        (self.queue)(&mut preparation);
        preparation.execute(progress)
    }
}

/// The entry of an id.
pub fn by_id(id: &str) -> Option<&'static Entry> {
    SUITE.iter().find(|entry| entry.id == id)
}

const PEER_TRANSFERS: Peer = Peer {
    benchmark: "pevm, Independent Raw Transfers",
    transactions: 47_620,
};
const PEER_TOKEN: Peer = Peer {
    benchmark: "pevm, Independent ERC20",
    transactions: 37_123,
};
const PEER_SWAPS: Peer = Peer {
    benchmark: "pevm, Independent Uniswap",
    transactions: 6_413,
};

/// All entries, in the order to measure them.
pub const SUITE: &[Entry] = &[
    Entry {
        id: "raw-transfers",
        title: "Ether, all independent",
        holds: "Payments of ether between people of whom nobody takes part twice: the smallest \
                transactions there are, and none waits for another.",
        transactions: PEER_TRANSFERS.transactions,
        peer: Some(PEER_TRANSFERS),
        accounts: two_each,
        contention: 0.0,
        queue: payments::queue,
    },
    Entry {
        id: "raw-transfers-hot",
        title: "Ether, one recipient",
        holds: "Payments of ether by different people, all to the same one, whose balance every \
                payment reads and writes.",
        transactions: PEER_TRANSFERS.transactions,
        peer: None,
        accounts: one_more,
        contention: 0.0,
        queue: transfers::ether_to_one,
    },
    Entry {
        id: "erc20",
        title: "ERC-20, all independent",
        holds: "Transfers of one token between people of whom nobody takes part twice.",
        transactions: PEER_TOKEN.transactions,
        peer: Some(PEER_TOKEN),
        accounts: two_each,
        contention: 0.0,
        queue: token::queue,
    },
    Entry {
        id: "erc20-zipf-0.8",
        title: "ERC-20, Zipf 0.8",
        holds: "Transfers of one token between as many people, chosen by Zipf's law with the \
                exponent 0.8: the busiest take part in about one transfer of 50.",
        transactions: PEER_TOKEN.transactions,
        peer: None,
        accounts: two_each,
        contention: 0.8,
        queue: token::queue,
    },
    Entry {
        id: "erc20-zipf-1.2",
        title: "ERC-20, Zipf 1.2",
        holds: "Transfers of one token between as many people, chosen by Zipf's law with the \
                exponent 1.2: the busiest take part in about one transfer of three.",
        transactions: PEER_TOKEN.transactions,
        peer: None,
        accounts: two_each,
        contention: 1.2,
        queue: token::queue,
    },
    Entry {
        id: "erc20-hot",
        title: "ERC-20, one recipient",
        holds: "Transfers of one token by different people, all to the same one, whose balance of \
                tokens every transfer reads and writes.",
        transactions: PEER_TOKEN.transactions,
        peer: None,
        accounts: one_more,
        contention: 0.0,
        queue: transfers::token_to_one,
    },
    Entry {
        id: "exchange-own",
        title: "Exchange, a pool each",
        holds: "Swaps by different people of two tokens, each in a pool that no other swap \
                touches.",
        transactions: PEER_SWAPS.transactions,
        peer: Some(PEER_SWAPS),
        accounts: one_each,
        contention: 0.0,
        queue: swaps::pool_each,
    },
    Entry {
        id: "exchange-100",
        title: "Exchange, 100 pools",
        holds: "Swaps by different people in 100 pools in turn, between 15 tokens: at most one \
                swap of each pool can run at a time.",
        transactions: PEER_SWAPS.transactions,
        peer: None,
        accounts: one_each,
        contention: 0.0,
        queue: swaps::hundred_pools,
    },
    Entry {
        id: "exchange-1",
        title: "Exchange, one pool",
        holds: "Swaps by different people in one pool, whose reserves every swap reads and writes.",
        transactions: PEER_SWAPS.transactions,
        peer: None,
        accounts: one_each,
        contention: 0.0,
        queue: exchange::queue,
    },
    Entry {
        id: "nft-counter",
        title: "NFT, one counter",
        holds: "Mints by different people of an NFT whose one counter every mint reads and writes.",
        transactions: 10_000,
        peer: None,
        accounts: one_each,
        contention: 0.0,
        queue: nft_global::queue,
    },
    Entry {
        id: "mixed",
        title: "Mixed block",
        holds: "45 % payments of ether, 30 % transfers of 8 tokens, 15 % swaps in 20 pools, 5 % \
                mints of one NFT, 5 % heavy computation; people, tokens and pools by Zipf's law.",
        transactions: 20_000,
        peer: None,
        accounts: two_each,
        contention: mixed::PEOPLE_EXPONENT,
        queue: mixed::queue,
    },
    Entry {
        id: "chain",
        title: "One chain",
        holds: "The worst case: every transaction first reads the word that the one before it \
                wrote last, and nearly all its work is to calculate on from it.",
        transactions: 10_000,
        peer: None,
        accounts: one_each,
        contention: 0.0,
        queue: numbers::chain,
    },
];

/// Somebody else for each side of each transaction.
fn two_each(transactions: u32) -> u32 {
    2 * transactions
}

/// Somebody else for each transaction.
fn one_each(transactions: u32) -> u32 {
    transactions
}

/// Somebody else for each transaction, and one whom they all have in common.
fn one_more(transactions: u32) -> u32 {
    transactions + 1
}

//! Every scenario keeps what its contracts promise, whatever executes its block.

mod harness;

mod airdrop;
mod counter_one;
mod counter_sharded;
mod dao;
mod exchange;
mod game;
mod lending;
mod market;
mod mixed;
mod nft_global;
mod nft_per_user;
mod options;
mod orderbook;
mod payments;
mod smart_accounts;
mod staking;
mod supply;
mod token;
mod vault_each;
mod vault_shared;

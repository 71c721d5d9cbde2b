//! Mints of an NFT that numbers its tokens by one counter.

use super::{Preset, nft};
use crate::{contract::NFT_COUNTER, preparation::Preparation};
use alloy_primitives::U256;

pub(super) const PRESET: Preset = Preset {
    id: "nft-global",
    title: "NFT, one counter",
    summary: "People mint tokens that one counter numbers: every mint reads the number that the \
              mint before it wrote, so that one slot makes them all wait for each other.",
    batch: "Each transaction is a mint by one of the accounts; accounts and contention decide \
            who mints, but all of them meet at the counter.",
    file: NFT_COUNTER.file,
    source: NFT_COUNTER.source,
    start: (5_000, 5_000, 0.0),
    queue,
};

pub(crate) const MINT: [u8; 4] = NFT_COUNTER.selector("mint");

pub(crate) fn queue(preparation: &mut Preparation) {
    let minters = nft::queue(preparation, "NftCounter", NFT_COUNTER, MINT);
    for id in 0..minters.len() {
        preparation.name_id(U256::from(id));
    }
}

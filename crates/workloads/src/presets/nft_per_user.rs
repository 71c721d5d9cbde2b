//! Mints of an NFT that numbers each user's tokens by a counter of their own.

use super::{Preset, nft};
use crate::{abi, contract::NFT_PER_USER, preparation::Preparation};
use alloy_primitives::{U256, map::AddressMap};

pub(super) const PRESET: Preset = Preset {
    id: "nft-per-user",
    title: "NFT, a counter each",
    summary: "The same mint with a counter for each user: mints by different people touch nothing \
              in common and run at the same time; one changed line makes the difference.",
    batch: "Each transaction is a mint by one of the accounts; with contention 0 nobody mints \
            twice while there is an account a transaction, and the higher it is, the more mints \
            wait for their minter's last one.",
    file: NFT_PER_USER.file,
    source: NFT_PER_USER.source,
    start: (5_000, 5_000, 0.0),
    queue,
};

const MINT: [u8; 4] = NFT_PER_USER.selector("mint");

fn queue(preparation: &mut Preparation) {
    let minters = nft::queue(preparation, "NftPerUser", NFT_PER_USER, MINT);
    let mut minted = AddressMap::<u64>::default();
    for minter in minters {
        // As the contract's `tokenId` has it.
        let number = minted.entry(minter).or_default();
        preparation.name_id((abi::word(minter) << 96) | U256::from(*number));
        *number += 1;
    }
}

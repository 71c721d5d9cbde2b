//! Mints of an NFT that numbers its tokens by one counter.

use super::nft;
use crate::{contract::NFT_COUNTER, preparation::Preparation};

pub(super) const MINT: [u8; 4] = NFT_COUNTER.selector("mint");

pub(super) fn queue(preparation: &mut Preparation) {
    nft::queue(preparation, "NftCounter", NFT_COUNTER, MINT);
}

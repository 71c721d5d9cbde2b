//! What the two NFT presets have in common: everything but the contract and the tokens' numbers.

use crate::{abi, contract::Contract, preparation::Preparation};
use alloy_primitives::{Address, Bytes};

/// Somebody's first mint takes about 90,100 gas at most; later ones about 55,900.
pub(super) const MINT_GAS: u64 = 120_000;

/// Queues the contract and the mints; gives the minters, in order.
pub(super) fn queue(
    preparation: &mut Preparation,
    name: &'static str,
    contract: &'static Contract,
    mint: [u8; 4],
) -> Vec<Address> {
    let address = preparation.deploy(name, contract, &[]);
    let minters = preparation.choose();
    let data: Bytes = abi::call(mint, &[]);
    for minter in &minters {
        preparation.call(*minter, address, data.clone(), MINT_GAS);
    }
    minters
}

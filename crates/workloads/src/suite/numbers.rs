//! Computation that must wait for the transaction before, and computation that need not.

use crate::{
    abi::{self, Argument},
    contract::NUMBER_CHAIN,
    preparation::Preparation,
};
use alloy_primitives::{Address, U256};

const EXTEND: [u8; 4] = NUMBER_CHAIN.selector("extend");
const EXTEND_OWN: [u8; 4] = NUMBER_CHAIN.selector("extendOwn");

/// Steps of a transaction of the one chain: it then takes about 100,000 gas in all.
const CHAIN_STEPS: u32 = 1_100;
/// Steps of a heavy transaction of a mixed block: it then takes about 300,000 gas in all,
/// as the verification of a proof does.
const HEAVY_STEPS: u32 = 4_000;
const STEP_GAS: u64 = 80;
/// All but the steps: the call itself, a word read and written.
const CHAIN_GAS: u64 = 30_000;
/// A caller's own chain begins with a word that was zero, which costs more to write.
const OWN_GAS: u64 = 50_000;

/// Queues transactions of which each extends what the one before it left.
pub(super) fn chain(preparation: &mut Preparation) {
    let contract = deploy(preparation);
    let data = abi::call(EXTEND, &[Argument::Number(U256::from(CHAIN_STEPS))]);
    let gas = CHAIN_GAS + STEP_GAS * u64::from(CHAIN_STEPS);
    for from in preparation.choose() {
        preparation.call(from, contract, data.clone(), gas);
    }
}

/// Queues the contract's deployment.
pub(super) fn deploy(preparation: &mut Preparation) -> Address {
    preparation.deploy("NumberChain", NUMBER_CHAIN, &[])
}

/// Adds heavy computation to the batch that touches only what is its sender's.
pub(super) fn heavy(preparation: &mut Preparation, contract: Address, from: Address) {
    let data = abi::call(EXTEND_OWN, &[Argument::Number(U256::from(HEAVY_STEPS))]);
    let gas = OWN_GAS + STEP_GAS * u64::from(HEAVY_STEPS);
    preparation.call(from, contract, data, gas);
}

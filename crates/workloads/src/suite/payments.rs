//! Payments of plain ether.

use crate::preparation::Preparation;
use alloy_primitives::{Address, U256};

/// What every transaction costs; a payment to a person costs nothing more.
const PAYMENT_GAS: u64 = 21_000;
/// In steps of 0.0001 ether, up to 0.1 ether.
const STEP: u64 = 100_000_000_000_000;
const LARGEST_STEPS: u32 = 1_000;

pub(super) fn queue(preparation: &mut Preparation) {
    for (from, to) in preparation.choose_pairs() {
        pay(preparation, from, to);
    }
}

/// Adds a payment of some amount to the batch.
pub(super) fn pay(preparation: &mut Preparation, from: Address, to: Address) {
    let steps = 1 + preparation.random.below(LARGEST_STEPS);
    let value = U256::from(STEP) * U256::from(steps);
    preparation.pay(from, to, value, PAYMENT_GAS);
}

//! Payments of plain ether.

use super::Preset;
use crate::preparation::Preparation;
use alloy_primitives::{Address, U256};

pub(super) const PRESET: Preset = Preset {
    id: "payments",
    title: "Ether payments",
    summary: "People send each other ether and no contract runs: the smallest transactions there \
              are, which show what a parallel executor costs beside the work itself.",
    batch: "Each transaction is a payment from one of the accounts to another; with contention 0 \
            nobody takes part twice while there are two accounts a transaction, and the higher \
            it is, the more payments have the same few people in common.",
    file: "",
    source: "",
    start: (10_000, 20_000, 0.0),
    queue,
};

/// What every transaction costs; a payment to a person costs nothing more.
const PAYMENT_GAS: u64 = 21_000;
/// In steps of 0.0001 ether, up to 0.1 ether.
const STEP: u64 = 100_000_000_000_000;
const LARGEST_STEPS: u32 = 1_000;

pub(crate) fn queue(preparation: &mut Preparation) {
    for (from, to) in preparation.choose_pairs() {
        pay(preparation, from, to);
    }
}

/// Adds a payment of some amount to the batch.
pub(crate) fn pay(preparation: &mut Preparation, from: Address, to: Address) {
    let steps = 1 + preparation.random.below(LARGEST_STEPS);
    let value = U256::from(STEP) * U256::from(steps);
    preparation.pay(from, to, value, PAYMENT_GAS);
}

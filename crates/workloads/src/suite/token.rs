//! Transfers of an ERC-20 token.

use crate::{
    abi::{self, Argument},
    contract::TOKEN,
    preparation::{Preparation, distinct},
};
use alloy_primitives::{Address, U256};

const TRANSFER: [u8; 4] = TOKEN.selector("transfer");
/// A transfer takes about 34,300 gas between people who both have tokens.
const TRANSFER_GAS: u64 = 50_000;
const SUPPLY: u128 = 1_000_000_000_000_000_000_000_000;
/// More than one sender can spend in the largest batch.
pub(super) const EACH: u64 = 1_000_000_000;
const LARGEST_AMOUNT: u32 = 1_000;

pub(super) fn queue(preparation: &mut Preparation) {
    let token = deploy(preparation);
    let transfers = preparation.choose_pairs();
    let people = distinct(transfers.iter().flat_map(|(from, to)| [*from, *to]));
    preparation.distribute(token, &people, U256::from(EACH));
    for (from, to) in transfers {
        transfer(preparation, token, from, to);
    }
}

/// Queues the token's deployment.
pub(super) fn deploy(preparation: &mut Preparation) -> Address {
    preparation.deploy(
        "Token",
        TOKEN,
        &[
            Argument::Text("Lanewise Token"),
            Argument::Text("LANE"),
            Argument::Number(U256::from(SUPPLY)),
        ],
    )
}

/// Adds a transfer of some amount to the batch.
pub(super) fn transfer(preparation: &mut Preparation, token: Address, from: Address, to: Address) {
    let amount = U256::from(1 + preparation.random.below(LARGEST_AMOUNT));
    let data = abi::call(TRANSFER, &[Argument::Address(to), Argument::Number(amount)]);
    preparation.call(from, token, data, TRANSFER_GAS);
}

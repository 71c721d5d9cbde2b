//! Everybody sends something to the same person: a crowd sale, an exchange's deposit address.

use super::{payments, token};
use crate::preparation::{Preparation, distinct};
use alloy_primitives::U256;

/// Queues payments of ether to one recipient.
pub(super) fn ether_to_one(preparation: &mut Preparation) {
    let people = preparation.choose();
    // The one whose turn has not come yet: nobody who pays.
    let recipient = preparation.choose_one();
    for from in people {
        payments::pay(preparation, from, recipient);
    }
}

/// Queues transfers of a token to one recipient.
pub(super) fn token_to_one(preparation: &mut Preparation) {
    let token = token::deploy(preparation);
    let people = preparation.choose();
    let recipient = preparation.choose_one();
    let holders = distinct(people.iter().copied().chain([recipient]));
    preparation.distribute(token, &holders, U256::from(token::EACH));
    for from in people {
        token::transfer(preparation, token, from, recipient);
    }
}

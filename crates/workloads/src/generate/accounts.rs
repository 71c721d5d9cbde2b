//! The people of a batch, and how they are chosen.

use super::plan::Fault;
use crate::{choice::Choice, random::Random};
use alloy_primitives::{Address, map::AddressMap};
use std::cell::OnceCell;

/// Accounts have the same addresses whatever the seed.
const ADDRESS_SEED: u64 = 0x6c61_6e65_7769_7365;

/// The addresses of the first so many accounts.
pub fn addresses(accounts: u32) -> Vec<Address> {
    let mut random = Random::new(ADDRESS_SEED);
    (0..accounts)
        .map(|_| Address::new(random.bytes()))
        .collect()
}

/// All people, and the walks among them.
#[derive(Debug)]
pub(super) struct People {
    addresses: Vec<Address>,
    indices: OnceCell<AddressMap<u32>>,
    /// By the document's contention.
    contention: Choice,
    /// Each place's own walk.
    turns: Vec<Choice>,
    /// Those whom the transaction under way has already.
    used: Vec<u32>,
}

impl People {
    /// So many accounts; `turns` places walk among them.
    pub(super) fn new(
        accounts: u32,
        contention_steps: u32,
        turns: usize,
        random: &mut Random,
    ) -> Self {
        let choice_random = Random::new(random.next());
        Self {
            addresses: addresses(accounts),
            indices: OnceCell::new(),
            contention: Choice::new(accounts, contention_steps, choice_random),
            turns: (0..turns)
                .map(|_| Choice::new(accounts, 0, Random::new(random.next())))
                .collect(),
            used: Vec::new(),
        }
    }

    pub(super) fn all(&self) -> &[Address] {
        &self.addresses
    }

    /// A new transaction begins: everybody is free.
    pub(super) fn begin(&mut self) {
        self.used.clear();
    }

    /// The account of an index.
    pub(super) fn at(&self, index: u64) -> Result<Address, String> {
        let found = usize::try_from(index)
            .ok()
            .and_then(|at| self.addresses.get(at));
        found.copied().ok_or_else(|| {
            format!(
                "There is no account {index}: there are {}, the last has the index {}.",
                self.addresses.len(),
                self.addresses.len() - 1
            )
        })
    }

    /// The index of an account.
    pub(super) fn index(&self, address: Address) -> Option<u32> {
        let indices = self.indices.get_or_init(|| {
            let all = self.addresses.iter().enumerate();
            all.map(|(index, address)| (*address, index as u32))
                .collect()
        });
        indices.get(&address).copied()
    }

    /// By the document's contention, somebody whom the transaction has not yet.
    pub(super) fn by_contention(&mut self, path: &str) -> Result<Address, Fault> {
        let Self {
            contention, used, ..
        } = self;
        let index = fresh(contention, used, path)?;
        Ok(self.addresses[index as usize])
    }

    /// By a place's walk, somebody whom the transaction has not yet.
    pub(super) fn by_turn(&mut self, place: usize, path: &str) -> Result<Address, Fault> {
        let Self { turns, used, .. } = self;
        let index = fresh(&mut turns[place], used, path)?;
        Ok(self.addresses[index as usize])
    }
}

fn fresh(choice: &mut Choice, used: &mut Vec<u32>, path: &str) -> Result<u32, Fault> {
    match choice.other_than(used) {
        Some(index) => {
            used.push(index);
            Ok(index)
        }
        None => Err(Fault::new(
            path,
            format!(
                "One transaction draws more than {} different accounts here, and there are no more.",
                used.len()
            ),
        )),
    }
}

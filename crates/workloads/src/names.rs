//! Names for accounts and places in storage.
//!
//! A mapping's entry lies where a hash says (Solidity's [layout of storage][1]), and nothing leads
//! back from the hash to the key. But every key that a batch can use is known: accounts, contracts,
//! and the numbers of tokens. So a mapping's places are all computed, once, when one of them is
//! asked for.
//!
//! [1]: https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html

use crate::{
    Deployed, abi,
    chain::FEE_RECIPIENT,
    contract::{Kind, Variable},
};
use alloy_primitives::{Address, U256, keccak256, map::HashMap};
use std::sync::OnceLock;

/// What has a name, and how to find the names of places in storage.
#[derive(Debug)]
pub(crate) struct Names {
    contracts: Vec<Deployed>,
    accounts: Vec<Address>,
    ids: Vec<U256>,
    mappings: Vec<Mapping>,
}

/// A mapping, or a mapping of mappings, in a contract's storage.
#[derive(Debug)]
struct Mapping {
    address: Address,
    variable: &'static Variable,
    entries: OnceLock<HashMap<U256, Keys>>,
}

/// An entry's keys.
#[derive(Debug, Clone, Copy)]
struct Keys {
    outer: U256,
    inner: Option<U256>,
}

impl Names {
    /// `accounts` and `ids` are the keys that mappings may have.
    pub(crate) fn new(contracts: Vec<Deployed>, accounts: Vec<Address>, ids: Vec<U256>) -> Self {
        let variables = |deployed: &Deployed| deployed.contract.variables;
        let mappings = contracts
            .iter()
            .flat_map(|deployed| {
                variables(deployed)
                    .iter()
                    .map(|variable| (deployed.address, variable))
            })
            .filter(|(_, variable)| !variable.keys.is_empty())
            .map(|(address, variable)| Mapping {
                address,
                variable,
                entries: OnceLock::new(),
            })
            .collect();
        Self {
            contracts,
            accounts,
            ids,
            mappings,
        }
    }

    pub(crate) fn contract(&self, address: Address) -> Option<&Deployed> {
        self.contracts
            .iter()
            .find(|contract| contract.address == address)
    }

    pub(crate) fn account(&self, address: Address) -> String {
        match self.contract(address) {
            Some(contract) => contract.name.to_owned(),
            None if address == FEE_RECIPIENT => "fee recipient".to_owned(),
            None => shortened(address.as_slice()),
        }
    }

    pub(crate) fn slot(&self, address: Address, slot: U256) -> String {
        let unknown = || match u64::try_from(slot) {
            Ok(slot) => format!("slot {slot}"),
            Err(_) => format!("slot {}", shortened(&slot.to_be_bytes::<32>())),
        };
        let Some(Deployed { contract, .. }) = self.contract(address) else {
            return unknown();
        };
        // Several small variables can share a slot: they conflict together.
        let sharing = contract
            .variables
            .iter()
            .filter(|variable| U256::from(variable.slot) == slot);
        let sharing: Vec<_> = sharing.map(|variable| variable.name).collect();
        if !sharing.is_empty() {
            return sharing.join(" + ");
        }
        // The entries of a mapping are computed when no mapping before it has the slot, so that the
        // mappings that no transaction touches are seldom computed.
        let mappings = self
            .mappings
            .iter()
            .filter(|mapping| mapping.address == address);
        let mut found = mappings.filter_map(|mapping| {
            let entries = mapping.entries.get_or_init(|| self.entries(mapping));
            entries
                .get(&slot)
                .map(|keys| self.entry(mapping.variable, keys))
        });
        found.next().unwrap_or_else(unknown)
    }

    fn entry(&self, variable: &Variable, keys: &Keys) -> String {
        let mut name = variable.name.to_owned();
        let keys = [Some(keys.outer), keys.inner];
        for (key, kind) in keys.into_iter().flatten().zip(variable.keys) {
            let key = match kind {
                Kind::Address => self.account(Address::from_word(key.into())),
                _ => match u64::try_from(key) {
                    Ok(number) => number.to_string(),
                    Err(_) => shortened(&key.to_be_bytes::<32>()),
                },
            };
            name += &format!("[{key}]");
        }
        name
    }

    /// All entries that the known keys lead to.
    fn entries(&self, mapping: &Mapping) -> HashMap<U256, Keys> {
        let Mapping { variable, .. } = mapping;
        let contracts = self.contracts.iter().map(|contract| contract.address);
        // The inner keys of our contracts are spenders and operators: other contracts.
        let others = contracts
            .clone()
            .filter(|contract| *contract != mapping.address);
        let others: Vec<_> = others.map(abi::word).collect();
        let outer: Vec<U256> = match variable.keys[0] {
            Kind::Address => self
                .accounts
                .iter()
                .copied()
                .chain(contracts)
                .map(abi::word)
                .collect(),
            Kind::Number => self.ids.clone(),
            Kind::Bool | Kind::Word | Kind::Dynamic => Vec::new(),
        };
        let mut entries = HashMap::default();
        for outer in outer {
            let place = entry_slot(outer, U256::from(variable.slot));
            if variable.keys.len() == 1 {
                entries.insert(place, Keys { outer, inner: None });
            } else if variable.keys[1..] == [Kind::Address] {
                entries.extend(others.iter().map(|inner| {
                    (
                        entry_slot(*inner, place),
                        Keys {
                            outer,
                            inner: Some(*inner),
                        },
                    )
                }));
            }
        }
        entries
    }
}

/// Where a mapping's entry lies.
fn entry_slot(key: U256, mapping: U256) -> U256 {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&key.to_be_bytes::<32>());
    bytes[32..].copy_from_slice(&mapping.to_be_bytes::<32>());
    U256::from_be_bytes(keccak256(bytes).0)
}

/// `0x1234…abcd`.
fn shortened(bytes: &[u8]) -> String {
    let digits = alloy_primitives::hex::encode(bytes);
    format!("0x{}…{}", &digits[..4], &digits[digits.len() - 4..])
}

//! Names for accounts and places in storage.
//!
//! A contract's storage layout names the places that the compiler chose. A mapping's entry lies where
//! a hash says, and nothing leads back from the hash to the key; but the block itself computes the
//! hash whenever it touches the entry. So the inputs of all hashes are noted, by one more execution
//! of the block, when the first such name is asked for.

use crate::{Deployed, Member, chain};
use alloy_primitives::{Address, U256, hex, map::AddressMap};
use lanewise_executor::{Block, Control, PreState, Preimages, preimages};
use std::sync::OnceLock;

/// What has a name, and how to find the names of places in storage.
#[derive(Debug)]
pub(crate) struct Names {
    contracts: Vec<Deployed>,
    places: AddressMap<usize>,
    hashes: OnceLock<Preimages>,
}

impl Names {
    /// The names of these contracts.
    pub(crate) fn new(contracts: Vec<Deployed>) -> Self {
        let places = contracts.iter().enumerate();
        Self {
            places: places
                .map(|(place, contract)| (contract.address, place))
                .collect(),
            contracts,
            hashes: OnceLock::new(),
        }
    }

    pub(crate) fn contract(&self, address: Address) -> Option<&Deployed> {
        let place = self.places.get(&address)?;
        self.contracts.get(*place)
    }

    pub(crate) fn account(&self, address: Address) -> String {
        match self.contract(address) {
            Some(contract) => contract.name.clone(),
            None if address == chain::FEE_RECIPIENT => "fee recipient".to_owned(),
            None if address == chain::DEPLOYER => "deployer".to_owned(),
            None => shortened(address.as_slice()),
        }
    }

    /// The name of a slot, in a block on a state.
    pub(crate) fn slot(
        &self,
        address: Address,
        slot: U256,
        block: &Block,
        pre: &PreState,
    ) -> String {
        let unknown = || match u64::try_from(slot) {
            Ok(slot) => format!("slot {slot}"),
            Err(_) => format!("slot {}", shortened(&slot.to_be_bytes::<32>())),
        };
        let Some(Deployed { artifact, .. }) = self.contract(address) else {
            return unknown();
        };
        let hashes = self.hashes(block, pre);
        artifact
            .layout
            .name(slot, hashes, &|account| self.account(account))
            .unwrap_or_else(unknown)
    }

    /// The variables in a slot, in a block on a state.
    pub(crate) fn members(
        &self,
        address: Address,
        slot: U256,
        block: &Block,
        pre: &PreState,
    ) -> Vec<Member> {
        let Some(Deployed { artifact, .. }) = self.contract(address) else {
            return Vec::new();
        };
        let hashes = self.hashes(block, pre);
        let account = |account| self.account(account);
        artifact.layout.members(slot, hashes, &account)
    }

    fn hashes(&self, block: &Block, pre: &PreState) -> &Preimages {
        // A block that cannot be executed has places without names, and nothing else is lost.
        let noted = || preimages(block, pre, &Control::new()).unwrap_or_default();
        self.hashes.get_or_init(noted)
    }
}

/// `0x1234…abcd`.
fn shortened(bytes: &[u8]) -> String {
    let digits = hex::encode(bytes);
    format!("0x{}…{}", &digits[..4], &digits[digits.len() - 4..])
}

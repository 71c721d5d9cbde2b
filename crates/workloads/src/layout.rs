//! Names for places in storage, for any contract: from the layout that the compiler tells, and
//! from what was hashed on the way to a place.
//!
//! A value type lies at a slot that the layout gives. The elements of a dynamic array begin at the
//! hash of the array's slot, a mapping's entry at the hash of key and slot ([layout of storage][1]);
//! so the way to a name goes backwards: from a slot to the nearest hash below it, from the hash to
//! its input, from the slot in the input to *its* name, and so on until a slot of the layout.
//!
//! [1]: https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html

mod constants;
mod declared;
mod keys;
mod members;
mod resolve;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use keys::{fixed_bytes, quoted, shortened_hex};

pub use members::Member;

use alloy_primitives::{Address, B256, U256};
use lanewise_executor::Preimages;
use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};
use types::{RawLayout, Type, Variable};

/// How far above a hash a place may lie and still belong to what begins at the hash, in slots.
const REACH: u64 = 1 << 20;

/// What a contract keeps in storage, and where.
///
/// Read from the JSON that solc writes as [`storageLayout`][1], or made of declarations
/// ([`StorageLayout::declared`]).
///
/// [1]: https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#json-output
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(try_from = "RawLayout")]
pub struct StorageLayout {
    variables: Vec<Variable>,
    types: Vec<Type>,
    /// Hashes that the compiler computes, so that no execution shows them; made when first needed.
    constants: OnceLock<BTreeMap<U256, Vec<u8>>>,
}

/// A state variable, as a table shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageRow {
    /// Its name.
    pub label: String,
    /// Its type, as the source writes it: `mapping(address => uint256)`.
    pub type_label: String,
    /// Its first slot, a decimal number of up to 78 digits.
    pub slot: String,
    /// Where in the slot it begins, in bytes from the least significant one.
    pub offset: u8,
    /// How long it is, in bytes; 4,294,967,295 also for anything longer.
    pub bytes: u32,
}

/// Why a layout could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LayoutError(String);

/// Hashes with what was hashed.
pub trait Hashes {
    /// The greatest hash that is no greater than `place`, with its input.
    fn at_or_below(&self, place: U256) -> Option<(U256, &[u8])>;
}

impl Hashes for Preimages {
    fn at_or_below(&self, place: U256) -> Option<(U256, &[u8])> {
        let (hash, input) = Self::at_or_below(self, &B256::from(place))?;
        Some((hash.into(), input))
    }
}

impl Hashes for BTreeMap<U256, Vec<u8>> {
    fn at_or_below(&self, place: U256) -> Option<(U256, &[u8])> {
        let (hash, input) = self.range(..=place).next_back()?;
        Some((*hash, input))
    }
}

impl StorageLayout {
    /// Reads solc's JSON; `null` is a contract without storage.
    ///
    /// # Errors
    /// A sentence, if it is no layout: not JSON, a type that is not described, a number that is
    /// none.
    pub fn parse(json: &str) -> Result<Self, LayoutError> {
        serde_json::from_str::<Option<Self>>(json)
            .map(Option::unwrap_or_default)
            .map_err(|error| LayoutError(format!("the storage layout cannot be read: {error}")))
    }

    /// A layout of single declarations, each a name, a slot and a type of Solidity's without
    /// structs: `uint256`, `mapping(address => mapping(address => uint256))`, `uint128[2][]`.
    ///
    /// # Errors
    /// A sentence that names the declaration whose type is none.
    pub fn declared<'a>(
        declarations: impl IntoIterator<Item = (&'a str, U256, &'a str)>,
    ) -> Result<Self, LayoutError> {
        let (mut variables, mut types) = (Vec::new(), Vec::new());
        for (label, slot, text) in declarations {
            let kind = declared::read(text, &mut types).map_err(|reason| {
                LayoutError(format!("the type of {}: {reason}", quoted(label)))
            })?;
            variables.push(Variable {
                label: label.to_owned(),
                slot,
                offset: 0,
                kind,
            });
        }
        Ok(Self {
            variables,
            types,
            constants: OnceLock::new(),
        })
    }

    /// The state variables, in the order of the layout. Structs and arrays are one row each.
    pub fn rows(&self) -> Vec<StorageRow> {
        let row = |variable: &Variable| {
            let kind = &self.types[variable.kind];
            StorageRow {
                label: variable.label.clone(),
                type_label: kind.label.clone(),
                slot: variable.slot.to_string(),
                offset: variable.offset,
                bytes: u32::try_from(kind.bytes).unwrap_or(u32::MAX),
            }
        };
        self.variables.iter().map(row).collect()
    }

    /// The name of a slot: `balances[alice]`, `orders[7].maker + amount` for variables that share
    /// it, `queue.length`, `flags[32..64]`, `name (data 1)`.
    ///
    /// `hashes` are what the contract's execution computed; `account_name` names the keys that are
    /// addresses. Nothing if the layout or the hashes do not lead to the slot.
    pub fn name(
        &self,
        slot: U256,
        hashes: &impl Hashes,
        account_name: &dyn Fn(Address) -> String,
    ) -> Option<String> {
        resolve::Resolver::new(self, hashes, account_name).name(slot)
    }

    /// The variables in a slot, by where in it they begin: one for each that shares it, the
    /// elements of an array one by one.
    ///
    /// `hashes` and `account_name` as for [`StorageLayout::name`]. None if these do not lead to the
    /// slot.
    pub fn members(
        &self,
        slot: U256,
        hashes: &impl Hashes,
        account_name: &dyn Fn(Address) -> String,
    ) -> Vec<Member> {
        resolve::Resolver::new(self, hashes, account_name).all_members(slot)
    }

    /// Hashes that the compiler computes.
    fn constants(&self) -> &BTreeMap<U256, Vec<u8>> {
        self.constants.get_or_init(|| constants::hashes(self))
    }
}

impl TryFrom<RawLayout> for StorageLayout {
    type Error = LayoutError;

    fn try_from(raw: RawLayout) -> Result<Self, LayoutError> {
        let ids: HashMap<&str, usize> = (raw.types.keys().map(String::as_str)).zip(0..).collect();
        let types = raw
            .types
            .iter()
            .map(|(id, kind)| Type::read(id, kind, &raw.types, &ids));
        let types: Vec<_> = types.collect::<Result<_, _>>()?;
        let variables = raw.storage.iter().map(|raw| Variable::read(raw, &ids));
        Ok(Self {
            variables: variables.collect::<Result<_, _>>()?,
            types,
            constants: OnceLock::new(),
        })
    }
}

//! A prepared block with all that is known about it.

use crate::{
    Artifact, CodeMaps, Fault, FieldError,
    chain::ETHER,
    decode::{decode_call, decode_error},
    names::Names,
};
use alloy_primitives::{Address, B256, Keccak256, TxKind, U256, map::AddressMap};
use lanewise_executor::{Block, Location, Part, PreState, Receipt, Status, Transaction};
use std::sync::Arc;

/// A contract on the prepared chain.
#[derive(Debug, Clone)]
pub struct Deployed {
    /// The id by which the batch document speaks of it; with `#` and a number where there are
    /// several copies.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Where it lies.
    pub address: Address,
    /// What the compiler says of it.
    pub artifact: Arc<Artifact>,
}

/// A block to measure, the state it runs on, and what is known about both.
#[derive(Debug)]
pub struct Workload {
    /// The block: the batch and nothing else.
    pub block: Block,
    /// The state after deployment and funding.
    pub pre: PreState,
    /// The contracts.
    pub contracts: Vec<Deployed>,
    pub(crate) names: Names,
    pub(crate) maps: CodeMaps,
}

mod lines;

pub use lines::LineSite;

/// A transaction in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedCall {
    /// The contract's name, or the recipient's address.
    pub to: String,
    /// The call, as `transfer(to: 0x1234…abcd, amount: 5)`; `send 0.05 ether` for plain ether.
    pub call: String,
}

/// Why no block could be prepared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// The description cannot be used.
    #[error("{}", .0.iter().map(|e| e.message.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
    /// The progress function asked for the end.
    #[error("the preparation was stopped")]
    Stopped,
    /// The batch document cannot be carried out.
    #[error("{}", .0.iter().map(|fault| format!("{}: {}", fault.path, fault.message)).collect::<Vec<_>>().join(" "))]
    Batch(Vec<Fault>),
    /// A set-up transaction did not succeed. Never the description's fault; always a bug.
    #[error("a set-up transaction failed: {0}")]
    SetUp(String),
}

impl Workload {
    /// An account in words: a contract's name, `fee recipient`, or the address shortened to
    /// `0x1234…abcd`.
    pub fn account_name(&self, address: Address) -> String {
        self.names.account(address)
    }

    /// The part of an account in words: `balance`, `balanceOf[0x1234…abcd]`, ...
    ///
    /// The names of variables that share a slot are joined: `reserve0 + reserve1`. The first call
    /// for a slot executes the block once more, to see what is hashed.
    pub fn place_name(&self, place: &Location) -> String {
        match place.part {
            Part::Balance => "balance".to_owned(),
            Part::Nonce => "nonce".to_owned(),
            Part::Code => "code".to_owned(),
            Part::Storage(slot) => self.names.slot(place.address, slot, &self.block, &self.pre),
        }
    }

    /// A transaction in words; nothing beyond the block's end.
    pub fn decode_call(&self, index: u32) -> Option<DecodedCall> {
        let transaction = self.block.transactions.get(index as usize)?;
        let TxKind::Call(to) = transaction.kind else {
            return Some(DecodedCall {
                to: String::new(),
                call: "create a contract".to_owned(),
            });
        };
        let data = &transaction.data;
        let Some(Deployed { name, artifact, .. }) = self.names.contract(to) else {
            let call = match data[..] {
                [] => format!("send {} ether", in_ether(transaction.value)),
                _ => format!("{} bytes of data", data.len()),
            };
            return Some(DecodedCall {
                to: self.account_name(to),
                call,
            });
        };
        let call = decode_call(&artifact.abi, data, &|account| self.account_name(account))
            .unwrap_or_else(|| match data[..] {
                [] => format!("send {} ether", in_ether(transaction.value)),
                _ => format!("{} bytes of data", data.len()),
            });
        Some(DecodedCall {
            to: name.clone(),
            call,
        })
    }

    /// The function that a transaction calls, with the contract's name: `Token.transfer`; `ether`
    /// for plain ether.
    pub fn kind_of_call(&self, index: u32) -> String {
        let Some(transaction) = self.block.transactions.get(index as usize) else {
            return String::new();
        };
        let to = transaction.kind.into_to().unwrap_or_default();
        let Some(contract) = self.names.contract(to) else {
            return "ether".to_owned();
        };
        let artifact = &contract.artifact;
        let selector = transaction.data.get(..4);
        let mut functions = artifact.abi.functions();
        let function = functions.find(|one| Some(&one.selector()[..]) == selector);
        match function {
            Some(function) => format!("{}.{}", artifact.name, function.name),
            None => artifact.name.clone(),
        }
    }

    /// Why a transaction did not end well, in words; empty where it did.
    pub fn reason(&self, receipt: &Receipt) -> String {
        match &receipt.status {
            Status::Success => String::new(),
            Status::Halt(reason) => crate::halted(reason),
            Status::Revert => {
                let abis = self.contracts.iter().map(|one| &one.artifact.abi);
                decode_error(abis, &receipt.output, &|account| self.account_name(account))
            }
        }
    }

    /// Distinct senders in the block.
    pub fn senders(&self) -> u32 {
        self.by_sender().len() as u32
    }

    /// The most transactions that one sender sends.
    pub fn busiest_sender(&self) -> u32 {
        self.by_sender().into_values().max().unwrap_or(0)
    }

    /// Keccak-256 over the contracts' code and all that the generators decide, transaction by
    /// transaction: the same description has the same digest on every machine.
    pub fn digest(&self) -> B256 {
        let mut hasher = Keccak256::new();
        for contract in &self.contracts {
            let account = self.pre.account(&contract.address);
            hasher.update(contract.address);
            hasher.update(account.map_or(B256::ZERO, |account| account.info.code_hash));
        }
        for transaction in &self.block.transactions {
            add(&mut hasher, transaction);
        }
        hasher.finalize()
    }

    fn by_sender(&self) -> AddressMap<u32> {
        let mut counts = AddressMap::default();
        for transaction in &self.block.transactions {
            *counts.entry(transaction.caller).or_default() += 1;
        }
        counts
    }
}

/// Every field is of a fixed length or has its length before it, so that no two blocks have the
/// same bytes. Fields that no preset uses are left out.
fn add(hasher: &mut Keccak256, transaction: &Transaction) {
    hasher.update([transaction.tx_type]);
    hasher.update(transaction.caller);
    hasher.update(transaction.nonce.to_be_bytes());
    hasher.update(transaction.gas_limit.to_be_bytes());
    hasher.update(transaction.gas_price.to_be_bytes());
    hasher.update(
        transaction
            .gas_priority_fee
            .unwrap_or_default()
            .to_be_bytes(),
    );
    hasher.update(transaction.chain_id.unwrap_or_default().to_be_bytes());
    hasher.update(transaction.kind.into_to().unwrap_or_default());
    hasher.update(transaction.value.to_be_bytes::<32>());
    hasher.update((transaction.data.len() as u64).to_be_bytes());
    hasher.update(&transaction.data);
}

/// Wei in ether, exactly.
pub fn in_ether(wei: U256) -> String {
    let (whole, rest) = wei.div_rem(U256::from(ETHER));
    let text = format!("{whole}.{:018}", rest.to::<u128>());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ether_is_exact() {
        for (wei, ether) in [
            (0, "0"),
            (1, "0.000000000000000001"),
            (ETHER / 20, "0.05"),
            (100 * ETHER, "100"),
            (12 * ETHER + 340_000_000_000_000_000, "12.34"),
        ] {
            assert_eq!(in_ether(U256::from(wei)), ether);
        }
    }
}

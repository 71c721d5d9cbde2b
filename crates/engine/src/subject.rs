//! The block that a request is about, with the state before it and its names, wherever it comes
//! from.

mod lines;

use crate::{file::FileSubject, run::Stop};
use lanewise_executor::{
    Block, Control, ExecuteError, InPlace, Location, Part, PreState, Receipt, Status, TxIndex,
    Unobserved,
    revm::primitives::{Address, FixedBytes, Log, TxKind, U256},
    strategies::{Job, Sequential, Strategy},
};
use lanewise_formats::{Document, Expected, write};
use lanewise_protocol::{BatchSpec, BlockSource, DecodedTransaction, Failure};
use lanewise_workloads::{
    DecodedCall, Deployed, Workload, decode_error, decode_log, halted, in_ether, listing, shortened,
};
use std::{
    collections::{BTreeMap, HashMap},
    iter,
};

/// A block and what is known of it.
#[derive(Debug)]
pub(crate) enum Subject {
    /// It was made of a batch document.
    Batch(Box<Workload>),
    /// It is in a file.
    File(Box<FileSubject>),
}

impl Subject {
    /// The block.
    pub(crate) fn block(&self) -> &Block {
        match self {
            Self::Batch(workload) => &workload.block,
            Self::File(file) => &file.block,
        }
    }

    /// The state before it.
    pub(crate) fn pre(&self) -> &PreState {
        match self {
            Self::Batch(workload) => &workload.pre,
            Self::File(file) => &file.pre,
        }
    }

    /// The file's part, where it comes from one.
    pub(crate) fn file(&self) -> Option<&FileSubject> {
        match self {
            Self::Batch(_) => None,
            Self::File(file) => Some(file),
        }
    }

    /// Names of contracts by address, where they are known.
    pub(crate) fn contracts(&self) -> impl Iterator<Item = (Address, &str)> {
        let contracts = match self {
            Self::Batch(workload) => &workload.contracts[..],
            Self::File(_) => &[],
        };
        contracts
            .iter()
            .map(|contract| (contract.address, contract.name.as_str()))
    }

    /// An account in words: a contract's name, or the address shortened to `0x1234…abcd`.
    pub(crate) fn account_name(&self, address: Address) -> String {
        match self {
            Self::Batch(workload) => workload.account_name(address),
            Self::File(_) => short(address),
        }
    }

    /// A part of an account in words: `balance`, `balanceOf[0x1234…abcd]`, `slot 2`.
    pub(crate) fn place_name(&self, place: &Location) -> String {
        match (self, place.part) {
            (Self::Batch(workload), _) => workload.place_name(place),
            (_, Part::Balance) => "balance".to_owned(),
            (_, Part::Nonce) => "nonce".to_owned(),
            (_, Part::Code) => "code".to_owned(),
            (_, Part::Storage(slot)) => slot_name(slot),
        }
    }

    /// Account and place in words: `Token.balanceOf[0x1234…abcd]`, `nonce of 0x1234…abcd`,
    /// `balance of the fee recipient`.
    pub(crate) fn full_name(&self, place: &Location) -> String {
        let name = self.place_name(place);
        if !matches!(place.part, Part::Storage(_)) {
            let of = if place.address == self.block().env.beneficiary {
                "the fee recipient".to_owned()
            } else {
                self.account_name(place.address)
            };
            return format!("{name} of {of}");
        }
        let account = self.account_name(place.address);
        if name.starts_with("slot ") {
            format!("{account} {name}")
        } else {
            format!("{account}.{name}")
        }
    }

    /// The contract at an address, where it is known.
    pub(crate) fn contract(&self, address: Address) -> Option<&Deployed> {
        match self {
            Self::Batch(workload) => {
                let mut contracts = workload.contracts.iter();
                contracts.find(|contract| contract.address == address)
            }
            Self::File(_) => None,
        }
    }

    /// The function that such data call at an address: its name, or the selector where nobody knows
    /// one; empty where there are no data.
    pub(crate) fn function(&self, to: TxKind, data: &[u8]) -> String {
        let TxKind::Call(to) = to else {
            return "create".to_owned();
        };
        let Some(selector) = data.first_chunk::<4>() else {
            return String::new();
        };
        let known = self.contract(to).and_then(|contract| {
            let mut functions = contract.artifact.abi.functions();
            functions.find(|function| function.selector() == *selector)
        });
        known.map_or_else(
            || FixedBytes(*selector).to_string(),
            |function| function.name.clone(),
        )
    }

    /// A log in words, where the ABI of the contract that emitted it knows it.
    pub(crate) fn event(&self, log: &Log) -> String {
        let contract = self.contract(log.address);
        let name = |account| self.account_name(account);
        let (topics, data) = (log.data.topics(), &log.data.data);
        let known =
            contract.and_then(|contract| decode_log(&contract.artifact.abi, topics, data, &name));
        known.unwrap_or_else(|| match topics.first() {
            Some(topic) => format!(
                "a log with the topic {}, {} more and {} bytes",
                shortened(&topic.to_string(), 12),
                topics.len() - 1,
                data.len()
            ),
            None => format!("a log without topics, {} bytes", data.len()),
        })
    }

    /// A transaction in words; nothing beyond the block's end.
    pub(crate) fn decode(&self, index: TxIndex) -> Option<DecodedTransaction> {
        let transaction = self.block().transactions.get(index as usize)?;
        let decoded = match self {
            Self::Batch(workload) => workload.decode_call(index),
            Self::File(_) => None,
        };
        let DecodedCall { to, call } = decoded.unwrap_or_else(|| match transaction.kind {
            TxKind::Call(to) => DecodedCall {
                to: self.account_name(to),
                call: call_in_words(&transaction.data, transaction.value),
            },
            TxKind::Create => DecodedCall {
                to: "a new contract".to_owned(),
                call: "create a contract".to_owned(),
            },
        });
        let value = transaction.value;
        Some(DecodedTransaction {
            index,
            from: transaction.caller.to_string(),
            to,
            call,
            value: if value.is_zero() {
                String::new()
            } else {
                value.to_string()
            },
            nonce: transaction.nonce,
        })
    }

    /// The function that a transaction calls, for groups of them: `Token.transfer`.
    pub(crate) fn kind_of_call(&self, index: TxIndex) -> String {
        if let Self::Batch(workload) = self {
            return workload.kind_of_call(index);
        }
        let transactions = &self.block().transactions;
        match transactions.get(index as usize).map(|one| one.kind) {
            Some(TxKind::Call(to)) => short(to),
            _ => "create a contract".to_owned(),
        }
    }

    /// Why a transaction did not succeed, in words; empty where it did.
    pub(crate) fn reason(&self, receipt: &Receipt) -> String {
        match (self, &receipt.status) {
            (Self::Batch(workload), _) => workload.reason(receipt),
            (_, Status::Success) => String::new(),
            (_, Status::Halt(reason)) => halted(reason),
            // Nobody knows the errors that a file's contracts declare.
            (_, Status::Revert) => decode_error(iter::empty(), &receipt.output, &short),
        }
    }

    /// The first transactions as entries of a batch document's `list`, as JSON.
    ///
    /// # Errors
    /// For a block of a file, whose contracts no document could deploy.
    pub(crate) fn listing(&self, most: usize) -> Result<String, Stop> {
        let Self::Batch(workload) = self else {
            let said = "The transactions of a file’s block cannot be listed in a batch document.";
            return Err(Stop::Failed(Failure::Other(said.to_owned())));
        };
        let calls = listing(workload, most);
        let calls: Vec<_> = calls.iter().map(lanewise_batch::write_call).collect();
        Ok(serde_json::Value::from(calls).to_string())
    }

    /// Distinct senders in the block, and the most transactions that one of them sends.
    pub(crate) fn senders(&self) -> (u32, u32) {
        let mut counts: HashMap<Address, u32> = HashMap::new();
        for transaction in &self.block().transactions {
            *counts.entry(transaction.caller).or_default() += 1;
        }
        let most = counts.values().copied().max().unwrap_or(0);
        (counts.len() as u32, most)
    }

    /// Block and state as a document that can be opened again. What must come out of a batch's
    /// block is what sequential execution gives now.
    ///
    /// # Errors
    /// As sequential execution.
    pub(crate) fn document(&self, source: &BlockSource) -> Result<String, ExecuteError> {
        let (hashes, expected) = match self {
            Self::Batch(workload) => {
                let (block, pre) = (&workload.block, &workload.pre);
                let control = Control::new();
                let job = Job::new(block, pre, &InPlace, &control);
                let run = Sequential.execute(&job, &Unobserved)?;
                let expected = Expected::of_outcome(block, pre, &run.outcome, true)?;
                (BTreeMap::new(), expected)
            }
            Self::File(file) => (file.block_hashes.clone(), file.expected.clone()),
        };
        let name = name_of(source);
        Ok(write(&match self {
            Self::Batch(workload) => Document {
                name: &name,
                block: &workload.block,
                pre: &workload.pre,
                complete_state: true,
                block_hashes: &hashes,
                access_list: None,
                expected: &expected,
            },
            Self::File(file) => Document {
                name: &file.case,
                block: &file.block,
                pre: &file.pre,
                complete_state: file.complete_state,
                block_hashes: &hashes,
                access_list: file.access_list.as_ref(),
                expected: &expected,
            },
        }))
    }
}

/// A block's name in a document.
pub(crate) fn name_of(source: &BlockSource) -> String {
    match source {
        BlockSource::Batch(BatchSpec {
            preset,
            transactions,
            accounts,
            contention,
            seed,
            knobs,
        }) => {
            let turned: String = knobs
                .iter()
                .map(|(knob, value)| format!(", {knob} {value}"))
                .collect();
            format!(
                "{preset}: {transactions} transactions, {accounts} accounts, contention \
                 {contention}, seed {seed}{turned}"
            )
        }
        BlockSource::Project(_) => "a project’s block".to_owned(),
        BlockSource::File(at) => format!("block {} of case {} of a file", at.block, at.case),
    }
}

/// A refusal to tell of a transaction beyond the block’s end.
pub(crate) fn no_such_transaction(index: u32, subject: &Subject) -> Stop {
    Stop::Failed(Failure::Other(format!(
        "There is no transaction {index}: the block's last one is {}.",
        subject.block().transactions.len().saturating_sub(1)
    )))
}

fn short(address: Address) -> String {
    let text = address.to_string();
    format!("{}…{}", &text[..6], &text[text.len() - 4..])
}

/// Slots that a hash gives are shortened: nobody reads them.
fn slot_name(slot: U256) -> String {
    match u64::try_from(slot) {
        Ok(slot) => format!("slot {slot}"),
        Err(_) => {
            let text = format!("{slot:#066x}");
            format!("slot {}…{}", &text[..6], &text[text.len() - 4..])
        }
    }
}

fn call_in_words(data: &[u8], value: U256) -> String {
    match data {
        [] => format!("send {} ether", in_ether(value)),
        [a, b, c, d, rest @ ..] => format!(
            "0x{a:02x}{b:02x}{c:02x}{d:02x}(…), {} bytes of arguments",
            rest.len()
        ),
        few => format!("{} bytes of data", few.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_without_names_are_told_by_their_data() {
        let ether = U256::from(1_000_000_000_000_000_000_u64);
        assert_eq!(call_in_words(&[], ether / U256::from(4)), "send 0.25 ether");
        assert_eq!(call_in_words(&[], U256::ZERO), "send 0 ether");
        assert_eq!(
            call_in_words(&[0xa9, 5, 0x9c, 0xbb, 0, 0], ether),
            "0xa9059cbb(…), 2 bytes of arguments"
        );
        assert_eq!(call_in_words(&[1, 2], ether), "2 bytes of data");
    }

    #[test]
    fn accounts_and_slots_without_names_are_short() {
        assert_eq!(short(Address::repeat_byte(0x11)), "0x1111…1111");
        assert_eq!(slot_name(U256::from(2)), "slot 2");
        assert_eq!(slot_name(U256::MAX), "slot 0xffff…ffff");
    }
}

//! A block with all that its transactions read and wrote, as one JSON document.
//!
//! What a transaction read and wrote has the shape of the `pre` and `post` of geth's
//! `prestateTracer`: accounts by address, slots by number. Quantities are written as in Ethereum's
//! JSON-RPC: hexadecimal with `0x` and no leading zeros. Indices and gas are JSON numbers.
//!
//! | field | meaning |
//! |---|---|
//! | `format` | `lanewise-block/1`; the number changes when a field changes its meaning |
//! | `batch` | what the block was made from: `preset`, `transactions`, `accounts`, `contention`, `seed`; `knobs` (those not at their default); `null` for a block of a file or a project |
//! | `evm` | the EVM that executed it |
//! | `fork`, `chainId`, `baseFee`, `feeRecipient` | the rules and the header |
//! | `contracts` | names by address |
//! | `transactions` | in the block's order, each with the fields below |
//! | `places` | by contract address and slot: what the slot holds, in words |
//!
//! | field of a transaction | meaning |
//! |---|---|
//! | `index` | place in the block, from 0 |
//! | `from`, `to`, `value`, `nonce`, `gasLimit`, `input` | as sent; `to` is `null` where a contract is created |
//! | `call` | the call in words |
//! | `status` | `succeeded`, `reverted` or `halted` |
//! | `reason` | why it did not succeed; absent where it did |
//! | `gasUsed` | gas used |
//! | `dependsOn` | lower transactions that wrote what this one read last before it: `transaction`, and in how many `places` |
//! | `reads` | values before the transaction: by address `balance`, `nonce`, `codeHash` (absent where there is no code) and `storage` by slot |
//! | `writes` | values after it, in the same shape; only what changed. A `codeHash` of zero: the code is gone |
//!
//! The fee recipient appears in `reads` and `writes` only where a transaction touches it otherwise
//! than by its fee. The document is written piece by piece: nothing of it exists twice.

use super::{EVM, Recorded, status};
use crate::subject::Subject;
use lanewise_executor::{
    Location, Part, TxIndex,
    revm::primitives::{Address, B256, Bytes, KECCAK_EMPTY, TxKind, U256},
};
use lanewise_protocol::{BatchSpec, BlockSource, TransactionStatus};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::{collections::BTreeSet, fmt::LowerHex};

/// The name and version of the document's format.
const FORMAT: &str = "lanewise-block/1";

/// The document, in UTF-8.
pub(crate) fn export(subject: &Subject, recorded: &Recorded, source: &BlockSource) -> Vec<u8> {
    let block = subject.block();
    let document = Document {
        format: FORMAT,
        batch: match source {
            BlockSource::Batch(batch) => Some(batch),
            BlockSource::File(_) | BlockSource::Project(_) => None,
        },
        evm: EVM,
        fork: format!("{:?}", block.spec).to_lowercase(),
        chain_id: block.chain_id,
        base_fee: Hex(block.env.basefee),
        fee_recipient: Hex(block.env.beneficiary),
        contracts: Contracts(subject),
        transactions: Transactions { subject, recorded },
        places: Places { subject, recorded },
    };
    serde_json::to_vec(&document).expect("a vector takes all bytes, and all keys are text")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: &'static str,
    batch: Option<&'a BatchSpec>,
    evm: &'static str,
    fork: String,
    chain_id: u64,
    base_fee: Hex<u64>,
    fee_recipient: Hex<Address>,
    contracts: Contracts<'a>,
    transactions: Transactions<'a>,
    places: Places<'a>,
}

struct Contracts<'a>(&'a Subject);

impl Serialize for Contracts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let contracts = self.0.contracts();
        serializer.collect_map(contracts.map(|(address, name)| (Hex(address), name)))
    }
}

struct Transactions<'a> {
    subject: &'a Subject,
    recorded: &'a Recorded,
}

impl Serialize for Transactions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let indices = 0..self.recorded.receipts.len() as TxIndex;
        serializer.collect_seq(indices.map(|index| self.transaction(index)))
    }
}

impl<'a> Transactions<'a> {
    fn transaction(&self, index: TxIndex) -> Transaction<'a> {
        let Self { subject, recorded } = *self;
        let place = index as usize;
        let (sent, receipt) = (
            &subject.block().transactions[place],
            &recorded.receipts[place],
        );
        let accesses = &recorded.accesses[place];
        let dependencies = recorded.graph.dependencies(index).iter();
        Transaction {
            index,
            from: Hex(sent.caller),
            to: match sent.kind {
                TxKind::Call(address) => Some(Hex(address)),
                TxKind::Create => None,
            },
            value: Hex(sent.value),
            nonce: sent.nonce,
            gas_limit: sent.gas_limit,
            input: Hex(&sent.data),
            call: subject
                .decode(index)
                .map(|decoded| decoded.call)
                .unwrap_or_default(),
            status: match status(receipt) {
                TransactionStatus::Succeeded => "succeeded",
                TransactionStatus::Reverted => "reverted",
                TransactionStatus::Halted => "halted",
            },
            reason: subject.reason(receipt),
            gas_used: receipt.gas_used,
            depends_on: dependencies
                .map(|edge| DependsOn {
                    transaction: edge.from,
                    places: edge.locations,
                })
                .collect(),
            reads: Accounts {
                accesses: &accesses.reads,
                tells_no_code: false,
            },
            writes: Accounts {
                accesses: &accesses.writes,
                tells_no_code: true,
            },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transaction<'a> {
    index: TxIndex,
    from: Hex<Address>,
    to: Option<Hex<Address>>,
    value: Hex<U256>,
    nonce: u64,
    gas_limit: u64,
    input: Hex<&'a Bytes>,
    call: String,
    status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    gas_used: u64,
    depends_on: Vec<DependsOn>,
    reads: Accounts<'a>,
    writes: Accounts<'a>,
}

#[derive(Serialize)]
struct DependsOn {
    transaction: TxIndex,
    places: u32,
}

/// A list of accesses, sorted by location, grouped by account.
struct Accounts<'a> {
    accesses: &'a [(Location, U256)],
    /// Whether the hash of no code is worth a word.
    tells_no_code: bool,
}

impl Serialize for Accounts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let accounts = self
            .accesses
            .chunk_by(|(a, _), (b, _)| a.address == b.address);
        let tells_no_code = self.tells_no_code;
        serializer.collect_map(accounts.map(|accesses| {
            (
                Hex(accesses[0].0.address),
                Account {
                    accesses,
                    tells_no_code,
                },
            )
        }))
    }
}

struct Account<'a> {
    accesses: &'a [(Location, U256)],
    tells_no_code: bool,
}

impl Serialize for Account<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // Storage comes last in the order of parts.
        let slots = self
            .accesses
            .partition_point(|(place, _)| !matches!(place.part, Part::Storage(_)));
        let (fields, slots) = self.accesses.split_at(slots);
        for (place, value) in fields {
            match place.part {
                Part::Balance => map.serialize_entry("balance", &Hex(*value))?,
                Part::Nonce => map.serialize_entry("nonce", &Hex(*value))?,
                Part::Code => {
                    let hash = B256::from(*value);
                    if hash != KECCAK_EMPTY {
                        map.serialize_entry("codeHash", &Hex(hash))?;
                    } else if self.tells_no_code {
                        map.serialize_entry("codeHash", &Hex(B256::ZERO))?;
                    }
                }
                Part::Storage(_) => {}
            }
        }
        if !slots.is_empty() {
            map.serialize_entry("storage", &Slots(slots))?;
        }
        map.end()
    }
}

struct Slots<'a>(&'a [(Location, U256)]);

impl Serialize for Slots<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter_map(|(place, value)| match place.part {
            Part::Storage(slot) => Some((Hex(slot), Hex(*value))),
            _ => None,
        }))
    }
}

/// What the slots hold, in words.
struct Places<'a> {
    subject: &'a Subject,
    recorded: &'a Recorded,
}

impl Serialize for Places<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reads = self.recorded.accesses.iter().flat_map(|set| &set.reads);
        let slots: BTreeSet<(Address, U256)> = reads
            .filter_map(|(place, _)| match place.part {
                Part::Storage(slot) => Some((place.address, slot)),
                _ => None,
            })
            .collect();
        let slots: Vec<_> = slots.into_iter().collect();
        let accounts = slots.chunk_by(|a, b| a.0 == b.0);
        let names = |slots| Names {
            subject: self.subject,
            slots,
        };
        serializer.collect_map(accounts.map(|slots| (Hex(slots[0].0), names(slots))))
    }
}

struct Names<'a> {
    subject: &'a Subject,
    slots: &'a [(Address, U256)],
}

impl Serialize for Names<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.slots.iter().map(|(address, slot)| {
            let place = Location {
                address: *address,
                part: Part::Storage(*slot),
            };
            (Hex(*slot), self.subject.place_name(&place))
        }))
    }
}

/// Numbers, addresses and hashes as in Ethereum's JSON-RPC.
struct Hex<T>(T);

impl<T: LowerHex> Serialize for Hex<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:#x}", self.0))
    }
}

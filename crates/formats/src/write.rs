//! Writing this project's own format.

use crate::{
    Expected, Fork,
    document::VERSION,
    system_json,
    transaction_json::{self, hex},
};
use alloy_primitives::{B256, U256};
use lanewise_executor::{Block, BlockAccessList, PreState};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What is written: a block, the state before it, and what is known of its outcome.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// A name for people.
    pub name: &'a str,
    /// The block. Its number and timestamp must be of at most 64 bits, as headers have them.
    pub block: &'a Block,
    /// The state before it.
    pub pre: &'a PreState,
    /// Whether that is all of the state.
    pub complete_state: bool,
    /// The hashes of earlier blocks that the state knows, by number.
    pub block_hashes: &'a BTreeMap<u64, B256>,
    /// The block access list, where there is one.
    pub access_list: Option<&'a BlockAccessList>,
    /// What must come out, as [`Expected::of_outcome`] gives it.
    pub expected: &'a Expected,
}

/// Writes a block so that [`crate::read`] gives it back. Signatures are not written: senders and
/// authorities stand in their place.
pub fn write(document: &Document<'_>) -> String {
    let Document { block, .. } = *document;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("lanewise", json!(VERSION));
    put("name", json!(document.name));
    put("chainId", json!(format!("{:#x}", block.chain_id)));
    put("fork", json!(Fork::of_spec(block.spec).name()));
    put("block", block_json(block));
    put("system", system_json::write(&block.system));
    put("preState", state(document.pre));
    put("completeState", json!(document.complete_state));
    let hashes = document.block_hashes.iter();
    let hashes = hashes.map(|(number, hash)| (number.to_string(), json!(hash.to_string())));
    put("blockHashes", Value::Object(hashes.collect()));
    if let Some(list) = document.access_list {
        let rlp = alloy_primitives::hex::encode_prefixed(list.to_rlp());
        put("blockAccessList", json!(rlp));
    }
    put("expected", expected(document.expected));
    Value::Object(fields).to_string()
}

fn block_json(block: &Block) -> Value {
    let env = &block.env;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("number", hex(env.number));
    put("timestamp", hex(env.timestamp));
    put("miner", json!(env.beneficiary.to_string()));
    put("gasLimit", hex(U256::from(env.gas_limit)));
    put("baseFeePerGas", hex(U256::from(env.basefee)));
    put("difficulty", hex(env.difficulty));
    if let Some(random) = env.prevrandao {
        put("mixHash", json!(random.to_string()));
    }
    if let Some(blobs) = env.blob_excess_gas_and_price {
        put("excessBlobGas", hex(U256::from(blobs.excess_blob_gas)));
        put("blobBaseFee", hex(U256::from(blobs.blob_gasprice)));
    }
    if env.slot_num != 0 {
        put("slotNumber", hex(U256::from(env.slot_num)));
    }
    let transactions = block.transactions.iter().map(transaction_json::write);
    put("transactions", transactions.collect());
    let withdrawals = block.system.withdrawals.iter().map(|withdrawal| {
        json!({
            "index": format!("{:#x}", withdrawal.index),
            "validatorIndex": format!("{:#x}", withdrawal.validator_index),
            "address": withdrawal.address.to_string(),
            "amount": format!("{:#x}", withdrawal.amount),
        })
    });
    put("withdrawals", withdrawals.collect());
    Value::Object(fields)
}

fn state(pre: &PreState) -> Value {
    let account = |account: &lanewise_executor::PreAccount| {
        let mut fields = Map::new();
        let info = &account.info;
        fields.insert("balance".to_owned(), hex(info.balance));
        fields.insert("nonce".to_owned(), hex(U256::from(info.nonce)));
        if let Some(code) = pre.code(&info.code_hash) {
            let code = json!(code.original_bytes().to_string());
            fields.insert("code".to_owned(), code);
        }
        if !account.storage.is_empty() {
            // In the order of slots, and below of addresses: the same state is the same text.
            let mut slots: Vec<_> = account.storage.iter().collect();
            slots.sort_unstable();
            let slots = slots.into_iter();
            let slots = slots.map(|(slot, value)| (format!("{slot:#x}"), hex(*value)));
            fields.insert("storage".to_owned(), Value::Object(slots.collect()));
        }
        Value::Object(fields)
    };
    let mut accounts: Vec<_> = pre.accounts().collect();
    accounts.sort_unstable_by_key(|(address, _)| **address);
    let accounts = accounts.into_iter();
    let accounts = accounts.map(|(address, held)| (address.to_string(), account(held)));
    Value::Object(accounts.collect())
}

fn expected(expected: &Expected) -> Value {
    let quantity = |number: Option<u64>| number.map(|number| hex(U256::from(number)));
    let hash = |hash: Option<B256>| hash.map(|hash| json!(hash.to_string()));
    let fields = [
        ("gasUsed", quantity(expected.gas_used)),
        ("receiptsRoot", hash(expected.receipts_root)),
        (
            "logsBloom",
            expected.logs_bloom.map(|bloom| json!(bloom.to_string())),
        ),
        ("stateRoot", hash(expected.state_root)),
        ("withdrawalsRoot", hash(expected.withdrawals_root)),
        ("requestsHash", hash(expected.requests_hash)),
        ("blobGasUsed", quantity(expected.blob_gas_used)),
        ("blockAccessListHash", hash(expected.block_access_list_hash)),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(known.collect())
}

//! What the protocol itself does in a block, in this project's own format: spelled out, so that a
//! block comes back exactly as it was written, whatever chain it is from.

use crate::{ReadError, json::Node, transaction_json::hex};
use alloy_primitives::B256;
use lanewise_executor::{
    BlobLimits, Ommer, RequestRules, Reward, SystemOperations, Withdrawal,
    revm::{context::BlockEnv, context_interface::block::BlobExcessGasAndPrice},
};
use serde_json::{Map, Value, json};

/// The most ommers.
const MAX_OMMERS: usize = 1 << 16;
/// The fields.
const FIELDS: &[&str] = &[
    "daoFork",
    "parentBeaconBlockRoot",
    "parentHash",
    "reward",
    "requests",
    "blobs",
];

/// Reads the operations; the withdrawals stand in the block, as nodes have it.
pub(crate) fn read(
    node: &Node<'_>,
    withdrawals: Vec<Withdrawal>,
) -> Result<SystemOperations, ReadError> {
    node.only(FIELDS)?;
    Ok(SystemOperations {
        dao_fork: node.optional(&["daoFork"], Node::bool)?.unwrap_or(false),
        parent_beacon_block_root: node.optional(&["parentBeaconBlockRoot"], Node::b256)?,
        parent_hash: node.optional(&["parentHash"], Node::b256)?,
        withdrawals,
        reward: node.optional(&["reward"], reward)?,
        requests: node.optional(&["requests"], |node| {
            node.only(&["depositContract"])?;
            Ok(RequestRules {
                deposit_contract: node.field("depositContract")?.address()?,
            })
        })?,
        blobs: node.optional(&["blobs"], |node| {
            node.only(&["blockGas", "perTransaction"])?;
            Ok(BlobLimits {
                block_gas: node.field("blockGas")?.u64()?,
                per_transaction: node.field("perTransaction")?.u64()?,
            })
        })?,
    })
}

fn reward(node: &Node<'_>) -> Result<Reward, ReadError> {
    node.only(&["block", "ommers"])?;
    let ommers = node.field("ommers")?;
    let ommers = ommers.items(MAX_OMMERS)?;
    Ok(Reward {
        block: node.field("block")?.u256()?,
        ommers: ommers.iter().map(ommer).collect::<Result<_, _>>()?,
    })
}

/// An ommer, by what its miner is paid by.
pub(crate) fn ommer(node: &Node<'_>) -> Result<Ommer, ReadError> {
    Ok(Ommer {
        beneficiary: node
            .one_of(&["miner", "beneficiary", "coinbase"])?
            .address()?,
        number: node.field("number")?.u64()?,
    })
}

/// Reads what a fork would otherwise decide about the environment: whether there is a random
/// number, and what a blob costs.
pub(crate) fn read_environment(block: &Node<'_>, env: &mut BlockEnv) -> Result<(), ReadError> {
    env.prevrandao = block.optional(&["mixHash"], Node::b256)?;
    let price = block.optional(&["blobBaseFee"], Node::u128)?;
    let excess = block.optional(&["excessBlobGas"], Node::u64)?;
    env.blob_excess_gas_and_price = price.map(|blob_gasprice| BlobExcessGasAndPrice {
        excess_blob_gas: excess.unwrap_or(0),
        blob_gasprice,
    });
    Ok(())
}

/// Writes the operations as [`read`] reads them.
pub(crate) fn write(system: &SystemOperations) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    let hash = |hash: B256| json!(hash.to_string());
    if system.dao_fork {
        put("daoFork", json!(true));
    }
    if let Some(root) = system.parent_beacon_block_root {
        put("parentBeaconBlockRoot", hash(root));
    }
    if let Some(parent) = system.parent_hash {
        put("parentHash", hash(parent));
    }
    if let Some(reward) = &system.reward {
        let ommers = reward.ommers.iter().map(|ommer| {
            let number = format!("{:#x}", ommer.number);
            json!({"miner": ommer.beneficiary.to_string(), "number": number})
        });
        let ommers: Vec<_> = ommers.collect();
        put(
            "reward",
            json!({"block": hex(reward.block), "ommers": ommers}),
        );
    }
    if let Some(rules) = system.requests {
        let contract = rules.deposit_contract.to_string();
        put("requests", json!({"depositContract": contract}));
    }
    if let Some(limits) = system.blobs {
        let gas = format!("{:#x}", limits.block_gas);
        let count = format!("{:#x}", limits.per_transaction);
        put("blobs", json!({"blockGas": gas, "perTransaction": count}));
    }
    Value::Object(fields)
}

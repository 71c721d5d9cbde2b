//! A header in JSON, by the names of nodes or of fixtures.

use crate::{ReadError, json::Node};
use alloy_consensus::Header;
use alloy_primitives::{B64, B256, FixedBytes, U256};

/// The most bytes of extra data that are read; what is valid is a rule of headers.
const MAX_EXTRA_BYTES: usize = 1 << 16;

/// Reads a header. Number, timestamp, gas limit and fee recipient must be there; the rest is zero
/// or absent where it is missing.
pub(crate) fn read(node: &Node<'_>) -> Result<Header, ReadError> {
    let hash = |names: &[&'static str]| node.optional(names, Node::b256);
    let number = |names: &[&'static str]| node.optional(names, Node::u64);
    Ok(Header {
        parent_hash: hash(&["parentHash"])?.unwrap_or_default(),
        ommers_hash: hash(&["sha3Uncles", "uncleHash"])?
            .unwrap_or(alloy_consensus::EMPTY_OMMER_ROOT_HASH),
        beneficiary: node.one_of(&["miner", "coinbase"])?.address()?,
        state_root: hash(&["stateRoot"])?.unwrap_or_default(),
        transactions_root: hash(&["transactionsRoot", "transactionsTrie"])?.unwrap_or_default(),
        receipts_root: hash(&["receiptsRoot", "receiptTrie"])?.unwrap_or_default(),
        logs_bloom: node
            .optional(&["logsBloom", "bloom"], Node::fixed::<256>)?
            .map(Into::into)
            .unwrap_or_default(),
        difficulty: node
            .optional(&["difficulty"], Node::u256)?
            .unwrap_or(U256::ZERO),
        number: node.field("number")?.u64()?,
        gas_limit: node.field("gasLimit")?.u64()?,
        gas_used: number(&["gasUsed"])?.unwrap_or_default(),
        timestamp: node.field("timestamp")?.u64()?,
        extra_data: node
            .optional(&["extraData"], |data| data.bytes(MAX_EXTRA_BYTES))?
            .unwrap_or_default(),
        mix_hash: hash(&["mixHash"])?.unwrap_or(B256::ZERO),
        nonce: node
            .optional(&["nonce"], Node::fixed::<8>)?
            .map_or(B64::ZERO, |FixedBytes(nonce)| FixedBytes(nonce)),
        base_fee_per_gas: number(&["baseFeePerGas"])?,
        withdrawals_root: hash(&["withdrawalsRoot"])?,
        blob_gas_used: number(&["blobGasUsed"])?,
        excess_blob_gas: number(&["excessBlobGas"])?,
        parent_beacon_block_root: hash(&["parentBeaconBlockRoot"])?,
        requests_hash: hash(&["requestsHash"])?,
        block_access_list_hash: hash(&["blockAccessListHash", "balHash"])?,
        slot_number: number(&["slotNumber"])?,
    })
}

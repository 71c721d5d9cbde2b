//! From a header and what lies beside it to the block that the executor takes.

use crate::{Fork, Network, header::blob_base_fee};
use alloy_consensus::Header;
use alloy_primitives::U256;
use lanewise_executor::{
    BlobLimits, Block, GAS_PER_BLOB, Ommer, RequestRules, Reward, SystemOperations, Transaction,
    Withdrawal,
    revm::{context::BlockEnv, context_interface::block::BlobExcessGasAndPrice},
};

/// What makes a block, besides its header.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) ommers: Vec<Ommer>,
    pub(crate) withdrawals: Vec<Withdrawal>,
    /// Whether the state has the contracts that requests are read from. A state that holds only
    /// what the transactions touch does not.
    pub(crate) has_request_contracts: bool,
}

/// The block of a header, under a fork's rules.
pub(crate) fn block(header: &Header, body: Body, fork: Fork, network: &Network) -> Block {
    let blobs = network.blobs(fork);
    let excess = header.excess_blob_gas.unwrap_or(0);
    let env = BlockEnv {
        number: U256::from(header.number),
        beneficiary: header.beneficiary,
        timestamp: U256::from(header.timestamp),
        gas_limit: header.gas_limit,
        basefee: header.base_fee_per_gas.unwrap_or(0),
        difficulty: header.difficulty,
        prevrandao: (fork >= Fork::Paris).then_some(header.mix_hash),
        blob_excess_gas_and_price: blobs.map(|params| BlobExcessGasAndPrice {
            excess_blob_gas: excess,
            blob_gasprice: blob_base_fee(excess, &params),
        }),
        slot_num: header.slot_number.unwrap_or(0),
    };
    let system = SystemOperations {
        dao_fork: network.dao_block == Some(header.number),
        parent_beacon_block_root: header
            .parent_beacon_block_root
            .filter(|_| fork >= Fork::Cancun),
        parent_hash: (fork >= Fork::Prague).then_some(header.parent_hash),
        withdrawals: body.withdrawals,
        reward: fork.block_reward().map(|block| Reward {
            block,
            ommers: body.ommers,
        }),
        requests: (fork >= Fork::Prague && body.has_request_contracts).then_some(RequestRules {
            deposit_contract: network.deposit_contract,
        }),
        blobs: blobs.map(|params| BlobLimits {
            block_gas: params.max_blob_count.saturating_mul(GAS_PER_BLOB),
            per_transaction: params.max_blobs_per_tx,
        }),
    };
    Block {
        spec: fork.spec(),
        chain_id: network.chain_id,
        env,
        transactions: body.transactions,
        system,
    }
}

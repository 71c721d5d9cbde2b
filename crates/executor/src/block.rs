//! A block, as executors see it: an environment, an ordered list of transactions, and what the
//! protocol itself does before and after them.

use revm::{
    context::{BlockEnv, CfgEnv, TxEnv},
    primitives::{Address, B256, U256, hardfork::SpecId},
};

/// A transaction, with its sender already recovered.
pub type Transaction = TxEnv;

/// A block to execute: the fork's rules, the header's environment, the transactions in order.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The fork whose rules hold.
    pub spec: SpecId,
    /// EIP-155 chain id; a transaction that names another one is invalid.
    pub chain_id: u64,
    /// Number, timestamp, base fee, fee recipient and the rest of the header's environment.
    pub env: BlockEnv,
    /// The transactions, in the order whose outcome every strategy must reproduce.
    pub transactions: Vec<Transaction>,
    /// What the protocol itself does before and after the transactions.
    pub system: SystemOperations,
}

/// What the protocol itself does in a block, before and after the transactions.
///
/// The default is nothing at all: a bare list of transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemOperations {
    /// The DAO's irregular change of state (EIP-779), before the transactions.
    pub dao_fork: bool,
    /// Stored in the beacon roots contract before the transactions (EIP-4788).
    pub parent_beacon_block_root: Option<B256>,
    /// Stored in the block hash history contract before the transactions (EIP-2935).
    pub parent_hash: Option<B256>,
    /// Credited after the transactions (EIP-4895), in order.
    pub withdrawals: Vec<Withdrawal>,
    /// What is paid to the miners after the transactions; nothing since the Merge.
    pub reward: Option<Reward>,
    /// Deposits, withdrawal requests and consolidation requests, gathered after the transactions
    /// (EIP-6110, EIP-7002, EIP-7251); nothing before Prague.
    pub requests: Option<RequestRules>,
    /// How much blob gas the block and one of its transactions may use (EIP-4844, EIP-7594).
    pub blobs: Option<BlobLimits>,
}

/// A withdrawal from the beacon chain (EIP-4895).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withdrawal {
    /// Its number since the first.
    pub index: u64,
    /// The validator's number.
    pub validator_index: u64,
    /// Who gets it.
    pub address: Address,
    /// How much, in gigawei.
    pub amount: u64,
}

/// What the miner of a block is paid, and those of its ommers (Yellow Paper, section 11.3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reward {
    /// The fork's reward for a block, in wei.
    pub block: U256,
    /// The block's ommers.
    pub ommers: Vec<Ommer>,
}

/// A block beside the chain that is paid for all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ommer {
    /// Who mined it.
    pub beneficiary: Address,
    /// Its number.
    pub number: u64,
}

/// How requests are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestRules {
    /// Whose logs are deposits.
    pub deposit_contract: Address,
}

/// Limits on blobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobLimits {
    /// The most that a block may use, in blob gas.
    pub block_gas: u64,
    /// The most blobs that a transaction may carry.
    pub per_transaction: u64,
}

/// Gas that one blob takes (EIP-4844).
pub const GAS_PER_BLOB: u64 = 131_072;

impl Block {
    /// The EVM's configuration for this block.
    pub(crate) fn cfg(&self) -> CfgEnv {
        let mut cfg = CfgEnv::new_with_spec(self.spec).with_chain_id(self.chain_id);
        cfg.max_blobs_per_tx = self.system.blobs.map(|limits| limits.per_transaction);
        cfg
    }

    /// Whether touched empty accounts are deleted (EIP-161).
    pub(crate) fn clears_empty_accounts(&self) -> bool {
        self.spec.is_enabled_in(SpecId::SPURIOUS_DRAGON)
    }

    /// Blob gas that the transactions use together (EIP-4844).
    pub fn blob_gas_used(&self) -> u64 {
        let blobs = |tx: &Transaction| tx.blob_hashes.len() as u64;
        self.transactions.iter().map(blobs).sum::<u64>() * GAS_PER_BLOB
    }
}

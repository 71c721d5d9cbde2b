//! A block, as executors see it: an environment and an ordered list of transactions.

use revm::{
    context::{BlockEnv, CfgEnv, TxEnv},
    primitives::hardfork::SpecId,
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
}

impl Block {
    /// The EVM's configuration for this block.
    pub(crate) fn cfg(&self) -> CfgEnv {
        CfgEnv::new_with_spec(self.spec).with_chain_id(self.chain_id)
    }

    /// Whether touched empty accounts are deleted (EIP-161).
    pub(crate) fn clears_empty_accounts(&self) -> bool {
        self.spec.is_enabled_in(SpecId::SPURIOUS_DRAGON)
    }
}

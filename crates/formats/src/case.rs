//! A case: blocks, the state before them, and what is known of their outcome.

use crate::{Expected, Fork, Network, Problem, Skip};
use alloy_consensus::Header;
use alloy_primitives::B256;
use lanewise_executor::{Block, BlockAccessList, PreState};
use std::collections::BTreeMap;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A blockchain test of ethereum/tests or of the execution specs.
    BlockchainTest,
    /// A block with full transactions and the tracer's state, as a node gives them.
    NodeBlock,
    /// This project's own.
    Lanewise,
}

impl Format {
    /// A short name.
    pub fn name(self) -> &'static str {
        match self {
            Self::BlockchainTest => "blockchain test",
            Self::NodeBlock => "block of a node",
            Self::Lanewise => "lanewise block",
        }
    }
}

/// Blocks, the state before the first of them, and what is known of their outcome.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name in the text, or one made from the block's number.
    pub name: String,
    /// What the text is.
    pub format: Format,
    /// The chain's rules.
    pub network: Network,
    /// The state before the first block.
    pub pre: PreState,
    /// The hashes of earlier blocks that the state knows, by number.
    pub block_hashes: BTreeMap<u64, B256>,
    /// Whether the state is all there is. A state that holds only what the transactions touch has
    /// no root, and may lack the contracts that the protocol itself calls.
    pub complete_state: bool,
    /// The header before the first block, and its hash; a fixture's genesis.
    pub parent: Option<(B256, Header)>,
    /// The blocks, in the order in which they are to be imported.
    pub blocks: Vec<ImportedBlock>,
    /// Whether the blocks were really mined, so that one may be wrong only in its proof of work.
    pub proof_of_work: bool,
    /// The block that the chain ends with.
    pub head: Option<B256>,
    /// The root of the state after that block.
    pub head_state_root: Option<B256>,
    /// Why the case cannot be run, if it cannot.
    pub skip: Option<Skip>,
}

/// A block as a text has it.
#[derive(Debug, Clone)]
pub struct ImportedBlock {
    /// The fork whose rules hold.
    pub fork: Fork,
    /// The block's hash; zero where the text gives none, or no header can be decoded.
    pub hash: B256,
    /// The header, if one could be decoded.
    pub header: Option<Header>,
    /// The headers of its ommers.
    pub ommers: Vec<Header>,
    /// The block to execute; or why it is none, in one sentence.
    pub block: Result<Block, String>,
    /// What is wrong with the block as it stands: where header and body do not agree.
    pub problems: Vec<Problem>,
    /// What must come out.
    pub expected: Expected,
    /// The access list that came with it (EIP-7928).
    pub access_list: Option<BlockAccessList>,
    /// Why it must be refused, in the text's own words, if it must.
    pub must_fail: Option<String>,
}

impl ImportedBlock {
    /// The hash of the block before; zero where there is no header.
    pub fn parent_hash(&self) -> B256 {
        self.header
            .as_ref()
            .map_or(B256::ZERO, |header| header.parent_hash)
    }
}

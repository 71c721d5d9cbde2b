//! Blockchain tests: the fixtures of ethereum/tests
//! (<https://ethereum-tests.readthedocs.io/en/latest/blockchain-ref.html>) and of the execution
//! specs (<https://eest.ethereum.org/main/consuming_tests/blockchain_test/>).
//!
//! Blocks are taken from their RLP, valid ones like the others; the JSON beside it only saves the
//! recovery of senders.

use crate::{
    Case, Expected, Fork, Format, ImportedBlock, Network, ReadError, Skip, accounts, header_json,
    json::Node,
    rlp_block::{self, Place},
};
use alloy_primitives::{Address, B256, U256};
use lanewise_executor::{PreState, StateChanges, state_root};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

/// The most blocks of a case.
const MAX_BLOCKS: usize = 100_000;
/// The most bytes of a block's RLP.
const MAX_BLOCK_BYTES: usize = 32 << 20;
/// The most transactions of a block.
const MAX_TRANSACTIONS: usize = 1_000_000;

/// Fields that only a format has which is not read.
const UNSUPPORTED: &[(&str, &str, &str)] = &[
    (
        "engineNewPayloads",
        "a test of the Engine API",
        "its payloads are also there as blocks, in the blockchain tests of the same release",
    ),
    (
        "syncPayload",
        "a test of synchronisation",
        "its blocks are also there in the blockchain tests of the same release",
    ),
    (
        "txbytes",
        "a transaction test",
        "it has no block to execute",
    ),
    (
        "post",
        "a state test",
        "its transactions are also there as blocks, in the blockchain tests of the same release",
    ),
    (
        "steps",
        "a fork choice test",
        "it is about the choice among chains, not about a block's execution",
    ),
];

/// Reads one case.
pub(crate) fn read(name: &str, value: &Value) -> Result<Case, ReadError> {
    let node = Node::root(name, value);
    for (field, format, reason) in UNSUPPORTED {
        if node.get("blocks")?.is_none() && node.get(field)?.is_some() {
            return Err(ReadError::Unsupported {
                path: name.chars().take(200).collect(),
                format,
                reason,
            });
        }
    }
    let network_node = node.field("network")?;
    let network = network_node.text()?;
    let config = node.get("config")?;
    let chain_id = match &config {
        Some(config) => config.optional(&["chainid", "chainId"], Node::u64)?,
        None => None,
    };
    let mut network = match Network::of_fixture(network, chain_id.unwrap_or(1)) {
        Ok(network) => network,
        Err(skip) => return Ok(skipped(name, skip)),
    };
    if let Some(config) = &config
        && let Some(schedule) = config.get("blobSchedule")?
    {
        network.read_blobs(&schedule)?;
    }
    let genesis_node = node.field("genesisBlockHeader")?;
    let genesis = header_json::read(&genesis_node)?;
    let genesis_hash = genesis_node.field("hash")?.b256()?;
    let mut pre = accounts::state(&node.field("pre")?)?;
    pre.set_block_hash(genesis.number, genesis_hash);
    let mut total = HashMap::from([(genesis_hash, genesis.difficulty)]);
    let mut blocks = Vec::new();
    for entry in node.field("blocks")?.items(MAX_BLOCKS)? {
        let block = block(&entry, &network, &total)?;
        if let (Some(header), Some(before)) = (&block.header, total.get(&block.parent_hash())) {
            total.insert(block.hash, before.saturating_add(header.difficulty));
        }
        blocks.push(block);
    }
    let seal = node.get("sealEngine")?;
    let head_state_root = match (node.get("postState")?, node.get("postStateHash")?) {
        (Some(state), _) => Some(state_root(
            &accounts::state(&state)?,
            &StateChanges::default(),
        )),
        (None, Some(hash)) => Some(hash.b256()?),
        (None, None) => None,
    };
    Ok(Case {
        name: name.to_owned(),
        format: Format::BlockchainTest,
        network,
        pre,
        block_hashes: BTreeMap::from([(genesis.number, genesis_hash)]),
        complete_state: true,
        parent: Some((genesis_hash, genesis)),
        blocks,
        proof_of_work: seal.is_some_and(|seal| seal.text() != Ok("NoProof")),
        head: node.optional(&["lastblockhash"], Node::b256)?,
        head_state_root,
        skip: None,
    })
}

fn skipped(name: &str, skip: Skip) -> Case {
    Case {
        name: name.to_owned(),
        format: Format::BlockchainTest,
        network: Network::always(Fork::Frontier, 1),
        pre: PreState::new(),
        block_hashes: BTreeMap::new(),
        complete_state: true,
        parent: None,
        blocks: Vec::new(),
        proof_of_work: false,
        head: None,
        head_state_root: None,
        skip: Some(skip),
    }
}

fn block(
    node: &Node<'_>,
    network: &Network,
    total: &HashMap<B256, U256>,
) -> Result<ImportedBlock, ReadError> {
    let must_fail = must_fail(node)?;
    let rlp = node.field("rlp")?;
    let rlp = match rlp.bytes(MAX_BLOCK_BYTES) {
        Ok(rlp) => rlp,
        // Some fixtures break even the hexadecimal digits of a block that must be refused.
        Err(error) if must_fail.is_some() && rlp.is_text() => {
            return Ok(ImportedBlock {
                fork: Fork::Frontier,
                hash: B256::ZERO,
                header: None,
                ommers: Vec::new(),
                block: Err(error.to_string()),
                problems: Vec::new(),
                expected: Expected::default(),
                access_list: None,
                must_fail,
            });
        }
        Err(error) => return Err(error),
    };
    // Senders are believed only of blocks that are said to be valid.
    let senders = if must_fail.is_some() {
        None
    } else {
        senders(node)?
    };
    let place = Place {
        network,
        total_difficulty: &|hash| total.get(&hash).copied(),
        senders: senders.as_deref(),
    };
    let mut block = rlp_block::read(&rlp, &place);
    block.must_fail = must_fail;
    Ok(block)
}

/// Why a block must be refused, if it must. Only a block that must not has its header decoded
/// beside it; old fixtures give no reason, or one for each network.
fn must_fail(node: &Node<'_>) -> Result<Option<String>, ReadError> {
    let named = node.get("expectException")?;
    if named.is_none() && node.get("blockHeader")?.is_some() {
        return Ok(None);
    }
    let of_network = node.entries(64)?.into_iter();
    let mut of_network = of_network.filter(|(name, _)| name.starts_with("expectException"));
    let why = match named.or(of_network.next().map(|(_, why)| why)) {
        Some(why) => why.text()?.chars().take(200).collect(),
        None => "no reason is given".to_owned(),
    };
    Ok(Some(why))
}

/// The senders, if all of them are given.
fn senders(node: &Node<'_>) -> Result<Option<Vec<Address>>, ReadError> {
    let Some(transactions) = node.get("transactions")? else {
        return Ok(None);
    };
    let mut senders = Vec::new();
    for transaction in transactions.items(MAX_TRANSACTIONS)? {
        match transaction.get("sender")? {
            Some(sender) => senders.push(sender.address()?),
            None => return Ok(None),
        }
    }
    Ok(Some(senders))
}

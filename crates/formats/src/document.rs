//! One block in JSON with the state before it: as a node gives them, or in this project's own
//! format, which says more. Both are described in the crate's README.

use crate::{
    Case, Expected, Fork, Format, ImportedBlock, Network, Problem, ReadError, access_list_json,
    accounts, header_json,
    json::{self, Node},
    parts::{self, Body},
    prestate, system_json, transaction_json,
};
use alloy_consensus::Header;
use alloy_primitives::{Address, B256, address};
use lanewise_executor::{Ommer, PreState, Withdrawal};
use serde_json::Value;
use std::collections::BTreeMap;

/// The version of our own format.
pub(crate) const VERSION: u64 = 1;
/// The most transactions of a block.
const MAX_TRANSACTIONS: usize = 1_000_000;
/// The most withdrawals of a block, and the most ommers.
const MAX_LISTED: usize = 1 << 16;
/// The most hashes of earlier blocks.
const MAX_HASHES: usize = 1 << 16;
/// The contracts that requests are read from (EIP-7002, EIP-7251).
const REQUEST_CONTRACTS: [Address; 2] = [
    address!("00000961ef480eb55e80d19ad83579a64c007002"),
    address!("0000bbddc7ce488642fb579f8b00f3a590007251"),
];
/// The fields of our own format.
const FIELDS: &[&str] = &[
    "lanewise",
    "name",
    "chainId",
    "fork",
    "block",
    "preState",
    "completeState",
    "blockHashes",
    "blockAccessList",
    "expected",
    "system",
];
/// The fields of what must come out.
const EXPECTED_FIELDS: &[&str] = &[
    "gasUsed",
    "receiptsRoot",
    "logsBloom",
    "stateRoot",
    "withdrawalsRoot",
    "requestsHash",
    "blobGasUsed",
    "blockAccessListHash",
];
/// By what names a state is known that holds what a block touches.
pub(crate) const STATES: &[&str] = &["preState", "prestate", "trace"];

/// Reads a block with its state.
pub(crate) fn read(value: &Value) -> Result<Case, ReadError> {
    let root = Node::root("", value);
    let own = root.get("lanewise")?;
    if let Some(version) = &own {
        if version.u64()? != VERSION {
            return Err(version.refuse(format!("version {VERSION}")));
        }
        root.only(FIELDS)?;
    }
    let wrapped = root.field("block")?;
    let block_node = unwrap(&wrapped)?;
    let header = header_json::read(&block_node)?;
    let chain_id = root.optional(&["chainId"], Node::u64)?.unwrap_or(1);
    let network = network(&root, chain_id)?;
    let fork = network.fork(header.number, header.timestamp, None);
    let list = block_node.field("transactions")?;
    let transactions = list.items(MAX_TRANSACTIONS)?;
    let transactions: Vec<_> = transactions
        .iter()
        .map(transaction_json::read)
        .collect::<Result<_, _>>()?;
    let complete_state = match root.get("completeState")? {
        Some(complete) => complete.bool()?,
        None => false,
    };
    let state = root.one_of(STATES)?;
    let state = unwrap(&state)?;
    let mut pre = if complete_state || (own.is_some() && !state.is_list()) {
        accounts::state(&state)?
    } else {
        prestate::read(&state, fork, &transactions)?
    };
    let block_hashes = block_hashes(&root, &header, &mut pre)?;
    let has_code = |contract: &Address| {
        let account = pre.account(contract);
        account.is_some_and(|account| !account.info.is_empty_code_hash())
    };
    let body = Body {
        transactions,
        ommers: ommers(&block_node)?,
        withdrawals: withdrawals(&block_node)?,
        has_request_contracts: complete_state || REQUEST_CONTRACTS.iter().all(has_code),
    };
    let withdrawals = body.withdrawals.clone();
    let mut block = parts::block(&header, body, fork, &network);
    if let Some(node) = root.get("system")? {
        block.system = system_json::read(&node, withdrawals)?;
        system_json::read_environment(&block_node, &mut block.env)?;
    }
    let expected = match root.get("expected")? {
        Some(node) => {
            node.only(EXPECTED_FIELDS)?;
            Expected::read(&node)?
        }
        None => Expected::read(&block_node)?,
    };
    let hash = block_node.optional(&["hash"], Node::b256)?;
    let name = match root.get("name")? {
        Some(name) => name.text()?.chars().take(200).collect(),
        None => format!("block {} of chain {chain_id}", header.number),
    };
    let imported = ImportedBlock {
        fork,
        hash: hash.unwrap_or_default(),
        ommers: Vec::new(),
        block: Ok(block),
        problems: hash_problem(hash, &header, fork).into_iter().collect(),
        expected: if complete_state {
            expected
        } else {
            expected.without_state(fork)
        },
        access_list: root.optional(&["blockAccessList"], access_list_json::read)?,
        must_fail: None,
        header: Some(header),
    };
    Ok(Case {
        name,
        format: if own.is_some() {
            Format::Lanewise
        } else {
            Format::NodeBlock
        },
        network,
        pre,
        block_hashes,
        complete_state,
        parent: None,
        blocks: vec![imported],
        proof_of_work: false,
        head: None,
        head_state_root: None,
        skip: None,
    })
}

/// What is inside a response of JSON-RPC; anything else is taken as it is.
fn unwrap<'s>(node: &'s Node<'s>) -> Result<Node<'s>, ReadError> {
    if node.is_object() && node.get("jsonrpc")?.is_some() {
        return node.field("result");
    }
    Ok(*node)
}

fn network(root: &Node<'_>, chain_id: u64) -> Result<Network, ReadError> {
    if let Some(node) = root.get("fork")? {
        let fork = Fork::parse(node.text()?).ok_or_else(|| {
            let names: Vec<_> = Fork::names().collect();
            node.refuse(format!("one of {}", names.join(", ")))
        })?;
        return Ok(Network::always(fork, chain_id));
    }
    Network::public(chain_id).ok_or_else(|| match root.field("fork") {
        Ok(fork) => fork.refuse("the name of a fork, because the chain is not a public one"),
        Err(error) => error,
    })
}

/// What the header's hash says of its fields. Later forks may bring fields that we do not know.
fn hash_problem(hash: Option<B256>, header: &Header, fork: Fork) -> Option<Problem> {
    let given = hash.filter(|_| fork < Fork::Amsterdam)?;
    let made = header.hash_slow();
    (made != given).then(|| Problem::new("hash", made, given))
}

fn block_hashes(
    root: &Node<'_>,
    header: &Header,
    pre: &mut PreState,
) -> Result<BTreeMap<u64, B256>, ReadError> {
    let mut hashes = BTreeMap::new();
    if let Some(before) = header.number.checked_sub(1)
        && !header.parent_hash.is_zero()
    {
        hashes.insert(before, header.parent_hash);
    }
    if let Some(node) = root.get("blockHashes")? {
        for (name, hash) in node.entries(MAX_HASHES)? {
            let digits = name.bytes().all(|digit| digit.is_ascii_digit());
            let number = if digits {
                name.parse().ok()
            } else {
                let number = json::hex_quantity(name);
                number.and_then(|number| u64::try_from(number).ok())
            };
            let number =
                number.ok_or_else(|| hash.refuse("a block's number as the field's name"))?;
            hashes.insert(number, hash.b256()?);
        }
    }
    for (number, hash) in &hashes {
        pre.set_block_hash(*number, *hash);
    }
    Ok(hashes)
}

fn withdrawals(node: &Node<'_>) -> Result<Vec<Withdrawal>, ReadError> {
    let withdrawal = |node: &Node<'_>| {
        Ok(Withdrawal {
            index: node.field("index")?.u64()?,
            validator_index: node.field("validatorIndex")?.u64()?,
            address: node.field("address")?.address()?,
            amount: node.field("amount")?.u64()?,
        })
    };
    let read = |list: &Node<'_>| list.items(MAX_LISTED)?.iter().map(withdrawal).collect();
    Ok(node.optional(&["withdrawals"], read)?.unwrap_or_default())
}

/// Ommers with what they are paid by. Nodes give only their hashes, which is not enough.
fn ommers(node: &Node<'_>) -> Result<Vec<Ommer>, ReadError> {
    let read = |list: &Node<'_>| {
        list.items(MAX_LISTED)?
            .iter()
            .map(system_json::ommer)
            .collect()
    };
    Ok(node.optional(&["ommers"], read)?.unwrap_or_default())
}

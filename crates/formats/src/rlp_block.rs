//! A block in RLP, as it goes from node to node.

use crate::{
    Expected, Fork, ImportedBlock, Network, Problem,
    header::check_ommers_count,
    parts::{self, Body},
    signed::{self, Envelope},
};
use alloy_consensus::{Block as RlpBlock, Header, proofs};
use alloy_primitives::{Address, B256, U256};
use lanewise_executor::{Ommer, Withdrawal};

/// The most bytes of a block from Osaka on: what messages may have, less room for the beacon block
/// (EIP-7934).
const MAX_BLOCK_BYTES: usize = 10 * 1024 * 1024 - 2 * 1024 * 1024;

/// What the reader of a chain knows when it comes to a block.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) network: &'a Network,
    /// The total difficulty of a block that came before, by its hash.
    pub(crate) total_difficulty: &'a dyn Fn(B256) -> Option<U256>,
    /// The transactions' senders where the text gives them and they may be believed.
    pub(crate) senders: Option<&'a [Address]>,
}

/// Reads a block; one that cannot be decoded is a block all the same, which cannot be executed.
pub(crate) fn read(rlp: &[u8], place: &Place<'_>) -> ImportedBlock {
    let mut rest = rlp;
    let decoded = RlpBlock::<Envelope>::decode_sealed(&mut rest);
    let decoded = decoded.map_err(|error| format!("its RLP cannot be decoded: {error}"));
    match decoded {
        Ok(_) if !rest.is_empty() => undecodable(format!("{} bytes follow its RLP", rest.len())),
        Ok(sealed) => {
            let (block, hash) = sealed.into_parts();
            assemble(block, hash, rlp.len(), place)
        }
        Err(reason) => undecodable(reason),
    }
}

fn undecodable(reason: String) -> ImportedBlock {
    ImportedBlock {
        fork: Fork::Frontier,
        hash: B256::ZERO,
        header: None,
        ommers: Vec::new(),
        block: Err(reason),
        problems: Vec::new(),
        expected: Expected::default(),
        access_list: None,
        must_fail: None,
    }
}

fn assemble(
    block: RlpBlock<Envelope>,
    hash: B256,
    bytes: usize,
    place: &Place<'_>,
) -> ImportedBlock {
    let RlpBlock { header, body } = block;
    let total_difficulty = (place.total_difficulty)(header.parent_hash);
    let network = place.network;
    let fork = network.fork(header.number, header.timestamp, total_difficulty);
    let withdrawals = body.withdrawals.as_ref();
    let mut problems = Vec::new();
    let root = proofs::calculate_transaction_root(&body.transactions);
    if root != header.transactions_root {
        let claimed = header.transactions_root;
        problems.push(Problem::new("transactionsRoot", root, claimed));
    }
    let root = proofs::calculate_ommers_root(&body.ommers);
    if root != header.ommers_hash {
        problems.push(Problem::new("sha3Uncles", root, header.ommers_hash));
    }
    if withdrawals.is_some() != (fork >= Fork::Shanghai) {
        let words = |there| if there { "a list" } else { "no list" };
        let (want, have) = (words(withdrawals.is_none()), words(withdrawals.is_some()));
        problems.push(Problem::new("withdrawals", want, have));
    }
    if fork >= Fork::Osaka && bytes > MAX_BLOCK_BYTES {
        let limit = format!("at most {MAX_BLOCK_BYTES} bytes");
        problems.push(Problem::new("size", limit, bytes));
    }
    problems.extend(check_ommers_count(body.ommers.len(), fork));
    let withdrawals = withdrawals.into_iter().flat_map(|list| list.iter());
    let withdrawals = withdrawals.map(|withdrawal| Withdrawal {
        index: withdrawal.index,
        validator_index: withdrawal.validator_index,
        address: withdrawal.address,
        amount: withdrawal.amount,
    });
    let withdrawals = withdrawals.collect();
    let ommer = |ommer: &Header| Ommer {
        beneficiary: ommer.beneficiary,
        number: ommer.number,
    };
    let ommers = body.ommers.iter().map(ommer).collect();
    let block = transactions(&body.transactions, fork, place.senders).map(|transactions| {
        let body = Body {
            transactions,
            ommers,
            withdrawals,
            has_request_contracts: true,
        };
        parts::block(&header, body, fork, network)
    });
    ImportedBlock {
        fork,
        hash,
        expected: Expected::of_header(&header),
        ommers: body.ommers,
        header: Some(header),
        block,
        problems,
        access_list: None,
        must_fail: None,
    }
}

fn transactions(
    envelopes: &[Envelope],
    fork: Fork,
    senders: Option<&[Address]>,
) -> Result<Vec<lanewise_executor::Transaction>, String> {
    let senders = senders.filter(|senders| senders.len() == envelopes.len());
    let one = |(index, envelope): (usize, &Envelope)| {
        if signed::names_chain_too_early(envelope, fork) {
            let reason = "its signature names a chain, which EIP-155 brought later";
            return Err(format!("transaction {index} is invalid: {reason}"));
        }
        let sender = match senders {
            Some(senders) => senders[index],
            None => signed::sender(envelope, fork)
                .map_err(|reason| format!("transaction {index} is invalid: {reason}"))?,
        };
        Ok(signed::transaction(envelope, sender))
    };
    envelopes.iter().enumerate().map(one).collect()
}

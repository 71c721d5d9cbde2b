//! The commitments of an Ethereum header that a block's outcome determines: state root, receipts
//! root and logs bloom (Yellow Paper, section 4.3), withdrawals root and hash of the requests.

mod before_byzantium;

pub use before_byzantium::{intermediate_roots, receipts_root_before_byzantium};

use crate::{PreAccount, PreState, Receipt, StateChanges, Withdrawal};
use alloy_consensus::{Eip658Value, ReceiptWithBloom, proofs::calculate_withdrawals_root};
use alloy_eips::eip4895;
use alloy_primitives::{B256, Bloom, BloomInput, Bytes, U256, keccak256};
use alloy_trie::{TrieAccount, root};
use revm::{precompile::interface::crypto, state::AccountInfo};

/// The root of the state trie after a block: Merkle-Patricia, over the Keccak hashes of addresses.
pub fn state_root(pre: &PreState, changes: &StateChanges) -> B256 {
    let unchanged = pre
        .accounts()
        .filter(|(address, _)| !changes.accounts.contains_key(*address));
    let unchanged =
        unchanged.map(|(address, account)| (keccak256(address), whole_account(account)));
    let changed = changes.accounts.iter().filter_map(|(address, change)| {
        let info = change.info.as_ref()?;
        let before = pre
            .account(address)
            .into_iter()
            .flat_map(|account| &account.storage);
        let kept = before.filter(|(slot, _)| !change.storage.contains_key(*slot));
        let slots = kept
            .chain(&change.storage)
            .map(|(slot, value)| (*slot, *value));
        Some((keccak256(address), trie_account(info, slots)))
    });
    root::state_root_unsorted(unchanged.chain(changed))
}

fn whole_account(account: &PreAccount) -> TrieAccount {
    let slots = account.storage.iter().map(|(slot, value)| (*slot, *value));
    trie_account(&account.info, slots)
}

fn trie_account(info: &AccountInfo, slots: impl Iterator<Item = (U256, U256)>) -> TrieAccount {
    let slots = slots
        .filter(|(_, value)| !value.is_zero())
        .map(|(slot, value)| (keccak256(slot.to_be_bytes::<32>()), value));
    TrieAccount {
        nonce: info.nonce,
        balance: info.balance,
        storage_root: root::storage_root_unsorted(slots),
        code_hash: info.code_hash,
    }
}

/// The root of the receipts trie (EIP-658's status form, EIP-2718's envelopes).
pub fn receipts_root(receipts: &[Receipt]) -> B256 {
    let encoded = receipts.iter();
    let encoded = encoded.map(|receipt| encode(receipt, Eip658Value::Eip658(receipt.is_success())));
    root::ordered_trie_root_encoded(&encoded.collect::<Vec<_>>())
}

/// A receipt as it stands in the trie.
fn encode(receipt: &Receipt, status: Eip658Value) -> Vec<u8> {
    let body = alloy_consensus::Receipt {
        status,
        cumulative_gas_used: receipt.cumulative_gas_used,
        logs: receipt.logs.clone(),
    };
    let mut out = Vec::with_capacity(512);
    if receipt.tx_type != 0 {
        out.push(receipt.tx_type);
    }
    alloy_rlp::Encodable::encode(&ReceiptWithBloom::from(body), &mut out);
    out
}

/// The logs bloom of a block's header: the union of its receipts' blooms.
pub fn block_bloom(receipts: &[Receipt]) -> Bloom {
    let mut bloom = Bloom::ZERO;
    for log in receipts.iter().flat_map(|receipt| &receipt.logs) {
        bloom.accrue(BloomInput::Raw(log.address.as_slice()));
        for topic in log.topics() {
            bloom.accrue(BloomInput::Raw(topic.as_slice()));
        }
    }
    bloom
}

/// The root of a block's withdrawals (EIP-4895).
pub fn withdrawals_root(withdrawals: &[Withdrawal]) -> B256 {
    let withdrawals = withdrawals.iter().map(|withdrawal| eip4895::Withdrawal {
        index: withdrawal.index,
        validator_index: withdrawal.validator_index,
        address: withdrawal.address,
        amount: withdrawal.amount,
    });
    calculate_withdrawals_root(&withdrawals.collect::<Vec<_>>())
}

/// The hash of a block's requests, each with its type in front (EIP-7685). Those that are nothing
/// but a type do not count.
pub fn requests_hash(requests: &[Bytes]) -> B256 {
    let requests = requests.iter().filter(|request| request.len() > 1);
    let hashes: Vec<u8> = requests
        .flat_map(|request| crypto().sha256(request))
        .collect();
    crypto().sha256(&hashes).into()
}

//! The three commitments of an Ethereum header that a block's outcome determines: state root,
//! receipts root and logs bloom (Yellow Paper, section 4.3).

use crate::{PreState, Receipt, StateChanges};
use alloy_consensus::{Eip658Value, ReceiptWithBloom};
use alloy_primitives::{B256, Bloom, BloomInput, U256, keccak256};
use alloy_rlp::BufMut;
use alloy_trie::{TrieAccount, root};
use revm::state::AccountInfo;

/// The root of the state trie after a block: Merkle-Patricia, over the Keccak hashes of addresses.
pub fn state_root(pre: &PreState, changes: &StateChanges) -> B256 {
    let unchanged = pre
        .accounts()
        .filter(|(address, _)| !changes.accounts.contains_key(*address));
    let unchanged = unchanged.map(|(address, account)| {
        let slots = account.storage.iter().map(|(slot, value)| (*slot, *value));
        (keccak256(address), trie_account(&account.info, slots))
    });
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
    let encoded: Vec<Encoded> = receipts.iter().map(Encoded::new).collect();
    root::ordered_trie_root_with_encoder(&encoded, |receipt, out| out.put_slice(&receipt.0))
}

/// A receipt as it stands in the trie.
struct Encoded(Vec<u8>);

impl Encoded {
    fn new(receipt: &Receipt) -> Self {
        let body = alloy_consensus::Receipt {
            status: Eip658Value::Eip658(receipt.is_success()),
            cumulative_gas_used: receipt.cumulative_gas_used,
            logs: receipt.logs.clone(),
        };
        let mut out = Vec::with_capacity(512);
        if receipt.tx_type != 0 {
            out.push(receipt.tx_type);
        }
        alloy_rlp::Encodable::encode(&ReceiptWithBloom::from(body), &mut out);
        Self(out)
    }
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

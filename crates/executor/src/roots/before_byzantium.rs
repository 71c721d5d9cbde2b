//! Receipts before Byzantium: instead of a status, each has the root of the state after its
//! transaction (EIP-658 did away with it).

use super::{encode, whole_account};
use crate::{
    Block, ExecuteError, PreState, Receipt, TxIndex,
    evm::{Evm, Fee},
    outcome::GasMeter,
    state::Overlay,
    system,
};
use alloy_consensus::Eip658Value;
use alloy_primitives::{B256, keccak256};
use alloy_trie::{TrieAccount, root};
use revm::DatabaseCommit;
use std::collections::BTreeMap;

/// The root of the state after each transaction, its fee paid; the rewards for the block are not
/// yet. Executes the block one transaction after the other.
///
/// # Errors
/// As sequential execution's.
pub fn intermediate_roots(block: &Block, pre: &PreState) -> Result<Vec<B256>, ExecuteError> {
    let mut state = system::open(block, pre)?.pre;
    let accounts = state.accounts();
    let mut leaves: BTreeMap<B256, TrieAccount> = accounts
        .map(|(address, account)| (keccak256(address), whole_account(account)))
        .collect();
    let mut meter = GasMeter::default();
    let mut roots = Vec::with_capacity(block.transactions.len());
    for (index, transaction) in block.transactions.iter().enumerate() {
        let index = index as TxIndex;
        meter.admit(block, index)?;
        // Made anew for each transaction, because the state below changes.
        let mut evm = Evm::new(block, Overlay::new(&state, block.clears_empty_accounts()));
        let executed = evm.execute(transaction, Fee::Paid).map_err(|error| {
            ExecuteError::InvalidTransaction {
                index,
                reason: error.to_string(),
            }
        })?;
        let mut receipt = Receipt::new(block.spec, transaction.tx_type, executed.result);
        meter.count(&mut receipt);
        evm.state().commit(executed.state);
        let changes = evm.into_state().into_changes();
        state.apply(&changes);
        for address in changes.accounts.keys() {
            let key = keccak256(address);
            match state.account(address) {
                Some(account) => leaves.insert(key, whole_account(account)),
                None => leaves.remove(&key),
            };
        }
        let leaves = leaves.iter().map(|(key, account)| (*key, *account));
        roots.push(root::state_root(leaves));
    }
    Ok(roots)
}

/// The root of the receipts trie of a block before Byzantium. There is one of the
/// [`intermediate_roots`] for each receipt.
pub fn receipts_root_before_byzantium(receipts: &[Receipt], roots: &[B256]) -> B256 {
    let encoded = receipts.iter().zip(roots);
    let encoded = encoded.map(|(receipt, root)| encode(receipt, Eip658Value::PostState(*root)));
    root::ordered_trie_root_encoded(&encoded.collect::<Vec<_>>())
}

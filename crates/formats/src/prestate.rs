//! The state that a block touches, as the tracer of nodes tells it
//! (`debug_traceBlockByNumber` with `prestateTracer`): once for the whole block, or what each
//! transaction found, which is put together by what came first.

use crate::{
    Fork, ReadError,
    accounts::{self, MAX_ACCOUNTS},
    json::Node,
};
use alloy_primitives::{Address, TxKind, U256};
use lanewise_executor::{PreState, Transaction};
use std::collections::HashSet;

/// The most transactions of a trace.
const MAX_TRANSACTIONS: usize = 1_000_000;

/// Reads a state in either form.
pub(crate) fn read(
    node: &Node<'_>,
    fork: Fork,
    transactions: &[Transaction],
) -> Result<PreState, ReadError> {
    let mut merged = Merged {
        state: PreState::new(),
        accounts: HashSet::new(),
        slots: HashSet::new(),
        keeps_empty: fork < Fork::SpuriousDragon,
    };
    if !node.is_list() {
        merged.add(node, None)?;
        return Ok(merged.state);
    }
    for (index, entry) in node.items(MAX_TRANSACTIONS)?.iter().enumerate() {
        let result = entry.get("result")?;
        merged.add(result.as_ref().unwrap_or(entry), transactions.get(index))?;
    }
    Ok(merged.state)
}

/// What has been put together so far.
struct Merged {
    state: PreState,
    accounts: HashSet<Address>,
    slots: HashSet<(Address, U256)>,
    /// Whether an empty account is another thing than none.
    keeps_empty: bool,
}

impl Merged {
    /// Adds what one transaction found, as far as nothing before it did.
    fn add(&mut self, node: &Node<'_>, transaction: Option<&Transaction>) -> Result<(), ReadError> {
        for (name, entry) in node.entries(MAX_ACCOUNTS)? {
            let account = accounts::account(name, &entry)?;
            let slots = account
                .storage
                .as_ref()
                .map_or(Ok(Vec::new()), accounts::slots)?;
            let new = self.accounts.insert(account.address);
            if new && (self.keeps_empty || !account.is_empty() || !slots.is_empty()) {
                accounts::insert(&mut self.state, &account);
            }
            for (slot, value) in slots {
                if self.slots.insert((account.address, slot))
                    && self.state.account(&account.address).is_some()
                {
                    self.state.set_storage(account.address, slot, value);
                }
            }
        }
        // The tracer leaves out what the transaction creates, so that a later one would seem to
        // be the first to find it, with code and all.
        if let Some(Transaction {
            caller,
            nonce,
            kind: TxKind::Create,
            ..
        }) = transaction
        {
            self.accounts.insert(caller.create(*nonce));
        }
        Ok(())
    }
}

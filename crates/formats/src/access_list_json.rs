//! Block access lists in JSON, by the names of the execution specs' fixtures
//! (<https://eips.ethereum.org/EIPS/eip-7928>), or in RLP.

use crate::{ReadError, json::Node};
use alloy_eip7928::{
    AccountChanges, BalanceChange, BlockAccessIndex, CodeChange, NonceChange, SlotChanges,
    StorageChange,
};
use lanewise_executor::BlockAccessList;

/// The most items of any list in it.
const MAX_ITEMS: usize = 1 << 22;
/// The most bytes of its RLP.
const MAX_RLP_BYTES: usize = 32 << 20;
/// The most bytes of a code.
const MAX_CODE_BYTES: usize = 1 << 22;

/// Reads a list: an array, or its RLP as a text of hexadecimal digits.
pub(crate) fn read(node: &Node<'_>) -> Result<BlockAccessList, ReadError> {
    if node.is_text() {
        let rlp = node.bytes(MAX_RLP_BYTES)?;
        let list = BlockAccessList::from_rlp(&rlp);
        return list.map_err(|error| node.refuse(format!("a block access list ({error})")));
    }
    Ok(BlockAccessList(list(node, account)?))
}

fn list<T>(
    node: &Node<'_>,
    read: impl Fn(&Node<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    node.items(MAX_ITEMS)?.iter().map(read).collect()
}

fn place(node: &Node<'_>) -> Result<BlockAccessIndex, ReadError> {
    let index = node.one_of(&["blockAccessIndex", "index", "txIndex"])?;
    Ok(BlockAccessIndex::new(index.u64()?))
}

fn account(node: &Node<'_>) -> Result<AccountChanges, ReadError> {
    Ok(AccountChanges {
        address: node.field("address")?.address()?,
        storage_changes: list(&node.field("storageChanges")?, slot)?,
        storage_reads: list(&node.field("storageReads")?, |slot| slot.u256())?,
        balance_changes: list(&node.field("balanceChanges")?, |change| {
            let balance = change.one_of(&["postBalance", "value"])?.u256()?;
            Ok(BalanceChange::new(place(change)?, balance))
        })?,
        nonce_changes: list(&node.field("nonceChanges")?, |change| {
            let nonce = change.one_of(&["postNonce", "newNonce", "value"])?.u64()?;
            Ok(NonceChange::new(place(change)?, nonce))
        })?,
        code_changes: list(&node.field("codeChanges")?, |change| {
            let code = change.one_of(&["newCode", "code"])?;
            Ok(CodeChange::new(place(change)?, code.bytes(MAX_CODE_BYTES)?))
        })?,
    })
}

fn slot(node: &Node<'_>) -> Result<SlotChanges, ReadError> {
    let changes = node.one_of(&["slotChanges", "changes"])?;
    let changes = list(&changes, |change| {
        let value = change.one_of(&["postValue", "newValue", "value"])?.u256()?;
        Ok(StorageChange::new(place(change)?, value))
    })?;
    Ok(SlotChanges::new(
        node.one_of(&["slot", "key"])?.u256()?,
        changes,
    ))
}

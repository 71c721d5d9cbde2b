//! The block's access list (EIP-7928), for people.

mod size;

use crate::{run::Traced, subject::Subject};
use lanewise_executor::{
    BlockAccessList, Location, Part,
    revm::primitives::{Address, U256},
};
use lanewise_protocol::{ListView, ListedAccount, ListedChange, ListedSlot};
use size::transactions_bytes;

/// The most accounts shown.
const ACCOUNTS: usize = 5_000;

/// The list that came with the block, or else the one that a sequential run made; nothing where
/// there is neither.
pub(crate) fn access_list(subject: &Subject, traced: &Traced) -> Option<ListView> {
    let list = traced.hints().access_list.as_ref()?;
    let came = subject
        .file()
        .is_some_and(|file| file.access_list.is_some());
    Some(view(subject, list, came))
}

fn view(subject: &Subject, list: &BlockAccessList, came_with_block: bool) -> ListView {
    let accounts = &list.0;
    let reads: usize = accounts.iter().map(|one| one.storage_reads.len()).sum();
    let changes: usize = accounts
        .iter()
        .map(|one| {
            let slots = one.storage_changes.iter();
            slots.map(|slot| slot.changes.len()).sum::<usize>()
                + one.balance_changes.len()
                + one.nonce_changes.len()
                + one.code_changes.len()
        })
        .sum();
    let slot_name = |address: Address, slot: U256| {
        subject.place_name(&Location {
            address,
            part: Part::Storage(slot),
        })
    };
    let change = |index: u64, value: String| ListedChange {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        value,
    };
    let shown = accounts.iter().take(ACCOUNTS).map(|account| {
        let address = account.address;
        let slots = account.storage_changes.iter();
        let balances = account.balance_changes.iter();
        let nonces = account.nonce_changes.iter();
        let codes = account.code_changes.iter();
        ListedAccount {
            name: subject.account_name(address),
            address: address.to_string(),
            storage_reads: account
                .storage_reads
                .iter()
                .map(|slot| slot_name(address, *slot))
                .collect(),
            storage_changes: slots
                .map(|slot| ListedSlot {
                    place: slot_name(address, slot.slot),
                    changes: slot
                        .changes
                        .iter()
                        .map(|one| {
                            let part = Part::Storage(slot.slot);
                            let place = Location { address, part };
                            let value = super::value_in_words(&place, one.new_value);
                            change(one.block_access_index.get(), value)
                        })
                        .collect(),
                })
                .collect(),
            balance_changes: balances
                .map(|one| change(one.block_access_index.get(), one.post_balance.to_string()))
                .collect(),
            nonce_changes: nonces
                .map(|one| change(one.block_access_index.get(), one.new_nonce.to_string()))
                .collect(),
            code_changes: codes
                .map(|one| change(one.block_access_index.get(), one.new_code.len().to_string()))
                .collect(),
        }
    });
    ListView {
        hash: list.hash().to_string(),
        bytes: list.to_rlp().len() as u64,
        block_bytes: transactions_bytes(&subject.block().transactions),
        reads: reads as u32,
        changes: changes as u32,
        came_with_block,
        accounts: shown.collect(),
        left_out: accounts.len().saturating_sub(ACCOUNTS) as u32,
    }
}

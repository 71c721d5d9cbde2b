//! Every way to make a block access list wrong by one entry.

use alloy_eip7928::{
    AccountChanges, BalanceChange, BlockAccessIndex, CodeChange, NonceChange, SlotChanges,
    StorageChange,
};
use lanewise_executor::{
    BlockAccessList,
    revm::primitives::{Address, U256},
};

/// A list with one wrong entry.
pub(super) struct Tampered {
    pub(super) list: BlockAccessList,
    /// What was done to it.
    pub(super) what: String,
    /// Whose entry is wrong: the error has to name one of them.
    pub(super) accounts: Vec<Address>,
}

/// One entry that gives something a new value.
trait Change: Clone {
    fn index(&mut self) -> &mut BlockAccessIndex;
    /// Makes the value another one.
    fn spoil(&mut self);
}

macro_rules! change {
    ($type:ident, $value:ident, $spoil:expr) => {
        impl Change for $type {
            fn index(&mut self) -> &mut BlockAccessIndex {
                &mut self.block_access_index
            }

            fn spoil(&mut self) {
                self.$value = $spoil(&self.$value);
            }
        }
    };
}

change!(BalanceChange, post_balance, |was: &U256| *was ^ U256::ONE);
change!(NonceChange, new_nonce, |was: &u64| was + 1);
change!(StorageChange, new_value, |was: &U256| *was ^ U256::ONE);
change!(
    CodeChange,
    new_code,
    |was: &lanewise_executor::revm::primitives::Bytes| [&was[..], &[0]].concat().into()
);

/// A list of one account's changes, by kind; a slot by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Balance,
    Nonce,
    Code,
    Slot(usize),
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy)]
struct Entry {
    account: usize,
    kind: Kind,
    at: usize,
    place: u64,
}

/// What is done to an entry.
#[derive(Debug, Clone, Copy)]
enum Action {
    Value,
    Removed,
    Later,
    Earlier,
    Repeated,
    BeyondTheBlock,
}

/// Every wrong list that differs from a right one in the first, the middle or the last entry of a
/// kind, for a block of so many transactions.
pub(super) fn tamper(right: &BlockAccessList, transactions: u64) -> Vec<Tampered> {
    let mut made = Vec::new();
    let all = entries(right);
    let kinds: [fn(Kind) -> bool; 4] = [
        |kind| kind == Kind::Balance,
        |kind| kind == Kind::Nonce,
        |kind| kind == Kind::Code,
        |kind| matches!(kind, Kind::Slot(_)),
    ];
    for is in kinds {
        let some: Vec<Entry> = all.iter().filter(|one| is(one.kind)).copied().collect();
        for entry in first_middle_last(&some) {
            for action in [
                Action::Value,
                Action::Removed,
                Action::Later,
                Action::Earlier,
                Action::Repeated,
                Action::BeyondTheBlock,
            ] {
                let mut list = right.clone();
                if edit(&mut list.0, entry, action, transactions + 1) {
                    made.push(Tampered {
                        list,
                        what: format!("{action:?} of {entry:?}"),
                        accounts: vec![right.0[entry.account].address],
                    });
                }
            }
        }
    }
    let accounts: Vec<usize> = (0..right.0.len()).collect();
    for account in first_middle_last(&accounts) {
        change_account(right, account, transactions, &mut made);
    }
    made
}

fn first_middle_last<T: Copy>(of: &[T]) -> Vec<T> {
    let mut at = vec![0, of.len() / 2, of.len().saturating_sub(1)];
    at.dedup();
    at.into_iter()
        .filter_map(|at| of.get(at).copied())
        .collect()
}

/// All entries that give something a new value, by their place in the block.
fn entries(list: &BlockAccessList) -> Vec<Entry> {
    let mut all = Vec::new();
    for (account, changes) in list.0.iter().enumerate() {
        let mut add = |kind, places: Vec<BlockAccessIndex>| {
            all.extend(places.iter().enumerate().map(|(at, place)| Entry {
                account,
                kind,
                at,
                place: place.get(),
            }));
        };
        let balances = changes.balance_changes.iter();
        add(
            Kind::Balance,
            balances.map(|c| c.block_access_index).collect(),
        );
        let nonces = changes.nonce_changes.iter();
        add(Kind::Nonce, nonces.map(|c| c.block_access_index).collect());
        let codes = changes.code_changes.iter();
        add(Kind::Code, codes.map(|c| c.block_access_index).collect());
        for (number, slot) in changes.storage_changes.iter().enumerate() {
            let values = slot.changes.iter();
            add(
                Kind::Slot(number),
                values.map(|c| c.block_access_index).collect(),
            );
        }
    }
    all.sort_by_key(|entry| entry.place);
    all
}

/// Does something to an entry; returns whether it can be done.
fn edit(list: &mut [AccountChanges], entry: Entry, action: Action, last: u64) -> bool {
    let account = &mut list[entry.account];
    match entry.kind {
        Kind::Balance => edit_one(&mut account.balance_changes, entry.at, action, last),
        Kind::Nonce => edit_one(&mut account.nonce_changes, entry.at, action, last),
        Kind::Code => edit_one(&mut account.code_changes, entry.at, action, last),
        Kind::Slot(slot) => {
            let changes = &mut account.storage_changes[slot].changes;
            let done = edit_one(changes, entry.at, action, last);
            if changes.is_empty() {
                account.storage_changes.remove(slot);
            }
            done
        }
    }
}

fn edit_one<C: Change>(changes: &mut Vec<C>, at: usize, action: Action, last: u64) -> bool {
    let place = changes[at].index().get();
    match action {
        Action::Value => changes[at].spoil(),
        Action::Removed => drop(changes.remove(at)),
        Action::Repeated => changes.insert(at, changes[at].clone()),
        Action::BeyondTheBlock => *changes[at].index() = BlockAccessIndex::new(last + 1),
        Action::Later if place < last => *changes[at].index() = BlockAccessIndex::new(place + 1),
        Action::Earlier if place > 0 => *changes[at].index() = BlockAccessIndex::new(place - 1),
        Action::Later | Action::Earlier => return false,
    }
    true
}

/// A slot that no list of these tests names.
const NO_SLOT: U256 = U256::from_limbs([7, 7, 7, 7]);

/// Everything that can be done to an account without a look at one of its entries.
fn change_account(right: &BlockAccessList, at: usize, transactions: u64, made: &mut Vec<Tampered>) {
    let address = right.0[at].address;
    let mut add = |what: &str, others: &[Address], edit: &dyn Fn(&mut Vec<AccountChanges>)| {
        let mut list = right.clone();
        edit(&mut list.0);
        if list != *right {
            made.push(Tampered {
                list,
                what: format!("{what}, account {at}"),
                accounts: [&[address], others].concat(),
            });
        }
    };
    add("account removed", &[], &|list| drop(list.remove(at)));
    add("account twice", &[], &|list| {
        list.insert(at, list[at].clone())
    });
    let next = Address::from_word((U256::from_be_bytes(address.into_word().0) + U256::ONE).into());
    if right.0.iter().all(|account| account.address != next) {
        add("account added", &[next], &|list| {
            list.insert(at + 1, AccountChanges::new(next));
        });
    }
    if let Some(after) = right.0.get(at + 1) {
        add("accounts out of order", &[after.address], &|list| {
            list.swap(at, at + 1)
        });
    }
    add("first read removed", &[], &|list| {
        drop_first(&mut list[at].storage_reads)
    });
    add("last read removed", &[], &|list| {
        let _last = list[at].storage_reads.pop();
    });
    add("reads out of order", &[], &|list| {
        list[at].storage_reads.reverse()
    });
    add("slots out of order", &[], &|list| {
        list[at].storage_changes.reverse()
    });
    add("changes out of order", &[], &|list| {
        list[at].balance_changes.reverse()
    });
    add("read added", &[], &|list| {
        insert_sorted(&mut list[at].storage_reads, NO_SLOT)
    });
    add("read of a written slot added", &[], &|list| {
        if let Some(slot) = list[at].storage_changes.first() {
            let slot = slot.slot;
            insert_sorted(&mut list[at].storage_reads, slot);
        }
    });
    add("slot without changes", &[], &|list| {
        let slots = &mut list[at].storage_changes;
        slots.push(SlotChanges::new(U256::MAX, Vec::new()));
    });
    for place in [0, transactions / 2, transactions, transactions + 1] {
        let index = BlockAccessIndex::new(place);
        add(&format!("slot written at {place}"), &[], &|list| {
            let change = StorageChange::new(index, U256::from(3));
            let slots = &mut list[at].storage_changes;
            let end = slots.partition_point(|slot| slot.slot < NO_SLOT);
            slots.insert(end, SlotChanges::new(NO_SLOT, vec![change]));
        });
        add(&format!("balance changed at {place}"), &[], &|list| {
            let changes = &mut list[at].balance_changes;
            if let Err(free) = changes.binary_search_by_key(&place, |c| c.block_access_index.get())
            {
                changes.insert(free, BalanceChange::new(index, U256::from(1_000_000)));
            }
        });
        add(&format!("nonce changed at {place}"), &[], &|list| {
            let changes = &mut list[at].nonce_changes;
            if let Err(free) = changes.binary_search_by_key(&place, |c| c.block_access_index.get())
            {
                changes.insert(free, NonceChange::new(index, 1_000));
            }
        });
        add(&format!("code changed at {place}"), &[], &|list| {
            let changes = &mut list[at].code_changes;
            if let Err(free) = changes.binary_search_by_key(&place, |c| c.block_access_index.get())
            {
                changes.insert(free, CodeChange::new(index, vec![0x5b].into()));
            }
        });
    }
}

fn drop_first(reads: &mut Vec<U256>) {
    if !reads.is_empty() {
        reads.remove(0);
    }
}

fn insert_sorted(slots: &mut Vec<U256>, slot: U256) {
    let at = slots.partition_point(|other| *other < slot);
    slots.insert(at, slot);
}

//! Multi-version memory: what every transaction of the block wrote, all at once
//! (Block-STM, section 3 and algorithms 2 and 3).
//!
//! Each account and each storage slot that some transaction touches has a *cell*: the value before
//! the block, and the values that transactions wrote, by transaction index. Transaction 7 reads
//! the value written by the highest transaction below 7, or the value before the block. When a
//! transaction's result is thrown away its values stay, marked ESTIMATE: it will probably write
//! the same places again, so whoever meets such a mark waits for it.
//!
//! Three things differ from the paper:
//!
//! - **Values, not versions, are validated.** A read holds if reading again gives the same value,
//!   whoever wrote it; a transaction's effect depends on nothing else.
//! - **Wiped storage is a version too.** A destroyed or newly created account's write says so, and
//!   hides every slot written by lower transactions; nothing falls back to one-by-one execution.
//! - **The fee recipient's balance is lazy** ([`fees`]): a sum over transactions that is made only
//!   when somebody reads it. So is that of whoever gets a plain transfer: such a transaction has to
//!   know that no code runs there, and nothing else, and leaves a credit instead of a balance.
//!
//! Locations are exact keys, never bare hashes: two slots cannot be taken for one another.

mod cells;
mod collect;
mod exempt;
mod fees;
mod interner;
mod reads;
mod shown;
mod versions;
mod view;

pub(crate) use cells::AccountValue;
pub use exempt::Exempt;
pub(crate) use reads::{Reads, Writes};
pub(crate) use view::{View, lazy_recipient};

use crate::{
    Block, PreAccount, PreState, TxIndex,
    evm::Executed,
    primitive::{Mutex, Ordering, lock},
};
use cells::{AccountCell, AccountWrite, SlotCell};
use fees::Fees;
use interner::{Cursor, Interner};
use reads::{Read, Seen, Written};
use revm::{
    primitives::{Address, B256, B256Map, KECCAK_EMPTY, U256},
    state::Bytecode,
};
use versions::Found;

/// A lower transaction has to be executed (again) first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocked(pub(crate) TxIndex);

/// Where one worker makes its new cells.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    accounts: Cursor,
    slots: Cursor,
}

/// What every transaction of a block wrote.
#[derive(Debug)]
pub(crate) struct Memory<'a> {
    pre: &'a PreState,
    /// Reads that are answered from elsewhere; nearly always none.
    exempt: Option<&'a Exempt<'a>>,
    clears_empty_accounts: bool,
    fee_recipient: u32,
    accounts: Interner<Address, AccountCell<'a>>,
    slots: Interner<(u32, U256), SlotCell>,
    fees: Fees,
    /// Code deployed in this block. By hash, so it needs no versions.
    codes: Mutex<B256Map<Bytecode>>,
}

impl<'a> Memory<'a> {
    pub(crate) fn new(block: &Block, pre: &'a PreState, exempt: Option<&'a Exempt<'a>>) -> Self {
        let transactions = block.transactions.len();
        let mut memory = Self {
            pre,
            exempt,
            clears_empty_accounts: block.clears_empty_accounts(),
            fee_recipient: 0,
            accounts: Interner::with_capacity(2 * transactions),
            slots: Interner::with_capacity(2 * transactions),
            fees: Fees::new(transactions),
            codes: Mutex::default(),
        };
        memory.fee_recipient = memory.account_id(&block.env.beneficiary, &mut Cursors::default());
        memory
    }

    fn account_id(&self, address: &Address, cursors: &mut Cursors) -> u32 {
        self.accounts.id(address, &mut cursors.accounts, || {
            AccountCell::new(self.pre.account(address))
        })
    }

    /// The number of a slot that a transaction wrote. It was read first, so where little was read a
    /// look through the reads is quicker than a look into the interner.
    fn written_slot_id(
        &self,
        account: u32,
        slot: U256,
        reads: &Reads,
        cursors: &mut Cursors,
    ) -> u32 {
        const FEW: usize = 16;
        let mut few = reads.iter().take(if reads.len() <= FEW { FEW } else { 0 });
        let known = few.find_map(|read| match read {
            Read::Slot(id, _) => (*self.slots.key(id) == (account, slot)).then_some(id),
            Read::Account(..) | Read::Lazy(_) => None,
        });
        known.unwrap_or_else(|| self.slot_id(account, slot, cursors))
    }

    fn slot_id(&self, account: u32, slot: U256, cursors: &mut Cursors) -> u32 {
        self.slots.id(&(account, slot), &mut cursors.slots, || {
            let before = self.accounts.get(account).before;
            let value = before
                .and_then(|b| b.storage.get(&slot))
                .copied()
                .unwrap_or_default();
            SlotCell::new(value)
        })
    }

    /// An account as transaction `reader` sees it, and whether that is what was there before the
    /// block because nobody wrote it.
    fn read_account(
        &self,
        id: u32,
        reader: TxIndex,
    ) -> Result<(Option<AccountValue>, bool), Blocked> {
        let cell = self.accounts.get(id);
        let (mut value, writer, earns_from, mut as_before) = match cell.versions.read(reader) {
            Found::Nothing => (cell.value_before(), 0, 0, true),
            Found::Estimate(writer) => return Err(Blocked(writer)),
            // The writer's own fee is paid after its write; if the write was the account's
            // destruction, that fee went with it.
            Found::Value(writer, write) => {
                let earns_from = writer + u32::from(write.is_destroyed());
                (write.value, writer, earns_from, false)
            }
        };
        if let Some(credits) = cell.credits() {
            let credits = credits.sum(writer, reader)?;
            if !credits.is_zero() {
                let credited = value.get_or_insert_default();
                credited.balance = credited.balance.saturating_add(credits);
                as_before = false;
            }
        }
        if id != self.fee_recipient || earns_from >= reader {
            return Ok((value, as_before));
        }
        let earned = self.fees.sum(earns_from, reader)?;
        Ok((self.credited(value, earned), false))
    }

    /// An account that is to be credited by transaction `reader`, whatever its balance: as it was
    /// when somebody last did more than crediting it. Nothing if it must be read properly.
    fn read_lazily(
        &self,
        id: u32,
        reader: TxIndex,
    ) -> Result<Option<Option<AccountValue>>, Blocked> {
        let cell = self.accounts.get(id);
        let value = match cell.versions.read(reader) {
            Found::Nothing => cell.value_before(),
            Found::Estimate(writer) => return Err(Blocked(writer)),
            Found::Value(_, write) => write.value,
        };
        let simple = |value: AccountValue| {
            // So far from the end that no block's credits can reach it.
            value.code_hash == KECCAK_EMPTY && !value.balance.bit(255)
        };
        Ok(value.is_none_or(simple).then_some(value))
    }

    /// An account after being credited fees, be they nothing: a credit touches the account.
    fn credited(&self, value: Option<AccountValue>, earned: U256) -> Option<AccountValue> {
        let mut value = value.unwrap_or_default();
        value.balance = value.balance.saturating_add(earned);
        (!self.clears_empty_accounts || value != AccountValue::default()).then_some(value)
    }

    /// A slot as transaction `reader` sees it, and whether that is what was there before the block
    /// because nobody wrote it.
    fn read_slot(&self, id: u32, reader: TxIndex) -> Result<(U256, bool), Blocked> {
        let cell = self.slots.get(id);
        let (writer, value) = match cell.versions.read(reader) {
            Found::Nothing => (None, cell.before),
            Found::Estimate(writer) => return Err(Blocked(writer)),
            Found::Value(writer, value) => (Some(writer), value),
        };
        let account = self.accounts.get(self.slots.key(id).0);
        // Acquire: pairs with the Release in `publish`; see `Versions::read` for why a reader that
        // is too early does no harm.
        if account.resets.load(Ordering::Acquire) == 0 {
            return Ok((value, writer.is_none()));
        }
        match account
            .versions
            .last_where(reader, |write| write.storage_reset)
        {
            Found::Nothing => Ok((value, writer.is_none())),
            // A transaction that wipes an account and then writes a slot of it wrote it later.
            Found::Value(wiped, _) | Found::Estimate(wiped)
                if writer.is_some_and(|w| w >= wiped) =>
            {
                Ok((value, false))
            }
            Found::Estimate(wiped) => Err(Blocked(wiped)),
            Found::Value(..) => Ok((U256::ZERO, false)),
        }
    }

    /// Whether the account's storage before the block is gone for transaction `reader`.
    fn is_wiped(&self, id: u32, reader: TxIndex) -> Result<bool, Blocked> {
        let versions = &self.accounts.get(id).versions;
        match versions.last_where(reader, |write| write.storage_reset) {
            Found::Nothing => Ok(false),
            Found::Value(..) => Ok(true),
            Found::Estimate(writer) => Err(Blocked(writer)),
        }
    }

    fn code(&self, hash: &B256) -> Bytecode {
        let known = self.pre.code(hash).cloned();
        known
            .or_else(|| lock(&self.codes).get(hash).cloned())
            .unwrap_or_default()
    }

    /// Whether the code of a hash is at hand.
    fn knows_code(&self, hash: &B256) -> bool {
        self.pre.code(hash).is_some() || lock(&self.codes).contains_key(hash)
    }

    /// Whether everything a transaction read is still so.
    pub(crate) fn validate(&self, reader: TxIndex, reads: &Reads) -> bool {
        reads.iter().all(|read| match read {
            Read::Account(id, seen) => match (self.read_account(id, reader), seen) {
                (Err(_), _) => false,
                (Ok((_, true)), None) => true,
                (Ok((now, _)), None) => {
                    let cell = self.accounts.get(id);
                    // Bare storage may have gone even where the rest is as it was.
                    let bare = cell.before.is_some_and(PreAccount::has_bare_storage);
                    now == cell.value_before() && !bare
                }
                (Ok((now, _)), Some(seen)) => Seen::Account(now) == *seen,
            },
            Read::Lazy(id) => matches!(self.read_lazily(id, reader), Ok(Some(_))),
            Read::Slot(id, seen) => match (self.read_slot(id, reader), seen) {
                (Err(_), _) => false,
                (Ok((_, true)), None) => true,
                (Ok((now, _)), None) => now == self.slots.get(id).before,
                (Ok((now, _)), Some(seen)) => Seen::Slot(now) == *seen,
            },
        })
    }

    /// The lower transaction whose ESTIMATE mark lies where the reader's last incarnation read, if
    /// there is one: it would in all likelihood be met again.
    pub(crate) fn awaited(&self, reader: TxIndex, reads: &Reads) -> Option<TxIndex> {
        reads.iter().find_map(|read| {
            let blocked = match read {
                Read::Account(id, _) => self.read_account(id, reader).err(),
                Read::Lazy(id) => self.read_lazily(id, reader).err(),
                Read::Slot(id, _) => self.read_slot(id, reader).err(),
            };
            blocked.map(|Blocked(lower)| lower)
        })
    }

    /// Publishes what an execution wrote. `reads` is what it read; `before` is what the
    /// transaction's last incarnation wrote, and becomes what this one did. Returns whether a place
    /// was written that the last incarnation did not write, and that another transaction may have
    /// read too early.
    pub(crate) fn publish(
        &self,
        writer: TxIndex,
        executed: &mut Executed,
        reads: &Reads,
        before: &mut Writes,
        cursors: &mut Cursors,
    ) -> bool {
        let lazily = reads.lazily();
        let mut written = Writes::default();
        let mut disturbs = false;
        let mut add = |place: Written, others_read: bool| {
            disturbs |= others_read && !before.contains(place);
            written.add(place);
        };
        for (address, account) in &mut executed.state {
            if !account.is_touched() {
                continue;
            }
            let destroyed = account.is_selfdestructed();
            let gone = destroyed || (self.clears_empty_accounts && account.is_empty());
            let storage_reset = destroyed || account.is_created();
            let was_there = !account.is_loaded_as_not_existing();
            let was = AccountValue::from(&*account.original_info_mut());
            let value = (!gone).then(|| AccountValue::from(&account.info));
            let changed = match value {
                None => was_there,
                Some(value) => !was_there || value != was,
            };
            let known = account.info.account_id;
            let id = known.map_or_else(|| self.account_id(address, cursors), |id| id.get() as u32);
            if lazily == Some(id) {
                let credit = account.info.balance.saturating_sub(was.balance);
                let others_read = self.accounts.get(id).credit(writer, credit);
                add(Written::Credit(id), others_read);
                continue;
            }
            if changed || storage_reset {
                if let Some(code) = &account.info.code
                    && AccountValue::from(&account.info).code_hash != was.code_hash
                    && account.info.code_hash != KECCAK_EMPTY
                {
                    // Before the account that names it.
                    lock(&self.codes)
                        .entry(account.info.code_hash)
                        .or_insert_with(|| code.clone());
                }
                let cell = self.accounts.get(id);
                if storage_reset {
                    // Before the version, so that whoever misses the count misses the version too,
                    // as one who came before both.
                    cell.resets.fetch_add(1, Ordering::Release);
                }
                let write = AccountWrite {
                    value,
                    storage_reset,
                };
                add(Written::Account(id), cell.versions.write(writer, write));
            }
            if !gone {
                for (slot, value) in account.changed_storage_slots() {
                    let slot_id = self.written_slot_id(id, *slot, reads, cursors);
                    let versions = &self.slots.get(slot_id).versions;
                    add(
                        Written::Slot(slot_id),
                        versions.write(writer, value.present_value),
                    );
                }
            }
        }
        self.fees.set(writer, executed.fee);
        self.replace(writer, before, written);
        disturbs
    }

    /// Withdraws what only the last incarnation wrote.
    fn replace(&self, writer: TxIndex, before: &mut Writes, written: Writes) {
        let previous = std::mem::replace(before, written);
        for place in previous.iter() {
            if !before.contains(place) {
                match place {
                    Written::Account(id) => self.accounts.get(id).versions.remove(writer),
                    Written::Slot(id) => self.slots.get(id).versions.remove(writer),
                    Written::Credit(id) => {
                        let credits = self.accounts.get(id).credits();
                        credits
                            .into_iter()
                            .for_each(|credits| credits.remove(writer));
                    }
                }
            }
        }
    }

    /// Publishes that a transaction came to nothing: it cannot be executed on what it read.
    pub(crate) fn publish_nothing(&self, writer: TxIndex, before: &mut Writes) {
        self.fees.set(writer, U256::ZERO);
        self.replace(writer, before, Writes::default());
    }

    /// Marks all that a transaction wrote as ESTIMATE.
    pub(crate) fn mark_estimates(&self, writer: TxIndex, written: &Writes) {
        for place in written.iter() {
            match place {
                Written::Account(id) => self.accounts.get(id).versions.mark_estimate(writer),
                Written::Slot(id) => self.slots.get(id).versions.mark_estimate(writer),
                Written::Credit(id) => {
                    let credits = self.accounts.get(id).credits();
                    credits
                        .into_iter()
                        .for_each(|credits| credits.mark_estimate(writer));
                }
            }
        }
        self.fees.clear(writer);
    }
}

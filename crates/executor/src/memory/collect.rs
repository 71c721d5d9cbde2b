//! What the whole block changed, put together when all transactions are done.
//!
//! One pass by one worker, in the order of the cells in memory. Splitting it among the workers was
//! tried: handing over what they found cost as much as it saved, because most of the time goes
//! into building the map that the changes end in.

use super::{Blocked, Memory, versions::Found};
use crate::{StateChanges, TxIndex, primitive::lock};
use revm::{
    primitives::{KECCAK_EMPTY, U256},
    state::AccountInfo,
};

impl Memory<'_> {
    /// What a block of so many transactions changed. To be asked when all of them are done.
    ///
    /// # Errors
    /// When some transaction is not done.
    pub(crate) fn changes(&self, transactions: TxIndex) -> Result<StateChanges, Blocked> {
        let slots = WrittenSlots::new(self);
        let mut changes = StateChanges::with_capacity(self.accounts.end() as usize);
        for id in self.accounts.ids() {
            let cell = self.accounts.get(id);
            let slots = slots.of(id);
            let earns = id == self.fee_recipient && transactions > 0;
            if slots.is_empty() && !cell.is_written() && !earns {
                continue;
            }
            let reset = cell
                .versions
                .last_where(transactions, |write| write.storage_reset);
            let storage_reset = !matches!(reset, Found::Nothing);
            let values: Result<Vec<_>, Blocked> = slots
                .iter()
                .map(|slot| self.slot_change(*slot, transactions))
                .collect();
            changes.record(
                self.pre,
                *self.accounts.key(id),
                cell.before,
                self.account_after(id, transactions)?,
                storage_reset,
                values?.into_iter(),
            );
        }
        Ok(changes)
    }

    fn account_after(&self, id: u32, end: TxIndex) -> Result<Option<AccountInfo>, Blocked> {
        Ok(self.read_account(id, end)?.0.map(|value| AccountInfo {
            balance: value.balance,
            nonce: value.nonce,
            code_hash: value.code_hash,
            code: (value.code_hash != KECCAK_EMPTY)
                .then(|| lock(&self.codes).get(&value.code_hash).cloned())
                .flatten(),
            account_id: None,
        }))
    }

    /// A slot, with its value before the block and after it.
    fn slot_change(&self, id: u32, end: TxIndex) -> Result<(U256, U256, U256), Blocked> {
        Ok((
            self.slots.key(id).1,
            self.slots.get(id).before,
            self.read_slot(id, end)?.0,
        ))
    }
}

/// The numbers of the slots that were written, sorted by account by counting.
struct WrittenSlots {
    /// Where each account's slots end in `slots`; they begin where the one before's end.
    ends: Vec<u32>,
    slots: Vec<u32>,
}

impl WrittenSlots {
    fn new(memory: &Memory<'_>) -> Self {
        let written = |id: &u32| memory.slots.get(*id).versions.is_written();
        let written: Vec<u32> = memory.slots.ids().filter(written).collect();
        let account = |slot: u32| memory.slots.key(slot).0 as usize;
        let mut ends = vec![0u32; memory.accounts.end() as usize];
        for slot in &written {
            ends[account(*slot)] += 1;
        }
        let mut total = 0;
        for end in &mut ends {
            // The beginning, for now: filling the places moves it to the end.
            total += std::mem::replace(end, total);
        }
        let mut slots = vec![0; written.len()];
        for slot in written {
            let next = &mut ends[account(slot)];
            slots[*next as usize] = slot;
            *next += 1;
        }
        Self { ends, slots }
    }

    fn of(&self, account: u32) -> &[u32] {
        let account = account as usize;
        let start = if account == 0 {
            0
        } else {
            self.ends[account - 1]
        };
        &self.slots[start as usize..self.ends[account] as usize]
    }
}

//! The memory as one transaction sees it: the database under a worker's EVM.

use super::{Blocked, Cursors, Memory, Reads};
use crate::{Block, Transaction, TxIndex, codes::Codes, evm::Unread};
use revm::{
    Database,
    primitives::{Address, B256, U256, hardfork::SpecId},
    state::{AccountId, AccountInfo, Bytecode},
};

/// Accounts remembered by [`View::account_id`].
const LATELY: usize = 64;

/// The memory as one transaction sees it; keeps what was read.
#[derive(Debug)]
pub(crate) struct View<'m, 'a> {
    memory: &'m Memory<'a>,
    /// The transaction that is executed.
    transaction: TxIndex,
    /// The transaction as which it looks: it sees what lower ones have written.
    reader: TxIndex,
    /// Who is to be credited lazily.
    lazy: Option<Address>,
    reads: Reads,
    /// The numbers of accounts met lately, by a byte of their address: a busy contract is met by
    /// every transaction, and its lock would go to and fro between the workers.
    lately: [Option<(Address, u32)>; LATELY],
    cursors: Cursors,
    codes: Codes,
}

impl<'m, 'a> View<'m, 'a> {
    pub(crate) fn new(memory: &'m Memory<'a>) -> Self {
        Self {
            memory,
            transaction: 0,
            reader: 0,
            lazy: None,
            reads: Reads::default(),
            lately: [None; LATELY],
            cursors: Cursors::default(),
            codes: Codes::default(),
        }
    }

    /// Serves another transaction from now on, keeping its reads in a given buffer. It sees what
    /// `reader` sees: itself, or the first transaction, who sees the state before the block. `lazy`
    /// is whom the transaction credits without looking any further ([`lazy_recipient`]).
    pub(crate) fn start(
        &mut self,
        transaction: TxIndex,
        reader: TxIndex,
        lazy: Option<Address>,
        mut buffer: Reads,
    ) {
        buffer.clear();
        self.transaction = transaction;
        self.reader = reader;
        self.lazy = lazy;
        self.reads = buffer;
    }

    /// What was read since [`View::start`].
    pub(crate) fn take_reads(&mut self) -> Reads {
        std::mem::take(&mut self.reads)
    }

    /// Where this worker makes new cells.
    pub(crate) fn cursors(&mut self) -> &mut Cursors {
        &mut self.cursors
    }

    fn account_id(&mut self, address: &Address) -> u32 {
        let place = usize::from(address[Address::len_bytes() - 1]) % LATELY;
        match self.lately[place] {
            Some((known, id)) if known == *address => id,
            _ => {
                let id = self.memory.account_id(address, &mut self.cursors);
                self.lately[place] = Some((*address, id));
                id
            }
        }
    }

    fn slot(&mut self, account: u32, slot: U256) -> Result<U256, Blocked> {
        if let Some(value) = self.memory.exempt_slot(account, slot, self.transaction) {
            return Ok(value);
        }
        let id = self.memory.slot_id(account, slot, &mut self.cursors);
        self.memory.slots.get(id).versions.note_reader(self.reader);
        let (seen, as_before) = self.memory.read_slot(id, self.reader)?;
        self.reads.add_slot(id, (!as_before).then_some(seen));
        Ok(seen)
    }
}

/// Whom a transaction credits without looking any further, if no code runs there: then neither its
/// course nor its gas depends on what the recipient has. (From Amsterdam on, the gas depends on
/// whether the recipient is there: EIP-2780.)
pub(crate) fn lazy_recipient(block: &Block, transaction: &Transaction) -> Option<Address> {
    let to = *transaction.kind.to()?;
    // A precompile can fail, and then nothing is transferred.
    let may_be_precompile = to[..18].iter().all(|byte| *byte == 0);
    let plain = transaction.tx_type <= 2
        && !may_be_precompile
        && to != transaction.caller
        && to != block.env.beneficiary
        && !transaction.value.is_zero()
        && transaction.value.bit_len() <= 128
        && !block.spec.is_enabled_in(SpecId::AMSTERDAM);
    plain.then_some(to)
}

impl Database for View<'_, '_> {
    type Error = Unread;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Unread> {
        let id = self.account_id(&address);
        if let Some(value) = self.memory.exempt_account(id, self.transaction) {
            return Ok(Some(value.into_info(id)));
        }
        let cell = self.memory.accounts.get(id);
        // A credit of its own is more work than a balance, where nobody else comes by.
        if self.lazy == Some(address) && cell.versions.is_met_by_others(self.reader) {
            cell.versions.note_lazy_reader(self.reader);
            if let Some(value) = self.memory.read_lazily(id, self.reader)? {
                self.reads.add_lazy(id);
                return Ok(value.map(|value| value.into_info(id)));
            }
        }
        cell.versions.note_reader(self.reader);
        let (seen, as_before) = self.memory.read_account(id, self.reader)?;
        self.reads.add_account(id, (!as_before).then_some(seen));
        let mut info = seen.map(|value| value.into_info(id));
        if let (Some(info), Some(before)) = (&mut info, cell.before)
            && before.has_bare_storage()
            && !self.memory.is_wiped(id, self.reader)?
        {
            before.guard_storage(info);
        }
        Ok(info)
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, Unread> {
        let memory = self.memory;
        self.codes.get(hash, || Ok(memory.code(&hash)))
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Unread> {
        let id = self.account_id(&address);
        Ok(self.slot(id, slot)?)
    }

    fn storage_by_account_id(
        &mut self,
        _: Address,
        account: AccountId,
        slot: U256,
    ) -> Result<U256, Unread> {
        Ok(self.slot(account.get() as u32, slot)?)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Unread> {
        Ok(self.memory.pre.block_hash(number))
    }
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "transaction {} has to be executed first", self.0)
    }
}

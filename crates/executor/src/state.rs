//! What accounts hold, before a block and after it.

mod changes;
mod overlay;

pub use changes::{AccountChange, StateChanges};
pub(crate) use overlay::Overlay;

use revm::{
    DatabaseRef,
    primitives::{Address, AddressMap, B256, B256Map, HashMap, KECCAK_EMPTY, U256, U256Map},
    state::{AccountInfo, Bytecode},
};
use std::convert::Infallible;

/// What the accounts held before the block: shared by all threads, never changed by a run.
#[derive(Debug, Clone, Default)]
pub struct PreState {
    accounts: AddressMap<PreAccount>,
    codes: B256Map<Bytecode>,
    block_hashes: HashMap<u64, B256>,
}

/// One account before the block.
#[derive(Debug, Clone, Default)]
pub struct PreAccount {
    /// Balance, nonce and code hash; the code itself lies beside, by hash.
    pub info: AccountInfo,
    /// Slots that are not zero.
    pub storage: U256Map<U256>,
}

impl PreState {
    /// Nobody owns anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an account in place of whatever was at the address. The code hash is made from the
    /// code where one is given.
    pub fn insert(&mut self, address: Address, mut info: AccountInfo) {
        if let Some(code) = info.code.take() {
            info.code_hash = if code.is_empty() {
                KECCAK_EMPTY
            } else {
                code.hash_slow()
            };
            if !code.is_empty() {
                self.codes.insert(info.code_hash, code);
            }
        }
        self.accounts.insert(
            address,
            PreAccount {
                info,
                storage: U256Map::default(),
            },
        );
    }

    /// Sets one slot; zero removes it. The account is made, empty, if there is none.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        let storage = &mut self.accounts.entry(address).or_default().storage;
        if value.is_zero() {
            storage.remove(&slot);
        } else {
            storage.insert(slot, value);
        }
    }

    /// Makes the hash of an earlier block known to BLOCKHASH.
    pub fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert(number, hash);
    }

    /// The account at an address.
    pub fn account(&self, address: &Address) -> Option<&PreAccount> {
        self.accounts.get(address)
    }

    /// All accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &PreAccount)> {
        self.accounts.iter()
    }

    /// Accounts in all.
    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    /// Whether there is no account at all.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// The code of a hash.
    pub fn code(&self, hash: &B256) -> Option<&Bytecode> {
        self.codes.get(hash)
    }

    /// Makes a block's changes part of the state: the pre-state of the next block.
    pub fn apply(&mut self, changes: &StateChanges) {
        for (hash, code) in &changes.codes {
            self.codes.insert(*hash, code.clone());
        }
        for (address, change) in &changes.accounts {
            match &change.info {
                None => {
                    self.accounts.remove(address);
                }
                Some(info) => {
                    self.accounts.entry(*address).or_default().info = info.clone();
                    for (slot, value) in &change.storage {
                        self.set_storage(*address, *slot, *value);
                    }
                }
            }
        }
    }

    /// One slot's value; zero where nothing is known.
    pub fn storage(&self, address: &Address, slot: &U256) -> U256 {
        self.accounts
            .get(address)
            .and_then(|a| a.storage.get(slot))
            .copied()
            .unwrap_or_default()
    }

    /// The hash of an earlier block. An unknown one is made from its number, as revm's empty
    /// database does, so that every strategy sees the same.
    pub(crate) fn block_hash(&self, number: u64) -> B256 {
        self.block_hashes
            .get(&number)
            .copied()
            .unwrap_or_else(|| revm::primitives::keccak256(number.to_string().as_bytes()))
    }
}

impl DatabaseRef for PreState {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self
            .accounts
            .get(&address)
            .map(|account| account.info.clone()))
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.codes.get(&hash).cloned().unwrap_or_default())
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.storage(&address, &slot))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, Infallible> {
        Ok(self.block_hash(number))
    }
}

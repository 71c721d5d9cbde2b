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
use std::{convert::Infallible, sync::Arc};

/// What the accounts held before the block: shared by all threads, never changed by a run.
///
/// A clone is cheap: it shares everything with the original, and what is changed afterwards in
/// either of them is laid over what they share.
#[derive(Debug, Clone, Default)]
pub struct PreState {
    shared: Arc<Shared>,
    block_hashes: Arc<HashMap<u64, B256>>,
    /// Accounts that are not as in `shared`; nothing where there is none any more.
    laid_over: AddressMap<Option<PreAccount>>,
    /// Code that `shared` has not.
    more_codes: B256Map<Bytecode>,
}

/// What a state and its clones have in common.
#[derive(Debug, Clone, Default)]
struct Shared {
    accounts: AddressMap<PreAccount>,
    codes: B256Map<Bytecode>,
}

/// One account before the block.
#[derive(Debug, Clone, Default)]
pub struct PreAccount {
    /// Balance, nonce and code hash; the code itself lies beside, by hash.
    pub info: AccountInfo,
    /// Slots that are not zero.
    pub storage: U256Map<U256>,
}

impl PreAccount {
    /// How the EVM is to see an account that still has this one's storage.
    ///
    /// No contract can be created where storage is (EIP-7610), but revm asks for nonce and code
    /// alone. A code hash of zero, which revm takes for no code everywhere else, answers for the
    /// storage: it is not the hash of no code, so the creation collides. Only EXTCODEHASH could see
    /// it, on an account with ether that no chain has.
    pub(crate) fn guard_storage(&self, info: &mut AccountInfo) {
        if info.nonce == 0 && info.code_hash == KECCAK_EMPTY && !self.storage.is_empty() {
            info.code_hash = B256::ZERO;
        }
    }

    /// Whether there is storage, and neither nonce nor code (EIP-7610).
    pub(crate) fn has_bare_storage(&self) -> bool {
        self.info.nonce == 0 && self.info.code_hash == KECCAK_EMPTY && !self.storage.is_empty()
    }

    /// Sets one slot; zero removes it.
    fn set_slot(&mut self, slot: U256, value: U256) {
        if value.is_zero() {
            self.storage.remove(&slot);
        } else {
            self.storage.insert(slot, value);
        }
    }
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
                self.insert_code(info.code_hash, code);
            }
        }
        *self.account_mut(address) = PreAccount {
            info,
            storage: U256Map::default(),
        };
    }

    /// Sets one slot; zero removes it. The account is made, empty, if there is none.
    pub fn set_storage(&mut self, address: Address, slot: U256, value: U256) {
        self.account_mut(address).set_slot(slot, value);
    }

    /// Makes the hash of an earlier block known to BLOCKHASH.
    pub fn set_block_hash(&mut self, number: u64, hash: B256) {
        Arc::make_mut(&mut self.block_hashes).insert(number, hash);
    }

    /// The account at an address.
    pub fn account(&self, address: &Address) -> Option<&PreAccount> {
        if !self.laid_over.is_empty()
            && let Some(account) = self.laid_over.get(address)
        {
            return account.as_ref();
        }
        self.shared.accounts.get(address)
    }

    /// All accounts, in no order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &PreAccount)> {
        let laid_over = self.laid_over.iter();
        let laid_over =
            laid_over.filter_map(|(address, account)| Some((address, account.as_ref()?)));
        let visible = |address| self.laid_over.is_empty() || !self.laid_over.contains_key(address);
        let shared = self.shared.accounts.iter();
        laid_over.chain(shared.filter(move |(address, _)| visible(*address)))
    }

    /// Accounts in all.
    pub fn len(&self) -> usize {
        let shared = &self.shared.accounts;
        let hidden = self.laid_over.keys();
        let hidden = hidden.filter(|address| shared.contains_key(*address));
        let laid_over = self.laid_over.values().flatten();
        shared.len() - hidden.count() + laid_over.count()
    }

    /// Whether there is no account at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a hash.
    pub fn code(&self, hash: &B256) -> Option<&Bytecode> {
        let code = self.shared.codes.get(hash);
        code.or_else(|| self.more_codes.get(hash))
    }

    /// Makes a block's changes part of the state: the pre-state of the next block.
    pub fn apply(&mut self, changes: &StateChanges) {
        for (hash, code) in &changes.codes {
            self.insert_code(*hash, code.clone());
        }
        for (address, change) in &changes.accounts {
            match &change.info {
                None => self.remove(address),
                Some(info) => {
                    let account = self.account_mut(*address);
                    account.info = info.clone();
                    for (slot, value) in &change.storage {
                        account.set_slot(*slot, *value);
                    }
                }
            }
        }
    }

    /// One slot's value; zero where nothing is known.
    pub fn storage(&self, address: &Address, slot: &U256) -> U256 {
        self.account(address)
            .and_then(|account| account.storage.get(slot))
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

    /// What this state shares with its clones, if there are none (any more): then it is changed in
    /// place, and what was laid over it becomes part of it.
    fn unshared(&mut self) -> Option<&mut Shared> {
        let shared = Arc::get_mut(&mut self.shared)?;
        for (address, account) in std::mem::take(&mut self.laid_over) {
            match account {
                Some(account) => shared.accounts.insert(address, account),
                None => shared.accounts.remove(&address),
            };
        }
        shared.codes.extend(std::mem::take(&mut self.more_codes));
        Some(shared)
    }

    /// The account at an address, to be changed; it is made, empty, if there is none.
    fn account_mut(&mut self, address: Address) -> &mut PreAccount {
        if self.unshared().is_some() {
            // Copies nothing: there are no clones.
            let shared = Arc::make_mut(&mut self.shared);
            return shared.accounts.entry(address).or_default();
        }
        let account = self.laid_over.entry(address);
        let account = account.or_insert_with(|| self.shared.accounts.get(&address).cloned());
        account.get_or_insert_default()
    }

    fn remove(&mut self, address: &Address) {
        if let Some(shared) = self.unshared() {
            shared.accounts.remove(address);
        } else {
            self.laid_over.insert(*address, None);
        }
    }

    fn insert_code(&mut self, hash: B256, code: Bytecode) {
        if let Some(shared) = self.unshared() {
            shared.codes.insert(hash, code);
        } else if !self.shared.codes.contains_key(&hash) {
            self.more_codes.insert(hash, code);
        }
    }
}

impl DatabaseRef for PreState {
    type Error = Infallible;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.account(&address).map(|account| account.info.clone()))
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, Infallible> {
        Ok(self.code(&hash).cloned().unwrap_or_default())
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.storage(&address, &slot))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, Infallible> {
        Ok(self.block_hash(number))
    }
}

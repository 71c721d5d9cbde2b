//! What a block changed, in one canonical form.

#[cfg(test)]
mod tests;

use super::{PreAccount, PreState};
use revm::{
    primitives::{Address, AddressMap, B256Map, HashMap, KECCAK_EMPTY, U256, U256Map},
    state::{AccountInfo, Bytecode},
};

/// What a block changed, against its pre-state.
///
/// Canonical: only accounts and slots whose value after the block differs from the value before
/// it are here, so that two runs of one block agree if and only if their changes are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateChanges {
    /// The changed accounts.
    pub accounts: AddressMap<AccountChange>,
    /// Code that some changed account has and that was unknown before, by its hash.
    pub codes: B256Map<Bytecode>,
}

/// One account after the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountChange {
    /// Balance, nonce and code hash after the block; nothing when the account is gone, with all
    /// its storage.
    pub info: Option<AccountInfo>,
    /// Slots whose value changed, with the value after the block.
    pub storage: U256Map<U256>,
}

impl StateChanges {
    /// Room for about as many accounts.
    pub(crate) fn with_capacity(accounts: usize) -> Self {
        Self {
            accounts: HashMap::with_capacity_and_hasher(accounts, Default::default()),
            codes: B256Map::default(),
        }
    }

    /// Records an account's end, leaving out what did not change since `before`, which is what
    /// `pre` has at the address.
    ///
    /// `storage_reset` says that every slot of the pre-state was wiped (SELFDESTRUCT or creation)
    /// before the given `slots` were written. Each of these comes with its value in the pre-state
    /// and its value after the block.
    pub(crate) fn record(
        &mut self,
        pre: &PreState,
        address: Address,
        before: Option<&PreAccount>,
        info: Option<AccountInfo>,
        storage_reset: bool,
        slots: impl ExactSizeIterator<Item = (U256, U256, U256)>,
    ) {
        let Some(mut info) = info else {
            if before.is_some() {
                self.accounts.insert(
                    address,
                    AccountChange {
                        info: None,
                        storage: U256Map::default(),
                    },
                );
            }
            return;
        };
        let mut storage = U256Map::with_capacity_and_hasher(slots.len(), Default::default());
        if storage_reset && let Some(before) = before {
            storage.extend(before.storage.keys().map(|slot| (*slot, U256::ZERO)));
        }
        for (slot, was, value) in slots {
            if was == value {
                storage.remove(&slot);
            } else {
                storage.insert(slot, value);
            }
        }
        if storage.is_empty() && before.is_some_and(|before| before.info == info) {
            return;
        }
        if let Some(code) = info.code.take()
            && info.code_hash != KECCAK_EMPTY
            && pre.code(&info.code_hash).is_none()
        {
            self.codes.insert(info.code_hash, code);
        }
        info.account_id = None;
        self.accounts.insert(
            address,
            AccountChange {
                info: Some(info),
                storage,
            },
        );
    }

    /// Puts what happened before these changes under them.
    ///
    /// `earlier` is against `pre`, these changes against the state that `earlier` made of it. What
    /// comes out is against `pre`. The work grows with `earlier`.
    pub(crate) fn after(&mut self, earlier: Self, pre: &PreState) {
        for (address, earlier) in earlier.accounts {
            let change = match self.accounts.remove(&address) {
                None => Some(earlier),
                Some(later) => later.after(Some(earlier), pre.account(&address)),
            };
            self.accounts.extend(change.map(|change| (address, change)));
        }
        self.merge_codes(earlier.codes);
    }

    /// Adds what happened after these changes.
    ///
    /// `later` is against the state that these changes made of `pre`. What comes out is against
    /// `pre`. The work grows with `later`.
    pub(crate) fn then(&mut self, later: Self, pre: &PreState) {
        for (address, later) in later.accounts {
            let earlier = self.accounts.remove(&address);
            let change = later.after(earlier, pre.account(&address));
            self.accounts.extend(change.map(|change| (address, change)));
        }
        self.merge_codes(later.codes);
    }

    /// Adds code, then drops what no changed account has any more.
    fn merge_codes(&mut self, others: B256Map<Bytecode>) {
        self.codes.extend(others);
        if self.codes.is_empty() {
            return;
        }
        let infos = self.accounts.values().flat_map(|change| &change.info);
        let used: revm::primitives::map::B256Set = infos.map(|info| info.code_hash).collect();
        self.codes.retain(|hash, _| used.contains(hash));
    }

    /// Where these changes first differ from others, by address, in one sentence.
    pub(crate) fn first_difference(&self, other: &Self) -> Option<String> {
        if self == other {
            return None;
        }
        let mut addresses: Vec<_> = self.accounts.keys().chain(other.accounts.keys()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        for address in addresses {
            let (a, b) = (self.accounts.get(address), other.accounts.get(address));
            if a != b {
                return Some(format!("account {address}: {a:?} against {b:?}"));
            }
        }
        Some("the code of changed accounts differs".to_owned())
    }
}

impl AccountChange {
    /// This change with an earlier one under it, against `before`, which the earlier one is
    /// against; nothing if the two undo each other.
    fn after(self, earlier: Option<Self>, before: Option<&PreAccount>) -> Option<Self> {
        let Some(info) = self.info else {
            return before.is_some().then_some(self);
        };
        let mut storage = match earlier {
            None => U256Map::default(),
            Some(Self {
                info: Some(_),
                storage,
            }) => storage,
            // The account was gone in between, and with it all its slots.
            Some(Self { info: None, .. }) => before
                .into_iter()
                .flat_map(|before| before.storage.keys())
                .map(|slot| (*slot, U256::ZERO))
                .collect(),
        };
        storage.extend(self.storage);
        storage.retain(|slot, value| {
            let before = before.and_then(|before| before.storage.get(slot));
            *value != before.copied().unwrap_or_default()
        });
        let same = storage.is_empty() && before.is_some_and(|before| before.info == info);
        (!same).then_some(Self {
            info: Some(info),
            storage,
        })
    }
}

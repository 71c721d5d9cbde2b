//! Why a state could not be read.

use crate::memory::Blocked;
use revm::{
    database_interface::DBErrorMarker,
    primitives::{Address, U256},
};

/// Why a state could not be read: one type for all states, because one EVM stands on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The multi-version memory: a lower transaction has to be executed (again) first.
    Blocked(Blocked),
    /// The block access list: it does not name what was touched.
    NotListed(NotListed),
}

/// Something was touched that the block access list does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotListed {
    pub(crate) address: Address,
    /// The slot; nothing if it is the account itself.
    pub(crate) slot: Option<U256>,
}

impl From<Blocked> for Unread {
    fn from(blocked: Blocked) -> Self {
        Self::Blocked(blocked)
    }
}

impl From<NotListed> for Unread {
    fn from(missing: NotListed) -> Self {
        Self::NotListed(missing)
    }
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Blocked(blocked) => blocked.fmt(f),
            Self::NotListed(missing) => missing.fmt(f),
        }
    }
}

impl std::fmt::Display for NotListed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.slot {
            None => write!(f, "account {} is touched and not listed", self.address),
            Some(slot) => write!(
                f,
                "slot {slot:#x} of account {} is touched and not listed",
                self.address
            ),
        }
    }
}

impl std::error::Error for Unread {}

impl DBErrorMarker for Unread {
    /// Waiting is no failure of the database, and neither is a list that is wrong.
    fn is_fatal(&self) -> bool {
        false
    }
}

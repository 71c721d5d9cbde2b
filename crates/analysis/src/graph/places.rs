//! What counts as one place, and which dependencies are looked for.

use lanewise_executor::{
    AccessSet, Location, Part,
    revm::primitives::{Address, HashMap, HashSet, KECCAK_EMPTY, U256},
};

/// How finely two accesses are told apart.
///
/// Executors differ in this: one that keeps versions of single slots sees fewer conflicts than one
/// that locks whole accounts. Drawing the same block at several granularities shows what the
/// finer one is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Granularity {
    /// Each [`Location`] is a place by itself: every slot, and balance, nonce and code apart.
    #[default]
    Slot,
    /// A contract is one place with all its slots, its balance, nonce and code; the parts of any
    /// other account are places by themselves.
    ///
    /// A contract is an account with code or storage, as far as the block shows: one of which some
    /// transaction reads a slot, or code that is not empty, or to which one gives code. An account
    /// that delegates to a contract (EIP-7702) is one, too.
    Contract,
    /// Every account is one place.
    Account,
}

/// What kind of conflict an edge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// The later transaction reads what the earlier one wrote: a true dependency.
    ReadAfterWrite,
    /// The later transaction overwrites what the earlier one still read: an anti-dependency.
    WriteAfterRead,
    /// The later transaction overwrites what the earlier one wrote: an output dependency.
    WriteAfterWrite,
}

/// Which edges a graph has.
///
/// An executor that keeps several versions of the memory waits for reads after writes only; one
/// that executes on a single copy has to respect the other two as well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GraphOptions {
    /// What counts as one place.
    pub granularity: Granularity,
    /// Whether there are edges for a write after a read.
    pub anti: bool,
    /// Whether there are edges for a write after a write.
    pub output: bool,
}

/// Where transactions conflict: one unit of a [`Granularity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// An account as a whole.
    Account(Address),
    /// One part of an account.
    Part(Location),
}

impl Place {
    /// The account that it is or belongs to.
    pub fn address(&self) -> Address {
        match self {
            Self::Account(address) => *address,
            Self::Part(location) => location.address,
        }
    }

    /// The single location that it is; none for a whole account.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::Account(_) => None,
            Self::Part(location) => Some(*location),
        }
    }
}

/// Gives each place a small number.
#[derive(Debug)]
pub(super) struct Places {
    /// The accounts that are one place; `None`: all.
    whole: Option<HashSet<Address>>,
    ids: HashMap<Place, u32>,
    list: Vec<Place>,
}

impl Places {
    pub(super) fn new(granularity: Granularity, accesses: &[AccessSet]) -> Self {
        Self {
            whole: match granularity {
                Granularity::Slot => Some(HashSet::default()),
                Granularity::Contract => Some(contracts(accesses)),
                Granularity::Account => None,
            },
            ids: HashMap::default(),
            list: Vec::new(),
        }
    }

    /// The number of the place that a location is in.
    pub(super) fn id(&mut self, location: &Location) -> u32 {
        let whole = match &self.whole {
            None => true,
            Some(accounts) => !accounts.is_empty() && accounts.contains(&location.address),
        };
        let place = if whole {
            Place::Account(location.address)
        } else {
            Place::Part(*location)
        };
        let list = &mut self.list;
        *self.ids.entry(place).or_insert_with(|| {
            list.push(place);
            list.len() as u32 - 1
        })
    }

    /// All places, by number.
    pub(super) fn into_list(self) -> Vec<Place> {
        self.list
    }
}

/// The accounts that have code or storage, as far as the block shows.
fn contracts(accesses: &[AccessSet]) -> HashSet<Address> {
    let empty = U256::from_be_bytes(KECCAK_EMPTY.0);
    let all = accesses
        .iter()
        .flat_map(|set| set.reads.iter().chain(&set.writes));
    all.filter(|(location, value)| match location.part {
        Part::Storage(_) => true,
        Part::Code => *value != empty && !value.is_zero(),
        Part::Balance | Part::Nonce => false,
    })
    .map(|(location, _)| location.address)
    .collect()
}

//! Names that many rows share: told once each, and meant by their indices.

use crate::subject::Subject;
use lanewise_analysis::Place;
use lanewise_executor::{
    Location,
    revm::primitives::{Address, TxKind},
};
use std::{
    collections::{HashMap, hash_map::Entry},
    hash::Hash,
};

/// Names by what they name, each with an index.
#[derive(Debug)]
pub(crate) struct Index<K> {
    places: HashMap<K, u32>,
    /// The names, by index.
    pub(crate) names: Vec<String>,
}

impl<K: Hash + Eq> Default for Index<K> {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            names: Vec::new(),
        }
    }
}

impl<K: Hash + Eq> Index<K> {
    /// The index of something, which is named when it is first asked for.
    pub(crate) fn of(&mut self, key: K, name: impl FnOnce() -> String) -> u32 {
        match self.places.entry(key) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(vacant) => {
                let index = self.names.len() as u32;
                self.names.push(name());
                *vacant.insert(index)
            }
        }
    }
}

impl<K: Hash + Eq> Index<K> {
    /// The index of something that was asked for before.
    pub(crate) fn find(&self, key: &K) -> Option<u32> {
        self.places.get(key).copied()
    }
}

/// The names of places that a view tells of: parts of accounts, or accounts as a whole.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    subject: &'a Subject,
    index: Index<Place>,
}

impl<'a> Places<'a> {
    /// None yet.
    pub(crate) fn new(subject: &'a Subject) -> Self {
        Self {
            subject,
            index: Index::default(),
        }
    }

    /// The index of a place.
    pub(crate) fn of(&mut self, place: Place) -> u32 {
        self.index.of(place, || match place {
            Place::Part(location) => self.subject.full_name(&location),
            Place::Account(address) => self.subject.account_name(address),
        })
    }

    /// The index of a part of an account.
    pub(crate) fn part(&mut self, location: Location) -> u32 {
        self.of(Place::Part(location))
    }

    /// A place that was asked for, in words.
    pub(crate) fn name(&self, index: u32) -> &str {
        &self.index.names[index as usize]
    }

    /// All names, by index.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.index.names
    }
}

/// Who sends each transaction, to whom, and which function it calls.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// Names of senders.
    pub(crate) senders: Vec<String>,
    /// Names of contracts, or addresses.
    pub(crate) targets: Vec<String>,
    /// Names of functions; the empty one for plain transfers.
    pub(crate) functions: Vec<String>,
    /// By transaction: indices into the three.
    pub(crate) by_transaction: Vec<[u32; 3]>,
}

impl Labels {
    /// The labels of a block's transactions.
    pub(crate) fn new(subject: &Subject) -> Self {
        let (mut senders, mut functions) = (Index::default(), Index::default());
        let mut targets: Index<TxKind> = Index::default();
        // A name takes a search through the contract's functions: once for each that is called.
        let mut called: HashMap<(TxKind, Option<[u8; 4]>), u32> = HashMap::new();
        let transactions = subject.block().transactions.iter();
        let by_transaction = transactions
            .map(|transaction| {
                let (kind, data) = (transaction.kind, &transaction.data);
                let caller: Address = transaction.caller;
                let sender = senders.of(caller, || subject.account_name(caller));
                let target = targets.of(kind, || match kind {
                    TxKind::Call(to) => subject.account_name(to),
                    TxKind::Create => "a new contract".to_owned(),
                });
                let key = (kind, data.first_chunk().copied());
                let function = *called.entry(key).or_insert_with(|| {
                    let name = subject.function(kind, data);
                    functions.of(name.clone(), || name)
                });
                [sender, target, function]
            })
            .collect();
        Self {
            senders: senders.names,
            targets: targets.names,
            functions: functions.names,
            by_transaction,
        }
    }

    /// What a transaction does, for a sentence: `transfer to Token`, or `ether to 0x12…34`.
    pub(crate) fn what(&self, transaction: u32) -> String {
        let Some([_, target, function]) = self.by_transaction.get(transaction as usize) else {
            return String::new();
        };
        let (target, function) = (
            &self.targets[*target as usize],
            &self.functions[*function as usize],
        );
        match function.as_str() {
            "" => format!("ether to {target}"),
            "create" if target == "a new contract" => "a new contract".to_owned(),
            function => format!("{function} on {target}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn what_is_the_same_has_one_name() {
        let mut index = Index::default();
        let found = ["a", "b", "a"].map(|key| index.of(key, || key.to_uppercase()));
        assert_eq!(found, [0, 1, 0]);
        assert_eq!(index.names, ["A", "B"]);
    }
}

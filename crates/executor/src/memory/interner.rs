//! Numbers for keys, and a cell for each number.
//!
//! A key is hashed once, when it is first met in a transaction; from then on its cell is reached
//! by number. Cells never move and are never removed. Keys are compared whole: a collision of
//! hashes costs time, never correctness.

use crate::primitive::{Mutex, Padded, lock};
use hashbrown::HashTable;
use revm::primitives::map::DefaultHashBuilder;
use std::hash::{BuildHasher, Hash};

/// Independent locks. Many more than there are threads, so that two rarely want the same.
const SHARDS: usize = 128;

/// A number and the hash of its key.
type Entry = (u64, u32);

pub(super) struct Interner<K, C> {
    hasher: DefaultHashBuilder,
    shards: Vec<Padded<Mutex<HashTable<Entry>>>>,
    cells: boxcar::Vec<(K, C)>,
}

impl<K, C> std::fmt::Debug for Interner<K, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interner")
            .field("cells", &self.cells.count())
            .finish_non_exhaustive()
    }
}

impl<K: Hash + Eq + Copy, C> Interner<K, C> {
    /// Room for about as many keys.
    pub(super) fn with_capacity(keys: usize) -> Self {
        let shard = || {
            Padded(Mutex::new(HashTable::with_capacity(
                keys / SHARDS + keys / SHARDS / 4,
            )))
        };
        Self {
            hasher: DefaultHashBuilder::default(),
            shards: (0..SHARDS).map(|_| shard()).collect(),
            cells: boxcar::Vec::with_capacity(keys),
        }
    }

    /// The number of a key; a new one gets the cell that `make` makes.
    pub(super) fn id(&self, key: &K, make: impl FnOnce() -> C) -> u32 {
        let hash = self.hasher.hash_one(key);
        // The table uses the hash's low and top bits; the shard is picked by others.
        let shard = &self.shards[(hash >> 40) as usize % SHARDS].0;
        let mut table = lock(shard);
        let same = |entry: &Entry| entry.0 == hash && self.cells[entry.1 as usize].0 == *key;
        if let Some(entry) = table.find(hash, same) {
            return entry.1;
        }
        let id = self.cells.push((*key, make())) as u32;
        table.insert_unique(hash, (hash, id), |entry| entry.0);
        id
    }

    /// The cell of a number that [`Interner::id`] gave.
    pub(super) fn get(&self, id: u32) -> &C {
        &self.cells[id as usize].1
    }

    /// The key of a number that [`Interner::id`] gave.
    pub(super) fn key(&self, id: u32) -> &K {
        &self.cells[id as usize].0
    }

    /// Cells in all.
    pub(super) fn len(&self) -> usize {
        self.cells.count()
    }
}

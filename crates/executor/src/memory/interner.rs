//! Numbers for keys, and a cell for each number.
//!
//! A key is hashed once, when it is first met in a transaction; from then on its cell is reached
//! by number. Cells never move and are never removed. Keys are compared whole: a collision of
//! hashes costs time, never correctness.
//!
//! Each worker makes its cells in chunks of its own ([`Cursor`]): workers neither count with a
//! common counter nor write to each other's cache lines while they have nothing to do with one
//! another.

use crate::primitive::{Mutex, Padded, lock};
use hashbrown::HashTable;
use revm::primitives::map::DefaultHashBuilder;
use std::{
    hash::{BuildHasher, Hash},
    sync::OnceLock,
};

/// Independent locks. Many more than there are threads, so that two rarely want the same.
const SHARDS: usize = 128;

/// Cells in a chunk.
const CHUNK: u32 = 32;

/// Where a worker makes its next cells. Cells beyond the cursor's are empty for good.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    next: u32,
    end: u32,
}

/// A number and the hash of its key.
type Entry = (u64, u32);

type Chunk<K, C> = Box<[OnceLock<(K, C)>]>;

pub(super) struct Interner<K, C> {
    hasher: DefaultHashBuilder,
    shards: Vec<Padded<Mutex<HashTable<Entry>>>>,
    /// Padded: every new chunk moves the counters in it, which must not move what lies beside it.
    chunks: Padded<boxcar::Vec<Chunk<K, C>>>,
}

impl<K, C> std::fmt::Debug for Interner<K, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Interner")
            .field("chunks", &self.chunks.0.count())
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
            chunks: Padded(boxcar::Vec::with_capacity(keys / CHUNK as usize + 1)),
        }
    }

    /// The number of a key; a new one gets the cell that `make` makes, at the cursor.
    pub(super) fn id(&self, key: &K, cursor: &mut Cursor, make: impl FnOnce() -> C) -> u32 {
        let hash = self.hasher.hash_one(key);
        // The table uses the hash's low and top bits; the shard is picked by others.
        let shard = &self.shards[(hash >> 40) as usize % SHARDS].0;
        let mut table = lock(shard);
        let same = |entry: &Entry| entry.0 == hash && self.key(entry.1) == key;
        if let Some(entry) = table.find(hash, same) {
            return entry.1;
        }
        if cursor.next == cursor.end {
            let chunk = (0..CHUNK).map(|_| OnceLock::new()).collect();
            cursor.next = self.chunks.0.push(chunk) as u32 * CHUNK;
            cursor.end = cursor.next + CHUNK;
        }
        let id = cursor.next;
        cursor.next += 1;
        let vacant = self.place(id).set((*key, make()));
        debug_assert!(vacant.is_ok(), "a cursor never goes back");
        table.insert_unique(hash, (hash, id), |entry| entry.0);
        id
    }

    fn place(&self, id: u32) -> &OnceLock<(K, C)> {
        &self.chunks.0[(id / CHUNK) as usize][(id % CHUNK) as usize]
    }

    fn entry(&self, id: u32) -> &(K, C) {
        self.place(id)
            .get()
            .expect("`id` gave this number after it had made the cell")
    }

    /// The cell of a number that [`Interner::id`] gave.
    pub(super) fn get(&self, id: u32) -> &C {
        &self.entry(id).1
    }

    /// The key of a number that [`Interner::id`] gave.
    pub(super) fn key(&self, id: u32) -> &K {
        &self.entry(id).0
    }

    /// All numbers given so far are below this one.
    pub(super) fn end(&self) -> u32 {
        self.chunks.0.count() as u32 * CHUNK
    }

    /// The numbers given so far, in order. To be asked when no more are being made.
    pub(super) fn ids(&self) -> impl Iterator<Item = u32> {
        (0..self.end()).filter(|id| self.place(*id).get().is_some())
    }
}

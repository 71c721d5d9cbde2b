//! Who depends on whom.
//!
//! Transaction `i` depends on `j` when `i` reads a location that, of all transactions below `i`,
//! `j` was the last to write: `i` cannot run before `j` has. Only such *read-after-write*
//! dependencies bind an executor that keeps several versions of the memory. The others (a write
//! after a read, a write after a write) disappear there; they are found when [`GraphOptions`] ask
//! for them, to be looked at. Whatever else is drawn, depths, waves and the critical path follow
//! read-after-write edges only.
//!
//! Invariant: every edge goes from a lower index to a higher one, so the block's own order is a
//! topological order and every question here is answered in one pass over it.

mod build;
mod path;
mod places;
#[cfg(test)]
pub(crate) mod tests;

pub use path::CriticalPath;
pub use places::{EdgeKind, Granularity, GraphOptions, Place};

use lanewise_executor::{AccessSet, Location, TxIndex};

/// Two transactions that conflict: `to` comes after `from` and has to respect it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The earlier transaction.
    pub from: TxIndex,
    /// The later one.
    pub to: TxIndex,
    /// In how many places.
    pub locations: u32,
    /// What kind of conflict it is.
    pub kind: EdgeKind,
    /// Where its causes begin in the graph's list of them.
    first_cause: u32,
}

/// How many transactions use a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PlaceUse {
    /// Transactions that read it; writers among them, because what is written is read first.
    pub readers: u32,
    /// Transactions that write it.
    pub writers: u32,
}

/// The dependencies of a block.
///
/// Kept compactly: 20 bytes an edge and 4 for each of its causes, which are numbers of places.
#[derive(Debug, Clone, Default)]
pub struct DependencyGraph {
    options: GraphOptions,
    /// By kind; within a kind sorted by `to`, then by `from`.
    edges: Vec<Edge>,
    /// How many of the edges, at the beginning, are reads after writes.
    dependencies: usize,
    /// The places that cause the edges, edge after edge.
    causes: Vec<u32>,
    /// The places that cause any edge, in their own order.
    places: Vec<Place>,
    /// By place.
    uses: Vec<PlaceUse>,
    /// Where the dependencies of each transaction begin in `edges`; one entry more than
    /// transactions.
    incoming: Vec<u32>,
    /// Indices into the dependencies, sorted by `from`, then by `to`.
    by_source: Vec<u32>,
    /// Where the edges out of each transaction begin in `by_source`.
    outgoing: Vec<u32>,
    depths: Vec<u32>,
    hottest: Vec<(Location, u32)>,
}

impl DependencyGraph {
    /// The read-after-write dependencies of a block at the granularity of slots, from what its
    /// transactions read and wrote, in order.
    pub fn new(accesses: &[AccessSet]) -> Self {
        Self::with_options(accesses, &GraphOptions::default())
    }

    /// The graph of a block with the edges asked for.
    ///
    /// A write after a read leads from each transaction that read the version which the later one
    /// overwrites, but for its writer; a write after a write from that writer. There are thus at
    /// most as many edges as accesses.
    pub fn with_options(accesses: &[AccessSet], options: &GraphOptions) -> Self {
        build::build(accesses, *options)
    }

    /// What was asked for.
    pub fn options(&self) -> GraphOptions {
        self.options
    }

    /// How many transactions there are.
    pub fn len(&self) -> usize {
        self.depths.len()
    }

    /// Whether there is no transaction at all.
    pub fn is_empty(&self) -> bool {
        self.depths.is_empty()
    }

    /// All edges: first those of reads after writes, then of writes after reads, then of writes
    /// after writes; each kind sorted by the later transaction, then by the earlier one.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The read-after-write edges: those that bind.
    pub fn true_edges(&self) -> &[Edge] {
        &self.edges[..self.dependencies]
    }

    /// What a transaction depends on by reads after writes, lowest first.
    pub fn dependencies(&self, transaction: TxIndex) -> &[Edge] {
        let index = transaction as usize;
        &self.edges[self.incoming[index] as usize..self.incoming[index + 1] as usize]
    }

    /// What depends on a transaction by reads after writes, lowest first.
    pub fn dependents(&self, transaction: TxIndex) -> impl ExactSizeIterator<Item = Edge> + '_ {
        let index = transaction as usize;
        self.by_source[self.outgoing[index] as usize..self.outgoing[index + 1] as usize]
            .iter()
            .map(|edge| self.edges[*edge as usize])
    }

    /// The read-after-write edge between two transactions, if there is one.
    pub fn dependency(&self, from: TxIndex, to: TxIndex) -> Option<&Edge> {
        let edges = self.dependencies(to);
        let place = edges.binary_search_by_key(&from, |edge| edge.from);
        place.ok().map(|place| &edges[place])
    }

    /// The numbers of the places that cause an edge of this graph, each once and sorted; look them
    /// up in [`Self::places`].
    pub fn cause_ids(&self, edge: &Edge) -> &[u32] {
        let start = edge.first_cause as usize;
        &self.causes[start..start + edge.locations as usize]
    }

    /// The places that cause an edge of this graph, sorted.
    pub fn causes(&self, edge: &Edge) -> impl ExactSizeIterator<Item = Place> + '_ {
        let ids = self.cause_ids(edge);
        ids.iter().map(|id| self.places[*id as usize])
    }

    /// The places that cause an edge of any kind, sorted; a place's number is its index.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// How many transactions use each of [`Self::places`].
    pub fn uses(&self) -> &[PlaceUse] {
        &self.uses
    }

    /// Whether a transaction depends on nothing and nothing depends on it, by reads after writes.
    pub fn is_independent(&self, transaction: TxIndex) -> bool {
        self.dependencies(transaction).is_empty() && self.dependents(transaction).len() == 0
    }

    /// How many transactions are independent of all others.
    pub fn independent(&self) -> u32 {
        (0..self.len() as TxIndex)
            .filter(|index| self.is_independent(*index))
            .count() as u32
    }

    /// The locations that cause read-after-write edges, with how many each causes; most first.
    /// Accounts that count as one place are not listed.
    pub fn hottest(&self) -> &[(Location, u32)] {
        &self.hottest
    }
}

/// For each read of one transaction, the lower transaction whose write it read, if any.
///
/// # Panics
/// When there is no such transaction.
pub fn last_writers(accesses: &[AccessSet], transaction: TxIndex) -> Vec<Option<TxIndex>> {
    let reads = &accesses[transaction as usize].reads;
    let mut writers = vec![None; reads.len()];
    for (index, set) in accesses[..transaction as usize].iter().enumerate() {
        for (location, _) in &set.writes {
            // Both lists are sorted by location (see `AccessSet`).
            if let Ok(place) = reads.binary_search_by_key(location, |(read, _)| *read) {
                writers[place] = Some(index as TxIndex);
            }
        }
    }
    writers
}

//! Who depends on whom.
//!
//! Transaction `i` depends on `j` when `i` reads a location that, of all transactions below `i`,
//! `j` was the last to write: `i` cannot run before `j` has. Only such *read-after-write*
//! dependencies bind an executor that keeps several versions of the memory; the others (a write
//! after a read, a write after a write) disappear there, and are not drawn.
//!
//! Invariant: every edge goes from a lower index to a higher one, so the block's own order is a
//! topological order and every question here is answered in one pass over it.

use lanewise_executor::{AccessSet, Location, TxIndex, revm::primitives::HashMap};

/// A dependency: `to` read what `from` had written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The transaction that wrote.
    pub from: TxIndex,
    /// The later one that read.
    pub to: TxIndex,
    /// In how many locations.
    pub locations: u32,
}

/// The read-after-write dependencies of a block.
#[derive(Debug, Clone, Default)]
pub struct DependencyGraph {
    /// Sorted by `to`, then by `from`.
    edges: Vec<Edge>,
    /// Where the edges into each transaction begin in `edges`; one entry more than transactions.
    incoming: Vec<u32>,
    /// Indices into `edges`, sorted by `from`, then by `to`.
    by_source: Vec<u32>,
    /// Where the edges out of each transaction begin in `by_source`.
    outgoing: Vec<u32>,
    depths: Vec<u32>,
    hottest: Vec<(Location, u32)>,
}

/// A longest chain of transactions each of which depends on the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CriticalPath {
    /// The chain, lowest index first.
    pub transactions: Vec<TxIndex>,
    /// The sum of its transactions' weights.
    pub weight: u64,
}

impl DependencyGraph {
    /// The graph of a block, from what its transactions read and wrote, in order.
    pub fn new(accesses: &[AccessSet]) -> Self {
        let mut edges = Vec::new();
        let mut incoming = Vec::with_capacity(accesses.len() + 1);
        incoming.push(0);
        let mut last_writer: HashMap<Location, TxIndex> = HashMap::default();
        let mut heat: HashMap<Location, u32> = HashMap::default();
        let mut sources = Vec::new();
        for (to, set) in accesses.iter().enumerate() {
            let to = to as TxIndex;
            sources.clear();
            for (location, _) in &set.reads {
                if let Some(from) = last_writer.get(location) {
                    sources.push(*from);
                    *heat.entry(*location).or_default() += 1;
                }
            }
            sources.sort_unstable();
            let edges_of = sources.chunk_by(|a, b| a == b);
            edges.extend(edges_of.map(|same| Edge {
                from: same[0],
                to,
                locations: same.len() as u32,
            }));
            incoming.push(edges.len() as u32);
            for (location, _) in &set.writes {
                last_writer.insert(*location, to);
            }
        }
        let mut hottest: Vec<_> = heat.into_iter().collect();
        // The location breaks ties, so that the order does not hang on a hash map's.
        hottest.sort_unstable_by_key(|(location, edges)| (std::cmp::Reverse(*edges), *location));
        let (by_source, outgoing) = sort_by_source(&edges, accesses.len());
        let mut graph = Self {
            edges,
            incoming,
            by_source,
            outgoing,
            depths: Vec::new(),
            hottest,
        };
        graph.depths = graph
            .longest_chains(|_| 1)
            .into_iter()
            .map(|chain| chain as u32 - 1)
            .collect();
        graph
    }

    /// How many transactions there are.
    pub fn len(&self) -> usize {
        self.depths.len()
    }

    /// Whether there is no transaction at all.
    pub fn is_empty(&self) -> bool {
        self.depths.is_empty()
    }

    /// All dependencies, sorted by the dependent transaction, then by the one it depends on.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// What a transaction depends on, lowest first.
    pub fn dependencies(&self, transaction: TxIndex) -> &[Edge] {
        let index = transaction as usize;
        &self.edges[self.incoming[index] as usize..self.incoming[index + 1] as usize]
    }

    /// What depends on a transaction, lowest first.
    pub fn dependents(&self, transaction: TxIndex) -> impl ExactSizeIterator<Item = Edge> + '_ {
        let index = transaction as usize;
        self.by_source[self.outgoing[index] as usize..self.outgoing[index + 1] as usize]
            .iter()
            .map(|edge| self.edges[*edge as usize])
    }

    /// For each transaction, how many others come before it on the longest chain that ends there:
    /// 0 for one that depends on nothing.
    pub fn depths(&self) -> &[u32] {
        &self.depths
    }

    /// Whether a transaction depends on nothing and nothing depends on it.
    pub fn is_independent(&self, transaction: TxIndex) -> bool {
        self.dependencies(transaction).is_empty() && self.dependents(transaction).len() == 0
    }

    /// How many transactions are independent of all others.
    pub fn independent(&self) -> u32 {
        (0..self.len() as TxIndex)
            .filter(|index| self.is_independent(*index))
            .count() as u32
    }

    /// The locations that cause dependencies, with how many each causes; most first.
    pub fn hottest(&self) -> &[(Location, u32)] {
        &self.hottest
    }

    /// The heaviest chain: with gas as weight, the time that the block takes at least, however
    /// many threads there are.
    ///
    /// # Panics
    /// When there is not one weight for each transaction.
    pub fn critical_path(&self, weights: &[u64]) -> CriticalPath {
        assert_eq!(weights.len(), self.len(), "one weight for each transaction");
        let chains = self.longest_chains(|index| weights[index]);
        // The lowest of several equally heavy ends, so that the answer is always the same one.
        let Some(mut end) = (0..chains.len()).rev().max_by_key(|index| chains[*index]) else {
            return CriticalPath::default();
        };
        let weight = chains[end];
        let mut transactions = vec![end as TxIndex];
        while let Some(previous) = self
            .dependencies(end as TxIndex)
            .iter()
            .map(|edge| edge.from as usize)
            .rev()
            .max_by_key(|from| chains[*from])
        {
            transactions.push(previous as TxIndex);
            end = previous;
        }
        transactions.reverse();
        CriticalPath {
            transactions,
            weight,
        }
    }

    /// The weight of the heaviest chain that ends at each transaction, its own weight included.
    fn longest_chains(&self, weight: impl Fn(usize) -> u64) -> Vec<u64> {
        let length = self.incoming.len() - 1;
        let mut chains = Vec::with_capacity(length);
        for index in 0..length {
            let edges =
                &self.edges[self.incoming[index] as usize..self.incoming[index + 1] as usize];
            let before = edges
                .iter()
                .map(|edge| chains[edge.from as usize])
                .max()
                .unwrap_or(0);
            chains.push(before + weight(index));
        }
        chains
    }
}

/// The same edges by where they come from: a counting sort.
fn sort_by_source(edges: &[Edge], transactions: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; transactions + 1];
    for edge in edges {
        starts[edge.from as usize + 1] += 1;
    }
    for index in 0..transactions {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut order = vec![0u32; edges.len()];
    for (index, edge) in edges.iter().enumerate() {
        let place = &mut next[edge.from as usize];
        order[*place as usize] = index as u32;
        *place += 1;
    }
    (order, starts)
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use lanewise_executor::{
        Part,
        revm::primitives::{Address, U256},
    };
    use proptest::prelude::*;

    /// Access sets from the numbers of the slots read and written; what is written is read too, as
    /// in real ones.
    pub(crate) fn accesses(transactions: &[(Vec<u8>, Vec<u8>)]) -> Vec<AccessSet> {
        let slots = |numbers: Vec<u8>| {
            let location = |slot| Location {
                address: Address::ZERO,
                part: Part::Storage(U256::from(slot)),
            };
            numbers
                .into_iter()
                .map(|slot| (location(slot), U256::ZERO))
                .collect()
        };
        let sorted = |mut numbers: Vec<u8>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        transactions
            .iter()
            .map(|(reads, writes)| AccessSet {
                reads: slots(sorted([reads.as_slice(), writes].concat())),
                writes: slots(sorted(writes.clone())),
            })
            .collect()
    }

    /// Random blocks over few slots, so that there are dependencies.
    pub(crate) fn blocks(
        longest: usize,
    ) -> impl proptest::strategy::Strategy<Value = Vec<AccessSet>> {
        let slots = || proptest::collection::vec(0u8..24, 0..4);
        proptest::collection::vec((slots(), slots()), 0..longest).prop_map(|list| accesses(&list))
    }

    fn pairs(graph: &DependencyGraph) -> Vec<(TxIndex, TxIndex, u32)> {
        graph
            .edges()
            .iter()
            .map(|edge| (edge.from, edge.to, edge.locations))
            .collect()
    }

    #[test]
    fn only_the_last_writer_counts() {
        let sets = accesses(&[
            (vec![], vec![1, 2]),
            (vec![], vec![1]),
            (vec![1, 2], vec![]),
            (vec![9], vec![]),
        ]);
        let graph = DependencyGraph::new(&sets);
        assert_eq!(pairs(&graph), [(0, 1, 1), (0, 2, 1), (1, 2, 1)]);
        assert_eq!(graph.depths(), [0, 1, 2, 0]);
        assert_eq!(graph.independent(), 1);
        assert_eq!(
            graph.dependents(0).map(|edge| edge.to).collect::<Vec<_>>(),
            [1, 2]
        );
        assert_eq!(
            graph
                .hottest()
                .iter()
                .map(|(_, edges)| *edges)
                .collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(last_writers(&sets, 2), [Some(1), Some(0)]);
    }

    #[test]
    fn several_places_are_one_edge() {
        let graph =
            DependencyGraph::new(&accesses(&[(vec![], vec![1, 2, 3]), (vec![1, 2], vec![])]));
        assert_eq!(pairs(&graph), [(0, 1, 2)]);
    }

    #[test]
    fn gas_decides_the_critical_path() {
        let graph = DependencyGraph::new(&accesses(&[
            (vec![], vec![1]),
            (vec![], vec![1]),
            (vec![], vec![1]),
            (vec![], vec![2]),
            (vec![], vec![2]),
        ]));
        let by_gas = graph.critical_path(&[10, 10, 10, 5, 50]);
        assert_eq!(
            by_gas,
            CriticalPath {
                transactions: vec![3, 4],
                weight: 55
            }
        );
        assert_eq!(graph.critical_path(&[1; 5]).transactions, [0, 1, 2]);
    }

    #[test]
    fn an_empty_block_has_an_empty_graph() {
        let graph = DependencyGraph::new(&[]);
        assert!(graph.is_empty());
        assert_eq!(graph.critical_path(&[]), CriticalPath::default());
    }

    /// The heaviest chain to each transaction, by trying every chain.
    fn heaviest_by_force(graph: &DependencyGraph, weights: &[u64], end: TxIndex) -> u64 {
        let before = graph.edges().iter().filter(|edge| edge.to == end);
        weights[end as usize]
            + before
                .map(|edge| heaviest_by_force(graph, weights, edge.from))
                .max()
                .unwrap_or(0)
    }

    proptest! {
        #[test]
        fn edges_go_up_and_depths_agree(sets in blocks(60)) {
            let graph = DependencyGraph::new(&sets);
            prop_assert_eq!(graph.len(), sets.len());
            for edge in graph.edges() {
                prop_assert!(edge.from < edge.to && edge.locations > 0);
            }
            for index in 0..sets.len() as TxIndex {
                let depth = graph.depths()[index as usize];
                let below = graph.dependencies(index).iter().map(|e| graph.depths()[e.from as usize]);
                prop_assert_eq!(depth, below.max().map_or(0, |deepest| deepest + 1));
                let mut sources: Vec<_> = last_writers(&sets, index).into_iter().flatten().collect();
                sources.sort_unstable();
                sources.dedup();
                let listed: Vec<_> = graph.dependencies(index).iter().map(|e| e.from).collect();
                prop_assert_eq!(listed, sources);
            }
            let out: usize = (0..sets.len() as TxIndex).map(|i| graph.dependents(i).len()).sum();
            prop_assert_eq!(out, graph.edges().len());
        }

        #[test]
        fn the_critical_path_is_a_heaviest_path(
            (sets, weights) in blocks(12).prop_flat_map(|sets| {
                let weights = proptest::collection::vec(0u64..100, sets.len());
                (Just(sets), weights)
            })
        ) {
            let graph = DependencyGraph::new(&sets);
            let path = graph.critical_path(&weights);
            for step in path.transactions.windows(2) {
                prop_assert!(graph.dependencies(step[1]).iter().any(|edge| edge.from == step[0]));
            }
            let sum: u64 = path.transactions.iter().map(|index| weights[*index as usize]).sum();
            prop_assert_eq!(sum, path.weight);
            let heaviest = (0..sets.len() as TxIndex).map(|i| heaviest_by_force(&graph, &weights, i));
            prop_assert_eq!(path.weight, heaviest.max().unwrap_or(0));
        }
    }
}

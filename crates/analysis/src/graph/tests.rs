//! Graphs of small blocks made by hand, and properties of random ones.

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
pub(crate) fn blocks(longest: usize) -> impl proptest::strategy::Strategy<Value = Vec<AccessSet>> {
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
    let graph = DependencyGraph::new(&accesses(&[(vec![], vec![1, 2, 3]), (vec![1, 2], vec![])]));
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

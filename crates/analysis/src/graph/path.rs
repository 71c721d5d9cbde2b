//! Chains of read-after-write dependencies: depths, waves and the critical path.

use super::{DependencyGraph, Edge};
use lanewise_executor::TxIndex;

/// A longest chain of transactions each of which depends on the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CriticalPath {
    /// The chain, lowest index first.
    pub transactions: Vec<TxIndex>,
    /// The sum of its transactions' weights.
    pub weight: u64,
}

impl DependencyGraph {
    /// For each transaction, how many others come before it on the longest chain that ends there:
    /// 0 for one that depends on nothing.
    pub fn depths(&self) -> &[u32] {
        &self.depths
    }

    /// The transactions by depth: all of one wave could run at the same time, as soon as those
    /// waves before it have that they depend on. Lowest index first within a wave.
    pub fn waves(&self) -> Vec<Vec<TxIndex>> {
        let deepest = self.depths.iter().max().map_or(0, |depth| depth + 1);
        let mut waves = vec![Vec::new(); deepest as usize];
        for (index, depth) in self.depths.iter().enumerate() {
            waves[*depth as usize].push(index as TxIndex);
        }
        waves
    }

    /// The heaviest chain: with gas as weight, the time that the block takes at least, however
    /// many threads there are.
    ///
    /// # Panics
    /// When there is not one weight for each transaction.
    pub fn critical_path(&self, weights: &[u64]) -> CriticalPath {
        self.critical_path_of(weights, |_| true)
    }

    /// The heaviest chain over some of the dependencies.
    pub(crate) fn critical_path_of(
        &self,
        weights: &[u64],
        keep: impl Fn(&Edge) -> bool,
    ) -> CriticalPath {
        assert_eq!(weights.len(), self.len(), "one weight for each transaction");
        let chains = longest_chains(&self.edges, &self.incoming, |index| weights[index], &keep);
        // The lowest of several equally heavy ends, so that the answer is always the same one.
        let Some(mut end) = (0..chains.len()).rev().max_by_key(|index| chains[*index]) else {
            return CriticalPath::default();
        };
        let weight = chains[end];
        let mut transactions = vec![end as TxIndex];
        while let Some(previous) = self
            .dependencies(end as TxIndex)
            .iter()
            .filter(|edge| keep(edge))
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

    /// The heaviest chain's weight over some of the dependencies.
    pub(crate) fn span_of(&self, weights: &[u64], keep: impl Fn(&Edge) -> bool) -> u64 {
        let chains = longest_chains(&self.edges, &self.incoming, |index| weights[index], keep);
        chains.into_iter().max().unwrap_or(0)
    }
}

/// The weight of the heaviest chain that ends at each transaction, its own weight included.
pub(super) fn longest_chains(
    edges: &[Edge],
    incoming: &[u32],
    weight: impl Fn(usize) -> u64,
    keep: impl Fn(&Edge) -> bool,
) -> Vec<u64> {
    let mut chains: Vec<u64> = Vec::with_capacity(incoming.len());
    for (index, ends) in incoming.windows(2).enumerate() {
        let before = edges[ends[0] as usize..ends[1] as usize]
            .iter()
            .filter(|edge| keep(edge))
            .map(|edge| chains[edge.from as usize])
            .max()
            .unwrap_or(0);
        chains.push(before.saturating_add(weight(index)));
    }
    chains
}

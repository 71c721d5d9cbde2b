//! A drawing from far away: waves instead of transactions.
//!
//! A drawing of 10,000 transactions on a screen gives each of them less than a pixel. Zoomed out,
//! waves are drawn in their place: one rectangle for each depth, or for some neighbouring depths
//! where there are too many, and one edge for all that lead from one wave to another.

use super::Layout;
use crate::DependencyGraph;
use lanewise_executor::TxIndex;
use std::collections::BTreeMap;
use std::ops::Range;

/// A drawing's waves and the edges between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clusters {
    /// By depth; the independent transactions, if there are any, come last.
    pub waves: Vec<Wave>,
    /// Sorted by `to`, then by `from`.
    pub edges: Vec<WaveEdge>,
    /// For each transaction, which of the waves it is in.
    pub wave_of: Vec<u32>,
}

/// The transactions of one depth, or of some neighbouring ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Wave {
    /// The depths. One that holds the independent transactions has depth 0 alone.
    pub depths: Range<u32>,
    /// Whether it holds the transactions without any dependency, which are drawn apart.
    pub independent: bool,
    /// How many transactions.
    pub transactions: u32,
    /// The sum of their costs.
    pub cost: u64,
    /// How many read-after-write edges lead from one of them to another.
    pub inside: u32,
    /// Where it is drawn.
    pub area: Area,
}

/// A rectangle in the drawing's units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// The left edge.
    pub left: f32,
    /// The upper edge.
    pub top: f32,
    /// The right edge.
    pub right: f32,
    /// The lower edge.
    pub bottom: f32,
}

/// All read-after-write edges from one wave to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaveEdge {
    /// The earlier wave, by number.
    pub from: u32,
    /// The later one.
    pub to: u32,
    /// How many edges.
    pub count: u32,
}

impl Area {
    const NOTHING: Self = Self {
        left: f32::INFINITY,
        top: f32::INFINITY,
        right: f32::NEG_INFINITY,
        bottom: f32::NEG_INFINITY,
    };
}

impl Layout {
    /// The drawing by waves, at most so many (and one for the independent transactions).
    ///
    /// Where there are more depths, neighbouring ones are joined. A wave does not reach from one
    /// row of the folded drawing into the next, so that rectangles never overlap; only when there
    /// are more rows than waves are whole rows joined.
    ///
    /// # Panics
    /// When there is not one cost for each transaction, or when the graph is not the one drawn.
    pub fn clusters(&self, graph: &DependencyGraph, costs: &[u64], most: usize) -> Clusters {
        assert_eq!(costs.len(), graph.len(), "one cost for each transaction");
        assert_eq!(self.nodes.len(), graph.len(), "the graph that was drawn");
        let wave = |depths, independent| Wave {
            depths,
            independent,
            transactions: 0,
            cost: 0,
            inside: 0,
            area: Area::NOTHING,
        };
        let groups = group(&self.rows, most.max(1));
        let mut waves: Vec<Wave> = groups.into_iter().map(|one| wave(one, false)).collect();
        let by_depth: Vec<u32> = (0u32..)
            .zip(&waves)
            .flat_map(|(number, wave)| wave.depths.clone().map(move |_| number))
            .collect();
        let apart = waves.len() as u32;
        let mut wave_of = Vec::with_capacity(graph.len());
        for (index, at) in self.nodes.iter().enumerate() {
            let number = if graph.is_independent(index as TxIndex) {
                if waves.len() == apart as usize {
                    waves.push(wave(0..1, true));
                }
                apart
            } else {
                by_depth[graph.depths()[index] as usize]
            };
            let wave = &mut waves[number as usize];
            wave.transactions += 1;
            wave.cost = wave.cost.saturating_add(costs[index]);
            wave.area = Area {
                left: wave.area.left.min(at.x - 0.5),
                top: wave.area.top.min(at.y - 0.5),
                right: wave.area.right.max(at.x + 0.5),
                bottom: wave.area.bottom.max(at.y + 0.5),
            };
            wave_of.push(number);
        }
        let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for edge in graph.true_edges() {
            let (from, to) = (wave_of[edge.from as usize], wave_of[edge.to as usize]);
            if from == to {
                waves[from as usize].inside += 1;
            } else {
                *counts.entry((to, from)).or_default() += 1;
            }
        }
        let edges = counts.into_iter();
        Clusters {
            waves,
            edges: edges
                .map(|((to, from), count)| WaveEdge { from, to, count })
                .collect(),
            wave_of,
        }
    }
}

/// Cuts the layers, given in rows, into at most so many groups of about equal length.
fn group(rows: &[u32], most: usize) -> Vec<Range<u32>> {
    let mut starts = Vec::with_capacity(rows.len());
    let mut next = 0;
    for row in rows {
        starts.push(next);
        next += row;
    }
    let layers = next;
    if rows.len() > most {
        let rows_each = rows.len().div_ceil(most);
        let firsts: Vec<u32> = starts.into_iter().step_by(rows_each).collect();
        let ends = firsts.iter().skip(1).copied().chain([layers]);
        return firsts
            .iter()
            .copied()
            .zip(ends)
            .map(|(a, b)| a..b)
            .collect();
    }
    let groups = |length: u32| -> usize {
        let cuts = rows.iter().map(|row| row.div_ceil(length) as usize);
        cuts.sum()
    };
    // Groups so long that a whole row is one always suffice.
    let (mut short, mut long) = (1, layers.max(1));
    while short < long {
        let length = short.midpoint(long);
        if groups(length) <= most {
            long = length;
        } else {
            short = length + 1;
        }
    }
    let rows = starts.into_iter().zip(rows);
    rows.flat_map(|(start, row)| {
        let cuts = (0..*row).step_by(long as usize);
        cuts.map(move |cut| start + cut..start + (cut + long).min(*row))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::tests::{accesses, blocks};
    use proptest::prelude::*;

    fn draw(transactions: &[(Vec<u8>, Vec<u8>)], most: usize) -> Clusters {
        let graph = DependencyGraph::new(&accesses(transactions));
        Layout::new(&graph).clusters(&graph, &vec![2; graph.len()], most)
    }

    #[test]
    fn waves_are_counted() {
        // Two chains: 0 - 1 - 3 and 2 - 4; 4 depends on 0 too; 5 stands alone.
        let clusters = draw(
            &[
                (vec![], vec![1]),
                (vec![], vec![1]),
                (vec![], vec![2, 3]),
                (vec![1], vec![]),
                (vec![2, 3], vec![]),
                (vec![9], vec![]),
            ],
            10,
        );
        let told: Vec<_> = clusters
            .waves
            .iter()
            .map(|wave| {
                (
                    wave.depths.clone(),
                    wave.independent,
                    wave.transactions,
                    wave.cost,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (0..1, false, 2, 4),
                (1..2, false, 2, 4),
                (2..3, false, 1, 2),
                (0..1, true, 1, 2)
            ]
        );
        let edge = |from, to, count| WaveEdge { from, to, count };
        assert_eq!(clusters.edges, [edge(0, 1, 2), edge(1, 2, 1)]);
        assert_eq!(clusters.wave_of, [0, 1, 0, 2, 1, 3]);
    }

    #[test]
    fn a_long_chain_is_a_few_hundred_waves_side_by_side() {
        for most in [300, 100, 7, 1] {
            let clusters = draw(&vec![(vec![], vec![1]); 5_000], most);
            assert!(clusters.waves.len() <= most, "{}", clusters.waves.len());
            assert!(clusters.waves.len() * 2 > most, "{}", clusters.waves.len());
            let inside: u32 = clusters.waves.iter().map(|wave| wave.inside).sum();
            assert_eq!(inside as usize, 5_000 - clusters.waves.len());
        }
    }

    #[test]
    fn nothing_is_no_wave() {
        assert_eq!(draw(&[], 10), Clusters::default());
        assert_eq!(draw(&[(vec![], vec![])], 10).waves.len(), 1);
    }

    proptest! {
        #[test]
        fn every_node_and_edge_is_in_its_wave(sets in blocks(300), most in 1usize..40) {
            let graph = DependencyGraph::new(&sets);
            let layout = Layout::new(&graph);
            let clusters = layout.clusters(&graph, &vec![1; sets.len()], most);
            let waves = &clusters.waves;
            let dependent = waves.iter().filter(|wave| !wave.independent);
            prop_assert!(dependent.clone().count() <= most);
            prop_assert!(dependent.clone().zip(dependent.skip(1)).all(|(a, b)| a.depths.end == b.depths.start));
            for (index, at) in layout.nodes.iter().enumerate() {
                let wave = &waves[clusters.wave_of[index] as usize];
                prop_assert!(wave.depths.contains(&graph.depths()[index]));
                prop_assert_eq!(wave.independent, graph.is_independent(index as TxIndex));
                prop_assert!(wave.area.left < at.x && at.x < wave.area.right);
                prop_assert!(wave.area.top < at.y && at.y < wave.area.bottom);
            }
            prop_assert_eq!(waves.iter().map(|wave| wave.cost).sum::<u64>(), sets.len() as u64);
            let inside: u32 = waves.iter().map(|wave| wave.inside).sum();
            let between: u32 = clusters.edges.iter().map(|edge| edge.count).sum();
            prop_assert_eq!((inside + between) as usize, graph.edges().len());
            prop_assert!(clusters.edges.iter().all(|edge| edge.from < edge.to));
            // Rectangles stand apart, unless whole rows had to be joined.
            if layout.rows.len() <= most {
                for (number, one) in waves.iter().enumerate() {
                    for other in &waves[..number] {
                        let (a, b) = (one.area, other.area);
                        let apart = a.left >= b.right || b.left >= a.right
                            || a.top >= b.bottom || b.top >= a.bottom;
                        prop_assert!(apart, "{:?} {:?}", one, other);
                    }
                }
            }
        }
    }
}

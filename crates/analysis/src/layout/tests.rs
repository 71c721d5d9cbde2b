//! Drawings of small blocks with a shape of their own, and properties of random ones.

use super::*;
use crate::graph::tests::{accesses, blocks};
use lanewise_executor::AccessSet;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn draw(sets: &[AccessSet]) -> (DependencyGraph, Layout) {
    let graph = DependencyGraph::new(sets);
    let layout = Layout::new(&graph);
    (graph, layout)
}

/// Whether two nodes stand on one another, found by a grid of unit cells.
fn overlapping(layout: &Layout) -> Option<(usize, usize)> {
    let mut cells: BTreeMap<(i32, i32), Vec<usize>> = BTreeMap::new();
    for (index, at) in layout.nodes.iter().enumerate() {
        let cell = (at.x.floor() as i32, at.y.floor() as i32);
        for near in (-1..=1).flat_map(|x| (-1..=1).map(move |y| (cell.0 + x, cell.1 + y))) {
            for other in cells.get(&near).into_iter().flatten() {
                let there = layout.nodes[*other];
                if (there.x - at.x).abs() < 1.0 && (there.y - at.y).abs() < 1.0 {
                    return Some((*other, index));
                }
            }
        }
        cells.entry(cell).or_default().push(index);
    }
    None
}

fn assert_sound(layout: &Layout) {
    assert_eq!(overlapping(layout), None);
    for at in &layout.nodes {
        assert!(
            at.x >= 0.5 && at.x <= layout.width - 0.5,
            "{at:?} in {}",
            layout.width
        );
        assert!(
            at.y >= 0.5 && at.y <= layout.height - 0.5,
            "{at:?} in {}",
            layout.height
        );
    }
}

#[test]
fn a_short_chain_is_a_straight_line_to_the_right() {
    let (_, layout) = draw(&accesses(&[(vec![], vec![1]), (vec![], vec![1])]));
    assert_eq!(layout.nodes[0].y, layout.nodes[1].y);
    assert!(layout.nodes[0].x < layout.nodes[1].x);
}

#[test]
fn separate_chains_do_not_cross() {
    let chain = |slot| (vec![], vec![slot]);
    let sets = accesses(&[
        chain(1),
        chain(2),
        chain(3),
        chain(3),
        chain(1),
        chain(2),
        chain(2),
    ]);
    let (graph, layout) = draw(&sets);
    for edge in graph.edges() {
        let (from, to) = (
            layout.nodes[edge.from as usize],
            layout.nodes[edge.to as usize],
        );
        assert!((from.y - to.y).abs() < 0.01, "{edge:?}: {from:?} {to:?}");
    }
}

#[test]
fn a_long_chain_winds_its_way_through_a_screen() {
    let sets = accesses(&vec![(vec![], vec![1]); 2_000]);
    let (graph, layout) = draw(&sets);
    assert_sound(&layout);
    assert_eq!(*graph.depths().last().unwrap(), 1_999);
    let shape = layout.width / layout.height;
    assert!((1.0..2.5).contains(&shape), "{shape}");
    for step in layout.nodes.windows(2) {
        let far = (step[0].x - step[1].x)
            .abs()
            .max((step[0].y - step[1].y).abs());
        assert!(far <= PITCH + LAYER_GAP + 0.01, "{step:?}");
    }
}

#[test]
fn a_wide_block_is_folded_too() {
    let hub = std::iter::once((vec![], vec![1]));
    let readers = std::iter::repeat_n((vec![1], vec![]), 3_000);
    let alone = std::iter::repeat_n((vec![], vec![]), 500);
    let (_, layout) = draw(&accesses(
        &hub.chain(readers).chain(alone).collect::<Vec<_>>(),
    ));
    assert_sound(&layout);
    let shape = layout.width / layout.height;
    assert!((1.0..2.5).contains(&shape), "{shape}");
}

#[test]
fn independent_transactions_fill_a_grid() {
    let (graph, layout) = draw(&accesses(&vec![(vec![], vec![]); 10_000]));
    assert_eq!(graph.independent(), 10_000);
    assert_sound(&layout);
    let shape = layout.width / layout.height;
    assert!((1.2..2.0).contains(&shape), "{shape}");
}

#[test]
fn an_empty_block_is_an_empty_drawing() {
    assert_eq!(draw(&[]).1.nodes, []);
}

proptest! {
    #[test]
    fn nodes_never_overlap_and_order_reads_to_the_right(sets in blocks(400)) {
        let (graph, layout) = draw(&sets);
        assert_sound(&layout);
        prop_assert_eq!(&layout, &Layout::new(&graph));
        if sets.len() >= 50 {
            let shape = layout.width / layout.height;
            prop_assert!((0.4..4.0).contains(&shape), "{}", shape);
        }
        // Members of one layer share their columns.
        let mut extent: BTreeMap<(u32, i64), (f32, f32)> = BTreeMap::new();
        for (index, at) in layout.nodes.iter().enumerate() {
            if !graph.is_independent(index as TxIndex) {
                let layer = extent.entry((graph.depths()[index], 0)).or_insert((at.x, at.x));
                *layer = (layer.0.min(at.x), layer.1.max(at.x));
            }
        }
        for edge in graph.edges() {
            let (from, to) = (layout.nodes[edge.from as usize], layout.nodes[edge.to as usize]);
            prop_assert!(from.x != to.x || from.y < to.y, "{:?}", edge);
        }
    }
}

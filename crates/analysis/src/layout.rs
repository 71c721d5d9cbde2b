//! Drawing a dependency graph.
//!
//! A layered drawing (Sugiyama, Tagawa and Toda 1981): transactions of equal depth form a layer,
//! layers stand side by side, so that x reads as order; a few sweeps sort each layer by where its
//! neighbours stand (barycentres), which takes most crossings away. Transactions that have no
//! dependency at all would only be in the way: they stand below, packed into a grid.
//!
//! Blocks are seldom shaped like a screen, so a drawing that comes out too tall or too long is
//! *folded*: a tall layer takes several columns, and a long row of layers is continued in the row
//! below it, running back from right to left and so on, like the path of an ox on a field. A
//! counter that 2,000 transactions bump one by one is thus drawn as one winding line.
//!
//! Invariant: no two nodes are closer than [`PITCH`], in x or in y.

mod clusters;

pub use clusters::{Area, Clusters, Wave, WaveEdge};

use crate::DependencyGraph;
use lanewise_executor::TxIndex;

/// Distance of neighbours in a layer; a node's diameter is 1.
const PITCH: f32 = 1.5;
/// Extra distance between layers, room for the edges.
const LAYER_GAP: f32 = 1.5;
/// Extra distance between rows of layers, and above the grid of independent transactions.
const ROW_GAP: f32 = 1.5;
/// A drawing is left as it is while its width is this many times its height ...
const PLEASING: std::ops::RangeInclusive<f32> = 0.55..=3.2;
/// ... and is otherwise folded into this shape.
const FOLDED: f32 = 1.6;
/// Times that all layers are sorted, down and up in turn.
const SWEEPS: usize = 8;

/// Where a node's centre stands; a node's diameter is 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A drawing of a dependency graph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// One a transaction, by index.
    pub nodes: Vec<Point>,
    /// The drawing's width; every node lies wholly inside.
    pub width: f32,
    /// The drawing's height.
    pub height: f32,
    /// How many layers each row has, from above.
    rows: Vec<u32>,
}

impl Layout {
    /// Draws a graph; the same graph always gives the same drawing.
    pub fn new(graph: &DependencyGraph) -> Self {
        let (layers, alone) = split(graph);
        let layers = sort_layers(graph, layers);
        let fold = Fold::choose(&layers, alone.len());
        let mut layout = Self {
            nodes: vec![Point::default(); graph.len()],
            width: fold.width,
            height: fold.height,
            rows: fold.rows.iter().map(|row| row.layers as u32).collect(),
        };
        let below = layout.place_rows(graph, &layers, &fold);
        for (place, index) in alone.iter().enumerate() {
            layout.nodes[*index as usize] = Point {
                x: PITCH * ((place % fold.grid_columns) as f32 + 0.5),
                y: below + PITCH * ((place / fold.grid_columns) as f32 + 0.5),
            };
        }
        layout
    }

    /// Places all layers; says where the room below them begins.
    fn place_rows(&mut self, graph: &DependencyGraph, layers: &[Vec<TxIndex>], fold: &Fold) -> f32 {
        let mut top = 0.0;
        let mut first = 0;
        for (number, row) in fold.rows.iter().enumerate() {
            let row_layers = &layers[first..first + row.layers];
            self.place_row(graph, row_layers, fold, row, top);
            if number % 2 == 1 {
                for index in row_layers.iter().flatten() {
                    let x = &mut self.nodes[*index as usize].x;
                    *x = fold.width - *x;
                }
            }
            first += row.layers;
            top += row.height + ROW_GAP;
        }
        top
    }

    fn place_row(
        &mut self,
        graph: &DependencyGraph,
        layers: &[Vec<TxIndex>],
        fold: &Fold,
        row: &Row,
        top: f32,
    ) {
        let mut left = 0.0;
        for layer in layers {
            let columns = fold.columns(layer.len());
            let lines = layer.len().div_ceil(columns);
            let start = top + (row.height - PITCH * lines as f32) / 2.0;
            for (place, index) in layer.iter().enumerate() {
                self.nodes[*index as usize] = Point {
                    x: left + PITCH * ((place % columns) as f32 + 0.5),
                    y: start + PITCH * ((place / columns) as f32 + 0.5),
                };
            }
            left += PITCH * columns as f32 + LAYER_GAP;
        }
        // Forth, back and forth again: enough for chains to become straight lines.
        let room = (top + PITCH / 2.0, top + row.height - PITCH / 2.0);
        let single = |layer: &&Vec<TxIndex>| fold.columns(layer.len()) == 1;
        for pass in 0..3 {
            if pass % 2 == 0 {
                for layer in layers.iter().filter(single) {
                    self.straighten(layer, room, |index| neighbours_below(graph, index));
                }
            } else {
                for layer in layers.iter().rev().filter(single) {
                    self.straighten(layer, room, |index| neighbours_above(graph, index));
                }
            }
        }
    }

    /// Moves a layer's nodes up and down towards their neighbours, keeping order and distance.
    ///
    /// The nearest positions that keep the distance are a least-squares fit, found by joining
    /// nodes that would collide into groups (the pool-adjacent-violators algorithm).
    fn straighten<N: Iterator<Item = TxIndex>>(
        &mut self,
        layer: &[TxIndex],
        room: (f32, f32),
        neighbours: impl Fn(TxIndex) -> N,
    ) {
        // (mean of wish less own offset, nodes in the group)
        let mut groups: Vec<(f32, usize)> = Vec::with_capacity(layer.len());
        for (place, index) in layer.iter().enumerate() {
            let here = self.nodes[*index as usize].y;
            let in_row = neighbours(*index)
                .map(|other| self.nodes[other as usize].y)
                .filter(|y| (room.0..=room.1).contains(y));
            let wish = mean(in_row).unwrap_or(here);
            let mut group = (wish - PITCH * place as f32, 1);
            while let Some(last) = groups.pop_if(|last| last.0 > group.0) {
                let nodes = last.1 + group.1;
                let sum = last.0 * last.1 as f32 + group.0 * group.1 as f32;
                group = (sum / nodes as f32, nodes);
            }
            groups.push(group);
        }
        let spread = groups
            .iter()
            .flat_map(|(start, nodes)| std::iter::repeat_n(*start, *nodes));
        let most = room.1 - PITCH * (layer.len() - 1) as f32;
        for (place, (index, start)) in layer.iter().zip(spread).enumerate() {
            let start = start.min(most).max(room.0);
            self.nodes[*index as usize].y = start + PITCH * place as f32;
        }
    }
}

/// The layers, by depth, and the transactions that are independent of all others.
fn split(graph: &DependencyGraph) -> (Vec<Vec<TxIndex>>, Vec<TxIndex>) {
    let mut layers: Vec<Vec<TxIndex>> = Vec::new();
    let mut alone = Vec::new();
    for (index, depth) in graph.depths().iter().enumerate() {
        let (index, depth) = (index as TxIndex, *depth as usize);
        if graph.is_independent(index) {
            alone.push(index);
        } else {
            if layers.len() <= depth {
                layers.resize_with(depth + 1, Vec::new);
            }
            layers[depth].push(index);
        }
    }
    (layers, alone)
}

fn neighbours_below(graph: &DependencyGraph, index: TxIndex) -> impl Iterator<Item = TxIndex> {
    graph.dependencies(index).iter().map(|edge| edge.from)
}

fn neighbours_above(graph: &DependencyGraph, index: TxIndex) -> impl Iterator<Item = TxIndex> {
    graph.dependents(index).map(|edge| edge.to)
}

fn mean(values: impl Iterator<Item = f32>) -> Option<f32> {
    let (mut sum, mut count) = (0.0, 0u32);
    for value in values {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / count as f32)
}

/// Sorts each layer by the mean place of its members' neighbours.
fn sort_layers(graph: &DependencyGraph, mut layers: Vec<Vec<TxIndex>>) -> Vec<Vec<TxIndex>> {
    // A node's place in its layer, counted from the layer's middle, so that layers of different
    // size compare.
    let mut places = vec![0f32; graph.len()];
    let number = |layer: &[TxIndex], places: &mut [f32]| {
        let middle = (layer.len() - 1) as f32 / 2.0;
        for (place, index) in layer.iter().enumerate() {
            places[*index as usize] = place as f32 - middle;
        }
    };
    for layer in &layers {
        number(layer, &mut places);
    }
    let mut keyed: Vec<(f32, TxIndex)> = Vec::new();
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        let mut sort = |layer: &mut Vec<TxIndex>| {
            if layer.len() < 2 {
                return;
            }
            keyed.clear();
            keyed.extend(layer.iter().map(|index| {
                let wish = if down {
                    mean(neighbours_below(graph, *index).map(|other| places[other as usize]))
                } else {
                    mean(neighbours_above(graph, *index).map(|other| places[other as usize]))
                };
                (wish.unwrap_or(places[*index as usize]), *index)
            }));
            // Stable: equals keep the order that the last sweep gave them.
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            layer.clear();
            layer.extend(keyed.iter().map(|(_, index)| *index));
            number(layer, &mut places);
        };
        if down {
            layers.iter_mut().for_each(&mut sort);
        } else {
            layers.iter_mut().rev().for_each(&mut sort);
        }
    }
    layers
}

/// How a drawing is folded.
#[derive(Debug, Clone, Default)]
struct Fold {
    /// The rows of layers, from above.
    rows: Vec<Row>,
    /// The most nodes above one another.
    tallest: usize,
    /// Columns of the grid of independent transactions.
    grid_columns: usize,
    width: f32,
    height: f32,
}

/// Consecutive layers, side by side.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    layers: usize,
    height: f32,
}

impl Fold {
    /// The natural shape where that is pleasing, or one near to [`FOLDED`].
    fn choose(layers: &[Vec<TxIndex>], alone: usize) -> Self {
        let sizes: Vec<usize> = layers.iter().map(Vec::len).collect();
        let tallest = sizes.iter().copied().max().unwrap_or(1);
        let grid = grid_columns(alone);
        let natural = Self::at(&sizes, alone, tallest, grid, f32::INFINITY);
        if PLEASING.contains(&(natural.width / natural.height)) || layers.is_empty() {
            return natural;
        }
        // The smallest frame of the wanted shape that holds the drawing, by bisection.
        let (mut narrow, mut wide) = (PITCH, natural.width + natural.height);
        for _ in 0..24 {
            let width = (narrow + wide) / 2.0;
            let fold = Self::of_width(&sizes, alone, width);
            if fold.width > width || fold.height > width / FOLDED {
                narrow = width;
            } else {
                wide = width;
            }
        }
        Self::of_width(&sizes, alone, wide)
    }

    /// A drawing about as wide as told, and no layer taller than would suit that width.
    fn of_width(sizes: &[usize], alone: usize, width: f32) -> Self {
        let tallest = ((width / FOLDED / PITCH) as usize).max(2);
        let grid = ((width / PITCH) as usize).max(1);
        Self::at(sizes, alone, tallest, grid, width)
    }

    fn at(sizes: &[usize], alone: usize, tallest: usize, grid_columns: usize, most: f32) -> Self {
        let mut fold = Self {
            tallest,
            grid_columns,
            ..Self::default()
        };
        let mut row = Row::default();
        let mut length = 0f32;
        for size in sizes {
            let columns = fold.columns(*size);
            let layer = PITCH * columns as f32;
            if row.layers > 0 && length + LAYER_GAP + layer > most {
                fold.end_row(row, length);
                (row, length) = (Row::default(), 0.0);
            }
            length += layer + if row.layers > 0 { LAYER_GAP } else { 0.0 };
            row.layers += 1;
            row.height = row.height.max(PITCH * size.div_ceil(columns) as f32);
        }
        if row.layers > 0 {
            fold.end_row(row, length);
        }
        if alone > 0 {
            fold.height += PITCH * alone.div_ceil(grid_columns) as f32;
            fold.width = fold.width.max(PITCH * grid_columns.min(alone) as f32);
        } else if !sizes.is_empty() {
            fold.height -= ROW_GAP;
        }
        fold
    }

    fn end_row(&mut self, row: Row, length: f32) {
        self.rows.push(row);
        self.width = self.width.max(length);
        self.height += row.height + ROW_GAP;
    }

    /// Columns that a layer of this size takes.
    fn columns(&self, size: usize) -> usize {
        size.div_ceil(self.tallest)
    }
}

/// Columns of a grid that by itself has the pleasing shape.
fn grid_columns(nodes: usize) -> usize {
    ((nodes as f32 * FOLDED).sqrt().ceil() as usize).max(1)
}

#[cfg(test)]
mod tests;

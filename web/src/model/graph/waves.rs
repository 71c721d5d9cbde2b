//! Waves: transactions of equal depth, which could all run at the same time once the earlier
//! waves are done.

use crate::model::format;
use lanewise_protocol::Graph;

/// Where a wave stands in the drawing, in layout units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The wave; nothing for the transactions that stand apart because they depend on none and
    /// none depends on them.
    pub wave: Option<u32>,
    /// Transactions in it.
    pub transactions: u32,
    /// Its left edge.
    pub left: f32,
    /// Its upper edge.
    pub top: f32,
    /// Its right edge.
    pub right: f32,
    /// Its lower edge.
    pub bottom: f32,
}

impl Band {
    /// What stands on it: as much as so many pixels have room for, or nothing.
    pub fn label(&self, pixels: f64) -> Option<String> {
        let count = format::count(u64::from(self.transactions));
        let fits = |text: &String| LETTER * text.len() as f64 <= pixels;
        let texts = match self.wave.map(|wave| format::count(u64::from(wave))) {
            Some(wave) => [format!("Wave {wave}: {count}"), wave],
            None => [format!("Independent: {count}"), count],
        };
        texts.into_iter().find(fits)
    }
}

/// Pixels that a letter of a label takes, with its share of the room at both ends.
const LETTER: f64 = 7.0;
/// Room around the nodes' centres.
const ROOM: f32 = 0.9;
/// Waves whose heights come closer than this stand in the same row of the folded drawing.
const SAME_ROW: f32 = 2.9;

/// The bands of all waves, by wave; then that of the transactions that stand apart.
pub fn bands(graph: &Graph, lone: &[bool]) -> Vec<Band> {
    let empty = Band {
        wave: None,
        transactions: 0,
        left: f32::INFINITY,
        top: f32::INFINITY,
        right: f32::NEG_INFINITY,
        bottom: f32::NEG_INFINITY,
    };
    let mut bands: Vec<Band> = Vec::new();
    let mut apart = empty;
    for (node, lone) in graph.nodes.iter().zip(lone) {
        let band = if *lone {
            &mut apart
        } else {
            let wave = node.depth as usize;
            // A depth is at most the number of transactions before it.
            if wave >= graph.nodes.len() {
                continue;
            }
            if bands.len() <= wave {
                bands.resize(wave + 1, empty);
            }
            &mut bands[wave]
        };
        band.transactions += 1;
        band.left = band.left.min(node.x - ROOM);
        band.right = band.right.max(node.x + ROOM);
        band.top = band.top.min(node.y);
        band.bottom = band.bottom.max(node.y);
    }
    for (wave, band) in (0..).zip(&mut bands) {
        band.wave = Some(wave);
    }
    bands.retain(|band| band.transactions > 0);
    level(&mut bands);
    if apart.transactions > 0 {
        bands.push(apart);
    }
    for band in &mut bands {
        band.top -= ROOM;
        band.bottom += ROOM;
    }
    bands
}

/// Gives the bands of a row the same height.
fn level(bands: &mut [Band]) {
    let mut order: Vec<usize> = (0..bands.len()).collect();
    order.sort_by(|one, other| bands[*one].top.total_cmp(&bands[*other].top));
    let mut row: Vec<usize> = Vec::new();
    let mut bottom = f32::NEG_INFINITY;
    let close = |row: &mut Vec<usize>, bottom: f32, bands: &mut [Band]| {
        let Some(first) = row.first() else {
            return;
        };
        let top = bands[*first].top;
        for band in row.drain(..) {
            (bands[band].top, bands[band].bottom) = (top, bottom);
        }
    };
    for band in order {
        if bands[band].top > bottom + SAME_ROW {
            close(&mut row, bottom, bands);
            bottom = f32::NEG_INFINITY;
        }
        bottom = bottom.max(bands[band].bottom);
        row.push(band);
    }
    close(&mut row, bottom, bands);
}

/// How many transactions each wave has.
pub fn widths(graph: &Graph) -> Vec<u32> {
    let mut widths = Vec::new();
    for node in &graph.nodes {
        let wave = node.depth as usize;
        if wave >= graph.nodes.len() {
            continue;
        }
        if widths.len() <= wave {
            widths.resize(wave + 1, 0);
        }
        widths[wave] += 1;
    }
    widths
}

/// Edges between clusters that are drawn: the ones that stand for most. All of them would be one
/// grey area.
pub const MOST_CLUSTER_EDGES: usize = 320;

/// Neighbouring waves, taken together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// The first wave.
    pub first: u32,
    /// The last wave.
    pub last: u32,
    /// The mean of their widths.
    pub mean: f64,
    /// The greatest of them.
    pub most: u32,
}

/// The widths in at most so many buckets of about the same number of waves.
pub fn buckets(widths: &[u32], most: usize) -> Vec<Bucket> {
    let each = widths.len().div_ceil(most.max(1)).max(1);
    let bucket = |(place, waves): (usize, &[u32])| {
        let first = place * each;
        let sum: u64 = waves.iter().map(|width| u64::from(*width)).sum();
        Bucket {
            first: first as u32,
            last: (first + waves.len() - 1) as u32,
            mean: sum as f64 / waves.len() as f64,
            most: waves.iter().copied().max().unwrap_or(0),
        }
    };
    widths.chunks(each).enumerate().map(bucket).collect()
}

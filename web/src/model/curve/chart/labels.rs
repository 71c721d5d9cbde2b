//! Names at the right ends of lines, moved apart so that none covers another.

use super::Plot;
use crate::model::format;

/// Pixels from one label to the next.
const APART: f64 = 15.0;

/// A label that a line would have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    long: String,
    short: String,
    /// The look of its line; nothing for a bound.
    pub(super) look: Option<usize>,
    /// Where the line ends.
    pub(super) y: f64,
}

impl Wanted {
    pub(super) fn of_bound(long: &str, short: &str, y: f64) -> Self {
        Self {
            long: long.to_owned(),
            short: short.to_owned(),
            look: None,
            y,
        }
    }

    pub(super) fn of_line(name: &str, look: usize, y: f64) -> Self {
        Self {
            long: format::clipped(name, 28),
            short: format::clipped(name, 14),
            look: Some(look),
            y,
        }
    }
}

/// A label and where it comes to stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) wanted: Wanted,
    pub(super) text: String,
    pub(super) y: f64,
}

/// Gives each label a place as near to its line's end as the others allow.
pub(super) fn place(mut wanted: Vec<Wanted>, plot: Plot) -> Vec<Placed> {
    wanted.sort_by(|a, b| a.y.total_cmp(&b.y));
    let room = (plot.top, plot.bottom);
    let apart = if wanted.len() > 1 {
        ((room.1 - room.0) / (wanted.len() - 1) as f64).min(APART)
    } else {
        APART
    };
    let mut places: Vec<f64> = wanted.iter().map(|label| label.y).collect();
    // Labels that touch form a block, which stands with its middle where they would on average.
    let half = |count: usize| (count - 1) as f64 * apart / 2.0;
    let within = |(middle, count): (f64, usize)| {
        let (low, high) = (room.0 + half(count), room.1 - half(count));
        (middle.clamp(low, high.max(low)), count)
    };
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for y in &places {
        let mut block = within((*y, 1));
        while let Some((middle, count)) = blocks.last().copied() {
            if middle + half(count) + apart <= block.0 - half(block.1) {
                break;
            }
            let all = count + block.1;
            let sum = middle * count as f64 + block.0 * block.1 as f64;
            blocks.pop();
            block = within((sum / all as f64, all));
        }
        blocks.push(block);
    }
    let mut at = 0;
    for (middle, count) in blocks {
        for place in 0..count {
            places[at] = apart.mul_add(place as f64, middle - half(count));
            at += 1;
        }
    }
    let text = |label: &Wanted| {
        if plot.narrow {
            label.short.clone()
        } else {
            label.long.clone()
        }
    };
    wanted
        .into_iter()
        .zip(places)
        .map(|(wanted, y)| Placed {
            text: text(&wanted),
            wanted,
            y,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::Rise, *};

    #[test]
    fn no_two_labels_overlap_and_none_leaves_the_plot() {
        let plot = Plot::new(Rise::Even, (900.0, 400.0), (0.0, 10.0));
        for ends in [
            vec![30.0, 30.0, 31.0, 200.0, 204.0, 350.0, 356.0],
            vec![26.0; 9],
            vec![356.0; 9],
        ] {
            let wanted = ends.iter().map(|y| Wanted::of_bound("a", "a", *y));
            let placed = place(wanted.collect(), plot);
            for pair in placed.windows(2) {
                assert!(pair[1].y - pair[0].y >= APART - 1e-6, "{placed:?}");
            }
            let (first, last) = (&placed[0], &placed[placed.len() - 1]);
            assert!(first.y >= plot.top - 1e-6 && last.y <= plot.bottom + 1e-6);
        }
    }

    #[test]
    fn a_label_with_room_stands_at_its_line() {
        let plot = Plot::new(Rise::Even, (900.0, 400.0), (0.0, 10.0));
        let wanted = [50.0, 150.0].map(|y| Wanted::of_line("Block-STM", 0, y));
        let placed = place(wanted.to_vec(), plot);
        assert_eq!([placed[0].y, placed[1].y], [50.0, 150.0]);
    }
}

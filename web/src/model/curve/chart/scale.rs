//! From cores and speedups to pixels.

use super::CORES;
use crate::model::format;
use std::fmt::Write;

/// How speedups rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rise {
    /// Each rung is twice the one below: linear speedup is a straight line.
    #[default]
    Doubling,
    /// Evenly.
    Even,
}

/// The part of the picture in which values are drawn, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plot {
    /// Left edge.
    pub left: f64,
    /// Right edge; labels stand beyond it.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// The speedup at the lower edge.
    pub least: f64,
    /// The speedup at the upper edge.
    pub most: f64,
    /// How speedups rise.
    pub rise: Rise,
    /// Whether there is little room, so that labels are short.
    pub narrow: bool,
}

/// The lowest and the highest speedup to draw. A ceiling far above all that is reached would press
/// everything else to the ground, so it is left out.
pub(super) fn top(rise: Rise, values: &[f64], ceilings: impl Iterator<Item = f64>) -> (f64, f64) {
    let reached = values.iter().copied().fold(1.0, f64::max);
    let reach = match rise {
        Rise::Doubling => 4.0,
        Rise::Even => 1.6,
    };
    let most = ceilings
        .filter(|it| *it <= reached * reach)
        .fold(reached, f64::max);
    match rise {
        Rise::Doubling => {
            let least = values.iter().copied().fold(1.0, f64::min).max(1.0 / 64.0);
            let above = (most * 1.06).log2().ceil().max(1.0);
            (least.log2().floor().exp2(), above.exp2())
        }
        Rise::Even => {
            let step = step(most * 1.06);
            (0.0, (most * 1.06 / step).ceil() * step)
        }
    }
}

/// A round distance that divides a height into four to eight.
fn step(most: f64) -> f64 {
    let rough = most / 5.0;
    let decade = rough.log10().floor();
    let unit = 10_f64.powf(decade);
    let round = [1.0, 2.0, 5.0, 10.0].map(|it| it * unit);
    round
        .into_iter()
        .find(|it| *it >= rough * 0.999)
        .unwrap_or(unit)
}

/// A rung's speedup, as short as it can be said.
pub(super) fn rung(value: f64) -> String {
    if value >= 1.0 && value.fract() == 0.0 {
        format!("{}×", format::count(value as u64))
    } else {
        let text = format!("{value:.3}");
        format!("{}×", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl Plot {
    pub(super) fn new(rise: Rise, (width, height): (f64, f64), (least, most): (f64, f64)) -> Self {
        let narrow = width < 620.0;
        Self {
            left: 40.0,
            right: (width - if narrow { 128.0 } else { 216.0 }).max(120.0),
            top: 26.0,
            bottom: height - 44.0,
            least,
            most,
            rise,
            narrow,
        }
    }

    /// From the left, for so many cores.
    pub fn x(&self, cores: u32) -> f64 {
        let all = f64::from(CORES[CORES.len() - 1]).log2();
        let share = f64::from(cores.max(1)).log2() / all;
        (self.right - self.left).mul_add(share, self.left)
    }

    /// From above, for a speedup; one outside is drawn at the edge.
    pub fn y(&self, speedup: f64) -> f64 {
        let value = if speedup.is_finite() {
            speedup.clamp(self.least, self.most)
        } else {
            self.least
        };
        let share = match self.rise {
            Rise::Doubling => (value / self.least).log2() / (self.most / self.least).log2(),
            Rise::Even => (value - self.least) / (self.most - self.least),
        };
        (self.top - self.bottom).mul_add(share, self.bottom)
    }

    /// The speedups that have a line across.
    pub(super) fn rungs(&self) -> Vec<f64> {
        match self.rise {
            Rise::Doubling => {
                let (low, high) = (self.least.log2() as i32, self.most.log2() as i32);
                (low..=high).map(|power| f64::from(power).exp2()).collect()
            }
            Rise::Even => {
                let step = step(self.most);
                let count = (self.most / step).round() as usize;
                (0..=count).map(|it| it as f64 * step).collect()
            }
        }
    }

    /// A line through points by rising cores, cut off where it leaves the plot above; and where it
    /// ends.
    pub(super) fn polyline(&self, points: &[(u32, f64)]) -> (String, Option<(f64, f64)>) {
        let mut d = String::new();
        let mut end: Option<(f64, f64)> = None;
        let mut before: Option<(u32, f64)> = None;
        for (cores, speedup) in points.iter().copied() {
            let mut at = (self.x(cores), self.y(speedup));
            let leaves = speedup > self.most;
            if leaves {
                let Some((cores_before, below)) = before else {
                    break;
                };
                // Where it crosses the edge: in pixels it is straight.
                let from = (self.x(cores_before), self.y(below));
                let beyond = self.beyond(speedup);
                let share = (from.1 - self.top) / (from.1 - beyond);
                at = ((at.0 - from.0).mul_add(share, from.0), self.top);
            }
            let sign = if end.is_none() { 'M' } else { 'L' };
            let _ = write!(d, "{sign}{:.1} {:.1}", at.0, at.1);
            end = Some(at);
            if leaves {
                break;
            }
            before = Some((cores, speedup));
        }
        (d, end)
    }

    /// From above, for a speedup above the plot.
    fn beyond(&self, speedup: f64) -> f64 {
        let share = match self.rise {
            Rise::Doubling => (speedup / self.least).log2() / (self.most / self.least).log2(),
            Rise::Even => (speedup - self.least) / (self.most - self.least),
        };
        (self.top - self.bottom).mul_add(share, self.bottom)
    }
}

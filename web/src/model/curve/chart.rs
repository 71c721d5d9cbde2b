//! The chart: cores across, speedup upwards, as shapes that page and file draw alike.

mod labels;
mod scale;

pub use scale::{Plot, Rise};

use super::{CORES, Candidate, Measured, limits, words::of_cores};
use crate::model::format;
use labels::{Wanted, place};
use lanewise_protocol::{CostModel, Curve, CurveLine};
use scale::top;
use std::fmt::Write;

/// Something to be drawn. `class` says what it is: the page has a style for each, the file colours.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A line or an area.
    Path {
        /// As in SVG.
        d: String,
        /// What it is.
        class: String,
        /// Dashes, as in SVG; empty for none.
        dash: &'static str,
    },
    /// A text; `y` is its baseline.
    Text {
        /// Where, from the left.
        x: f64,
        /// Where, from above.
        y: f64,
        /// `start`, `middle` or `end`.
        anchor: &'static str,
        /// What it is.
        class: &'static str,
        /// What it says.
        text: String,
    },
}

/// Which point of the chart is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A simulated one: the line's place among those shown, and the point's place on it.
    Simulated(usize, usize),
    /// A measured one, by its place.
    Measured(usize),
}

/// The whole chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Pixels across.
    pub width: f64,
    /// Where and how values are drawn.
    pub plot: Plot,
    /// What is drawn, the hindmost first.
    pub shapes: Vec<Shape>,
    /// The points that have a note, with their places in pixels.
    pub spots: Vec<(Spot, f64, f64)>,
    /// Ceilings that are too high for the picture, in words.
    pub above: Vec<String>,
}

/// Dashes of the eight looks.
const DASHES: [&str; 8] = [
    "",
    "7 3",
    "2 3",
    "9 3 2 3",
    "12 4",
    "4 2",
    "1 4",
    "6 2 1 2 1 2",
];

/// Draws the answer on so many pixels.
pub fn chart(
    curve: &Curve,
    lines: &[(&Candidate, &CurveLine)],
    measured: &[Measured],
    rise: Rise,
    (width, height): (f64, f64),
) -> Chart {
    let best = lines
        .iter()
        .flat_map(|(_, line)| line.points.iter().map(|point| point.speedup))
        .chain(measured.iter().map(|point| point.speedup));
    let values: Vec<f64> = best.filter(|it| it.is_finite() && *it > 0.0).collect();
    let ceilings = limits(&curve.bounds, curve.spec.cost);
    let (least, most) = top(rise, &values, ceilings.iter().map(|bound| bound.speedup));
    let plot = Plot::new(rise, (width, height), (least, most));
    let mut chart = Chart {
        width,
        plot,
        shapes: Vec::new(),
        spots: Vec::new(),
        above: Vec::new(),
    };
    chart.axes();
    let mut wanted = Vec::new();
    chart.bounds(curve, &mut wanted);
    for (place, (candidate, line)) in lines.iter().enumerate() {
        chart.line(place, candidate, line, &mut wanted);
    }
    chart.measured(measured, lines);
    chart.labels(wanted);
    chart
}

impl Chart {
    fn path(&mut self, d: String, class: impl Into<String>, dash: &'static str) {
        let class = class.into();
        self.shapes.push(Shape::Path { d, class, dash });
    }

    fn text(
        &mut self,
        (x, y): (f64, f64),
        anchor: &'static str,
        class: &'static str,
        text: impl Into<String>,
    ) {
        let text = text.into();
        self.shapes.push(Shape::Text {
            x,
            y,
            anchor,
            class,
            text,
        });
    }

    fn axes(&mut self) {
        let plot = self.plot;
        let mut grid = String::new();
        for value in plot.rungs() {
            let y = plot.y(value);
            // Writing to a string cannot fail.
            let _ = write!(grid, "M{:.1} {y:.1}H{:.1}", plot.left, plot.right);
        }
        self.path(grid, "grid", "");
        for value in plot.rungs() {
            let text = scale::rung(value);
            self.text((plot.left - 7.0, plot.y(value) + 4.0), "end", "tick", text);
        }
        let mut axis = format!("M{:.1} {:.1}H{:.1}", plot.left, plot.bottom, plot.right);
        for cores in CORES {
            let _ = write!(axis, "M{:.1} {:.1}v5", plot.x(cores), plot.bottom);
        }
        self.path(axis, "axis", "");
        let each = if plot.narrow { 2 } else { 1 };
        for cores in CORES.into_iter().step_by(each) {
            let at = (plot.x(cores), plot.bottom + 18.0);
            self.text(at, "middle", "tick", cores.to_string());
        }
        let middle = (plot.left + plot.right) / 2.0;
        let below = plot.bottom + 36.0;
        self.text((middle, below), "middle", "title", "Cores (or threads)");
        let high = (4.0, 13.0);
        self.text(high, "start", "title", "Speedup over one by one");
    }

    fn bounds(&mut self, curve: &Curve, wanted: &mut Vec<Wanted>) {
        let plot = self.plot;
        let last = CORES.last().copied().unwrap_or(1);
        // Where speedups rise evenly it is no straight line, so it has a point for each core.
        let linear: Vec<(u32, f64)> = (1..=last).map(|it| (it, f64::from(it))).collect();
        let (d, end) = plot.polyline(&linear);
        self.path(d, "bound linear", "");
        if let Some((x, y)) = end {
            let at = (x - 8.0, (y + 12.0).min(plot.bottom - 4.0));
            self.text(at, "end", "label halo", "linear");
        }
        for (name, class, dash, values) in [
            ("Amdahl’s law", "bound amdahl", "8 5", &curve.bounds.amdahl),
            (
                "Brent’s guarantee",
                "bound brent",
                "2 4",
                &curve.bounds.brent,
            ),
        ] {
            let points: Vec<(u32, f64)> = CORES
                .iter()
                .filter_map(|it| Some((*it, of_cores(curve, values, *it)?)))
                .collect();
            let (d, end) = plot.polyline(&points);
            self.path(d, class, dash);
            match end {
                Some((x, y)) if x > plot.right - 1.0 => {
                    wanted.push(Wanted::of_bound(name, name, y))
                }
                // It leaves above: its name stands where it does.
                Some((x, y)) => self.text((x + 8.0, y + 12.0), "start", "label halo", name),
                None => {}
            }
        }
        for bound in limits(&curve.bounds, curve.spec.cost) {
            let by = match bound.cost {
                CostModel::Time => "time",
                CostModel::Gas => "gas",
                CostModel::Unit => "number",
            };
            let factor = format::factor(bound.speedup);
            if bound.speedup > plot.most {
                let said = format!("the longest chain by {by} allows {factor}");
                self.above.push(said);
                continue;
            }
            let y = plot.y(bound.speedup);
            let d = format!("M{:.1} {y:.1}H{:.1}", plot.left, plot.right);
            let dash = match bound.cost {
                CostModel::Time => "",
                CostModel::Gas => "14 4",
                CostModel::Unit => "14 4 3 4",
            };
            self.path(d, "bound ceiling", dash);
            let long = format!("longest chain, {by}: {factor}");
            wanted.push(Wanted::of_bound(&long, &format!("chain, {by} {factor}"), y));
        }
    }

    fn line(
        &mut self,
        place: usize,
        candidate: &Candidate,
        line: &CurveLine,
        wanted: &mut Vec<Wanted>,
    ) {
        let plot = self.plot;
        let look = candidate.look % DASHES.len();
        let points: Vec<(u32, f64)> = line
            .points
            .iter()
            .map(|point| (point.cores, point.speedup))
            .collect();
        let (d, end) = plot.polyline(&points);
        self.path(d, format!("series l{}", look + 1), DASHES[look]);
        for (at, (cores, speedup)) in points.iter().enumerate() {
            let (x, y) = (plot.x(*cores), plot.y(*speedup));
            self.path(marker(look, x, y), format!("marker l{}", look + 1), "");
            self.spots.push((Spot::Simulated(place, at), x, y));
        }
        if let Some((_, y)) = end {
            wanted.push(Wanted::of_line(&candidate.name, look, y));
        }
    }

    /// The points of real runs, on top of all and never joined. Only the last one has its figures
    /// beside it: those of the others are in their notes.
    fn measured(&mut self, measured: &[Measured], lines: &[(&Candidate, &CurveLine)]) {
        let plot = self.plot;
        for (at, point) in measured.iter().enumerate().rev() {
            let line = lines.iter().find(|(one, _)| one.strategy == point.strategy);
            let look = line.map_or(String::new(), |(one, _)| {
                format!(" l{}", one.look % DASHES.len() + 1)
            });
            let (x, y) = (plot.x(point.threads), plot.y(point.speedup));
            self.path(diamond(x, y), format!("diamond{look}"), "");
            self.spots.push((Spot::Measured(at), x, y));
            if point.last {
                let factor = format::factor(point.speedup);
                let said = if plot.narrow {
                    format!("measured: {factor}")
                } else {
                    let threads = format::plural(u64::from(point.threads), "thread");
                    format!("measured, {threads}: {factor}")
                };
                let room = plot.right - said.chars().count() as f64 * 6.8;
                let x = (x + 12.0).min(room).max(plot.left + 4.0);
                let y = (y + 19.0).min(plot.bottom - 5.0);
                self.text((x, y), "start", "label halo strong", said);
            }
        }
    }

    fn labels(&mut self, wanted: Vec<Wanted>) {
        let plot = self.plot;
        for label in place(wanted, plot) {
            let from = (plot.right + 2.0, label.wanted.y);
            let to = plot.right + 16.0;
            self.path(
                format!("M{:.1} {:.1}L{to:.1} {:.1}", from.0, from.1, label.y),
                "leader",
                "",
            );
            let mut x = to + 4.0;
            if let Some(look) = label.wanted.look {
                let d = marker(look, x + 4.0, label.y);
                self.path(d, format!("marker l{}", look + 1), "");
                x += 13.0;
            }
            let class = if label.wanted.look.is_some() {
                "label"
            } else {
                "label faint"
            };
            self.text((x, label.y + 4.0), "start", class, label.text);
        }
    }

    /// The point nearest to a place, within 26 pixels.
    pub fn near(&self, x: f64, y: f64) -> Option<Spot> {
        let away = |(_, left, top): &&(Spot, f64, f64)| (left - x).hypot(top - y);
        let nearest = self
            .spots
            .iter()
            .min_by(|a, b| away(a).total_cmp(&away(b)))?;
        (away(&nearest) <= 26.0).then_some(nearest.0)
    }

    /// Where a point is.
    pub fn place(&self, spot: Spot) -> Option<(f64, f64)> {
        let found = self.spots.iter().find(|(one, ..)| *one == spot)?;
        Some((found.1, found.2))
    }
}

/// A line's mark of a look: eight forms, so that colour is not all that tells them apart.
pub fn marker(look: usize, x: f64, y: f64) -> String {
    match look % DASHES.len() {
        0 => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - 4.0),
        1 => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
        2 => format!("M{x:.1} {:.1}l4.6 8h-9.2z", y - 5.0),
        3 => format!("M{x:.1} {:.1}l4.6 -8h-9.2z", y + 5.0),
        4 => format!("M{:.1} {:.1}h3v-3h3v3h3v3h-3v3h-3v-3h-3z", x - 4.5, y - 1.5),
        5 => format!("M{:.1} {y:.1}l8 -4.6v9.2z", x - 5.0),
        6 => format!("M{:.1} {y:.1}l-8 -4.6v9.2z", x + 5.0),
        _ => format!("M{:.1} {:.1}h10v4h-10z", x - 5.0, y - 2.0),
    }
}

/// The mark of what was measured.
fn diamond(x: f64, y: f64) -> String {
    format!("M{x:.1} {:.1}l7.5 7.5l-7.5 7.5l-7.5 -7.5z", y - 7.5)
}

#[cfg(test)]
#[path = "chart_tests.rs"]
mod tests;

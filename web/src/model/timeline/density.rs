//! The level of detail when spans are narrower than a pixel.
//!
//! Each track is added up beforehand in buckets whose width is a power of two, and again in
//! buckets twice as wide, until one holds everything (a mip map, as textures have: Williams 1983).
//! A pixel column then adds up the two or three buckets of the widest level that still fits into
//! it, so that a picture costs as much as it has columns, however many spans it shows. Closer than
//! the narrowest buckets the spans themselves are few enough.

use super::{View, end_of, in_view};
use lanewise_protocol::{Span, SpanKind};

/// How a pixel column's time divides, each a share of the column from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Column {
    /// Executions whose result stands, or validations that held.
    pub good: f32,
    /// Executions that stopped half-way.
    pub suspended: f32,
    /// Executions thrown away, or validations that failed.
    pub bad: f32,
    /// Whether anything bad lies here, however short.
    pub has_bad: bool,
    /// Whether anything was suspended here, however short.
    pub has_suspended: bool,
}

impl Column {
    fn add(&mut self, kind: SpanKind, share: f32) {
        match kind {
            SpanKind::Execution | SpanKind::Validation => self.good += share,
            SpanKind::Suspended { .. } => {
                self.suspended += share;
                self.has_suspended = true;
            }
            SpanKind::Aborted | SpanKind::FailedValidation => {
                self.bad += share;
                self.has_bad = true;
            }
        }
    }

    /// Adds the times of another one, scaled; not what it has.
    fn add_times(&mut self, other: &Self, scale: f32) {
        self.good += other.good * scale;
        self.suspended += other.suspended * scale;
        self.bad += other.bad * scale;
    }

    fn add_marks(&mut self, other: &Self) {
        self.has_bad |= other.has_bad;
        self.has_suspended |= other.has_suspended;
    }

    /// Heights in pixels of a track so high: (good, suspended, bad). Together they never pass
    /// the height; what is bad or suspended gets two pixels at least.
    pub fn heights(self, height: usize) -> (usize, usize, usize) {
        let total = self.good + self.suspended + self.bad;
        let scale = height as f32 / total.max(1.0);
        let least = |has: bool, share: f32| match has {
            true => ((share * scale).round() as usize).max(2.min(height)),
            false => 0,
        };
        let bad = least(self.has_bad, self.bad).min(height);
        let suspended = least(self.has_suspended, self.suspended).min(height - bad);
        let good = ((self.good * scale).ceil() as usize).min(height - bad - suspended);
        (good, suspended, bad)
    }
}

/// A track, added up in buckets of many widths. The shares are of the bucket's width.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Density {
    /// Width of the narrowest buckets, in nanoseconds; 0 if there are none.
    narrowest: f64,
    /// The levels, each with buckets twice as wide as those of the one before.
    levels: Vec<Vec<Column>>,
}

/// The most buckets in the narrowest level.
const MOST: usize = 1 << 17;

impl Density {
    /// Adds up the spans of a track, sorted by start, of a run of this length.
    pub fn of(spans: &[Span], duration_ns: u64) -> Self {
        if spans.is_empty() {
            return Self::default();
        }
        // About two buckets a span: with fewer, the level below would be asked for too often.
        let wanted = (spans.len() * 2).next_power_of_two().clamp(64, MOST) as u64;
        let width = duration_ns.max(1).div_ceil(wanted).next_power_of_two();
        let count = duration_ns.max(1).div_ceil(width) as usize;
        let whole = View {
            start: 0.0,
            length: width as f64 * count as f64,
        };
        let mut levels = vec![by_spans(spans, whole, count)];
        while let Some(last) = levels.last().filter(|last| last.len() > 1) {
            levels.push(last.chunks(2).map(halved).collect());
        }
        Self {
            narrowest: width as f64,
            levels,
        }
    }

    /// The widest level whose buckets fit into a pixel column, and their width.
    fn level(&self, a_pixel: f64) -> Option<(&[Column], f64)> {
        if self.levels.is_empty() || self.narrowest > a_pixel {
            return None;
        }
        let up = (a_pixel / self.narrowest).log2().floor() as usize;
        let up = up.min(self.levels.len() - 1);
        Some((&self.levels[up], self.narrowest * (1_u64 << up) as f64))
    }

    /// Adds up a track for every pixel column of the view; `spans` are those it was made of.
    pub fn columns(&self, spans: &[Span], view: View, width: usize) -> Vec<Column> {
        if width == 0 {
            return Vec::new();
        }
        match self.level(view.length / width as f64) {
            Some((buckets, bucket)) => by_buckets(buckets, bucket, view, width),
            None => by_spans(spans, view, width),
        }
    }
}

/// Two neighbours as one of twice the width.
fn halved(pair: &[Column]) -> Column {
    let mut both = Column::default();
    for one in pair {
        both.add_times(one, 0.5);
        both.add_marks(one);
    }
    both
}

fn by_buckets(buckets: &[Column], bucket: f64, view: View, width: usize) -> Vec<Column> {
    let mut columns = vec![Column::default(); width];
    let a_pixel = view.length / width as f64;
    let first = ((view.start / bucket).floor().max(0.0)) as usize;
    let last = ((view.end() / bucket).ceil().max(0.0) as usize).min(buckets.len());
    for (place, times) in buckets.iter().enumerate().take(last).skip(first) {
        if times.good + times.suspended + times.bad <= 0.0 && !times.has_bad && !times.has_suspended
        {
            continue;
        }
        let start = (place as f64 * bucket - view.start) / a_pixel;
        let end = start + bucket / a_pixel;
        // What a bucket has is put where its middle is, so that it is seen once only.
        let middle = ((start + end) / 2.0).clamp(0.0, width as f64 - 1.0) as usize;
        columns[middle].add_marks(times);
        let (from, to) = (start.max(0.0), end.min(width as f64));
        let mut at = from as usize;
        while at < width && (at as f64) < to {
            let share = (to.min(at as f64 + 1.0) - from.max(at as f64)).max(0.0);
            columns[at].add_times(times, share as f32);
            at += 1;
        }
    }
    columns
}

/// Adds up the spans of a track for every pixel column of the view, one by one.
pub fn by_spans(spans: &[Span], view: View, width: usize) -> Vec<Column> {
    let mut columns = vec![Column::default(); width];
    if width == 0 {
        return columns;
    }
    let a_pixel = view.length / width as f64;
    for span in in_view(spans, view) {
        let start = (span.start_ns as f64 - view.start) / a_pixel;
        // A span too short for the clock still counts for a trace of its column.
        let columns_long = match span.duration_ns {
            0 => 0.01,
            _ => (end_of(span) - span.start_ns) as f64 / a_pixel,
        };
        let end = (start + columns_long).min(width as f64);
        let start = start.max(0.0);
        let (first, last) = (
            start as usize,
            ((end.ceil() as usize).max(1) - 1).min(width - 1),
        );
        for (place, column) in columns.iter_mut().enumerate().take(last + 1).skip(first) {
            let share = (end.min(place as f64 + 1.0) - start.max(place as f64)).max(0.0) as f32;
            column.add(span.kind, share);
        }
    }
    columns
}

/// The mean of several tracks' columns; what one has, all have.
pub fn mean(tracks: &[Vec<Column>], width: usize) -> Vec<Column> {
    let mut columns = vec![Column::default(); width];
    let scale = 1.0 / tracks.len().max(1) as f32;
    for track in tracks {
        for (sum, one) in columns.iter_mut().zip(track) {
            sum.add_times(one, scale);
            sum.add_marks(one);
        }
    }
    columns
}

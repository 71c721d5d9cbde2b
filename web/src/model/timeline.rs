//! The timeline's data, arranged for drawing: spans by lane, what is in view, what is under the
//! pointer, and the level of detail when spans are narrower than a pixel.
//!
//! Every lane has two tracks: a tall one for executions, a thin one for validations. Within a
//! track the spans of one worker follow one another, sorted by start, so the window in view is
//! found by binary search. When a window holds more spans than pixels, [`columns`] adds up, for
//! each pixel column, how its time divides among the kinds; a throw-away never vanishes in it.

use lanewise_protocol::{Span, SpanKind, Timeline};

/// Which of a lane's two tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// Executions, whatever became of them.
    Execution,
    /// Validations.
    Validation,
}

/// One worker's spans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lane {
    /// Executions by start.
    pub executions: Vec<Span>,
    /// Validations by start.
    pub validations: Vec<Span>,
    /// Nanoseconds spent on executions whose result stands.
    pub useful_ns: u64,
    /// Nanoseconds spent on executions thrown away or stopped half-way.
    pub wasted_ns: u64,
    /// Nanoseconds spent on validations.
    pub checking_ns: u64,
}

impl Lane {
    /// The spans of a track.
    pub fn track(&self, track: Track) -> &[Span] {
        match track {
            Track::Execution => &self.executions,
            Track::Validation => &self.validations,
        }
    }
}

/// What the timeline says about one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Executions, all incarnations.
    pub executions: u32,
    /// Of these, thrown away.
    pub aborted: u32,
    /// Of these, stopped half-way.
    pub suspended: u32,
    /// Nanoseconds in executions.
    pub busy_ns: u64,
    /// When its last execution ended.
    pub end_ns: u64,
    /// The worker whose execution stands.
    pub lane: u16,
}

/// A timeline, arranged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lanes {
    /// One a worker.
    pub lanes: Vec<Lane>,
    /// From the first start to the last end.
    pub duration_ns: u64,
    /// The clock's step.
    pub clock_step_ns: u64,
    /// One a transaction, by index.
    pub tallies: Vec<Tally>,
}

/// Whether a kind belongs to the tall track.
pub const fn track_of(kind: SpanKind) -> Track {
    match kind {
        SpanKind::Execution | SpanKind::Aborted | SpanKind::Suspended { .. } => Track::Execution,
        SpanKind::Validation | SpanKind::FailedValidation => Track::Validation,
    }
}

impl Lanes {
    /// Arranges a timeline of a block of so many transactions. Lanes or transactions beyond what
    /// the run can have had are left out.
    pub fn arrange(timeline: &Timeline, transactions: u32) -> Self {
        let mut lanes = vec![Lane::default(); timeline.lanes.clamp(1, 256) as usize];
        let mut tallies = vec![Tally::default(); transactions as usize];
        for span in &timeline.spans {
            let Some(lane) = lanes.get_mut(usize::from(span.lane)) else {
                continue;
            };
            match track_of(span.kind) {
                Track::Execution => lane.executions.push(*span),
                Track::Validation => lane.validations.push(*span),
            }
            match span.kind {
                SpanKind::Execution => lane.useful_ns += span.duration_ns,
                SpanKind::Aborted | SpanKind::Suspended { .. } => {
                    lane.wasted_ns += span.duration_ns
                }
                SpanKind::Validation | SpanKind::FailedValidation => {
                    lane.checking_ns += span.duration_ns;
                }
            }
            let Some(tally) = tallies.get_mut(span.transaction as usize) else {
                continue;
            };
            if track_of(span.kind) == Track::Execution {
                tally.executions += 1;
                tally.busy_ns += span.duration_ns;
                tally.end_ns = tally.end_ns.max(end_of(span));
                match span.kind {
                    SpanKind::Aborted => tally.aborted += 1,
                    SpanKind::Suspended { .. } => tally.suspended += 1,
                    _ => tally.lane = span.lane,
                }
            }
        }
        for lane in &mut lanes {
            lane.executions.sort_by_key(|span| span.start_ns);
            lane.validations.sort_by_key(|span| span.start_ns);
        }
        let last = timeline.spans.iter().map(end_of).max().unwrap_or(0);
        Self {
            lanes,
            duration_ns: timeline.duration_ns.max(last).max(1),
            clock_step_ns: timeline.clock_step_ns,
            tallies,
        }
    }

    /// Every span, lane by lane.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.lanes
            .iter()
            .flat_map(|lane| lane.executions.iter().chain(&lane.validations))
    }

    /// Executions of one transaction with their lanes, by start.
    pub fn of_transaction(&self, transaction: u32) -> Vec<Span> {
        let mut found: Vec<Span> = self
            .spans()
            .filter(|span| span.transaction == transaction)
            .copied()
            .collect();
        found.sort_by_key(|span| span.start_ns);
        found
    }
}

/// When a span ends.
pub const fn end_of(span: &Span) -> u64 {
    span.start_ns.saturating_add(span.duration_ns)
}

/// The part of the run that is in view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The left edge, in nanoseconds.
    pub start: f64,
    /// How much is in view, in nanoseconds.
    pub length: f64,
}

/// The closest look: this many nanoseconds across the whole width.
const CLOSEST: f64 = 400.0;

impl View {
    /// The whole run.
    pub fn whole(duration_ns: u64) -> Self {
        Self {
            start: 0.0,
            length: duration_ns.max(1) as f64,
        }
    }

    /// Zooms by a factor (below 1: closer) around a place in the view, 0 left to 1 right.
    pub fn zoomed(self, factor: f64, around: f64, duration_ns: u64) -> Self {
        let whole = duration_ns.max(1) as f64;
        let length = (self.length * factor).clamp(CLOSEST.min(whole), whole);
        let fixed = self.start + self.length * around;
        Self {
            start: fixed - length * around,
            length,
        }
        .kept_within(whole)
    }

    /// Moves by a share of the view's width.
    pub fn moved(self, share: f64, duration_ns: u64) -> Self {
        Self {
            start: self.start + self.length * share,
            ..self
        }
        .kept_within(duration_ns.max(1) as f64)
    }

    /// Moves, and zooms out if need be, until a stretch of time is in view.
    pub fn showing(self, start_ns: u64, end_ns: u64, duration_ns: u64) -> Self {
        let (start, end) = (start_ns as f64, end_ns as f64);
        if start >= self.start && end <= self.start + self.length {
            return self;
        }
        let length = self.length.max((end - start) * 1.25);
        Self {
            start: (start + end - length) / 2.0,
            length,
        }
        .kept_within(duration_ns.max(1) as f64)
    }

    fn kept_within(self, whole: f64) -> Self {
        let length = self.length.min(whole);
        Self {
            start: self.start.clamp(0.0, whole - length),
            length,
        }
    }

    /// Where a moment lies, 0 left to 1 right.
    pub fn place(self, ns: f64) -> f64 {
        (ns - self.start) / self.length
    }
}

/// The spans of a sorted track that touch the view. Spans of a track hardly ever overlap, so
/// looking a few back from the first start within the view is enough.
pub fn in_view(spans: &[Span], view: View) -> &[Span] {
    let first = spans.partition_point(|span| (span.start_ns as f64) < view.start);
    let mut from = first;
    while from > 0 && first - from < 8 && end_of(&spans[from - 1]) as f64 >= view.start {
        from -= 1;
    }
    let end = view.start + view.length;
    let to = spans.partition_point(|span| span.start_ns as f64 <= end);
    &spans[from..to.max(from)]
}

/// How a pixel column's time divides, each a share of the column from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Column {
    /// Executions whose result stands, or validations that held.
    pub good: f32,
    /// Executions that stopped half-way.
    pub suspended: f32,
    /// Executions thrown away, or validations that failed.
    pub bad: f32,
    /// Whether anything bad begins here, however short.
    pub has_bad: bool,
    /// Whether anything was suspended here, however short.
    pub has_suspended: bool,
}

/// Adds up the spans of a track for every pixel column of the view.
pub fn columns(spans: &[Span], view: View, width: usize) -> Vec<Column> {
    let mut columns = vec![Column::default(); width];
    if width == 0 {
        return columns;
    }
    let a_pixel = view.length / width as f64;
    for span in in_view(spans, view) {
        let start = (span.start_ns as f64 - view.start) / a_pixel;
        // A span too short for the clock still counts for a trace of its column.
        let end = (start + span.duration_ns as f64 / a_pixel)
            .max(start + 0.01)
            .min(width as f64);
        let start = start.max(0.0);
        let (first, last) = (
            start as usize,
            ((end.ceil() as usize).max(1) - 1).min(width - 1),
        );
        for (place, column) in columns.iter_mut().enumerate().take(last + 1).skip(first) {
            let share = (end.min(place as f64 + 1.0) - start.max(place as f64)).max(0.0) as f32;
            match span.kind {
                SpanKind::Execution | SpanKind::Validation => column.good += share,
                SpanKind::Suspended { .. } => {
                    column.suspended += share;
                    column.has_suspended = true;
                }
                SpanKind::Aborted | SpanKind::FailedValidation => {
                    column.bad += share;
                    column.has_bad = true;
                }
            }
        }
    }
    columns
}

impl Column {
    /// Heights in pixels of a track so high: (good, suspended, bad). Together they never pass
    /// the height; what is bad or suspended gets two pixels at least.
    pub fn heights(self, height: usize) -> (usize, usize, usize) {
        let total = self.good + self.suspended + self.bad;
        let scale = height as f32 / total.max(1.0);
        let least = |has: bool, share: f32| match has {
            true => ((share * scale).round() as usize).max(2.min(height)),
            false => 0,
        };
        let bad = least(self.has_bad, self.bad);
        let suspended = least(self.has_suspended, self.suspended).min(height - bad);
        let good = ((self.good * scale).ceil() as usize).min(height - bad - suspended);
        (good, suspended, bad)
    }
}

/// The span of a track under the pointer: the one that covers the moment, else the nearest within
/// `reach` nanoseconds.
pub fn at(spans: &[Span], moment: f64, reach: f64) -> Option<&Span> {
    let near = in_view(
        spans,
        View {
            start: moment - reach,
            length: reach * 2.0,
        },
    );
    let away = |span: &Span| {
        let (start, end) = (span.start_ns as f64, end_of(span) as f64);
        (start - moment).max(moment - end).max(0.0)
    };
    near.iter()
        .filter(|span| away(span) <= reach)
        .min_by(|one, other| away(one).total_cmp(&away(other)))
}

/// Round distances between ticks of an axis so that about `wanted` of them fit.
pub fn tick_step(length: f64, wanted: f64) -> f64 {
    let raw = length / wanted.max(1.0);
    let power = 10_f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|step| step * power >= raw)
        .unwrap_or(10.0);
    step * power
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;

//! The part of a run that is in view, and the spans found in it.

use super::end_of;
use lanewise_protocol::Span;

/// The part of the run that is in view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The left edge, in nanoseconds (in the units of the cost model where the run was simulated).
    pub start: f64,
    /// How much is in view, in the same.
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

    /// Where the view ends.
    pub fn end(self) -> f64 {
        self.start + self.length
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
        if start >= self.start && end <= self.end() {
            return self;
        }
        let length = self.length.max((end - start) * 1.25);
        Self {
            start: (start + end - length) / 2.0,
            length,
        }
        .kept_within(duration_ns.max(1) as f64)
    }

    /// A stretch of time with twice its length on either side, so that it is seen among its
    /// neighbours.
    pub fn around(start_ns: u64, end_ns: u64, duration_ns: u64) -> Self {
        let whole = duration_ns.max(1) as f64;
        let (start, end) = (start_ns as f64, end_ns as f64);
        let length = ((end - start) * 5.0).clamp(CLOSEST.min(whole), whole);
        Self {
            start: (start + end - length) / 2.0,
            length,
        }
        .kept_within(whole)
    }

    /// Moves one edge to a place on the whole run, 0 to 1; the other one stays.
    pub fn with_edge(self, edge: Edge, place: f64, duration_ns: u64) -> Self {
        let whole = duration_ns.max(1) as f64;
        let (place, least) = (place.clamp(0.0, 1.0) * whole, CLOSEST.min(whole));
        match edge {
            Edge::Start => {
                let end = self.end();
                let start = place.min(end - least).max(0.0);
                Self {
                    start,
                    length: end - start,
                }
            }
            Edge::End => Self {
                start: self.start,
                length: (place - self.start).max(least),
            },
        }
        .kept_within(whole)
    }

    /// The same part of a run of another length, in whatever unit that one counts.
    pub fn on(self, duration_ns: u64, other: u64) -> Self {
        let scale = other.max(1) as f64 / duration_ns.max(1) as f64;
        Self {
            start: self.start * scale,
            length: self.length * scale,
        }
    }

    /// The nearest view that lies within a run of this length.
    pub fn within(self, duration_ns: u64) -> Self {
        self.kept_within(duration_ns.max(1) as f64)
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

/// An edge of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The left one.
    Start,
    /// The right one.
    End,
}

/// What the hand does to the view; relative, so that it means the same on every axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Closer by a factor around a place in the view, 0 left to 1 right.
    Zoom(f64, f64),
    /// Later by a share of the view's width.
    Move(f64),
    /// One edge goes to a place on the whole run, 0 to 1.
    Edge(Edge, f64),
    /// The middle goes to a place on the whole run, 0 to 1.
    Centre(f64),
    /// A stretch of time comes into view.
    Show(u64, u64),
    /// A stretch of time is looked at closely.
    Near(u64, u64),
    /// Everything.
    Fit,
}

impl Step {
    /// The view after it, on a run of this length.
    pub fn applied(self, view: View, duration_ns: u64) -> View {
        match self {
            Self::Zoom(factor, around) => view.zoomed(1.0 / factor, around, duration_ns),
            Self::Move(share) => view.moved(share, duration_ns),
            Self::Edge(edge, place) => view.with_edge(edge, place, duration_ns),
            Self::Centre(place) => View {
                start: place * duration_ns as f64 - view.length / 2.0,
                ..view
            }
            .within(duration_ns),
            Self::Show(start, end) => view.showing(start, end, duration_ns),
            Self::Near(start, end) => View::around(start, end, duration_ns),
            Self::Fit => View::whole(duration_ns),
        }
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
    let end = view.end();
    let to = spans.partition_point(|span| span.start_ns as f64 <= end);
    &spans[from..to.max(from)]
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

/// The stretches of the view, at least so long, in which a worker does nothing: between the spans
/// of its two tracks.
pub fn gaps(executions: &[Span], validations: &[Span], view: View, least: f64) -> Vec<(f64, f64)> {
    let (mut one, mut other) = (
        in_view(executions, view).iter().peekable(),
        in_view(validations, view).iter().peekable(),
    );
    let mut found = Vec::new();
    let mut busy_until = view.start;
    loop {
        let first = match (one.peek(), other.peek()) {
            (Some(left), Some(right)) if right.start_ns < left.start_ns => other.next(),
            (Some(_), _) => one.next(),
            (None, _) => other.next(),
        };
        let (start, end) = first.map_or((view.end(), view.end()), |span| {
            (span.start_ns as f64, end_of(span) as f64)
        });
        if start - busy_until >= least {
            found.push((busy_until, start.min(view.end())));
        }
        busy_until = busy_until.max(end);
        if first.is_none() {
            return found;
        }
    }
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

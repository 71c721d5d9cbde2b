//! The timeline's data, arranged for drawing: spans by lane, what is in view, what is under the
//! pointer, and the level of detail when spans are narrower than a pixel.
//!
//! Every lane has two tracks: a tall one for executions, a thin one for validations. Within a
//! track the spans of one worker follow one another, sorted by start, so the window in view is
//! found by binary search. When a window holds more spans than pixels, [`Density`] tells, for
//! each pixel column, how its time divides among the kinds; a throw-away never vanishes in it.
//!
//! A measured run and a simulated one are the same here; [`Lanes::simulated`] and [`Unit`] tell
//! them apart.

mod broken;
mod density;
mod files;
mod svg;
mod unit;
mod view;
mod words;

pub use broken::Thrown;
pub use density::{Column, Density, by_spans, mean};
pub(crate) use files::span_row;
pub use files::{json, spans_csv};
pub use svg::body;
pub use unit::Unit;
pub use view::{Edge, Step, View, at, gaps, in_view, tick_step};
pub use words::{about_run, about_simulation, summary, thrown as thrown_words};

use lanewise_protocol::{SimulationSpec, Span, SpanKind, Timeline};

/// Which of a lane's two tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// Executions, whatever became of them.
    Execution,
    /// Validations.
    Validation,
}

/// One worker's spans.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// Executions thrown away.
    pub aborted: u32,
    /// Executions stopped half-way.
    pub suspended: u32,
    execution_density: Density,
    validation_density: Density,
}

impl Lane {
    /// The spans of a track.
    pub fn track(&self, track: Track) -> &[Span] {
        match track {
            Track::Execution => &self.executions,
            Track::Validation => &self.validations,
        }
    }

    /// How the time of every pixel column of the view divides on a track.
    pub fn columns(&self, track: Track, view: View, width: usize) -> Vec<Column> {
        let density = match track {
            Track::Execution => &self.execution_density,
            Track::Validation => &self.validation_density,
        };
        density.columns(self.track(track), view, width)
    }

    /// Nanoseconds in which it did anything.
    pub const fn busy_ns(&self) -> u64 {
        self.useful_ns + self.wasted_ns + self.checking_ns
    }

    fn push(&mut self, span: &Span) {
        match track_of(span.kind) {
            Track::Execution => self.executions.push(*span),
            Track::Validation => self.validations.push(*span),
        }
        match span.kind {
            SpanKind::Execution => self.useful_ns += span.duration_ns,
            SpanKind::Aborted => {
                self.wasted_ns += span.duration_ns;
                self.aborted += 1;
            }
            SpanKind::Suspended { .. } => {
                self.wasted_ns += span.duration_ns;
                self.suspended += 1;
            }
            SpanKind::Validation | SpanKind::FailedValidation => {
                self.checking_ns += span.duration_ns;
            }
        }
    }

    fn settle(&mut self, duration_ns: u64) {
        self.executions.sort_by_key(|span| span.start_ns);
        self.validations.sort_by_key(|span| span.start_ns);
        self.execution_density = Density::of(&self.executions, duration_ns);
        self.validation_density = Density::of(&self.validations, duration_ns);
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

impl Tally {
    fn add(&mut self, span: &Span) {
        if track_of(span.kind) == Track::Validation {
            return;
        }
        self.executions += 1;
        self.busy_ns += span.duration_ns;
        self.end_ns = self.end_ns.max(end_of(span));
        match span.kind {
            SpanKind::Aborted => self.aborted += 1,
            SpanKind::Suspended { .. } => self.suspended += 1,
            _ => self.lane = span.lane,
        }
    }
}

/// A timeline, arranged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lanes {
    /// One a worker.
    pub lanes: Vec<Lane>,
    /// From the first start to the last end.
    pub duration_ns: u64,
    /// The clock's step; 0 in a simulation.
    pub clock_step_ns: u64,
    /// One a transaction, by index.
    pub tallies: Vec<Tally>,
    /// The incarnations that were thrown away, by start.
    pub thrown: Vec<Thrown>,
    /// The places that [`Thrown::place`] means.
    pub places: Vec<String>,
    /// What was simulated; nothing for a measured run.
    pub simulated: Option<SimulationSpec>,
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
            lane.push(span);
            if let Some(tally) = tallies.get_mut(span.transaction as usize) {
                tally.add(span);
            }
        }
        let last = timeline.spans.iter().map(end_of).max().unwrap_or(0);
        let duration_ns = timeline.duration_ns.max(last).max(1);
        for lane in &mut lanes {
            lane.settle(duration_ns);
        }
        Self {
            lanes,
            duration_ns,
            clock_step_ns: timeline.clock_step_ns,
            tallies,
            thrown: broken::all(timeline),
            places: timeline.places.clone(),
            simulated: timeline.simulated.clone(),
        }
    }

    /// What its times are counted in.
    pub const fn unit(&self) -> Unit {
        Unit::of(self.simulated.as_ref())
    }

    /// What a lane is called: a thread, or a virtual core.
    pub const fn worker(&self) -> &'static str {
        match self.simulated {
            None => "Thread",
            Some(_) => "Core",
        }
    }

    /// Spans in all.
    pub fn count(&self) -> usize {
        let of = |lane: &Lane| lane.executions.len() + lane.validations.len();
        self.lanes.iter().map(of).sum()
    }

    /// Every span, lane by lane.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        self.lanes
            .iter()
            .flat_map(|lane| lane.executions.iter().chain(&lane.validations))
    }

    /// Executions and validations of one transaction with their lanes, by start.
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

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;

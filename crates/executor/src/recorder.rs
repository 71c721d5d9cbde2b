//! An [`Observer`] that keeps everything: spans for the timeline, access sets for the graph.

use crate::{
    AccessSet, Event, Incarnation, Location, Observer, TxIndex, WorkerId, WorkerObserver,
    clock::{Clock, LocalClock},
    primitive::{Mutex, into_inner, lock},
};

/// Keeps what it is told; [`Recorder::finish`] gives it back in order.
#[derive(Debug)]
pub struct Recorder {
    clock: Clock,
    accesses: bool,
    parts: Mutex<Vec<Part>>,
}

/// What one worker did and saw.
#[derive(Debug, Default)]
struct Part {
    worker: WorkerId,
    spans: Vec<Span>,
    accesses: Vec<(TxIndex, Incarnation, AccessSet)>,
    breaks: Vec<Break>,
}

/// A finished recording.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// What the workers did, by start time.
    pub spans: Vec<Span>,
    /// What each transaction read and wrote in its last incarnation, by index; empty if access
    /// sets were not asked for.
    pub accesses: Vec<AccessSet>,
    /// What broke the incarnations that were thrown away, sorted by transaction and incarnation.
    pub breaks: Vec<Break>,
}

/// Why an incarnation was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Break {
    /// The transaction.
    pub transaction: TxIndex,
    /// Its incarnation.
    pub incarnation: Incarnation,
    /// The first of the locations it read that did not hold any more.
    pub location: Location,
    /// Whose version was there when it was looked at again; nothing where it was the value before
    /// the block.
    pub writer: Option<TxIndex>,
}

/// One thing that one worker did. Times are nanoseconds since the recorder was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The worker.
    pub worker: WorkerId,
    /// What it did.
    pub kind: SpanKind,
    /// The transaction.
    pub transaction: TxIndex,
    /// Its incarnation.
    pub incarnation: Incarnation,
    /// When it began.
    pub start: u64,
    /// When it ended.
    pub end: u64,
}

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpanKind {
    /// An execution whose result stands.
    Execution,
    /// An execution whose result was later thrown away.
    Aborted,
    /// An execution that stopped, half-way or at once, to wait for a lower transaction.
    Suspended {
        /// The transaction it waited for.
        on: TxIndex,
    },
    /// A validation that found every read still true.
    Validation,
    /// A validation that found a stale read.
    FailedValidation,
}

impl Recorder {
    /// Keeps spans only.
    pub fn spans() -> Self {
        Self {
            clock: Clock::start(),
            accesses: false,
            parts: Mutex::new(Vec::new()),
        }
    }

    /// Keeps spans and access sets.
    pub fn everything() -> Self {
        Self {
            accesses: true,
            ..Self::spans()
        }
    }

    /// What was recorded.
    pub fn finish(self) -> Recording {
        let parts = into_inner(self.parts);
        let mut spans = Vec::with_capacity(parts.iter().map(|part| part.spans.len()).sum());
        let mut breaks = Vec::new();
        let mut latest: Vec<Option<(Incarnation, AccessSet)>> = Vec::new();
        for part in parts {
            spans.extend(part.spans);
            breaks.extend(part.breaks);
            for (transaction, incarnation, set) in part.accesses {
                let index = transaction as usize;
                if latest.len() <= index {
                    latest.resize_with(index + 1, || None);
                }
                if latest[index]
                    .as_ref()
                    .is_none_or(|(seen, _)| *seen <= incarnation)
                {
                    latest[index] = Some((incarnation, set));
                }
            }
        }
        spans.sort_unstable_by_key(|span: &Span| (span.start, span.worker));
        Span::mark_aborted(&mut spans);
        breaks.sort_unstable();
        let accesses = latest
            .into_iter()
            .map(|set| set.map(|(_, set)| set).unwrap_or_default());
        Recording {
            spans,
            accesses: accesses.collect(),
            breaks,
        }
    }
}

impl Span {
    /// Turns executions whose validation failed later into [`SpanKind::Aborted`]: that one was in
    /// vain is known only then.
    pub fn mark_aborted(spans: &mut [Self]) {
        let failed: std::collections::HashSet<_> = spans
            .iter()
            .filter(|span| span.kind == SpanKind::FailedValidation)
            .map(|span| (span.transaction, span.incarnation))
            .collect();
        for span in spans {
            if span.kind == SpanKind::Execution
                && failed.contains(&(span.transaction, span.incarnation))
            {
                span.kind = SpanKind::Aborted;
            }
        }
    }
}

/// One worker's part of a [`Recorder`].
#[derive(Debug)]
pub struct RecorderWorker {
    clock: LocalClock,
    keep_accesses: bool,
    part: Part,
    open: Option<(u64, TxIndex, Incarnation)>,
}

impl Observer for Recorder {
    const ENABLED: bool = true;
    type Worker = RecorderWorker;

    fn worker(&self, id: WorkerId) -> RecorderWorker {
        RecorderWorker {
            clock: self.clock.here(),
            keep_accesses: self.accesses,
            part: Part {
                worker: id,
                ..Part::default()
            },
            open: None,
        }
    }

    fn finish(&self, _: WorkerId, worker: RecorderWorker) {
        lock(&self.parts).push(worker.part);
    }
}

impl RecorderWorker {
    fn close(&mut self, kind: SpanKind) {
        if let Some((start, transaction, incarnation)) = self.open.take() {
            let (worker, end) = (self.part.worker, self.clock.nanoseconds());
            self.part.spans.push(Span {
                worker,
                kind,
                transaction,
                incarnation,
                start,
                end,
            });
        }
    }
}

impl WorkerObserver for RecorderWorker {
    fn event(&mut self, event: Event) {
        match event {
            Event::ExecutionStarted {
                transaction,
                incarnation,
            }
            | Event::ValidationStarted {
                transaction,
                incarnation,
            } => {
                self.open = Some((self.clock.nanoseconds(), transaction, incarnation));
            }
            Event::Executed => self.close(SpanKind::Execution),
            Event::Suspended { on } => self.close(SpanKind::Suspended { on }),
            Event::Validated { valid: true } => self.close(SpanKind::Validation),
            Event::Validated { valid: false } => self.close(SpanKind::FailedValidation),
        }
    }

    fn wants_accesses(&self) -> bool {
        self.keep_accesses
    }

    fn accesses(&mut self, transaction: TxIndex, incarnation: Incarnation, set: AccessSet) {
        self.part.accesses.push((transaction, incarnation, set));
    }

    fn broken(
        &mut self,
        transaction: TxIndex,
        incarnation: Incarnation,
        location: Location,
        writer: Option<TxIndex>,
    ) {
        self.part.breaks.push(Break {
            transaction,
            incarnation,
            location,
            writer,
        });
    }
}

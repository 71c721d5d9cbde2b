//! Telling the page how far a run has come.
//!
//! One run goes on at a time, and who makes progress is deep in an executor: so the run under way
//! is a value of the engine's thread, told of by [`report`] from wherever that thread is.

use crate::outbox::Outbox;
use lanewise_protocol::{Phase, Reply};
use std::{cell::RefCell, time::Duration};
use web_time::Instant;

/// At least this long between two messages of one phase.
const INTERVAL: Duration = Duration::from_millis(40);

thread_local! {
    static UNDER_WAY: RefCell<Option<Progress>> = const { RefCell::new(None) };
}

/// A run under way.
struct Progress {
    id: u32,
    outbox: Outbox,
    phase: Phase,
    total: u32,
    /// The part of the whole run that the present stretch stands for.
    stretch: (f64, f64),
    fraction: f64,
    last_sent: Option<Instant>,
    cancelled: bool,
}

/// A run begins; its progress goes to `outbox` until the value given back is dropped.
#[must_use]
pub(crate) fn begin(id: u32, outbox: Outbox) -> UnderWay {
    UNDER_WAY.with(|under_way| {
        *under_way.borrow_mut() = Some(Progress {
            id,
            outbox,
            phase: Phase::Preparing,
            total: 0,
            stretch: (0.0, 0.0),
            fraction: 0.0,
            last_sent: None,
            cancelled: false,
        });
    });
    UnderWay
}

/// Ends the telling when dropped.
#[derive(Debug)]
pub(crate) struct UnderWay;

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.with(|under_way| *under_way.borrow_mut() = None);
    }
}

/// A stretch of work begins: `total` units of a phase, which take the run from one fraction to
/// another.
pub(crate) fn stretch(phase: Phase, total: u32, from: f64, to: f64) {
    with(|progress| {
        if progress.phase != phase {
            progress.last_sent = None;
        }
        (progress.phase, progress.total, progress.stretch) = (phase, total, (from, to));
        progress.tell(0);
    });
}

/// So many units of the present stretch are done.
pub(crate) fn report(done: u32) {
    with(|progress| progress.tell(done));
}

/// The run under way has been cancelled. Told at once, and only once: what the run is at may take
/// its time to stop.
pub(crate) fn cancelled() {
    with(|progress| {
        if !progress.cancelled {
            progress.cancelled = true;
            (progress.outbox)(&Reply::Cancelled { id: progress.id }, None);
        }
    });
}

/// Whether the run under way was told to be cancelled.
pub(crate) fn is_cancelled() -> bool {
    UNDER_WAY.with(|under_way| under_way.borrow().as_ref().is_some_and(|run| run.cancelled))
}

fn with(act: impl FnOnce(&mut Progress)) {
    UNDER_WAY.with(|under_way| under_way.borrow_mut().as_mut().map(act));
}

impl Progress {
    fn tell(&mut self, done: u32) {
        if self.cancelled {
            return;
        }
        let now = Instant::now();
        if self
            .last_sent
            .is_some_and(|last| now.duration_since(last) < INTERVAL)
        {
            return;
        }
        self.last_sent = Some(now);
        let (done, (from, to)) = (done.min(self.total), self.stretch);
        let part = f64::from(done) / f64::from(self.total.max(1));
        self.fraction = self.fraction.max(from + (to - from) * part).min(1.0);
        let reply = Reply::Progress {
            id: self.id,
            phase: self.phase,
            done,
            total: self.total,
            fraction: self.fraction,
        };
        (self.outbox)(&reply, None);
    }
}

//! What happens in a simulated run, as it happens: spans for the timeline, and every event for
//! those who walk through it.

use crate::{Detail, MAX_EVENTS};
use lanewise_executor::{
    AccessSet, Break, Event, Incarnation, Location, Observer, Span, SpanKind, TxIndex, Version,
    WorkerId, WorkerObserver,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Something that happens on a simulated core.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimEvent {
    /// When, in units of the cost model.
    pub time: u64,
    /// On which core, from 0.
    pub core: WorkerId,
    /// What.
    pub what: What,
    /// Whose; nothing where no transaction is concerned.
    pub transaction: Option<TxIndex>,
    /// Which incarnation; 0 where no transaction is concerned.
    pub incarnation: Incarnation,
    /// The scheduler's counters after it, in the order of
    /// [`Simulated::counters`](crate::Simulated::counters).
    pub counters: Box<[u64]>,
    /// What it published in the multi-version memory, sorted by location; replaces all that earlier
    /// incarnations of the transaction had published.
    pub writes: Vec<(Location, Version)>,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// An execution starts, and reads all it reads.
    ExecutionStarted,
    /// An execution ends, and what it wrote appears.
    Executed,
    /// An execution has stopped, half-way or at once.
    Suspended {
        /// The lower transaction that it waits for.
        on: TxIndex,
    },
    /// What an incarnation read is looked at again.
    ValidationStarted,
    /// All of it still holds.
    Validated,
    /// Some of it does not: the incarnation is thrown away.
    Aborted {
        /// The first location that has changed; nothing where the incarnation had come to nothing.
        location: Option<Location>,
        /// Whose version is there now; nothing where it is the value before the block.
        writer: Option<TxIndex>,
        /// Whether what the incarnation wrote stays, marked ESTIMATE.
        is_marked: bool,
    },
    /// Work starts that is no transaction's.
    OtherStarted,
    /// Work ends that is no transaction's.
    OtherEnded,
    /// The core has found nothing to do; it looks again whenever something has ended anywhere.
    Idle,
    /// The core is done: nothing is left to do.
    Ended,
}

/// Where a simulated run leaves its traces.
#[derive(Debug)]
pub(crate) struct Tape {
    detail: Detail,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    now: u64,
    recorded: Recorded,
    /// Events below this one have their counters.
    stamped: usize,
}

/// What is on a tape in the end.
#[derive(Debug, Default)]
pub(crate) struct Recorded {
    pub(crate) spans: Vec<Span>,
    pub(crate) breaks: Vec<Break>,
    pub(crate) events: Vec<SimEvent>,
    pub(crate) counters: Vec<&'static str>,
    /// More happened than there is room for.
    pub(crate) is_cut_off: bool,
}

impl Tape {
    pub(crate) fn new(detail: Detail) -> Arc<Self> {
        Arc::new(Self {
            detail,
            state: Mutex::default(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keeps_events(&self) -> bool {
        self.detail == Detail::Everything
    }

    /// Sets the clock.
    pub(crate) fn set_time(&self, now: u64) {
        self.state().now = now;
    }

    /// Notes something that no observer is told.
    pub(crate) fn note(&self, core: WorkerId, what: What) {
        if self.keeps_events() {
            self.push(core, what, None, Vec::new());
        }
    }

    fn push(
        &self,
        core: WorkerId,
        what: What,
        whose: Option<(TxIndex, Incarnation)>,
        writes: Vec<(Location, Version)>,
    ) {
        let mut state = self.state();
        if state.recorded.events.len() >= MAX_EVENTS {
            state.recorded.is_cut_off = true;
            return;
        }
        let time = state.now;
        state.recorded.events.push(SimEvent {
            time,
            core,
            what,
            transaction: whose.map(|(transaction, _)| transaction),
            incarnation: whose.map_or(0, |(_, incarnation)| incarnation),
            counters: Box::default(),
            writes,
        });
    }

    /// Gives the events since the last call the scheduler's counters.
    pub(crate) fn stamp(&self, counters: impl FnOnce() -> Vec<(&'static str, u64)>) {
        if !self.keeps_events() {
            return;
        }
        let mut state = self.state();
        let State {
            recorded, stamped, ..
        } = &mut *state;
        if *stamped == recorded.events.len() {
            return;
        }
        let (names, values): (Vec<_>, Vec<u64>) = counters().into_iter().unzip();
        for event in &mut recorded.events[*stamped..] {
            event.counters = values.clone().into();
        }
        *stamped = recorded.events.len();
        recorded.counters = names;
    }

    /// Sets the times of a run that drove no core: each transaction follows upon the one before.
    pub(crate) fn lay_out(&self, per_transaction: &[u64]) {
        let recorded = &mut self.state().recorded;
        let mut now = 0;
        for span in &mut recorded.spans {
            span.start = now;
            now += per_transaction[span.transaction as usize];
            span.end = now;
        }
        now = 0;
        for event in &mut recorded.events {
            if let (What::Executed, Some(transaction)) = (event.what, event.transaction) {
                now += per_transaction[transaction as usize];
            }
            event.time = now;
        }
    }

    /// What was recorded, in the order in which it happened.
    pub(crate) fn take(&self) -> Recorded {
        let mut recorded = std::mem::take(&mut self.state().recorded);
        recorded.spans.sort_by_key(|span| (span.start, span.worker));
        Span::mark_aborted(&mut recorded.spans);
        recorded.breaks.sort_unstable();
        recorded
    }
}

/// Writes a simulated run on a [`Tape`].
#[derive(Debug)]
pub(crate) struct SimObserver(pub(crate) Arc<Tape>);

/// One core's part of a [`SimObserver`].
#[derive(Debug)]
pub(crate) struct SimWorker {
    core: WorkerId,
    tape: Arc<Tape>,
    open: Option<(u64, TxIndex, Incarnation)>,
    writes: Vec<(Location, Version)>,
    broken: Option<(Location, Option<TxIndex>)>,
    is_marked: bool,
}

impl Observer for SimObserver {
    const ENABLED: bool = true;
    type Worker = SimWorker;

    fn worker(&self, id: WorkerId) -> SimWorker {
        SimWorker {
            core: id,
            tape: Arc::clone(&self.0),
            open: None,
            writes: Vec::new(),
            broken: None,
            is_marked: false,
        }
    }

    fn finish(&self, _: WorkerId, _: SimWorker) {}
}

impl SimWorker {
    fn open(&mut self, what: What, transaction: TxIndex, incarnation: Incarnation) {
        let now = self.tape.state().now;
        self.open = Some((now, transaction, incarnation));
        if self.tape.keeps_events() {
            let whose = Some((transaction, incarnation));
            self.tape.push(self.core, what, whose, Vec::new());
        }
    }

    fn close(&mut self, what: What, kind: SpanKind) {
        let Some((start, transaction, incarnation)) = self.open.take() else {
            return;
        };
        {
            let mut state = self.tape.state();
            let end = state.now;
            state.recorded.spans.push(Span {
                worker: self.core,
                kind,
                transaction,
                incarnation,
                start,
                end,
            });
        }
        if self.tape.keeps_events() {
            let whose = Some((transaction, incarnation));
            let writes = std::mem::take(&mut self.writes);
            self.tape.push(self.core, what, whose, writes);
        }
    }
}

impl WorkerObserver for SimWorker {
    fn event(&mut self, event: Event) {
        match event {
            Event::ExecutionStarted {
                transaction,
                incarnation,
            } => self.open(What::ExecutionStarted, transaction, incarnation),
            Event::ValidationStarted {
                transaction,
                incarnation,
            } => self.open(What::ValidationStarted, transaction, incarnation),
            Event::Executed => self.close(What::Executed, SpanKind::Execution),
            Event::Suspended { on } => {
                self.close(What::Suspended { on }, SpanKind::Suspended { on });
            }
            Event::Validated { valid: true } => self.close(What::Validated, SpanKind::Validation),
            Event::Validated { valid: false } => {
                let broken = self.broken.take();
                let what = What::Aborted {
                    location: broken.map(|(location, _)| location),
                    writer: broken.and_then(|(_, writer)| writer),
                    is_marked: std::mem::take(&mut self.is_marked),
                };
                self.close(what, SpanKind::FailedValidation);
            }
        }
    }

    fn accesses(&mut self, _: TxIndex, _: Incarnation, _: AccessSet) {}

    fn broken(
        &mut self,
        transaction: TxIndex,
        incarnation: Incarnation,
        location: Location,
        writer: Option<TxIndex>,
    ) {
        self.broken = Some((location, writer));
        self.tape.state().recorded.breaks.push(Break {
            transaction,
            incarnation,
            location,
            writer,
        });
    }

    fn estimated(&mut self, _: TxIndex) {
        self.is_marked = true;
    }

    fn wants_writes(&self) -> bool {
        self.tape.keeps_events()
    }

    fn written(&mut self, _: TxIndex, _: Incarnation, writes: Vec<(Location, Version)>) {
        self.writes = writes;
    }
}

//! The incarnations that were thrown away, each linked to the write that broke it.

use super::{Lanes, end_of};
use lanewise_protocol::{Break, Span, SpanKind, Timeline};
use std::collections::BTreeMap;

/// An incarnation that was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thrown {
    /// Its execution.
    pub span: Span,
    /// The transaction whose write came after the read, where that is known.
    pub writer: Option<u32>,
    /// The execution that wrote, where it is in the timeline.
    pub cause: Option<Span>,
    /// What was read too early: an index into [`Lanes::places`].
    pub place: Option<u32>,
}

/// All of a run's, by start.
pub(super) fn all(timeline: &Timeline) -> Vec<Thrown> {
    let reasons: BTreeMap<(u32, u16), &Break> = timeline
        .breaks
        .iter()
        .map(|one| ((one.transaction, one.incarnation), one))
        .collect();
    // Executions that ended with writes, of those who broke others.
    let mut writers: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for one in reasons.values() {
        if let Some(writer) = one.writer {
            writers.entry(writer).or_default();
        }
    }
    for span in &timeline.spans {
        if matches!(span.kind, SpanKind::Execution | SpanKind::Aborted)
            && let Some(found) = writers.get_mut(&span.transaction)
        {
            found.push(*span);
        }
    }
    let mut thrown: Vec<Thrown> = timeline
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::Aborted)
        .map(|span| {
            let reason = reasons.get(&(span.transaction, span.incarnation));
            let writer = reason.and_then(|reason| reason.writer);
            Thrown {
                span: *span,
                writer,
                cause: writer.and_then(|writer| cause(writers.get(&writer)?, span)),
                place: reason.and_then(|reason| reason.place),
            }
        })
        .collect();
    thrown.sort_by_key(|one| (one.span.start_ns, one.span.transaction));
    thrown
}

/// Which of the writer's executions it was: writes are seen when an execution ends, and this one
/// was seen after the read; so it is the first that ended after the reader began, or else the last.
fn cause(of_writer: &[Span], broken: &Span) -> Option<Span> {
    let later = of_writer
        .iter()
        .filter(|span| end_of(span) > broken.start_ns)
        .min_by_key(|span| end_of(span));
    later
        .or_else(|| of_writer.iter().max_by_key(|span| end_of(span)))
        .copied()
}

impl Lanes {
    /// The name of a place, if it has one.
    pub fn place(&self, index: Option<u32>) -> Option<&str> {
        let name = self.places.get(index? as usize)?;
        Some(name.as_str()).filter(|name| !name.is_empty())
    }

    /// What became of an incarnation that was thrown away.
    pub fn thrown_span(&self, span: &Span) -> Option<&Thrown> {
        let key = (span.start_ns, span.transaction);
        let from = self
            .thrown
            .partition_point(|one| (one.span.start_ns, one.span.transaction) < key);
        self.thrown[from..]
            .iter()
            .take_while(|one| one.span.start_ns == span.start_ns)
            .find(|one| one.span == *span)
    }

    /// Those to point out beside a selected transaction: its own, and those that it broke; at
    /// most so many of each.
    pub fn links(&self, transaction: u32, most: usize) -> Vec<Thrown> {
        let mine = self
            .thrown
            .iter()
            .filter(|one| one.span.transaction == transaction);
        let broken = self
            .thrown
            .iter()
            .filter(|one| one.writer == Some(transaction) && one.span.transaction != transaction);
        mine.take(most).chain(broken.take(most)).copied().collect()
    }
}

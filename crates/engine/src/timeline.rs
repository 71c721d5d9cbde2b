//! A recorded run, as the page's timeline wants it.

use crate::clock;
use lanewise_executor::{Recording, SpanKind};
use lanewise_protocol as protocol;

/// The timeline of a recording on so many lanes. Its time begins with the first span.
pub(crate) fn of(recording: &Recording, lanes: u32) -> protocol::Timeline {
    let spans = &recording.spans;
    let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
    protocol::Timeline {
        lanes,
        duration_ns: end - start,
        clock_step_ns: clock::step().as_nanos() as u64,
        spans: spans
            .iter()
            .map(|span| protocol::Span {
                lane: span.worker as u16,
                kind: kind(span.kind),
                transaction: span.transaction,
                incarnation: u16::try_from(span.incarnation).unwrap_or(u16::MAX),
                start_ns: span.start - start,
                duration_ns: span.end.saturating_sub(span.start),
            })
            .collect(),
    }
}

fn kind(kind: SpanKind) -> protocol::SpanKind {
    match kind {
        SpanKind::Execution => protocol::SpanKind::Execution,
        SpanKind::Aborted => protocol::SpanKind::Aborted,
        SpanKind::Suspended { on } => protocol::SpanKind::Suspended { on },
        SpanKind::Validation => protocol::SpanKind::Validation,
        SpanKind::FailedValidation => protocol::SpanKind::FailedValidation,
    }
}

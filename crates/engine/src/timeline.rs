//! What the workers of a run did and when, as the page's timeline wants it.

use crate::{clock, subject::Subject, views::Places};
use lanewise_executor::{Break, Recording, Span, SpanKind};
use lanewise_protocol as protocol;

/// The timeline of a recording on so many lanes. Its time begins with the first span. The first
/// place in storage that is named takes one more execution of the block.
pub(crate) fn of(recording: &Recording, lanes: u32, subject: &Subject) -> protocol::Timeline {
    let spans = &recording.spans;
    let start = spans.iter().map(|span| span.start).min().unwrap_or(0);
    let end = spans.iter().map(|span| span.end).max().unwrap_or(start);
    let step = clock::step().as_nanos() as u64;
    let (breaks, places) = breaks(&recording.breaks, subject);
    protocol::Timeline {
        lanes,
        duration_ns: end - start,
        clock_step_ns: step,
        spans: spans.iter().map(|one| span(one, start)).collect(),
        breaks,
        places,
        simulated: None,
    }
}

/// A span, with its time from this start on.
pub(crate) fn span(span: &Span, start: u64) -> protocol::Span {
    protocol::Span {
        lane: span.worker as u16,
        kind: kind(span.kind),
        transaction: span.transaction,
        incarnation: short(span.incarnation),
        start_ns: span.start - start,
        duration_ns: span.end.saturating_sub(span.start),
    }
}

/// Why incarnations were thrown away, and the places named in that.
pub(crate) fn breaks(breaks: &[Break], subject: &Subject) -> (Vec<protocol::Break>, Vec<String>) {
    let mut places = Places::new(subject);
    let told = breaks.iter().map(|one| protocol::Break {
        transaction: one.transaction,
        incarnation: short(one.incarnation),
        writer: one.writer,
        place: Some(places.part(one.location)),
    });
    (told.collect(), places.into_names())
}

/// An incarnation; beyond 65,535 they are all the same.
pub(crate) fn short(incarnation: u32) -> u16 {
    u16::try_from(incarnation).unwrap_or(u16::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch;
    use lanewise_executor::{Location, Part, revm::primitives::U256};
    use lanewise_protocol::BatchSpec;

    #[test]
    fn what_broke_is_told_with_its_place() {
        let spec = BatchSpec {
            preset: "nft-global".to_owned(),
            transactions: 10,
            accounts: 10,
            contention: 0.0,
            seed: 1,
            knobs: Vec::new(),
        };
        let workload = batch::prepare(&spec, false).unwrap();
        let contracts = &workload.contracts;
        let address = contracts
            .iter()
            .find(|one| one.name == "NftCounter")
            .unwrap()
            .address;
        let rows = contracts[0].artifact.layout.rows();
        let row = rows.iter().find(|row| row.label == "nextId").unwrap();
        let location = Location {
            address,
            part: Part::Storage(row.slot.parse::<U256>().unwrap()),
        };
        let broken = |transaction, writer| Break {
            transaction,
            incarnation: 0,
            location,
            writer,
        };
        let executed = |transaction, start| Span {
            worker: 1,
            kind: SpanKind::Aborted,
            transaction,
            incarnation: 0,
            start,
            end: start + 5,
        };
        let recording = Recording {
            spans: vec![executed(3, 100), executed(4, 120)],
            accesses: Vec::new(),
            breaks: vec![broken(3, Some(2)), broken(4, None)],
        };
        let timeline = of(&recording, 2, &Subject::Batch(Box::new(workload)));
        assert_eq!(timeline.places, ["NftCounter.nextId"]);
        let told = timeline.breaks.iter();
        let told: Vec<_> = told
            .map(|one| (one.transaction, one.writer, one.place))
            .collect();
        assert_eq!(told, [(3, Some(2), Some(0)), (4, None, Some(0))]);
        assert_eq!((timeline.duration_ns, timeline.spans[1].start_ns), (25, 20));
        assert_eq!((timeline.lanes, timeline.simulated), (2, None));
    }
}

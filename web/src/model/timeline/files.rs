//! A timeline's spans as CSV and as JSON.

use super::{Lanes, Thrown};
use crate::model::{take_away, text};
use lanewise_protocol::{Span, SpanKind};
use serde_json::{Value, json};

/// What a span that was stopped half-way waited for.
const fn waited_for(span: &Span) -> Option<u32> {
    match span.kind {
        SpanKind::Suspended { on } => Some(on),
        _ => None,
    }
}

fn reason<'a>(lanes: &'a Lanes, span: &Span) -> Option<&'a Thrown> {
    (span.kind == SpanKind::Aborted)
        .then(|| lanes.thrown_span(span))
        .flatten()
}

/// Every span as a row. Lanes and incarnations count from 0; the unit of the times is in the names
/// of their columns.
pub fn spans_csv(lanes: &Lanes) -> String {
    let unit = lanes.unit().key();
    let (start, duration) = (format!("start_{unit}"), format!("duration_{unit}"));
    let columns = [
        "source",
        "lane",
        "kind",
        "transaction",
        "incarnation",
        &start,
        &duration,
        "waited_for",
        "broken_by",
        "place",
    ];
    let number = |value: Option<u32>| value.map(|it| it.to_string()).unwrap_or_default();
    let source = lanes.source().word();
    let rows = lanes.spans().map(|span| {
        let reason = reason(lanes, span);
        [
            source.to_owned(),
            span.lane.to_string(),
            text::span_key(span.kind).to_owned(),
            span.transaction.to_string(),
            span.incarnation.to_string(),
            span.start_ns.to_string(),
            span.duration_ns.to_string(),
            number(waited_for(span)),
            number(reason.and_then(|reason| reason.writer)),
            reason
                .and_then(|reason| lanes.place(reason.place))
                .unwrap_or_default()
                .to_owned(),
        ]
    });
    take_away::csv(&columns, rows)
}

/// A span as it stands in JSON documents: lane, kind, transaction, incarnation, start and duration in
/// the timeline's unit, and the transaction that it waited for.
pub(crate) fn span_row(span: &Span) -> Value {
    json!([
        span.lane,
        text::span_key(span.kind),
        span.transaction,
        span.incarnation,
        span.start_ns,
        span.duration_ns,
        waited_for(span)
    ])
}

/// The timeline as a JSON document. `about` says in words what was run.
pub fn json(lanes: &Lanes, about: &str) -> String {
    let spans: Vec<Value> = lanes.spans().map(span_row).collect();
    let thrown: Vec<Value> = lanes
        .thrown
        .iter()
        .map(|one| {
            json!({
                "transaction": one.span.transaction,
                "incarnation": one.span.incarnation,
                "broken_by": one.writer,
                "place": lanes.place(one.place),
            })
        })
        .collect();
    let per_lane: Vec<Value> = lanes
        .lanes
        .iter()
        .map(|lane| {
            json!({
                "stands": lane.useful_ns,
                "wasted": lane.wasted_ns,
                "validating": lane.checking_ns,
                "idle": lanes.duration_ns.saturating_sub(lane.busy_ns()),
            })
        })
        .collect();
    let document = json!({
        "format": "lanewise-timeline",
        "version": 1,
        "source": lanes.source().word(),
        "about": about,
        "unit": lanes.unit().key(),
        "duration": lanes.duration_ns,
        "clock_step": lanes.clock_step_ns,
        "simulation": lanes.simulated,
        "lanes": per_lane,
        "columns": [
            "lane", "kind", "transaction", "incarnation", "start", "duration", "waited_for"
        ],
        "spans": spans,
        "thrown_away": thrown,
    });
    format!("{document}\n")
}

//! A timeline as a trace file that Perfetto and Chrome's tracing page open.
//!
//! The format is the JSON object form of the "Trace Event Format" (Google, document
//! `1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU`): an object with `traceEvents`, each of which has a
//! phase `ph`. Used here: `M`, metadata (names of process and threads, and their order); `X`, a
//! complete event with a start `ts` and a duration `dur`; `s` and `f`, the two ends of a flow, which
//! bind to the slices around them (`bp: "e"` at the end). Times are in microseconds, with
//! fractions for nanoseconds. A simulation that counts in gas or units writes one microsecond a
//! unit, and says so in the process's name.
//!
//! A flow runs from the execution that wrote to where the reader learnt of it: a flow never goes
//! back in time, and a writer mostly ends after the reader it broke.

use super::{
    text,
    timeline::{Lanes, Thrown, Unit, end_of},
};
use lanewise_protocol::{Span, SpanKind};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

/// The one process.
const PID: u32 = 1;

/// An event; what a phase does not have is left out.
#[derive(Debug, Serialize)]
struct Event<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cat: Option<&'a str>,
    ph: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dur: Option<f64>,
    pid: u32,
    tid: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bp: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<serde_json::Value>,
}

impl Event<'_> {
    /// A piece of metadata about a thread, or about the process.
    fn metadata(name: &'static str, tid: u32, args: serde_json::Value) -> Event<'static> {
        Event {
            name,
            cat: None,
            ph: "M",
            ts: None,
            dur: None,
            pid: PID,
            tid,
            id: None,
            bp: None,
            args: Some(args),
        }
    }
}

/// Microseconds in the file a unit of the timeline.
const fn scale(unit: Unit) -> f64 {
    match unit {
        Unit::Nanoseconds => 1e-3,
        Unit::Gas | Unit::Units => 1.0,
    }
}

/// A thread's id: the lane's, from 1.
fn tid(span: &Span) -> u32 {
    u32::from(span.lane) + 1
}

/// Writes the file. `about` says in words what was run.
pub fn write(lanes: &Lanes, about: &str) -> String {
    let (unit, scale) = (lanes.unit(), scale(lanes.unit()));
    let source = lanes.source().word();
    let process = match unit {
        Unit::Nanoseconds => format!("{about} ({source})"),
        Unit::Gas => format!("{about} ({source}; 1 µs is 1 gas)"),
        Unit::Units => format!("{about} ({source}; 1 µs is 1 unit)"),
    };
    let mut out = Writer::new();
    out.push(&Event::metadata(
        "process_name",
        0,
        json!({ "name": process }),
    ));
    for lane in 0..lanes.lanes.len() as u32 {
        let name = format!("{} {}", lanes.worker(), lane + 1);
        out.push(&Event::metadata(
            "thread_name",
            lane + 1,
            json!({ "name": name }),
        ));
        out.push(&Event::metadata(
            "thread_sort_index",
            lane + 1,
            json!({ "sort_index": lane }),
        ));
    }
    for span in lanes.spans() {
        let name = format!("Transaction {}", span.transaction);
        out.push(&Event {
            name: &name,
            cat: Some(text::span_key(span.kind)),
            ph: "X",
            ts: Some(span.start_ns as f64 * scale),
            dur: Some(span.duration_ns as f64 * scale),
            pid: PID,
            tid: tid(span),
            id: None,
            bp: None,
            args: Some(args(lanes, span)),
        });
    }
    let targets = targets(lanes);
    for (id, thrown) in lanes.thrown.iter().enumerate() {
        if let Some((from, to)) = flow(thrown, &targets, scale) {
            let end = |ph, (tid, ts), bp| Event {
                name: "broken by",
                cat: Some("broken"),
                ph,
                ts: Some(ts),
                dur: None,
                pid: PID,
                tid,
                id: Some(id as u32 + 1),
                bp,
                args: None,
            };
            out.push(&end("s", from, None));
            out.push(&end("f", to, Some("e")));
        }
    }
    out.finish(&json!({ "about": about, "source": source, "unit": unit.key() }))
}

/// What is known of a span besides its time.
fn args(lanes: &Lanes, span: &Span) -> serde_json::Value {
    let mut args = json!({
        "transaction": span.transaction,
        "incarnation": span.incarnation,
        "what": text::span(span.kind),
    });
    if span.kind == SpanKind::Aborted
        && let Some(thrown) = lanes.thrown_span(span)
    {
        args["broken by transaction"] = json!(thrown.writer);
        args["place"] = json!(lanes.place(thrown.place));
    }
    args
}

/// The spans of every transaction that was thrown away, by start.
fn targets(lanes: &Lanes) -> BTreeMap<u32, Vec<Span>> {
    let mut found: BTreeMap<u32, Vec<Span>> = lanes
        .thrown
        .iter()
        .map(|one| (one.span.transaction, Vec::new()))
        .collect();
    for span in lanes.spans() {
        if let Some(spans) = found.get_mut(&span.transaction) {
            spans.push(*span);
        }
    }
    for spans in found.values_mut() {
        spans.sort_by_key(|span| span.start_ns);
    }
    found
}

/// Both ends of a flow, each a thread and a moment within a slice: from the execution that wrote
/// to the validation that found it, or else to whatever of the reader's ended after it.
fn flow(
    thrown: &Thrown,
    targets: &BTreeMap<u32, Vec<Span>>,
    scale: f64,
) -> Option<((u32, f64), (u32, f64))> {
    let cause = thrown.cause?;
    let written = end_of(&cause);
    let of_reader = targets.get(&thrown.span.transaction)?;
    let later = |span: &&Span| end_of(span) > written;
    let found = of_reader
        .iter()
        .filter(later)
        .find(|span| {
            span.kind == SpanKind::FailedValidation && span.incarnation == thrown.span.incarnation
        })
        .or_else(|| of_reader.iter().find(later))?;
    // A flow binds to the slice around its moment, and at a slice's very end there may be the next.
    let inside = written.saturating_sub(1).max(cause.start_ns);
    let learnt = found.start_ns.max(written);
    Some((
        (tid(&cause), inside as f64 * scale),
        (tid(found), learnt as f64 * scale),
    ))
}

/// Writes events one by one: a document of all of them would take many times the file's size.
struct Writer {
    out: String,
    first: bool,
}

impl Writer {
    fn new() -> Self {
        Self {
            out: "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n".to_owned(),
            first: true,
        }
    }

    fn push(&mut self, event: &Event<'_>) {
        // Plain numbers and texts can always be written.
        let Ok(text) = serde_json::to_string(event) else {
            return;
        };
        if !std::mem::replace(&mut self.first, false) {
            self.out.push_str(",\n");
        }
        self.out.push_str(&text);
    }

    fn finish(mut self, other: &serde_json::Value) -> String {
        self.out.push_str(&format!("\n],\"otherData\":{other}}}\n"));
        self.out
    }
}

#[cfg(test)]
#[path = "trace_file_tests.rs"]
mod tests;

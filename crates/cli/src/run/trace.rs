//! A recorded run as trace events, one lane for each worker
//! (<https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU>, the format
//! that Perfetto and Chrome read).

use crate::error::Error;
use lanewise_executor::{Span, SpanKind};
use serde::Serialize;
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
};

/// The one process that all lanes belong to.
const PROCESS: u32 = 1;

/// A span, as the format has it; times are in microseconds.
#[derive(Serialize)]
struct Complete {
    name: String,
    cat: &'static str,
    ph: char,
    pid: u32,
    tid: usize,
    ts: f64,
    dur: f64,
    args: Arguments,
}

#[derive(Serialize)]
struct Arguments {
    transaction: u32,
    incarnation: u32,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waits_for: Option<u32>,
}

/// Writes the spans of a run. `title` says which run it was.
pub(crate) fn write(path: &Path, title: &str, threads: usize, spans: &[Span]) -> Result<(), Error> {
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        events(&mut out, title, threads, spans)?;
        out.flush()
    });
    written.map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

fn events(out: &mut impl io::Write, title: &str, threads: usize, spans: &[Span]) -> io::Result<()> {
    writeln!(out, "{{\"displayTimeUnit\":\"ns\",\"traceEvents\":[")?;
    name(out, "process_name", None, title)?;
    for worker in 0..threads {
        writeln!(out, ",")?;
        name(
            out,
            "thread_name",
            Some(worker),
            &format!("worker {worker}"),
        )?;
    }
    for span in spans {
        writeln!(out, ",")?;
        serde_json::to_writer(&mut *out, &Complete::from(span))?;
    }
    writeln!(out, "\n]}}")
}

/// The event that names the process, or one of its lanes.
fn name(out: &mut impl io::Write, kind: &str, worker: Option<usize>, name: &str) -> io::Result<()> {
    let mut event = json!({"name": kind, "ph": "M", "pid": PROCESS, "args": {"name": name}});
    if let Some(worker) = worker {
        event["tid"] = Value::from(worker);
    }
    write!(out, "{event}")
}

impl From<&Span> for Complete {
    fn from(span: &Span) -> Self {
        let (kind, waits_for) = match span.kind {
            SpanKind::Execution => ("execution", None),
            SpanKind::Aborted => ("aborted execution", None),
            SpanKind::Suspended { on } => ("suspended execution", Some(on)),
            SpanKind::Validation => ("validation", None),
            SpanKind::FailedValidation => ("failed validation", None),
        };
        let Span {
            transaction,
            incarnation,
            ..
        } = *span;
        let microseconds = |nanoseconds: u64| nanoseconds as f64 / 1e3;
        Self {
            name: format!("transaction {transaction}"),
            cat: kind,
            ph: 'X',
            pid: PROCESS,
            tid: span.worker,
            ts: microseconds(span.start),
            dur: microseconds(span.end - span.start),
            args: Arguments {
                transaction,
                incarnation,
                kind,
                waits_for,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_become_events_in_lanes() {
        let span = Span {
            worker: 1,
            kind: SpanKind::Suspended { on: 3 },
            transaction: 5,
            incarnation: 2,
            start: 1_500,
            end: 2_000,
        };
        let mut text = Vec::new();
        events(&mut text, "a run", 2, &[span]).expect("memory takes everything");
        let trace: Value = serde_json::from_slice(&text).expect("it is JSON");
        let events = trace["traceEvents"].as_array().expect("a list");
        assert_eq!(events.len(), 4);
        assert_eq!(events[2]["args"]["name"], "worker 1");
        assert_eq!(
            (&events[3]["ph"], &events[3]["tid"]),
            (&json!("X"), &json!(1))
        );
        assert_eq!(
            (&events[3]["ts"], &events[3]["dur"]),
            (&json!(1.5), &json!(0.5))
        );
        let args = json!({
            "transaction": 5, "incarnation": 2, "kind": "suspended execution", "waits_for": 3,
        });
        assert_eq!(events[3]["args"], args);
    }
}

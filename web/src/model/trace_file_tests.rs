use super::*;
use crate::model::fixtures::span;
use lanewise_protocol::{Break, CostModel, SimulationSpec, Timeline};
use serde_json::Value;
use std::collections::BTreeSet;

/// Two lanes; 0 breaks 1, which is found by a validation; 2 is broken by somebody unknown.
fn timeline() -> Timeline {
    let again = |one: Span| Span {
        incarnation: 1,
        ..one
    };
    Timeline {
        lanes: 2,
        duration_ns: 2_000,
        clock_step_ns: 0,
        spans: vec![
            span(0, SpanKind::Execution, 0, 0, 700),
            span(1, SpanKind::Aborted, 1, 0, 500),
            span(1, SpanKind::FailedValidation, 1, 750, 50),
            again(span(1, SpanKind::Execution, 1, 800, 501)),
            span(0, SpanKind::Aborted, 2, 700, 0),
            again(span(0, SpanKind::Execution, 2, 900, 10)),
        ],
        breaks: vec![Break {
            transaction: 1,
            incarnation: 0,
            writer: Some(0),
            place: Some(0),
        }],
        places: vec!["quote \" and <tag>".into()],
        simulated: None,
    }
}

fn written(timeline: &Timeline) -> Value {
    let lanes = Lanes::arrange(timeline, 3);
    serde_json::from_str(&write(&lanes, "Block-STM, \"2\" threads")).unwrap()
}

/// The format's own rules.
fn check(document: &Value) {
    let events = document["traceEvents"].as_array().unwrap();
    let mut named = BTreeSet::new();
    let mut starts = Vec::new();
    let mut ends = Vec::new();
    let slices: Vec<(u64, f64, f64)> = events
        .iter()
        .filter(|event| event["ph"] == "X")
        .map(|event| {
            let (ts, dur) = (
                event["ts"].as_f64().unwrap(),
                event["dur"].as_f64().unwrap(),
            );
            (event["tid"].as_u64().unwrap(), ts, ts + dur)
        })
        .collect();
    for event in events {
        let tid = event["tid"].as_u64().expect("every event has a thread");
        assert!(event["pid"].is_u64() && event["name"].is_string());
        let phase = event["ph"].as_str().unwrap();
        if phase == "M" {
            let args = &event["args"];
            match event["name"].as_str().unwrap() {
                "process_name" => assert!(args["name"].is_string()),
                "thread_name" => {
                    assert!(args["name"].is_string() && named.insert(tid), "named twice");
                }
                "thread_sort_index" => assert!(args["sort_index"].is_u64()),
                other => panic!("unknown metadata {other}"),
            }
            continue;
        }
        let ts = event["ts"].as_f64().expect("a time");
        assert!(ts.is_finite() && ts >= 0.0);
        assert!(named.contains(&tid), "the thread has a name");
        match phase {
            "X" => {
                let dur = event["dur"].as_f64().expect("a duration");
                assert!(dur.is_finite() && dur >= 0.0);
            }
            "s" | "f" => {
                assert!(event["cat"].is_string());
                let around = slices
                    .iter()
                    .any(|(lane, from, to)| *lane == tid && *from <= ts && ts <= *to);
                assert!(around, "a flow binds to a slice");
                let id = event["id"].as_u64().expect("an id");
                if phase == "s" {
                    starts.push((id, ts));
                } else {
                    assert_eq!(event["bp"], "e");
                    ends.push((id, ts));
                }
            }
            other => panic!("unknown phase {other}"),
        }
    }
    let ids = |list: &[(u64, f64)]| list.iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(ids(&starts), ids(&ends), "every flow has two ends");
    let unique: BTreeSet<_> = ids(&starts).into_iter().collect();
    assert_eq!(unique.len(), starts.len());
    for ((_, start), (_, end)) in starts.iter().zip(&ends) {
        assert!(start <= end, "a flow goes forward in time");
    }
}

#[test]
fn the_file_keeps_the_rules_of_the_format() {
    let document = written(&timeline());
    check(&document);
    assert_eq!(document["displayTimeUnit"], "ns");
    let events = document["traceEvents"].as_array().unwrap();
    let of = |phase: &str| events.iter().filter(|event| event["ph"] == phase).count();
    assert_eq!((of("M"), of("X"), of("s"), of("f")), (5, 6, 1, 1));
    let process = &events[0]["args"]["name"];
    assert_eq!(process, "Block-STM, \"2\" threads (measured)");
}

#[test]
fn times_are_microseconds_with_fractions() {
    let document = written(&timeline());
    let events = document["traceEvents"].as_array().unwrap();
    let last = events
        .iter()
        .find(|event| event["ts"] == 0.8)
        .expect("the second execution");
    assert!((last["dur"].as_f64().unwrap() - 0.501).abs() < 1e-9);
    assert_eq!(last["tid"], 2);
}

#[test]
fn the_flow_runs_to_the_validation_that_found_it() {
    let document = written(&timeline());
    let events = document["traceEvents"].as_array().unwrap();
    let end = |phase: &str| events.iter().find(|event| event["ph"] == phase).unwrap();
    let (start, end) = (end("s"), end("f"));
    assert_eq!((&start["tid"], &end["tid"]), (&json!(1), &json!(2)));
    assert!((start["ts"].as_f64().unwrap() - 0.699).abs() < 1e-9);
    assert!((end["ts"].as_f64().unwrap() - 0.75).abs() < 1e-9);
    let aborted = events
        .iter()
        .find(|event| event["cat"] == "aborted" && event["args"]["transaction"] == 1)
        .unwrap();
    assert_eq!(aborted["args"]["place"], "quote \" and <tag>");
    assert_eq!(aborted["args"]["broken by transaction"], 0);
}

#[test]
fn without_that_validation_it_runs_to_the_next_execution_and_never_back() {
    let mut made = timeline();
    made.spans.remove(2);
    let document = written(&made);
    check(&document);
    let events = document["traceEvents"].as_array().unwrap();
    let end = events.iter().find(|event| event["ph"] == "f").unwrap();
    assert_eq!(end["ts"], 0.8);
    // Nothing of the reader's came after the write: there is nowhere to point.
    made.spans
        .retain(|span| span.transaction != 1 || span.kind == SpanKind::Aborted);
    let events = written(&made);
    check(&events);
    assert!(
        events["traceEvents"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["ph"] != "s")
    );
}

#[test]
fn a_simulation_in_units_says_what_a_microsecond_is() {
    let mut made = timeline();
    made.simulated = Some(SimulationSpec {
        strategy: "block-stm".into(),
        cores: 2,
        cost: CostModel::Unit,
    });
    let document = written(&made);
    check(&document);
    let name = document["traceEvents"][0]["args"]["name"].as_str().unwrap();
    assert!(name.ends_with("(simulated; 1 µs is 1 unit)"), "{name}");
    assert_eq!(document["traceEvents"][1]["args"]["name"], "Core 1");
    assert_eq!(document["otherData"]["unit"], "units");
}

#[test]
fn an_empty_run_is_a_file_too() {
    check(&written(&Timeline {
        lanes: 3,
        ..Timeline::default()
    }));
}

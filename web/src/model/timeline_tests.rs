use super::*;
use crate::model::fixtures::{span, timeline};

#[test]
fn spans_are_arranged_by_lane_and_track() {
    let lanes = Lanes::arrange(&timeline(), 2);
    assert_eq!(lanes.lanes.len(), 2);
    assert_eq!(lanes.lanes[0].executions.len(), 1);
    assert_eq!(lanes.lanes[1].executions.len(), 2);
    assert_eq!(lanes.lanes[1].validations.len(), 1);
    assert_eq!(lanes.lanes[1].wasted_ns, 200);
    assert_eq!(
        lanes.tallies[1],
        Tally {
            executions: 2,
            aborted: 1,
            suspended: 0,
            busy_ns: 300,
            end_ns: 310,
            lane: 1
        }
    );
}

#[test]
fn lanes_and_transactions_out_of_range_are_left_out() {
    let mut wild = timeline();
    wild.spans.push(span(900, SpanKind::Execution, 0, 0, 1));
    wild.spans.push(span(0, SpanKind::Execution, 9_999, 0, 1));
    let lanes = Lanes::arrange(&wild, 2);
    assert_eq!(lanes.lanes[0].executions.len(), 2);
    assert_eq!(lanes.tallies.len(), 2);
}

#[test]
fn zooming_keeps_the_pointer_in_place_and_stays_inside() {
    let whole = View::whole(100_000);
    let near = whole.zoomed(0.5, 0.25, 100_000);
    assert_eq!(
        near,
        View {
            start: 12_500.0,
            length: 50_000.0
        }
    );
    assert_eq!(near.place(25_000.0), 0.25);
    assert_eq!(near.zoomed(100.0, 0.9, 100_000), whole);
    assert_eq!(whole.moved(-3.0, 100_000), whole);
    assert_eq!(near.moved(9.0, 100_000).start, 50_000.0);
    assert_eq!(whole.zoomed(1e-9, 0.5, 100_000).length, CLOSEST);
    assert_eq!(View::whole(10).zoomed(1e-9, 0.5, 10).length, 10.0);
}

#[test]
fn a_stretch_is_brought_into_view() {
    let view = View {
        start: 0.0,
        length: 1_000.0,
    };
    assert_eq!(view.showing(100, 200, 100_000), view);
    let moved = view.showing(50_000, 50_100, 100_000);
    assert!(moved.start < 50_000.0 && moved.start + moved.length > 50_100.0);
}

#[test]
fn the_window_is_found_by_search() {
    let spans: Vec<_> = (0..1_000)
        .map(|i| span(0, SpanKind::Execution, i, u64::from(i) * 10, 8))
        .collect();
    let seen = in_view(
        &spans,
        View {
            start: 105.0,
            length: 20.0,
        },
    );
    let indices: Vec<_> = seen.iter().map(|span| span.transaction).collect();
    assert_eq!(indices, [10, 11, 12]);
    assert!(in_view(&[], View::whole(10)).is_empty());
}

#[test]
fn a_column_adds_up_and_never_hides_an_abort() {
    let mut spans: Vec<_> = (0..10_000)
        .map(|i| span(0, SpanKind::Execution, i, u64::from(i) * 10, 10))
        .collect();
    spans[5_000].kind = SpanKind::Aborted;
    let columns = columns(&spans, View::whole(100_000), 100);
    assert!(
        columns
            .iter()
            .all(|column| (column.good + column.bad - 1.0).abs() < 0.01)
    );
    assert!(columns[50].has_bad);
    assert_eq!(columns.iter().filter(|column| column.has_bad).count(), 1);
    let (good, _, bad) = columns[50].heights(20);
    assert_eq!((good, bad), (18, 2));
}

#[test]
fn spans_shorter_than_the_clock_leave_a_trace() {
    let spans = [span(0, SpanKind::Aborted, 0, 50, 0)];
    let columns = columns(&spans, View::whole(100), 10);
    assert!(columns[5].has_bad);
    assert_eq!(columns[5].heights(10).2, 2);
}

#[test]
fn long_spans_fill_every_column_they_cross() {
    let spans = [span(0, SpanKind::Suspended { on: 0 }, 1, 10, 80)];
    let columns = columns(&spans, View::whole(100), 10);
    assert_eq!(columns[0], Column::default());
    assert!((1..9).all(|place| columns[place].suspended > 0.99));
    let half = super::columns(
        &spans,
        View {
            start: 40.0,
            length: 10.0,
        },
        4,
    );
    assert!(half.iter().all(|column| column.suspended > 0.99));
}

#[test]
fn the_span_under_the_pointer() {
    let spans = timeline().spans;
    let first = [spans[0], spans[4]];
    assert_eq!(at(&first, 50.0, 5.0).map(|span| span.transaction), Some(0));
    assert_eq!(at(&first, 206.0, 5.0).map(|span| span.transaction), Some(1));
    assert_eq!(at(&first, 150.0, 5.0), None);
}

#[test]
fn ticks_are_round() {
    assert_eq!(tick_step(1_000.0, 8.0), 200.0);
    assert_eq!(tick_step(47_000_000.0, 10.0), 5_000_000.0);
}

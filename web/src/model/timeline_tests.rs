use super::*;
use crate::model::fixtures::{span, timeline};
use lanewise_protocol::{Break, CostModel};

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
    assert_eq!(whole.zoomed(1e-9, 0.5, 100_000).length, 400.0);
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
    let columns = by_spans(&spans, View::whole(100_000), 100);
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
    let columns = by_spans(&spans, View::whole(100), 10);
    assert!(columns[5].has_bad);
    assert_eq!(columns[5].heights(10).2, 2);
}

#[test]
fn long_spans_fill_every_column_they_cross() {
    let spans = [span(0, SpanKind::Suspended { on: 0 }, 1, 10, 80)];
    let columns = by_spans(&spans, View::whole(100), 10);
    assert_eq!(columns[0], Column::default());
    assert!((1..9).all(|place| columns[place].suspended > 0.99));
    let half = by_spans(
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

/// A run with every kind of span, in which 1 broke 3 twice.
fn broken() -> Lanes {
    let attempt = |incarnation, one: Span| Span { incarnation, ..one };
    let break_of = |incarnation, writer, place| Break {
        transaction: 3,
        incarnation,
        writer,
        place,
    };
    let timeline = Timeline {
        lanes: 2,
        duration_ns: 1_000,
        clock_step_ns: 0,
        spans: vec![
            span(0, SpanKind::Aborted, 1, 0, 100),
            attempt(1, span(0, SpanKind::Execution, 1, 100, 100)),
            span(1, SpanKind::Aborted, 3, 20, 60),
            span(1, SpanKind::FailedValidation, 3, 150, 10),
            attempt(1, span(1, SpanKind::Aborted, 3, 160, 30)),
            attempt(2, span(1, SpanKind::Execution, 3, 300, 50)),
            span(0, SpanKind::Suspended { on: 3 }, 4, 250, 20),
        ],
        breaks: vec![break_of(0, Some(1), Some(0)), break_of(1, Some(1), None)],
        places: vec!["Token.totalSupply".into()],
        simulated: None,
    };
    Lanes::arrange(&timeline, 5)
}

#[test]
fn what_was_thrown_away_is_linked_to_the_write_that_broke_it() {
    let lanes = broken();
    let told: Vec<_> = lanes
        .thrown
        .iter()
        .map(|one| {
            let cause = one.cause.map(|span| span.incarnation);
            (
                one.span.transaction,
                one.span.incarnation,
                one.writer,
                cause,
            )
        })
        .collect();
    // The first execution of 1 ended after 3 began, and only the second one after 3 began again.
    assert_eq!(
        told,
        [
            (1, 0, None, None),
            (3, 0, Some(1), Some(0)),
            (3, 1, Some(1), Some(1)),
        ]
    );
    assert_eq!(
        lanes.place(lanes.thrown[1].place),
        Some("Token.totalSupply")
    );
    assert_eq!(lanes.place(Some(9)), None);
    for one in &lanes.thrown {
        assert_eq!(lanes.thrown_span(&one.span), Some(one));
    }
    assert_eq!(lanes.links(3, 10).len(), 2);
    assert_eq!(lanes.links(1, 10).len(), 3);
    assert_eq!(lanes.links(4, 10), []);
    assert_eq!(
        thrown_words(&lanes, &lanes.thrown[1]),
        "had read Token.totalSupply before transaction 1 wrote it"
    );
    assert_eq!(
        thrown_words(&lanes, &lanes.thrown[0]),
        "had read something too early"
    );
}

#[test]
fn shares_and_idle_time_add_up_to_the_whole() {
    let lanes = broken();
    let busy: u64 = lanes.lanes.iter().map(Lane::busy_ns).sum();
    assert_eq!(busy + lanes.idle_ns(), 2_000);
    assert_eq!((lanes.lanes[0].aborted, lanes.lanes[0].suspended), (1, 1));
    let text = summary(&lanes);
    assert!(text.starts_with("2\u{a0}threads worked for 1.00"), "{text}");
    assert!(
        text.contains("3 were thrown away, and 1 stopped to wait."),
        "{text}"
    );
}

#[test]
fn gaps_are_what_both_tracks_leave() {
    let lane = &broken().lanes[1];
    let whole = View::whole(1_000);
    assert_eq!(
        gaps(&lane.executions, &lane.validations, whole, 5.0),
        [(0.0, 20.0), (80.0, 150.0), (190.0, 300.0), (350.0, 1_000.0)]
    );
    assert_eq!(
        gaps(&lane.executions, &lane.validations, whole, 100.0).len(),
        2
    );
    assert_eq!(gaps(&[], &[], whole, 5.0), [(0.0, 1_000.0)]);
}

/// Many spans with gaps, of all kinds, the last part denser than the first.
fn many(count: u32) -> (Vec<Span>, u64) {
    let (mut spans, mut at) = (Vec::new(), 0_u64);
    for index in 0..count {
        let seed = u64::from(index).wrapping_mul(6_364_136_223_846_793_005) >> 40;
        let kind = match seed % 7 {
            0 => SpanKind::Aborted,
            1 => SpanKind::Suspended { on: 0 },
            _ => SpanKind::Execution,
        };
        let length = if index < count / 2 {
            1 + seed % 900
        } else {
            1 + seed % 30
        };
        spans.push(span(0, kind, index, at, length));
        at += length + seed % 11;
    }
    (spans, at)
}

#[test]
fn columns_from_buckets_tell_what_columns_from_spans_tell() {
    let (spans, whole) = many(20_000);
    let density = Density::of(&spans, whole);
    let view = |start: f64, length: f64| View {
        start: whole as f64 * start,
        length: whole as f64 * length,
    };
    for view in [view(0.0, 1.0), view(0.3, 0.5), view(0.613, 0.077)] {
        let (fast, slow) = (
            density.columns(&spans, view, 500),
            by_spans(&spans, view, 500),
        );
        let sum = |of: fn(&Column) -> f32, columns: &[Column]| columns.iter().map(of).sum::<f32>();
        for of in [
            |it: &Column| it.good,
            |it: &Column| it.bad,
            |it: &Column| it.suspended,
        ] {
            let (fast, slow) = (sum(of, &fast), sum(of, &slow));
            assert!((fast - slow).abs() < 2.0, "{fast} {slow}");
        }
        for (fast, slow) in fast.iter().zip(&slow) {
            assert!(fast.good + fast.bad + fast.suspended < 1.1);
            assert!((fast.good - slow.good).abs() < 0.75);
        }
    }
}

#[test]
fn one_abort_among_many_is_seen_at_every_zoom_and_once() {
    let mut spans: Vec<_> = (0..50_000)
        .map(|i| span(0, SpanKind::Execution, i, u64::from(i) * 10, 10))
        .collect();
    spans[31_234].kind = SpanKind::Aborted;
    let density = Density::of(&spans, 500_000);
    let mut view = View::whole(500_000);
    while view.length > 500.0 {
        let columns = density.columns(&spans, view, 777);
        let marked: Vec<usize> = (0..777).filter(|at| columns[*at].has_bad).collect();
        let expected = view.place(312_345.0) * 777.0;
        // Closer up the span itself is wider than a column.
        let wide = (10.0_f64 / view.length * 777.0).ceil() as usize + 1;
        assert!((1..=wide).contains(&marked.len()), "{marked:?}");
        assert!((marked[0] as f64 - expected).abs() < wide as f64 + 2.0);
        view = view.zoomed(0.8, view.place(312_345.0), 500_000);
    }
}

#[test]
fn a_whole_run_is_drawn_from_as_many_buckets_as_pixels() {
    let (spans, whole) = many(100_000);
    let density = Density::of(&spans, whole);
    // No span is looked at: other ones change nothing.
    let view = View::whole(whole);
    assert_eq!(
        density.columns(&[], view, 1_000),
        density.columns(&spans, view, 1_000)
    );
    assert!(density.columns(&spans, view, 0).is_empty());
    assert_eq!(
        Density::of(&[], 0).columns(&[], View::whole(1), 3),
        vec![Column::default(); 3]
    );
}

#[test]
fn edges_and_middles_of_the_window_are_set() {
    let whole = View::whole(100_000);
    let view = Step::Edge(Edge::Start, 0.25).applied(whole, 100_000);
    assert_eq!((view.start, view.end()), (25_000.0, 100_000.0));
    let view = Step::Edge(Edge::End, 0.5).applied(view, 100_000);
    assert_eq!((view.start, view.end()), (25_000.0, 50_000.0));
    let crossed = Step::Edge(Edge::Start, 0.9).applied(view, 100_000);
    assert_eq!((crossed.start, crossed.length), (49_600.0, 400.0));
    let view = Step::Centre(0.99).applied(view, 100_000);
    assert_eq!((view.start, view.end()), (75_000.0, 100_000.0));
    let near = Step::Near(1_000, 2_000).applied(view, 100_000);
    assert_eq!((near.start, near.length), (0.0, 5_000.0));
    assert_eq!(near.on(100_000, 20).length, 1.0);
}

#[test]
fn simulated_times_are_told_in_their_own_unit() {
    let spec = |cost| SimulationSpec {
        strategy: "block-stm".into(),
        cores: 2,
        cost,
    };
    let mut made = Timeline {
        lanes: 2,
        duration_ns: 3,
        spans: vec![span(1, SpanKind::Execution, 0, 1, 2)],
        simulated: Some(spec(CostModel::Unit)),
        ..Timeline::default()
    };
    let lanes = Lanes::arrange(&made, 1);
    assert_eq!((lanes.worker(), lanes.unit()), ("Core", Unit::Units));
    assert_eq!(lanes.unit().amount(3), "3\u{a0}units");
    assert_eq!(lanes.unit().tick(2.0, 1.0), "2");
    assert!(summary(&lanes).contains("2\u{a0}virtual cores worked for 3\u{a0}units"));
    assert!(spans_csv(&lanes).starts_with("source,lane,kind,transaction,incarnation,start_units,"));
    made.simulated = Some(spec(CostModel::Gas));
    let unit = Lanes::arrange(&made, 1).unit();
    assert_eq!(unit.tick(1_500_000.0, 500_000.0), "1.5\u{a0}Mgas");
    assert_eq!(unit.tick(1_500.0, 500.0), "1,500\u{a0}gas");
}

#[test]
fn files_hold_every_span_and_say_where_they_come_from() {
    let lanes = broken();
    let csv = spans_csv(&lanes);
    assert_eq!(csv.lines().count(), 8);
    assert!(csv.contains("measured,1,aborted,3,0,20,60,,1,Token.totalSupply"));
    assert!(csv.contains("measured,0,suspended,4,0,250,20,3,,"));
    let value: serde_json::Value = serde_json::from_str(&json(&lanes, "a \"b\"")).unwrap();
    assert_eq!(value["source"], "measured");
    assert_eq!(value["spans"].as_array().map(Vec::len), Some(7));
    assert_eq!(value["thrown_away"][1]["broken_by"], 1);
    assert_eq!(value["lanes"][0]["idle"], 780);
}

#[test]
fn the_picture_is_bounded_and_has_the_links() {
    let (_, svg) = body(&broken(), View::whole(1_000));
    assert_eq!(svg.matches("<circle").count(), 2);
    assert!(svg.contains("Thread 2") && !svg.contains("NaN"));
    let (spans, whole) = many(60_000);
    let timeline = Timeline {
        lanes: 1,
        duration_ns: whole,
        spans,
        ..Timeline::default()
    };
    let lanes = Lanes::arrange(&timeline, 1);
    let ((width, height), svg) = body(&lanes, View::whole(whole));
    assert!(svg.len() < 400_000, "{}", svg.len());
    assert!(width == 1_200 && height < 200);
}

use super::*;
use crate::model::{
    curve::{candidates, draw, measured, shown, tests as made},
    fixtures,
};

fn drawn(rise: Rise, size: (f64, f64)) -> Chart {
    let curve = made::curve();
    let all = candidates(&["block-stm"], &fixtures::info());
    let chosen = ["block-stm".to_owned(), "locks".to_owned()];
    let lines = shown(&curve, &all, &chosen);
    let points = measured(&made::run(1, "token", "locks"), &[]);
    chart(&curve, &lines, &points, rise, size)
}

#[test]
fn doubling_rungs_make_linear_speedup_straight() {
    let plot = drawn(Rise::Doubling, (900.0, 420.0)).plot;
    assert_eq!((plot.least, plot.most), (1.0, 16.0));
    let slope =
        |a: u32, b: u32| (plot.y(f64::from(a)) - plot.y(f64::from(b))) / (plot.x(b) - plot.x(a));
    assert!((slope(1, 2) - slope(4, 16)).abs() < 1e-9);
    assert_eq!(plot.rungs(), [1.0, 2.0, 4.0, 8.0, 16.0]);
}

#[test]
fn even_rungs_start_at_nought() {
    let plot = drawn(Rise::Even, (900.0, 420.0)).plot;
    assert_eq!((plot.least, plot.most), (0.0, 15.0));
    assert_eq!(plot.rungs(), [0.0, 5.0, 10.0, 15.0]);
    assert!((plot.y(7.5) - (plot.top + plot.bottom) / 2.0).abs() < 1e-9);
}

#[test]
fn a_line_that_leaves_the_plot_ends_at_its_edge() {
    let plot = drawn(Rise::Doubling, (900.0, 420.0)).plot;
    let linear = [(1, 1.0), (8, 8.0), (64, 64.0), (256, 256.0)];
    let (d, end) = plot.polyline(&linear);
    let (x, y) = end.expect("drawn");
    assert!(
        (y - plot.top).abs() < 1e-9 && (x - plot.x(16)).abs() < 1e-6,
        "{d}"
    );
    assert_eq!(d.matches('L').count(), 2);
}

#[test]
fn a_ceiling_far_above_is_told_and_not_drawn() {
    let mut curve = made::curve();
    curve.bounds.ceiling_by_gas = 5_000.0;
    let all = candidates(&[], &fixtures::info());
    let lines = shown(&curve, &all, &["locks".to_owned()]);
    let chart = chart(&curve, &lines, &[], Rise::Doubling, (900.0, 420.0));
    assert_eq!(chart.above, ["the longest chain by gas allows 5,000×"]);
    assert!(chart.plot.most <= 16.0);
}

#[test]
fn points_are_found_by_where_they_are() {
    let chart = drawn(Rise::Doubling, (900.0, 420.0));
    // Two lines of nine points, and one measured.
    assert_eq!(chart.spots.len(), 19);
    let (x, y) = chart.place(Spot::Simulated(1, 8)).expect("on the chart");
    assert_eq!(chart.near(x + 3.0, y), Some(Spot::Simulated(1, 8)));
    assert_eq!(chart.near(x, 4_000.0), None);
    let (x, y) = chart.place(Spot::Measured(0)).expect("on the chart");
    assert!((x - chart.plot.x(2)).abs() < 1e-9 && (y - chart.plot.y(2.0)).abs() < 1e-9);
}

#[test]
fn the_file_has_colours_of_its_own() {
    let body = draw::body(&drawn(Rise::Doubling, (900.0, 420.0)));
    assert!(body.contains("stroke=\"#1b7a81\"") && body.contains("stroke=\"#b3450f\""));
    assert!(body.contains("measured, 2\u{a0}threads: 2.00×"));
    assert!(body.contains("longest chain, gas: 8.00×"));
    // Amdahl’s line leaves above and still has its name.
    assert!(body.contains(">Amdahl’s law</text>"));
    assert!(!body.contains("class="));
}

#[test]
fn texts_stay_in_the_picture_on_a_phone() {
    for size in [(320.0, 340.0), (960.0, 420.0)] {
        for shape in drawn(Rise::Doubling, size).shapes {
            let Shape::Text {
                x, anchor, text, ..
            } = shape
            else {
                continue;
            };
            let wide = text.chars().count() as f64 * 6.2;
            let left = match anchor {
                "start" => x,
                "middle" => x - wide / 2.0,
                _ => x - wide,
            };
            assert!(left >= 0.0 && left + wide <= size.0 + 2.0, "{text} at {x}");
        }
    }
}

#[test]
fn nothing_breaks_without_points_or_room() {
    let mut curve = made::curve();
    curve.lines.clear();
    curve.bounds = lanewise_protocol::Bounds::default();
    for rise in [Rise::Doubling, Rise::Even] {
        let chart = chart(&curve, &[], &[], rise, (200.0, 200.0));
        assert!(chart.spots.is_empty());
        assert!(!draw::body(&chart).contains("NaN"));
    }
}

use super::{
    camera::DIAMETER,
    colouring::{Colouring, Colours, Paint, wants_black},
    filter::{Filter, Only, busiest},
    pace::Pace,
    picture::{Look, thickness},
    waves::buckets,
    *,
};
use crate::model::timeline::Tally;
use lanewise_protocol::{Cluster, Granularity, GraphOptions, TransactionStatus};

/// 0 and 1 before 2, 2 before 3, 4 alone; 1 read what 0 wrote over; an edge that leads nowhere.
fn graph() -> Graph {
    let node = |x: f32, y: f32, depth, sender| GraphNode {
        x,
        y,
        depth,
        gas: 100,
        status: TransactionStatus::Succeeded,
        sender,
        target: 0,
        function: u32::from(depth > 0),
    };
    let edge = |from, to, kind| GraphEdge {
        from,
        to,
        locations: from + 1,
        place: 0,
        kind,
    };
    use EdgeKind::{ReadAfterWrite as Read, WriteAfterRead as Anti};
    Graph {
        nodes: vec![
            node(0.5, 0.5, 0, 0),
            node(0.5, 2.0, 0, 1),
            node(4.0, 0.5, 1, 0),
            node(8.0, 0.5, 2, 0),
            node(0.5, 5.5, 0, 2),
        ],
        edges: vec![
            edge(0, 1, Anti),
            edge(0, 2, Read),
            edge(1, 2, Read),
            edge(2, 3, Read),
            edge(2, 99, Read),
        ],
        critical_path: vec![0, 2, 3, 77],
        critical_gas: 300,
        total_gas: 500,
        independent: 1,
        width: 9.0,
        height: 6.0,
        places: vec!["Token balances[0x12]".into()],
        senders: vec!["0xaa".into(), "0xbb".into(), "0xcc".into()],
        targets: vec!["Token".into()],
        functions: vec![String::new(), "mint".into()],
        ..Graph::default()
    }
}

fn web() -> Web {
    Web::arrange(graph())
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn only_those_that_wait_are_ancestors_and_descendants() {
    use Relation::{Ancestor, Descendant, None, Selected};
    let web = web();
    assert_eq!(
        web.relations(Some(2)),
        [Ancestor, Ancestor, Selected, Descendant, None]
    );
    // 1 does not wait for 0: it only writes what 0 read.
    assert_eq!(
        web.relations(Some(0)),
        [Selected, None, Descendant, Descendant, None]
    );
    assert!(web.relations(Some(99)).iter().all(|mark| *mark == None));
}

#[test]
fn what_leads_nowhere_is_dropped() {
    let web = web();
    assert_eq!(web.graph.edges.len(), 4);
    assert_eq!(web.graph.critical_path, [0, 2, 3]);
    assert_eq!(web.lone, [false, false, false, false, true]);
    assert_eq!((web.incoming(2), web.outgoing(2)), (&[1, 2][..], &[3][..]));
    assert_eq!((web.between(0, 2), web.between(0, 1)), (Some(1), None));
}

#[test]
fn the_node_and_the_edge_under_the_pointer() {
    let web = web();
    assert_eq!(web.at(4.1, 0.6, 0.5, |_| true), Some(2));
    assert_eq!(web.at(4.1, 0.6, 0.5, |node| node != 2), None);
    assert_eq!(web.at(3.0, 3.0, 0.5, |_| true), None);
    assert_eq!(Web::default().at(0.0, 0.0, 1.0, |_| true), None);
    // Half-way between 1 and 2, half-way down.
    assert_eq!(web.edge_at((2.25, 1.25), 0.2, |_| true), Some(2));
    assert_eq!(web.edge_at((2.25, 1.25), 0.2, |edge| edge.from == 0), None);
    assert_eq!(web.edge_at((6.0, 4.0), 0.2, |_| true), None);
}

#[test]
fn a_curve_leaves_level_and_stays_in_its_rectangle() {
    let curve = Curve::new((0.0, 0.0), (8.0, 4.0));
    assert_eq!(
        (curve.point(0.0), curve.point(1.0)),
        ((0.0, 0.0), (8.0, 4.0))
    );
    let (x, y) = curve.point(0.5);
    assert!((x - 4.0).abs() < 1e-5 && (y - 2.0).abs() < 1e-5);
    assert!(curve.point(0.1).1 < 0.2, "level at first");
    assert!(curve.distance((4.0, 2.0)) < 1e-3);
    assert!((curve.distance((-3.0, 0.0)) - 3.0).abs() < 1e-5);
    assert!(curve.near((-0.1, 0.0), 0.2) && !curve.near((-0.3, 0.0), 0.2));
}

#[test]
fn summed_up_in_words() {
    let summary = plain(&web().summary());
    assert!(
        summary.contains("1 of 5 transactions depends on nothing"),
        "{summary}"
    );
    assert!(summary.contains("3 transactions, 60 %"), "{summary}");
    assert!(summary.contains("1.67×"), "{summary}");
    assert!(Web::default().summary().starts_with("No dependencies"));
    let waves = plain(&web().waves_summary());
    assert!(
        waves.starts_with("3 waves:") && waves.contains("3 transactions, the average 1.67"),
        "{waves}"
    );
}

#[test]
fn edges_in_words() {
    let web = web();
    assert_eq!(
        web.sentence(&web.graph.edges[2]),
        "Transaction 2 read Token balances[0x12], which transaction 1 had written (and 1 more place)."
    );
    assert!(
        web.sentence(&web.graph.edges[0])
            .starts_with("Transaction 1 wrote Token")
    );
    let coarse = Web::arrange(Graph {
        options: GraphOptions {
            granularity: Granularity::Account,
            ..GraphOptions::default()
        },
        ..graph()
    });
    assert!(
        coarse
            .sentence(&coarse.graph.edges[1])
            .contains("read something of Token")
    );
    let nowhere = GraphEdge {
        place: 9,
        ..web.graph.edges[1]
    };
    assert_eq!(web.place(&nowhere), "an unnamed place");
    assert_eq!(
        web.critical_steps(),
        [(0, None), (2, Some(1)), (3, Some(3))]
    );
    let csv = web.edges_csv();
    assert!(
        csv.contains("0,1,write after read,1,Token balances[0x12]\r\n"),
        "{csv}"
    );
    let line = web.line(2).unwrap();
    assert_eq!(
        (line.wave, line.waits_for, line.waited_for_by),
        (1, vec![1, 2], vec![3])
    );
    assert_eq!(web.line(1).unwrap().waits_for, [0; 0]);
}

#[test]
fn waves_stand_in_rows_and_those_apart_by_themselves() {
    let web = web();
    let waves: Vec<_> = web
        .bands
        .iter()
        .map(|band| (band.wave, band.transactions))
        .collect();
    assert_eq!(waves, [(Some(0), 2), (Some(1), 1), (Some(2), 1), (None, 1)]);
    // One row: as high as its highest.
    assert!((web.bands[2].bottom - web.bands[0].bottom).abs() < 1e-6);
    assert!(web.bands[3].top > web.bands[0].bottom);
    assert_eq!(web.widths, [3, 1, 1]);
    assert_eq!(web.bands[0].label(100.0).as_deref(), Some("Wave 0: 2"));
    assert_eq!(web.bands[1].label(40.0).as_deref(), Some("1"));
    assert_eq!(web.bands[1].label(5.0), None);
    let joined = buckets(&[4, 2, 1, 1, 9], 3);
    let told: Vec<_> = joined
        .iter()
        .map(|it| (it.first, it.last, it.most))
        .collect();
    assert_eq!(told, [(0, 1, 4), (2, 3, 1), (4, 4, 9)]);
    assert!((joined[0].mean - 3.0).abs() < 1e-9);
    assert!(buckets(&[], 3).is_empty());
}

#[test]
fn filters_hold_together() {
    let web = web();
    let mut tallies = vec![Tally::default(); 5];
    tallies[3].aborted = 2;
    let seen = |filter: Filter| {
        filter
            .mask(&web, &tallies)
            .map(|mask| mask.iter().map(|it| u8::from(*it)).collect::<Vec<_>>())
    };
    assert_eq!(seen(Filter::default()), None);
    let with = Filter::default;
    assert_eq!(
        seen(Filter {
            hide_lone: true,
            ..with()
        })
        .unwrap(),
        [1, 1, 1, 1, 0]
    );
    assert_eq!(
        seen(Filter {
            sender: " BB".into(),
            ..with()
        })
        .unwrap(),
        [0, 1, 0, 0, 0]
    );
    assert_eq!(
        seen(Filter {
            function: Some(1),
            ..with()
        })
        .unwrap(),
        [0, 0, 1, 1, 0]
    );
    assert_eq!(
        seen(Filter {
            only: Only::Critical,
            ..with()
        })
        .unwrap(),
        [1, 1, 1, 1, 0]
    );
    assert_eq!(
        seen(Filter {
            only: Only::Aborted,
            function: Some(1),
            ..with()
        })
        .unwrap(),
        [0, 0, 0, 1, 0]
    );
    assert!(
        !Filter {
            hide_lone: true,
            ..with()
        }
        .is_narrow()
    );
    assert!(
        Filter {
            hide_lone: true,
            target: Some(0),
            ..with()
        }
        .is_narrow()
    );
    let names: Vec<String> = ["a", "b", "c"].map(str::to_owned).into();
    let busy = busiest(&names, [1, 1, 2, 9].into_iter(), 2);
    assert_eq!(busy, [(1, "b".to_owned(), 2), (2, "c".to_owned(), 1)]);
}

#[test]
fn colours_say_what_was_asked() {
    let web = web();
    let status = Colours::new(&web, Colouring::Status, &[]);
    use Paint::{Category, Critical, Lone, Plain};
    assert_eq!(status.of, [Critical, Plain, Critical, Critical, Lone]);
    let names: Vec<&str> = status
        .legend
        .iter()
        .map(|entry| entry.name.as_str())
        .collect();
    assert_eq!(names, ["Longest chain", "Transaction", "Independent"]);
    let senders = Colours::new(&web, Colouring::Sender, &[]);
    assert_eq!(
        senders.of,
        [
            Category(0),
            Category(1),
            Category(0),
            Category(0),
            Category(2)
        ]
    );
    assert_eq!(senders.legend[0].transactions, 3);
    let function = Colours::new(&web, Colouring::Function, &[]);
    assert_eq!(function.legend[0].name, "Plain transfer");
    let tally = |aborted, lane| Tally {
        aborted,
        lane,
        ..Tally::default()
    };
    let tallies = [
        tally(0, 0),
        tally(1, 1),
        tally(3, 0),
        tally(9, 300),
        tally(0, 0),
    ];
    let aborts = Colours::new(&web, Colouring::Aborts, &tallies);
    assert_eq!(
        aborts.of[1..4],
        [Paint::Heat(0), Paint::Heat(1), Paint::Heat(2)]
    );
    let lanes = Colours::new(&web, Colouring::Lane, &tallies);
    assert_eq!(
        lanes.of,
        [
            Category(0),
            Category(1),
            Category(0),
            Paint::Other,
            Category(0)
        ]
    );
    assert_eq!(lanes.legend.last().unwrap().name, "All others");
    for (kind, ..) in Colouring::ALL {
        let all = Colours::new(&web, kind, &tallies);
        let counted: u32 = all.legend.iter().map(|entry| entry.transactions).sum();
        assert_eq!((all.of.len(), counted), (5, 5), "{kind:?}");
    }
}

#[test]
fn the_style_sheet_and_the_pictures_agree_on_colours() {
    let sheet = include_str!("../../../styles/colours.css");
    let light = &sheet[..sheet.find("@media").unwrap()];
    for paint in Paint::all() {
        let line = format!("{}: {};", paint.token(), paint.on_white());
        assert!(light.contains(&line), "{line}");
        let dark = sheet.matches(&format!("{}: ", paint.token())).count();
        assert_eq!(dark, 3, "{} in light and in both dark sets", paint.token());
    }
    assert!(wants_black("#ffc933") && !wants_black("#0a5b0d") && !wants_black("junk"));
}

#[test]
fn the_camera_goes_there_and_back() {
    let camera = Camera::fit(10.0, 5.0, 800.0, 400.0);
    let (x, y) = camera.pixel(3.0, 2.0);
    let (back_x, back_y) = camera.unit(x, y);
    assert!((back_x - 3.0).abs() < 1e-4 && (back_y - 2.0).abs() < 1e-4);
    let near = camera.zoomed(1.5, x, y);
    let (same_x, same_y) = near.pixel(3.0, 2.0);
    assert!((same_x - x).abs() < 1e-6 && (same_y - y).abs() < 1e-6);
    assert!(camera.zoomed(1e9, 0.0, 0.0).scale <= 90.0);
}

#[test]
fn transactions_fade_into_clusters() {
    let at = |pixels: f64, clusters| {
        let scale = pixels / DIAMETER;
        let detail = Detail::new(
            Camera {
                scale,
                x: 0.0,
                y: 0.0,
            },
            clusters,
        );
        (detail.nodes, detail.clusters)
    };
    assert_eq!(at(10.0, true), (1.0, 0.0));
    assert_eq!(at(1.0, true), (0.0, 1.0));
    assert_eq!(at(1.0, false), (1.0, 0.0));
    assert!((at(2.5, true).0 - 0.5).abs() < 1e-9);
}

#[test]
fn what_is_in_view_becomes_a_picture() {
    let web = web();
    let colours = Colours::new(&web, Colouring::Sender, &[]);
    let look = Look {
        web: &web,
        colours: &colours,
        mask: Some(&[true, true, true, true, false]),
        narrow: true,
        camera: Camera::fit(9.0, 6.0, 600.0, 400.0),
        size: (600.0, 400.0),
    };
    let body = look.body();
    assert!(!body.clustered && look.nodes_in_view() == 4);
    // Four nodes, and three lines of the legend.
    assert_eq!(body.svg.matches("<circle").count(), 7, "{}", body.svg);
    assert_eq!(body.svg.matches("stroke-dasharray").count(), 1);
    assert!(body.svg.contains("#ffc933") && body.svg.contains(">Wave"));
    // Nothing is near the corner of the drawing.
    let away = Look {
        camera: look.camera.moved(9_000.0, 0.0),
        ..look
    };
    assert_eq!(away.nodes_in_view(), 0);
}

#[test]
fn from_afar_the_picture_has_clusters() {
    let cluster = |first, x| Cluster {
        first,
        last: first,
        transactions: 12_345,
        gas: 1,
        x,
        y: 0.0,
        width: 400.0,
        height: 200.0,
    };
    let web = Web::arrange(Graph {
        clusters: vec![cluster(0, 0.0), cluster(1, 500.0), cluster(0, 1_000.0)],
        cluster_edges: vec![(0, 1, 16), (1, 9, 3)],
        ..graph()
    });
    assert_eq!(web.graph.cluster_edges, [(0, 1, 16)]);
    assert!(web.stands_apart(2) && !web.stands_apart(1));
    let colours = Colours::default();
    let look = Look {
        web: &web,
        colours: &colours,
        mask: None,
        narrow: false,
        camera: Camera {
            scale: 0.5,
            x: 0.0,
            y: 0.0,
        },
        size: (900.0, 300.0),
    };
    let body = look.body();
    assert!(body.clustered && body.svg.contains("12,345") && !body.svg.contains("<circle"));
    let near = Look {
        camera: Camera {
            scale: 20.0,
            x: 0.0,
            y: 0.0,
        },
        ..look
    };
    assert!(!near.body().clustered);
    assert!((thickness(16, 16) - 9.0).abs() < 1e-9 && (thickness(4, 16) - 4.5).abs() < 1e-9);
}

#[test]
fn a_graph_that_is_slow_to_draw_is_moved_as_it_is() {
    let mut pace = Pace::default();
    pace.drawn(0.0, 100.0);
    assert!(!pace.is_hurried(), "at rest there is time");
    pace.set_moving(true);
    assert!(pace.is_hurried());
    pace.set_moving(false);
    pace.forget();
    pace.set_moving(true);
    assert!(!pace.is_hurried());
    // Drawn fast, but shown late.
    pace.drawn(16.0, 17.0);
    pace.drawn(32.0, 33.0);
    assert!(!pace.is_hurried());
    pace.drawn(90.0, 91.0);
    assert!(pace.is_hurried());
    // A pause is no delay, and a fast drawing clears it.
    pace.drawn(9_000.0, 9_001.0);
    assert!(!pace.is_hurried());
    pace.reused(9_100.0);
    assert!(pace.is_hurried());
}

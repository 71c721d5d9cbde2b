//! Conversations about what virtual cores do with a block.

use super::{
    tests::{alone, replies},
    view_tests::{ask, block, spec, view},
    *,
};
use lanewise_protocol::{
    Answer, BatchSpec, ConflictsSpec, CostModel, Curve, CurveSpec, GraphOptions, SpanKind,
    StepKind, WhatIfSpec,
};

#[test]
fn a_curve_lies_within_its_bounds() {
    let _alone = alone();
    let mut session = Session::default();
    for cost in [CostModel::Unit, CostModel::Gas, CostModel::Time] {
        let spec = CurveSpec {
            strategies: strategies::TABLE
                .iter()
                .map(|one| one.id.to_owned())
                .collect(),
            cores: vec![1, 2, 8, 64],
            cost,
        };
        let asked = View::Curve(spec.clone());
        let curve: Curve = ask!(&mut session, block("exchange"), asked => Curve);
        assert_eq!(curve.spec, spec);
        let bounds = &curve.bounds;
        assert!(bounds.work >= bounds.critical && bounds.critical > 0);
        assert!(
            bounds.ceiling >= 1.0 && bounds.ceiling_by_gas >= 1.0 && bounds.ceiling_by_time >= 1.0
        );
        assert_eq!((bounds.amdahl.len(), bounds.brent.len()), (4, 4));
        assert_eq!(curve.lines.len(), strategies::TABLE.len());
        for line in &curve.lines {
            assert_eq!(line.problem, None, "{}", line.strategy);
            assert_eq!(
                line.points.iter().map(|one| one.cores).collect::<Vec<_>>(),
                [1, 2, 8, 64]
            );
            for point in &line.points {
                assert!(point.speedup > 0.0 && (0.0..=1.0).contains(&point.busy));
                assert!(point.executions >= 80, "{}: {point:?}", line.strategy);
                // Measured times are what the machine makes of them.
                let most = f64::from(point.cores);
                assert!(
                    cost == CostModel::Time || point.speedup <= most,
                    "{point:?}"
                );
            }
        }
    }
}

#[test]
fn a_simulated_timeline_says_that_it_is_simulated() {
    let _alone = alone();
    let mut session = Session::default();
    let spec = spec("block-stm", 4, CostModel::Unit);
    let asked = || View::Simulate(spec.clone());
    let first = ask!(&mut session, block("exchange"), asked() => Simulated);
    let timeline = &first.timeline;
    assert_eq!(timeline.simulated.as_ref(), Some(&spec));
    assert_eq!((timeline.lanes, timeline.clock_step_ns), (4, 0));
    assert!(timeline.spans.iter().all(|span| span.lane < 4));
    let aborted = timeline
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::Aborted);
    assert_eq!(aborted.count(), first.run.aborts as usize);
    assert!(first.run.aborts > 0 && timeline.breaks.len() == first.run.aborts as usize);
    for one in &timeline.breaks {
        assert!(one.writer.is_none_or(|writer| writer < one.transaction));
        assert!(!timeline.places[one.place.unwrap() as usize].is_empty());
    }
    let again = ask!(&mut session, block("exchange"), asked() => Simulated);
    assert_eq!(first, again, "the same question has the same answer");
}

#[test]
fn every_event_of_a_run_has_its_sentence() {
    let _alone = alone();
    let mut session = Session::default();
    for strategy in strategies::TABLE {
        let spec = spec(strategy.id, 3, CostModel::Gas);
        let asked = View::Steps(spec.clone());
        let steps = ask!(&mut session, block("exchange"), asked => Steps);
        assert_eq!((steps.transactions, steps.left_out), (80, 0));
        assert!(
            steps.events.is_sorted_by_key(|event| event.time),
            "{}",
            strategy.id
        );
        let mut started = 0;
        for event in &steps.events {
            let sentence = &event.sentence;
            assert!(sentence.ends_with('.') && sentence.len() > 10, "{sentence}");
            assert!(event.counters.len() == steps.counters.len() || steps.counters.is_empty());
            if let Some(transaction) = event.transaction {
                assert!(sentence.contains(&transaction.to_string()), "{sentence}");
            }
            for write in &event.writes {
                assert!(!steps.places[write.place as usize].is_empty());
            }
            started += u32::from(event.kind == StepKind::Started);
        }
        assert_eq!(started, steps.run.executions, "{}", strategy.id);
    }
    let asked = View::Steps(spec("block-stm", 3, CostModel::Gas));
    let steps = ask!(&mut session, block("exchange"), asked => Steps);
    let said = |words: &str| {
        steps
            .events
            .iter()
            .any(|event| event.sentence.contains(words))
    };
    assert!(
        said("again, because transaction"),
        "an abort has its consequence"
    );
    assert!(said("is marked ESTIMATE"));
    let last = steps.events.last().unwrap();
    assert_eq!(last.kind, StepKind::Done);
    assert!(last.sentence.ends_with("the block is done."));
}

#[test]
fn what_if_the_counter_were_gone() {
    let _alone = alone();
    let mut session = Session::default();
    let asked = View::Conflicts(ConflictsSpec {
        cost: CostModel::Unit,
    });
    let conflicts = ask!(&mut session, block("nft-global"), asked => Conflicts);
    let spec = WhatIfSpec {
        simulation: spec("block-stm", 16, CostModel::Unit),
        places: vec![conflicts.places[0].key.clone()],
    };
    let told = ask!(&mut session, block("nft-global"), View::WhatIf(spec.clone()) => WhatIf);
    assert_eq!(told.spec, spec);
    assert!(told.ceiling_after > told.ceiling_before, "{told:?}");
    assert!(told.after.speedup > told.before.speedup, "{told:?}");
    assert!((told.ceiling_before - conflicts.bounds.ceiling).abs() < 1e-9);
    assert_eq!(
        Some(told.ceiling_after),
        conflicts.places[0].ceiling_without
    );
    let spec = WhatIfSpec {
        places: vec!["<script>".repeat(10)],
        ..spec
    };
    let refused = view(&mut session, block("nft-global"), View::WhatIf(spec));
    match refused {
        Err(Failure::Fields(errors)) => {
            assert_eq!(errors[0].field, "places");
            assert!(
                errors[0]
                    .message
                    .contains("no transactions conflict at “<script>")
            );
        }
        other => panic!("{other:?}"),
    }
}

/// Sizes and times of the views of the largest blocks; `cargo test -p lanewise-engine -- --ignored
/// --nocapture`.
#[test]
#[ignore = "prints"]
fn sizes_and_times_of_large_blocks() {
    let _alone = alone();
    let both = |cores: Vec<u32>| CurveSpec {
        strategies: vec!["block-stm".to_owned(), "dependency-graph".to_owned()],
        cores,
        cost: CostModel::Time,
    };
    let simulation = spec("block-stm", 16, CostModel::Time);
    let cost = CostModel::Time;
    for (preset, contention) in [("token", 0.0), ("nft-global", 0.0), ("mixed", 1.0)] {
        let block = BlockSource::Batch(BatchSpec {
            preset: preset.to_owned(),
            transactions: 50_000,
            accounts: 50_000,
            contention,
            seed: 5,
            knobs: Vec::new(),
        });
        let mut session = Session::default();
        for asked in [
            View::Graph(GraphOptions::default()),
            View::Table,
            View::AccessList,
            View::Conflicts(ConflictsSpec { cost }),
            View::Curve(both(vec![1, 4, 16, 64])),
            View::Simulate(simulation.clone()),
            View::Steps(simulation.clone()),
            View::Trace {
                index: 49_999,
                from: 0,
            },
        ] {
            let name = format!("{asked:?}");
            let request = Request::View {
                id: 21,
                block: block.clone(),
                view: asked,
            };
            let start = Instant::now();
            let last = replies(&mut session, request, &[], |_| {}).pop().unwrap();
            println!(
                "{preset}: {} ms, {} bytes, {name}",
                start.elapsed().as_millis(),
                last.1.map_or(0, |bytes| bytes.len()),
            );
        }
    }
}

//! A walk over events that are made up, forth and back.

use super::*;
use lanewise_protocol::{CostModel, SimulatedRun, SimulationSpec};
use proptest::prelude::*;

fn event(core: u16, kind: StepKind, transaction: u32, writes: &[(u32, &str)]) -> StepEvent {
    StepEvent {
        time: 0,
        core,
        kind,
        transaction: Some(transaction),
        incarnation: 0,
        counters: vec![],
        writes: writes
            .iter()
            .map(|(place, value)| StepWrite {
                place: *place,
                value: StepValue::Value((*value).to_owned()),
            })
            .collect(),
        sentence: String::new(),
    }
}

fn steps(events: Vec<StepEvent>) -> Steps {
    Steps {
        spec: SimulationSpec {
            strategy: "block-stm".into(),
            cores: 2,
            cost: CostModel::Unit,
        },
        run: SimulatedRun::default(),
        transactions: 4,
        counters: vec![],
        places: vec!["Token total".into(), "Token balances[0x1]".into()],
        events,
        left_out: 0,
    }
}

fn broken() -> Steps {
    let aborted = StepKind::Aborted {
        writer: Some(0),
        place: Some(0),
    };
    steps(vec![
        event(0, StepKind::Started, 0, &[]),
        event(1, StepKind::Started, 1, &[]),
        event(1, StepKind::Executed, 1, &[(0, "1"), (1, "5")]),
        event(0, StepKind::Executed, 0, &[(0, "1")]),
        event(1, StepKind::ValidationStarted, 1, &[]),
        event(1, aborted, 1, &[]),
        event(0, StepKind::Started, 2, &[]),
        event(0, StepKind::Suspended { on: 1 }, 2, &[]),
        event(1, StepKind::Started, 1, &[]),
        event(1, StepKind::Executed, 1, &[(0, "2")]),
        event(0, StepKind::Started, 2, &[]),
    ])
}

#[test]
fn a_picture_shows_the_moment_that_the_walk_has_come_to() {
    let mut steps = broken();
    steps.places[1] = "Token names[\"<b>\"]".into();
    steps.counters = vec!["next to execute".into()];
    steps.events[7].counters = vec![3];
    steps.events[7].sentence = "Transaction 2 has to wait for transaction 1. ".repeat(8);
    let mut walk = Walk::new(&steps);
    let before = scene(&steps, &walk);
    assert!(before.svg.contains(NOTHING_YET) && before.svg.contains("4 ready"));
    walk.seek(&steps, 8);
    let made = scene(&steps, &walk);
    assert_eq!(made.name, "lanewise-step-simulated");
    let text = made.svg.replace('\u{a0}', " ");
    for words in [
        "Event 8 of 11 (simulated)",
        "4 transactions, block-stm on 2 virtual cores, cost: number of transactions",
        "1 suspended",
        "between two tasks",
        "next to execute: 3",
        ">2 for 1<",
        "1: ESTIMATE",
        "Token names[&quot;&lt;b&gt;&quot;]",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let longest = made.svg.lines().filter_map(|line| {
        let text = line.strip_suffix("</text>")?;
        Some(text.rsplit('>').next()?.chars().count())
    });
    assert!(
        longest.max() <= Some(130),
        "no line is too long for the paper"
    );
}

#[test]
fn the_memory_shows_versions_and_estimates() {
    let steps = broken();
    let mut walk = Walk::new(&steps);
    walk.seek(&steps, 6);
    let moment = walk.moment();
    let versions = &moment.memory[&0];
    assert!(!versions[&0].estimate && versions[&1].estimate);
    assert!(moment.memory[&1][&1].estimate);
    assert_eq!(moment.stages[1], Stage::Aborted);
    walk.seek(&steps, 8);
    assert_eq!(walk.moment().waiting.get(&2), Some(&1));
    walk.seek(&steps, 11);
    let moment = walk.moment();
    assert!(moment.waiting.is_empty());
    assert_eq!(
        moment.memory[&0][&1].value,
        StepValue::Value("2".to_owned())
    );
    assert!(
        moment.memory[&1].is_empty(),
        "the second incarnation did not write it"
    );
    assert_eq!(moment.cores[0].doing, Doing::Executing(2, 0));
    assert_eq!(moment.tally(), [1, 1, 0, 0, 2, 0]);
}

#[test]
fn a_seek_beyond_the_end_stops_there() {
    let steps = broken();
    let mut walk = Walk::new(&steps);
    walk.seek(&steps, 1_000);
    assert_eq!(walk.place(), 11);
}

#[test]
fn searches_go_both_ways() {
    let steps = broken();
    assert_eq!(Seek::Abort.from(&steps, 0, true), Some(6));
    assert_eq!(Seek::Abort.from(&steps, 6, true), None);
    assert_eq!(Seek::Abort.from(&steps, 11, false), Some(6));
    assert_eq!(Seek::Abort.from(&steps, 6, false), None);
    assert_eq!(Seek::Suspension.from(&steps, 0, true), Some(8));
    assert_eq!(Seek::Transaction(2).from(&steps, 7, true), Some(8));
    assert_eq!(Seek::Transaction(3).from(&steps, 0, true), None);
}

#[test]
fn places_are_found_by_name_and_what_is_touched_comes_first() {
    let steps = broken();
    let mut walk = Walk::new(&steps);
    walk.seek(&steps, 3);
    let last = steps.events.get(2);
    assert_eq!(walk.moment().places(&steps, last, "", 9), (vec![0, 1], 2));
    assert_eq!(
        walk.moment().places(&steps, None, "BALANCES", 9),
        (vec![1], 1)
    );
    assert_eq!(walk.moment().places(&steps, None, "", 1).1, 2);
}

#[test]
fn a_strip_shows_what_is_under_way() {
    let moment = Moment {
        stages: vec![
            Stage::Validated,
            Stage::Validated,
            Stage::Validated,
            Stage::Executing,
            Stage::Ready,
            Stage::Ready,
        ],
        ..Moment::default()
    };
    assert_eq!(moment.strip(2), [Stage::Validated, Stage::Executing]);
    assert_eq!(moment.strip(100).len(), 6);
}

fn any_event() -> impl Strategy<Value = StepEvent> {
    let kind = prop_oneof![
        Just(StepKind::Started),
        Just(StepKind::Executed),
        (0u32..4).prop_map(|on| StepKind::Suspended { on }),
        Just(StepKind::ValidationStarted),
        Just(StepKind::Validated),
        Just(StepKind::Aborted {
            writer: None,
            place: None
        }),
        Just(StepKind::Idle),
    ];
    let writes = proptest::collection::vec((0u32..3, "[a-c]"), 0..3);
    (0u16..2, kind, 0u32..4, writes).prop_map(|(core, kind, transaction, writes)| {
        let mut writes: Vec<_> = writes;
        writes.sort();
        writes.dedup_by_key(|(place, _)| *place);
        let of: Vec<_> = writes
            .iter()
            .map(|(at, text)| (*at, text.as_str()))
            .collect();
        event(core, kind, transaction, &of)
    })
}

proptest! {
    /// Whatever the way there, a moment is the same.
    #[test]
    fn forth_and_back_is_where_it_began(
        events in proptest::collection::vec(any_event(), 1..40),
        path in proptest::collection::vec(0usize..41, 1..12),
    ) {
        let steps = steps(events);
        let mut walked = Walk::new(&steps);
        for place in path {
            walked.seek(&steps, place);
            let mut fresh = Walk::new(&steps);
            fresh.seek(&steps, place);
            let kept = |moment: &Moment| {
                let mut moment = moment.clone();
                moment.memory.retain(|_, versions| !versions.is_empty());
                moment
            };
            prop_assert_eq!(kept(walked.moment()), kept(fresh.moment()));
        }
    }
}

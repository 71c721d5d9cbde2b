use super::*;
use crate::model::{
    Action, Shared, State, fixtures, update,
    workbench::{Project, SourceFile, Workbench},
};
use lanewise_protocol::{
    Advice, BlockSource, ConflictsSpec, CostModel, SimulationSpec, ViewSite, WhatIfSpec,
};

pub(crate) fn site(file: &str, line: u32, text: &str) -> ViewSite {
    ViewSite {
        contract: "Pool".into(),
        file: file.into(),
        line,
        column: 9,
        function: "swap".into(),
        text: text.into(),
        reads: 12,
        writes: 12,
    }
}

fn conflict(place: &str, cost: u64, edges: u32, without: Option<f64>) -> Conflict {
    Conflict {
        key: format!("key-{place}"),
        account: "Exchange".into(),
        place: place.into(),
        is_storage: true,
        edges: edges * 2,
        readers: 30,
        writers: 20,
        critical_edges: edges,
        critical_cost: cost,
        shared: false,
        critical_without: None,
        ceiling_without: without,
        packed: vec![("reserve0".into(), 14), ("reserve1".into(), 14)],
        declared: Some(site("Token.sol", 1, "contract Token {}")),
        sites: vec![site("Token.sol", 1, "contract Token {}")],
        advice: Some(Advice {
            pattern: "counter".into(),
            title: "A counter".into(),
            seen: "Seen.".into(),
            remedy: "Shard it.".into(),
            scenarios: vec![("token".into(), "exchange".into())],
        }),
        examples: vec![(1, 2)],
    }
}

pub(crate) fn conflicts() -> Conflicts {
    Conflicts {
        spec: ConflictsSpec {
            cost: CostModel::Time,
        },
        bounds: Bounds {
            work: 13_000,
            critical: 10_000,
            critical_transactions: 1_001,
            ceiling: 1.3,
            ..Bounds::default()
        },
        places: vec![
            conflict("pool.reserve0", 8_000, 812, Some(14.0)),
            conflict("totalSupply", 500, 20, Some(1.3)),
            conflict("cold", 0, 0, None),
        ],
        left_out: 3,
        critical_path: vec![0, 1, 2],
    }
}

#[test]
fn the_answer_names_the_place_its_steps_and_the_gain() {
    let mut given = conflicts();
    assert_eq!(
        plain(&answer(&given)),
        "pool.reserve0 of Exchange costs most: 812 of 1,000\u{a0}steps of the critical path wait \
         for it. Without it the block could go up to 14.0× faster instead of 1.30×."
    );
    // What is shared gains nothing by itself, and the sentence must not promise it.
    given.places.remove(0);
    given.places[0].shared = true;
    let said = plain(&answer(&given));
    assert!(said.contains("alone would gain nothing") && said.contains("same transactions"));
    given.places.remove(0);
    assert!(plain(&answer(&given)).contains("not what limits this block"));
    given.places.clear();
    assert!(plain(&answer(&given)).starts_with("Nothing in this block waits"));
    given.bounds.work = 0;
    assert!(plain(&answer(&given)).contains("does no work"));
}

#[test]
fn places_are_named_as_people_know_them() {
    let mut place = conflict(
        "balances[0x1234567890abcdef1234567890abcdef12345678]",
        1,
        1,
        None,
    );
    assert_eq!(name(&place), "Exchange: balances[0x1234…345678]");
    place.is_storage = false;
    place.place = "nonce".into();
    assert_eq!(name(&place), "nonce of Exchange");
    assert_eq!(cost(1_500, CostModel::Gas), "1,500\u{a0}gas");
    assert_eq!(cost(1, CostModel::Unit), "1\u{a0}transaction");
}

#[test]
fn shares_are_by_cost_and_never_beyond_the_whole() {
    let given = conflicts();
    assert!((share(&given.places[0], &given.bounds) - 0.8).abs() < 1e-9);
    assert_eq!(heat(&given.places[0], &given.bounds), Some(Heat::Most));
    assert_eq!(heat(&given.places[1], &given.bounds), Some(Heat::Some));
    assert_eq!(heat(&given.places[2], &given.bounds), None);
    assert!(share(&given.places[0], &Bounds::default()) < 1e-9);
    assert!(about(&given.places[2], &given.bounds, CostModel::Time).contains("none of them"));
    let said = about(&given.places[0], &given.bounds, CostModel::Gas);
    assert!(said.contains("812 of 1,000") && said.contains("8,000\u{a0}gas, 80\u{a0}%"));
}

#[test]
fn a_packed_slot_is_taken_apart_to_the_last_byte() {
    let parts = packed(&conflict("pool", 1, 1, None));
    let bytes: Vec<_> = parts.iter().map(|it| (it.from, it.bytes)).collect();
    assert_eq!(bytes, [(0, 14), (14, 14), (28, 4)]);
    assert_eq!(parts[2].label, "");
    let mut odd = conflict("pool", 1, 1, None);
    odd.packed = vec![("a".into(), 30), ("b".into(), 40), ("c".into(), 1)];
    assert_eq!(packed(&odd).iter().map(|it| it.bytes).sum::<u32>(), 32);
    odd.packed.clear();
    assert!(packed(&odd).is_empty());
}

#[test]
fn what_if_says_both_speedups_and_when_nothing_changes() {
    let run = |speedup| SimulatedRun {
        cores: 16,
        speedup,
        ..SimulatedRun::default()
    };
    let mut answer = WhatIf {
        spec: WhatIfSpec {
            simulation: SimulationSpec {
                strategy: "block-stm".into(),
                cores: 16,
                cost: CostModel::Time,
            },
            places: vec!["key-pool.reserve0".into()],
        },
        before: run(1.4),
        after: run(11.3),
        ceiling_before: 1.4,
        ceiling_after: 14.0,
    };
    let names = names(&conflicts(), &answer.spec.places);
    assert_eq!(
        what_if(&answer, &names),
        "If Exchange: pool.reserve0 did not conflict, the simulated speedup on 16\u{a0}cores would \
         be 11.3× instead of 1.40×."
    );
    answer.after = run(1.4);
    assert!(what_if(&answer, &names).ends_with("would stay at 1.40×."));
    let three = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
    assert!(what_if(&answer, &three).starts_with("If a and 2\u{a0}other places all did not"));
}

#[test]
fn files_hold_every_place() {
    let given = conflicts();
    let table = export::table(&given);
    assert_eq!(table.lines().count(), 4);
    assert!(table.contains("1,Exchange,pool.reserve0,8000,0.8000,812,1624,30,20,1.3000,14.0000"));
    let document: serde_json::Value =
        serde_json::from_str(&export::document(&given, "x")).expect("JSON");
    assert_eq!(document["conflicts"]["places"][0]["place"], "pool.reserve0");
    assert_eq!(document["source"], "measured");
    let mut odd = given.clone();
    odd.places[0].place = "<script>".into();
    let chart = export::chart(&odd, "x & y");
    assert!(chart.svg.contains("&lt;script&gt;") && !chart.svg.contains("<script>"));
    assert!(
        chart.svg.contains("80\u{a0}%") && chart.svg.contains("4 more cost less and are not shown")
    );
    assert!(
        export::chart(
            &Conflicts {
                places: vec![],
                ..odd
            },
            ""
        )
        .svg
        .contains("Nothing in")
    );
}

fn on_a_scenario() -> (State, BlockSource) {
    let mut state = State {
        info: Some(Shared::new(fixtures::info())),
        ..State::default()
    };
    state.settings.preset = "token".into();
    (state, BlockSource::Batch(fixtures::batch("token")))
}

fn on_a_project(text: &str) -> (State, BlockSource) {
    let project = Project {
        name: "Mine".into(),
        files: vec![
            SourceFile {
                path: "A.sol".into(),
                text: "".into(),
            },
            SourceFile {
                path: "Token.sol".into(),
                text: text.into(),
            },
        ],
        settings: Default::default(),
        batch: "{}".into(),
        front: "A.sol".into(),
        live: false,
    };
    let state = State {
        workbench: Some(Shared::new(Workbench::new("p".into(), project))),
        ..State::default()
    };
    (state, BlockSource::Project(7))
}

#[test]
fn lines_of_the_chosen_scenario_open_and_others_say_why_not() {
    let (mut state, block) = on_a_scenario();
    let here = site("Token.sol", 1, "contract Token {}");
    assert_eq!(opening(&state, &block, &here), Opening::Line(1));
    let library = site("@openzeppelin/contracts/token/ERC20.sol", 9, "x");
    let Opening::Elsewhere(why) = opening(&state, &block, &library) else {
        panic!("a library cannot be opened");
    };
    assert!(why.contains("@openzeppelin/contracts"));
    state.settings.preset = "exchange".into();
    assert!(matches!(
        opening(&state, &block, &here),
        Opening::Elsewhere(_)
    ));
}

#[test]
fn a_line_of_a_project_is_found_again_after_edits() {
    let text = "// a\n// b\n    total += 1;\n\n\n    total += 1;\n";
    let (state, block) = on_a_project(text);
    let at = |line| opening(&state, &block, &site("Token.sol", line, "total += 1;"));
    assert_eq!(at(1), Opening::Line(3));
    assert_eq!(at(9), Opening::Line(6));
    let gone = site("Token.sol", 3, "total -= 1;");
    assert!(matches!(
        opening(&state, &block, &gone),
        Opening::Elsewhere(_)
    ));
    assert_eq!(
        opening(&state, &block, &site("Token.sol", 4, "")),
        Opening::Line(4)
    );
}

#[test]
fn marking_a_line_brings_its_file_to_the_front() {
    let (state, _) = on_a_project("contract Token {}\n");
    let line = site("Token.sol", 1, "contract Token {}");
    let wish = Marked::new(&line, 1, "reads total".into());
    let (state, _) = update(&state, Action::Mark(Some(wish.clone())));
    let bench = state.workbench.as_ref().expect("a project");
    assert_eq!(bench.project.front, "Token.sol");
    let jump = bench.jump.as_ref().expect("a jump");
    assert_eq!((jump.path.as_str(), jump.at.line), ("Token.sol", 1));
    let first = state.marked.as_ref().expect("a mark").number;
    // The same line once more is a new wish: the person may have scrolled away.
    let (state, _) = update(&state, Action::Mark(Some(wish)));
    assert_ne!(state.marked.as_ref().expect("a mark").number, first);
    let (state, _) = update(&state, Action::Mark(None));
    assert_eq!(state.marked, None);
}

#[test]
fn hot_lines_carry_the_hottest_place_once() {
    let (state, block) = on_a_scenario();
    let lines = hot_lines(&state, &block, &conflicts());
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].line, lines[0].heat), (1, Heat::Most));
    assert!(lines[0].title.contains("pool.reserve0: 80\u{a0}%"));
}

#[test]
fn the_picture_leaves_out_bars_of_no_length() {
    let mut given = conflicts();
    assert_eq!(on_path(&given), 2);
    let chart = export::chart(&given, "");
    assert!(chart.svg.contains("totalSupply") && !chart.svg.contains("cold"));
    given.places.drain(..2);
    assert!(export::chart(&given, "").svg.contains("cold"));
}

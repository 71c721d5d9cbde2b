use super::*;
use crate::model::{curve::tests::run, fixtures};

fn state() -> State {
    State {
        info: Some(Shared::new(fixtures::info())),
        ..State::default()
    }
}

/// The value in a list of settings.
fn named<'a>(list: &'a [Setting], name: &str) -> &'a Setting {
    list.iter().find(|one| one.name == name).expect(name)
}

#[test]
fn differing_settings_are_named() {
    let (left, right) = (run(1, "token", "block-stm"), run(2, "exchange", "locks"));
    let list = beside(&left, &right, &state());
    let scenario = named(&list, "Scenario");
    assert_eq!(scenario.left.as_deref(), Some("Token payments"));
    assert_eq!(scenario.right.as_deref(), Some("Exchange"));
    assert!(scenario.differs() && named(&list, "Strategy").differs());
    assert!(!named(&list, "Seed").differs() && !named(&list, "Threads").differs());
    // Only the second one has pools.
    assert_eq!(named(&list, "Pools").left, None);
    assert_eq!(named(&list, "Pools").right.as_deref(), Some("10"));
    let words = named(&list, "Strategy")
        .right
        .as_deref()
        .unwrap_or_default();
    assert!(words.starts_with("Access-list locks"), "{words}");
}

#[test]
fn differences_are_ratios_with_a_direction() {
    let left = run(1, "token", "block-stm");
    let mut spec = fixtures::spec("token");
    spec.strategy = "locks".into();
    let mut result = fixtures::result(spec);
    result.speedup = 3.0;
    result.parallel.median_ms = 30.0;
    result.counts.aborts = 7;
    let right = Shared::new(Run {
        number: 2,
        result,
        lanes: crate::model::Lanes::arrange(&fixtures::timeline(), 2),
        finished_at: String::new(),
        environment: crate::model::Environment::default(),
        evm: String::new(),
        pool: 4,
    });
    let all = figures(&left, &right);
    let find = |key| all.iter().find(|one| one.key == key).expect(key);
    let speedup = find("speedup");
    assert_eq!(speedup.difference(), "× 1.50");
    assert_eq!(speedup.verdict(), Some(true));
    assert_eq!(speedup.shares(), (2.0 / 3.0, 1.0));
    let time = find("parallel");
    assert_eq!(
        (time.difference().as_str(), time.verdict()),
        ("× 0.67", Some(true))
    );
    let aborts = find("aborts");
    assert_eq!(
        (aborts.difference().as_str(), aborts.verdict()),
        ("–", Some(false))
    );
    let gas = find("gas");
    assert_eq!(
        (gas.difference().as_str(), gas.verdict()),
        ("the same", None)
    );
    assert_eq!(
        roots(&left, &right),
        (
            true,
            "Both runs end in the same state root, as they must.".into()
        )
    );
    let order = on_block(
        &left,
        &[right.clone(), left.clone(), run(4, "exchange", "locks")],
    );
    let numbers: Vec<u32> = order.iter().map(|run| run.number).collect();
    assert_eq!(numbers, [2, 1]);
    assert_eq!(all_numbers(&left, &[right]), [1, 2]);
}

fn all_numbers(last: &Shared<Run>, pinned: &[Shared<Run>]) -> Vec<u32> {
    all(last, pinned).iter().map(|run| run.number).collect()
}

#[test]
fn wrong_roots_are_said_to_be_wrong() {
    let left = run(1, "token", "block-stm");
    let mut result = left.result.clone();
    result.check.state_root.parallel = "0x22".into();
    result.check.equal = false;
    let right = Run {
        number: 2,
        result,
        lanes: crate::model::Lanes::arrange(&fixtures::timeline(), 2),
        finished_at: String::new(),
        environment: crate::model::Environment::default(),
        evm: String::new(),
        pool: 4,
    };
    let (fine, said) = roots(&left, &right);
    assert!(!fine && said.contains("one of them is wrong"), "{said}");
    assert!(said.contains("Not every run gave"), "{said}");
}

#[test]
fn files_have_a_row_and_an_entry_for_each_run() {
    let runs = [run(1, "token", "block-stm"), run(2, "exchange", "locks")];
    let table = csv(&runs, &state());
    let rows: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[0].starts_with("source,run,finished_at,Scenario,Transactions,"));
    assert!(rows[0].contains(",parallel_ms,sequential_ms,tps,"));
    assert!(rows[0].ends_with(",state_root,equal"));
    assert!(rows[1].starts_with("measured,1,") && rows[2].starts_with("measured,2,"));
    let read: Value = serde_json::from_str(&json(&runs, &state())).expect("JSON");
    assert_eq!(read["runs"][1]["settings"]["Pools"], "10");
    assert_eq!(read["runs"][0]["result"]["speedup"], 2.0);
    assert_eq!(csv(&[], &state()).lines().count(), 1);
}

use serde_json::Value;

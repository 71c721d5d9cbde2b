use super::*;
use crate::model::{Lanes, fixtures};
use lanewise_protocol::Bounds;

pub(crate) fn point(cores: u32, speedup: f64) -> SimulatedRun {
    SimulatedRun {
        cores,
        speedup,
        duration: (1e6 / speedup) as u64,
        executions: 120,
        aborts: 20,
        suspensions: 3,
        validations: 130,
        busy: (speedup / f64::from(cores)).min(1.0),
        is_dealt_out: false,
    }
}

pub(crate) fn curve() -> Curve {
    let line = |strategy: &str, most: f64| CurveLine {
        strategy: strategy.into(),
        points: CORES
            .iter()
            .map(|cores| point(*cores, f64::from(*cores).min(most)))
            .collect(),
        problem: None,
    };
    Curve {
        spec: CurveSpec {
            strategies: vec!["block-stm".into(), "locks".into()],
            cores: CORES.to_vec(),
            cost: CostModel::Time,
        },
        lines: vec![line("block-stm", 9.0), line("locks", 5.5)],
        bounds: Bounds {
            work: 1_000_000,
            critical: 100_000,
            critical_transactions: 12,
            ceiling: 10.0,
            ceiling_by_gas: 8.0,
            ceiling_by_time: 10.0,
            serial_share: 0.02,
            amdahl: CORES
                .iter()
                .map(|cores| 1.0 / (0.02 + 0.98 / f64::from(*cores)))
                .collect(),
            brent: CORES
                .iter()
                .map(|cores| 1.0 / (0.1 + 0.9 / f64::from(*cores)))
                .collect(),
            is_dealt_out: false,
        },
    }
}

pub(crate) fn run(number: u32, preset: &str, strategy: &str) -> Shared<Run> {
    let mut spec = fixtures::spec(preset);
    spec.strategy = strategy.into();
    Shared::new(Run {
        number,
        result: fixtures::result(spec),
        lanes: Lanes::arrange(&fixtures::timeline(), 2),
        finished_at: "2026-01-01T00:00:00Z".into(),
        environment: crate::model::Environment::default(),
        evm: "revm".into(),
        pool: 4,
    })
}

fn chosen(list: &[&str]) -> Vec<String> {
    list.iter().map(|one| (*one).to_owned()).collect()
}

#[test]
fn every_parallel_strategy_is_offered_and_the_runs_own_options_too() {
    let info = fixtures::info();
    let ids = |of: &[&str]| {
        let found = candidates(of, &info);
        found
            .into_iter()
            .map(|one| (one.strategy, one.look))
            .collect::<Vec<_>>()
    };
    let plain = vec![("block-stm".to_owned(), 0), ("locks".to_owned(), 1)];
    assert_eq!(ids(&["block-stm"]), plain);
    assert_eq!(ids(&["sequential"]), plain);
    let own = ids(&["locks:granularity=account"]);
    assert_eq!(own[2], ("locks:granularity=account".to_owned(), 2));
    let found = candidates(&["locks:granularity=account"], &info);
    assert_eq!(found[1].name, "Access-list locks");
    assert_eq!(found[2].name, "Access-list locks, granularity: account");
}

#[test]
fn leaving_a_line_out_asks_nothing_new() {
    let asked = curve().spec;
    let same = question(&chosen(&["locks"]), CostModel::Time, Some(&asked));
    assert_eq!(same, asked);
    let other = question(&chosen(&["locks"]), CostModel::Gas, Some(&asked));
    assert_eq!(other.strategies, ["locks"]);
    assert_eq!(other.cost, CostModel::Gas);
    let more = question(&chosen(&["locks", "x"]), CostModel::Time, Some(&asked));
    assert_eq!(more.strategies, ["locks", "x"]);
    let few = CurveSpec {
        cores: vec![16],
        ..asked
    };
    let whole = question(&chosen(&["locks"]), CostModel::Time, Some(&few));
    assert!(is_whole(&whole) && !is_whole(&few));
}

#[test]
fn only_runs_of_the_same_block_are_beside_the_curve() {
    let last = run(3, "token", "block-stm");
    let pinned = [
        run(1, "token", "locks"),
        run(2, "exchange", "locks"),
        last.clone(),
    ];
    let points = measured(&last, &pinned);
    let numbers: Vec<_> = points.iter().map(|it| (it.run, it.last)).collect();
    assert_eq!(numbers, [(3, true), (1, false)]);
    assert_eq!((points[0].threads, points[0].speedup), (2, 2.0));
}

#[test]
fn the_sentence_answers_what_64_cores_would_do() {
    let curve = curve();
    let info = fixtures::info();
    let all = candidates(&["block-stm"], &info);
    let lines = shown(&curve, &all, &chosen(&["block-stm", "locks"]));
    let said = sentence(&curve, &lines);
    assert!(said.contains("below 10.0× as fast"), "{said}");
    assert!(
        said.contains("10\u{a0}% of the work is one chain of 12"),
        "{said}"
    );
    assert!(said.contains("On 64 virtual cores Block-STM"), "{said}");
    assert!(said.contains("at 9.00× (simulated)"), "{said}");
    assert!(said.contains("16\u{a0}cores give it 9.00×"), "{said}");
    // A line that is not shown is not spoken of.
    let lines = shown(&curve, &all, &chosen(&["locks"]));
    assert!(sentence(&curve, &lines).contains("Access-list locks"));
    let mut free = curve.clone();
    free.bounds.critical_transactions = 1;
    assert!(sentence(&free, &lines).starts_with("No transaction of this block waits"));
    let mut chain = curve;
    chain.bounds.ceiling = 1.0;
    assert!(sentence(&chain, &[]).contains("one long chain"));
}

#[test]
fn files_say_which_figures_were_measured() {
    let curve = curve();
    let info = fixtures::info();
    let all = candidates(&[], &info);
    let lines = shown(&curve, &all, &chosen(&["locks"]));
    let points = measured(&run(1, "token", "locks"), &[]);
    let table = csv(&curve, &lines, &points, "Token, 3 accounts");
    let rows: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(rows.len(), 1 + 9 + 9 * 6 + 1);
    assert!(rows[1].starts_with("simulated,locks,1,1,1000000,ns,120,20,3,130,1,time,,"));
    assert!(rows[10].starts_with("bound,linear,1,1,"));
    let last = rows[rows.len() - 1];
    assert!(
        last.starts_with("measured,locks,2,2,45000000,ns,,0,0,,,,1,"),
        "{last}"
    );
    let columns = |row: &str| {
        row.replace("\"Token, 3 accounts\"", "")
            .matches(',')
            .count()
    };
    assert!(rows.iter().all(|row| columns(row) == 13));
    let document: serde_json::Value =
        serde_json::from_str(&json(&curve, &points, "x")).expect("JSON");
    assert_eq!(document["simulated"]["lines"][0]["points"][4]["cores"], 16);
    assert_eq!(document["measured"][0]["speedup"], 2.0);
}

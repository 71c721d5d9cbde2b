use super::{
    window::{ROW, moved},
    *,
};

fn row(gas: u64, function: u32, status: TransactionStatus) -> Row {
    Row {
        status,
        gas,
        time_ns: gas * 10,
        reads: 3,
        writes: 2,
        logs: function,
        sender: function,
        target: 0,
        function,
        wave: 0,
    }
}

fn table() -> Table {
    use TransactionStatus::{Reverted, Succeeded};
    Table {
        rows: vec![
            row(300, 1, Succeeded),
            row(100, 0, Succeeded),
            row(300, 2, Reverted),
            row(200, 1, Succeeded),
        ],
        senders: ["0xAA", "0xbb", "0xcc"].map(str::to_owned).into(),
        targets: vec!["Token".into()],
        functions: ["", "transfer", "approve"].map(str::to_owned).into(),
        passes: 5,
        is_dealt_out: false,
    }
}

fn tallies() -> Vec<Tally> {
    let tally = |executions, aborted, suspended| Tally {
        executions,
        aborted,
        suspended,
        ..Tally::default()
    };
    vec![
        tally(1, 0, 0),
        tally(2, 1, 0),
        tally(1_234, 1, 1_232),
        tally(2, 0, 1),
    ]
}

fn listed(filter: Filter, column: Column, falling: bool) -> Vec<u32> {
    let (table, tallies) = (table(), tallies());
    let source = Source {
        table: Some(&table),
        tallies: &tallies,
        critical: Some(&[0, 2]),
    };
    source.listed(&filter, Order { column, falling })
}

#[test]
fn rows_are_sorted_and_equals_stay_in_order() {
    let all = |column, falling| listed(Filter::default(), column, falling);
    assert_eq!(all(Column::Index, false), [0, 1, 2, 3]);
    assert_eq!(all(Column::Index, true), [3, 2, 1, 0]);
    assert_eq!(all(Column::Gas, false), [1, 3, 0, 2]);
    assert_eq!(all(Column::Gas, true), [0, 2, 3, 1]);
    assert_eq!(all(Column::Executions, true), [2, 1, 3, 0]);
    // By name, not by the order in which names came: "", "approve", "transfer".
    assert_eq!(all(Column::Call, false), [1, 2, 0, 3]);
    assert_eq!(all(Column::Call, true), [0, 3, 2, 1]);
    assert_eq!(all(Column::Status, true)[0], 2);
    for (column, ..) in Column::ALL {
        let mut some = all(column, true);
        some.sort_unstable();
        assert_eq!(some, [0, 1, 2, 3], "{column:?}");
    }
}

#[test]
fn filters_hold_together() {
    let by = |filter| listed(filter, Column::Index, false);
    let with = Filter::default;
    assert_eq!(
        by(Filter {
            which: Which::Repeated,
            ..with()
        }),
        [1, 2, 3]
    );
    assert_eq!(
        by(Filter {
            which: Which::Suspended,
            ..with()
        }),
        [2, 3]
    );
    assert_eq!(
        by(Filter {
            which: Which::Critical,
            ..with()
        }),
        [0, 2]
    );
    let reverted = Some(TransactionStatus::Reverted);
    assert_eq!(
        by(Filter {
            status: reverted,
            ..with()
        }),
        [2]
    );
    assert_eq!(
        by(Filter {
            function: Some(1),
            ..with()
        }),
        [0, 3]
    );
    assert_eq!(
        by(Filter {
            text: " TRANSF".into(),
            ..with()
        }),
        [0, 3]
    );
    assert_eq!(
        by(Filter {
            text: "0xaa".into(),
            ..with()
        }),
        [1]
    );
    assert_eq!(
        by(Filter {
            text: "token".into(),
            which: Which::Suspended,
            ..with()
        }),
        [2, 3]
    );
    assert!(
        by(Filter {
            text: "nobody".into(),
            ..with()
        })
        .is_empty()
    );
}

#[test]
fn before_the_table_comes_the_run_is_listed() {
    let tallies = tallies();
    let source = Source {
        table: None,
        tallies: &tallies,
        critical: None,
    };
    let order = Order {
        column: Column::Gas,
        falling: true,
    };
    assert_eq!(source.listed(&Filter::default(), order), [0, 1, 2, 3]);
    let critical = Filter {
        which: Which::Critical,
        ..Filter::default()
    };
    assert!(source.listed(&critical, order).is_empty());
    assert_eq!(
        source.executions(2),
        "1,234 (1 thrown away, 1,232 suspended)"
    );
    assert_eq!(
        (source.executions(0), source.executions(9)),
        ("1".into(), "0".into())
    );
    assert!(source.csv().contains("\r\n1,,,,2,1,0,,,,,,,\r\n"));
}

#[test]
fn all_of_it_as_csv() {
    let (table, tallies) = (table(), tallies());
    let source = Source {
        table: Some(&table),
        tallies: &tallies,
        critical: None,
    };
    let csv = source.csv();
    assert_eq!(csv.lines().count(), 5);
    assert!(
        csv.contains("\r\n2,reverted,300,3000,1234,1,1232,3,2,2,0,0xcc,Token,approve\r\n"),
        "{csv}"
    );
}

#[test]
fn a_press_on_a_head_sorts_and_turns() {
    let order = Order::default().pressed(Column::Gas);
    assert!(order.falling, "the greatest first");
    assert!(!order.pressed(Column::Gas).falling);
    assert!(!order.pressed(Column::Sender).falling);
    assert!(Order::default().pressed(Column::Index).falling);
}

#[test]
fn only_rows_in_sight_are_drawn() {
    let row = f64::from(ROW);
    let window = Window::at(0.0, 20.0 * row);
    assert_eq!(window.of(50_000), 0..44);
    let window = Window::at(25_000.0 * row, 20.0 * row);
    let drawn = window.of(50_000);
    assert!(
        drawn.start <= 25_000 && drawn.end >= 25_020 && drawn.len() < 60,
        "{drawn:?}"
    );
    // Filtered meanwhile: the last ones are shown.
    assert_eq!(window.of(10), 0..10);
    assert_eq!(window.of(0), 0..0);
    // Whatever the number of rows, at the end the last one is drawn.
    for all in 1..500 {
        let end = (all as f64 - 17.2) * row;
        let drawn = Window::at(end, 17.2 * row).of(all);
        assert!(
            drawn.end == all && drawn.len() >= all.min(18),
            "{all}: {drawn:?}"
        );
        assert_eq!(window.of(all).end, all);
    }
    assert_eq!(Window::reveal(5, 0.0, 20.0 * row, row), None);
    assert_eq!(Window::reveal(0, 50.0, 20.0 * row, row), Some(0.0));
    assert_eq!(Window::reveal(19, 0.0, 20.0 * row, row), Some(row));
}

#[test]
fn keys_move_the_selection() {
    assert_eq!(moved("ArrowDown", None, 3, 2), Some(0));
    assert_eq!(moved("ArrowDown", Some(2), 3, 2), Some(2));
    assert_eq!(moved("ArrowUp", Some(0), 3, 2), Some(0));
    assert_eq!(moved("PageDown", Some(0), 100, 20), Some(20));
    assert_eq!(moved("PageUp", Some(5), 100, 20), Some(0));
    assert_eq!(
        (moved("End", None, 9, 2), moved("Home", Some(4), 9, 2)),
        (Some(8), Some(0))
    );
    assert_eq!(
        (moved("a", Some(1), 9, 2), moved("End", None, 0, 2)),
        (None, None)
    );
}

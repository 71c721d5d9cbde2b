use super::*;
use crate::model::{Shared, curve::tests as curves};
use lanewise_protocol::{
    Access, BlockSource, DecodedTransaction, ListedChange, ListedSlot, TransactionDetails,
    TransactionStatus,
};

fn change(index: u32, value: &str) -> ListedChange {
    ListedChange {
        index,
        value: value.into(),
    }
}

fn list() -> ListView {
    let token = ListedAccount {
        name: "Token".into(),
        address: "0xAAaa".into(),
        storage_reads: vec!["paused".into()],
        storage_changes: vec![ListedSlot {
            place: "balanceOf[0x12]".into(),
            changes: vec![change(1, "5"), change(3, "=6")],
        }],
        ..ListedAccount::default()
    };
    let person = ListedAccount {
        name: "0xbb".into(),
        address: "0xbb".into(),
        balance_changes: vec![change(2, "7")],
        nonce_changes: vec![change(2, "1")],
        ..ListedAccount::default()
    };
    ListView {
        hash: "0x11".into(),
        bytes: 50,
        block_bytes: 200,
        reads: 1,
        changes: 4,
        came_with_block: false,
        accounts: vec![token, person],
        left_out: 0,
    }
}

/// A selection; with what it read where that is known.
fn selected(index: u32, read: Option<(&str, &str)>) -> Selection {
    let details = |(account, place): (&str, &str)| TransactionDetails {
        block: BlockSource::Project(1),
        transaction: DecodedTransaction {
            index,
            from: String::new(),
            to: String::new(),
            call: String::new(),
            value: String::new(),
            nonce: 0,
        },
        status: TransactionStatus::Succeeded,
        reason: String::new(),
        gas_used: 1,
        reads: vec![Access {
            account: account.into(),
            place: place.into(),
            value: String::new(),
            writer: None,
        }],
        writes: Vec::new(),
        depends_on: Vec::new(),
        dependents: Vec::new(),
        executions: Vec::new(),
    };
    Selection {
        index: Some(index),
        shown: read.map(|read| Shared::new(details(read))),
        ..Selection::default()
    }
}

#[test]
fn texts_are_sought_in_names_addresses_and_slots() {
    let list = list();
    let of = |text: &str| {
        let filter = Filter {
            text: text.into(),
            touched: false,
        };
        kept(&list, &filter, None)
    };
    assert_eq!(of(""), [0, 1]);
    assert_eq!(of("TOKEN"), [0]);
    assert_eq!(of("0xaaAA"), [0]);
    assert_eq!(of("balanceof"), [0]);
    assert_eq!(of("paused"), [0]);
    assert_eq!(of(" 0xb "), [1]);
    assert!(of("nobody").is_empty());
}

#[test]
fn the_selected_transaction_keeps_what_it_touched() {
    let list = list();
    let filter = Filter {
        text: String::new(),
        touched: true,
    };
    let of = |selection: &Selection| kept(&list, &filter, Touched::of(selection).as_ref());
    assert_eq!(of(&selected(0, None)), [0]);
    assert_eq!(of(&selected(1, None)), [1]);
    // What is only read stands in the list without an index: only the details know of it.
    assert_eq!(of(&selected(1, Some(("Token", "paused")))), [0, 1]);
    assert!(of(&Selection::default()).is_empty());
    let touched = Touched::of(&selected(1, Some(("Token", "paused")))).expect("one");
    assert!(touched.slot(&list.accounts[0], "paused"));
    assert!(!touched.slot(&list.accounts[0], "balanceOf[0x12]"));
    let other = Touched::of(&selected(2, None)).expect("one");
    assert!(other.slot(&list.accounts[0], "balanceOf[0x12]"));
    // Details of another transaction say nothing.
    let mut stale = selected(7, Some(("Token", "paused")));
    stale.index = Some(1);
    assert_eq!(of(&stale), [1]);
}

#[test]
fn indices_mean_transactions() {
    assert_eq!(transaction(0, 3), None);
    assert_eq!(transaction(1, 3), Some(0));
    assert_eq!(transaction(3, 3), Some(2));
    assert_eq!(transaction(4, 3), None);
    assert_eq!(when(0, 3), "before the transactions");
    assert_eq!(when(2, 3), "transaction 1");
    assert_eq!(when(4, 3), "after the transactions");
}

#[test]
fn rows_and_sizes_in_words() {
    let list = list();
    assert_eq!(
        summary(&list.accounts[0]),
        "1 slot only read, 1 slot changed, 1 repeated change"
    );
    assert_eq!(summary(&list.accounts[1]), "1 balance, 1 nonce");
    assert_eq!(
        summary(&ListedAccount::default()),
        "touched, nothing changed"
    );
    assert!(size(&list).contains("25\u{a0}% of the bytes"));
    assert!(origin(&list).contains("Amsterdam"));
    let mut large = list;
    (large.bytes, large.came_with_block) = (500, true);
    assert!(size(&large).contains("2.50× as many bytes"));
    assert!(origin(&large).contains("came with the block"));
    large.block_bytes = 0;
    assert!(size(&large).contains("no transactions"));
}

#[test]
fn what_it_buys_is_the_difference_of_two_simulations() {
    let mut answer = curves::curve();
    assert_eq!(bought(&answer, 16), None);
    answer.lines[1].strategy = WITH.into();
    let found = bought(&answer, 6).expect("both are there");
    // Six cores were not simulated; four were.
    assert_eq!((found.cores, found.with, found.without), (4, 4.0, 4.0));
    assert!(found.sentence().contains("buys no speed"));
    let found = bought(&answer, 64).expect("both are there");
    assert_eq!((found.with, found.without, found.aborts), (5.5, 9.0, 20));
    assert!(found.sentence().contains("costs speed: only 0.61×"));
    let better = Bought {
        with: 18.0,
        ..found
    };
    assert!(better.sentence().contains("makes it 2.00× as fast"));
    answer.lines[0].points.clear();
    assert_eq!(bought(&answer, 64), None);
    assert_eq!(question(64, CostModel::Gas).cores, [64]);
}

#[test]
fn files_hold_every_read_and_change() {
    let list = list();
    let table = csv(&list, 3);
    let rows: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(
        rows[1..],
        [
            "Token,0xAAaa,storage read,paused,,,",
            "Token,0xAAaa,storage,balanceOf[0x12],1,0,5",
            "Token,0xAAaa,storage,balanceOf[0x12],3,2,\"'=6\"",
            "0xbb,0xbb,balance,,2,1,7",
            "0xbb,0xbb,nonce,,2,1,1",
        ]
    );
    let read: serde_json::Value = serde_json::from_str(&json(&list, "x")).expect("JSON");
    assert_eq!(
        read["list"]["accounts"][0]["storage_changes"][0]["changes"][1]["index"],
        3
    );
}

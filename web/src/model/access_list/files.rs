//! The list as files for other programs.

use super::transaction;
use crate::model::take_away;
use lanewise_protocol::{ListView, ListedChange};
use serde_json::json;

/// The columns of [`csv`].
const COLUMNS: [&str; 7] = [
    "account",
    "address",
    "kind",
    "place",
    "index",
    "transaction",
    "value",
];

/// One row a read or a change. `index` is the list's own, which is 0 before the transactions.
pub fn csv(list: &ListView, transactions: u32) -> String {
    let mut rows: Vec<[String; 7]> = Vec::new();
    for account in &list.accounts {
        let mut row = |kind: &str, place: &str, change: Option<&ListedChange>| {
            let of = change.and_then(|it| transaction(it.index, transactions));
            rows.push([
                account.name.clone(),
                account.address.clone(),
                kind.to_owned(),
                place.to_owned(),
                change.map_or(String::new(), |it| it.index.to_string()),
                of.map_or(String::new(), |it| it.to_string()),
                change.map_or(String::new(), |it| it.value.clone()),
            ]);
        };
        for place in &account.storage_reads {
            row("storage read", place, None);
        }
        for slot in &account.storage_changes {
            for change in &slot.changes {
                row("storage", &slot.place, Some(change));
            }
        }
        for (kind, changes) in [
            ("balance", &account.balance_changes),
            ("nonce", &account.nonce_changes),
            ("code bytes", &account.code_changes),
        ] {
            for change in changes {
                row(kind, "", Some(change));
            }
        }
    }
    take_away::csv(&COLUMNS, rows)
}

/// The list with its names, and what it is of.
pub fn json(list: &ListView, parameters: &str) -> String {
    let document = json!({
        "format": "lanewise-access-list",
        "version": 1,
        "parameters": parameters,
        "list": list,
    });
    format!("{document:#}\n")
}

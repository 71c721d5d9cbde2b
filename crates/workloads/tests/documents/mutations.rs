//! Whatever somebody writes, it is a block or a list of faults, and never a panic.

use crate::harness::{Json, json};
use lanewise_workloads::{Artifacts, PrepareError, check, generate, presets};
use proptest::{prelude::*, sample::Index};
use std::{cell::Cell, time::Instant};

/// A change of a part of a document; which part, is told by an index.
#[derive(Debug, Clone)]
enum Change {
    Drop,
    Put(Json),
    /// Puts a copy of another part there.
    Copy(Index),
    /// Exchanges keys' values within an object, or elements within a list.
    Swap(Index, Index),
}

fn change() -> impl Strategy<Value = Change> {
    let put = prop::sample::select(vec![
        json!(0),
        json!(1),
        json!(-1),
        json!(2.5),
        json!(255),
        json!(1_000_000),
        json!(u64::MAX),
        json!(1e300),
        json!(true),
        json!(""),
        json!("0x"),
        json!("1e4294967295 ether"),
        json!("115792089237316195423570985008687907853269984665640564039457584007913129639935"),
        json!("-1 wei"),
        json!("NaN"),
        json!("token"),
        json!("deployer"),
        json!([]),
        json!({}),
        json!(null),
        json!({ "sender": true }),
        json!({ "candidate": true }),
        json!({ "each": "accounts" }),
        json!({ "each": "copy" }),
        json!({ "account": "contention" }),
        json!({ "account": { "index": { "sequence": {} } } }),
        json!({ "sequence": { "step": -1 } }),
        json!({ "uniform": { "min": 0, "max": "1e76" } }),
        json!({ "repeat": { "count": 3, "value": { "sender": true } } }),
        json!({ "result": { "step": "mint", "take": "once" } }),
        json!({ "merkle": { "proof": { "of": { "sender": true }, "amount": 1 } } }),
        json!({ "remainder": [5, { "uniform": { "min": 0, "max": 1 } }] }),
    ]);
    prop_oneof![
        1 => Just(Change::Drop),
        5 => put.prop_map(Change::Put),
        3 => any::<Index>().prop_map(Change::Copy),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

/// JSON pointers of all parts but the whole.
fn pointers(json: &Json, at: &str, all: &mut Vec<String>) {
    let parts: Vec<(String, &Json)> = match json {
        Json::Object(object) => object
            .iter()
            .map(|(key, part)| (key.clone(), part))
            .collect(),
        Json::Array(items) => (0..)
            .zip(items)
            .map(|(at, part): (usize, _)| (at.to_string(), part))
            .collect(),
        _ => Vec::new(),
    };
    for (key, part) in parts {
        let pointer = format!("{at}/{key}");
        pointers(part, &pointer, all);
        all.push(pointer);
    }
}

fn apply(document: &mut Json, place: Index, change: Change) {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    if all.is_empty() {
        return;
    }
    let pointer = all[place.index(all.len())].as_str();
    match change {
        Change::Put(json) => *document.pointer_mut(pointer).expect("it is there") = json,
        Change::Copy(from) => {
            let copy = document
                .pointer(all[from.index(all.len())].as_str())
                .expect("it is there")
                .clone();
            *document.pointer_mut(pointer).expect("it is there") = copy;
        }
        Change::Drop => {
            let (parent, key) = pointer.rsplit_once('/').expect("it begins with one");
            match document.pointer_mut(parent) {
                Some(Json::Object(object)) => drop(object.remove(key)),
                Some(Json::Array(items)) => drop(items.remove(key.parse().expect("an index"))),
                _ => {}
            }
        }
        Change::Swap(one, other) => match document.pointer_mut(pointer) {
            Some(Json::Array(items)) if !items.is_empty() => {
                let count = items.len();
                items.swap(one.index(count), other.index(count));
            }
            Some(Json::Object(object)) if !object.is_empty() => {
                let keys: Vec<_> = object.keys().cloned().collect();
                let (one, other) = (one.get(&keys), other.get(&keys));
                let values = [object[one].clone(), object[other].clone()];
                let [of_one, of_other] = values;
                object[one] = of_other;
                object[other] = of_one;
            }
            _ => {}
        },
    }
}

proptest! {
    // More where `PROPTEST_CASES` says so.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    #[test]
    fn a_changed_scenario_never_panics(
        preset in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), change()), 1..4),
    ) {
        let preset = preset.get(presets());
        let mut document: Json = serde_json::from_str(preset.document).expect("JSON");
        // Few, so that a case takes milliseconds; changed as well, now and then.
        document["transactions"] = 12.into();
        document["accounts"] = 9.into();
        for (place, change) in changes {
            apply(&mut document, place, change);
        }
        let Ok(batch) = lanewise_batch::read(&document.to_string()) else {
            return Ok(());
        };
        let faults = check(&batch, Artifacts::built_in());
        for fault in &faults {
            prop_assert!(fault.message.ends_with(['.', '?']), "{}", fault.message);
        }
        let small = batch.transactions <= 1_000 && batch.accounts <= 1_000;
        if !small {
            return Ok(());
        }
        // A set-up can be long; what matters is that it can be stopped.
        let (begun, stopped) = (Instant::now(), Cell::new(false));
        let made = generate(&batch, Artifacts::built_in(), &mut |_, _| {
            stopped.set(begun.elapsed().as_millis() > 200);
            !stopped.get()
        });
        match made {
            Ok(workload) => {
                prop_assert!(faults.is_empty());
                let drawn = if batch.steps.is_empty() { 0 } else { batch.transactions as usize };
                prop_assert_eq!(workload.block.transactions.len(), drawn + batch.list.len());
            }
            Err(PrepareError::Batch(found)) => {
                prop_assert!(!found.is_empty());
                prop_assert!(faults.is_empty() || found == faults);
            }
            Err(PrepareError::Stopped) => prop_assert!(stopped.get()),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

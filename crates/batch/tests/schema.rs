//! The schema says what the reader accepts: same keys, same verdict on documents.

use jsonschema::Validator;
use lanewise_batch::{Batch, Each, Order, Take, read, write};
use serde_json::{Value as Json, json};
use std::{fs, path::Path};

fn schema() -> Json {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../static/schema/lanewise-batch-1.json"
    );
    let text = fs::read_to_string(path).expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).expect("the schema is a schema")
}

/// Keys of an object's description in the schema.
fn keys(of: &Json) -> Vec<&str> {
    let properties = of["properties"].as_object().expect("it is an object");
    properties.keys().map(String::as_str).collect()
}

/// Both verdicts on a document, which must be the same.
fn accepted(validator: &Validator, document: &Json) -> bool {
    let text = document.to_string();
    let by_reader = read(&text);
    let by_schema = validator.is_valid(document);
    assert_eq!(
        by_reader.is_ok(),
        by_schema,
        "{text}: {:?}",
        by_reader.err().map(|problems| problems[0].to_string())
    );
    by_schema
}

/// A document with this in the only argument of its only step.
fn with_value(value: Json) -> Json {
    json!({
        "format": "lanewise-batch/1",
        "steps": [{ "id": "a", "to": "t", "function": "f", "arguments": [value] }]
    })
}

#[test]
fn every_generator_of_the_schema_is_one_for_the_reader() {
    let schema = schema();
    let generators = schema["$defs"]["generator"]["oneOf"]
        .as_array()
        .expect("it is a list");
    // What the reader offers is in the sentence with which it refuses an unknown one.
    let problems = read(&with_value(json!({ "zzzzzzzzzzzz": 1 })).to_string())
        .expect_err("there is no such generator");
    let (_, offered) = problems[0]
        .message
        .split_once("there are ")
        .expect("the sentence lists them");
    let mut offered: Vec<&str> = offered.trim_end_matches('.').split(", ").collect();
    let mut described: Vec<&str> = generators.iter().map(|one| keys(one)[0]).collect();
    offered.sort_unstable();
    described.sort_unstable();
    assert_eq!(described, offered);
}

#[test]
fn every_key_of_the_schema_is_one_for_the_reader() {
    let schema = schema();
    // The reader names all keys that it takes where it is given one that is not near to any.
    let known = |document: Json, path: &str| -> Vec<String> {
        let problems = read(&document.to_string()).expect_err("there is no such key");
        let problem = problems.iter().find(|problem| problem.path == path);
        let problem = problem.unwrap_or_else(|| panic!("{path}: {problems:?}"));
        let (_, keys) = problem
            .message
            .split_once("here; there are ")
            .expect("they are listed");
        let mut keys: Vec<String> = keys
            .trim_end_matches('.')
            .split(", ")
            .map(str::to_owned)
            .collect();
        keys.sort_unstable();
        keys
    };
    let odd = "qqqqqqqqqqqqqqqqqqqq";
    let within =
        |section: &str, entry: Json| json!({ "format": "lanewise-batch/1", section: [entry] });
    let cases = [
        (
            &schema,
            json!({ "format": "lanewise-batch/1", odd: 1 }),
            odd.to_owned(),
        ),
        (
            &schema["$defs"]["knob"],
            within("knobs", json!({ odd: 1 })),
            format!("knobs[0].{odd}"),
        ),
        (
            &schema["$defs"]["contract"],
            within("contracts", json!({ odd: 1 })),
            format!("contracts[0].{odd}"),
        ),
        (
            &schema["$defs"]["setUp"],
            within("setup", json!({ odd: 1 })),
            format!("setup[0].{odd}"),
        ),
        (
            &schema["$defs"]["step"],
            within("steps", json!({ odd: 1 })),
            format!("steps[0].{odd}"),
        ),
        (
            &schema["$defs"]["call"],
            within("list", json!({ odd: 1 })),
            format!("list[0].{odd}"),
        ),
        (
            &schema["$defs"]["draw"],
            within("steps", json!({ "to": "t", "let": [{ odd: 1 }] })),
            format!("steps[0].let[0].{odd}"),
        ),
    ];
    for (described, document, path) in cases {
        let mut described = keys(described);
        described.sort_unstable();
        assert_eq!(described, known(document, &path), "{path}");
    }
}

#[test]
fn words_are_the_same() {
    let schema = schema();
    assert_eq!(
        schema["properties"]["order"]["enum"],
        json!(Order::ALL.map(|(_, word, _)| word))
    );
    let generators = schema["$defs"]["generator"]["oneOf"]
        .as_array()
        .expect("it is a list");
    let of = |key: &str| {
        let one = generators.iter().find(|one| keys(one)[0] == key);
        &one.expect("it is described")["properties"][key]
    };
    assert_eq!(of("each")["enum"], json!(Each::ALL.map(|(_, word)| word)));
    assert_eq!(
        of("result")["properties"]["take"]["enum"],
        json!(Take::ALL.map(|(_, word)| word))
    );
}

#[test]
fn schema_and_reader_agree_on_values() {
    let validator = validator();
    let uniform = json!({ "min": 1, "max": "1e18" });
    for value in [
        json!(1),
        json!(-1),
        json!(1.5),
        json!("x"),
        json!(true),
        json!([1, ["a"]]),
        json!([]),
        json!({ "knob": "k" }),
        json!({ "uniform": uniform }),
        json!({ "zipf": { "count": 3, "exponent": 1.2 } }),
        json!({ "sequence": {} }),
        json!({ "account": "turn" }),
        json!({ "account": { "zipf": 1 } }),
        json!({ "account": { "index": { "knob": "k" } } }),
        json!({ "sender": true }),
        json!({ "contract": "t" }),
        json!({ "contract": "t", "copy": 1 }),
        json!({ "choice": [1, 2] }),
        json!({ "get": "n" }),
        json!({ "scaled": { "of": 1, "times": 2, "over": 3 } }),
        json!({ "sum": [1] }),
        json!({ "difference": [1, 2] }),
        json!({ "remainder": [1, 2] }),
        json!({ "repeat": { "count": 2, "value": { "sender": true } } }),
        json!({ "holder": { "of": "t", "function": "f", "arguments": [{ "candidate": true }], "least": 2, "by": "turn" } }),
        json!({ "each": "accounts" }),
        json!({ "result": { "step": "a", "output": "arg:1", "take": "once" } }),
        json!({ "result": { "step": "a", "output": 3 } }),
        json!({ "merkle": { "root": { "amount": 1 } } }),
        json!({ "merkle": { "leaf": { "of": { "sender": true }, "amount": 1 } } }),
        json!({ "encode": { "to": "t", "function": "f" } }),
    ] {
        assert!(accepted(&validator, &with_value(value.clone())), "{value}");
    }
    for value in [
        json!(null),
        json!({}),
        json!({ "nothing": 1 }),
        json!({ "knob": 1 }),
        json!({ "uniform": { "min": 1 } }),
        json!({ "uniform": { "min": 1, "max": 2, "step": 1 } }),
        json!({ "uniform": uniform, "knob": "k" }),
        json!({ "account": "someone" }),
        json!({ "account": { "zipf": 1, "index": 2 } }),
        json!({ "sender": false }),
        json!({ "choice": [] }),
        json!({ "difference": [1] }),
        json!({ "each": "one" }),
        json!({ "result": { "step": "a", "take": "first" } }),
        json!({ "result": { "step": "a", "output": -1 } }),
        json!({ "merkle": { "tree": {} } }),
        json!({ "merkle": { "proof": { "amount": 1 } } }),
        json!({ "encode": { "to": "t" } }),
        json!({ "contract": "t", "copies": 1 }),
        json!({ "repeat": { "count": 1 } }),
    ] {
        assert!(!accepted(&validator, &with_value(value.clone())), "{value}");
    }
}

#[test]
fn schema_and_reader_agree_on_the_rest() {
    let validator = validator();
    let mut fine = json!({
        "format": "lanewise-batch/1", "title": "T", "group": "G", "summary": "S", "watch": "W",
        "transactions": 1, "accounts": 2, "contention": 1.25, "seed": 4_294_967_295_u32,
        "knobs": [{ "id": "k", "title": "K", "about": "A", "least": 0, "most": 9, "step": 0.5, "value": 1 }],
        "contended": { "k": 0, "contention": 2 },
        "contracts": [{ "id": "t", "contract": "F.sol:T", "arguments": [], "value": 1, "copies": 2, "gas": 30000 }],
        "setup": [{ "to": "t", "repeat": "accounts" }, { "to": "t", "repeat": { "accounts": 400 } },
                  { "to": "t", "repeat": { "times": { "knob": "k" } } }, { "to": "t", "repeat": { "copies": "t" } }],
        "steps": [{ "id": "a", "weight": 2, "let": [{ "name": "n", "value": 1 }], "from": "deployer", "to": "t",
                    "data": "0x", "value": 1, "gas": 21000, "tip": 0 }],
        "list": [{ "to": "t", "function": "f", "arguments": [1] }],
        "order": "by-step"
    });
    assert!(accepted(&validator, &fine));
    for (pointer, value) in [
        ("/format", json!("lanewise-batch/2")),
        ("/transactions", json!(0)),
        ("/transactions", json!(50_001)),
        ("/accounts", json!(1)),
        ("/contention", json!(2.5)),
        ("/seed", json!(-1)),
        ("/seed", json!("1")),
        ("/title", json!(1)),
        ("/order", json!("random")),
        ("/knobs/0/id", json!("seed")),
        ("/knobs/0/id", json!("")),
        ("/knobs/0/step", json!(0)),
        ("/contended/k", json!("1")),
        ("/contracts/0/id", json!("a b")),
        ("/steps", json!({})),
        ("/setup/0/repeat", json!("always")),
        ("/setup/1/repeat", json!({ "accounts": 1, "times": 1 })),
        ("/steps/0/let/0/name", json!("a b")),
        ("/steps/0", json!({ "id": "a" })),
        (
            "/steps/0",
            json!({ "to": "t", "function": "f", "data": "0x" }),
        ),
        ("/steps/0", json!({ "to": "t", "arguments": [1] })),
        ("/list/0", json!({ "to": "t", "weight": 1 })),
    ] {
        let slot = fine.pointer_mut(pointer).expect("it is there");
        let before = std::mem::replace(slot, value);
        assert!(!accepted(&validator, &fine), "{pointer}");
        *fine.pointer_mut(pointer).expect("it is there") = before;
    }
    let empty: Json = serde_json::from_str(&write(&Batch::default())).expect("it is JSON");
    assert!(accepted(&validator, &empty));
}

#[test]
fn the_scenarios_are_valid() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../static/scenarios"
    ));
    let validator = validator();
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    for file in files.map(|file| file.path()) {
        if file.extension().is_some_and(|ending| ending == "json") {
            let text = fs::read_to_string(&file).expect("it can be read");
            let document: Json = serde_json::from_str(&text).expect("it is JSON");
            assert!(accepted(&validator, &document), "{}", file.display());
        }
    }
}

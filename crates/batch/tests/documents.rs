//! Documents are read strictly, and written as they were read.

use lanewise_batch::{Batch, Order, Problem, Value, read, write};

const WHOLE: &str = r#"{
  "format": "lanewise-batch/1",
  "title": "All there is",
  "transactions": 200, "accounts": 50, "contention": 0.8, "seed": 7,
  "knobs": [{ "id": "pools", "title": "Pools", "about": "How many.", "least": 1, "most": 100, "step": 1, "value": 10 }],
  "contended": { "contention": 1.5, "pools": 1 },
  "contracts": [{ "id": "pool", "contract": "Pool", "arguments": [{ "each": "index" }, "1e18", [1, [true, "0x00"]]], "copies": { "knob": "pools" }, "value": "1 ether", "gas": 5000000 }],
  "setup": [
    { "to": "pool", "function": "open", "arguments": [{ "each": "accounts" }], "repeat": { "accounts": 400 } },
    { "to": { "each": "copy" }, "function": "fill", "repeat": { "copies": "pool" } },
    { "from": { "each": "account" }, "to": "pool", "function": "join", "repeat": "accounts" },
    { "to": "pool", "function": "tick", "repeat": { "times": 3 } }
  ],
  "steps": [
    { "id": "swap", "weight": 3, "let": [{ "name": "n", "value": { "uniform": { "min": 1, "max": "1e3" } } }],
      "from": { "account": { "zipf": 1.2 } }, "to": { "contract": "pool", "copy": { "zipf": { "count": 10, "exponent": 0, "start": 1 } } },
      "function": "swap(uint256)", "arguments": [{ "get": "n" }, { "scaled": { "of": { "get": "n" }, "times": 99, "over": 100 } }, { "sum": [1, 2] }, { "difference": [3, 2] }, { "remainder": [7, 4] }],
      "value": 0, "gas": 100000, "tip": "1 gwei" },
    { "to": { "account": { "index": 3 } }, "from": { "holder": { "of": "pool", "function": "sharesOf", "arguments": [{ "candidate": true }], "least": 2, "by": "turn" } }, "value": { "choice": ["1 ether", 5] } },
    { "to": "pool", "function": "take", "arguments": [{ "result": { "step": "swap", "output": "arg:1", "take": "once" } }, { "sender": true }, { "repeat": { "count": 3, "value": { "sequence": { "start": 1 } } } }] },
    { "to": "pool", "function": "claim", "arguments": [{ "merkle": { "proof": { "of": { "sender": true }, "amount": 5 } } }, { "merkle": { "root": { "amount": 5 } } }, { "encode": { "to": "pool", "function": "tick", "arguments": [] } }] },
    { "to": "pool", "data": "0x01020304" }
  ],
  "list": [{ "from": { "account": { "index": 0 } }, "to": "pool", "function": "tick" }],
  "order": "by-sender"
}"#;

fn problems(text: &str) -> Vec<Problem> {
    read(text).expect_err("the document has problems")
}

/// A document with so much of a step.
fn step(inside: &str) -> String {
    format!(
        "{{\"format\": \"lanewise-batch/1\",\n \"steps\": [\n  {{ \"to\": \"a\", {inside} }}\n ]}}"
    )
}

#[test]
fn what_is_written_is_read_back() {
    let batch = read(WHOLE).unwrap();
    assert_eq!(batch.order, Order::BySender);
    assert_eq!(batch.steps.len(), 5);
    assert_eq!(batch.number("pools"), Some(10.0));
    let text = write(&batch);
    assert_eq!(read(&text).unwrap(), batch, "{text}");
    // Writing is stable, too.
    assert_eq!(write(&read(&text).unwrap()), text);
    assert!(
        text.lines().all(|line| line.chars().count() <= 130),
        "{text}"
    );
    assert_eq!(read(&write(&Batch::default())).unwrap(), Batch::default());
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_the_nearest_that_is_known() {
    let found = problems(&step("\"wieght\": 3"));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].path, "steps[0].wieght");
    assert_eq!(
        found[0].message,
        "There is no key \"wieght\"; did you mean \"weight\"?"
    );
    assert_eq!((found[0].place.line, found[0].place.column), (3, 16));
    assert_eq!(
        found[0].to_string(),
        "line 3, steps[0].wieght: There is no key \"wieght\"; did you mean \"weight\"?"
    );
}

#[test]
fn wrong_generators_are_told() {
    for (inside, said) in [
        (
            r#""arguments": [{"unifrom": {}}], "function": "f""#,
            "did you mean \"uniform\"?",
        ),
        (
            r#""value": {"uniform": {"min": 1}}"#,
            "The key \"max\" is missing.",
        ),
        (
            r#""value": {"uniform": {"min": 1, "max": 2, "mux": 3}}"#,
            "did you mean \"max\"?",
        ),
        (r#""value": {}"#, "exactly one key"),
        (r#""value": {"knob": 1}"#, "must be a name"),
        (
            r#""value": {"each": "one"}"#,
            "must be one of account, accounts, index, copy",
        ),
        (r#""from": {"account": "everybody"}"#, "An account is"),
        (r#""value": null"#, "null is none"),
        (r#""value": {"difference": [1]}"#, "two values"),
        (r#""value": {"choice": []}"#, "at least one"),
        (
            r#""value": {"result": {"step": "a", "output": "argument"}}"#,
            "An output is",
        ),
        (r#""function": 7"#, "must be a text"),
        (r#""arguments": [1]"#, "Arguments need a \"function\"."),
        (r#""function": "f", "data": "0x""#, "either"),
    ] {
        let found = problems(&step(inside));
        assert!(
            found.iter().any(|one| one.message.contains(said)),
            "{inside}: {found:?}"
        );
        assert!(
            found.iter().all(|one| one.path.starts_with("steps[0]")),
            "{found:?}"
        );
        assert!(found.iter().all(|one| one.place.line == 3), "{found:?}");
    }
}

#[test]
fn numbers_out_of_range_are_told() {
    let found = problems(
        r#"{"format": "lanewise-batch/1", "transactions": 50001, "accounts": 1.5, "contention": 3, "seed": -1}"#,
    );
    let said: Vec<_> = found
        .iter()
        .map(|one| (one.path.as_str(), one.message.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (
                "transactions",
                "This must be between 1 and 50000; it is 50001."
            ),
            ("accounts", "This must be a whole number; it is 1.5."),
            ("contention", "This must be between 0 and 2; it is 3."),
            ("seed", "This must be a whole number; it is -1."),
        ]
    );
}

#[test]
fn what_is_no_json_is_told_with_its_line() {
    let found = problems("{\n  \"format\": \"lanewise-batch/1\",,\n}");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.line, 2);
    assert!(
        found[0].message.starts_with("This is no JSON: "),
        "{found:?}"
    );
    for text in ["", "7", "[]", "null", "\"x\""] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn another_format_is_refused() {
    let found = problems(r#"{"format": "lanewise-batch/2"}"#);
    assert_eq!(
        found[0].message,
        "The format must be \"lanewise-batch/1\"; it is \"lanewise-batch/2\"."
    );
    assert!(problems("{}")[0].message.contains("is missing"));
}

#[test]
fn depth_and_number_are_bounded() {
    let deep = format!("{}1{}", "[".repeat(60), "]".repeat(60));
    let found = problems(&step(&format!(
        "\"function\": \"f\", \"arguments\": {deep}"
    )));
    assert!(found[0].message.contains("too deeply"), "{found:?}");
    let steps = vec!["{\"to\": \"a\"}"; 101].join(",");
    let found = problems(&format!(
        "{{\"format\": \"lanewise-batch/1\", \"steps\": [{steps}]}}"
    ));
    assert_eq!(
        found[0].message,
        "There may be at most 100 of them; there are 101."
    );
    let wrong = vec!["{\"tu\": \"a\"}"; 100].join(",");
    let found = problems(&format!(
        "{{\"format\": \"lanewise-batch/1\", \"steps\": [{wrong}]}}"
    ));
    assert_eq!(found.len(), 50);
}

#[test]
fn knobs_are_set_within_their_range() {
    let mut batch = read(WHOLE).unwrap();
    assert!(batch.set_number("pools", 1_000.0));
    assert_eq!(batch.number("pools"), Some(100.0));
    assert!(!batch.set_number("nothing", 1.0));
    let contended = batch.most_contended();
    assert_eq!(
        (contended.number("pools"), contended.contention),
        (Some(1.0), 1.5)
    );
}

#[test]
fn texts_that_people_wrote_stay_as_they_are() {
    let batch = read(&step(r#""value": "1_000.50 ether", "function": "f""#)).unwrap();
    assert_eq!(
        batch.steps[0].call.value,
        Some(Value::text("1_000.50 ether"))
    );
}

use super::*;
use lanewise_batch::read;
use lanewise_protocol::{ContractInfo, FunctionInfo, ProjectInfo};

fn parameter(name: &str, kind: &str) -> ParameterInfo {
    ParameterInfo {
        name: name.into(),
        kind: kind.into(),
        components: Vec::new(),
    }
}

pub(crate) fn project() -> ProjectInfo {
    let function = |name: &str, inputs: Vec<ParameterInfo>, mutability: &str| FunctionInfo {
        signature: format!(
            "{name}({})",
            inputs
                .iter()
                .map(|one| one.kind.as_str())
                .collect::<Vec<_>>()
                .join(",")
        ),
        name: name.into(),
        reference: name.into(),
        inputs,
        outputs: Vec::new(),
        mutability: mutability.into(),
    };
    let token = ContractInfo {
        name: "Token".into(),
        file: "Token.sol".into(),
        reference: "Token".into(),
        own: true,
        constructor: vec![parameter("supply", "uint256")],
        payable: false,
        functions: vec![
            function(
                "transfer",
                vec![parameter("to", "address"), parameter("amount", "uint8")],
                "nonpayable",
            ),
            function("deposit", Vec::new(), "payable"),
            function("balanceOf", vec![parameter("who", "address")], "view"),
        ],
        storage: Vec::new(),
        code_bytes: 100,
        problem: None,
    };
    ProjectInfo {
        project: 1,
        contracts: vec![token],
        files: Vec::new(),
        problems: Vec::new(),
        usable: true,
    }
}

fn said(parts: &str) -> Vec<(String, String)> {
    let text = format!(
        r#"{{"format": "lanewise-batch/1", "knobs": [{{"id": "hops", "least": 1, "most": 9, "value": 2}}],
            "contracts": [{{"id": "token", "contract": "Token", "arguments": ["1e24"]}}], {parts}}}"#
    );
    let batch = read(&text).unwrap_or_else(|problems| panic!("{}: {text}", problems[0]));
    check(&batch, &Surroundings::of(&batch, Some(&project())))
}

/// What is said of a step.
fn step(inside: &str) -> Vec<(String, String)> {
    said(&format!(
        r#""steps": [{{"id": "a", "to": "token", {inside}}}]"#
    ))
}

#[test]
fn a_batch_in_order_is_left_alone() {
    assert_eq!(
        step(
            r#""weight": {"knob": "hops"}, "let": [{"name": "n", "value": {"uniform": {"min": 1, "max": 9}}}],
               "from": {"holder": {"of": "token", "function": "balanceOf", "arguments": [{"candidate": true}]}},
               "function": "transfer", "arguments": [{"account": "turn"}, {"get": "n"}], "gas": 90000, "tip": "2 gwei""#
        ),
        []
    );
    assert_eq!(step(r#""function": "deposit", "value": "1 ether""#), []);
}

#[test]
fn values_are_checked_against_the_functions_types() {
    for (inside, path, words) in [
        (
            r#""function": "transfer", "arguments": ["bob", 1]"#,
            "arguments[0]",
            "deployed as “bob”",
        ),
        (
            r#""function": "transfer", "arguments": ["0x12", 1]"#,
            "arguments[0]",
            "40 hexadecimal",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}, 256]"#,
            "arguments[1]",
            "too large for uint8",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}, {"uniform": {"min": 1, "max": 300}}]"#,
            "arguments[1]",
            "too large for uint8",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}, {"uniform": {"min": 9, "max": 3}}]"#,
            "arguments[1]",
            "is greater than",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}, {"choice": [1, -1]}]"#,
            "arguments[1]",
            "not be negative",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}]"#,
            "arguments",
            "must be 2 arguments; there are 1",
        ),
        (
            r#""function": "transfre""#,
            "function",
            "Token has no function “transfre”",
        ),
        (
            r#""function": "transfer", "arguments": [{"sender": true}, 1], "value": 5"#,
            "value",
            "not payable",
        ),
        (r#""gas": 20000000"#, "gas", "16,777,216"),
        (
            r#""from": {"sender": true}"#,
            "from",
            "cannot be the sender itself",
        ),
        (
            r#""weight": {"knob": "hopps"}"#,
            "weight",
            "no knob “hopps”",
        ),
        (r#""value": {"get": "n"}"#, "value", "“n” is drawn before"),
        (
            r#""value": {"result": {"step": "zzz"}}"#,
            "value",
            "no step “zzz”",
        ),
        (r#""value": {"each": "index"}"#, "value", "set-up only"),
        (
            r#""let": [{"name": "n", "value": {"get": "m"}}, {"name": "m", "value": 1}]"#,
            "let[0]",
            "“m” is drawn before",
        ),
    ] {
        let found = step(inside);
        assert_eq!(found.len(), 1, "{inside}: {found:?}");
        assert_eq!(found[0].0, format!("steps[0].{path}"), "{inside}");
        assert!(found[0].1.contains(words), "{inside}: {}", found[0].1);
    }
}

#[test]
fn the_rest_of_the_document_is_checked_too() {
    assert!(said("\"seed\": 2")[0].1.contains("block is empty"));
    let found = said(
        r#""list": [{"to": "nobody"}], "setup": [{"to": {"each": "copy"}, "repeat": {"copies": "pool"}}]"#,
    );
    let paths: Vec<_> = found.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["setup[0].repeat", "list[0].to"]);
    let twice = said(r#""steps": [{"id": "a", "to": "token"}, {"id": "a", "to": "token"}]"#);
    assert_eq!(twice[0].0, "steps[1].id");
}

#[test]
fn nothing_is_said_of_contracts_that_nobody_knows_yet() {
    let text = r#"{"format": "lanewise-batch/1", "contracts": [{"id": "t", "contract": "T", "arguments": [1]}],
        "steps": [{"to": "t", "function": "anything", "arguments": [1, "x", true]}]}"#;
    let batch = read(text).expect("it is in order");
    assert_eq!(check(&batch, &Surroundings::of(&batch, None)), []);
}

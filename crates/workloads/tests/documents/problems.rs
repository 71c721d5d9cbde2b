//! What is wrong with a document is told before anything is executed, with its place.

use crate::harness::*;

/// A document with one step, with these keys besides `to` and `function`.
fn step(keys: Json) -> Json {
    let mut document = calling("number", json!([1]));
    let step = document["steps"][0].as_object_mut().expect("an object");
    step.extend(keys.as_object().expect("an object").clone());
    document
}

/// A document whose one argument of a function is this.
fn argument(function: &str, value: Json) -> Json {
    calling(function, json!([value]))
}

const ARGUMENT: &str = "steps[0].arguments[0]";

#[test]
fn names_must_be_known() {
    for (document, path, said) in [
        (
            document(json!({ "contracts": [{ "id": "a", "contract": "Tokken" }],
                "steps": [{ "to": "a" }] })),
            "contracts[0].contract",
            "There is no contract “Tokken”; there are Airdrop, ",
        ),
        (
            step(json!({ "function": "numbre" })),
            "steps[0].function",
            "Echo has no function “numbre”; there are ",
        ),
        (
            step(json!({ "to": "ecco" })),
            "steps[0].to",
            "the id of a deployed contract",
        ),
        (
            step(json!({ "to": { "contract": "ecco" } })),
            "steps[0].to.contract",
            "No contract “ecco” is deployed; there are echo.",
        ),
        (
            step(json!({ "to": { "account": "turn" } })),
            "steps[0].function",
            "A function needs a contract",
        ),
        (
            step(json!({ "to": { "contract": "echo", "copy": 1 } })),
            "steps[0].to.copy",
            "no such copy of “echo”: there are 1",
        ),
        (
            step(json!({ "weight": { "knob": "share" } })),
            "steps[0].weight",
            "no knob “share”; there are transactions, accounts, contention, seed",
        ),
        (
            argument("number", json!({ "result": { "step": "make" } })),
            "steps[0].arguments[0].result.step",
            "no step “make”",
        ),
        (
            argument("number", json!({ "get": "x" })),
            ARGUMENT,
            "Nothing was drawn by the name “x”",
        ),
        (
            document(json!({ "contended": { "x": 1 }, "steps": [{ "to": "deployer" }] })),
            "contended.x",
            "no knob “x”",
        ),
        (
            document(json!({
                "setup": [{ "to": "deployer", "repeat": { "copies": "x" } }],
                "steps": [{ "to": "deployer" }],
            })),
            "setup[0].repeat.copies",
            "No contract “x” is deployed",
        ),
    ] {
        assert_refused(&document, path, said);
    }
}

#[test]
fn names_must_be_unique() {
    let echo = |id: &str| json!({ "id": id, "contract": "Echo" });
    for (keys, path, said) in [
        (
            json!({ "contracts": [echo("a"), echo("a")] }),
            "contracts[1].id",
            "There is a contract “a” already.",
        ),
        (
            json!({ "contracts": [echo("deployer")] }),
            "contracts[0].id",
            "“deployer” means somebody else already.",
        ),
        (
            json!({ "steps": [{ "id": "s", "to": "deployer" }, { "id": "s", "to": "deployer" }] }),
            "steps[1].id",
            "There is a step “s” already.",
        ),
        (
            json!({ "knobs": [{ "id": "k", "value": 1 }, { "id": "k", "value": 1 }] }),
            "knobs[1].id",
            "There is a knob “k” already.",
        ),
    ] {
        let mut whole = document(json!({ "steps": [{ "to": "deployer" }] }));
        let all = whole.as_object_mut().expect("an object");
        all.extend(keys.as_object().expect("an object").clone());
        assert_refused(&whole, path, said);
    }
}

#[test]
fn arguments_must_be_as_many_as_there_are_parameters() {
    for (function, arguments, said) in [
        (
            "number",
            json!([]),
            "number of Echo takes 1 argument (uint256 a); there are 0.",
        ),
        (
            "two",
            json!(["echo"]),
            "takes 2 arguments (address a, address b); there is 1.",
        ),
        ("three", json!([1, 2, 3, 4]), "there are 4."),
    ] {
        assert_refused(&calling(function, arguments), "steps[0].arguments", said);
    }
    let document = document(json!({
        "contracts": [{ "id": "t", "contract": "Token", "arguments": ["T"] }],
        "steps": [{ "to": "t" }],
    }));
    assert_refused(
        &document,
        "contracts[0].arguments",
        "The constructor of Token takes 3 arguments (string name_, string symbol_, uint256 supply)",
    );
}

#[test]
fn numbers_must_fit_their_types() {
    for (function, value, path, said) in [
        ("small", json!(300), ARGUMENT, "uint8 cannot hold 300."),
        ("small", json!(-1), ARGUMENT, "uint8 cannot hold -1."),
        (
            "small",
            json!({ "sum": [200, 100] }),
            ARGUMENT,
            "uint8 cannot hold 300.",
        ),
        (
            "small",
            json!({ "choice": [1, 300] }),
            "steps[0].arguments[0].choice[1]",
            "cannot hold 300",
        ),
        (
            "small",
            json!({ "uniform": { "min": 0, "max": 256 } }),
            "steps[0].arguments[0].uniform.max",
            "uint8 cannot hold 256.",
        ),
        ("number", json!(1.5), ARGUMENT, "A whole number is wanted"),
        (
            "number",
            json!("1.5"),
            ARGUMENT,
            "uint256 is wanted; this is “1.5”.",
        ),
        ("number", json!(true), ARGUMENT, "uint256"),
        (
            "number",
            json!(1e30),
            ARGUMENT,
            "write large ones as a text",
        ),
        (
            "numbers",
            json!([1, -2]),
            "steps[0].arguments[0][1]",
            "uint256 cannot hold -2.",
        ),
        (
            "record",
            json!(["echo", [1]]),
            "steps[0].arguments[0][1]",
            "2 elements; this has 1",
        ),
        ("record", json!(["echo"]), ARGUMENT, "2 fields; this has 1"),
        ("word", json!("0x12"), ARGUMENT, "32 bytes; this has 1"),
        (
            "data",
            json!("12"),
            ARGUMENT,
            "bytes is wanted; this is “12”.",
        ),
        ("who", json!("nobody"), ARGUMENT, "An address is wanted"),
        (
            "who",
            json!(5),
            ARGUMENT,
            "address is wanted; this is the number 5.",
        ),
        ("flag", json!(2), ARGUMENT, "bool is wanted"),
    ] {
        assert_refused(&argument(function, value), path, said);
    }
}

#[test]
fn generators_must_give_what_is_wanted() {
    for (function, value, said) in [
        (
            "who",
            json!({ "uniform": { "min": 0, "max": 1 } }),
            "this generator gives a number",
        ),
        (
            "number",
            json!({ "account": "uniform" }),
            "this generator gives an address",
        ),
        (
            "number",
            json!({ "repeat": { "count": 1, "value": 1 } }),
            "gives an array",
        ),
        (
            "number",
            json!({ "encode": { "to": "echo", "function": "number", "arguments": [1] } }),
            "gives bytes",
        ),
        (
            "number",
            json!({ "merkle": { "root": { "amount": 1 } } }),
            "gives bytes32",
        ),
        (
            "who",
            json!({ "candidate": true }),
            "only within a holder’s arguments",
        ),
        (
            "number",
            json!({ "each": "index" }),
            "Nothing is repeated here",
        ),
        (
            "number",
            json!({ "uniform": { "min": 5, "max": 4 } }),
            "The least, 5, is above the greatest, 4",
        ),
        (
            "number",
            json!({ "uniform": { "min": "echo", "max": 4 } }),
            "must be whole numbers",
        ),
        ("number", json!({ "remainder": [1, 0] }), "divides by zero"),
        (
            "number",
            json!({ "scaled": { "of": 1, "times": 1, "over": 0 } }),
            "divides by zero",
        ),
        ("number", json!({ "sum": ["1e77", "1e77"] }), "too large"),
        (
            "number",
            json!({ "sum": ["echo", 1] }),
            "A whole number is wanted to calculate with",
        ),
    ] {
        assert_refused(&argument(function, value), ARGUMENT, said);
    }
    for (value, path, said) in [
        (
            json!({ "zipf": { "count": 0, "exponent": 1 } }),
            "zipf.count",
            "A whole number between 1 and 1000000 is wanted; this is 0.",
        ),
        (
            json!({ "zipf": { "count": 5, "exponent": 11 } }),
            "zipf.exponent",
            "between 0 and 10",
        ),
        (
            json!({ "zipf": { "count": { "uniform": { "min": 1, "max": 2 } }, "exponent": 1 } }),
            "zipf.count",
            "This must be constant",
        ),
        (
            json!({ "sequence": { "count": 0 } }),
            "sequence.count",
            "between 1 and",
        ),
        (
            json!({ "scaled": { "of": { "account": { "index": 50 } }, "times": 1, "over": 1 } }),
            "scaled.of.account.index",
            "There are 50 accounts; the last has the index 49.",
        ),
    ] {
        let path = format!("{ARGUMENT}.{path}");
        assert_refused(&argument("number", value), &path, said);
    }
    let many = json!({ "repeat": { "count": 10_001, "value": 1 } });
    let path = "steps[0].arguments[0].repeat.count";
    assert_refused(
        &argument("numbers", many),
        path,
        "A count between 0 and 10000",
    );
}

#[test]
fn what_is_not_known_yet_cannot_be_used() {
    assert_refused(
        &step(json!({ "from": { "sender": true } })),
        "steps[0].from",
        "The sender is not decided yet",
    );
    let itself = json!([{ "name": "a", "value": { "choice": [{ "get": "a" }] } }]);
    let (path, said) = refused(&step(json!({ "let": itself, "to": { "get": "a" } })));
    assert_eq!(path, "steps[0].let[0].value.choice[0]", "{said}");
    let holder = json!({ "holder": { "of": "echo", "function": "number", "arguments": [1] } });
    let set_up = json!({ "to": { "account": "turn" }, "from": holder });
    let result = json!({ "result": { "step": "s" } });
    for (keys, path, said) in [
        (
            json!({ "setup": [set_up] }),
            "setup[0].from",
            "known only once the set-up is done",
        ),
        (
            json!({ "list": [{ "to": "echo", "function": "number", "arguments": [result] }] }),
            "list[0].arguments[0].result",
            "Only steps can take the results",
        ),
    ] {
        let mut whole = calling("number", json!([1]));
        let all = whole.as_object_mut().expect("an object");
        all.extend(keys.as_object().expect("an object").clone());
        assert_refused(&whole, path, said);
    }
}

#[test]
fn ether_and_gas_have_their_rules() {
    for (keys, path, said) in [
        (
            json!({ "value": 1 }),
            "steps[0].value",
            "number of Echo takes no ether",
        ),
        (
            json!({ "gas": 20_999 }),
            "steps[0].gas",
            "between 21000 and 16777216 (EIP-7825)",
        ),
        (
            json!({ "gas": 16_777_217 }),
            "steps[0].gas",
            "this is 16777217.",
        ),
        (
            json!({ "gas": { "choice": [{ "uniform": { "min": 1, "max": 2 } }] } }),
            "steps[0].gas",
            "(EIP-7825)",
        ),
        (
            json!({ "tip": "-1" }),
            "steps[0].tip",
            "uint64 cannot hold -1.",
        ),
        (
            json!({ "weight": -1 }),
            "steps[0].weight",
            "A weight is between 0 and 1,000,000,000",
        ),
        (
            json!({ "weight": "NaN" }),
            "steps[0].weight",
            "A weight is between",
        ),
        (
            json!({ "weight": { "sender": true } }),
            "steps[0].weight",
            "The sender is not decided",
        ),
        (json!({ "weight": 0 }), "steps", "All weights are 0"),
    ] {
        assert_refused(&step(keys), path, said);
    }
    let document = document(json!({
        "contracts": [{ "id": "t", "contract": "Token", "arguments": ["", "", 1], "value": 1 }],
        "steps": [{ "to": "t" }],
    }));
    let said = "The constructor of Token takes no ether: it is not payable.";
    assert_refused(&document, "contracts[0].value", said);
}

#[test]
fn an_empty_batch_is_none() {
    assert_refused(&document(json!({})), "", "The batch is empty");
    assert_refused(
        &document(json!({ "steps": [], "list": [] })),
        "",
        "The batch is empty",
    );
}

/// A step that is never drawn at the present setting may have empty ranges; one that is may not.
#[test]
fn idle_steps_may_be_impossible() {
    let mut document = step(json!({ "weight": 0 }));
    document["steps"][0]["arguments"] = json!([{ "uniform": { "min": 5, "max": 4 } }]);
    let other = json!({ "to": "echo", "function": "flag", "arguments": [true] });
    document["steps"]
        .as_array_mut()
        .expect("a list")
        .push(other);
    assert_eq!(made(&document).block.transactions.len(), 200);
    document["steps"][0]["weight"] = 1.into();
    assert_refused(&document, ARGUMENT, "above the greatest");
}

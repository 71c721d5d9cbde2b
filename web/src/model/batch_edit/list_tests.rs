use super::*;

#[test]
fn accounts_are_numbers_names_or_json() {
    for text in [
        "0",
        "17",
        "token",
        "deployer",
        "0x00000000000000000000000000000000000000aa",
        r#"{"sender":true}"#,
    ] {
        let value = account_value(text).expect("it is in order");
        assert_eq!(account_text(value.as_ref()), text);
    }
    assert_eq!(account_value(" #3 "), account_value("3"));
    assert_eq!(account_value("  "), Ok(None));
    assert_eq!(account_text(None), "");
    assert!(account_value("{").is_err() && account_value(r#"{"acount": "turn"}"#).is_err());
}

#[test]
fn arguments_stand_in_one_cell() {
    for text in [
        "",
        "1, true, hello",
        r#"{"account":{"index":1}}, 5"#,
        r#"[1,2], "a, b", """#,
        "9007199254740993",
        r#""true""#,
    ] {
        let values = arguments_values(text).expect("it is in order");
        assert_eq!(arguments_text(&values), text);
        assert_eq!(arguments_values(&arguments_text(&values)), Ok(values));
    }
    assert_eq!(arguments_values("\"true\""), Ok(vec![Value::text("true")]));
    for text in ["1,,2", ",", "[1", "\"a", "1]"] {
        assert!(arguments_values(text).is_err(), "{text}");
    }
}

#[test]
fn a_listed_batch_has_its_transactions_in_place_of_steps() {
    let document = r#"{"format": "lanewise-batch/1", "transactions": 500, "accounts": 9,
        "contracts": [{"id": "t", "contract": "T"}],
        "steps": [{"to": "t"}], "list": [{"to": "x"}], "order": "shuffled"}"#;
    let calls = r#"[{"from": {"account": {"index": 1}}, "to": "t", "function": "f", "arguments": [1]}, {"to": "t"}]"#;
    let batch = read(&listed(document, calls).expect("it can be listed")).expect("it is in order");
    assert_eq!((batch.list.len(), batch.steps.len()), (2, 0));
    assert_eq!((batch.transactions, batch.accounts), (2, 9));
    assert_eq!(batch.contracts.len(), 1);
    assert_eq!(batch.order, lanewise_batch::Order::Drawn);
    assert!(listed(document, "[{}]").is_err() && listed("{", calls).is_err());
}

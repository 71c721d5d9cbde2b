use super::*;

fn said(kind: Kind, text: &str) -> String {
    check_literal(&kind, &literal(&kind, text))
        .err()
        .unwrap_or_default()
}

#[test]
fn numbers_are_read_as_the_document_has_them() {
    for (text, digits) in [
        ("0", ""),
        ("007", "7"),
        ("1_000", "1000"),
        ("0x1f", "31"),
        ("1e18", "1000000000000000000"),
        ("1.5 ether", "1500000000000000000"),
        ("1.5ether", "1500000000000000000"),
        ("20 gwei", "20000000000"),
        ("3 wei", "3"),
        ("2.50e2", "250"),
        ("1.0", "1"),
    ] {
        assert_eq!(
            Whole::read(text).map(|it| it.digits).as_deref(),
            Ok(digits),
            "{text}"
        );
    }
    for text in [
        "",
        "ether",
        "1.5",
        "0x",
        "0xfg",
        "12 apples",
        "1e",
        "1e999",
        "--1",
        "0.1 wei",
    ] {
        assert!(Whole::read(text).is_err(), "{text}");
    }
}

#[test]
fn ranges_hold_to_the_last_unit() {
    assert_eq!(said(Kind::Uint(8), "255"), "");
    assert_eq!(said(Kind::Uint(8), "256"), "This is too large for uint8.");
    assert_eq!(said(Kind::Uint(8), "-1"), "This must not be negative.");
    assert_eq!(said(Kind::Int(8), "127"), "");
    assert_eq!(said(Kind::Int(8), "-128"), "");
    assert_eq!(said(Kind::Int(8), "128"), "This is too large for int8.");
    assert_eq!(said(Kind::Int(8), "-129"), "This is too large for int8.");
    let most = format!("0x{}", "f".repeat(64));
    assert_eq!(said(Kind::Uint(256), &most), "");
    let end = "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    assert_eq!(said(Kind::Uint(256), end), "This is too large for uint256.");
    assert_eq!(said(Kind::Wei, "1 ether"), "");
    assert!(said(Kind::Gas, "20000000").contains("16,777,216"));
    assert!(said(Kind::Gas, "100").contains("21,000"));
    assert_eq!(said(Kind::Real, "0.5"), "");
    assert!(said(Kind::Real, "-1").contains("0 or more"));
}

#[test]
fn other_types_have_their_form() {
    assert_eq!(said(Kind::Address, &format!("0x{}", "ab".repeat(20))), "");
    assert_eq!(said(Kind::Address, "token"), "");
    assert!(said(Kind::Address, "0x12").contains("40 hexadecimal digits"));
    assert!(said(Kind::Address, "").contains("40 hexadecimal digits"));
    assert_eq!(said(Kind::Bytes(None), "0x"), "");
    assert_eq!(said(Kind::Bytes(Some(2)), "0x0102"), "");
    assert!(said(Kind::Bytes(Some(2)), "0x01").contains("there are 1."));
    assert!(said(Kind::Bytes(None), "0x1").contains("one is missing"));
    assert!(said(Kind::Bytes(None), "hello").contains("hexadecimal"));
    assert_eq!(said(Kind::Bool, "true"), "");
    assert!(said(Kind::Bool, "yes").contains("true or false"));
    assert_eq!(said(Kind::Text, "007"), "");
    assert_eq!(
        check_literal(
            &Kind::List(Box::new(Kind::Bool), Some(2)),
            &Value::List(Vec::new())
        ),
        Err("There must be 2\u{a0}elements; there are 0.".to_owned())
    );
}

#[test]
fn what_is_typed_is_kept() {
    for text in [
        "1",
        "1.",
        "007",
        "1e18",
        "",
        " 5",
        "9007199254740993",
        "-3",
        "0.5",
    ] {
        let value = literal(&Kind::Uint(256), text);
        assert_eq!(literal_text(&value).as_deref(), Some(text));
    }
    assert_eq!(literal(&Kind::Uint(256), "12"), Value::whole(12));
    assert_eq!(
        literal(&Kind::Uint(256), "9007199254740993"),
        Value::text("9007199254740993")
    );
    assert_eq!(literal(&Kind::Text, "12"), Value::text("12"));
}

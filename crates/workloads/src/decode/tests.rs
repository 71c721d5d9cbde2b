use super::*;
use crate::layout::shortened_hex;
use alloy_dyn_abi::DynSolValue as Value;
use alloy_primitives::{I256, address, b256, keccak256};
use proptest::prelude::*;

const ALICE: Address = address!("a11ce00000000000000000000000000000000001");
const OTHER: Address = address!("1234000000000000000000000000000000abcdef");

fn account(address: Address) -> String {
    match address {
        ALICE => "alice".to_owned(),
        _ => shortened_hex(address.as_slice()),
    }
}

fn abi() -> JsonAbi {
    JsonAbi::from_json_str(include_str!("tests/Calls.json")).unwrap()
}

/// A call of the function with this many parameters.
fn call(name: &str, values: &[Value]) -> Vec<u8> {
    let abi = abi();
    let mut functions = abi.function(name).unwrap().iter();
    let function = functions.find(|function| function.inputs.len() == values.len());
    function.unwrap().abi_encode_input(values).unwrap()
}

fn error(name: &str, values: &[Value]) -> Vec<u8> {
    abi().error(name).unwrap()[0]
        .abi_encode_input(values)
        .unwrap()
}

fn uint(value: u64) -> Value {
    Value::Uint(U256::from(value), 256)
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn decoded(data: &[u8]) -> Option<String> {
    decode_call(&abi(), data, &account)
}

fn reason(data: &[u8]) -> String {
    decode_error([abi()].iter(), data, &account)
}

/// Words of calldata after a selector, then anything.
fn encoded(selector: Selector, words: &[u64], tail: &[u8]) -> Vec<u8> {
    let words = words
        .iter()
        .flat_map(|word| U256::from(*word).to_be_bytes::<32>());
    selector
        .into_iter()
        .chain(words)
        .chain(tail.iter().copied())
        .collect()
}

#[test]
fn calls_have_names_and_parameters() {
    let to = Value::Address(ALICE);
    for (data, expected) in [
        (
            call("transfer", &[to.clone(), uint(5)]),
            "transfer(to: alice, amount: 5)",
        ),
        (
            call(
                "transfer",
                &[Value::Address(OTHER), uint(5), text("thanks\n")],
            ),
            "transfer(to: 0x1234…cdef, amount: 5, note: \"thanks\")",
        ),
        (call("nothing", &[]), "nothing()"),
        (
            call("transfer", &[to.clone(), Value::Uint(U256::MAX, 256)]),
            "transfer(to: alice, amount: \
             115792089237316195423570985008687907853269984665640564039457584007913129639935)",
        ),
        (
            call(
                "signed",
                &[
                    Value::Int(I256::MINUS_ONE, 256),
                    Value::Bool(true),
                    Value::Bytes(vec![1, 2, 3]),
                ],
            ),
            "signed(value: -1, yes: true, short: 0x010203)",
        ),
    ] {
        assert_eq!(decoded(&data).as_deref(), Some(expected));
    }
}

#[test]
fn long_parameters_are_cut() {
    let values = Value::Array((0..102).map(uint).collect());
    let two = Value::FixedArray(vec![
        Value::Uint(U256::ONE, 8),
        Value::Uint(U256::from(2), 8),
    ]);
    let data = Value::Bytes(vec![0x12; 68]);
    let four = Value::FixedBytes(B256::right_padding_from(&[1, 2, 3, 4]), 4);
    let word = Value::FixedBytes(keccak256("word"), 32);
    assert_eq!(
        decoded(&call("many", &[values, two, data, four, word])).unwrap(),
        format!(
            "many(values: [0, 1, 2, 3, … 98 more], two: [1, 2], \
             data: 0x12121212… (68 bytes), four: 0x01020304, word: {})",
            shortened_hex(keccak256("word").as_slice())
        )
    );
    let note = text(&"ä".repeat(100));
    let shown = decoded(&call("transfer", &[Value::Address(ALICE), uint(0), note])).unwrap();
    assert!(
        shown.ends_with(&format!("note: \"{}…\")", "ä".repeat(32))),
        "{shown}"
    );
}

#[test]
fn tuples_have_the_names_of_their_members() {
    let leg = |a, b| Value::Tuple(vec![uint(a), uint(b)]);
    let legs = Value::Array(vec![leg(1, 2), leg(3, 4)]);
    let order = Value::Tuple(vec![Value::Address(ALICE), legs]);
    assert_eq!(
        decoded(&call("orders", &[order, uint(9)])).unwrap(),
        "orders(order: (maker: alice, legs: [(a: 1, b: 2), (a: 3, b: 4)]), 9)"
    );
}

#[test]
fn what_is_no_call_of_the_contract_is_not_decoded() {
    let whole = call("transfer", &[Value::Address(ALICE), uint(5)]);
    assert_eq!(decoded(&[]), None);
    assert_eq!(decoded(&whole[..3]), None);
    assert_eq!(decoded(&whole[..4]), None);
    assert_eq!(decoded(&whole[..67]), None);
    assert_eq!(decoded(&[0xff; 68]), None);
}

#[test]
fn the_languages_own_reasons_are_read() {
    assert_eq!(reason(&encoded(ERROR, &[32, 5], b"sorry")), "sorry");
    let mut padded = b"sorry".to_vec();
    padded.resize(32, 0);
    assert_eq!(reason(&encoded(ERROR, &[32, 5], &padded)), "sorry");
    assert_eq!(
        reason(&encoded(PANIC, &[0x11], &[])),
        "arithmetic overflow or underflow"
    );
    assert_eq!(reason(&encoded(PANIC, &[0x99], &[])), "panic 0x99");
    assert_eq!(reason(&[]), "reverted without a reason");
}

#[test]
fn declared_errors_are_known_by_name() {
    assert_eq!(
        reason(&error("TooLittleOut", &[uint(5), uint(7)])),
        "TooLittleOut(amountOut: 5, minimumOut: 7)"
    );
    assert_eq!(reason(&error("Closed", &[])), "Closed()");
    assert_eq!(
        reason(&error("Because", &[text("of \"this\"")])),
        "Because(why: \"of \"this\"\")"
    );
    let other = JsonAbi::parse(["error Other(address who)"]).unwrap();
    let data = other.error("Other").unwrap()[0].abi_encode_input(&[Value::Address(ALICE)]);
    assert_eq!(
        decode_error([abi(), other].iter(), &data.unwrap(), &account),
        "Other(who: alice)"
    );
}

#[test]
fn damaged_reasons_are_shown_as_they_are() {
    for damaged in [
        vec![1, 2, 3],
        encoded(ERROR, &[u64::MAX, 5], b"sorry"),
        encoded(ERROR, &[32, u64::MAX], b"sorry"),
        encoded(PANIC, &[], &[0; 7]),
        error("TooLittleOut", &[uint(5), uint(7)])[..40].to_vec(),
        vec![0xab; 10_000],
    ] {
        let shown = reason(&damaged);
        assert!(shown.starts_with("reverted with 0x"), "{damaged:?}");
        assert!(shown.chars().count() < 250, "{shown}");
    }
}

#[test]
fn logs_are_decoded() {
    let topic = b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    let amount = U256::from(5).to_be_bytes::<32>();
    let topics = [topic, ALICE.into_word(), OTHER.into_word()];
    let log = |topics: &[B256], data: &[u8]| decode_log(&abi(), topics, data, &account);
    assert_eq!(
        log(&topics, &amount).as_deref(),
        Some("Transfer(from: alice, to: 0x1234…cdef, amount: 5)")
    );
    // With a third indexed parameter it is another standard's event.
    assert_eq!(log(&[topics.as_slice(), &[topic]].concat(), &[]), None);
    assert_eq!(log(&topics, &amount[..31]), None);
    assert_eq!(log(&[], &amount), None);

    let named = [
        keccak256("Named(string,string,uint256)"),
        keccak256("gold"),
        B256::from(U256::from(7)),
    ];
    let data = Value::Tuple(vec![text("hello")]).abi_encode_params();
    assert_eq!(
        log(&named, &data),
        Some(format!(
            "Named(name: {}, text: \"hello\", number: 7)",
            shortened_hex(keccak256("gold").as_slice())
        ))
    );
}

#[test]
fn types_that_take_too_much_memory_are_refused() {
    let mut nested = "uint256".to_owned();
    for length in ["[4294967295]", "[1000000]", "[]"] {
        nested += length;
    }
    for kind in [
        "uint256[4294967295]",
        "uint256[1000][1000]",
        &nested,
        "nonsense",
    ] {
        let json = format!(
            r#"[{{"type":"function","name":"f","stateMutability":"view","outputs":[],
                "inputs":[{{"name":"a","type":"{kind}"}}]}}]"#
        );
        let Ok(abi) = JsonAbi::from_json_str(&json) else {
            continue;
        };
        let selector = abi.function("f").unwrap()[0].selector();
        let data = [selector.as_slice(), &[0; 512]].concat();
        assert_eq!(decode_call(&abi, &data, &account), None, "{kind}");
    }
}

proptest! {
    #[test]
    fn damaged_data_are_no_trouble(
        which in 0..8_usize,
        places in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in 0..600_usize,
    ) {
        let leg = Value::Tuple(vec![uint(1), uint(2)]);
        let order = Value::Tuple(vec![Value::Address(ALICE), Value::Array(vec![leg; 3])]);
        let mut data = match which {
            0 => call("transfer", &[Value::Address(ALICE), uint(5), text("thanks")]),
            1 => call("orders", &[order, uint(1)]),
            2 => error("Because", &[text("of that")]),
            3 => encoded(ERROR, &[32, 5], b"sorry"),
            4 => encoded(PANIC, &[0x11], &[]),
            5 => call("signed", &[Value::Int(I256::ZERO, 256), Value::Bool(true), Value::Bytes(vec![7; 40])]),
            _ => call("many", &[
                Value::Array((0..9).map(uint).collect()),
                Value::FixedArray(vec![Value::Uint(U256::ZERO, 8); 2]),
                Value::Bytes(vec![1; 70]),
                Value::FixedBytes(B256::ZERO, 4),
                Value::FixedBytes(B256::ZERO, 32),
            ]),
        };
        for (place, byte) in places {
            let place = place % data.len();
            data[place] = byte;
        }
        data.truncate(cut.max(4));
        let shown = [
            decoded(&data).unwrap_or_default(),
            reason(&data),
            decode_log(&abi(), &[keccak256("Named(string,string,uint256)"), B256::ZERO, B256::ZERO], &data[4..], &account)
                .unwrap_or_default(),
        ];
        for shown in shown {
            prop_assert!(shown.len() < 4000, "{shown}");
            prop_assert!(!shown.contains(char::is_control), "{shown}");
        }
    }
}

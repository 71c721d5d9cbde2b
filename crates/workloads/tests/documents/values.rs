//! Literals, and the generators of numbers.

use crate::harness::*;
use alloy_primitives::{B256, I256, hex};

#[test]
fn literals_are_what_their_types_want() {
    let uint = |number: &str| DynSolValue::Uint(number.parse().expect("digits"), 256);
    let echo = contract(&made(&calling("number", json!([0]))), "echo");
    let someone = Address::repeat_byte(0xab);
    for (function, literal, value) in [
        (
            "number",
            json!(9_007_199_254_740_992_u64),
            uint("9007199254740992"),
        ),
        ("number", json!("1_000"), uint("1000")),
        ("number", json!("0x1f"), uint("31")),
        ("number", json!("1.5 ether"), uint("1500000000000000000")),
        ("number", json!("20 gwei"), uint("20000000000")),
        ("number", json!("1e18"), uint("1000000000000000000")),
        (
            "signed",
            json!(-7),
            DynSolValue::Int(I256::unchecked_from(-7), 256),
        ),
        ("small", json!(255), DynSolValue::Uint(U256::from(255), 8)),
        ("flag", json!(true), DynSolValue::Bool(true)),
        (
            "text",
            json!("12 ether"),
            DynSolValue::String("12 ether".to_owned()),
        ),
        ("data", json!("0x0102"), DynSolValue::Bytes(vec![1, 2])),
        ("data", json!(""), DynSolValue::Bytes(Vec::new())),
        (
            "word",
            json!("short"),
            DynSolValue::FixedBytes(padded(b"short"), 32),
        ),
        (
            "word",
            json!(format!("0x{}", "77".repeat(32))),
            DynSolValue::FixedBytes(B256::repeat_byte(0x77), 32),
        ),
        ("who", json!("echo"), DynSolValue::Address(echo)),
        (
            "who",
            json!("deployer"),
            DynSolValue::Address(Address::repeat_byte(0xde)),
        ),
        (
            "who",
            json!("feeRecipient"),
            DynSolValue::Address(Address::repeat_byte(0xfe)),
        ),
        (
            "who",
            json!(someone.to_string()),
            DynSolValue::Address(someone),
        ),
        (
            "who",
            json!(hex::encode_prefixed(someone)),
            DynSolValue::Address(someone),
        ),
        (
            "numbers",
            json!([1, "2", "3 wei"]),
            DynSolValue::Array(["1", "2", "3"].map(uint).to_vec()),
        ),
        (
            "record",
            json!(["echo", [4, 5]]),
            DynSolValue::Tuple(vec![
                DynSolValue::Address(echo),
                DynSolValue::FixedArray(["4", "5"].map(uint).to_vec()),
            ]),
        ),
    ] {
        let all = drawn(function, literal.clone());
        assert!(
            all.iter().all(|one| *one == value),
            "{literal}: {:?}",
            all[0]
        );
    }
}

fn padded(text: &[u8]) -> B256 {
    let mut word = B256::ZERO;
    word[..text.len()].copy_from_slice(text);
    word
}

#[test]
fn uniform_numbers_have_both_bounds() {
    let counted = counts(numbers(json!({ "uniform": { "min": 3, "max": 7 } })));
    assert_eq!(counted.len(), 5);
    for number in 3..=7 {
        let count = counted[&uint(number)];
        assert!((20..=65).contains(&count), "{number}: {count} of 200");
    }
    let same = numbers(json!({ "uniform": { "min": "1e30", "max": "1e30" } }));
    assert!(
        same.iter()
            .all(|one| one.to_string() == "1".to_owned() + &"0".repeat(30))
    );
}

/// At the seams of the ways in which numbers are drawn, nothing is outside, and both halves occur.
#[test]
fn uniform_numbers_of_huge_ranges_are_within_them() {
    let max = U256::MAX;
    for (least, most) in [
        (U256::ZERO, uint(u64::from(u32::MAX) - 1)),
        (U256::ZERO, uint(u64::from(u32::MAX))),
        (uint(1), uint(1 << 32)),
        (U256::ZERO, U256::ONE << 255),
        (U256::ONE << 255, max),
        (max - uint(2), max),
        (U256::ZERO, max),
    ] {
        let bounds = json!({ "min": least.to_string(), "max": most.to_string() });
        let drawn = numbers(json!({ "uniform": bounds }));
        assert!(drawn.iter().all(|one| (least..=most).contains(one)));
        let middle = least + (most - least) / uint(2);
        let above = drawn.iter().filter(|one| **one > middle).count();
        assert!((55..=145).contains(&above), "{least}..={most}: {above}");
    }
}

#[test]
fn uniform_numbers_may_be_negative() {
    let drawn = drawn("signed", json!({ "uniform": { "min": -2, "max": 1 } }));
    let drawn = counts(drawn.iter().map(|one| one.as_int().expect("a number").0));
    let mut numbers: Vec<_> = drawn.into_keys().collect();
    numbers.sort();
    assert_eq!(numbers, [-2, -1, 0, 1].map(I256::unchecked_from));
}

/// Rank k comes with a weight of (k + 1) to the power of minus the exponent.
#[test]
fn ranks_come_as_often_as_zipf_says() {
    for exponent in [0.0, 0.5, 1.0, 2.0] {
        let mut document = calling(
            "number",
            json!([{ "zipf": { "count": 5, "exponent": exponent, "start": 10 } }]),
        );
        document["transactions"] = 20_000.into();
        let all = arguments(&made(&document));
        let counted = counts(all.iter().map(|arguments| number(&arguments[0])));
        let weights = [1.0, 2.0, 3.0, 4.0, 5.0_f64].map(|rank| rank.powf(-exponent));
        let sum: f64 = weights.iter().sum();
        for (number, weight) in (10..).zip(weights) {
            let expected = 20_000.0 * weight / sum;
            let count = counted[&uint(number)] as f64;
            // Four times the standard deviation, at the least.
            assert!(
                (count - expected).abs() < 4.0 * expected.sqrt(),
                "{number}: {count}"
            );
        }
    }
}

#[test]
fn sequences_go_on_and_start_over() {
    let all = numbers(json!({ "sequence": {} }));
    assert!(all.iter().copied().eq((0..200).map(uint)));
    let all = numbers(json!({ "sequence": { "start": 10, "step": 5, "count": 3 } }));
    assert_eq!(all[..7], [10, 15, 20, 10, 15, 20, 10].map(uint));
    let all = numbers(json!({ "sequence": { "start": 1_000, "step": -5 } }));
    assert_eq!(all[199], uint(5));
}

/// Every place where a sequence is written counts for itself.
#[test]
fn sequences_have_counters_of_their_own() {
    let sequence = json!({ "sequence": {} });
    let document = document(json!({ "steps": [
        { "to": "echo", "function": "three", "arguments": [sequence, sequence, 7], "weight": 3 },
        { "to": "echo", "function": "number", "arguments": [sequence] },
    ] }));
    let (mut threes, mut ones) = (0, 0);
    for arguments in arguments(&made(&document)) {
        if arguments.len() == 3 {
            assert_eq!(
                arguments[..2],
                [0, 1].map(|_| DynSolValue::Uint(uint(threes), 256))
            );
            threes += 1;
        } else {
            assert_eq!(number(&arguments[0]), uint(ones));
            ones += 1;
        }
    }
    assert!(threes > 2 * ones && ones > 20, "{threes} to {ones}");
}

#[test]
fn a_choice_gives_each_as_often() {
    let counted = counts(numbers(
        json!({ "choice": [5, "6 wei", { "sum": [3, 4] }] }),
    ));
    assert_eq!(counted.len(), 3);
    for number in [5, 6, 7] {
        assert!(counted[&uint(number)] > 40, "{counted:?}");
    }
}

#[test]
fn a_repeated_value_is_drawn_as_often() {
    let each = json!({ "uniform": { "min": 0, "max": 1_000_000 } });
    let count = json!({ "uniform": { "min": 0, "max": 3 } });
    let all = drawn(
        "numbers",
        json!({ "repeat": { "count": count, "value": each } }),
    );
    let lengths = counts(
        all.iter()
            .map(|one| one.as_array().expect("an array").len()),
    );
    assert_eq!(lengths.len(), 4);
    let elements = all.iter().flat_map(|one| one.as_array().expect("an array"));
    let different = counts(elements.clone().map(number)).len();
    assert!(different * 100 > elements.count() * 99);
}

#[test]
fn generators_stand_within_arrays_and_tuples() {
    let sequence = json!({ "sequence": { "start": 1 } });
    let all = drawn("record", json!([{ "sender": true }, [sequence, 9]]));
    for (at, one) in (1..).zip(&all) {
        let fields = one.as_tuple().expect("a tuple");
        let many = fields[1].as_fixed_array().expect("an array");
        assert_eq!(
            many.iter().map(number).collect::<Vec<_>>(),
            [uint(at), uint(9)]
        );
    }
}

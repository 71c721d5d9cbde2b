//! Steps that go on from what earlier transactions of the block returned.

use crate::harness::*;

/// Four in five transactions are `makes`, which return a number that is counted up; the others take.
fn taking(takes: &str, output: Json) -> Workload {
    made(&document(json!({ "steps": [
        { "id": "make", "weight": 4, "to": "echo", "function": "three",
          "arguments": [{ "sequence": { "start": 1_000 } }, 7, { "sequence": { "start": 5_000 } }] },
        { "id": "take", "to": "echo", "function": "number",
          "arguments": [{ "result": { "step": "make", "output": output, "take": takes } }] },
    ] })))
}

/// What was taken, and how many had been made by then.
fn taken(workload: &Workload) -> Vec<(u64, u64)> {
    let (mut made, mut taken) = (0, Vec::new());
    for arguments in arguments(workload) {
        match &arguments[..] {
            [one] => taken.push((number(one).to(), made)),
            _ => made += 1,
        }
    }
    assert!((25..=55).contains(&taken.len()), "{}", taken.len());
    taken
}

#[test]
fn the_last_result_is_of_an_earlier_transaction() {
    let taken = taken(&taking("last", json!(0)));
    assert!(
        taken
            .iter()
            .all(|(number, made)| (1_000..1_000 + made).contains(number))
    );
    // Blocks are executed a few transactions at a time, so “the last” may be some behind.
    assert!(taken.is_sorted());
    assert!(counts(taken.iter().map(|(number, _)| *number)).len() > 1);
}

#[test]
fn any_result_may_be_taken_twice() {
    let mut all = taken(&taking("any", json!(2)));
    assert!(
        all.iter()
            .all(|(number, made)| (5_000..5_000 + made).contains(number))
    );
    assert!(!all.is_sorted());
    all.sort();
    assert!(all.windows(2).any(|pair| pair[0].0 == pair[1].0));
}

#[test]
fn a_result_is_taken_once_by_each_step() {
    let mut all = taken(&taking("once", json!(0)));
    let count = all.len();
    all.sort();
    all.dedup_by_key(|(number, _)| *number);
    assert_eq!(all.len(), count);
}

/// Two steps take from a third: what one has taken, the other may still take.
#[test]
fn steps_take_independently_of_each_other() {
    let take = |id: &str| {
        json!({ "id": id, "to": "echo", "function": "number", "arguments": [
            { "result": { "step": "make", "take": "once" } },
        ] })
    };
    let workload = made(&document(json!({ "steps": [
        { "id": "make", "to": "echo", "function": "three", "arguments": [{ "sequence": {} }, 0, 0] },
        take("one"), take("other"),
    ] })));
    let taken = arguments(&workload)
        .into_iter()
        .filter(|all| all.len() == 1);
    let counted = counts(taken.map(|all| number(&all[0])));
    assert!(counted.values().all(|count| *count <= 2));
    assert!(counted.values().any(|count| *count == 2));
}

/// Draws of one transaction from one step are of the same earlier transaction: its sender, its
/// arguments and its results fit together.
#[test]
fn draws_of_one_transaction_fit_together() {
    let of =
        |output: Json| json!({ "result": { "step": "make", "output": output, "take": "any" } });
    let workload = made(&document(json!({ "steps": [
        { "id": "make", "to": "echo", "function": "three",
          "arguments": [{ "sequence": {} }, { "uniform": { "min": 0, "max": "1e9" } }, 0] },
        { "id": "take", "from": of(json!("sender")), "to": "echo", "function": "numbers",
          "arguments": [[of(json!("arg:0")), of(json!(0)), of(json!("arg:1")), of(json!(1))]] },
    ] })));
    let mut made = Vec::new();
    let mut taken = 0;
    for (transaction, arguments) in workload.block.transactions.iter().zip(arguments(&workload)) {
        if let [array] = &arguments[..] {
            let of: Vec<_> = array
                .as_array()
                .expect("an array")
                .iter()
                .map(number)
                .collect();
            assert!(of[0] == of[1] && of[2] == of[3]);
            assert!(made.contains(&(transaction.caller, of[0], of[2])));
            taken += 1;
        } else {
            made.push((
                transaction.caller,
                number(&arguments[0]),
                number(&arguments[1]),
            ));
        }
    }
    assert!(taken > 50, "{taken}");
}

/// What was taken is what the transaction returns when the block is executed.
#[test]
fn results_are_those_of_the_block() {
    let workload = made(&document(json!({
        "contracts": [{ "id": "nft", "contract": "NftCounter" }],
        "steps": [
            { "id": "mint", "to": "nft", "function": "mint" },
            { "id": "give", "from": { "result": { "step": "mint", "output": "sender", "take": "once" } },
              "to": "nft", "function": "transferFrom", "arguments": [
                { "sender": true },
                { "account": "contention" },
                { "result": { "step": "mint", "take": "once" } },
            ] },
        ],
    })));
    let outcome = executed(&workload);
    let given = arguments(&workload)
        .iter()
        .filter(|all| all.len() == 3)
        .count();
    assert!(given > 60, "{given}");
    assert!(outcome.receipts.iter().all(|receipt| receipt.is_success()));
}

/// The first transactions are of steps that need nothing, however seldom they are drawn.
#[test]
fn a_step_waits_for_its_first_result() {
    let workload = made(&document(json!({ "steps": [
        { "id": "third", "weight": 1_000, "to": "echo", "function": "people",
          "arguments": [[{ "result": { "step": "second" } }]] },
        { "id": "second", "weight": 1_000, "to": "echo", "function": "two", "arguments": [
            { "result": { "step": "first" } }, "deployer"] },
        { "id": "first", "weight": 0.001, "to": "echo", "function": "who",
          "arguments": [{ "sender": true }] },
    ] })));
    let kinds = (0..200).map(|index| workload.kind_of_call(index));
    let kinds: Vec<_> = kinds.collect();
    let first = |kind: &str| kinds.iter().position(|one| one == kind).expect(kind);
    assert_eq!(first("Echo.who"), 0);
    assert!(first("Echo.two") < first("Echo.people"));
}

/// A step may go on from its own earlier transactions, where another has begun.
#[test]
fn nothing_to_take_is_said() {
    let take = json!({ "id": "take", "to": "echo", "function": "number",
        "arguments": [{ "result": { "step": "make", "take": "once" } }] });
    let make = json!({ "id": "make", "weight": 0, "to": "echo", "function": "number",
        "arguments": [1] });
    let document = document(json!({ "steps": [take, make] }));
    assert_refused(&document, "steps", "No step can be drawn any more");
    let mut alone = document.clone();
    alone["steps"] = json!([{ "id": "make", "to": "echo", "function": "number",
        "arguments": [{ "result": { "step": "make" } }] }]);
    assert_refused(&alone, "steps", "No step can be drawn any more");
}

/// What did not succeed has no results.
#[test]
fn failed_transactions_give_no_results() {
    let document = document(json!({
        "contracts": [
            { "id": "echo", "contract": "Echo" },
            { "id": "token", "contract": "Token", "arguments": ["T", "T", 0] },
        ],
        "steps": [
            { "id": "make", "weight": 0.1, "to": "token", "function": "transfer",
              "arguments": ["deployer", 1] },
            { "id": "take", "to": "echo", "function": "flag",
              "arguments": [{ "result": { "step": "make" } }] },
        ],
    }));
    let workload = made(&document);
    let kinds = counts((0..200).map(|index| workload.kind_of_call(index)));
    assert_eq!(kinds["Token.transfer"], 200);
}

#[test]
fn outputs_that_are_not_there_are_said() {
    let document = |output: Json| {
        document(json!({ "steps": [
            { "id": "make", "to": "echo", "function": "number", "arguments": [1] },
            { "id": "take", "to": "echo", "function": "number",
              "arguments": [{ "result": { "step": "make", "output": output } }] },
        ] }))
    };
    let path = "steps[1].arguments[0]";
    assert_refused(&document(json!(1)), path, "returns no value 1: there are 1");
    assert_refused(
        &document(json!("arg:1")),
        path,
        "no argument 1: there are 1",
    );
    assert_refused(&document(json!("sender")), path, "uint256 is wanted");
}

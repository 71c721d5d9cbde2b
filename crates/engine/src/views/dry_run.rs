//! What would fail of a block, and why.

use super::Recorded;
use crate::subject::Subject;
use lanewise_protocol::{CallGroup, DryRun, FailureGroup};
use std::collections::HashMap;

/// The most groups of failures told.
const FAILURES: usize = 50;
/// The most kinds of calls told.
const CALLS: usize = 100;

/// How the transactions ended, by kind of call.
pub(crate) fn dry_run(subject: &Subject, recorded: &Recorded) -> DryRun {
    let mut calls: Vec<CallGroup> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut failures: HashMap<(String, String), FailureGroup> = HashMap::new();
    let (mut succeeded, mut gas_used) = (0, 0);
    for (index, receipt) in recorded.receipts.iter().enumerate() {
        let index = index as u32;
        let call = subject.kind_of_call(index);
        let place = *places.entry(call.clone()).or_insert_with(|| {
            calls.push(CallGroup {
                call: call.clone(),
                count: 0,
                succeeded: 0,
                gas_used: 0,
            });
            calls.len() - 1
        });
        let group = &mut calls[place];
        group.count += 1;
        group.gas_used += receipt.gas_used;
        gas_used += receipt.gas_used;
        if receipt.is_success() {
            group.succeeded += 1;
            succeeded += 1;
            continue;
        }
        let reason = subject.reason(receipt);
        let key = (call.clone(), without_numbers(&reason));
        let group = failures.entry(key).or_insert_with(|| FailureGroup {
            call,
            reason,
            count: 0,
            first: index,
        });
        group.count += 1;
    }
    let mut failures: Vec<_> = failures.into_values().collect();
    failures.sort_by_key(|group| (u32::MAX - group.count, group.first));
    failures.truncate(FAILURES);
    calls.truncate(CALLS);
    DryRun {
        transactions: recorded.receipts.len() as u32,
        succeeded,
        gas_used,
        failures,
        calls,
    }
}

/// A reason without what is different each time: `TooLittleOut(amountOut: 5, minimumOut: 7)` is the
/// same as with other amounts.
fn without_numbers(reason: &str) -> String {
    let words = reason.split_inclusive([' ', ',', '(', ')']);
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    words.filter(|word| !is_number(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::without_numbers;

    #[test]
    fn reasons_that_differ_in_amounts_alone_are_the_same() {
        assert_eq!(
            without_numbers("TooLittleOut(amountOut: 5, minimumOut: 7)"),
            without_numbers("TooLittleOut(amountOut: 15, minimumOut: 0x12…34)")
        );
        assert_ne!(without_numbers("out of gas"), without_numbers("sorry"));
    }
}

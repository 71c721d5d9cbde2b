//! What is noted of hashes: every input of a suitable length, with its own hash, and the same
//! errors as sequential execution.

mod support;

use lanewise_executor::{
    Block, Control, ExecuteError, InPlace, PreState, Preimages, preimages,
    revm::primitives::{B256, Bytes, U256, keccak256},
};
use support::{calls::calls, run, wide_block::wide_block};

fn noted(block: &Block, pre: &PreState) -> Preimages {
    preimages(block, pre, &Control::new()).expect("the block is valid")
}

/// Hashes all call data, and stores something at the hash.
const HASH_ALL: &str =
    "CALLDATASIZE PUSH0 PUSH0 CALLDATACOPY PUSH1 0x01 CALLDATASIZE PUSH0 KECCAK256 SSTORE STOP";

#[test]
fn inputs_of_a_word_and_longer_ones_up_to_a_bound_are_kept() {
    let lengths = [0, 31, 32, 33, 64, 64, 65, 256, 257, 1000];
    let inputs = lengths.map(|length| Bytes::from(vec![length as u8; length]));
    let (block, pre) = calls(HASH_ALL, inputs.iter().cloned(), 200_000);
    let noted = noted(&block, &pre);
    let kept: Vec<_> = inputs
        .iter()
        .filter(|input| noted.get(&keccak256(input)).is_some())
        .map(|input| input.len())
        .collect();
    assert_eq!(kept, [32, 33, 64, 64, 65, 256]);
    assert_eq!(noted.len(), 5);
    for (hash, input) in noted.iter() {
        assert_eq!(keccak256(input), hash);
    }
}

#[test]
fn memory_never_written_counts_as_zeros() {
    let (block, pre) = calls(
        "PUSH1 0x40 PUSH2 0x1000 KECCAK256 STOP",
        [Bytes::new()],
        100_000,
    );
    let noted = noted(&block, &pre);
    assert_eq!(noted.get(&keccak256([0; 64])), Some([0; 64].as_slice()));
}

#[test]
fn an_instruction_that_runs_out_of_gas_leaves_nothing() {
    // The memory alone costs more than there is.
    let program = "PUSH1 0x40 PUSH3 0x400000 KECCAK256 STOP";
    let (block, pre) = calls(program, [Bytes::new()], 50_000);
    assert!(noted(&block, &pre).is_empty());
}

#[test]
fn the_nearest_hash_below_is_found() {
    let inputs = [1, 2, 3].map(|byte| Bytes::from(vec![byte; 64]));
    let (block, pre) = calls(HASH_ALL, inputs.iter().cloned(), 100_000);
    let noted = noted(&block, &pre);
    for input in &inputs {
        let hash = keccak256(input);
        let place = B256::from(U256::from_be_bytes(hash.0) + U256::from(7));
        assert_eq!(noted.at_or_below(&hash), Some((hash, input.as_ref())));
        assert_eq!(noted.at_or_below(&place), Some((hash, input.as_ref())));
    }
    let lowest = inputs.iter().map(keccak256).min().unwrap();
    let below = B256::from(U256::from_be_bytes(lowest.0) - U256::from(1));
    assert_eq!(noted.at_or_below(&below), None);
}

#[test]
fn what_later_transactions_hash_depends_on_what_earlier_ones_stored() {
    // Hashes the value of slot 0 and stores the hash there.
    let program = "PUSH0 SLOAD PUSH0 MSTORE PUSH1 0x20 PUSH0 KECCAK256 PUSH0 SSTORE STOP";
    let (block, pre) = calls(program, [Bytes::new(), Bytes::new()], 100_000);
    let noted = noted(&block, &pre);
    let first = keccak256([0; 32]);
    assert_eq!(noted.get(&first), Some([0; 32].as_slice()));
    assert_eq!(noted.get(&keccak256(first)), Some(first.as_slice()));
    assert_eq!(noted.len(), 2);
}

#[test]
fn errors_are_those_of_sequential_execution() {
    let mut invalid = 0;
    for seed in 0..150 {
        let made = wide_block(seed);
        let expected = run("sequential", &made.block, &made.pre, &InPlace);
        let noted = preimages(&made.block, &made.pre, &Control::new());
        invalid += u32::from(expected.is_err());
        assert_eq!(noted.map(|_| ()), expected.map(|_| ()), "seed {seed}");
    }
    assert!(invalid > 0, "no block was invalid");
}

#[test]
fn it_can_be_cancelled() {
    let (block, pre) = calls(HASH_ALL, [Bytes::new()], 100_000);
    let control = Control::new();
    control.cancel();
    let noted = preimages(&block, &pre, &control);
    assert_eq!(noted.map(|_| ()), Err(ExecuteError::Cancelled));
}

//! Before the transactions.

use super::*;
use lanewise_executor::revm::primitives::{B256, U256Map, address, keccak256};

pub(crate) use support::system_contracts::opening as contracts;
use support::system_contracts::{BEACON_ROOTS, HISTORY};

pub(crate) fn operations() -> SystemOperations {
    SystemOperations {
        parent_beacon_block_root: Some(B256::repeat_byte(0x47)),
        parent_hash: Some(B256::repeat_byte(0x29)),
        ..SystemOperations::default()
    }
}

fn word(byte: u8) -> U256 {
    U256::from_be_bytes([byte; 32])
}

#[test]
fn the_parents_root_and_hash_are_stored() {
    let block = block(SpecId::PRAGUE, operations());
    let changes = changes(&block, &state(contracts()));
    assert_eq!(changes.accounts.len(), 2);
    let time = block.env.timestamp % U256::from(8191);
    let roots = [
        (time, block.env.timestamp),
        (time + U256::from(8191), word(0x47)),
    ];
    let expected: U256Map<U256> = roots.into_iter().collect();
    assert_eq!(changes.accounts[&BEACON_ROOTS].storage, expected);
    let slot = U256::from(19_999_999 % 8191);
    let expected: U256Map<U256> = [(slot, word(0x29))].into_iter().collect();
    assert_eq!(changes.accounts[&HISTORY].storage, expected);
}

/// EIP-4788 and EIP-2935: "If no code exists at the address, the call must fail silently".
#[test]
fn missing_contracts_are_passed_over() {
    let block = block(SpecId::PRAGUE, operations());
    assert_eq!(changes(&block, &state([])), StateChanges::default());
    // Nor is an empty account touched, which would delete it.
    let mut pre = state([]);
    pre.insert(HISTORY, AccountInfo::default());
    assert_eq!(changes(&block, &pre), StateChanges::default());
}

/// A call that fails changes nothing, and does no harm.
#[test]
fn failing_contracts_are_passed_over() {
    let block = block(SpecId::PRAGUE, operations());
    // Writes, then breaks off by INVALID; writes, then loops without end.
    let pre = state([
        (BEACON_ROOTS, "6001600155fe"),
        (HISTORY, "60016001555b600556"),
    ]);
    assert_eq!(changes(&block, &pre), StateChanges::default());
}

/// The contract stores how much gas it has after two instructions: GAS, PUSH0, SSTORE.
#[test]
fn system_calls_have_thirty_million_gas() {
    for spec in [SpecId::CANCUN, SpecId::PRAGUE, SpecId::OSAKA] {
        let changes = changes(&block(spec, operations()), &state([(HISTORY, "5a5f55")]));
        let stored = changes.accounts[&HISTORY].storage[&U256::ZERO];
        assert_eq!(stored, U256::from(30_000_000 - 2), "{spec:?}");
    }
}

#[test]
fn transactions_see_what_was_stored() {
    let mut block = block(SpecId::PRAGUE, operations());
    let mut pre = state(contracts());
    for index in 0..20 {
        let caller = Address::repeat_byte(index + 1);
        pre.insert(caller, AccountInfo::from_balance(U256::from(1)));
        let (to, input) = if index % 2 == 0 {
            (BEACON_ROOTS, block.env.timestamp)
        } else {
            (HISTORY, block.env.number - U256::ONE)
        };
        let input = input.to_be_bytes::<32>().into();
        block.transactions.push(call(caller, 0, to, 0, input));
    }
    let run = execute(&block, &pre).expect("the block is valid");
    for (index, receipt) in run.outcome.receipts.iter().enumerate() {
        let byte = if index % 2 == 0 { 0x47 } else { 0x29 };
        assert!(receipt.is_success());
        assert_eq!(receipt.output.as_ref(), [byte; 32]);
    }
    assert_eq!(run.outcome.changes.accounts.len(), 22);
}

#[test]
fn the_system_address_is_left_alone() {
    let system = address!("fffffffffffffffffffffffffffffffffffffffe");
    let mut pre = state(contracts());
    pre.insert(system, AccountInfo::default());
    let changes = changes(&block(SpecId::PRAGUE, operations()), &pre);
    assert!(!changes.accounts.contains_key(&system));
}

/// EIP-779: "the balances of the accounts are moved", all of them, to the refund contract.
#[test]
fn the_dao_is_drained() {
    let dao = address!("bb9bc244d798123fde783fcc1c72d3bb8c189413");
    let extra = address!("807640a13483f8ac783c557fcdf27be11ea4ac7a");
    let refund = address!("bf4ed7b27f1d666546e30d74d50d173d20bca754");
    let mut pre = state([(dao, "00")]);
    pre.set_storage(dao, U256::from(1), U256::from(1));
    let dao_before = pre.account(&dao).expect("it was made").info.clone();
    pre.insert(dao, dao_before.with_balance(U256::from(100)));
    pre.insert(extra, AccountInfo::from_balance(U256::from(20)));
    pre.insert(refund, AccountInfo::from_balance(U256::from(3)));
    let system = SystemOperations {
        dao_fork: true,
        ..SystemOperations::default()
    };
    let changes = changes(&block(SpecId::HOMESTEAD, system), &pre);
    assert_eq!(balance(&changes, refund), U256::from(123));
    // 116 drained accounts, empty where they were not there: that is before EIP-161.
    assert_eq!(changes.accounts.len(), 117);
    assert_eq!(balance(&changes, extra), U256::ZERO);
    let dao_after = changes.accounts[&dao].info.as_ref().expect("it stays");
    assert_eq!(dao_after.code_hash, keccak256([0]));
    let mut drained: Vec<_> = changes.accounts.keys().collect();
    drained.retain(|address| **address != refund);
    drained.sort();
    // Of the list in EIP-779's appendix, sorted: its first and last.
    assert_eq!(
        *drained[0],
        address!("005f5cee7a43331d5a3d3eec71305925a62f34b6")
    );
    assert_eq!(
        *drained[115],
        address!("fe24cdd8648121a43a7c86d289be4dd2951ed49f")
    );
}

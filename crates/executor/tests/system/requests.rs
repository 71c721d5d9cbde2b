//! Requests to the consensus layer (EIP-6110, EIP-7002, EIP-7251, EIP-7685).

use super::*;
use lanewise_executor::{
    RequestRules, requests_hash,
    revm::primitives::{address, b256},
};

pub(crate) use support::system_contracts::{
    CONSOLIDATIONS, DEPOSITS, DEPOSITS_CODE, WITHDRAWALS, deposit_event as event,
    requests as contracts,
};

pub(crate) fn operations() -> SystemOperations {
    SystemOperations {
        requests: Some(RequestRules {
            deposit_contract: DEPOSITS,
        }),
        ..SystemOperations::default()
    }
}

/// A byte string of zeros that ends in a byte.
fn ending(length: usize, last: u8) -> Vec<u8> {
    let mut bytes = vec![0; length];
    bytes[length - 1] = last;
    bytes
}

/// The block of the execution specs' `test_valid_multi_type_requests`, "consolidation_from_eoa+
/// withdrawal_from_eoa+deposit_from_eoa", its deposit made by the contract above. The hash is the
/// one in the header there.
#[test]
fn requests_of_all_types() {
    let [consolidator, withdrawer] = [
        address!("a94f5374fce5edbc8e2a8697c15331677e6ebf0b"),
        address!("8a0a19589531694250d570040a0c4b74576919b8"),
    ];
    let mut pre = state(contracts());
    for caller in [consolidator, withdrawer] {
        pre.insert(caller, AccountInfo::from_balance(U256::from(1)));
    }
    let consolidation = [ending(48, 0), ending(48, 1)].concat();
    let withdrawal = [ending(48, 1), ending(8, 0)].concat();
    let (key, credentials, signature) = (ending(48, 0), ending(32, 1), ending(96, 2));
    let amount = 32_000_000_000u64.to_le_bytes();
    let deposit = event([&key, &credentials, &amount, &signature, &[0; 8]]);
    let mut block = block(SpecId::PRAGUE, operations());
    block.transactions = vec![
        call(
            consolidator,
            0,
            CONSOLIDATIONS,
            1,
            consolidation.clone().into(),
        ),
        call(withdrawer, 0, WITHDRAWALS, 1, withdrawal.clone().into()),
        call(PERSON, 0, DEPOSITS, 0, deposit.into()),
    ];
    let run = execute(&block, &pre).expect("the block is valid");
    let expected = [
        [&[0][..], &key, &credentials, &amount, &signature, &[0; 8]].concat(),
        [&[1][..], withdrawer.as_slice(), &withdrawal].concat(),
        [&[2][..], consolidator.as_slice(), &consolidation].concat(),
    ];
    assert_eq!(run.outcome.requests, expected.map(Bytes::from));
    assert_eq!(
        requests_hash(&run.outcome.requests),
        b256!("f8a6385afdeb0b30eb56063f902c90d038a6263a1300ec0d92deb9e158f8d799")
    );
    // The queue is empty again: of the contract's four counters none is left. Its elements stay.
    let contract = &run.outcome.changes.accounts[&WITHDRAWALS];
    assert!((0..4).all(|slot| !contract.storage.contains_key(&U256::from(slot))));
    assert_eq!(
        contract.storage[&U256::from(4)],
        U256::from_be_bytes(withdrawer.into_word().0)
    );
    assert_eq!(
        contract.info.as_ref().expect("it is there").balance,
        U256::ONE
    );
}

/// EIP-7002: sixteen a block, the rest in the next one; a fee that grows with the excess.
#[test]
fn requests_that_wait() {
    let mut pre = state(contracts());
    let mut block = block(SpecId::PRAGUE, operations());
    for index in 0..20u8 {
        let caller = Address::repeat_byte(index + 1);
        pre.insert(caller, AccountInfo::from_balance(U256::from(1)));
        let input = [ending(48, index), 5u64.to_be_bytes().to_vec()].concat();
        block
            .transactions
            .push(call(caller, 0, WITHDRAWALS, 1, input.into()));
    }
    for expected in [16, 4, 0] {
        let run = execute(&block, &pre).expect("the block is valid");
        let sizes: Vec<_> = run
            .outcome
            .requests
            .iter()
            .map(|request| request.len())
            .collect();
        let expected: &[usize] = if expected > 0 {
            &[1 + 76 * expected]
        } else {
            &[]
        };
        assert_eq!(sizes, expected);
        pre.apply(&run.outcome.changes);
        block.transactions.clear();
    }
    // Twenty instead of two, then two less a block.
    assert_eq!(pre.storage(&WITHDRAWALS, &U256::ZERO), U256::from(14));
}

/// EIP-6110: deposits are requested in the order of their logs, in one request.
#[test]
fn deposits_in_order() {
    let mut block = block(SpecId::PRAGUE, operations());
    let mut pre = state(contracts());
    let deposit = |index: u8| {
        let (key, credentials, signature) = (ending(48, index), [1; 32], [2; 96]);
        event([&key, &credentials, &[3; 8], &signature, &[index; 8]])
    };
    for index in 0..10 {
        let caller = Address::repeat_byte(index + 1);
        pre.insert(caller, AccountInfo::from_balance(U256::from(1)));
        block
            .transactions
            .push(call(caller, 0, DEPOSITS, 0, deposit(index).into()));
    }
    let run = execute(&block, &pre).expect("the block is valid");
    let [request] = &run.outcome.requests[..] else {
        panic!("{} requests", run.outcome.requests.len());
    };
    let (kind, deposits) = request.split_first().expect("it is not empty");
    assert_eq!((*kind, deposits.len()), (0, 10 * 192));
    for (index, deposit) in deposits.chunks(192).enumerate() {
        assert_eq!((deposit[47], deposit[184]), (index as u8, index as u8));
    }
}

#[test]
fn deposits_that_cannot_be_read() {
    let good = event([&[1; 48], &[2; 32], &[3; 8], &[4; 96], &[5; 8]]);
    let spoilt = |at: usize, value: u8| {
        let mut event = good.clone();
        event[at] = value;
        event
    };
    let longer = [&good[..], &[0; 32]].concat();
    let cases = [
        (good[..544].to_vec(), "has 544 bytes instead of 576"),
        (longer, "has 608 bytes instead of 576"),
        (Vec::new(), "has 0 bytes instead of 576"),
        (spoilt(31, 161), "has its public key at 161 instead of 160"),
        (spoilt(0, 1), "instead of 160"),
        (spoilt(159, 1), "has its index at 513 instead of 512"),
        (
            spoilt(191, 47),
            "has a public key of 47 bytes instead of 48",
        ),
        (spoilt(351, 9), "has a amount of 9 bytes instead of 8"),
        (spoilt(415, 95), "has a signature of 95 bytes instead of 96"),
    ];
    for (event, expected) in cases {
        let mut block = block(SpecId::PRAGUE, operations());
        block.transactions = vec![call(PERSON, 0, DEPOSITS, 0, event.into())];
        let rule = refusal(&block, &state(contracts()));
        assert!(rule.contains(expected), "{rule}");
    }
}

/// Logs of other contracts, with other topics and of transactions that failed are no deposits.
#[test]
fn logs_that_are_no_deposits() {
    let other = Address::repeat_byte(0xdf);
    let bare = Address::repeat_byte(0xd0);
    let failing = DEPOSITS_CODE.replace("a100", "a1fe");
    // LOG0 of all input.
    let without_topic = "365f5f37365fa000";
    for (contract, code) in [
        (other, DEPOSITS_CODE),
        (DEPOSITS, without_topic),
        (DEPOSITS, failing.as_str()),
        (bare, without_topic),
    ] {
        let [withdrawals, consolidations, _] = contracts();
        let pre = state([withdrawals, consolidations, (contract, code)]);
        let mut block = block(SpecId::PRAGUE, operations());
        block.transactions = vec![call(PERSON, 0, contract, 0, Bytes::from(vec![1; 10]))];
        let run = execute(&block, &pre).expect("the block is valid");
        assert!(run.outcome.requests.is_empty());
    }
}

/// EIP-7002 and EIP-7251: "If there is no code at the address, the block is invalid", and so it is
/// if the call fails.
#[test]
fn contracts_that_are_missing_or_fail() {
    let block = block(SpecId::PRAGUE, operations());
    let [withdrawals, consolidations, _] = contracts();
    let rule = refusal(&block, &state([consolidations]));
    assert!(
        rule.contains("no code") && rule.contains("withdrawal requests"),
        "{rule}"
    );
    let rule = refusal(&block, &state([withdrawals]));
    assert!(
        rule.contains("no code") && rule.contains("consolidation requests"),
        "{rule}"
    );
    // INVALID; REVERT; a loop without end.
    for code in ["fe", "5f5ffd", "5b5f56"] {
        let rule = refusal(&block, &state([withdrawals, (CONSOLIDATIONS, code)]));
        assert!(rule.contains("consolidation requests, fails"), "{rule}");
        let rule = refusal(&block, &state([(WITHDRAWALS, code), consolidations]));
        assert!(rule.contains("withdrawal requests, fails"), "{rule}");
    }
    assert_eq!(
        changes(&block, &state([withdrawals, consolidations])),
        StateChanges::default()
    );
}

/// Made with Python's `hashlib`; the first is that of nothing, as EIP-7685 has it.
#[test]
fn hashes_of_requests() {
    assert_eq!(
        requests_hash(&[]),
        b256!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    );
    let deposit = Bytes::from_static(b"\x00ab");
    let empty = Bytes::from_static(b"\x01");
    let consolidation = [&[2][..], &[b'c'; 40]].concat().into();
    assert_eq!(
        requests_hash(&[deposit, empty, consolidation]),
        b256!("62ceee54eb5893b61e0e819f041127a6460e6977a9c4df7090c23c46ac404f0f")
    );
}

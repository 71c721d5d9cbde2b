//! What the protocol itself leaves in the list, at the places before and after the transactions.

use super::*;
use crate::support::system_contracts::{
    BEACON_ROOTS, CONSOLIDATIONS, DEPOSITS, HISTORY, WITHDRAWALS, opening, requests,
};
use lanewise_executor::{
    RequestRules, SystemOperations, Withdrawal,
    revm::primitives::{B256, hex},
};

fn deployed(contracts: &[(Address, &'static str)]) -> Scene {
    let mut scene = Scene::new();
    for (address, code) in contracts {
        let code = Bytecode::new_raw(hex::decode(code).expect("hexadecimal").into());
        let info = AccountInfo::from_bytecode(code).with_nonce(1);
        scene.pre.insert(*address, info);
    }
    scene
}

/// EIP-2935: the single updated slot; EIP-4788: the two updated slots; both at index 0.
#[test]
fn before_the_transactions() {
    let mut scene = deployed(&opening());
    let [root, hash] = [B256::repeat_byte(0x47), B256::repeat_byte(0x29)];
    scene.block.system = SystemOperations {
        parent_beacon_block_root: Some(root),
        parent_hash: Some(hash),
        ..SystemOperations::default()
    };
    let [root, hash] = [root, hash].map(|word| U256::from_be_bytes(word.0));
    let at = 12_000 % 8191;
    let expected = || {
        [
            touched(BEACON_ROOTS)
                .writes(at, &[(0, U256::from(12_000))])
                .writes(at + 8191, &[(0, root)]),
            touched(HISTORY).writes(999, &[(0, hash)]),
        ]
    };
    scene.expect(expected());
    // COINBASE "MUST NOT be included for blocks with no transactions", but with one.
    let scene = scene.send(|tx| tx.kind = TxKind::Call(OTHER));
    let others = [sender(1), touched(OTHER), touched(FEE_RECIPIENT)];
    scene.expect(expected().into_iter().chain(others));
}

/// EIP-4895: the final balance, at the index after the transactions.
#[test]
fn withdrawals() {
    let mut scene = Scene::new().send(|tx| tx.kind = TxKind::Call(OTHER));
    let withdrawal = |index, address, amount| Withdrawal {
        index,
        validator_index: 0,
        address,
        amount,
    };
    let nothing = Address::repeat_byte(0x99);
    scene.block.system.withdrawals = vec![
        withdrawal(0, OTHER, 2),
        withdrawal(1, OTHER, 3),
        withdrawal(2, nothing, 0),
    ];
    scene.expect([
        sender(1),
        touched(OTHER).balance(2, 5_000_000_000),
        touched(nothing),
        touched(FEE_RECIPIENT),
    ]);
}

/// EIP-7002 and EIP-7251: slots 0 to 3 of each contract, after the transactions; without requests
/// none of them changes.
#[test]
fn queues_without_requests() {
    let mut scene = deployed(&requests());
    scene.block.system.requests = Some(RequestRules {
        deposit_contract: DEPOSITS,
    });
    let queues = [WITHDRAWALS, CONSOLIDATIONS].map(|queue| touched(queue).reads(0..=3));
    scene.expect(queues);
}

/// A withdrawal request is written by its transaction, and the queue's counters by the call after
/// the transactions.
#[test]
fn a_queue_with_a_request() {
    let mut scene = deployed(&requests());
    scene.block.system.requests = Some(RequestRules {
        deposit_contract: DEPOSITS,
    });
    let scene = scene.send(|tx| {
        (tx.kind, tx.value) = (TxKind::Call(WITHDRAWALS), U256::ONE);
        tx.data = vec![1; 56].into();
    });
    let word = |bytes: [u8; 32]| U256::from_be_bytes(bytes);
    let mut last = [0; 32];
    last[..24].fill(1);
    // Slot 1 counts requests, slot 3 is the queue's tail; the request lies in slots 4 to 6.
    let queue = touched(WITHDRAWALS)
        .balance(1, 1)
        .reads([0, 2])
        .writes(1, &[(1, U256::ONE), (2, U256::ZERO)])
        .writes(3, &[(1, U256::ONE), (2, U256::ZERO)])
        .writes(4, &[(1, word(SENDER.into_word().0))])
        .writes(5, &[(1, word([1; 32]))])
        .writes(6, &[(1, word(last))]);
    scene.expect([
        sender(1).balance(1, WEALTH - 1),
        queue,
        touched(CONSOLIDATIONS).reads(0..=3),
        touched(FEE_RECIPIENT),
    ]);
}

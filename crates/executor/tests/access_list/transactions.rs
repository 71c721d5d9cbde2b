//! What a transaction leaves in the list.

use super::*;
use crate::support::assembler::deployer;
use lanewise_executor::revm::{
    context::{
        either::Either,
        transaction::{AccessListItem, Authorization, RecoveredAuthority, RecoveredAuthorization},
    },
    primitives::B256,
};

/// A call of the address in word 0 with a value, without data.
fn calling(address: Address, value: u8, gas: u32) -> String {
    let zeros = "PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00";
    format!("{zeros} PUSH1 0x{value:02x} PUSH20 0x{address:x} PUSH4 0x{gas:08x} CALL POP")
}

#[test]
fn a_payment_with_a_fee() {
    let scene = Scene::new().send(|tx| {
        (tx.kind, tx.value, tx.gas_limit) = (TxKind::Call(SENDER), U256::from(5), 50_000);
        tx.gas_price = 2;
    });
    let gas = match scene
        .list()
        .0
        .iter()
        .find(|account| account.address == FEE_RECIPIENT)
    {
        Some(account) => account.balance_changes[0].post_balance.to::<u64>(),
        None => panic!("the fee recipient is not listed"),
    };
    // A payment to oneself: the balance falls by the fee alone.
    scene.expect([
        touched(SENDER).balance(1, WEALTH - gas).nonce(1, 1),
        touched(FEE_RECIPIENT).balance(1, gas),
    ]);
}

/// "Zero-value transfer recipients", and "if the COINBASE reward is zero, the COINBASE address
/// MUST be included as a read".
#[test]
fn nothing_is_paid() {
    let scene = Scene::new().send(|tx| tx.kind = TxKind::Call(OTHER));
    scene.expect([sender(1), touched(OTHER), touched(FEE_RECIPIENT)]);
}

#[test]
fn final_balances_by_place() {
    let pay = |tx: &mut Transaction| (tx.kind, tx.value) = (TxKind::Call(OTHER), U256::from(7));
    let scene = Scene::new().send(pay).send(pay);
    scene.expect([
        sender(2).balance(1, WEALTH - 7).balance(2, WEALTH - 14),
        touched(OTHER).balance(1, 7).balance(2, 14),
        touched(FEE_RECIPIENT),
    ]);
}

/// "Any value change", "zeroing a slot", "SSTORE where post-value equals pre-value", and a value
/// that comes back within the transaction.
#[test]
fn storage() {
    let program = "PUSH1 0x01 SLOAD PUSH1 0x02 SSTORE \
                   PUSH1 0x00 PUSH1 0x03 SSTORE \
                   PUSH1 0x08 PUSH1 0x04 SSTORE \
                   PUSH1 0x09 PUSH1 0x05 SSTORE PUSH1 0x00 PUSH1 0x05 SSTORE";
    let scene = Scene::new().contract(CONTRACT, 0, program);
    let scene = scene
        .slot(CONTRACT, 1, 6)
        .slot(CONTRACT, 3, 1)
        .slot(CONTRACT, 4, 8);
    // The second time nothing changes any more.
    scene.call().call().expect([
        sender(2),
        touched(CONTRACT)
            .reads([1, 4, 5])
            .writes(2, &[(1, U256::from(6))])
            .writes(3, &[(1, U256::ZERO)]),
        touched(FEE_RECIPIENT),
    ]);
}

/// A slot read by one transaction and written by another is in the writes alone.
#[test]
fn a_slot_is_listed_once() {
    let program =
        "CALLVALUE @write JUMPI PUSH1 0x01 SLOAD STOP :write PUSH1 0x03 PUSH1 0x01 SSTORE";
    let scene = Scene::new().contract(CONTRACT, 0, program).call();
    scene.send(|tx| tx.value = U256::ONE).expect([
        sender(2).balance(2, WEALTH - 1),
        touched(CONTRACT)
            .balance(2, 1)
            .writes(1, &[(2, U256::from(3))]),
        touched(FEE_RECIPIENT),
    ]);
}

/// "Targets of BALANCE, EXTCODESIZE, EXTCODECOPY, EXTCODEHASH", of calls, "precompiled contracts".
#[test]
fn accesses_without_changes() {
    let looks = ["BALANCE", "EXTCODESIZE", "EXTCODEHASH"];
    let looked = [0x31, 0x32, 0x33].map(Address::repeat_byte);
    let copied = Address::repeat_byte(0x34);
    let mut program = String::new();
    for (look, at) in looks.iter().zip(looked) {
        program += &format!("PUSH20 0x{at:x} {look} POP ");
    }
    program += &format!("PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH20 0x{copied:x} EXTCODECOPY ");
    let called = Address::repeat_byte(0x35);
    program += &calling(called, 0, 10_000);
    let zeros = "PUSH1 0x00 PUSH1 0x00 PUSH1 0x00 PUSH1 0x00";
    let delegated = Address::repeat_byte(0x36);
    program += &format!(" {zeros} PUSH20 0x{delegated:x} GAS DELEGATECALL POP ");
    let identity = Address::with_last_byte(4);
    program += &format!(" {zeros} PUSH20 0x{identity:x} GAS STATICCALL");
    let all = [
        looked.as_slice(),
        &[copied, called, delegated, identity, FEE_RECIPIENT, CONTRACT],
    ]
    .concat();
    let entries = all.into_iter().map(touched).chain([sender(1)]);
    Scene::new()
        .contract(CONTRACT, 0, &program)
        .call()
        .expect(entries);
}

/// "State changes from the reverted call are discarded, but all accessed addresses MUST be
/// included"; "if storage was read, the corresponding keys MUST appear in storage_reads".
#[test]
fn reverted_and_halted() {
    for end in ["PUSH1 0x00 PUSH1 0x00 REVERT", "INVALID"] {
        let program = format!(
            "PUSH1 0x01 SLOAD POP PUSH1 0x09 PUSH1 0x02 SSTORE {} {end}",
            calling(OTHER, 3, 10_000)
        );
        let scene = Scene::new().contract(CONTRACT, 5, &program);
        scene.call().expect([
            sender(1),
            touched(CONTRACT).reads([1, 2]),
            touched(OTHER),
            touched(FEE_RECIPIENT),
        ]);
    }
}

/// "Entries from an EIP-2930 access list MUST NOT be included automatically."
#[test]
fn an_eip_2930_list_touches_nothing() {
    let scene = Scene::new().contract(CONTRACT, 0, "PUSH1 0x01 SLOAD");
    let scene = scene.send(|tx| {
        tx.tx_type = 1;
        let item = |address, slots: &[u64]| AccessListItem {
            address,
            storage_keys: slots
                .iter()
                .map(|slot| B256::from(U256::from(*slot)))
                .collect(),
        };
        tx.access_list = vec![item(CONTRACT, &[1, 2]), item(OTHER, &[3])].into();
    });
    let contract = touched(CONTRACT).reads([1]);
    scene.expect([sender(1), contract, touched(FEE_RECIPIENT)]);
}

/// A call that cannot pay for the access "MUST NOT be included".
#[test]
fn a_call_without_gas_touches_nothing() {
    let program = format!("PUSH20 0x{OTHER:x} BALANCE");
    let scene = Scene::new().contract(CONTRACT, 0, &program);
    // One unit too little for a cold account (EIP-2929), before EIP-2780 lowers the base cost.
    let mut scene = scene;
    scene.block.spec = SpecId::OSAKA;
    let scene = scene.send(|tx| tx.gas_limit = 21_000 + 3 + 2_599);
    scene.expect([sender(1), touched(CONTRACT), touched(FEE_RECIPIENT)]);
}

/// "If an account's balance changes during a transaction, but its post-transaction balance is
/// equal to its pre-transaction balance".
#[test]
fn money_that_comes_back() {
    let program = calling(SENDER, 1, 10_000);
    let scene = Scene::new().contract(CONTRACT, 4, &program);
    let scene = scene.send(|tx| tx.value = U256::ONE);
    scene.expect([sender(1), touched(CONTRACT), touched(FEE_RECIPIENT)]);
}

#[test]
fn creation() {
    let runtime = assemble("PUSH1 0x00 SLOAD");
    let init = deployer("PUSH1 0x05 PUSH1 0x06 SSTORE", &runtime);
    let scene = Scene::new().send(|tx| (tx.kind, tx.data) = (TxKind::Create, init.into()));
    scene.expect([
        sender(1),
        touched(SENDER.create(0))
            .nonce(1, 1)
            .code(1, runtime)
            .writes(6, &[(1, U256::from(5))]),
        touched(FEE_RECIPIENT),
    ]);
}

/// "Target addresses of CREATE/CREATE2 (even when creation fails)".
#[test]
fn a_creation_that_fails() {
    // CREATE(0, 27, 5) of code that reverts: PUSH1 0, PUSH1 0, REVERT.
    let program = "PUSH5 0x60006000fd PUSH1 0x00 MSTORE PUSH1 0x05 PUSH1 0x1b PUSH1 0x00 CREATE";
    let scene = Scene::new().contract(CONTRACT, 0, program);
    scene.call().expect([
        sender(1),
        touched(CONTRACT).nonce(1, 2),
        touched(CONTRACT.create(1)),
        touched(FEE_RECIPIENT),
    ]);
}

/// "Accounts destroyed within a transaction MUST be included in AccountChanges without nonce or
/// code changes. [...] Storage keys [...] modified or read MUST be included as a storage_read."
#[test]
fn destroyed_where_it_was_created() {
    let init = assemble(&format!(
        "PUSH1 0x05 PUSH1 0x06 SSTORE PUSH1 0x07 SLOAD PUSH20 0x{OTHER:x} SELFDESTRUCT"
    ));
    for before in [0, 9] {
        let mut scene = Scene::new();
        let created = SENDER.create(0);
        let mut entry = touched(created).reads([6, 7]);
        if before > 0 {
            scene
                .pre
                .insert(created, AccountInfo::from_balance(U256::from(before)));
            entry = entry.balance(1, 0);
        }
        let init = init.clone();
        let scene = scene.send(|tx| {
            (tx.kind, tx.data, tx.value) = (TxKind::Create, init.into(), U256::from(2));
        });
        scene.expect([
            sender(1).balance(1, WEALTH - 2),
            entry,
            touched(OTHER).balance(1, before + 2),
            touched(FEE_RECIPIENT),
        ]);
    }
}

/// "For positive-value selfdestructs, the sender and beneficiary are recorded with a balance
/// change."
#[test]
fn everything_is_sent_away() {
    let program = format!("PUSH1 0x01 SLOAD POP PUSH20 0x{OTHER:x} SELFDESTRUCT");
    for (balance, pays) in [(8, true), (0, false)] {
        let [mut contract, mut other] = [touched(CONTRACT).reads([1]), touched(OTHER)];
        if pays {
            (contract, other) = (contract.balance(1, 0), other.balance(1, balance));
        }
        let scene = Scene::new().contract(CONTRACT, balance, &program);
        scene
            .call()
            .expect([sender(1), contract, other, touched(FEE_RECIPIENT)]);
    }
}

fn authorization(
    chain: u64,
    authority: Address,
    to: Address,
    nonce: u64,
) -> RecoveredAuthorization {
    let inner = Authorization {
        chain_id: U256::from(chain),
        address: to,
        nonce,
    };
    RecoveredAuthorization::new_unchecked(inner, RecoveredAuthority::Valid(authority))
}

/// "The authority address MUST be included with the nonce and code changes after any successful
/// delegation"; "with an empty change set if authorization fails, but the authority address has
/// already been added to accessed_addresses"; "the delegation target MUST NOT be included during
/// delegation creation and MUST be included when loaded as a call target".
#[test]
fn delegations() {
    let [set, wrong_nonce, wrong_chain] = [0x51, 0x52, 0x53].map(Address::repeat_byte);
    let delegate = |to: TxKind| {
        move |tx: &mut Transaction| {
            (tx.tx_type, tx.kind) = (4, to);
            tx.authorization_list = [
                authorization(1, set, CONTRACT, 0),
                authorization(1, wrong_nonce, CONTRACT, 9),
                authorization(2, wrong_chain, CONTRACT, 0),
            ]
            .map(Either::Right)
            .to_vec();
        }
    };
    let scene = Scene::new().contract(CONTRACT, 0, "PUSH1 0x01 SLOAD");
    let scene = scene.send(delegate(TxKind::Call(OTHER)));
    let code = [&[0xef, 0x01, 0x00], CONTRACT.as_slice()].concat();
    let authority = || touched(set).nonce(1, 1).code(1, code.clone());
    let common = || [touched(wrong_nonce), touched(OTHER), touched(FEE_RECIPIENT)];
    scene.expect(common().into_iter().chain([sender(1), authority()]));
    // The authority runs the target's code on its own storage; then the delegation is taken back.
    let scene = scene.send(|tx| tx.kind = TxKind::Call(set)).send(|tx| {
        (tx.tx_type, tx.kind) = (4, TxKind::Call(OTHER));
        tx.authorization_list = vec![Either::Right(authorization(1, set, Address::ZERO, 1))];
    });
    scene.expect(common().into_iter().chain([
        sender(3),
        authority().nonce(3, 2).code(3, Bytes::new()).reads([1]),
        touched(CONTRACT),
    ]));
}

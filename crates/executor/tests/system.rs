//! What the protocol itself does in a block, each operation by itself and all together in random
//! blocks; always by every strategy.

#[path = "system/before_byzantium.rs"]
mod before_byzantium;
#[path = "system/closing.rs"]
mod closing;
#[path = "system/opening.rs"]
mod opening;
#[path = "system/random.rs"]
mod random;
#[path = "system/requests.rs"]
mod requests;
mod support;

use lanewise_executor::{
    Block, ExecuteError, InPlace, PreState, Run, ScopedThreads, StateChanges, SystemOperations,
    Transaction,
    revm::{
        primitives::{Address, Bytes, TxKind, U256, hardfork::SpecId, hex},
        state::{AccountInfo, Bytecode},
    },
    strategies,
};
use support::{assert_same, run};

/// A person who pays for the transactions.
const PERSON: Address = Address::repeat_byte(0xaa);

/// Executes a block by every strategy, and checks that all of them agree.
fn execute(block: &Block, pre: &PreState) -> Result<Run, ExecuteError> {
    let expected = run("sequential", block, pre, &InPlace);
    for strategy in strategies::TABLE {
        for threads in [1, 3] {
            let actual = run(strategy.id, block, pre, &ScopedThreads(threads));
            let what = format!("{} on {threads} threads", strategy.id);
            assert_same(&what, &expected, &actual);
        }
    }
    if let Ok(run) = &expected {
        assert_canonical(pre, &run.outcome.changes);
    }
    expected
}

/// What a valid block changed.
fn changes(block: &Block, pre: &PreState) -> StateChanges {
    execute(block, pre)
        .expect("the block is valid")
        .outcome
        .changes
}

/// The rule that a block breaks.
fn refusal(block: &Block, pre: &PreState) -> String {
    match execute(block, pre) {
        Err(ExecuteError::InvalidBlock(rule)) => rule,
        other => panic!("it is no invalid block: {other:?}"),
    }
}

/// Nothing is in the changes that did not change.
fn assert_canonical(pre: &PreState, changes: &StateChanges) {
    for (address, change) in &changes.accounts {
        let before = pre.account(address);
        let Some(info) = &change.info else {
            assert!(before.is_some(), "{address} is gone and never was");
            continue;
        };
        let same = before.is_some_and(|before| before.info == *info);
        assert!(
            !same || !change.storage.is_empty(),
            "{address} is as before"
        );
        for (slot, value) in &change.storage {
            assert_ne!(pre.storage(address, slot), *value, "{address}, slot {slot}");
        }
    }
    for hash in changes.codes.keys() {
        assert!(pre.code(hash).is_none(), "the code of {hash} was known");
        let mut infos = changes.accounts.values().flat_map(|change| &change.info);
        assert!(
            infos.any(|info| info.code_hash == *hash),
            "nobody has {hash}"
        );
    }
}

/// A block with the protocol's operations and nothing else.
fn block(spec: SpecId, system: SystemOperations) -> Block {
    let mut block = Block {
        spec,
        chain_id: 1,
        system,
        ..Block::default()
    };
    block.env.number = U256::from(20_000_000);
    block.env.timestamp = U256::from(1_750_000_000);
    block.env.beneficiary = Address::repeat_byte(0xbe);
    block
}

/// A state in which that person has much and contracts have the given code.
fn state<'a>(contracts: impl IntoIterator<Item = (Address, &'a str)>) -> PreState {
    let mut pre = PreState::new();
    let wealth = U256::from(10).pow(U256::from(21));
    pre.insert(PERSON, AccountInfo::from_balance(wealth));
    for (address, code) in contracts {
        let code = Bytecode::new_raw(hex::decode(code).expect("hexadecimal").into());
        let info = AccountInfo::from_bytecode(code).with_nonce(1);
        pre.insert(address, info);
    }
    pre
}

/// A call at no price.
fn call(caller: Address, nonce: u64, to: Address, value: u64, input: Bytes) -> Transaction {
    Transaction {
        caller,
        nonce,
        kind: TxKind::Call(to),
        value: U256::from(value),
        data: input,
        gas_limit: 1_000_000,
        chain_id: Some(1),
        ..Transaction::default()
    }
}

/// An account's balance after the block.
fn balance(changes: &StateChanges, address: Address) -> U256 {
    let info = changes.accounts[&address].info.as_ref();
    info.expect("it is there").balance
}

//! What only tests call: they see from outside what a page never asks for.

use crate::{guard, pool, throw};
use lanewise_executor::{
    Block, Control, InPlace, PreState, Transaction, Unobserved, Workers,
    revm::{
        bytecode::Bytecode,
        primitives::{Address, Bytes, TxKind, U256, hardfork::SpecId},
        state::AccountInfo,
    },
    strategies::{self, Job},
};
use wasm_bindgen::prelude::*;

/// Breaks the engine on purpose, so that tests can see it recover: `panic`, `memory`, or, where
/// there are threads, `pool-panic` and `pool-memory`.
#[wasm_bindgen]
pub fn crash_for_tests(kind: &str) {
    guard::install_panic_hook();
    let crash = || match kind {
        "panic" | "pool-panic" => panic!("a test asked for this"),
        "memory" | "pool-memory" => {
            let mut hoard = Vec::new();
            loop {
                hoard.push(Vec::<u8>::with_capacity(64 << 20));
            }
        }
        _ => {}
    };
    let crashed = guard::run(|| {
        if kind.starts_with("pool") {
            pool::watch(crash, || {});
        } else {
            crash();
        }
    });
    if let Err(words) = crashed {
        throw(&words);
    }
}

/// Adds one to slot 0 and calls itself with all the gas there is:
/// `PUSH0 SLOAD PUSH1 1 ADD PUSH0 SSTORE`, `PUSH0` five times, `ADDRESS GAS CALL STOP`.
const CALLS_ITSELF: [u8; 16] = [
    0x5f, 0x54, 0x60, 0x01, 0x01, 0x5f, 0x55, 0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x30, 0x5a, 0xf1, 0x00,
];

/// Executes a contract that calls itself as deep as the EVM lets it (1,024 calls inside one
/// another), with every strategy, on the engine's thread and on the pool's; says how many frames
/// there were, or 0 if they did not agree. Shows that no thread's stack is too small for it.
#[wasm_bindgen]
pub fn depth_for_tests() -> u32 {
    let here = depths(&InPlace);
    let there = pool::watch(|| depths(&pool::PoolWorkers(pool::size())), || {});
    let first = here[0];
    if here.iter().chain(&there).all(|depth| *depth == first) {
        first
    } else {
        0
    }
}

fn depths(workers: &dyn Workers) -> Vec<u32> {
    let (contract, caller) = (Address::repeat_byte(0xcc), Address::repeat_byte(0xaa));
    let mut pre = PreState::new();
    let code = Bytecode::new_raw(Bytes::from_static(&CALLS_ITSELF));
    pre.insert(
        contract,
        AccountInfo {
            nonce: 1,
            ..AccountInfo::from_bytecode(code)
        },
    );
    let mut block = Block {
        spec: SpecId::CANCUN,
        chain_id: 1,
        ..Block::default()
    };
    block.env.gas_limit = u64::MAX;
    block.transactions.push(Transaction {
        caller,
        // Each call keeps a 64th of its gas: what is left after 1,024 of them must still do.
        gas_limit: 1 << 50,
        gas_price: 0,
        kind: TxKind::Call(contract),
        chain_id: Some(1),
        ..Transaction::default()
    });
    let depth = |id: &str| {
        let strategy = strategies::parse(id).ok()?;
        let run = strategy
            .execute(
                &Job::new(&block, &pre, workers, &Control::new()),
                &Unobserved,
            )
            .ok()?;
        let counter = run
            .outcome
            .changes
            .accounts
            .get(&contract)?
            .storage
            .get(&U256::ZERO)?;
        u32::try_from(*counter).ok()
    };
    strategies::TABLE
        .iter()
        .map(|strategy| depth(strategy.id).unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_contract_can_call_itself_to_the_limit() {
        assert_eq!(super::depth_for_tests(), 1 + 1_024);
    }
}

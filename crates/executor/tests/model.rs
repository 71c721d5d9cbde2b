//! A concurrency model check: shuttle runs whole blocks through every strategy's scheduler and memory
//! under thousands of interleavings of its locks and atomics, the same code as ever with shuttle's
//! primitives underneath (`src/primitive.rs`).
//!
//! Needs `RUSTFLAGS="--cfg shuttle"`; `cargo xtask test` does it.
#![cfg(shuttle)]

mod support;

use lanewise_executor::{
    Block, ExecuteError, InPlace, PreState, Run, Transaction, WorkerId, Workers,
    revm::{
        context::BlockEnv,
        primitives::{Address, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
    strategies,
};
use std::sync::Arc;
use support::{assembler::assemble, assert_same, random_block::random_block, run};

/// Threads that shuttle schedules.
struct ShuttleThreads(usize);

impl Workers for ShuttleThreads {
    fn count(&self) -> usize {
        self.0
    }

    fn run(&self, body: &(dyn Fn(WorkerId) + Sync)) {
        shuttle::thread::scope(|scope| {
            for id in 0..self.0 {
                scope.spawn(move || body(id));
            }
        });
    }
}

/// Executes sequentially, where no interleaving matters.
fn expected(block: &Block, pre: &PreState) -> Result<Run, ExecuteError> {
    run("sequential", block, pre, &InPlace)
}

/// Checks one block under many interleavings, random ones and ones that prefer few switches at
/// the worst moments (PCT, Burckhardt et al. 2010).
fn check(what: &'static str, block: Block, pre: PreState, threads: usize, iterations: usize) {
    let input = Arc::new((block, pre));
    let parallel = strategies::TABLE.iter().filter(|one| one.parallel);
    for strategy in parallel {
        let input = Arc::clone(&input);
        // Block-STM has by far the most to get wrong.
        let iterations = if strategy.id == "block-stm" {
            iterations
        } else {
            iterations.div_ceil(4)
        };
        let body = move || {
            let (block, pre) = &*input;
            let expected = expected(block, pre);
            if expected.is_err() {
                // Who traces an invalid block finds that out alone; shuttle insists on threads.
                ShuttleThreads(threads).run(&|_| shuttle::thread::yield_now());
            }
            let actual = run(strategy.id, block, pre, &ShuttleThreads(threads));
            assert_same(&format!("{what}, {}", strategy.id), &expected, &actual);
        };
        shuttle::check_random(body.clone(), iterations);
        shuttle::check_pct(body, iterations, 3);
    }
}

/// Transactions of distinct senders, all to one contract.
fn calls(program: &str, transactions: u8, data: impl Fn(u8) -> Vec<u8>) -> (Block, PreState) {
    let contract = Address::repeat_byte(0xc0);
    let mut pre = PreState::new();
    pre.insert(
        contract,
        AccountInfo::from_bytecode(Bytecode::new_raw(assemble(program).into())),
    );
    let mut block = Block {
        spec: SpecId::CANCUN,
        chain_id: 1,
        ..Block::default()
    };
    block.env = BlockEnv {
        beneficiary: Address::repeat_byte(0xfe),
        ..BlockEnv::default()
    };
    for index in 0..transactions {
        let caller = Address::repeat_byte(index + 1);
        pre.insert(caller, AccountInfo::from_balance(U256::from(10u64.pow(18))));
        block.transactions.push(Transaction {
            caller,
            kind: TxKind::Call(contract),
            gas_limit: 100_000,
            gas_price: 1,
            chain_id: Some(1),
            data: data(index).into(),
            ..Transaction::default()
        });
    }
    (block, pre)
}

#[test]
fn every_transaction_adds_one_to_the_same_counter() {
    let counter = "PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE";
    let (block, pre) = calls(counter, 4, |_| Vec::new());
    check("counter", block, pre, 3, 4_000);
}

#[test]
fn writes_that_move_with_what_is_read() {
    // slot[slot 0] += 1; slot 0 += 1: each incarnation writes elsewhere.
    let program = "PUSH1 0x00 SLOAD PUSH1 0x08 ADD DUP1 SLOAD PUSH1 0x01 ADD SWAP1 SSTORE \
                   PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE";
    let (block, pre) = calls(program, 4, |_| Vec::new());
    check("moving writes", block, pre, 2, 4_000);
}

#[test]
fn the_fee_recipient_is_read() {
    let (block, pre) = calls("COINBASE BALANCE NUMBER SSTORE", 4, |_| Vec::new());
    check("fee recipient", block, pre, 3, 4_000);
}

#[test]
fn random_blocks() {
    // Different blocks rather than many interleavings of one.
    for seed in 0..40 {
        let random = random_block(seed);
        let mut block = random.block;
        block.transactions.truncate(6);
        check(
            "random block",
            block,
            random.pre,
            2 + seed as usize % 2,
            100,
        );
    }
}

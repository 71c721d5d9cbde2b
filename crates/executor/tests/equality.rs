//! The first law: every strategy gives, for every block, what sequential execution gives.

mod support;

use lanewise_executor::{
    Block, ExecuteError, InPlace, PreState, ScopedThreads, Transaction,
    revm::{
        primitives::{Address, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
    strategies,
};
use support::{assert_same, random_block::random_block, run};

/// Random blocks in all, over the tests below.
const BLOCKS: u64 = 2_400;

/// Executes a seed's block by every strategy at several thread counts; returns whether it was valid.
fn check(seed: u64) -> bool {
    let random = random_block(seed);
    let expected = run("sequential", &random.block, &random.pre, &InPlace);
    for strategy in strategies::TABLE.iter().filter(|one| one.parallel) {
        for threads in [1, 2, 4, 8] {
            let workers = ScopedThreads(threads);
            let actual = run(strategy.id, &random.block, &random.pre, &workers);
            let what = format!(
                "seed {seed}, {} on {threads} threads (LANEWISE_SEED={seed} runs it alone)",
                strategy.id
            );
            assert_same(&what, &expected, &actual);
        }
    }
    match expected {
        Ok(_) => true,
        Err(ExecuteError::InvalidTransaction { .. }) => false,
        Err(error) => panic!("seed {seed}: {error}"),
    }
}

fn check_many(seeds: std::ops::Range<u64>) {
    if let Ok(seed) = std::env::var("LANEWISE_SEED") {
        check(seed.parse().expect("LANEWISE_SEED is a number"));
        return;
    }
    let total = seeds.end - seeds.start;
    let valid = seeds.filter(|seed| check(*seed)).count() as u64;
    assert!(
        valid * 10 > total * 7,
        "only {valid} of {total} blocks were valid"
    );
    assert!(valid < total, "no block was invalid");
}

#[test]
fn random_blocks_first_half() {
    check_many(0..BLOCKS / 2);
}

#[test]
fn random_blocks_second_half() {
    check_many(BLOCKS / 2..BLOCKS);
}

/// Before EIP-3541 anybody could deploy code that begins like a delegation (EIP-7702) and is none.
#[test]
fn code_that_looks_like_a_delegation_is_code() {
    let contract = Address::repeat_byte(0xc0);
    let mut pre = PreState::new();
    let code = Bytecode::new_legacy(vec![0xef, 0x01, 0x00, 0x00].into());
    pre.insert(contract, AccountInfo::from_bytecode(code));
    let mut block = Block {
        spec: SpecId::BERLIN,
        chain_id: 1,
        ..Block::default()
    };
    for caller in (1..=20).map(Address::repeat_byte) {
        pre.insert(caller, AccountInfo::from_balance(U256::from(1_000_000)));
        block.transactions.push(Transaction {
            caller,
            kind: TxKind::Call(contract),
            gas_limit: 50_000,
            gas_price: 1,
            chain_id: Some(1),
            ..Transaction::default()
        });
    }
    let expected = run("sequential", &block, &pre, &InPlace);
    assert!(expected.is_ok());
    let actual = run("block-stm", &block, &pre, &ScopedThreads(2));
    assert_same("code like a delegation", &expected, &actual);
}

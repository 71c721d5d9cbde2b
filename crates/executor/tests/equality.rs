//! The first law: every strategy gives, for every block, what sequential execution gives.
//!
//! `LANEWISE_BLOCKS=1000000 cargo test -p lanewise-executor --release --test equality -- long`
//! checks as many blocks as one likes; `LANEWISE_SEED=7` one block alone, in every test.

mod support;

use lanewise_executor::{
    Block, Control, ExecuteError, Hints, InPlace, PreState, Run, ScopedThreads, Transaction,
    Unobserved, Workers,
    revm::{
        primitives::{Address, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
    strategies::{self, Job},
};
use std::io::Write as _;
use support::{
    assert_same,
    random_block::{Random, RandomBlock, random_block},
    run,
    wide_block::wide_block,
};

/// Random blocks in all, over the tests below.
const BLOCKS: u64 = 5_200;

/// The thread counts that Block-STM is always checked at.
const THREADS: [usize; 4] = [1, 2, 4, 8];

/// Every strategy with every value of each of its options, the others at their defaults.
fn described() -> Vec<String> {
    let mut all = Vec::new();
    for strategy in strategies::TABLE {
        all.push(strategy.id.to_owned());
        for option in strategy.options {
            let values = option.values.iter().skip(1);
            all.extend(values.map(|(value, _)| format!("{}:{}={value}", strategy.id, option.id)));
        }
    }
    all
}

/// Runs a block with hints or without.
fn run_with(
    text: &str,
    made: &RandomBlock,
    hints: Option<&Hints>,
    workers: &dyn Workers,
) -> Result<Run, ExecuteError> {
    let strategy = strategies::parse(text).expect("the strategy is in the table");
    let control = Control::new();
    let job = Job::new(&made.block, &made.pre, workers, &control).with_hints(hints);
    strategy.execute(&job, &Unobserved)
}

/// Executes a block by every strategy; returns whether it was valid.
fn check(seed: u64, made: &RandomBlock, described: &[String]) -> bool {
    let random = &mut Random(seed ^ 0x7e57);
    let expected = run("sequential", &made.block, &made.pre, &InPlace);
    // A block whose hints nobody knows has them traced by the strategy.
    let hints = if random.chance(70) {
        Hints::trace(&made.block, &made.pre, &Control::new()).ok()
    } else {
        None
    };
    for text in described {
        let any = [1 + random.below(8) as usize];
        let threads = if text == "block-stm" {
            &THREADS[..]
        } else {
            &any
        };
        for &threads in threads {
            let actual = run_with(text, made, hints.as_ref(), &ScopedThreads(threads));
            let what = format!(
                "seed {seed}, {:?}, {text} on {threads} threads (LANEWISE_SEED={seed} runs it alone)",
                made.block.spec
            );
            assert_same(&what, &expected, &actual);
        }
    }
    match expected {
        Ok(_) => true,
        Err(ExecuteError::InvalidTransaction { .. } | ExecuteError::InvalidBlock(_)) => false,
        Err(error) => panic!("seed {seed}: {error}"),
    }
}

fn check_many(seeds: std::ops::Range<u64>, make: fn(u64) -> RandomBlock) {
    let described = described();
    if let Some(seed) = number("LANEWISE_SEED") {
        check(seed, &make(seed), &described);
        return;
    }
    let total = seeds.end - seeds.start;
    let valid = seeds
        .filter(|seed| check(*seed, &make(*seed), &described))
        .count() as u64;
    assert!(
        valid * 10 > total * 6,
        "only {valid} of {total} blocks were valid"
    );
    assert!(valid < total, "no block was invalid");
}

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is {text:?}, which is no number")),
    )
}

#[test]
fn random_blocks_of_the_last_forks() {
    check_many(0..BLOCKS / 5, random_block);
}

#[test]
fn random_blocks_of_all_forks_first_half() {
    check_many(0..BLOCKS * 2 / 5, wide_block);
}

#[test]
fn random_blocks_of_all_forks_second_half() {
    check_many(BLOCKS * 2 / 5..BLOCKS * 4 / 5, wide_block);
}

/// As many blocks as `LANEWISE_BLOCKS` says, from `LANEWISE_FIRST` on; none if it says nothing.
#[test]
fn long() {
    let Some(blocks) = number("LANEWISE_BLOCKS") else {
        return;
    };
    let first = number("LANEWISE_FIRST").unwrap_or(1_000_000);
    let described = described();
    let (start, mut valid) = (std::time::Instant::now(), 0);
    for done in 0..blocks {
        let seed = first + done;
        if done.is_multiple_of(1000) {
            // Not by a macro: the test harness would keep it to itself.
            let line = format!(
                "{done} of {blocks} blocks in {:.0} s, {valid} valid; next is seed {seed}\n",
                start.elapsed().as_secs_f64()
            );
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        valid += u64::from(check(seed, &wide_block(seed), &described));
    }
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

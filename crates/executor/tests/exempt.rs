//! What if some locations did not conflict? The outcome is the same, whichever they are; and where
//! they are what a block hangs on, nothing is done twice any more.

mod support;

use lanewise_executor::{
    AccessSet, Block, Control, Exempt, Hints, InPlace, Location, Part, PreState, Run,
    ScopedThreads, Transaction, Unobserved,
    revm::{
        primitives::{Address, TxKind, U256, hardfork::SpecId},
        state::{AccountInfo, Bytecode},
    },
    strategies::{self, Job},
};
use std::collections::{BTreeSet, HashSet};
use support::{
    assembler::assemble,
    assert_same,
    random_block::{Random, RandomBlock, random_block},
    run,
    wide_block::wide_block,
};

/// Everything the block reads, each location with some chance; sometimes all of it.
fn some_of(random: &mut Random, accesses: &[AccessSet]) -> HashSet<Location> {
    let all: BTreeSet<Location> = accesses
        .iter()
        .flat_map(|set| set.reads.iter().map(|(location, _)| *location))
        .collect();
    let chance = random.pick(&[5, 30, 100]);
    all.into_iter().filter(|_| random.chance(chance)).collect()
}

fn check(seed: u64, made: &RandomBlock) -> bool {
    let (block, pre) = (&made.block, &made.pre);
    let Ok(hints) = Hints::trace(block, pre, &Control::new()) else {
        return false;
    };
    let random = &mut Random(seed ^ 0xe8e4);
    let expected = run("sequential", block, pre, &InPlace);
    let exempt = Exempt {
        locations: some_of(random, &hints.accesses),
        accesses: &hints.accesses,
    };
    let described = [
        "block-stm",
        "block-access-list",
        "locks",
        "locks:granularity=account",
        "locks:granularity=contract",
        "dependency-graph",
        "two-phase",
    ];
    for text in described {
        let threads = 1 + random.below(4) as usize;
        let (control, workers) = (Control::new(), ScopedThreads(threads));
        let job = Job::new(block, pre, &workers, &control)
            .with_hints(Some(&hints))
            .with_exempt(Some(&exempt));
        let strategy = strategies::parse(text).expect("the strategy is in the table");
        let actual = strategy.execute(&job, &Unobserved);
        let what = format!(
            "seed {seed}, {:?}, {text} on {threads} threads, {} locations exempt",
            block.spec,
            exempt.locations.len()
        );
        assert_same(&what, &expected, &actual);
    }
    true
}

#[test]
fn random_locations_of_random_blocks() {
    let valid = (0..400).filter(|seed| check(*seed, &random_block(*seed)));
    assert!(valid.count() > 200);
}

#[test]
fn random_locations_of_blocks_of_all_forks() {
    let valid = (0..500).filter(|seed| check(*seed, &wide_block(*seed)));
    assert!(valid.count() > 250);
}

/// Calls by different people, each of which adds one to the same counter.
fn counter(transactions: u8) -> (Block, PreState, Location) {
    let contract = Address::repeat_byte(0xc0);
    let mut pre = PreState::new();
    let program = "PUSH1 0x00 SLOAD PUSH1 0x01 ADD PUSH1 0x00 SSTORE";
    let code = Bytecode::new_raw(assemble(program).into());
    pre.insert(contract, AccountInfo::from_bytecode(code));
    let mut block = Block {
        spec: SpecId::CANCUN,
        chain_id: 1,
        ..Block::default()
    };
    for caller in (1..=transactions).map(Address::repeat_byte) {
        pre.insert(caller, AccountInfo::from_balance(U256::from(10u64.pow(18))));
        block.transactions.push(Transaction {
            caller,
            kind: TxKind::Call(contract),
            gas_limit: 100_000,
            gas_price: 1,
            chain_id: Some(1),
            ..Transaction::default()
        });
    }
    let location = Location {
        address: contract,
        part: Part::Storage(U256::ZERO),
    };
    (block, pre, location)
}

/// On one worker, two-phase execution executes every transaction but the first twice; without the
/// counter's conflicts, none.
#[test]
fn nothing_is_done_twice_without_the_one_conflict() {
    let (block, pre, location) = counter(40);
    let hints = Hints::trace(&block, &pre, &Control::new()).expect("the block is valid");
    let strategy = strategies::parse("two-phase").expect("the strategy is in the table");
    let executions = |locations: HashSet<Location>| {
        let (control, accesses) = (Control::new(), &hints.accesses[..]);
        let exempt = Exempt {
            locations,
            accesses,
        };
        let job = Job::new(&block, &pre, &InPlace, &control).with_exempt(Some(&exempt));
        let run: Run = strategy.execute(&job, &Unobserved).expect("it is valid");
        run.counts.executions
    };
    assert_eq!(executions(HashSet::new()), 79);
    assert_eq!(executions(HashSet::from([location])), 40);
}

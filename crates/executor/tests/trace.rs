//! The second look at a block: it changes nothing, sites are those of the places that were touched,
//! and a trace says what an instruction really does.

mod support;

use lanewise_executor::{
    Block, CallKind, CodeId, Control, ExecuteError, Hints, InPlace, LONGEST_MEMORY, Location,
    MOST_STEPS, Part, PcSet, PreState, Site, Step, Trace,
    revm::{
        bytecode::opcode,
        primitives::{Address, Bytes, U256},
    },
    sites, trace,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use support::{
    assembler::{assemble, deployer},
    calls::{CONTRACT, calls, contract},
    random_block::Random,
    run,
    wide_block::wide_block,
};

/// Random blocks.
const BLOCKS: u64 = 300;
const LIBRARY: Address = Address::repeat_byte(0x1b);

fn no_places(_: &CodeId, _: &[u8]) -> Option<Arc<PcSet>> {
    None
}

fn traced(block: &Block, pre: &PreState, index: u32) -> Result<Trace, ExecuteError> {
    trace(block, pre, index, 0..u64::MAX, &no_places, &Control::new())
}

/// Calls to a contract, one for each input, beside a library.
fn block_of(program: &str, library: &str, inputs: &[U256]) -> (Block, PreState) {
    let data = inputs
        .iter()
        .map(|input| Bytes::from(input.to_be_bytes::<32>()));
    let (block, mut pre) = calls(program, data, 300_000);
    pre.insert(LIBRARY, contract(library));
    (block, pre)
}

fn all_sites(block: &Block, pre: &PreState) -> Vec<Site> {
    sites(block, pre, &|_| true, &no_places, &Control::new()).expect("the block is valid")
}

#[test]
fn a_traced_transaction_ends_as_in_the_block() {
    let (mut invalid, mut steps) = (0, 0);
    for seed in 0..BLOCKS {
        let made = wide_block(seed);
        let expected = run("sequential", &made.block, &made.pre, &InPlace);
        let count = made.block.transactions.len() as u64;
        let index = Random(seed).below(count.max(1)) as u32;
        let traced = traced(&made.block, &made.pre, index);
        match (expected, traced) {
            (Ok(expected), Ok(traced)) => {
                assert_eq!(
                    traced.receipt, expected.outcome.receipts[index as usize],
                    "seed {seed}, transaction {index}"
                );
                check_shape(&traced);
                steps += traced.total_steps;
            }
            // What is wrong comes later in the block.
            (Err(_), Ok(_)) => invalid += 1,
            (Err(expected), Err(actual)) => {
                assert_eq!(actual, expected, "seed {seed}");
                invalid += 1;
            }
            (Ok(_), Err(error)) => {
                assert_eq!(count, 0, "seed {seed}: {error}");
            }
        }
    }
    assert!(invalid > 0, "no block was invalid");
    assert!(steps > 10_000, "only {steps} steps");
}

/// Steps and calls fit each other.
fn check_shape(trace: &Trace) {
    assert_eq!(trace.steps.len() as u64, trace.total_steps.min(MOST_STEPS));
    assert_eq!(trace.frames.len() as u64, trace.total_frames);
    for (number, step) in trace.steps.iter().enumerate() {
        assert_eq!(step.number, number as u64);
        let frame = &trace.frames[step.frame as usize];
        assert!(frame.steps.contains(&step.number));
        assert_eq!(step.depth, frame.depth);
        if frame.account.is_some() {
            assert_eq!(frame.account, Some(step.account));
        }
    }
    for frame in &trace.frames {
        let Some(parent) = frame.parent else {
            assert_eq!(frame.steps, 0..trace.total_steps);
            continue;
        };
        let parent = &trace.frames[parent as usize];
        assert_eq!(frame.depth, parent.depth + 1);
        assert!(parent.steps.start <= frame.steps.start && frame.steps.end <= parent.steps.end);
    }
}

#[test]
fn windows_are_parts_of_the_whole() {
    let program = ":again PUSH1 0x01 PUSH0 SLOAD ADD PUSH0 SSTORE @again JUMP";
    let (block, pre) = block_of(program, "STOP", &[U256::ZERO]);
    let whole = traced(&block, &pre, 0).unwrap();
    assert!(whole.total_steps > 2 * MOST_STEPS, "{}", whole.total_steps);
    assert_eq!(whole.steps.len() as u64, MOST_STEPS);
    let window = 700..750;
    let part = trace(&block, &pre, 0, window, &no_places, &Control::new()).unwrap();
    assert_eq!(part.steps, whole.steps[700..750]);
    assert_eq!(
        (part.total_steps, part.frames),
        (whole.total_steps, whole.frames)
    );
    let last = whole.total_steps - 1..u64::MAX;
    let last = trace(&block, &pre, 0, last, &no_places, &Control::new()).unwrap();
    assert!(last.steps[0].failed, "it ran out of gas");
    // SSTORE wants more gas than it takes (EIP-2200).
    let failure = last.frames[0].failure.as_deref();
    assert!(matches!(failure, Some("OutOfGas" | "ReentrancySentryOOG")));
}

/// Sites by whom they must agree with: what every transaction was seen to read and write.
#[test]
fn storage_sites_are_where_the_accesses_are() {
    let mut writes = 0;
    for seed in 0..BLOCKS {
        let made = wide_block(seed);
        let Ok(hints) = Hints::trace(&made.block, &made.pre, &Control::new()) else {
            let failed = sites(
                &made.block,
                &made.pre,
                &|_| true,
                &no_places,
                &Control::new(),
            );
            assert!(failed.is_err(), "seed {seed}");
            continue;
        };
        let found = all_sites(&made.block, &made.pre);
        let is_slot = |location: &Location| matches!(location.part, Part::Storage(_));
        let slots = |sites: &mut dyn Iterator<Item = &Site>| -> BTreeSet<Location> {
            sites.map(|site| site.location).filter(is_slot).collect()
        };
        let touched = slots(&mut found.iter());
        let written = slots(&mut found.iter().filter(|site| site.is_write));
        let reads = hints.accesses.iter().flat_map(|set| &set.reads);
        let read: BTreeSet<_> = reads.map(|(place, _)| *place).filter(is_slot).collect();
        // A destroyed contract's slots are gone without an instruction that wrote them.
        let changed = hints.accesses.iter().flat_map(|set| &set.writes);
        let changed = changed.filter(|(place, after)| is_slot(place) && !after.is_zero());
        for (place, _) in changed {
            assert!(written.contains(place), "seed {seed}: {place:?}");
            writes += 1;
        }
        // Access lists (EIP-2930) may load slots that no instruction touches.
        assert!(touched.is_subset(&read), "seed {seed}");
    }
    assert!(writes > 500, "only {writes} writes");
}

#[test]
fn a_site_tells_instruction_count_and_transactions() {
    // Slot 0 is read once and written once; slot 1 is read twice by one instruction.
    let program = "PUSH0 CALLDATALOAD @skip JUMPI PUSH0 SLOAD PUSH1 0x01 ADD PUSH0 SSTORE STOP \
                   :skip PUSH1 0x02 :again PUSH1 0x01 SLOAD POP PUSH1 0x01 SWAP1 SUB DUP1 @again \
                   JUMPI STOP";
    let inputs = [U256::ZERO, U256::ONE, U256::ZERO];
    let (block, pre) = block_of(program, "STOP", &inputs);
    let found = all_sites(&block, &pre);
    let of = |slot: u64| {
        let part = Part::Storage(U256::from(slot));
        let sites = found.iter().filter(move |site| site.location.part == part);
        let told = |site: &Site| {
            assert_eq!(site.location.address, CONTRACT);
            assert_eq!(site.code.address, CONTRACT);
            assert!(!site.code.is_creation);
            assert_eq!(assemble(program)[site.pc as usize], site.opcode);
            (
                site.opcode,
                site.is_write,
                site.count,
                site.transactions,
                site.first,
            )
        };
        sites.map(told).collect::<Vec<_>>()
    };
    assert_eq!(
        of(0),
        [
            (opcode::SLOAD, false, 2, 2, 0),
            (opcode::SSTORE, true, 2, 2, 0)
        ]
    );
    let [(opcode::SLOAD, false, count, 1, 1)] = of(1)[..] else {
        panic!("{:?}", of(1));
    };
    assert!(count >= 2);
    let only = Part::Storage(U256::ONE);
    let wanted = |location: &Location| location.part == only;
    let some = sites(&block, &pre, &wanted, &no_places, &Control::new()).unwrap();
    assert_eq!(some.len(), 1);
    assert_eq!(some[0].count, count);
}

#[test]
fn a_librarys_instruction_works_on_the_callers_storage() {
    let program = "PUSH0 PUSH0 PUSH0 PUSH0 PUSH20 0x1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b GAS \
                   DELEGATECALL STOP";
    let (block, pre) = block_of(program, "PUSH1 0x07 PUSH1 0x05 SSTORE STOP", &[U256::ZERO]);
    let found = all_sites(&block, &pre);
    let slot = Part::Storage(U256::from(5));
    let site = found.iter().find(|site| site.location.part == slot);
    let site = site.expect("the slot was written");
    assert_eq!(site.location.address, CONTRACT);
    assert_eq!(site.code.address, LIBRARY);
    let traced = traced(&block, &pre, 0).unwrap();
    assert_eq!(traced.frames[1].kind, CallKind::DelegateCall);
    assert_eq!(traced.frames[1].account, Some(CONTRACT));
    assert_eq!(traced.frames[1].code, Some(LIBRARY));
    assert_eq!(traced.frames[1].failure, None);
}

#[test]
fn creation_code_is_marked_and_balances_have_sites() {
    // The input is not looked at; the created contract's constructor writes slot 3.
    let init = deployer("PUSH1 0x09 PUSH1 0x03 SSTORE", &[opcode::STOP]);
    let mut word = [0; 32];
    word[..init.len()].copy_from_slice(&init);
    let program = format!(
        "PUSH32 0x{} PUSH0 MSTORE PUSH1 0x{:02x} PUSH0 PUSH1 0x05 CREATE BALANCE STOP",
        Bytes::from(word)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
        init.len()
    );
    let (block, pre) = block_of(&program, "STOP", &[U256::ZERO]);
    let found = all_sites(&block, &pre);
    let created = CONTRACT.create(1);
    let of = |address, part| {
        let place = Location { address, part };
        let sites = found.iter().filter(move |site| site.location == place);
        sites
            .map(|site| (site.opcode, site.is_write, site.code.is_creation))
            .collect::<Vec<_>>()
    };
    let slot = Part::Storage(U256::from(3));
    assert_eq!(of(created, slot), [(opcode::SSTORE, true, true)]);
    assert_eq!(
        of(created, Part::Balance),
        [(opcode::BALANCE, false, false)]
    );
    assert_eq!(of(CONTRACT, Part::Balance), [(opcode::CREATE, true, false)]);
    assert_eq!(of(CONTRACT, Part::Nonce), [(opcode::CREATE, true, false)]);
    let traced = traced(&block, &pre, 0).unwrap();
    let frame = &traced.frames[1];
    assert_eq!(
        (frame.kind, frame.account),
        (CallKind::Create, Some(created))
    );
    assert_eq!((frame.value, &frame.input[..]), (U256::from(5), &init[..]));
    assert_eq!(frame.output, [opcode::STOP]);
}

#[test]
fn an_instruction_without_a_place_has_the_nearest_one_before_it() {
    let program = "PUSH0 SLOAD POP PUSH1 0x01 SLOAD STOP";
    let (block, pre) = block_of(program, "STOP", &[U256::ZERO]);
    let marks = |code: &CodeId, bytes: &[u8]| {
        assert_eq!(code.address, CONTRACT);
        assert_eq!(bytes, assemble(program));
        Some(Arc::new(PcSet::from_iter([1, 2])))
    };
    let found = sites(&block, &pre, &|_| true, &marks, &Control::new()).unwrap();
    let places: BTreeMap<u32, Option<u32>> =
        found.iter().map(|site| (site.pc, site.place)).collect();
    assert_eq!(places, BTreeMap::from([(1, Some(1)), (5, Some(2))]));
    let traced = trace(&block, &pre, 0, 0..100, &marks, &Control::new()).unwrap();
    let places: Vec<_> = traced.steps.iter().map(|step| step.place).collect();
    assert_eq!(places, [None, Some(1), Some(2), Some(2), Some(2), Some(2)]);
}

#[test]
fn a_step_shows_what_was_before_it() {
    let program = "PUSH2 0x1234 PUSH0 SLOAD PUSH1 0x2a DUP1 PUSH0 SSTORE PUSH0 SLOAD \
                   PUSH1 0x20 MSTORE PUSH1 0x09 PUSH0 TSTORE PUSH0 TLOAD STOP";
    let (block, mut pre) = block_of(program, "STOP", &[U256::ZERO, U256::ZERO]);
    pre.set_storage(CONTRACT, U256::ZERO, U256::from(7));
    let traced = traced(&block, &pre, 0).unwrap();
    let step = |name: &str, nth: usize| -> &Step {
        let mut named = traced.steps.iter().filter(|step| step.name() == name);
        named.nth(nth).expect("there is such a step")
    };
    assert_eq!(step("PUSH2", 0).operand, Some(U256::from(0x1234)));
    assert_eq!((step("PUSH2", 0).pc, step("PUSH2", 0).gas_cost), (0, 3));
    assert_eq!(step("SLOAD", 0).gas_cost, 2100);
    let values = |name, nth| {
        let touch = step(name, nth).storage.expect("it touches storage");
        let [before, after] = [touch.before, touch.after].map(|value| value.to::<u64>());
        (before, after, touch.is_write, touch.is_transient)
    };
    assert_eq!(values("SLOAD", 0), (7, 7, false, false));
    assert_eq!(values("SSTORE", 0), (7, 0x2a, true, false));
    assert_eq!(values("SLOAD", 1), (0x2a, 0x2a, false, false));
    assert_eq!(values("TSTORE", 0), (0, 9, true, true));
    assert_eq!(values("TLOAD", 0), (9, 9, false, true));
    let stack = [0x1234_u64, 7, 0x2a, 0x2a, 0].map(U256::from);
    assert_eq!(step("SSTORE", 0).stack, stack);
    assert_eq!(step("MSTORE", 0).memory_bytes, 0);
    assert_eq!(step("STOP", 0).memory_bytes, 64);
    assert_eq!(step("STOP", 0).memory[63], 0x2a);
    let cost = traced.steps.iter().map(|step| step.gas_cost).sum::<u64>();
    assert_eq!(cost, traced.frames[0].gas_used);
    // The second transaction begins with what the first one left.
    let second = self::traced(&block, &pre, 1).unwrap();
    let sload = second.steps.iter().find(|step| step.name() == "SLOAD");
    let touch = sload.and_then(|step| step.storage).unwrap();
    assert_eq!(touch.before, U256::from(0x2a));
}

#[test]
fn a_slot_written_unseen_has_its_old_value() {
    let (block, mut pre) = block_of("PUSH1 0x05 PUSH0 SSTORE STOP", "STOP", &[U256::ZERO]);
    pre.set_storage(CONTRACT, U256::ZERO, U256::from(3));
    let traced = traced(&block, &pre, 0).unwrap();
    let touch = traced.steps[2].storage.unwrap();
    assert_eq!((touch.before, touch.after), (U256::from(3), U256::from(5)));
}

#[test]
fn memory_is_cut() {
    let program = "PUSH1 0x01 PUSH2 0x3000 MSTORE STOP";
    let (block, pre) = block_of(program, "STOP", &[U256::ZERO]);
    let traced = traced(&block, &pre, 0).unwrap();
    let last = traced.steps.last().unwrap();
    assert_eq!(last.memory_bytes, 0x3020);
    assert_eq!(last.memory.len(), LONGEST_MEMORY);
}

#[test]
fn what_is_not_there_cannot_be_traced_and_all_can_be_cancelled() {
    let (block, pre) = block_of("STOP", "STOP", &[U256::ZERO]);
    let missing = traced(&block, &pre, 1);
    assert!(matches!(missing, Err(ExecuteError::InvalidBlock(_))));
    let control = Control::new();
    control.cancel();
    let cancelled = trace(&block, &pre, 0, 0..1, &no_places, &control);
    assert_eq!(cancelled.map(|_| ()), Err(ExecuteError::Cancelled));
    let cancelled = sites(&block, &pre, &|_| true, &no_places, &control);
    assert_eq!(cancelled.map(|_| ()), Err(ExecuteError::Cancelled));
}

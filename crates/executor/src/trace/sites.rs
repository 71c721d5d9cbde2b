//! From which instructions a place is read and written.

use super::{
    CodeId, Places,
    frames::Frames,
    frames::succeeded,
    run::{Probe, inspect_all},
};
use crate::{
    Block, Control, ExecuteError, InPlace, Location, Part, PreState, TxIndex, strategies::Job,
    system,
};
use revm::{
    Inspector,
    bytecode::opcode,
    handler::FrameResult,
    interpreter::{
        CallInputs, CallOutcome, CreateInputs, CreateOutcome, FrameInput, Interpreter,
        interpreter_types::Jumps,
    },
    primitives::{
        Address, U256,
        hash_map::{Entry, HashMap},
    },
};
use smallvec::SmallVec;

/// The most sites that are told of: those that come first in the block.
pub const MOST_SITES: usize = 100_000;

/// An instruction that reads or writes a place, with how often it did so in a block.
///
/// What calls did that were undone later is counted too: it was read, and it was written until
/// then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site {
    /// The place.
    pub location: Location,
    /// The code that the instruction is in.
    pub code: CodeId,
    /// Its program counter.
    pub pc: u32,
    /// The nearest program counter before it in the same call that has a place in a source; its own
    /// if it has one.
    pub place: Option<u32>,
    /// The instruction.
    pub opcode: u8,
    /// Whether it writes; SSTORE and whatever moves ether also read what they write.
    pub is_write: bool,
    /// How often it was executed.
    pub count: u64,
    /// By how many transactions.
    pub transactions: u32,
    /// The first of these.
    pub first: TxIndex,
}

/// Executes a block, one transaction after the other, and tells which instructions touch the places
/// that are `wanted`, sorted.
///
/// Storage is told of exactly. A balance's sites are those that ask for it or move ether, a nonce's
/// those that create a contract, a code's those that look at it or call it; what transactions do by
/// themselves (their fee, their own nonce, the ether they carry) has no instruction.
///
/// # Errors
/// As sequential execution.
pub fn sites(
    block: &Block,
    pre: &PreState,
    wanted: &dyn Fn(&Location) -> bool,
    places: &Places<'_>,
    control: &Control,
) -> Result<Vec<Site>, ExecuteError> {
    let mut found = Vec::new();
    let job = Job::new(block, pre, &InPlace, control);
    system::enclose(&job, &mut |_, _| {}, |job| {
        let mut finder = Finder {
            wanted,
            frames: Frames::new(places),
            transaction: 0,
            pending: SmallVec::new(),
            found: HashMap::default(),
        };
        let executed = inspect_all(job, &mut finder)?;
        found = finder.finish();
        Ok(executed)
    })?;
    Ok(found)
}

/// What makes two executions of an instruction the same site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    location: Location,
    code: CodeId,
    pc: u32,
    place: Option<u32>,
    opcode: u8,
    is_write: bool,
}

#[derive(Debug, Clone, Copy)]
struct Counted {
    count: u64,
    transactions: u32,
    first: TxIndex,
    last: TxIndex,
}

/// Looks at every instruction and counts those that touch a wanted place.
struct Finder<'a> {
    wanted: &'a dyn Fn(&Location) -> bool,
    frames: Frames<'a>,
    transaction: TxIndex,
    /// What the instruction at hand touches if it succeeds.
    pending: SmallVec<[Key; 3]>,
    found: HashMap<Key, Counted>,
}

impl Finder<'_> {
    fn finish(self) -> Vec<Site> {
        let site = |(key, counted): (Key, Counted)| Site {
            location: key.location,
            code: key.code,
            pc: key.pc,
            place: key.place,
            opcode: key.opcode,
            is_write: key.is_write,
            count: counted.count,
            transactions: counted.transactions,
            first: counted.first,
        };
        let mut sites: Vec<_> = self.found.into_iter().map(site).collect();
        sites.sort_unstable();
        sites
    }

    fn count(&mut self, key: Key) {
        let transaction = self.transaction;
        let is_full = self.found.len() >= MOST_SITES;
        match self.found.entry(key) {
            Entry::Occupied(mut entry) => {
                let counted = entry.get_mut();
                counted.count += 1;
                counted.transactions += u32::from(counted.last != transaction);
                counted.last = transaction;
            }
            Entry::Vacant(entry) if !is_full => {
                entry.insert(Counted {
                    count: 1,
                    transactions: 1,
                    first: transaction,
                    last: transaction,
                });
            }
            Entry::Vacant(_) => {}
        }
    }
}

impl Probe for Finder<'_> {
    fn prepare(&mut self, index: TxIndex) {
        self.transaction = index;
        self.frames.clear();
    }
}

impl<C> Inspector<C> for Finder<'_> {
    fn initialize_interp(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        self.frames.start(interpreter);
    }

    fn step(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        self.pending.clear();
        let opcode = interpreter.bytecode.opcode();
        let pc = interpreter.bytecode.pc() as u32;
        let Some(running) = self.frames.step(pc) else {
            return;
        };
        let Some(code) = running.code else { return };
        for (location, is_write) in touched(opcode, running.account, interpreter.stack.data()) {
            if (self.wanted)(&location) {
                self.pending.push(Key {
                    location,
                    code,
                    pc,
                    place: running.place,
                    opcode,
                    is_write,
                });
            }
        }
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        // An instruction that runs out of gas has touched nothing.
        if !self.pending.is_empty() && succeeded(interpreter) {
            for key in std::mem::take(&mut self.pending) {
                self.count(key);
            }
        }
    }

    fn call(&mut self, _: &mut C, _: &mut CallInputs) -> Option<CallOutcome> {
        self.frames.enter();
        None
    }

    fn create(&mut self, _: &mut C, _: &mut CreateInputs) -> Option<CreateOutcome> {
        self.frames.enter();
        None
    }

    fn frame_end(&mut self, _: &mut C, _: &FrameInput, _: &mut FrameResult) {
        self.frames.leave();
    }
}

/// The places that an instruction touches and whether it writes them, by the stack before it.
fn touched(code: u8, account: Address, stack: &[U256]) -> SmallVec<[(Location, bool); 3]> {
    let mut all = SmallVec::new();
    let item = |depth: usize| {
        let place = stack.len().checked_sub(depth + 1)?;
        stack.get(place).copied()
    };
    let place = |address, part| Location { address, part };
    let named = |depth| item(depth).map(|word| Address::from_word(word.into()));
    match code {
        opcode::SLOAD | opcode::SSTORE => {
            let slot = item(0).map(|slot| place(account, Part::Storage(slot)));
            all.extend(slot.map(|slot| (slot, code == opcode::SSTORE)));
        }
        opcode::BALANCE => {
            all.extend(named(0).map(|named| (place(named, Part::Balance), false)));
        }
        opcode::SELFBALANCE => all.push((place(account, Part::Balance), false)),
        opcode::EXTCODESIZE | opcode::EXTCODECOPY | opcode::EXTCODEHASH => {
            all.extend(named(0).map(|named| (place(named, Part::Code), false)));
        }
        opcode::CALL | opcode::CALLCODE | opcode::DELEGATECALL | opcode::STATICCALL => {
            let Some(target) = named(1) else { return all };
            all.push((place(target, Part::Code), false));
            if code == opcode::CALL && item(2).is_some_and(|value| !value.is_zero()) {
                all.push((place(account, Part::Balance), true));
                all.push((place(target, Part::Balance), true));
            }
        }
        opcode::CREATE | opcode::CREATE2 => {
            all.push((place(account, Part::Nonce), true));
            if item(0).is_some_and(|value| !value.is_zero()) {
                all.push((place(account, Part::Balance), true));
            }
        }
        opcode::SELFDESTRUCT => {
            let Some(heir) = named(0) else { return all };
            all.push((place(account, Part::Balance), true));
            all.push((place(heir, Part::Balance), true));
        }
        _ => {}
    }
    all
}

//! The inspector that writes down what a transaction does.

use super::{
    CallFrame, CallKind, LONGEST_DATA, LONGEST_MEMORY, MOST_FRAMES, Places, Step, StorageTouch,
    Trace,
};
use crate::{
    Control, Receipt,
    evm::EvmContext,
    trace::{
        frames::{Frames, succeeded},
        run::Probe,
    },
};
use revm::{
    Inspector,
    bytecode::opcode,
    context_interface::CreateScheme,
    handler::FrameResult,
    interpreter::{
        CallInputs, CallOutcome, CallScheme, CreateInputs, CreateOutcome, FrameInput,
        InstructionResult, Interpreter,
        interpreter_types::{Jumps, MemoryTr},
    },
    primitives::{Address, U256},
};
use std::ops::Range;

/// Steps between two looks at the control.
const CONTROL_INTERVAL: u64 = 1 << 12;

/// Writes down the steps of a window, and all calls.
#[derive(Debug)]
pub(super) struct Tracer<'a> {
    window: Range<u64>,
    control: &'a Control,
    /// Whether the end was asked for; every call is then ended at its next instruction.
    is_stopped: bool,
    places: Frames<'a>,
    steps: Vec<Step>,
    /// Steps begun.
    count: u64,
    /// Whether the last of the steps is the one at hand.
    is_kept: bool,
    /// Whether the value was known of the slot that the step at hand touches.
    is_known: bool,
    frames: Vec<CallFrame>,
    total_frames: u64,
    /// The calls around each other, by their numbers among all; the innermost last.
    open: Vec<u64>,
}

impl<'a> Tracer<'a> {
    pub(super) fn new(window: Range<u64>, places: &'a Places<'a>, control: &'a Control) -> Self {
        Self {
            window,
            control,
            is_stopped: false,
            places: Frames::new(places),
            steps: Vec::new(),
            count: 0,
            is_kept: false,
            is_known: false,
            frames: Vec::new(),
            total_frames: 0,
            open: Vec::new(),
        }
    }

    pub(super) fn finish(self, receipt: Receipt) -> Trace {
        Trace {
            receipt,
            steps: self.steps,
            total_steps: self.count,
            frames: self.frames,
            total_frames: self.total_frames,
        }
    }

    fn enter(&mut self, make: impl FnOnce() -> CallFrame) {
        self.places.enter();
        let number = self.total_frames;
        if self.frames.len() < MOST_FRAMES {
            let (parent, depth) = (self.open.last().copied(), self.open.len() as u32);
            self.frames.push(CallFrame {
                parent,
                depth,
                steps: self.count..self.count,
                ..make()
            });
        }
        self.total_frames += 1;
        self.open.push(number);
    }

    fn leave(&mut self, result: &FrameResult) {
        self.places.leave();
        let Some(number) = self.open.pop() else {
            return;
        };
        let Some(frame) = self.frames.get_mut(number as usize) else {
            return;
        };
        let outcome = result.interpreter_result();
        frame.steps.end = self.count;
        frame.gas_used = outcome.gas.total_gas_spent();
        frame.output = clipped(&outcome.output);
        frame.output_bytes = outcome.output.len() as u64;
        frame.failure = (!outcome.is_ok()).then(|| format!("{:?}", outcome.result));
        if let FrameResult::Create(created) = result {
            frame.account = created.address.filter(|_| outcome.is_ok());
        }
    }

    fn keep(&mut self, interpreter: &Interpreter) {
        let pc = interpreter.bytecode.pc();
        let Some(running) = self.places.running() else {
            return;
        };
        let (Some(code), Some(frame)) = (running.code, self.open.last()) else {
            return;
        };
        let opcode = interpreter.bytecode.opcode();
        let memory = interpreter.memory.size();
        self.steps.push(Step {
            number: self.count,
            frame: *frame,
            depth: self.open.len() as u32 - 1,
            code,
            account: running.account,
            pc: pc as u32,
            place: running.place,
            opcode,
            operand: operand(opcode, interpreter.bytecode.original_byte_slice(), pc),
            gas_left: interpreter.gas.remaining(),
            gas_cost: 0,
            refund: interpreter.gas.refunded(),
            stack: interpreter.stack.data().to_vec(),
            memory_bytes: memory as u64,
            memory: interpreter
                .memory
                .slice(0..memory.min(LONGEST_MEMORY))
                .to_vec(),
            storage: None,
            failed: false,
        });
        self.is_kept = true;
    }
}

impl Probe for Tracer<'_> {}

impl Inspector<EvmContext<'_>> for Tracer<'_> {
    fn initialize_interp(&mut self, interpreter: &mut Interpreter, _: &mut EvmContext<'_>) {
        self.places.start(interpreter);
    }

    fn step(&mut self, interpreter: &mut Interpreter, context: &mut EvmContext<'_>) {
        if self.count.is_multiple_of(CONTROL_INTERVAL) && self.control.is_cancelled() {
            self.is_stopped = true;
        }
        if self.is_stopped {
            // What comes of it is thrown away.
            interpreter.halt(InstructionResult::OutOfGas);
            return;
        }
        self.places.step(interpreter.bytecode.pc() as u32);
        self.is_kept = false;
        if self.window.contains(&self.count) {
            self.keep(interpreter);
            if let Some(step) = self.steps.last_mut().filter(|_| self.is_kept) {
                let touch = before(step, context);
                self.is_known = touch.is_some_and(|(_, is_known)| is_known);
                step.storage = touch.map(|(touch, _)| touch);
            }
        }
        self.count += 1;
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, context: &mut EvmContext<'_>) {
        let Some(step) = self.steps.last_mut().filter(|_| self.is_kept) else {
            return;
        };
        self.is_kept = false;
        step.gas_cost = step.gas_left.saturating_sub(interpreter.gas.remaining());
        let reverts = step.opcode == opcode::REVERT;
        step.failed = !succeeded(interpreter) && !reverts;
        if step.failed {
            step.storage = None;
        } else if let Some(touch) = &mut step.storage {
            settle(touch, self.is_known, interpreter, context);
        }
    }

    fn call(
        &mut self,
        context: &mut EvmContext<'_>,
        inputs: &mut CallInputs,
    ) -> Option<CallOutcome> {
        let input = inputs.input.as_bytes(context);
        self.enter(|| CallFrame {
            kind: match inputs.scheme {
                CallScheme::Call => CallKind::Call,
                CallScheme::CallCode => CallKind::CallCode,
                CallScheme::DelegateCall => CallKind::DelegateCall,
                CallScheme::StaticCall => CallKind::StaticCall,
            },
            caller: inputs.caller,
            account: Some(inputs.target_address),
            code: Some(inputs.bytecode_address).filter(|code| *code != inputs.target_address),
            value: inputs.call_value(),
            gas_limit: inputs.gas_limit,
            input: clipped(&input),
            input_bytes: input.len() as u64,
            ..begun()
        });
        None
    }

    fn create(
        &mut self,
        _: &mut EvmContext<'_>,
        inputs: &mut CreateInputs,
    ) -> Option<CreateOutcome> {
        self.enter(|| CallFrame {
            kind: match inputs.scheme() {
                CreateScheme::Create2 { .. } => CallKind::Create2,
                _ => CallKind::Create,
            },
            caller: inputs.caller(),
            value: inputs.value(),
            gas_limit: inputs.gas_limit(),
            input: clipped(inputs.init_code()),
            input_bytes: inputs.init_code().len() as u64,
            ..begun()
        });
        None
    }

    fn frame_end(&mut self, _: &mut EvmContext<'_>, _: &FrameInput, result: &mut FrameResult) {
        self.leave(result);
    }
}

/// A call of which nothing is known yet.
fn begun() -> CallFrame {
    CallFrame {
        parent: None,
        depth: 0,
        kind: CallKind::Call,
        caller: Address::ZERO,
        account: None,
        code: None,
        value: U256::ZERO,
        gas_limit: 0,
        gas_used: 0,
        input: Vec::new(),
        input_bytes: 0,
        output: Vec::new(),
        output_bytes: 0,
        steps: 0..0,
        failure: None,
    }
}

fn clipped(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len().min(LONGEST_DATA)].to_vec()
}

/// What a PUSH pushes. Code that ends too early is read as if zeros followed.
fn operand(code: u8, bytes: &[u8], pc: usize) -> Option<U256> {
    if !(opcode::PUSH1..=opcode::PUSH32).contains(&code) {
        return None;
    }
    let length = usize::from(code - opcode::PUSH0);
    let mut word = [0; 32];
    let there = bytes.get(pc + 1..).unwrap_or_default();
    let there = &there[..there.len().min(length)];
    word[32 - length..][..there.len()].copy_from_slice(there);
    Some(U256::from_be_bytes(word))
}

/// The slot that the step at hand is about to touch, and whether its value is known already.
fn before(step: &Step, context: &EvmContext<'_>) -> Option<(StorageTouch, bool)> {
    let (is_write, is_transient) = match step.opcode {
        opcode::SLOAD => (false, false),
        opcode::SSTORE => (true, false),
        opcode::TLOAD => (false, true),
        opcode::TSTORE => (true, true),
        _ => return None,
    };
    let (address, slot) = (step.account, *step.stack.last()?);
    let journal = &context.journaled_state;
    let before = if is_transient {
        let slots = journal.transient_storage.get(&address);
        let value = slots.and_then(|slots| slots.get(&slot));
        Some(value.copied().unwrap_or_default())
    } else {
        let account = journal.state.get(&address);
        let value = account.and_then(|account| account.storage.get(&slot));
        value.map(|value| value.present_value)
    };
    let after = match is_write {
        true => *step.stack.get(step.stack.len().checked_sub(2)?)?,
        false => U256::ZERO,
    };
    let touch = StorageTouch {
        address,
        slot,
        before: before.unwrap_or_default(),
        after,
        is_write,
        is_transient,
    };
    Some((touch, before.is_some()))
}

/// Fills in what only the execution of the instruction showed.
fn settle(
    touch: &mut StorageTouch,
    is_known: bool,
    interpreter: &Interpreter,
    context: &EvmContext<'_>,
) {
    if !touch.is_write {
        let value = interpreter.stack.data().last().copied();
        touch.before = value.unwrap_or_default();
        touch.after = touch.before;
    } else if !is_known {
        // A slot that nothing had loaded yet had the value that the transaction began with.
        let account = context.journaled_state.state.get(&touch.address);
        let slot = account.and_then(|account| account.storage.get(&touch.slot));
        touch.before = slot.map_or(U256::ZERO, |slot| slot.original_value);
    }
}

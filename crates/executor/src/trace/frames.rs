//! The calls within a transaction: whose code runs, and where in a source it is.

use super::{CodeId, PcSet, Places};
use revm::{
    interpreter::{Interpreter, InterpreterAction},
    primitives::{Address, B256, hash_map::HashMap},
};
use std::{fmt, sync::Arc};

/// The calls around each other, the innermost last.
pub(super) struct Frames<'a> {
    places: &'a Places<'a>,
    /// By code's hash, and by whether it is creation code.
    known: HashMap<(B256, bool), Option<Arc<PcSet>>>,
    stack: Vec<Running>,
}

/// A call whose code runs.
#[derive(Debug, Clone, Default)]
pub(super) struct Running {
    /// The code.
    pub(super) code: Option<CodeId>,
    /// The account whose storage it works on.
    pub(super) account: Address,
    /// The last program counter with a place in a source.
    pub(super) place: Option<u32>,
    places: Option<Arc<PcSet>>,
}

impl fmt::Debug for Frames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames")
            .field("stack", &self.stack)
            .finish_non_exhaustive()
    }
}

impl<'a> Frames<'a> {
    pub(super) fn new(places: &'a Places<'a>) -> Self {
        Self {
            places,
            known: HashMap::default(),
            stack: Vec::new(),
        }
    }

    /// Forgets the calls of the transaction before.
    pub(super) fn clear(&mut self) {
        self.stack.clear();
    }

    /// A call begins; whether code will run is not known yet.
    pub(super) fn enter(&mut self) {
        self.stack.push(Running::default());
    }

    /// The innermost call's code begins.
    pub(super) fn start(&mut self, interpreter: &mut Interpreter) {
        let account = interpreter.input.target_address;
        let address = interpreter.input.bytecode_address;
        let code = CodeId {
            address: address.unwrap_or(account),
            hash: interpreter.bytecode.get_or_calculate_hash(),
            is_creation: address.is_none(),
        };
        let bytes = interpreter.bytecode.original_byte_slice();
        let known = self.known.entry((code.hash, code.is_creation));
        let places = known.or_insert_with(|| (self.places)(&code, bytes)).clone();
        if let Some(running) = self.stack.last_mut() {
            *running = Running {
                code: Some(code),
                account,
                place: None,
                places,
            };
        }
    }

    /// An instruction of the innermost call is about to be executed.
    pub(super) fn step(&mut self, pc: u32) -> Option<&Running> {
        let running = self.stack.last_mut()?;
        if let Some(places) = &running.places
            && places.contains(pc)
        {
            running.place = Some(pc);
        }
        Some(running)
    }

    /// The innermost call, whose code runs.
    pub(super) fn running(&self) -> Option<&Running> {
        self.stack.last()
    }

    /// The innermost call ends.
    pub(super) fn leave(&mut self) {
        self.stack.pop();
    }
}

/// Whether the instruction that was just executed did what it does; if not, the call is over.
pub(super) fn succeeded(interpreter: &Interpreter) -> bool {
    match &interpreter.bytecode.action {
        Some(InterpreterAction::Return(result)) => result.is_ok(),
        Some(InterpreterAction::NewFrame(_)) | None => true,
    }
}

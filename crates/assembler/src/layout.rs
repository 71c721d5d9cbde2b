//! Gives everything in the code its place: how wide each push is, where each label stands.
//!
//! A push of an address is as narrow as the address allows, and the address depends on how wide the
//! pushes before it are. All start with no bytes at all (`PUSH0`) and only ever grow until each
//! address fits: the least fixed point. It is reached soon: a push that outgrows its byte moves what comes
//! after it by one, and at most 256 labels stand where one byte suffices.

use alloy_primitives::U256;

use crate::opcodes::{self, JUMPDEST, PUSH0, STOP};
use crate::problem::{Place, Problems, quoted};
use crate::program::{ItemKind, Operand, Program, Target};
use crate::suggest;

/// The most bytes that deployed code may have (EIP-170).
pub const MAX_CODE_BYTES: usize = 24_576;

/// No address of code that may be deployed needs more than two bytes; beyond, sizes are only told.
const MAX_ADDRESS: usize = 0xffff;

/// What a push pushes, as far as it is known before addresses are.
#[derive(Debug, Clone, Copy)]
enum Value {
    Number(U256),
    Address(Target),
}

/// The code and where its instructions come from.
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) bytes: Vec<u8>,
    /// Position in the code and line from 1, in the order of positions.
    pub(crate) lines: Vec<(u32, u32)>,
}

/// Lays a program out. Notes in it which names are used. Gives nothing if there is a problem.
pub(crate) fn lay_out(program: &mut Program, problems: &mut Problems<'_>) -> Option<Code> {
    let mut values = Vec::with_capacity(program.items.len());
    for at in 0..program.items.len() {
        values.push(resolve(program, at, problems));
    }
    if !problems.is_empty() {
        return None;
    }
    let stop = !program.data.is_empty() && falls_off(program);
    let mut layout = Layout::new(program, &values, stop);
    while layout.grow(program, &values) {}
    if let Some((place, size)) = layout.too_large(program) {
        let message = if size > MAX_ADDRESS {
            format!(
                "The code passes {MAX_CODE_BYTES} bytes here, the most that can be deployed (EIP-170); in all it has more than {MAX_ADDRESS}."
            )
        } else {
            format!(
                "The code passes {MAX_CODE_BYTES} bytes here, the most that can be deployed (EIP-170); in all it has {size}."
            )
        };
        problems.add(place, message);
        return None;
    }
    layout.emit(program, &values, stop, problems)
}

/// Whether execution could run from the last instruction into what stands after it.
fn falls_off(program: &Program) -> bool {
    match program.items.last().map(|item| &item.kind) {
        Some(ItemKind::Instruction(byte)) => !opcodes::ends(*byte),
        // Whoever writes the code's last bytes by hand means what follows to follow them.
        Some(ItemKind::Raw(_)) | None => false,
        Some(_) => true,
    }
}

/// What the item at that index pushes; nothing for one that pushes nothing or that has a problem.
fn resolve(program: &mut Program, at: usize, problems: &mut Problems<'_>) -> Option<Value> {
    let item = &program.items[at];
    let ItemKind::Push { operand, place, .. } = &item.kind else {
        return None;
    };
    let place = *place;
    let (name, is_address) = match operand {
        Operand::Number(value) => return Some(Value::Number(*value)),
        Operand::Constant(name) => {
            let Some(known) = program.constants.get_mut(name) else {
                let (name, target) = (name.clone(), program.targets.contains_key(name));
                let help = if target {
                    Some(format!("The address of `{name}` is written @{name}."))
                } else {
                    suggestion(&name, program.constants.keys(), "", problems)
                };
                problems.push(
                    place,
                    format!("There is no constant {}.", quoted(&name)),
                    help,
                );
                return None;
            };
            known.used = true;
            return known.value.map(Value::Number);
        }
        Operand::Address(name) => (name, true),
        Operand::Length(name) => (name, false),
    };
    let Some(known) = program.targets.get_mut(name) else {
        let help = if program.constants.contains_key(name) {
            Some(format!("A constant is written without a mark: {name}."))
        } else {
            let mark = if is_address { "@" } else { "#" };
            suggestion(name, program.targets.keys(), mark, problems)
        };
        let what = if is_address { "label or data" } else { "data" };
        problems.push(place, format!("There is no {what} {}.", quoted(name)), help);
        return None;
    };
    known.used = true;
    match (known.value, is_address) {
        (target, true) => Some(Value::Address(target)),
        (Target::Data(data), false) => Some(Value::Number(U256::from(program.data[data].len()))),
        (Target::Label(_), false) => {
            let message = format!("{} is a label; only data has a length.", quoted(name));
            problems.add(place, message);
            None
        }
    }
}

fn suggestion<'n>(
    name: &str,
    known: impl Iterator<Item = &'n String>,
    mark: &str,
    problems: &Problems<'_>,
) -> Option<String> {
    if !problems.wants_suggestions() {
        return None;
    }
    let near = suggest::nearest(name, known)?;
    Some(format!("Did you mean {mark}{near}?"))
}

/// Where everything is, with the widths so far.
struct Layout {
    /// The width of each item's operand; 0 for those without.
    widths: Vec<usize>,
    /// Where each item starts.
    starts: Vec<usize>,
    /// Where each data starts.
    data_starts: Vec<usize>,
    size: usize,
    stop: bool,
}

impl Layout {
    fn new(program: &Program, values: &[Option<Value>], stop: bool) -> Self {
        let widths = program.items.iter().zip(values).map(|(item, value)| {
            let ItemKind::Push { width, .. } = &item.kind else {
                return 0;
            };
            match (width, value) {
                (Some(width), _) => usize::from(*width),
                (None, Some(Value::Number(value))) => value.byte_len(),
                (None, _) => 0,
            }
        });
        let mut layout = Self {
            widths: widths.collect(),
            starts: Vec::new(),
            data_starts: Vec::new(),
            size: 0,
            stop,
        };
        layout.place(program);
        layout
    }

    /// Places everything anew, after widths have changed.
    fn place(&mut self, program: &Program) {
        let mut at = 0;
        self.starts.clear();
        for (item, width) in program.items.iter().zip(&self.widths) {
            self.starts.push(at);
            at += match &item.kind {
                ItemKind::Label | ItemKind::Instruction(_) => 1,
                ItemKind::Push { .. } => 1 + width,
                ItemKind::Raw(bytes) => bytes.len(),
            };
        }
        at += usize::from(self.stop);
        self.data_starts.clear();
        for data in &program.data {
            self.data_starts.push(at);
            at += data.len();
        }
        self.size = at;
    }

    fn address(&self, target: Target) -> usize {
        match target {
            Target::Label(item) => self.starts[item],
            Target::Data(data) => self.data_starts[data],
        }
    }

    /// Widens each push that does not hold its address yet; says whether there was one.
    fn grow(&mut self, program: &Program, values: &[Option<Value>]) -> bool {
        if self.size > MAX_ADDRESS {
            return false;
        }
        let mut grown = false;
        for (at, item) in program.items.iter().enumerate() {
            let ItemKind::Push { width: None, .. } = item.kind else {
                continue;
            };
            if let Some(Value::Address(target)) = values[at] {
                let needed = U256::from(self.address(target)).byte_len();
                if needed > self.widths[at] {
                    self.widths[at] = needed;
                    grown = true;
                }
            }
        }
        if grown {
            self.place(program);
        }
        grown
    }

    /// Where the code passes the limit and how large it is, if it does.
    fn too_large(&self, program: &Program) -> Option<(Place, usize)> {
        if self.size <= MAX_CODE_BYTES {
            return None;
        }
        let passing = self
            .starts
            .partition_point(|&start| start <= MAX_CODE_BYTES);
        let in_code = passing < self.starts.len();
        let data_place = || {
            let ends = self.data_starts.iter().skip(1).chain([&self.size]);
            let index = ends.take_while(|&&end| end <= MAX_CODE_BYTES).count();
            let declared = program.targets.values();
            let mut same = declared.filter(|name| name.value == Target::Data(index));
            same.next().map(|name| name.place)
        };
        let code_place = || {
            let last = passing.saturating_sub(1);
            program.items.get(last).map(|item| item.place)
        };
        let place = if in_code || program.data.is_empty() {
            code_place()
        } else {
            data_place().or_else(code_place)
        };
        let start = Place {
            line: 0,
            start: 0,
            end: 0,
        };
        Some((place.unwrap_or(start), self.size))
    }

    fn emit(
        &self,
        program: &Program,
        values: &[Option<Value>],
        stop: bool,
        problems: &mut Problems<'_>,
    ) -> Option<Code> {
        let mut bytes = Vec::with_capacity(self.size);
        let mut lines = Vec::with_capacity(program.items.len());
        for (at, item) in program.items.iter().enumerate() {
            let position = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            lines.push((position, item.place.line_number()));
            match &item.kind {
                ItemKind::Label => bytes.push(JUMPDEST),
                ItemKind::Instruction(byte) => bytes.push(*byte),
                ItemKind::Raw(raw) => bytes.extend_from_slice(raw),
                ItemKind::Push { place, .. } => {
                    let value = match values[at] {
                        Some(Value::Number(value)) => value,
                        Some(Value::Address(target)) => U256::from(self.address(target)),
                        // A push without a value has a problem, and is not laid out.
                        None => U256::ZERO,
                    };
                    push(&mut bytes, self.widths[at], value, *place, problems);
                }
            }
        }
        if stop {
            bytes.push(STOP);
        }
        for data in &program.data {
            bytes.extend_from_slice(data);
        }
        problems.is_empty().then_some(Code { bytes, lines })
    }
}

/// Writes one push, or notes that its value has more bytes than it.
fn push(bytes: &mut Vec<u8>, width: usize, value: U256, place: Place, problems: &mut Problems<'_>) {
    let needed = value.byte_len();
    if needed > width {
        let plural = if width == 1 { "" } else { "s" };
        let message =
            format!("The value has {needed} bytes; PUSH{width} pushes {width} byte{plural}.");
        let negative = value.bit(255) && value > U256::MAX - (U256::ONE << 128);
        let help = if negative {
            "A negative number has 32 bytes, the two's complement in 256 bits.".to_owned()
        } else {
            format!("Write PUSH{needed}, or PUSH to have the width chosen.")
        };
        problems.add_with_help(place, message, help);
    }
    bytes.push(PUSH0 + u8::try_from(width).unwrap_or(32));
    let word: [u8; 32] = value.to_be_bytes();
    bytes.extend_from_slice(&word[32 - width..]);
}

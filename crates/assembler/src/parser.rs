//! Makes a [`Program`] of a source text, line by line, and notes every problem on the way.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use crate::lexer::{self, Kind};
use crate::line::Line;
use crate::number::looks_like_number;
use crate::opcodes::{self, JUMP, JUMPI, PUSH0};
use crate::problem::{Place, Problems, quoted};
use crate::program::{Declared, Item, ItemKind, Operand, Program, StorageName, Target};
use crate::suggest;

/// The directives there are, for messages and suggestions.
const DIRECTIVES: [&str; 6] = [".const", ".data", ".bytes", ".raw", ".abi", ".storage"];

/// What an item of a human-readable ABI starts with.
const ABI_ITEMS: [&str; 6] = [
    "function",
    "event",
    "error",
    "constructor",
    "fallback",
    "receive",
];

/// Reads the lines of a source text.
pub(crate) fn parse(lines: &[&str], problems: &mut Problems<'_>) -> Program {
    let mut program = Program::default();
    for (number, text) in lines.iter().enumerate() {
        let tokens = lexer::tokens(text, number, problems);
        let mut line = Line::new(text, &tokens);
        program.read(&mut line, problems);
    }
    program
}

/// Each step gives nothing where it noted a problem and the rest of the line is not read.
impl Program {
    fn read(&mut self, line: &mut Line<'_>, problems: &mut Problems<'_>) -> Option<()> {
        let first = line.peek()?;
        if first.kind == Kind::Directive {
            line.take();
            return self.directive(line, first.place, problems);
        }
        if line.symbol_follows(':') {
            let (name, place) = line.name("The label's name", first.place, problems)?;
            line.take();
            let target = Target::Label(self.items.len());
            declare(&mut self.targets, name, target, place, problems);
            self.push(place, ItemKind::Label);
            line.peek()?;
        }
        self.instruction(line, problems)
    }

    fn push(&mut self, place: Place, kind: ItemKind) {
        self.items.push(Item { place, kind });
    }

    fn instruction(&mut self, line: &mut Line<'_>, problems: &mut Problems<'_>) -> Option<()> {
        let token = line.take().filter(|token| token.kind != Kind::Wrong)?;
        let (place, word) = (token.place, line.written(token.place));
        let byte = opcodes::byte_of(word);
        let is_push = word.eq_ignore_ascii_case("PUSH");
        match byte {
            Some(byte @ (JUMP | JUMPI)) if line.peek().is_some_and(|next| next.is('@')) => {
                let (operand, at) = line.operand(place, problems)?;
                self.push(
                    place,
                    ItemKind::Push {
                        width: None,
                        operand,
                        place: at,
                        jumps: true,
                    },
                );
                self.push(place, ItemKind::Instruction(byte));
                line.end("the label", problems)
            }
            Some(byte) if opcodes::immediate(byte) == 0 => {
                self.push(place, ItemKind::Instruction(byte));
                without_operand(line, word, byte, problems)
            }
            None if !is_push => {
                unknown_instruction(line, place, word, problems);
                None
            }
            _ => {
                let width = byte.map(|byte| byte - PUSH0);
                let (operand, at) = line.operand(place, problems)?;
                self.push(
                    place,
                    ItemKind::Push {
                        width,
                        operand,
                        place: at,
                        jumps: false,
                    },
                );
                line.end("the value", problems)
            }
        }
    }

    fn directive(
        &mut self,
        line: &mut Line<'_>,
        place: Place,
        problems: &mut Problems<'_>,
    ) -> Option<()> {
        let word = line.written(place);
        match word.to_ascii_lowercase().as_str() {
            ".const" => {
                let (name, at) = line.name("The constant's name", place, problems)?;
                let value = self.constant(line, at, problems);
                declare(&mut self.constants, name, value, at, problems);
                value?;
                line.end("the value", problems)
            }
            ".data" => {
                let (name, at) = line.name("The data's name", place, problems)?;
                let bytes = line.bytes(at, problems);
                let target = Target::Data(self.data.len());
                declare(&mut self.targets, name, target, at, problems);
                self.data.push(bytes.unwrap_or_default());
                Some(())
            }
            ".bytes" => {
                let bytes = line.bytes(place, problems)?;
                let Some(data) = self.data.last_mut() else {
                    let message = "`.bytes` continues the data of a line before it; there is none.";
                    let help =
                        "Data starts with `.data name 0x…`; bytes amid the code with `.raw`.";
                    problems.add_with_help(place, message, help);
                    return None;
                };
                data.extend(bytes);
                Some(())
            }
            ".raw" => {
                let bytes = line.bytes(place, problems)?;
                self.push(place, ItemKind::Raw(bytes));
                Some(())
            }
            ".abi" => self.abi_item(line, place, problems),
            ".storage" => self.storage_name(line, place, problems),
            _ => {
                let meant = suggest::nearest(word, DIRECTIVES);
                let help = meant.map_or_else(
                    || format!("The directives are {}.", DIRECTIVES.join(", ")),
                    |meant| format!("Did you mean {meant}?"),
                );
                problems.add_with_help(place, format!("{} is no directive.", quoted(word)), help);
                None
            }
        }
    }

    /// A value that is known before the code is laid out.
    fn constant(
        &mut self,
        line: &mut Line<'_>,
        after: Place,
        problems: &mut Problems<'_>,
    ) -> Option<U256> {
        let (operand, place) = line.operand(after, problems)?;
        match operand {
            Operand::Number(value) => Some(value),
            Operand::Constant(name) => {
                let Some(known) = self.constants.get_mut(&name) else {
                    let message =
                        format!("There is no constant {} before this line.", quoted(&name));
                    let near = problems
                        .wants_suggestions()
                        .then(|| suggest::nearest(&name, self.constants.keys()))
                        .flatten();
                    let help = near.map(|near| format!("Did you mean {near}?"));
                    problems.push(place, message, help);
                    return None;
                };
                known.used = true;
                known.value
            }
            Operand::Address(_) | Operand::Length(_) => {
                let message = "A constant is a number; places in the code are not known yet.";
                problems.add_with_help(place, message, "Push it where it is needed.");
                None
            }
        }
    }

    fn abi_item(
        &mut self,
        line: &mut Line<'_>,
        place: Place,
        problems: &mut Problems<'_>,
    ) -> Option<()> {
        let help = r#"It looks like `.abi "function increment() returns (uint256)"`."#;
        let Some(token) = line.take() else {
            problems.add_with_help(place, "`.abi` needs a text.", help);
            return None;
        };
        if token.kind == Kind::Wrong {
            return None;
        }
        let Kind::Text(bytes) = &token.kind else {
            problems.add_with_help(
                token.place,
                "`.abi` takes a text between quotation marks.",
                help,
            );
            return None;
        };
        let text = String::from_utf8_lossy(bytes);
        let first = text
            .split(|letter: char| !letter.is_ascii_alphabetic())
            .next();
        if !first.is_some_and(|first| ABI_ITEMS.contains(&first)) {
            let message = format!("An item of the ABI starts with {}.", ABI_ITEMS.join(", "));
            problems.add_with_help(token.place, message, help);
            return None;
        }
        self.abi.push((place.line_number(), text.into_owned()));
        line.end("the text", problems)
    }

    fn storage_name(
        &mut self,
        line: &mut Line<'_>,
        place: Place,
        problems: &mut Problems<'_>,
    ) -> Option<()> {
        let (name, at) = line.name("The name", place, problems)?;
        let slot = self.constant(line, at, problems);
        let constants = &mut self.constants;
        declare(constants, name, slot, at, problems);
        // A name for display serves without anybody pushing it.
        if let Some(declared) = constants.get_mut(name) {
            declared.used = true;
        }
        let slot = slot?;
        if line.peek().is_none() {
            let help = "For example `.storage balances 1 mapping(address => uint256)`.";
            problems.add_with_help(at, "The type of what the slot holds is missing.", help);
            return None;
        }
        let (type_text, _) = line.rest()?;
        self.storage.push(StorageName {
            line: place.line_number(),
            label: name.to_owned(),
            slot,
            type_text: type_text.to_owned(),
        });
        Some(())
    }
}

/// Declares a name, unless it is taken.
fn declare<T>(
    names: &mut BTreeMap<String, Declared<T>>,
    name: &str,
    value: T,
    place: Place,
    problems: &mut Problems<'_>,
) {
    if let Some(known) = names.get(name) {
        let line = known.place.line_number();
        let message = format!("{} is already declared on line {line}.", quoted(name));
        problems.add(place, message);
        return;
    }
    let used = false;
    names.insert(name.to_owned(), Declared { value, place, used });
}

/// Notes a problem if a line goes on after an instruction that takes no operand.
fn without_operand(
    line: &mut Line<'_>,
    word: &str,
    byte: u8,
    problems: &mut Problems<'_>,
) -> Option<()> {
    let Some(next) = line.peek() else {
        return Some(());
    };
    let following = line.written(next.place);
    let is_instruction =
        opcodes::byte_of(following).is_some() || following.eq_ignore_ascii_case("PUSH");
    let (_, place) = line.rest()?;
    let help = if is_instruction {
        "A line holds one instruction.".to_owned()
    } else if matches!(byte, JUMP | JUMPI)
        && next.kind == Kind::Word
        && !looks_like_number(following)
    {
        format!("A label is written with @: `{word} @{following}`.")
    } else {
        "Push the value on a line before it.".to_owned()
    };
    problems.add_with_help(place, format!("{word} takes no operand."), help);
    None
}

/// Says what may have been meant by a word that is no instruction.
fn unknown_instruction(line: &Line<'_>, place: Place, word: &str, problems: &mut Problems<'_>) {
    let family = opcodes::family_of(word)
        .filter(|family| family.4.bytes().all(|digit| digit.is_ascii_digit()));
    let help = if !problems.wants_suggestions() {
        None
    } else if let Some((family, least, greatest, _, _)) = family {
        Some(format!("There are {family}{least} to {family}{greatest}."))
    } else if let Some(meant) = suggest::nearest(word, opcodes::names().chain(["PUSH".into()])) {
        Some(format!("Did you mean {meant}?"))
    } else if line.peek().is_none() && word.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Some("A label ends with a colon.".into())
    } else {
        None
    };
    problems.push(place, format!("{} is no instruction.", quoted(word)), help);
}

//! No input makes the assembler panic, and bytes survive the way there and back.

use lanewise_assembler::{Assembled, MAX_CODE_BYTES, assemble, disassemble};
use proptest::prelude::*;

const COUNTER: &str = include_str!("../../../static/templates/Counter.evm");

/// Pieces of the language, to be thrown together.
const PIECES: [&str; 44] = [
    "PUSH",
    "PUSH0",
    "push1",
    "PUSH32",
    "JUMP",
    "JUMPI",
    "ADD",
    "STOP",
    "DUP16",
    "LOG5",
    "a",
    "b",
    "c",
    "a:",
    "b:",
    "@a",
    "@b",
    "@c",
    "#c",
    "#a",
    ".const",
    ".data",
    ".bytes",
    ".raw",
    ".abi",
    ".storage",
    "0",
    "255",
    "256",
    "0xff00",
    "0x123",
    "-1",
    "1e77",
    "1e78",
    "\"text\"",
    "\"\\xff\"",
    "\"",
    "selector(\"f(uint)\")",
    "keccak(\"\")",
    "(",
    ",",
    ";",
    "\u{1d11e}",
    "\r",
];

/// What holds of everything that is assembled.
fn sound(source: &str, found: &Assembled) -> Result<(), TestCaseError> {
    prop_assert!(found.runtime.len() <= MAX_CODE_BYTES);
    prop_assert!(found.creation.ends_with(&found.runtime));
    let ascending = found.lines.is_sorted_by(|one, next| one.0 <= next.0);
    prop_assert!(ascending, "{:?}", found.lines);
    let count = source.split(['\n', '\r']).count();
    for &(position, line) in &found.lines {
        prop_assert!(position as usize <= found.runtime.len());
        prop_assert!((1..=count).contains(&(line as usize)));
    }
    Ok(())
}

/// Every problem lies within its line.
fn check(source: &str) -> Result<(), TestCaseError> {
    let problems = match assemble(source) {
        Ok(found) => {
            sound(source, &found)?;
            found.warnings
        }
        Err(problems) => {
            prop_assert!(!problems.is_empty());
            problems
        }
    };
    let lines: Vec<usize> = source
        .replace("\r\n", "\n")
        .split(['\n', '\r'])
        .map(|line| line.encode_utf16().count())
        .collect();
    for problem in problems {
        let length = lines[problem.line as usize - 1];
        let end = (problem.column + problem.length - 1) as usize;
        prop_assert!(end <= length.max(1), "{problem:?} in a line of {length}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_is_answered(source in any::<String>()) {
        check(&source)?;
    }

    #[test]
    fn any_mixture_of_the_language_is_answered(
        pieces in prop::collection::vec((0..PIECES.len(), any::<bool>()), 0..60),
    ) {
        let mut source = String::new();
        for (piece, ends) in pieces {
            source.push_str(PIECES[piece]);
            source.push(if ends { '\n' } else { ' ' });
        }
        check(&source)?;
    }

    #[test]
    fn a_program_with_mistakes_is_answered(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..4, any::<char>()), 1..8),
    ) {
        let mut letters: Vec<char> = COUNTER.chars().collect();
        for (place, removed, letter) in edits {
            let at = place.index(letters.len());
            let end = (at + removed).min(letters.len());
            letters.splice(at..end, [letter]);
        }
        check(&letters.into_iter().collect::<String>())?;
    }

    #[test]
    fn bytes_come_back(code in prop::collection::vec(any::<u8>(), 0..600)) {
        // EIP-3541: such code cannot be deployed, and is not assembled.
        prop_assume!(code.first() != Some(&0xef));
        let text = disassemble(&code);
        let found = assemble(&text);
        prop_assert!(found.is_ok(), "{text}\n{found:?}");
        prop_assert_eq!(found.map(|found| found.runtime), Ok(code));
    }

    #[test]
    fn labels_are_where_they_point(fillers in prop::collection::vec(0usize..140, 1..40)) {
        // Each label has a push of its address before it and one behind it.
        let mut source = String::new();
        for at in 0..fillers.len() {
            source.push_str(&format!("PUSH @l{at}\n"));
        }
        for (at, filler) in fillers.iter().enumerate() {
            source.push_str(&"ADD\n".repeat(*filler));
            source.push_str(&format!("l{at}:\nPUSH @l{at}\n"));
        }
        let found = assemble(&source);
        prop_assert!(found.is_ok());
        let Ok(found) = found else { return Ok(()) };
        let code = &found.runtime;
        let mut at = 0;
        let mut pushes = 0;
        while at < code.len() {
            let width = usize::from(code[at].checked_sub(0x5f).filter(|width| *width <= 32).unwrap_or(0));
            if code[at] >= 0x5f && width <= 2 {
                let target = code[at + 1..=at + width].iter().fold(0, |sum, &byte| sum << 8 | usize::from(byte));
                prop_assert_eq!(code[target], 0x5b);
                // No byte more than needed.
                prop_assert!(width == 1 || target > 0xff);
                pushes += 1;
            }
            at += 1 + width;
        }
        prop_assert_eq!(pushes, 2 * fillers.len());
    }
}

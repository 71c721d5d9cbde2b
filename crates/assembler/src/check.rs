//! Warns of what is certainly not meant: names that nothing refers to, instructions that are never
//! reached, jumps into data. Nothing here guesses: what jumps to a computed address may do is left
//! alone.

use crate::opcodes::{self, JUMPDEST};
use crate::problem::Problems;
use crate::program::{ItemKind, Operand, Program, Target};

/// Looks through a program whose names are resolved.
pub(crate) fn check(program: &Program, warnings: &mut Problems<'_>) {
    for (name, declared) in program.targets.iter().filter(|(_, name)| !name.used) {
        let what = match declared.value {
            Target::Label(_) => "label",
            Target::Data(_) => "data",
        };
        warnings.add(
            declared.place,
            format!("Nothing refers to the {what} `{name}`."),
        );
    }
    for (name, declared) in program.constants.iter().filter(|(_, name)| !name.used) {
        warnings.add(
            declared.place,
            format!("Nothing refers to the constant `{name}`."),
        );
    }
    let mut reached = true;
    // Whether the instructions since the last label that are not reached were told of.
    let mut told = false;
    for item in &program.items {
        if let ItemKind::Label | ItemKind::Raw(_) | ItemKind::Instruction(JUMPDEST) = item.kind {
            (reached, told) = (true, false);
        } else if reached {
            check_jump(program, &item.kind, warnings);
            reached = !matches!(item.kind, ItemKind::Instruction(byte) if opcodes::ends(byte));
        } else if !told {
            let help = "Code after an instruction that never goes on is reached only through a label (or a JUMPDEST).";
            warnings.add_with_help(item.place, "This is never reached.", help);
            told = true;
        }
    }
}

/// Warns of `JUMP @data`, unless that data starts like a label.
fn check_jump(program: &Program, item: &ItemKind, warnings: &mut Problems<'_>) {
    let ItemKind::Push {
        operand: Operand::Address(name),
        place,
        jumps: true,
        ..
    } = item
    else {
        return;
    };
    let target = program.targets.get(name).map(|declared| declared.value);
    if let Some(Target::Data(index)) = target
        && program.data[index].first() != Some(&JUMPDEST)
    {
        warnings.add(*place, format!("`{name}` is data: this jump always fails."));
    }
}

//! Mnemonics to bytecode: `PUSH1 0x00 SLOAD`, with labels as `:here` and `@here` (a PUSH2).

use lanewise_executor::revm::bytecode::opcode::OpCode;
use std::collections::HashMap;

/// Assembles a program.
pub(crate) fn assemble(program: &str) -> Vec<u8> {
    let mut code = Vec::new();
    let (mut labels, mut uses) = (HashMap::new(), Vec::new());
    for word in program.split_whitespace() {
        if let Some(label) = word.strip_prefix(':') {
            labels.insert(label.to_owned(), code.len());
            code.push(opcode("JUMPDEST"));
        } else if let Some(label) = word.strip_prefix('@') {
            code.push(opcode("PUSH2"));
            uses.push((code.len(), label.to_owned()));
            code.extend([0, 0]);
        } else if let Some(hex) = word.strip_prefix("0x") {
            let byte = |i| u8::from_str_radix(&hex[i..i + 2], 16).expect("a byte in hexadecimal");
            code.extend((0..hex.len()).step_by(2).map(byte));
        } else {
            code.push(opcode(word));
        }
    }
    for (at, label) in uses {
        let target = labels[&label] as u16;
        code[at..at + 2].copy_from_slice(&target.to_be_bytes());
    }
    code
}

/// Init code that deploys a program, after running `constructor`.
pub(crate) fn deployer(constructor: &str, runtime: &[u8]) -> Vec<u8> {
    // CODECOPY(0, offset, length) RETURN(0, length)
    let prefix = assemble(constructor);
    let offset = prefix.len() + 15;
    let length = (runtime.len() as u16).to_be_bytes();
    let offset = (offset as u16).to_be_bytes();
    let mut code = prefix;
    code.extend([
        0x61, length[0], length[1], 0x61, offset[0], offset[1], 0x60, 0, 0x39,
    ]);
    code.extend([0x61, length[0], length[1], 0x60, 0, 0xf3]);
    code.extend(runtime);
    code
}

fn opcode(name: &str) -> u8 {
    let found = (0..=u8::MAX).find(|byte| OpCode::new(*byte).is_some_and(|op| op.as_str() == name));
    found.unwrap_or_else(|| panic!("no opcode {name}"))
}

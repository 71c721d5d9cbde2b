//! The way back: bytecode as a source text.

use std::fmt::Write as _;

use crate::opcodes;

/// The source text of a code: one instruction per line, without labels. It assembles to the same
/// bytes again, if these may be deployed at all. Bytes that are no instruction, and a push at the
/// end whose bytes are not all there, become `.raw`; data behind the code is read as code, because
/// nothing tells them apart.
pub fn disassemble(code: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = code;
    let mut raw: &[u8] = &[];
    while let Some((&byte, after)) = rest.split_first() {
        let width = opcodes::immediate(byte);
        let known = opcodes::name_of(byte).zip(after.split_at_checked(width));
        let Some((name, (operand, next))) = known else {
            // Neighbours share a line: extend the run, which ends where `rest` starts.
            let taken = if width == 0 { 1 } else { rest.len() };
            let end = code.len() - rest.len() + taken;
            raw = &code[end - taken - raw.len()..end];
            rest = &rest[taken..];
            continue;
        };
        write_raw(&mut text, &mut raw);
        text.push_str(&name);
        if width > 0 {
            text.push_str(" 0x");
            write_hex(&mut text, operand);
        }
        text.push('\n');
        rest = next;
    }
    write_raw(&mut text, &mut raw);
    text
}

/// Writes the run of bytes that are no instructions, and starts a new one.
fn write_raw(text: &mut String, raw: &mut &[u8]) {
    if !raw.is_empty() {
        text.push_str(".raw 0x");
        write_hex(text, raw);
        text.push('\n');
        *raw = &[];
    }
}

fn write_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_becomes_lines() {
        let code = [0x61, 0x00, 0xff, 0x5f, 0x0c, 0x0d, 0x5b, 0x62, 0x01];
        let text = "PUSH2 0x00ff\nPUSH0\n.raw 0x0c0d\nJUMPDEST\n.raw 0x6201\n";
        assert_eq!(disassemble(&code), text);
        assert_eq!(disassemble(&[]), "");
    }
}

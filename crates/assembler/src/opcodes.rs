//! The EVM's instructions as of the Osaka fork: their names, their bytes, how many bytes follow.
//!
//! Sources: the Yellow Paper, appendix H, and the EIPs that added to it since: 145 (shifts), 211
//! (return data), 1014 (`CREATE2`), 1052 (`EXTCODEHASH`), 1344, 1884, 3198, 3855 (`PUSH0`), 1153
//! (transient storage), 4399 (`PREVRANDAO`), 4844 and 7516 (blobs), 5656 (`MCOPY`), 7939 (`CLZ`).

/// The instructions that are not one of a numbered family.
const SINGLE: &[(&str, u8)] = &[
    ("STOP", 0x00),
    ("ADD", 0x01),
    ("MUL", 0x02),
    ("SUB", 0x03),
    ("DIV", 0x04),
    ("SDIV", 0x05),
    ("MOD", 0x06),
    ("SMOD", 0x07),
    ("ADDMOD", 0x08),
    ("MULMOD", 0x09),
    ("EXP", 0x0a),
    ("SIGNEXTEND", 0x0b),
    ("LT", 0x10),
    ("GT", 0x11),
    ("SLT", 0x12),
    ("SGT", 0x13),
    ("EQ", 0x14),
    ("ISZERO", 0x15),
    ("AND", 0x16),
    ("OR", 0x17),
    ("XOR", 0x18),
    ("NOT", 0x19),
    ("BYTE", 0x1a),
    ("SHL", 0x1b),
    ("SHR", 0x1c),
    ("SAR", 0x1d),
    ("CLZ", 0x1e),
    ("KECCAK256", 0x20),
    ("ADDRESS", 0x30),
    ("BALANCE", 0x31),
    ("ORIGIN", 0x32),
    ("CALLER", 0x33),
    ("CALLVALUE", 0x34),
    ("CALLDATALOAD", 0x35),
    ("CALLDATASIZE", 0x36),
    ("CALLDATACOPY", 0x37),
    ("CODESIZE", 0x38),
    ("CODECOPY", 0x39),
    ("GASPRICE", 0x3a),
    ("EXTCODESIZE", 0x3b),
    ("EXTCODECOPY", 0x3c),
    ("RETURNDATASIZE", 0x3d),
    ("RETURNDATACOPY", 0x3e),
    ("EXTCODEHASH", 0x3f),
    ("BLOCKHASH", 0x40),
    ("COINBASE", 0x41),
    ("TIMESTAMP", 0x42),
    ("NUMBER", 0x43),
    ("PREVRANDAO", 0x44),
    ("GASLIMIT", 0x45),
    ("CHAINID", 0x46),
    ("SELFBALANCE", 0x47),
    ("BASEFEE", 0x48),
    ("BLOBHASH", 0x49),
    ("BLOBBASEFEE", 0x4a),
    ("POP", 0x50),
    ("MLOAD", 0x51),
    ("MSTORE", 0x52),
    ("MSTORE8", 0x53),
    ("SLOAD", 0x54),
    ("SSTORE", 0x55),
    ("JUMP", JUMP),
    ("JUMPI", JUMPI),
    ("PC", 0x58),
    ("MSIZE", 0x59),
    ("GAS", 0x5a),
    ("JUMPDEST", JUMPDEST),
    ("TLOAD", 0x5c),
    ("TSTORE", 0x5d),
    ("MCOPY", 0x5e),
    ("CREATE", 0xf0),
    ("CALL", 0xf1),
    ("CALLCODE", 0xf2),
    ("RETURN", 0xf3),
    ("DELEGATECALL", 0xf4),
    ("CREATE2", 0xf5),
    ("STATICCALL", 0xfa),
    ("REVERT", 0xfd),
    ("INVALID", 0xfe),
    ("SELFDESTRUCT", 0xff),
];

/// Names that an instruction had before: accepted, never written.
const FORMER: &[(&str, u8)] = &[("SHA3", 0x20), ("DIFFICULTY", 0x44)];

/// The numbered families: name, least number, greatest number, byte of the least.
pub(crate) const FAMILIES: &[(&str, u8, u8, u8)] = &[
    ("PUSH", 0, 32, PUSH0),
    ("DUP", 1, 16, 0x80),
    ("SWAP", 1, 16, 0x90),
    ("LOG", 0, 4, 0xa0),
];

pub(crate) const STOP: u8 = 0x00;
pub(crate) const CODECOPY: u8 = 0x39;
pub(crate) const JUMP: u8 = 0x56;
pub(crate) const JUMPI: u8 = 0x57;
pub(crate) const JUMPDEST: u8 = 0x5b;
pub(crate) const PUSH0: u8 = 0x5f;
pub(crate) const DUP1: u8 = 0x80;
pub(crate) const RETURN: u8 = 0xf3;

/// The first byte that no code may have (EIP-3541).
pub(crate) const RESERVED_FIRST: u8 = 0xef;

/// The byte of the instruction of that name, in any case; also by a former name.
pub(crate) fn byte_of(name: &str) -> Option<u8> {
    let equal = |known: &&(&str, u8)| known.0.eq_ignore_ascii_case(name);
    if let Some(&(_, byte)) = SINGLE.iter().chain(FORMER).find(equal) {
        return Some(byte);
    }
    let (_, least, greatest, first, digits) = family_of(name)?;
    // One spelling each: neither `PUSH01` nor `PUSH+1`.
    let number: u8 = digits.parse().ok()?;
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit())
        && (digits.len() == 1 || !digits.starts_with('0'));
    (plain && (least..=greatest).contains(&number)).then(|| first + (number - least))
}

/// The family whose name this is the start of, with what comes after it.
pub(crate) fn family_of(name: &str) -> Option<(&'static str, u8, u8, u8, &str)> {
    FAMILIES
        .iter()
        .find_map(|&(family, least, greatest, first)| {
            let start = name.get(..family.len())?;
            let equal = start.eq_ignore_ascii_case(family);
            equal.then(|| (family, least, greatest, first, &name[family.len()..]))
        })
}

/// The name of the instruction of that byte; none for a byte that is no instruction.
pub(crate) fn name_of(byte: u8) -> Option<String> {
    if let Some((name, _)) = SINGLE.iter().find(|(_, known)| *known == byte) {
        return Some((*name).to_owned());
    }
    FAMILIES
        .iter()
        .find_map(|&(family, least, greatest, first)| {
            let number = least.checked_add(byte.checked_sub(first)?)?;
            (number <= greatest).then(|| format!("{family}{number}"))
        })
}

/// How many bytes after the instruction belong to it.
pub(crate) fn immediate(byte: u8) -> usize {
    if (PUSH0..=PUSH0 + 32).contains(&byte) {
        usize::from(byte - PUSH0)
    } else {
        0
    }
}

/// Whether execution never goes on after this instruction.
pub(crate) fn ends(byte: u8) -> bool {
    matches!(byte, STOP | JUMP | RETURN | 0xfd..=0xff)
}

/// Every name there is, for suggestions.
pub(crate) fn names() -> impl Iterator<Item = String> {
    (0..=u8::MAX).filter_map(name_of)
}

#[cfg(test)]
mod tests {
    use revm::bytecode::opcode::OpCode;

    use super::*;

    /// revm knows these already; they come with the fork after Osaka.
    const LATER: [u8; 4] = [0x4b, 0xe6, 0xe7, 0xe8];

    #[test]
    fn every_byte_has_the_name_that_revm_gives_it() {
        for byte in 0..=u8::MAX {
            let theirs = OpCode::new(byte).filter(|_| !LATER.contains(&byte));
            let theirs = theirs.map(|opcode| match opcode.as_str() {
                "DIFFICULTY" => "PREVRANDAO",
                name => name,
            });
            assert_eq!(name_of(byte).as_deref(), theirs, "0x{byte:02x}");
            if let Some(opcode) = OpCode::new(byte).filter(|_| !LATER.contains(&byte)) {
                let info = opcode.info();
                assert_eq!(immediate(byte), usize::from(info.immediate_size()));
                let jump = byte == JUMP;
                assert_eq!(ends(byte), info.is_terminating() || jump, "0x{byte:02x}");
            }
        }
    }

    #[test]
    fn names_and_bytes_are_inverse() {
        for name in names() {
            let byte = byte_of(&name).unwrap_or_else(|| panic!("{name} has no byte"));
            assert_eq!(name_of(byte), Some(name.clone()));
            assert_eq!(byte_of(&name.to_lowercase()), Some(byte));
        }
        assert_eq!(names().count(), 150);
        assert_eq!(byte_of("sha3"), Some(0x20));
    }

    #[test]
    fn families_have_bounds() {
        for name in [
            "PUSH33", "DUP0", "DUP17", "SWAP0", "LOG5", "PUSH01", "PUSH+1", "PUSH", "DUP1x",
        ] {
            assert_eq!(byte_of(name), None, "{name}");
        }
    }
}

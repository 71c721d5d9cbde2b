//! The compiler's source maps: from the instructions of a code to ranges of its sources.
//!
//! One entry an instruction, `start:length:file:jump:depth`, separated by semicolons; what is
//! missing is as in the entry before ([source mappings][1]).
//!
//! [1]: https://docs.soliditylang.org/en/latest/internals/source_mappings.html

/// The instruction that pushes one byte, and the one that pushes 32.
const PUSHES: std::ops::RangeInclusive<u8> = 0x60..=0x7f;

/// Where an instruction comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The position of its first byte in the code.
    pub(super) pc: u32,
    /// The first byte in the source.
    pub(super) start: u32,
    /// How many bytes.
    pub(super) length: u32,
    /// The source's number.
    pub(super) file: u32,
}

/// The instructions of a code that come from a source, ascending; those without one are left out.
/// Nothing for what is no source map.
pub(super) fn decode(map: &str, code: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    // Start, length and file of the entry before.
    let mut now = [0_i64, 0, -1];
    let mut pc = 0;
    if map.is_empty() {
        return Some(entries);
    }
    for item in map.split(';') {
        let Some(instruction) = code.get(pc) else {
            break;
        };
        for (field, slot) in item.split(':').zip(&mut now) {
            if !field.is_empty() {
                *slot = i64::from(field.parse::<i32>().ok()?);
            }
        }
        if let [Ok(start), Ok(length), Ok(file)] = now.map(u32::try_from) {
            entries.push(Entry {
                pc: pc as u32,
                start,
                length,
                file,
            });
        }
        pc += 1;
        if PUSHES.contains(instruction) {
            pc += usize::from(instruction - PUSHES.start()) + 1;
        }
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fields_are_inherited_and_push_data_is_skipped() {
        // PUSH1 00, PUSH2 0102, ADD, STOP, and bytes that are no instructions of the map.
        let code = [0x60, 0, 0x61, 1, 2, 0x01, 0x00, 0xfe];
        let entries = decode("10:5:0:-:1;:7;;20:1:-1:i", &code).unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|one| (one.pc, one.start, one.length, one.file))
            .collect();
        assert_eq!(told, [(0, 10, 5, 0), (2, 10, 7, 0), (5, 10, 7, 0)]);
        assert_eq!(decode("", &code), Some(Vec::new()));
        assert_eq!(decode("x:1", &code), None);
        assert_eq!(decode("99999999999:1:0", &code), None);
        assert_eq!(decode("1:1:0;;;;;;;;;;;;;;;", &code).unwrap().len(), 5);
    }

    proptest! {
        #[test]
        fn garbage_is_no_harm(map in "[0-9:;io-]{0,200}", code: Vec<u8>) {
            for entry in decode(&map, &code).unwrap_or_default() {
                prop_assert!((entry.pc as usize) < code.len());
            }
            let _ = decode(&map.replace('1', "é"), &code);
        }
    }
}

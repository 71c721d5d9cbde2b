//! Looking into a built WebAssembly module: does it import a shared memory?

use wasmparser::{Parser, Payload, TypeRef};

/// Whether the module imports a memory that is shared between threads; an error is what makes it no module.
pub(crate) fn imports_shared_memory(module: &[u8]) -> Result<bool, String> {
    let broken =
        |error: wasmparser::BinaryReaderError| format!("not a WebAssembly module: {error}");
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(imports) = payload.map_err(broken)? {
            for import in imports.into_imports() {
                if let TypeRef::Memory(memory) = import.map_err(broken)?.ty {
                    return Ok(memory.shared);
                }
            }
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports `m.m`, a memory with these flags and limits of one page.
    fn importing(flags: u8) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([2, 9, 1, 1, b'm', 1, b'm', 2, flags, 1, 1]);
        module
    }

    #[test]
    fn a_shared_memory_is_told_from_a_plain_one_and_from_none() {
        assert_eq!(imports_shared_memory(&importing(3)), Ok(true));
        assert_eq!(imports_shared_memory(&importing(1)), Ok(false));
        assert_eq!(imports_shared_memory(b"\0asm\x01\0\0\0"), Ok(false));
        assert!(imports_shared_memory(b"<!doctype html>").is_err());
    }
}

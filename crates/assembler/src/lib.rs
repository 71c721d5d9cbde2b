//! EVM assembly for people: a source text in, bytecode and what belongs to it out.
//!
//! ```text
//! .abi "function count() returns (uint256)"
//! .storage counter 0 uint256      ; a slot's name, for display and for PUSH
//!
//!     PUSH 0                      ; the assembler chooses PUSH0
//!     CALLDATALOAD
//!     PUSH 224
//!     SHR
//!     PUSH selector("count()")
//!     EQ
//!     JUMPI @count                ; PUSH the label's address, then JUMPI
//!     PUSH0
//!     PUSH0
//!     REVERT
//! count:                          // a JUMPDEST
//!     PUSH counter
//!     SLOAD
//!     ...
//! ```
//!
//! **Lines.** A line holds one instruction, a label (`name:`, which may stand before an instruction) or a directive. `;` and
//! `//` start comments. Mnemonics are those of the Osaka fork, in upper or lower case; names are
//! told apart by case.
//!
//! **Values.** `PUSH` takes as many bytes as its value needs, `PUSH1` to `PUSH32` as many as they
//! say. A value is a number (`1000`, `1_000`, `1e18`, `0xff`; a negative one is the two's complement in
//! 256 bits), a text of up to 32 bytes (the number that its UTF-8 bytes make), a constant, `selector("transfer(address,uint256)")`,
//! `keccak("…")`, `@name` (the address of a label or of data) or `#name` (the length of data).
//!
//! **Directives.**
//!
//! | | |
//! |---|---|
//! | `.const NAME value` | a constant, for the lines below |
//! | `.data name 0x… "text"` | bytes behind the code; a `STOP` keeps execution from running into them |
//! | `.bytes 0x…` | more bytes of the data above |
//! | `.raw 0x…` | bytes right here, amid the code |
//! | `.abi "function f(uint256)"` | an item of the contract's ABI, in Solidity's words |
//! | `.storage name slot type` | what a storage slot is called and holds; the name is a constant, too |
//!
//! Invariant: no input makes the assembler panic, and each takes time about proportional to its length, which
//! is bounded.

mod check;
mod disassembler;
mod layout;
mod lexer;
mod line;
mod number;
mod opcodes;
mod parser;
mod problem;
mod program;
mod signature;
mod suggest;

pub use disassembler::disassemble;
pub use layout::MAX_CODE_BYTES;
pub use problem::{MAX_PROBLEMS, Problem};
pub use program::StorageName;

use problem::{Place, Problems};

/// The longest source text, in bytes of UTF-8.
pub const MAX_SOURCE_BYTES: usize = 256 * 1024;

/// What a source text gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assembled {
    /// The code of the deployed contract; at most [`MAX_CODE_BYTES`].
    pub runtime: Vec<u8>,
    /// The code of the transaction that deploys it: it returns `runtime` and does nothing else.
    pub creation: Vec<u8>,
    /// The ABI's items in Solidity's words, each with its line, from 1. Only their first words are
    /// checked.
    pub abi: Vec<(u32, String)>,
    /// The names of storage slots.
    pub storage: Vec<StorageName>,
    /// Which line, from 1, each instruction of `runtime` comes from: the position of its first
    /// byte, ascending, and the line. The two instructions of `JUMP @name` have the same line.
    pub lines: Vec<(u32, u32)>,
    /// What is certainly not meant, though it can be assembled; by line, at most [`MAX_PROBLEMS`].
    pub warnings: Vec<Problem>,
}

/// Assembles a source text. The language is described at the top of this crate.
///
/// # Errors
///
/// All problems by line, not only the first; at most [`MAX_PROBLEMS`]. A source text above
/// [`MAX_SOURCE_BYTES`], code above [`MAX_CODE_BYTES`] (EIP-170) and code that starts with the
/// reserved byte `0xEF` (EIP-3541) are problems too.
pub fn assemble(source: &str) -> Result<Assembled, Vec<Problem>> {
    let start = Place {
        line: 0,
        start: 0,
        end: 0,
    };
    if source.len() > MAX_SOURCE_BYTES {
        let mut problems = Problems::new(&[]);
        let size = source.len();
        problems.add(
            start,
            format!("The program has {size} bytes; at most {MAX_SOURCE_BYTES} are read."),
        );
        return Err(problems.finish());
    }
    let lines = lexer::lines(source);
    let mut problems = Problems::new(&lines);
    let mut program = parser::parse(&lines, &mut problems);
    let code = layout::lay_out(&mut program, &mut problems);
    let first = program.items.first().map_or(start, |item| item.place);
    let code = code.filter(|code| {
        let reserved = code.bytes.first() == Some(&opcodes::RESERVED_FIRST);
        if reserved {
            let message = "Code that starts with the byte 0xef cannot be deployed (EIP-3541).";
            problems.add(first, message);
        }
        !reserved
    });
    let Some(code) = code else {
        return Err(problems.finish());
    };
    let mut warnings = Problems::new(&lines);
    if code.bytes.is_empty() {
        warnings.add(start, "The program has no instructions.");
    }
    check::check(&program, &mut warnings);
    Ok(Assembled {
        creation: creation(&code.bytes),
        runtime: code.bytes,
        abi: program.abi,
        storage: program.storage,
        lines: code.lines,
        warnings: warnings.finish(),
    })
}

/// Init code that returns the code behind it.
fn creation(runtime: &[u8]) -> Vec<u8> {
    use opcodes::{CODECOPY, DUP1, PUSH0, RETURN};
    /// Two bytes hold every size up to the limit of EIP-170.
    const PUSH2: u8 = PUSH0 + 2;
    const PUSH1: u8 = PUSH0 + 1;
    const LENGTH: u8 = 10;
    let size = u16::try_from(runtime.len()).unwrap_or(u16::MAX);
    let [high, low] = size.to_be_bytes();
    // The size twice: for the copy to memory at 0, and for what is returned from there.
    let mut code = vec![
        PUSH2, high, low, DUP1, PUSH1, LENGTH, PUSH0, CODECOPY, PUSH0, RETURN,
    ];
    debug_assert_eq!(code.len(), usize::from(LENGTH));
    code.extend_from_slice(runtime);
    code
}

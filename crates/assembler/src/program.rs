//! A program as it was written: instructions in their order, and what was declared beside them.

use std::collections::BTreeMap;

use alloy_primitives::U256;

use crate::problem::Place;

/// What an instruction pushes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A number that stood there.
    Number(U256),
    /// The value of a constant, or the slot of a storage name.
    Constant(String),
    /// Where a label or data is in the code.
    Address(String),
    /// How many bytes data has.
    Length(String),
}

/// Something that takes room in the code.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) place: Place,
    pub(crate) kind: ItemKind,
}

/// What takes room in the code.
#[derive(Debug)]
pub(crate) enum ItemKind {
    /// A label: one `JUMPDEST`.
    Label,
    /// An instruction without anything after it.
    Instruction(u8),
    /// An instruction that pushes, `width` bytes or as many as are needed.
    Push {
        width: Option<u8>,
        operand: Operand,
        /// Where the operand stands.
        place: Place,
        /// Whether a jump follows that the same line brought along.
        jumps: bool,
    },
    /// Bytes as they were written.
    Raw(Vec<u8>),
}

/// What a name after `@` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// The label at that index of [`Program::items`].
    Label(usize),
    /// The data at that index of [`Program::data`].
    Data(usize),
}

/// A name, where it was declared, and whether anything refers to it.
#[derive(Debug)]
pub(crate) struct Declared<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
    pub(crate) used: bool,
}

/// A name of a storage slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageName {
    /// The line that declares it, from 1.
    pub line: u32,
    /// The name.
    pub label: String,
    /// The slot's number.
    pub slot: U256,
    /// Its type as it was written, in Solidity's words: `mapping(address => uint256)`.
    pub type_text: String,
}

/// Everything that a source text says.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) items: Vec<Item>,
    pub(crate) data: Vec<Vec<u8>>,
    /// What stands after `@` and `#`.
    pub(crate) targets: BTreeMap<String, Declared<Target>>,
    /// What stands as a bare name. One whose value could not be read has none.
    pub(crate) constants: BTreeMap<String, Declared<Option<U256>>>,
    pub(crate) abi: Vec<(u32, String)>,
    pub(crate) storage: Vec<StorageName>,
}

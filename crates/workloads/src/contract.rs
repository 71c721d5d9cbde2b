//! The compiled contracts, as tables made by the build script.

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));

/// What is known of a compiled contract.
#[derive(Debug)]
pub(crate) struct Contract {
    /// The source's file name.
    pub(crate) file: &'static str,
    /// The source.
    pub(crate) source: &'static str,
    /// Creation code; the constructor's arguments follow it.
    pub(crate) code: &'static [u8],
    /// Everything it can be asked.
    pub(crate) functions: &'static [Function],
    /// What it stores.
    pub(crate) variables: &'static [Variable],
}

/// A function that can be called from outside.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name, without parameters.
    pub(crate) name: &'static str,
    /// The first four bytes of a call.
    pub(crate) selector: [u8; 4],
    /// Names and kinds of its parameters.
    pub(crate) parameters: &'static [(&'static str, Kind)],
}

/// A variable in storage.
#[derive(Debug)]
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its slot; several small variables can share one.
    pub(crate) slot: u64,
    /// The keys' kinds, if it is a mapping, from the outermost on.
    pub(crate) keys: &'static [Kind],
}

/// How a word is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "the contracts of the day need not use every kind")]
pub(crate) enum Kind {
    /// An address.
    Address,
    /// An unsigned integer.
    Number,
    /// A truth value.
    Bool,
    /// Bytes, left-aligned.
    Word,
    /// Something of any length that lies elsewhere; the word says where.
    Dynamic,
}

impl Contract {
    /// A function's selector. For constants: a name that the contract does not have is an error
    /// at compile time.
    pub(crate) const fn selector(&self, name: &str) -> [u8; 4] {
        let mut index = 0;
        while index < self.functions.len() {
            if equal(self.functions[index].name.as_bytes(), name.as_bytes()) {
                return self.functions[index].selector;
            }
            index += 1;
        }
        panic!("the contract has no such function")
    }
}

/// `==` for constants.
const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}

//! The compiled contracts, as tables made by the build script.

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));

/// What is known of a compiled contract.
#[derive(Debug)]
pub(crate) struct Contract {
    /// Its name.
    pub(crate) name: &'static str,
    /// Creation code; the constructor's arguments follow it.
    pub(crate) code: &'static [u8],
    /// Everything it can be asked.
    pub(crate) functions: &'static [Function],
}

/// A function that can be called from outside.
#[derive(Debug)]
pub(crate) struct Function {
    /// Its name, without parameters.
    pub(crate) name: &'static str,
    /// The first four bytes of a call.
    pub(crate) selector: [u8; 4],
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

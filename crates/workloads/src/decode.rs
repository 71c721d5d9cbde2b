//! Calls, errors and logs in words, by the contracts' ABIs ([contract ABI specification][1]).
//!
//! The data are a stranger's: whatever they are, decoding ends and gives at most some hundred
//! characters for each parameter.
//!
//! [1]: https://docs.soliditylang.org/en/latest/abi-spec.html

#[cfg(test)]
mod tests;
mod value;

use alloy_dyn_abi::{DynSolType, DynSolValue, EventExt, JsonAbiExt};
use alloy_json_abi::{JsonAbi, Param};
use alloy_primitives::{Address, B256, U256, hex};
use value::{Shown, is_bounded};

/// The longest reason shown, in characters.
const LONGEST_REASON: usize = 200;

type Selector = [u8; 4];

/// `Error(string)`, which Solidity gives for `revert("...")` and `require(..., "...")`.
const ERROR: Selector = [0x08, 0xc3, 0x79, 0xa0];

/// `Panic(uint256)`, which Solidity gives for what should never happen.
const PANIC: Selector = [0x4e, 0x48, 0x7b, 0x71];

/// A call in words: `transfer(to: alice, amount: 5)`.
///
/// `account_name` names the addresses. Nothing if the ABI has no such function, or the data are not
/// its parameters.
pub fn decode_call(
    abi: &JsonAbi,
    data: &[u8],
    account_name: &dyn Fn(Address) -> String,
) -> Option<String> {
    let (selector, arguments) = data.split_first_chunk::<4>()?;
    let mut functions = abi.functions();
    let function = functions.find(|function| function.selector() == *selector)?;
    let values = decode_parameters(&function.inputs, || function.abi_decode_input(arguments))?;
    let shown = Shown { account_name };
    Some(shown.item(&function.name, &function.inputs, &values))
}

/// Why a call was undone, in words: the text of `Error(string)`, the meaning of `Panic(uint256)`,
/// an error that one of the ABIs declares (`TooLittleOut(amountOut: 5, minimumOut: 7)`), or the
/// data as they are.
pub fn decode_error<'a>(
    abis: impl Iterator<Item = &'a JsonAbi>,
    output: &[u8],
    account_name: &dyn Fn(Address) -> String,
) -> String {
    if output.is_empty() {
        return "reverted without a reason".to_owned();
    }
    let told = output.split_first_chunk::<4>();
    let told = told.and_then(|(selector, arguments)| match *selector {
        ERROR => text(arguments),
        PANIC => {
            let code = arguments.first_chunk::<32>()?;
            Some(panic_reason(U256::from_be_bytes(*code)))
        }
        _ => declared(abis, *selector, arguments, account_name),
    });
    told.unwrap_or_else(|| {
        let data = hex::encode_prefixed(&output[..output.len().min(LONGEST_REASON)]);
        format!("reverted with {}", crate::shortened(&data, LONGEST_REASON))
    })
}

/// A log in words: `Transfer(from: alice, to: bob, amount: 5)`.
///
/// Of an indexed parameter that is longer than a word, a log has only the hash. Nothing if the ABI
/// has no such event, or topics and data are not its parameters; nothing for anonymous events.
pub fn decode_log(
    abi: &JsonAbi,
    topics: &[B256],
    data: &[u8],
    account_name: &dyn Fn(Address) -> String,
) -> Option<String> {
    let (selector, indexed) = topics.split_first()?;
    // Two standards have the same `Transfer` with another number of indexed parameters.
    let event = abi.events().find(|event| {
        let count = event.inputs.iter().filter(|input| input.indexed).count();
        !event.anonymous && event.selector() == *selector && count == indexed.len()
    })?;
    let as_param = |input: &alloy_json_abi::EventParam| Param {
        ty: input.ty.clone(),
        name: input.name.clone(),
        components: input.components.clone(),
        internal_type: input.internal_type.clone(),
    };
    let params: Vec<_> = event.inputs.iter().map(as_param).collect();
    if !params.iter().all(is_bounded) {
        return None;
    }
    let decoded = event.decode_log_parts(topics.iter().copied(), data).ok()?;
    let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
    let values: Option<Vec<_>> = event
        .inputs
        .iter()
        .map(|input| {
            if input.indexed {
                indexed.next()
            } else {
                body.next()
            }
        })
        .collect();
    Some(Shown { account_name }.item(&event.name, &params, &values?))
}

/// Decodes, if the types are none of whose decoding takes too much memory.
fn decode_parameters<E>(
    params: &[Param],
    decode: impl FnOnce() -> Result<Vec<DynSolValue>, E>,
) -> Option<Vec<DynSolValue>> {
    if !params.iter().all(is_bounded) {
        return None;
    }
    decode().ok()
}

fn declared<'a>(
    mut abis: impl Iterator<Item = &'a JsonAbi>,
    selector: Selector,
    arguments: &[u8],
    account_name: &dyn Fn(Address) -> String,
) -> Option<String> {
    abis.find_map(|abi| {
        let error = abi.errors().find(|error| error.selector() == selector)?;
        let values = decode_parameters(&error.inputs, || error.abi_decode_input(arguments))?;
        Some(Shown { account_name }.item(&error.name, &error.inputs, &values))
    })
}

/// The text in the data of `Error(string)`.
fn text(arguments: &[u8]) -> Option<String> {
    match DynSolType::String.abi_decode(arguments).ok()? {
        DynSolValue::String(text) => Some(crate::shortened(&text, LONGEST_REASON)),
        _ => None,
    }
}

/// Solidity's own panics, by [code][1].
///
/// [1]: https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require
fn panic_reason(code: U256) -> String {
    let words = match u64::try_from(code).unwrap_or(u64::MAX) {
        0x00 => "a panic that the compiler inserted",
        0x01 => "an assertion failed",
        0x11 => "arithmetic overflow or underflow",
        0x12 => "division by zero",
        0x21 => "a value that the enum does not have",
        0x22 => "a badly encoded text in storage",
        0x31 => "pop from an empty array",
        0x32 => "array index out of bounds",
        0x41 => "too much memory",
        0x51 => "a call of an internal function that was never set",
        _ => return format!("panic {code:#x}"),
    };
    words.to_owned()
}

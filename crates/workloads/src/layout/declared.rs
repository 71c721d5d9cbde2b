//! Types as Solidity writes them, for layouts that no compiler made.

use super::{
    keys::Key,
    quoted,
    types::{Shape, Type, array_length},
};
use alloy_primitives::U256;

/// The most brackets and mappings around each other.
const DEEPEST: usize = 16;

/// Reads a type, adds it and what it is made of to `types`, and returns its index there.
///
/// # Errors
/// A sentence.
pub(super) fn read(text: &str, types: &mut Vec<Type>) -> Result<usize, String> {
    read_inside(text.trim(), types, DEEPEST)
}

fn read_inside(text: &str, types: &mut Vec<Type>, depth: usize) -> Result<usize, String> {
    let depth = depth
        .checked_sub(1)
        .ok_or_else(|| format!("{} is nested too deeply", quoted(text)))?;
    let slot = U256::from(32);
    let (shape, bytes) = if let Some(element) = text.strip_suffix("[]") {
        let element = read_inside(element.trim_end(), types, depth)?;
        (Shape::DynamicArray { element }, slot)
    } else if text.ends_with(']') {
        let length = array_length(text).ok_or_else(|| no_type(text))?;
        let open = text.rfind('[').ok_or_else(|| no_type(text))?;
        let element = read_inside(text[..open].trim_end(), types, depth)?;
        let kind = &types[element];
        let slots = if matches!(kind.shape, Shape::Value) {
            length.div_ceil(U256::from(kind.per_slot()))
        } else {
            length.saturating_mul(kind.slots())
        };
        (
            Shape::FixedArray { element, length },
            slots.saturating_mul(slot),
        )
    } else if let Some(inner) = mapping(text) {
        let (key, value) = inner.split_once("=>").ok_or_else(|| no_type(text))?;
        let key = without_name(key.trim());
        let bytes = match key {
            "string" | "bytes" => slot,
            _ => elementary(key).ok_or_else(|| no_type(key))?,
        };
        let value = read_inside(without_name(value.trim()), types, depth)?;
        let key = Key::of(key, bytes);
        (Shape::Mapping { key, value }, slot)
    } else if matches!(text, "string" | "bytes") {
        (Shape::Bytes, slot)
    } else {
        let bytes = elementary(text).ok_or_else(|| no_type(text))?;
        (Shape::Value, bytes)
    };
    types.push(Type {
        label: text.to_owned(),
        bytes,
        shape,
    });
    Ok(types.len() - 1)
}

/// What stands in the parentheses of `mapping(...)`.
fn mapping(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("mapping")?.trim_start();
    inner.strip_prefix('(')?.strip_suffix(')')
}

/// `address owner` without the name, which a mapping's keys and values may have.
fn without_name(text: &str) -> &str {
    match text.rsplit_once(char::is_whitespace) {
        Some((kind, name)) if is_name(name) && kind != "contract" && name != "payable" => {
            kind.trim_end()
        }
        _ => text,
    }
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    characters.next().is_some_and(letter) && characters.all(|c| letter(c) || c.is_ascii_digit())
}

/// The length of a value type, in bytes.
fn elementary(text: &str) -> Option<U256> {
    let number = |prefix| -> Option<u64> {
        let digits: &str = text.strip_prefix(prefix)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        plain.then(|| digits.parse().ok())?
    };
    let bits = number("uint").or_else(|| number("int"));
    let bytes = match text {
        "bool" => 1,
        "address" | "address payable" => 20,
        "uint" | "int" => 32,
        _ if let Some(bits) = bits => {
            (bits % 8 == 0 && (8..=256).contains(&bits)).then_some(bits / 8)?
        }
        _ => number("bytes").filter(|bytes| (1..=32).contains(bytes))?,
    };
    Some(U256::from(bytes))
}

fn no_type(text: &str) -> String {
    format!(
        "{} is no type of Solidity that can be declared here",
        quoted(text)
    )
}

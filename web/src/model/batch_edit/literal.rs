//! Literals: what a person types into a box, and whether it fits a type.
//!
//! Numbers are as the batch document has them: `1_000`, `0x1f`, `1.5 ether`, `20 gwei`, `1e18`. They
//! are compared digit by digit, because they may have 256 bits.

use super::Kind;
use crate::model::format;
use lanewise_batch::Value;
use std::cmp::Ordering;

/// The most gas that a transaction may have (EIP-7825).
const MOST_GAS: u64 = 1 << 24;
/// The least that it needs.
const LEAST_GAS: u64 = 21_000;
/// Decimal places that an exponent may move by: 256 bits have 78 digits.
const EXPONENT: i64 = 100;

/// What a box shows for a literal; nothing for a list or a generator.
pub fn literal_text(value: &Value) -> Option<String> {
    match value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// The literal for what was typed into a box: a plain number becomes one, everything else stays the
/// text that it is, so that nothing typed is changed.
pub fn literal(kind: &Kind, text: &str) -> Value {
    match kind {
        Kind::Bool if text == "true" || text == "false" => Value::Bool(text == "true"),
        _ if kind.is_number() || *kind == Kind::Any => {
            plain_number(text).map_or_else(|| Value::text(text), Value::Number)
        }
        _ => Value::text(text),
    }
}

/// A number that JSON can hold exactly and writes in the same way.
pub(super) fn plain_number(text: &str) -> Option<serde_json::Number> {
    let number: serde_json::Number = serde_json::from_str(text).ok()?;
    let exact = match number.as_i64() {
        Some(whole) => whole.unsigned_abs() <= 1 << 53,
        None => number.as_u64().is_none(),
    };
    (exact && number.to_string() == text).then_some(number)
}

/// What is wrong with a literal, in one sentence.
///
/// # Errors
/// The sentence.
pub fn check_literal(kind: &Kind, value: &Value) -> Result<(), String> {
    let Some(text) = literal_text(value) else {
        return match (kind, value) {
            (Kind::List(_, Some(length)), Value::List(values)) if values.len() != *length => {
                Err(format!(
                    "There must be {}; there are {}.",
                    format::plural(*length as u64, "element"),
                    values.len()
                ))
            }
            (Kind::Tuple(fields), Value::List(values)) if values.len() != fields.len() => {
                Err(format!(
                    "There must be {}; there are {}.",
                    format::plural(fields.len() as u64, "field"),
                    values.len()
                ))
            }
            (Kind::List(..) | Kind::Tuple(_) | Kind::Any, _) => Ok(()),
            (_, Value::List(_)) => Err("A list does not fit here.".to_owned()),
            _ => Ok(()),
        };
    };
    let text = text.trim();
    let shown = format::clipped(text, 40);
    match kind {
        Kind::Any | Kind::Text if matches!(value, Value::Text(_)) => Ok(()),
        Kind::Any => Ok(()),
        Kind::Text => Err(format!("This must be a text; {shown} is none.")),
        Kind::Bool => match value {
            Value::Bool(_) => Ok(()),
            _ => Err(format!("This must be true or false; “{shown}” is neither.")),
        },
        Kind::List(..) => Err(format!("This must be a list; “{shown}” is none.")),
        Kind::Tuple(_) => Err(format!("This must be a list of fields; “{shown}” is none.")),
        Kind::Bytes(length) => check_bytes(text, *length),
        // Whether a name is that of a contract is checked where the names are known.
        Kind::Address => match (value, text.strip_prefix("0x")) {
            (Value::Text(_), Some(digits)) if is_hex(digits) && digits.len() == 40 => Ok(()),
            (Value::Text(_), None) if !text.is_empty() => Ok(()),
            _ => Err(format!(
                "An address is 0x and 40 hexadecimal digits, or a contract’s name; “{shown}” is neither."
            )),
        },
        Kind::Real => match text.replace('_', "").parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(()),
            _ => Err(format!(
                "This must be a number, 0 or more; “{shown}” is none."
            )),
        },
        Kind::Uint(_) | Kind::Int(_) | Kind::Wei | Kind::Count | Kind::Gas => {
            if matches!(value, Value::Bool(_)) {
                return Err(format!("This must be a number; {shown} is none."));
            }
            check_number(kind, &Whole::read(text)?)
        }
    }
}

fn check_bytes(text: &str, length: Option<u16>) -> Result<(), String> {
    let digits = text.strip_prefix("0x").filter(|digits| is_hex(digits));
    let shown = format::clipped(text, 40);
    let Some(digits) = digits else {
        return Err(format!(
            "Bytes are 0x and hexadecimal digits; “{shown}” is not."
        ));
    };
    match length {
        _ if !digits.len().is_multiple_of(2) => {
            Err("Bytes have two digits each; one is missing.".to_owned())
        }
        Some(length) if digits.len() != usize::from(length) * 2 => Err(format!(
            "There must be {}; there are {}.",
            format::plural(u64::from(length), "byte"),
            digits.len() / 2
        )),
        _ => Ok(()),
    }
}

fn is_hex(digits: &str) -> bool {
    digits.chars().all(|sign| sign.is_ascii_hexdigit())
}

fn check_number(kind: &Kind, number: &Whole) -> Result<(), String> {
    let (bits, signed) = match kind {
        Kind::Int(bits) => (bits - 1, true),
        Kind::Uint(bits) => (*bits, false),
        Kind::Count | Kind::Gas => (64, false),
        _ => (256, false),
    };
    if number.negative && !signed {
        return Err("This must not be negative.".to_owned());
    }
    let end = power_of_two(bits);
    let fits = match compare(&number.digits, &end) {
        Ordering::Less => true,
        Ordering::Equal => number.negative,
        Ordering::Greater => false,
    };
    if !fits {
        let sign = if signed { "int" } else { "uint" };
        let bits = if signed { bits + 1 } else { bits };
        return Err(format!("This is too large for {sign}{bits}."));
    }
    if *kind == Kind::Gas {
        let gas = number.digits.parse::<u64>().unwrap_or(u64::MAX);
        if !(LEAST_GAS..=MOST_GAS).contains(&gas) {
            return Err(format!(
                "A gas limit is from {} to {} (EIP-7825).",
                format::count(LEAST_GAS),
                format::count(MOST_GAS)
            ));
        }
    }
    Ok(())
}

/// A whole number of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whole {
    pub(super) negative: bool,
    /// Decimal, without leading zeros; empty for 0.
    pub(super) digits: String,
}

impl Whole {
    /// Reads a number as the batch document has it.
    ///
    /// # Errors
    /// What is wrong with it, in one sentence.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let none = || {
            format!(
                "“{}” is no number: numbers are 1_000, 0x1f, 1e18, 20 gwei or 1.5 ether.",
                format::clipped(text, 40)
            )
        };
        let plain = text.trim();
        let (negative, plain) = match plain.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, plain),
        };
        if let Some(digits) = plain.strip_prefix("0x") {
            let digits = digits.replace('_', "");
            if digits.is_empty() || digits.len() > 64 || !is_hex(&digits) {
                return Err(none());
            }
            let digits = digits.chars().filter_map(|sign| sign.to_digit(16));
            let digits = digits.fold(String::new(), |number, digit| step(&number, 16, digit));
            return Ok(Self { negative, digits });
        }
        let units = [("ether", 18), ("gwei", 9), ("wei", 0)];
        let unit = units
            .iter()
            .find_map(|(name, places)| Some((plain.strip_suffix(name)?.trim_end(), *places)));
        let (plain, places) = unit.unwrap_or((plain, 0));
        let (mantissa, exponent) = match plain.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| none())?),
            None => (plain, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").replace('_', "");
        let is_decimal = digits.chars().all(|sign| sign.is_ascii_digit());
        if digits.is_empty() || !is_decimal || digits.len() > 200 || exponent.abs() > EXPONENT {
            return Err(none());
        }
        let fraction = fraction.replace('_', "").len() as i64;
        let shift = exponent + places - fraction;
        let digits = if shift >= 0 {
            digits + &"0".repeat(shift as usize)
        } else {
            let kept = digits.len().saturating_sub(shift.unsigned_abs() as usize);
            let (kept, lost) = digits.split_at(kept);
            if lost.chars().any(|sign| sign != '0') {
                return Err(format!(
                    "This must be a whole number; “{}” is none.",
                    format::clipped(text, 40)
                ));
            }
            kept.to_owned()
        };
        Ok(Self {
            negative,
            digits: digits.trim_start_matches('0').to_owned(),
        })
    }
}

/// `number * base + digit`, in decimal.
fn step(number: &str, base: u32, digit: u32) -> String {
    let mut carry = digit;
    let mut digits = Vec::with_capacity(number.len() + 2);
    for sign in number.chars().rev() {
        let sum = sign.to_digit(10).unwrap_or_default() * base + carry;
        digits.push(char::from_digit(sum % 10, 10).unwrap_or('0'));
        carry = sum / 10;
    }
    while carry > 0 {
        digits.push(char::from_digit(carry % 10, 10).unwrap_or('0'));
        carry /= 10;
    }
    digits.into_iter().rev().collect()
}

fn power_of_two(bits: u16) -> String {
    (0..bits).fold("1".to_owned(), |number, _| step(&number, 2, 0))
}

/// Compares decimal numbers without leading zeros.
fn compare(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
#[path = "literal_tests.rs"]
mod tests;

//! From what was drawn to what an argument's type wants.

use super::number::Int;
use alloy_dyn_abi::DynSolType;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{Address, B256, U256, hex};

/// Something drawn, before anybody asks for a type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Drawn {
    /// A whole number.
    Int(Int),
    /// A text as the document has it: what it means depends on the type.
    Text(String),
    /// Elements of an array, or fields of a tuple.
    List(Vec<Drawn>),
    /// What has its type already.
    Typed(DynSolValue),
}

impl Drawn {
    /// A typed value; numbers as such, so that they can be calculated with.
    pub(crate) fn of(value: DynSolValue) -> Self {
        match value {
            DynSolValue::Uint(number, _) => Self::Int(number.into()),
            DynSolValue::Int(number, _) => Self::Int(Int::signed(number)),
            other => Self::Typed(other),
        }
    }

    /// The number that it is, or that its text means.
    pub(crate) fn number(&self) -> Option<Int> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Text(text) => Int::parse(text),
            Self::Typed(DynSolValue::Uint(number, _)) => Some((*number).into()),
            Self::Typed(DynSolValue::Int(number, _)) => Some(Int::signed(*number)),
            Self::Typed(DynSolValue::FixedBytes(word, 32)) => {
                Some(U256::from_be_bytes(word.0).into())
            }
            Self::Typed(DynSolValue::Bool(value)) => Some(u64::from(*value).into()),
            Self::Typed(_) | Self::List(_) => None,
        }
    }
}

/// Brings something drawn into a type. `address` knows the names that stand for addresses.
///
/// # Errors
/// One sentence that says what is wanted.
pub(crate) fn coerce(
    drawn: Drawn,
    kind: &DynSolType,
    address: &dyn Fn(&str) -> Option<Address>,
) -> Result<DynSolValue, String> {
    let wrong = |drawn: &Drawn| Err(format!("{kind} is wanted; this is {}.", shown(drawn)));
    match kind {
        // It can be calculated with, but stands for no number by itself.
        DynSolType::Uint(_) | DynSolType::Int(_)
            if matches!(drawn, Drawn::Typed(DynSolValue::Bool(_))) =>
        {
            wrong(&drawn)
        }
        DynSolType::Uint(bits) => match drawn.number() {
            Some(number) => number
                .to_uint(*bits)
                .map(|number| DynSolValue::Uint(number, *bits))
                .ok_or_else(|| format!("{kind} cannot hold {number}.")),
            None => wrong(&drawn),
        },
        DynSolType::Int(bits) => match drawn.number() {
            Some(number) => number
                .to_int(*bits)
                .map(|number| DynSolValue::Int(number, *bits))
                .ok_or_else(|| format!("{kind} cannot hold {number}.")),
            None => wrong(&drawn),
        },
        DynSolType::Bool => match &drawn {
            Drawn::Typed(value @ DynSolValue::Bool(_)) => Ok(value.clone()),
            Drawn::Int(number) if number.to_u64().is_some_and(|number| number < 2) => {
                Ok(DynSolValue::Bool(number.to_u64() == Some(1)))
            }
            _ => wrong(&drawn),
        },
        DynSolType::Address => match &drawn {
            Drawn::Typed(value @ DynSolValue::Address(_)) => Ok(value.clone()),
            Drawn::Text(text) => match address(text).or_else(|| parse_address(text)) {
                Some(address) => Ok(DynSolValue::Address(address)),
                None => Err(format!(
                    "An address is wanted: 0x and 40 hexadecimal digits, the id of a deployed \
                     contract, \"deployer\" or \"feeRecipient\"; this is {}.",
                    shown(&drawn)
                )),
            },
            _ => wrong(&drawn),
        },
        DynSolType::FixedBytes(size) => match &drawn {
            Drawn::Typed(value @ DynSolValue::FixedBytes(_, of)) if of == size => Ok(value.clone()),
            Drawn::Text(text) if text.starts_with("0x") => match hex::decode(text) {
                Ok(bytes) if bytes.len() == *size => Ok(fixed(&bytes, *size)),
                Ok(bytes) => Err(format!(
                    "{kind} is wanted, {size} bytes; this has {}.",
                    bytes.len()
                )),
                Err(_) => wrong(&drawn),
            },
            // A short text, as Solidity has it in a literal.
            Drawn::Text(text) if text.len() <= *size => Ok(fixed(text.as_bytes(), *size)),
            Drawn::Typed(DynSolValue::Address(address)) if *size == 20 => {
                Ok(fixed(address.as_slice(), 20))
            }
            Drawn::Int(number) if *size == 32 => number
                .to_uint(256)
                .map(|number| DynSolValue::FixedBytes(B256::from(number), 32))
                .ok_or_else(|| format!("{kind} cannot hold {number}.")),
            _ => wrong(&drawn),
        },
        DynSolType::Bytes => match drawn {
            Drawn::Typed(value @ DynSolValue::Bytes(_)) => Ok(value),
            Drawn::Text(ref text) if text.starts_with("0x") => match hex::decode(text) {
                Ok(bytes) => Ok(DynSolValue::Bytes(bytes)),
                Err(_) => wrong(&drawn),
            },
            Drawn::Text(ref text) if text.is_empty() => Ok(DynSolValue::Bytes(Vec::new())),
            _ => wrong(&drawn),
        },
        DynSolType::String => match drawn {
            Drawn::Text(text) => Ok(DynSolValue::String(text)),
            Drawn::Int(number) => Ok(DynSolValue::String(number.to_string())),
            Drawn::Typed(value @ DynSolValue::String(_)) => Ok(value),
            _ => wrong(&drawn),
        },
        DynSolType::Array(inner) => match drawn {
            Drawn::List(items) => Ok(DynSolValue::Array(all(items, |_| Some(inner), address)?)),
            Drawn::Typed(value @ DynSolValue::Array(_)) if kind.matches(&value) => Ok(value),
            _ => wrong(&drawn),
        },
        DynSolType::FixedArray(inner, size) => match drawn {
            Drawn::List(items) if items.len() == *size => Ok(DynSolValue::FixedArray(all(
                items,
                |_| Some(inner),
                address,
            )?)),
            Drawn::List(items) => Err(format!(
                "{kind} is wanted, {size} elements; this has {}.",
                items.len()
            )),
            Drawn::Typed(value @ DynSolValue::FixedArray(_)) if kind.matches(&value) => Ok(value),
            _ => wrong(&drawn),
        },
        DynSolType::Tuple(kinds) => match drawn {
            Drawn::List(items) if items.len() == kinds.len() => {
                Ok(DynSolValue::Tuple(all(items, |at| kinds.get(at), address)?))
            }
            Drawn::List(items) => Err(format!(
                "{kind} is wanted, {} fields; this has {}.",
                kinds.len(),
                items.len()
            )),
            Drawn::Typed(value @ DynSolValue::Tuple(_)) if kind.matches(&value) => Ok(value),
            _ => wrong(&drawn),
        },
        DynSolType::Function => wrong(&drawn),
    }
}

fn all<'a>(
    items: Vec<Drawn>,
    kind: impl Fn(usize) -> Option<&'a DynSolType>,
    address: &dyn Fn(&str) -> Option<Address>,
) -> Result<Vec<DynSolValue>, String> {
    let items = items.into_iter().enumerate();
    items
        .map(|(at, item)| {
            let kind = kind(at).ok_or("There are too many fields.")?;
            coerce(item, kind, address).map_err(|why| format!("Element {at}: {why}"))
        })
        .collect()
}

fn fixed(bytes: &[u8], size: usize) -> DynSolValue {
    let mut word = B256::ZERO;
    word[..bytes.len()].copy_from_slice(bytes);
    DynSolValue::FixedBytes(word, size)
}

/// An address by its digits, whatever their case.
pub(crate) fn parse_address(text: &str) -> Option<Address> {
    text.starts_with("0x").then(|| text.parse().ok()).flatten()
}

/// What something drawn is, for a sentence.
fn shown(drawn: &Drawn) -> String {
    match drawn {
        Drawn::Int(number) => format!("the number {number}"),
        Drawn::Text(text) => format!("“{}”", crate::shortened(text, 40)),
        Drawn::List(items) => format!("a list of {}", items.len()),
        Drawn::Typed(value) => match value.as_type() {
            Some(kind) => format!("of the type {kind}"),
            None => "something else".to_owned(),
        },
    }
}

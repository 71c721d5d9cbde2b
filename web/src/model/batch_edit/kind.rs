//! What a value is for: the type of a parameter, or the part of a transaction that it fills.

use lanewise_protocol::ParameterInfo;

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of so many bits, not negative.
    Uint(u16),
    /// A whole number of so many bits, with a sign.
    Int(u16),
    /// An account's or a contract's address.
    Address,
    /// True or false.
    Bool,
    /// A text.
    Text,
    /// Bytes: so many, or any number of them.
    Bytes(Option<u16>),
    /// An array: of so many, or of any number.
    List(Box<Self>, Option<usize>),
    /// The fields of a struct, by name.
    Tuple(Vec<(String, Self)>),
    /// Ether, in wei or with a unit.
    Wei,
    /// How many: a whole number of 64 bits.
    Count,
    /// A gas limit.
    Gas,
    /// A number that need not be whole: a weight, an exponent.
    Real,
    /// Something that nothing is known of.
    Any,
}

impl Kind {
    /// The kind of a parameter.
    pub fn of(parameter: &ParameterInfo) -> Self {
        Self::parse(&parameter.kind, &parameter.components)
    }

    fn parse(kind: &str, components: &[ParameterInfo]) -> Self {
        if let Some(inner) = kind.strip_suffix(']')
            && let Some((item, length)) = inner.rsplit_once('[')
        {
            let item = Box::new(Self::parse(item, components));
            return match length {
                "" => Self::List(item, None),
                length => length
                    .parse()
                    .map_or(Self::Any, |length| Self::List(item, Some(length))),
            };
        }
        if kind.starts_with('(') || kind == "tuple" {
            let fields = components.iter();
            return Self::Tuple(
                fields
                    .map(|field| (field.name.clone(), Self::of(field)))
                    .collect(),
            );
        }
        let bits = |bits: &str| {
            if bits.is_empty() {
                Some(256)
            } else {
                bits.parse().ok()
            }
        };
        match kind {
            "address" | "address payable" => Self::Address,
            "bool" => Self::Bool,
            "string" => Self::Text,
            "bytes" => Self::Bytes(None),
            // An address and a selector.
            "function" => Self::Bytes(Some(24)),
            _ => if let Some(rest) = kind.strip_prefix("uint") {
                bits(rest).map(Self::Uint)
            } else if let Some(rest) = kind.strip_prefix("int") {
                bits(rest).map(Self::Int)
            } else if let Some(rest) = kind.strip_prefix("bytes") {
                rest.parse().ok().map(|length| Self::Bytes(Some(length)))
            } else {
                None
            }
            .unwrap_or(Self::Any),
        }
    }

    /// Whether it is a number.
    pub const fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Uint(_) | Self::Int(_) | Self::Wei | Self::Count | Self::Gas | Self::Real
        )
    }

    /// The kind of a list's element or of a struct's field.
    pub fn part(&self, index: usize) -> Self {
        match self {
            Self::List(item, _) => (**item).clone(),
            Self::Tuple(fields) => fields
                .get(index)
                .map_or(Self::Any, |(_, kind)| kind.clone()),
            _ => Self::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, kind: &str, components: Vec<ParameterInfo>) -> ParameterInfo {
        ParameterInfo {
            name: name.into(),
            kind: kind.into(),
            components,
        }
    }

    #[test]
    fn types_are_understood() {
        let of = |kind: &str| Kind::of(&parameter("", kind, Vec::new()));
        assert_eq!(of("uint256"), Kind::Uint(256));
        assert_eq!(of("int8"), Kind::Int(8));
        assert_eq!(of("bytes32"), Kind::Bytes(Some(32)));
        assert_eq!(of("bytes"), Kind::Bytes(None));
        assert_eq!(of("address[]"), Kind::List(Box::new(Kind::Address), None));
        assert_eq!(
            of("bool[2][]"),
            Kind::List(Box::new(Kind::List(Box::new(Kind::Bool), Some(2))), None)
        );
        assert_eq!(of("fixed128x18"), Kind::Any);
        let fields = vec![
            parameter("who", "address", Vec::new()),
            parameter("much", "uint96", Vec::new()),
        ];
        let tuple = Kind::Tuple(vec![
            ("who".into(), Kind::Address),
            ("much".into(), Kind::Uint(96)),
        ]);
        assert_eq!(
            Kind::of(&parameter("", "(address,uint96)[]", fields)),
            Kind::List(Box::new(tuple), None)
        );
    }
}

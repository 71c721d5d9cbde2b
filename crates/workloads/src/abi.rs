//! Encoding calls, as far as the suite needs it
//! (the [Contract ABI](https://docs.soliditylang.org/en/latest/abi-spec.html)).

use alloy_primitives::{Address, Bytes, U256};

/// An argument.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Argument<'a> {
    /// An unsigned integer.
    Number(U256),
    /// An address.
    Address(Address),
    /// `string`.
    Text(&'a str),
    /// `address[]`.
    Addresses(&'a [Address]),
}

const WORD: usize = 32;

/// Encodes a call.
pub(crate) fn call(selector: [u8; 4], arguments: &[Argument<'_>]) -> Bytes {
    let mut data = Vec::with_capacity(4 + WORD * arguments.len());
    data.extend(selector);
    encode(&mut data, arguments);
    data.into()
}

/// Encodes the creation of a contract.
pub(crate) fn creation(code: &[u8], arguments: &[Argument<'_>]) -> Bytes {
    let mut data = code.to_vec();
    encode(&mut data, arguments);
    data.into()
}

/// A word each; what has no fixed length follows them all, and its word says where.
fn encode(data: &mut Vec<u8>, arguments: &[Argument<'_>]) {
    let heads = WORD * arguments.len();
    let mut tail = Vec::new();
    for argument in arguments {
        let word = match argument {
            Argument::Number(number) => *number,
            Argument::Address(address) => word(*address),
            Argument::Text(_) | Argument::Addresses(_) => U256::from(heads + tail.len()),
        };
        data.extend(word.to_be_bytes::<WORD>());
        match argument {
            Argument::Text(text) => {
                tail.extend(U256::from(text.len()).to_be_bytes::<WORD>());
                tail.extend(text.as_bytes());
                tail.resize(tail.len().next_multiple_of(WORD), 0);
            }
            Argument::Addresses(addresses) => {
                tail.extend(U256::from(addresses.len()).to_be_bytes::<WORD>());
                for address in *addresses {
                    tail.extend(address.into_word());
                }
            }
            Argument::Number(_) | Argument::Address(_) => {}
        }
    }
    data.append(&mut tail);
}

/// An address as a word.
fn word(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::TOKEN;
    use alloy_primitives::hex;

    /// `f(uint256,string,address[])`, laid out by hand as the specification's examples are.
    #[test]
    fn what_has_no_fixed_length_follows_the_heads() {
        let encoded = call(
            [1, 2, 3, 4],
            &[
                Argument::Number(U256::from(7)),
                Argument::Text("Hello"),
                Argument::Addresses(&[Address::repeat_byte(0xaa)]),
            ],
        );
        let expected = hex!(
            "01020304"
            "0000000000000000000000000000000000000000000000000000000000000007"
            "0000000000000000000000000000000000000000000000000000000000000060"
            "00000000000000000000000000000000000000000000000000000000000000a0"
            "0000000000000000000000000000000000000000000000000000000000000005"
            "48656c6c6f000000000000000000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000001"
            "000000000000000000000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        );
        assert_eq!(encoded[..], expected);
    }

    #[test]
    fn selectors_are_those_everybody_knows() {
        assert_eq!(TOKEN.selector("transfer"), hex!("a9059cbb"));
        assert_eq!(TOKEN.selector("transferFrom"), hex!("23b872dd"));
    }
}

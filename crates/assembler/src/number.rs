//! Numbers as people write them.

use alloy_primitives::U256;

/// The most digits that a number below 2^256 has.
const DECIMAL_DIGITS: usize = 78;
const HEXADECIMAL_DIGITS: usize = 64;

/// Why a word is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoNumber {
    Unreadable,
    TooLarge,
}

impl NoNumber {
    /// What is wrong and, where that helps, how numbers are written.
    pub(crate) fn sentence(self, word: &str) -> (String, Option<String>) {
        match self {
            Self::Unreadable => (
                format!("{word} is no number."),
                Some("Numbers are written like 1000, 1_000, 1e18 or 0xff.".into()),
            ),
            Self::TooLarge => (
                format!("{word} is too large: a word of the EVM has 256 bits."),
                None,
            ),
        }
    }
}

/// Whether a word is meant as a number.
pub(crate) fn looks_like_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit())
}

/// Reads `1000`, `1_000`, `15e17` (an integer times a power of ten) or `0xff`.
pub(crate) fn number(word: &str) -> Result<U256, NoNumber> {
    if let Some(digits) = hexadecimal(word) {
        return digits_of(digits, 16, HEXADECIMAL_DIGITS);
    }
    let Some((digits, exponent)) = word.split_once(['e', 'E']) else {
        return digits_of(word, 10, DECIMAL_DIGITS);
    };
    let digits = digits_of(digits, 10, DECIMAL_DIGITS)?;
    let exponent = digits_of(exponent, 10, DECIMAL_DIGITS)?;
    if digits.is_zero() {
        return Ok(digits);
    }
    let power = U256::from(10).checked_pow(exponent);
    let product = power.and_then(|power| digits.checked_mul(power));
    product.ok_or(NoNumber::TooLarge)
}

fn digits_of(digits: &str, radix: u64, most: usize) -> Result<U256, NoNumber> {
    let digits = plain_digits(digits).ok_or(NoNumber::Unreadable)?;
    if !digits.chars().all(|digit| digit.is_digit(radix as u32)) {
        return Err(NoNumber::Unreadable);
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(U256::ZERO);
    }
    if significant.len() > most {
        return Err(NoNumber::TooLarge);
    }
    U256::from_str_radix(significant, radix).map_err(|_| NoNumber::TooLarge)
}

/// The digits after `0x`.
fn hexadecimal(word: &str) -> Option<&str> {
    word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"))
}

/// The digits without the underscores that may stand between two of them.
fn plain_digits(digits: &str) -> Option<String> {
    let separated = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    (separated && !digits.is_empty()).then(|| digits.replace('_', ""))
}

/// The bytes of a literal like `0x00ff`, of any length.
///
/// # Errors
///
/// A sentence.
pub(crate) fn bytes(word: &str) -> Result<Vec<u8>, &'static str> {
    const NOT: &str = "Bytes are written as 0x and pairs of hexadecimal digits, or as a text between quotation marks.";
    let digits = hexadecimal(word).ok_or(NOT)?;
    if digits.is_empty() {
        return Ok(Vec::new());
    }
    let digits = plain_digits(digits).ok_or(NOT)?;
    let value = |digit: u8| {
        let value = char::from(digit).to_digit(16)?;
        u8::try_from(value).ok()
    };
    let digits: Option<Vec<u8>> = digits.bytes().map(value).collect();
    let (pairs, rest) = digits.as_deref().ok_or(NOT)?.as_chunks::<2>();
    if rest.is_empty() {
        Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
    } else {
        Err("The number of hexadecimal digits is odd: the last byte has only one.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        for (word, value) in [
            ("0", 0),
            ("1_000", 1000),
            ("0xff", 255),
            ("0XFf", 255),
            ("15e2", 1500),
            (
                "0x0000000000000000000000000000000000000000000000000000000000000000000001",
                1,
            ),
            ("0e99999999999999999999", 0),
        ] {
            assert_eq!(number(word), Ok(U256::from(value)), "{word}");
        }
        let most = format!("0x{}", "f".repeat(64));
        assert_eq!(number(&most), Ok(U256::MAX));
        assert_eq!(number(&U256::MAX.to_string()), Ok(U256::MAX));
    }

    #[test]
    fn what_is_none_is_refused() {
        let many = "9".repeat(100_000);
        for (word, reason) in [
            ("0x", NoNumber::Unreadable),
            ("12x", NoNumber::Unreadable),
            ("1__0", NoNumber::Unreadable),
            ("1e", NoNumber::Unreadable),
            ("1_", NoNumber::Unreadable),
            ("0x1g", NoNumber::Unreadable),
            ("1e78", NoNumber::TooLarge),
            ("1e99999999999999999999", NoNumber::TooLarge),
            (
                "115792089237316195423570985008687907853269984665640564039457584007913129639936",
                NoNumber::TooLarge,
            ),
            (many.as_str(), NoNumber::TooLarge),
        ] {
            assert_eq!(number(word), Err(reason), "{word}");
        }
    }

    #[test]
    fn bytes_come_in_pairs_of_digits() {
        assert_eq!(bytes("0x00ff"), Ok(vec![0, 255]));
        assert_eq!(bytes("0xdead_beef"), Ok(vec![0xde, 0xad, 0xbe, 0xef]));
        assert_eq!(bytes("0x"), Ok(vec![]));
        assert!(bytes("0x0").is_err());
        assert!(bytes("12").is_err());
    }
}

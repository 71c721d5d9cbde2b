//! Whole numbers as wide as the EVM's, with a sign, and how people write them.

use alloy_primitives::{I256, U256, aliases::U512};

/// A whole number between −(2^256 − 1) and 2^256 − 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Int {
    negative: bool,
    magnitude: U256,
}

impl Int {
    /// From a magnitude and whether it is below zero.
    pub(crate) fn new(negative: bool, magnitude: U256) -> Self {
        Self {
            negative: negative && !magnitude.is_zero(),
            magnitude,
        }
    }

    /// The number of a signed word.
    pub(crate) fn signed(word: I256) -> Self {
        Self::new(word.is_negative(), word.unsigned_abs())
    }

    /// Without its sign, if it has none.
    pub(crate) fn unsigned(self) -> Option<U256> {
        (!self.negative).then_some(self.magnitude)
    }

    /// As an unsigned number of so many bits.
    pub(crate) fn to_uint(self, bits: usize) -> Option<U256> {
        self.unsigned().filter(|number| number.bit_len() <= bits)
    }

    /// As a signed number of so many bits.
    pub(crate) fn to_int(self, bits: usize) -> Option<I256> {
        let most = U256::ONE << (bits - 1);
        let fits = self.magnitude < most || (self.negative && self.magnitude == most);
        fits.then(|| {
            let word = I256::from_raw(self.magnitude);
            if self.negative {
                word.wrapping_neg()
            } else {
                word
            }
        })
    }

    /// As a count.
    pub(crate) fn to_u64(self) -> Option<u64> {
        u64::try_from(self.unsigned()?).ok()
    }

    /// As near as a floating-point number comes.
    pub(crate) fn to_f64(self) -> f64 {
        let magnitude = f64::from(self.magnitude);
        if self.negative { -magnitude } else { magnitude }
    }

    /// The sum, if it is not too large.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        if self.negative == other.negative {
            let magnitude = self.magnitude.checked_add(other.magnitude)?;
            return Some(Self::new(self.negative, magnitude));
        }
        Some(if self.magnitude >= other.magnitude {
            Self::new(self.negative, self.magnitude - other.magnitude)
        } else {
            Self::new(other.negative, other.magnitude - self.magnitude)
        })
    }

    /// The number with the other sign.
    pub(crate) fn negated(self) -> Self {
        Self::new(!self.negative, self.magnitude)
    }

    /// `self * times / over`, rounded towards zero; nothing for a division by zero or a result too large.
    pub(crate) fn scaled(self, times: Self, over: Self) -> Option<Self> {
        if over.magnitude.is_zero() {
            return None;
        }
        let product = U512::from(self.magnitude) * U512::from(times.magnitude);
        let quotient = product / U512::from(over.magnitude);
        let magnitude = (quotient.bit_len() <= 256).then(|| quotient.wrapping_to::<U256>())?;
        let negative = (self.negative != times.negative) != over.negative;
        Some(Self::new(negative, magnitude))
    }

    /// What is left of a division, with the sign of what is divided; nothing for a division by zero.
    pub(crate) fn remainder(self, by: Self) -> Option<Self> {
        let rest = self.magnitude.checked_rem(by.magnitude)?;
        Some(Self::new(self.negative, rest))
    }

    /// The number that a text means: `1_000`, `0x1f`, `-5`, `1.5 ether`, `20 gwei`, `1e18`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let digits = |text: &str| text.replace('_', "");
        if let Some(hexadecimal) = text.strip_prefix("0x") {
            let magnitude = U256::from_str_radix(&digits(hexadecimal), 16).ok()?;
            return (!hexadecimal.is_empty()).then(|| Self::new(negative, magnitude));
        }
        let (number, decimals) = match text.split_once(char::is_whitespace) {
            None => (text, 0),
            Some((number, unit)) => match unit.trim() {
                "wei" => (number, 0),
                "gwei" => (number, 9),
                "ether" => (number, 18),
                _ => return None,
            },
        };
        let number = digits(number);
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<u32>().ok()?),
            None => (number.as_str(), 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let zeros = exponent.checked_add(decimals)?;
        let zeros = zeros.checked_sub(fraction.len() as u32)?;
        let all = format!("{whole}{fraction}");
        let plain = !whole.is_empty() && all.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || zeros > 77 {
            return None;
        }
        let magnitude = U256::from_str_radix(&all, 10).ok()?;
        let magnitude = magnitude.checked_mul(U256::from(10).pow(U256::from(zeros)))?;
        Some(Self::new(negative, magnitude))
    }

    /// The number of a JSON number that is whole.
    pub(crate) fn of_json(number: &serde_json::Number) -> Option<Self> {
        if let Some(number) = number.as_u64() {
            return Some(Self::from(number));
        }
        if let Some(number) = number.as_i64() {
            return Some(Self::new(true, U256::from(number.unsigned_abs())));
        }
        let number = number.as_f64()?;
        // Beyond, a JSON number is no longer exact: `1e24` is to be written as a text.
        (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0)
            .then(|| Self::new(number < 0.0, U256::from(number.abs() as u64)))
    }
}

impl From<u64> for Int {
    fn from(number: u64) -> Self {
        Self::new(false, U256::from(number))
    }
}

impl From<U256> for Int {
    fn from(number: U256) -> Self {
        Self::new(false, number)
    }
}

impl std::fmt::Display for Int {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        write!(out, "{sign}{}", self.magnitude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        Int::parse(text).map(|number| number.to_string())
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("0", "0"),
            ("1_000", "1000"),
            ("0x1f", "31"),
            ("-5", "-5"),
            ("-0", "0"),
            ("1.5 ether", "1500000000000000000"),
            ("20 gwei", "20000000000"),
            ("3 wei", "3"),
            ("1e18", "1000000000000000000"),
            ("1.25e3", "1250"),
            ("2.50 gwei", "2500000000"),
            (" 7 ", "7"),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(number), "{text}");
        }
        let largest = U256::MAX.to_string();
        assert_eq!(parsed(&largest), Some(largest));
    }

    #[test]
    fn what_is_no_whole_number_is_refused() {
        for text in [
            "",
            "-",
            "0x",
            "1.5",
            "1e",
            "1e-3",
            "e5",
            ".5",
            "1 eth",
            "ether",
            "1,000",
            "1e78",
            "1e4294967295 ether",
            "12a",
            "0xzz",
            "1 2 ether",
            "１",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
        assert_eq!(parsed(&format!("{}0", U256::MAX)), None);
    }

    #[test]
    fn arithmetic_is_exact() {
        let int = |text: &str| Int::parse(text).unwrap();
        assert_eq!(int("5").plus(int("-7")), Some(int("-2")));
        assert_eq!(Int::from(U256::MAX).plus(int("1")), None);
        assert_eq!(
            Int::from(U256::MAX).scaled(int("99"), int("99")),
            Some(Int::from(U256::MAX))
        );
        assert_eq!(int("7").scaled(int("1"), int("0")), None);
        assert_eq!(int("-7").scaled(int("1"), int("2")), Some(int("-3")));
        assert_eq!(int("7").remainder(int("4")), Some(int("3")));
        assert_eq!(int("-128").to_int(8).map(Int::signed), Some(int("-128")));
        assert_eq!(int("128").to_int(8), None);
        assert_eq!(int("256").to_uint(8), None);
        assert_eq!(int("-1").to_uint(256), None);
    }
}

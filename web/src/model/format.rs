//! Every number, unit and shortened text that the page shows is written here.
//!
//! One place, so that the same fact looks the same in every view. Figures are rounded to what a
//! reader can use: three significant digits for times and rates, whole numbers for counts.

/// The sign that joins a number and its unit: they stay on one line.
const JOIN: char = '\u{a0}';

/// `1234567` as `1,234,567`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun, `1 account` or `2 accounts`; the noun takes an s.
pub fn plural(value: u64, noun: &str) -> String {
    let ending = if value == 1 { "" } else { "s" };
    format!("{}{JOIN}{noun}{ending}", count(value))
}

/// Three significant digits, without an exponent; thousands are grouped.
pub fn significant(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    match value.abs() {
        size if size >= 99.95 => count(value.round().max(0.0) as u64),
        size if size >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Milliseconds as a number and a unit: `91.3`, `ms`.
pub fn milliseconds_parts(value: f64) -> (String, &'static str) {
    match value {
        ms if ms >= 9_999.5 => (significant(ms / 1_000.0), "s"),
        ms if ms >= 1.0 || ms == 0.0 => (significant(ms), "ms"),
        ms => (significant(ms * 1_000.0), "µs"),
    }
}

/// Milliseconds: `91.3 ms`, `12.4 s`, `420 µs`.
pub fn milliseconds(value: f64) -> String {
    let (number, unit) = milliseconds_parts(value);
    format!("{number}{JOIN}{unit}")
}

/// Nanoseconds, in the unit that suits them.
pub fn nanoseconds(value: u64) -> String {
    if value == 0 {
        return format!("0{JOIN}µs");
    }
    milliseconds(value as f64 / 1e6)
}

/// A moment on the timeline's axis, with as many digits as the distance between ticks needs.
pub fn tick(ns: f64, step: f64) -> String {
    let (unit, size) = if step >= 1e9 {
        ("s", 1e9)
    } else if step >= 1e5 {
        ("ms", 1e6)
    } else {
        ("µs", 1e3)
    };
    let digits = (-(step / size).log10().floor()).clamp(0.0, 3.0) as usize;
    format!("{:.digits$}{JOIN}{unit}", ns / size)
}

/// A rate's number with a decimal prefix: `(1.84, M)`.
fn scaled(value: f64) -> (String, &'static str) {
    match value {
        rate if rate >= 1e9 => (significant(rate / 1e9), "G"),
        rate if rate >= 1e6 => (significant(rate / 1e6), "M"),
        rate => (significant(rate), ""),
    }
}

/// Transactions a second: `109,529 tx/s`.
pub fn transactions_per_second(value: f64) -> String {
    let (number, prefix) = scaled(value);
    format!("{number}{JOIN}{prefix}tx/s")
}

/// Gas a second: `5.63 Ggas/s`.
pub fn gas_per_second(value: f64) -> String {
    let (number, prefix) = scaled(value);
    format!("{number}{JOIN}{prefix}gas/s")
}

/// Gas: `21,000 gas`.
pub fn gas(value: u64) -> String {
    format!("{}{JOIN}gas", count(value))
}

/// A factor, `1.84×`.
pub fn factor(value: f64) -> String {
    format!("{}×", significant(value))
}

/// A share of a whole, `12 %`; small ones keep a digit.
pub fn percent(part: f64, whole: f64) -> String {
    if whole <= 0.0 {
        return format!("0{JOIN}%");
    }
    let share = part / whole * 100.0;
    if share > 0.0 && share < 9.95 {
        format!("{share:.1}{JOIN}%")
    } else {
        format!("{share:.0}{JOIN}%")
    }
}

/// A long text with its middle left out: `0x1234…cdef`. `keep` characters stay at each end.
pub fn middle(text: &str, keep: usize) -> String {
    let length = text.chars().count();
    if length <= keep * 2 + 1 {
        return text.to_owned();
    }
    let head: String = text.chars().take(keep).collect();
    let tail: String = text.chars().skip(length - keep).collect();
    format!("{head}…{tail}")
}

/// Text from a stranger, cut to a length that a sentence can hold.
pub fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most).collect();
    format!("{head}…")
}

/// Addresses inside a decoded call, `0x` and at least 16 digits, with their middle left out.
pub fn short_addresses(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("0x") {
        let (before, from) = rest.split_at(at);
        result.push_str(before);
        let digits = from[2..].bytes().take_while(u8::is_ascii_hexdigit).count();
        let (word, after) = from.split_at(2 + digits);
        if digits >= 16 {
            result.push_str(&middle(word, 6));
        } else {
            result.push_str(word);
        }
        rest = after;
    }
    result.push_str(rest);
    result
}

/// Wei as Ether without trailing noughts: `1500000000000000000` is `1.5 ETH`.
pub fn ether(wei: &str) -> String {
    let Ok(value) = wei.parse::<u128>() else {
        return format!("{wei}{JOIN}wei");
    };
    if value < 1_000_000_000 {
        return format!("{value}{JOIN}wei");
    }
    let whole = value / 1_000_000_000_000_000_000;
    let fraction = format!("{:018}", value % 1_000_000_000_000_000_000);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        format!("{whole}{JOIN}ETH")
    } else {
        format!("{whole}.{fraction}{JOIN}ETH")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(12_345_678), "12,345,678");
    }

    #[test]
    fn times_pick_their_unit() {
        assert_eq!(milliseconds(0.42), "420\u{a0}µs");
        assert_eq!(milliseconds(0.0), "0.00\u{a0}ms");
        assert_eq!(milliseconds(1.234), "1.23\u{a0}ms");
        assert_eq!(milliseconds(91.34), "91.3\u{a0}ms");
        assert_eq!(milliseconds(1_234.0), "1,234\u{a0}ms");
        assert_eq!(milliseconds(12_340.0), "12.3\u{a0}s");
        assert_eq!(nanoseconds(8_250), "8.25\u{a0}µs");
        assert_eq!(nanoseconds(0), "0\u{a0}µs");
    }

    #[test]
    fn ticks_keep_the_digits_that_tell_them_apart() {
        assert_eq!(tick(2_000_000.0, 1_000_000.0), "2\u{a0}ms");
        assert_eq!(tick(2_500_000.0, 500_000.0), "2.5\u{a0}ms");
        assert_eq!(tick(2_050.0, 50.0), "2.05\u{a0}µs");
    }

    #[test]
    fn rates_and_factors() {
        assert_eq!(transactions_per_second(109_529.4), "109,529\u{a0}tx/s");
        assert_eq!(gas_per_second(5.634e9), "5.63\u{a0}Ggas/s");
        assert_eq!(gas_per_second(812e6), "812\u{a0}Mgas/s");
        assert_eq!(factor(1.8449), "1.84×");
        assert_eq!(factor(f64::NAN), "–×");
        assert_eq!(percent(12.0, 100.0), "12\u{a0}%");
        assert_eq!(percent(1.0, 400.0), "0.2\u{a0}%");
        assert_eq!(percent(1.0, 0.0), "0\u{a0}%");
    }

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(middle("0x1234567890abcdef", 4), "0x12…cdef");
        assert_eq!(middle("short", 4), "short");
        assert_eq!(clipped("ééééé", 3), "ééé…");
        assert_eq!(
            short_addresses("transfer(to: 0x1234567890abcdef1234567890abcdef12345678, amount: 5)"),
            "transfer(to: 0x1234…345678, amount: 5)"
        );
        assert_eq!(short_addresses("slot 0x05"), "slot 0x05");
    }

    #[test]
    fn wei_become_ether() {
        assert_eq!(ether("1500000000000000000"), "1.5\u{a0}ETH");
        assert_eq!(ether("2000000000000000000"), "2\u{a0}ETH");
        assert_eq!(ether("7"), "7\u{a0}wei");
        assert_eq!(ether("junk"), "junk\u{a0}wei");
    }

    #[test]
    fn nouns_agree() {
        assert_eq!(plural(1, "account"), "1\u{a0}account");
        assert_eq!(plural(2_000, "account"), "2,000\u{a0}accounts");
    }
}

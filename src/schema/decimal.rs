//! Numbers of the document, compared exactly: as they are written, not as binary fractions.

use std::cmp::Ordering;

/// The value of a number, `0.DIGITS × 10^exponent`, without zeros at either end of the digits; zero has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a number of JSON or YAML, such as `-1.50e3`; `None` if it is something else.
    pub(super) fn read(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_start_matches('0');
        let leading = all.len() - digits.len();
        let digits = digits.trim_end_matches('0').to_owned();
        let exponent = i64::from(exponent) + whole.len() as i64 - leading as i64;
        Some(match digits.is_empty() {
            true => Self { negative: false, digits, exponent: 0 },
            false => Self { negative, digits, exponent },
        })
    }

    /// Whether it is greater than zero.
    pub(super) fn is_positive(&self) -> bool {
        !self.negative && !self.digits.is_empty()
    }

    /// Whether it is a whole number, zero or greater.
    pub(super) fn is_count(&self) -> bool {
        !self.negative && self.places() == 0
    }

    /// The number of digits after the point.
    fn places(&self) -> i64 {
        (self.digits.len() as i64 - self.exponent).max(0)
    }

    /// The number times ten to the power of `places`, if that is an integer that fits.
    fn times_power_of_ten(&self, places: i64) -> Option<i128> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = u32::try_from(self.exponent - self.digits.len() as i64 + places).ok()?;
        let digits: i128 = self.digits.parse().ok()?;
        let number = 10_i128.checked_pow(zeros)?.checked_mul(digits)?;
        Some(if self.negative { -number } else { number })
    }

    /// A text that is equal for equal numbers.
    pub(super) fn key(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}e{}", self.digits, self.exponent)
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

/// Numbers as integers, all multiplied by the same power of ten; `None` if one is too large for that.
pub(super) fn to_integers(numbers: &[Decimal]) -> Option<Vec<i128>> {
    let places = numbers.iter().map(Decimal::places).max().unwrap_or_default();
    numbers.iter().map(|number| number.times_power_of_ten(places)).collect()
}

/// The least common multiple of two numbers greater than zero.
pub(super) fn common_multiple(one: i128, other: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    (one / divisor).checked_mul(other)
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_value() {
        let check = |one: &str, order: Ordering, other: &str| {
            assert_eq!(Decimal::read(one).cmp(&Decimal::read(other)), order, "{one} {other}");
        };
        check("1", Ordering::Equal, "1.0");
        check("10", Ordering::Equal, "1e1");
        check("0.10", Ordering::Equal, "1E-1");
        check("-0", Ordering::Equal, "0.0");
        check("9", Ordering::Less, "10");
        check("9223372036854775806", Ordering::Less, "9223372036854775807");
        check("-2", Ordering::Less, "-1");
        check("-1", Ordering::Less, "0");
        check("0", Ordering::Less, "0.001");
        check("1.09", Ordering::Less, "1.1");
        check("123", Ordering::Less, "124");
        check("12", Ordering::Less, "12.5");
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", "-", ".", "a", "1a", "1e", "0x10", "1.2.3", ".inf"] {
            assert_eq!(Decimal::read(text), None, "{text}");
        }
    }
}

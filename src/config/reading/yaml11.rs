//! The type of a plain scalar in YAML 1.1, which the stock connector reads (stock.md#config-files). Compared with YAML
//! 1.2 it has more spellings of booleans, other notations of numbers, and dates.

use std::sync::LazyLock;

use fancy_regex::Regex;

/// The type that YAML 1.1 gives a plain scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Null,
    Bool,
    Int,
    Float,
    Date,
    Text,
}

/// The notation of each type, in the order in which YAML 1.1 tries them.
const FORMS: [(Plain, &str); 5] = [
    (Plain::Null, "|~|null|Null|NULL"),
    (Plain::Bool, "(?:y|Y)es|YES|(?:n|N)o|NO|(?:t|T)rue|TRUE|(?:f|F)alse|FALSE|(?:o|O)n|ON|(?:o|O)ff|OFF"),
    (Plain::Int, "[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)"),
    (
        Plain::Float,
        r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    ),
    (
        Plain::Date,
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
    ),
];

static REGEXES: LazyLock<Vec<(Plain, Regex)>> = LazyLock::new(|| {
    let compiled = |(kind, form): &(Plain, &str)| Some((*kind, Regex::new(&format!("^(?:{form})$")).ok()?));
    FORMS.iter().filter_map(compiled).collect()
});

/// Longer scalars are strings.
const LONGEST: usize = 64;

/// The type of a plain scalar.
pub(super) fn plain(text: &str) -> Plain {
    if text.len() > LONGEST {
        return Plain::Text;
    }
    let found = REGEXES.iter().find(|(_, regex)| regex.is_match(text).unwrap_or(false));
    found.map_or(Plain::Text, |(kind, _)| *kind)
}

/// The value of a plain scalar that is a whole number, if it is one and not too large.
pub(super) fn int(text: &str) -> Option<i64> {
    if plain(text) != Plain::Int {
        return None;
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = digits.replace('_', "");
    let of = |digits: &str, radix| i64::from_str_radix(digits, radix).ok();
    let value = if let Some(digits) = digits.strip_prefix("0b") {
        of(digits, 2)
    } else if let Some(digits) = digits.strip_prefix("0x") {
        of(digits, 16)
    } else if digits.contains(':') {
        digits.split(':').try_fold(0i64, |sum, part| sum.checked_mul(60)?.checked_add(of(part, 10)?))
    } else {
        of(&digits, if digits.starts_with('0') { 8 } else { 10 })
    };
    value.map(|value| if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_typed_as_in_yaml_1_1() {
        let check = |text: &str, expect: Plain| assert_eq!(plain(text), expect, "{text}");
        assert_eq!(REGEXES.len(), FORMS.len());
        for text in ["", "~", "null"] {
            check(text, Plain::Null);
        }
        for text in ["yes", "No", "ON", "off", "True"] {
            check(text, Plain::Bool);
        }
        for text in ["0", "-7", "1_000", "0b11", "010", "0x1F", "1:30"] {
            check(text, Plain::Int);
        }
        for text in ["1.0", ".5", "1.5e+3", "1:30.5", "-.inf", ".NaN"] {
            check(text, Plain::Float);
        }
        for text in ["2020-01-01", "2020-1-1 1:02:03", "2020-01-01T00:00:00Z"] {
            check(text, Plain::Date);
        }
        for text in ["1e3", "0o7", "08", "y", "n", "yES", "2020-1-1", "1.2.3", "a", "1-2"] {
            check(text, Plain::Text);
        }
    }

    #[test]
    fn whole_numbers_have_the_value_of_yaml_1_1() {
        let check = |text: &str, expect: Option<i64>| assert_eq!(int(text), expect, "{text}");
        check("1_000", Some(1000));
        check("010", Some(8));
        check("-0b11", Some(-3));
        check("0x1f", Some(31));
        check("1:30", Some(90));
        check("+5", Some(5));
        check("99999999999999999999", None);
        check("1.0", None);
    }
}

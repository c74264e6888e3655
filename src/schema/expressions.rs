//! The expressions of `pattern` and `patternProperties` (ECMA-262). In: an expression. Out: an engine for it, or what
//! is wrong with it in any dialect.

use fancy_regex::{Regex, RegexBuilder};

/// The most steps of an expression on one value.
const MOST_STEPS: usize = 10_000;

/// The longest expression, and the most bytes of the engine for one.
const LONGEST: usize = 1000;
const LARGEST: usize = 1 << 18;

/// An expression, if this engine can run it. What it cannot run may be valid elsewhere.
pub(super) fn compiled(pattern: &str) -> Option<Regex> {
    let build =
        || RegexBuilder::new(pattern).backtrack_limit(MOST_STEPS).delegate_size_limit(LARGEST).build();
    (pattern.len() <= LONGEST).then(build)?.ok()
}

/// What is wrong with an expression, if no engine can read it: brackets and parentheses that are not closed or not
/// opened, and a backslash at the end.
pub(super) fn fault(pattern: &str) -> Option<&'static str> {
    // Comments and quotations of other dialects may hold anything.
    if pattern.contains("(?#") || pattern.contains("\\Q") {
        return None;
    }
    let (mut open, mut is_in_class) = (0_usize, false);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return Some("ends with a backslash"),
            '\\' => {}
            ']' if is_in_class => is_in_class = false,
            _ if is_in_class => {}
            '[' => is_in_class = true,
            '(' => open += 1,
            ')' if open == 0 => return Some("has a `)` without a `(`"),
            ')' => open -= 1,
            _ => {}
        }
    }
    match (is_in_class, open) {
        (true, _) => Some("has a `[` without a `]`"),
        (false, 0) => None,
        (false, _) => Some("has a `(` without a `)`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_engine_reads_is_a_fault() {
        let faulty = ["[", "(a", "a)", "a\\", "[a-z", "(a[)]", "[a\\]"];
        for pattern in faulty {
            assert!(fault(pattern).is_some() && compiled(pattern).is_none(), "{pattern}");
        }
        let valid = [
            "",
            "[a-z]+",
            "(?<=a)b",
            "(?!x)y",
            "[(]",
            "\\(",
            "[^]",
            "]",
            "^\\p{L}+$",
            "(?#()",
            "a{2",
            "[\\]]",
        ];
        for pattern in valid {
            assert_eq!(fault(pattern), None, "{pattern}");
        }
    }
}

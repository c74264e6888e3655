//! Filter patterns, compiled: Python regular expressions, case-insensitive, anchored at the start
//! (stock.md#filter-patterns).
//!
//! A backtracking engine with a step limit runs them: look-around and back-references work, and no pattern can hang a
//! run.

use fancy_regex::{Expr, Regex, RegexBuilder};

use super::mapping::FilterPattern;
use crate::diagnostic::code::entity as code;
use crate::diagnostic::{Diagnostic, Span};

/// The most steps of one match; real patterns take some dozens.
const STEPS: usize = 100_000;

/// What a filter decides about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterDecision {
    /// The name is kept.
    Keep,
    /// An exclude matches, or no include does.
    Drop,
    /// A pattern took too many steps.
    Undecided,
}

/// A pattern that is not a valid regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPattern {
    /// As written.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl InvalidPattern {
    /// The diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        let Self { pattern, reason } = self;
        invalid_pattern(format!("the filter pattern `{pattern}` is not a valid regular expression: {reason}"))
    }

    /// The diagnostic without the pattern, which must not be shown.
    pub(in crate::config) fn without_pattern(&self) -> Diagnostic {
        invalid_pattern("a filter pattern is not a valid regular expression".to_owned())
    }
}

fn invalid_pattern(message: String) -> Diagnostic {
    let help = "patterns are Python regular expressions; write `\\` before a literal bracket or dot";
    Diagnostic::new(&code::FILTER_INVALID, message).help(help)
}

/// A compiled filter. Keeps everything if it has no pattern.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    includes: Vec<Regex>,
    excludes: Vec<Regex>,
}

impl Filter {
    /// Compiles the patterns. On error, returns every invalid one.
    pub fn compile(pattern: &FilterPattern) -> Result<Self, Vec<InvalidPattern>> {
        let mut invalid = Vec::new();
        let mut all = |patterns: &[String]| -> Vec<Regex> {
            patterns.iter().filter_map(|p| compile(p).map_err(|error| invalid.push(error)).ok()).collect()
        };
        let filter = Self { includes: all(&pattern.includes), excludes: all(&pattern.excludes) };
        if invalid.is_empty() { Ok(filter) } else { Err(invalid) }
    }

    /// Whether it has no pattern.
    pub fn is_empty(&self) -> bool {
        self.includes.is_empty() && self.excludes.is_empty()
    }

    /// Whether a name is kept; an exclude wins over an include.
    pub fn decide(&self, name: &str) -> FilterDecision {
        let excluded = any(&self.excludes, name);
        let included = if self.includes.is_empty() { Some(true) } else { any(&self.includes, name) };
        match (included, excluded) {
            (_, Some(true)) | (Some(false), _) => FilterDecision::Drop,
            (Some(true), Some(false)) => FilterDecision::Keep,
            _ => FilterDecision::Undecided,
        }
    }

    /// Why a name is dropped: the exclude that matches it, as written in `pattern`; none if no include does.
    pub fn matching_exclude<'p>(&self, pattern: &'p FilterPattern, name: &str) -> Option<&'p str> {
        let excludes = pattern.excludes.iter().zip(&self.excludes);
        let mut matching = excludes.filter(|(_, regex)| regex.is_match(name).unwrap_or(false));
        matching.next().map(|(written, _)| written.as_str())
    }

    /// The patterns that match none of the names, each with its place in the config, if that is known.
    pub fn unmatched<'n>(
        &self,
        pattern: &FilterPattern,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<(String, Option<Span>)> {
        let written = pattern.includes.iter().chain(&pattern.excludes).enumerate();
        let compiled = self.includes.iter().chain(&self.excludes);
        written
            .zip(compiled)
            .filter(|(_, regex)| !names.clone().any(|name| regex.is_match(name).unwrap_or(true)))
            .map(|((at, written), _)| (written.clone(), pattern.places.get(at)))
            .collect()
    }
}

/// Compiles one pattern with the meaning of Python's `re.match` and `IGNORECASE`.
pub fn compile(pattern: &str) -> Result<Regex, InvalidPattern> {
    let anchored = format!("(?i)^(?:{pattern})");
    // First without brackets: inside them, the invalid `a)|(b` would be valid.
    let alone = if is_plain(pattern) { Ok(()) } else { Regex::new(pattern).map(|_| ()) };
    alone
        .and_then(|()| RegexBuilder::new(&anchored).backtrack_limit(STEPS).build())
        .map_err(|error| InvalidPattern { pattern: pattern.to_owned(), reason: error.to_string() })
}

/// As [`compile`], only to find what is wrong: that a pattern is valid shows much sooner than it is compiled.
pub(in crate::config) fn check(pattern: &str) -> Result<(), InvalidPattern> {
    if is_plain(pattern) { Ok(()) } else { compile(pattern).map(|_| ()) }
}

/// Whether a pattern is certainly valid: both readers accept it, and nothing in it could be too large. Patterns that need
/// backtracking, or set flags, are not plain.
fn is_plain(pattern: &str) -> bool {
    let is_counted =
        pattern.bytes().zip(pattern.bytes().skip(1)).any(|(b, next)| b == b'{' && next.is_ascii_digit());
    !is_counted
        && !pattern.contains("(?")
        && pattern.len() <= LONGEST_PLAIN
        && regex_syntax::Parser::new().parse(pattern).is_ok()
        && Expr::parse_tree(pattern).is_ok()
}

/// The longest pattern that cannot be too large.
const LONGEST_PLAIN: usize = 1000;

/// Whether a pattern matches; `None` if one took too many steps and no other matches.
fn any(patterns: &[Regex], name: &str) -> Option<bool> {
    let mut decided = true;
    for regex in patterns {
        match regex.is_match(name) {
            Ok(true) => return Some(true),
            Ok(false) => {}
            Err(_) => decided = false,
        }
    }
    decided.then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(list: &[&str]) -> Vec<String> {
        list.iter().map(|pattern| (*pattern).to_owned()).collect()
    }

    fn check(includes: &[&str], excludes: &[&str], name: &str, expect: FilterDecision) {
        let pattern = FilterPattern {
            includes: owned(includes),
            excludes: owned(excludes),
            ..FilterPattern::default()
        };
        assert_eq!(
            Filter::compile(&pattern).unwrap().decide(name),
            expect,
            "+{includes:?} -{excludes:?} {name}"
        );
    }

    #[test]
    fn patterns_are_anchored_at_the_start_and_ignore_case() {
        check(&["def"], &[], "Default", FilterDecision::Keep);
        check(&["efault"], &[], "default", FilterDecision::Drop);
        check(&[".*efault"], &[], "default", FilterDecision::Keep);
        check(&["a|b"], &[], "xb", FilterDecision::Drop);
        check(&["/"], &[], "/", FilterDecision::Keep);
    }

    #[test]
    fn excludes_win_and_empty_lists_keep_all() {
        check(&["a"], &["ab"], "abc", FilterDecision::Drop);
        check(&["a"], &["ab"], "ac", FilterDecision::Keep);
        check(&[], &[], "anything", FilterDecision::Keep);
    }

    #[test]
    fn the_exclude_that_drops_a_name_is_found_as_written() {
        let pattern = FilterPattern {
            includes: owned(&["/"]),
            excludes: owned(&["^/a", "^/int"]),
            ..FilterPattern::default()
        };
        let filter = Filter::compile(&pattern).unwrap();
        assert_eq!(filter.matching_exclude(&pattern, "/internal"), Some("^/int"));
        assert_eq!(filter.matching_exclude(&pattern, "/b"), None);
    }

    #[test]
    fn pythons_syntax_works() {
        check(&[r"(?!internal)\w+"], &[], "internal-x", FilterDecision::Drop);
        check(&[r"(\w)\1"], &[], "aab", FilterDecision::Keep);
        check(&[r"(?P<x>a)(?P=x)"], &[], "aa", FilterDecision::Keep);
    }

    #[test]
    fn a_pattern_that_would_never_end_is_undecided() {
        check(&[r"(?=(a+)+$)\1b"], &[], &"a".repeat(60).replace("aaaaa", "aaaa!"), FilterDecision::Drop);
        check(&[r"(?:(a+)\1?)+$"], &[], &format!("{}!", "a".repeat(60)), FilterDecision::Undecided);
    }

    #[test]
    fn a_pattern_that_is_checked_only_is_valid_where_it_compiles() {
        let parts = [
            "a",
            "^",
            "$",
            "/",
            ".",
            "\\d",
            "\\w+",
            "\\",
            "[",
            "]",
            "[a-z]",
            "[^/]",
            "(",
            ")",
            "(?:",
            "(?=",
            "(?P<x>",
            "(?P=x)",
            "\\1",
            "|",
            "*",
            "+",
            "?",
            "{",
            "}",
            "{2}",
            "{2,",
            "{1000}",
            "\\Z",
            "\\A",
            "\\z",
            "\\b",
            "\\<",
            "(?i)",
            "(?<=a)",
            "\\p{L}",
            "\\x41",
            "\\u0041",
            "\\N",
            "[[:alpha:]]",
            "&&",
            "--",
            "-",
            ",",
            " ",
            "#",
            "é",
            "\\K",
            "\\G",
            "(?#c)",
            "(?>a)",
            "(?x)",
            "*?",
            "++",
        ];
        let check_one = |pattern: &str| {
            assert_eq!(super::check(pattern).err(), compile(pattern).err(), "{pattern}");
        };
        for one in parts {
            check_one(one);
            for two in parts {
                check_one(&format!("{one}{two}"));
                check_one(&format!("a{one}b{two}c"));
            }
        }
    }

    #[test]
    fn every_invalid_pattern_is_returned() {
        let pattern = FilterPattern {
            includes: owned(&["[", "a"]),
            excludes: owned(&["(", "a)|(b"]),
            ..FilterPattern::default()
        };
        let invalid = Filter::compile(&pattern).unwrap_err();
        assert_eq!(invalid.iter().map(|i| i.pattern.as_str()).collect::<Vec<_>>(), ["[", "(", "a)|(b"]);
    }
}

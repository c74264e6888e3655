//! Filter patterns, compiled: Python regular expressions, case-insensitive, anchored at the start (STOCK 4.3).
//!
//! A backtracking engine with a step limit runs them, so that look-around and back-references work and no pattern
//! can hang a run.

use fancy_regex::{Regex, RegexBuilder};

use super::mapping::FilterPattern;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::code::entity as code;

/// Steps that one match may take; real patterns take some dozens.
const STEPS: usize = 100_000;

/// What a filter says of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stays.
    Keep,
    /// An exclude matches, or no include does.
    Drop,
    /// A pattern took too many steps.
    Undecided,
}

/// A pattern that is no regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// As written.
    pub pattern: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Invalid {
    /// What there is to say of it.
    pub fn diagnostic(&self) -> Diagnostic {
        let Self { pattern, reason } = self;
        said(format!("the filter pattern `{pattern}` is not a regular expression: {reason}"))
    }

    /// The same without the pattern, which must not be told.
    pub(in crate::config) fn without_pattern(&self) -> Diagnostic {
        said("a filter pattern is not a regular expression".to_owned())
    }
}

fn said(message: String) -> Diagnostic {
    let help = "patterns are regular expressions as Python reads them; write `\\` before a bracket or dot that is meant as \
                such";
    Diagnostic::new(&code::FILTER_INVALID, message).help(help)
}

/// A compiled filter. Keeps everything if it has no pattern.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    includes: Vec<Regex>,
    excludes: Vec<Regex>,
}

impl Filter {
    /// Compiles the patterns; every one that is invalid is named.
    pub fn compile(pattern: &FilterPattern) -> Result<Self, Vec<Invalid>> {
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

    /// Whether a name stays; an exclude wins over an include.
    pub fn verdict(&self, name: &str) -> Verdict {
        let excluded = any(&self.excludes, name);
        let included = if self.includes.is_empty() { Some(true) } else { any(&self.includes, name) };
        match (included, excluded) {
            (_, Some(true)) | (Some(false), _) => Verdict::Drop,
            (Some(true), Some(false)) => Verdict::Keep,
            _ => Verdict::Undecided,
        }
    }

    /// The patterns that match none of the names.
    pub fn idle<'n>(
        &self,
        pattern: &FilterPattern,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<String> {
        let written = pattern.includes.iter().chain(&pattern.excludes);
        let compiled = self.includes.iter().chain(&self.excludes);
        written
            .zip(compiled)
            .filter(|(_, regex)| !names.clone().any(|name| regex.is_match(name).unwrap_or(true)))
            .map(|(written, _)| written.clone())
            .collect()
    }
}

/// Compiles one pattern as Python's `re.match` with `IGNORECASE` reads it.
pub fn compile(pattern: &str) -> Result<Regex, Invalid> {
    let anchored = format!("(?i)^(?:{pattern})");
    // Alone first: with brackets around it `a)|(b` would be one, which means something else.
    Regex::new(pattern)
        .and_then(|_| RegexBuilder::new(&anchored).backtrack_limit(STEPS).build())
        .map_err(|error| Invalid { pattern: pattern.to_owned(), reason: error.to_string() })
}

/// Whether one of them matches; `None` if that took too long and none of the others did.
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

    fn own(list: &[&str]) -> Vec<String> {
        list.iter().map(|pattern| (*pattern).to_owned()).collect()
    }

    fn check(includes: &[&str], excludes: &[&str], name: &str, expect: Verdict) {
        let pattern = FilterPattern { includes: own(includes), excludes: own(excludes) };
        assert_eq!(
            Filter::compile(&pattern).unwrap().verdict(name),
            expect,
            "+{includes:?} -{excludes:?} {name}"
        );
    }

    #[test]
    fn patterns_are_anchored_at_the_start_and_ignore_case() {
        check(&["def"], &[], "Default", Verdict::Keep);
        check(&["efault"], &[], "default", Verdict::Drop);
        check(&[".*efault"], &[], "default", Verdict::Keep);
        check(&["a|b"], &[], "xb", Verdict::Drop);
        check(&["/"], &[], "/", Verdict::Keep);
    }

    #[test]
    fn excludes_win_and_empty_lists_keep_all() {
        check(&["a"], &["ab"], "abc", Verdict::Drop);
        check(&["a"], &["ab"], "ac", Verdict::Keep);
        check(&[], &[], "anything", Verdict::Keep);
    }

    #[test]
    fn what_python_knows_works() {
        check(&[r"(?!internal)\w+"], &[], "internal-x", Verdict::Drop);
        check(&[r"(\w)\1"], &[], "aab", Verdict::Keep);
        check(&[r"(?P<x>a)(?P=x)"], &[], "aa", Verdict::Keep);
    }

    #[test]
    fn a_pattern_that_would_never_end_is_undecided() {
        check(&[r"(?=(a+)+$)\1b"], &[], &"a".repeat(60).replace("aaaaa", "aaaa!"), Verdict::Drop);
        check(&[r"(?:(a+)\1?)+$"], &[], &format!("{}!", "a".repeat(60)), Verdict::Undecided);
    }

    #[test]
    fn every_invalid_pattern_is_named() {
        let pattern = FilterPattern { includes: own(&["[", "a"]), excludes: own(&["(", "a)|(b"]) };
        let invalid = Filter::compile(&pattern).unwrap_err();
        assert_eq!(invalid.iter().map(|i| i.pattern.as_str()).collect::<Vec<_>>(), ["[", "(", "a)|(b"]);
    }
}

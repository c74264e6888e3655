//! Applies the fixes of diagnostics to a config: for `check --fix` and `convert`.
//!
//! In: the text, a function that parses it, and which codes are fixed. Out: the new text and the applied fixes. In each
//! round the first fix of every diagnostic is applied; of fixes that overlap, the first in the text. Then the text is parsed
//! again, until no fix is left.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::config::Checked;
use crate::diagnostic::code::{Code, tree::YAML_SYNTAX};
use crate::diagnostic::{Diagnostic, Fix, LineIndex, Severity, Span, edited};
use crate::tree;

/// The maximum number of rounds: fixes that undo each other end here.
const MAX_ROUNDS: usize = 20;

/// An applied fix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AppliedFix {
    /// The diagnostic's code.
    pub code: &'static str,
    /// What it does, as an imperative: `Write it as Rest`.
    pub title: String,
    /// The line of its first edit, in the text before it.
    pub line: u32,
}

/// Applies the fixes of these codes; the text is none if there are none.
pub(super) fn apply_fixes(
    bytes: &[u8],
    parse: impl Fn(&[u8]) -> Checked,
    is_selected: impl Fn(&'static Code) -> bool,
) -> (Option<String>, Vec<AppliedFix>) {
    let mut text: Option<String> = None;
    let mut applied = Vec::new();
    let mut checked = parse(bytes);
    for _ in 0..MAX_ROUNDS {
        let now = tree::decoded(text.as_ref().map_or(bytes, |text| text.as_bytes()));
        let Some(next) = round(&now, &checked, fixes(&checked, &is_selected), &parse) else { break };
        let lines = LineIndex::new(&checked.text);
        applied.extend(next.applied.into_iter().map(|(code, fix)| AppliedFix {
            code,
            line: fix.edits.first().map_or(1, |edit| lines.position(edit.span.start).line),
            title: fix.title,
        }));
        (text, checked) = (Some(next.text), next.checked);
    }
    (text, applied)
}

/// A fix, and the code of its diagnostic.
type Coded = (&'static str, Fix);

/// The result of a round.
struct Round {
    text: String,
    checked: Checked,
    applied: Vec<Coded>,
}

/// Applies fixes that do not overlap: all of them, or, if that makes the text worse, only those that do not; none if there
/// are none.
fn round(text: &str, before: &Checked, fixes: Vec<Coded>, parse: impl Fn(&[u8]) -> Checked) -> Option<Round> {
    let with = |applied: Vec<Coded>| {
        let text = edited(text, applied.iter().flat_map(|(_, fix)| &fix.edits));
        let checked = parse(text.as_bytes());
        (!is_worse(before, &checked)).then_some(Round { text, checked, applied })
    };
    if fixes.len() < 2 {
        return if fixes.is_empty() { None } else { with(fixes) };
    }
    with(fixes.clone()).or_else(|| {
        fixes.into_iter().fold(None, |kept, fix| {
            let applied = kept.as_ref().map_or_else(Vec::new, |kept: &Round| kept.applied.clone());
            with(applied.into_iter().chain([fix]).collect()).or(kept)
        })
    })
}

/// Whether a text has more errors than another, or is invalid YAML at the same place or an earlier one.
fn is_worse(before: &Checked, after: &Checked) -> bool {
    let errors = |checked: &Checked| {
        checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    };
    match (unparsed_length(before), unparsed_length(after)) {
        (Some(was), Some(rest)) => rest >= was,
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (None, None) => errors(after) > errors(before),
    }
}

/// The length of the text after its YAML syntax error. A fix that does not make it shorter fixes nothing.
fn unparsed_length(checked: &Checked) -> Option<usize> {
    let fault = checked.diagnostics.iter().find(|diagnostic| *diagnostic.code == YAML_SYNTAX)?;
    Some(checked.text.len().saturating_sub(fault.place?.span.start as usize))
}

/// The first fix of each diagnostic of a selected code; of fixes that overlap, the first in the text.
fn fixes(checked: &Checked, is_selected: impl Fn(&'static Code) -> bool) -> Vec<Coded> {
    let diagnostics = checked.diagnostics.iter().filter(|diagnostic| is_selected(diagnostic.code));
    let first = |d: &Diagnostic| d.fixes.first().map(|fix| (d.code.id, fix.clone()));
    let mut fixes: Vec<Coded> = diagnostics.filter_map(first).collect();
    if fixes.len() < 2 {
        return fixes;
    }
    fixes.sort_by_key(|(_, fix)| fix.edits.first().map(|edit| edit.span));
    let mut taken = Taken::default();
    fixes.retain(|(_, fix)| {
        let apart = !fix.edits.iter().any(|edit| taken.touches(edit.span));
        if apart {
            fix.edits.iter().for_each(|edit| taken.add(edit.span));
        }
        apart
    });
    fixes
}

/// The places of edits that are made: where each starts and ends. A fix may have one for each character of the text.
#[derive(Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Whether an edit touches one of these; two insertions at one place do.
    fn touches(&self, span: Span) -> bool {
        // What starts last ends last, as they do not overlap.
        self.0.range(..=span.end).next_back().is_some_and(|(_, end)| *end >= span.start)
    }

    fn add(&mut self, span: Span) {
        let end = self.0.entry(span.start).or_insert(span.end);
        *end = (*end).max(span.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::diagnostic::Edit;

    #[test]
    fn edits_that_touch_are_seen() {
        let mut taken = Taken::default();
        for (start, end) in [(5, 8), (20, 20), (10, 12)] {
            taken.add(Span { start, end });
        }
        let touching = |start: u32, end: u32| taken.touches(Span { start, end });
        assert!(
            [(8, 9), (3, 5), (6, 7), (0, 30), (20, 20), (19, 21), (12, 13)]
                .iter()
                .all(|(a, b)| touching(*a, *b))
        );
        assert!(![(0, 4), (9, 9), (13, 19), (21, 30)].iter().any(|(a, b)| touching(*a, *b)));
    }

    #[test]
    fn fixes_that_add_errors_are_not_applied() {
        let text = "source: {type: rest}\nsink: {}\n";
        let parse = |bytes: &[u8]| config::parse(bytes, &config::Environment::Unknown);
        let fix = |start: u32, end: u32, text: &str| {
            let edits = vec![Edit { span: Span { start, end }, text: text.to_owned() }];
            ("a-code", Fix { title: text.to_owned(), edits })
        };
        let check = |fixes: Vec<Coded>, expect: Option<&str>| {
            let after = round(text, &parse(text.as_bytes()), fixes, parse).map(|round| round.text);
            assert_eq!(after.as_deref(), expect);
        };
        let valid = || fix(27, 29, "{config: {}}");
        check(vec![fix(14, 18, "pets"), valid()], Some("source: {type: rest}\nsink: {config: {}}\n"));
        check(vec![fix(0, 6, "\""), valid()], Some("source: {type: rest}\nsink: {config: {}}\n"));
        check(vec![fix(14, 18, "pets")], None);
        check(vec![], None);
    }
}

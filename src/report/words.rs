//! The words that text and Markdown share: actions, kinds, reasons, numbers with their nouns.

use crate::diagnostic::render::Role;
use crate::plan::{Action, HeldReason, Kind};

/// The actions that change something, in the order in which they are counted.
pub(super) const ACTIONS: [Action; 5] =
    [Action::Create, Action::Update, Action::Restore, Action::Move, Action::Delete];

/// The kinds, in the order in which they are written.
pub(super) const KINDS: [Kind; 3] = [Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint];

/// The sign before a change, and its colour.
pub(super) fn sign(action: Action) -> (&'static str, Role) {
    match action {
        Action::Create => ("+", Role::Good),
        Action::Update => ("~", Role::Warning),
        Action::Restore => ("^", Role::Good),
        Action::Move => (">", Role::Good),
        Action::Delete => ("-", Role::Error),
        Action::NoOp => (" ", Role::Muted),
    }
}

/// OpenMetadata's word for a kind, in lower case.
pub(super) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::ApiService => "service",
        Kind::ApiCollection => "collection",
        Kind::ApiEndpoint => "endpoint",
    }
}

/// Why a deletion is held back.
pub(super) fn reason(reason: HeldReason) -> &'static str {
    match reason {
        HeldReason::DocumentIncomplete => "the document is not whole",
        HeldReason::Guard => "too many would go at once",
        HeldReason::NotEmpty => "something else lives in it",
        HeldReason::WriteLost => "a write was lost; the next run deletes",
        HeldReason::StateUnknown => "what is there could not be read; the next run deletes",
        HeldReason::ReplacementFailed => "what replaces it was refused",
        HeldReason::Cancelled => "the run was cancelled",
        HeldReason::Discussed => "people voted for it or talk about it",
    }
}

/// `endpoints`, `entities`, `losses`.
pub(super) fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// `1 endpoint`, `2 endpoints`.
pub(super) fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {}", plural(noun)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_nouns() {
        assert_eq!(count(1, "body"), "1 body");
        assert_eq!(count(2, "body"), "2 bodies");
        assert_eq!(count(0, "endpoint"), "0 endpoints");
        assert_eq!(count(3, "key"), "3 keys");
        assert_eq!(count(2, "loss"), "2 losses");
        assert_eq!(count(2, "fix"), "2 fixes");
    }
}

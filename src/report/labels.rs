//! Labels that text and Markdown share: actions, kinds, counts with their nouns.

use crate::diagnostic::render::Role;
use crate::plan::{Action, Kind};

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

/// OpenMetadata's name of a kind, in lower case.
pub(super) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::ApiService => "service",
        Kind::ApiCollection => "collection",
        Kind::ApiEndpoint => "endpoint",
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

/// `is` or `are`.
pub(super) fn is_or_are(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// `it` or `them`.
pub(super) fn it_or_them(n: usize) -> &'static str {
    if n == 1 { "it" } else { "them" }
}

/// `was` or `were`.
pub(super) fn was_or_were(n: usize) -> &'static str {
    if n == 1 { "was" } else { "were" }
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

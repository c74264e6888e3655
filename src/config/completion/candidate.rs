//! A thing that can be written at the cursor.

use crate::diagnostic::Edit;
use crate::suggest;

/// Whether a candidate is a key or a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// A key.
    Key,
    /// A value.
    Value,
}

/// A thing that can be written at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Whether it is a key or a value.
    pub kind: CandidateKind,
    /// Its name, as a list shows it.
    pub label: String,
    /// What the word at the cursor is compared with: the label, or the word itself if that is the label misspelt.
    pub filter: String,
    /// Its type and default, or what kind of value it is.
    pub detail: String,
    /// The description of the key, as in a hover.
    pub documentation: String,
    /// The text to insert, and the bytes that it replaces.
    pub edit: Edit,
}

/// The candidates, first the one that the word at the cursor was probably meant to be, if it begins none of them.
pub(super) fn nearest_first(mut candidates: Vec<Candidate>, word: &str) -> Vec<Candidate> {
    let lower = word.to_lowercase();
    let names = || candidates.iter().map(|candidate| candidate.label.as_str());
    if word.is_empty() || names().any(|name| name.to_lowercase().starts_with(&lower)) {
        return candidates;
    }
    let meant = suggest::same(word, names()).or_else(|| suggest::nearest(word, names()));
    let at = meant.and_then(|meant| names().position(|name| name == meant));
    if let Some(at) = at {
        let mut candidate = candidates.remove(at);
        candidate.filter = word.to_owned();
        candidates.insert(0, candidate);
    }
    candidates
}

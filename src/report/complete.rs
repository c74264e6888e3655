//! What an editor offers while a config is being written.

use serde::Serialize;

use super::diagnostic::{EditReport, range};
use super::offset::Decoded;
use crate::config::{self, Candidate, CandidateKind};
use crate::diagnostic::LineIndex;

/// Whether a key or a value is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the names say it")]
pub enum CompletionKind {
    Key,
    Value,
}

/// A key or a value that can be written at the cursor.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Completion {
    /// Whether it is a key or a value.
    pub kind: CompletionKind,
    /// Its name, as a list shows it.
    pub label: String,
    /// What an editor compares the word at the cursor with: the label, or the word itself if that is the label misspelt.
    pub filter: String,
    /// The type and the default of a key; what kind of value it is, if there is something to say.
    pub detail: String,
    /// The description of the key, as in a hover.
    pub documentation: String,
    /// The text to insert, and the word that it replaces, with the blanks before it where its place is wrong.
    #[serde(flatten)]
    pub edit: EditReport,
}

/// What can be written at an offset, the likeliest first: keys that are not there yet, the required ones first, or the
/// values of a key, its default first. The text may be half written; where only free text can be written, there is nothing.
///
/// `offset` counts UTF-16 units of the text, as JavaScript does. One beyond the end is the end; one within a character
/// is that character's beginning.
pub fn complete(config: &[u8], offset: usize) -> Vec<Completion> {
    let decoded = Decoded::new(config);
    let lines = LineIndex::new(&decoded.text);
    let completion = |candidate: Candidate| Completion {
        kind: match candidate.kind {
            CandidateKind::Key => CompletionKind::Key,
            CandidateKind::Value => CompletionKind::Value,
        },
        label: candidate.label,
        filter: candidate.filter,
        detail: candidate.detail,
        documentation: candidate.documentation,
        edit: EditReport { range: range(&lines, candidate.edit.span), text: candidate.edit.text },
    };
    config::complete(&decoded.text, decoded.byte(offset)).into_iter().map(completion).collect()
}

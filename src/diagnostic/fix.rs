//! Fixes: changes of an input's text that remove a diagnostic.

use super::Span;

/// A change of the text that removes the cause of a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: `Write it as Rest`.
    pub title: String,
    /// The edits, in order, not overlapping, all in the diagnostic's own source.
    pub edits: Vec<Edit>,
}

/// One replacement of a range by a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl Edit {
    /// Inserts a text at an offset.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self { span: Span { start: at, end: at }, text: text.into() }
    }

    /// Puts YAML's single quotes around a slice of a text. The slice itself is in no edit: it may be a secret.
    pub fn quote(text: &str, span: Span) -> Vec<Self> {
        let slice = text.get(span.start as usize..span.end as usize).unwrap_or("");
        let inner = slice.match_indices('\'').map(|(at, _)| span.start + Span::new(at, at).start);
        std::iter::once(span.start).chain(inner).chain([span.end]).map(|at| Self::insert(at, "'")).collect()
    }
}

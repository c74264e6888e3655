//! Anything to tell a person about an input: the type, its places, its codes.
//!
//! A [`Diagnostic`] is data: a stable [`Code`], a message, where it stands, how to mend it. Places are byte
//! offsets ([`Span`]) until the boundary, where [`LineIndex`] turns them into lines and columns once.
//! Rendering for a terminal is in [`render`], the codes and what is said about each in [`code`].

pub mod code;
mod lines;
pub mod render;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub use code::Code;
pub use lines::{LineIndex, Position};

/// A value, and what there is to say about the input it was made from.
///
/// Parsing and mapping never fail: they return what they could make, and diagnostics.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What could be made.
    pub value: T,
    /// What there is to say, in the order of the input.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// The same with another value.
    pub fn map<U>(self, other: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed { value: other(self.value), diagnostics: self.diagnostics }
    }
}

/// Whether a diagnostic of severity error is among them.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Severity {
    /// The run cannot or must not go on.
    Error,
    /// The run goes on; a person should look.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A range of bytes in a decoded text, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A range of bytes; offsets beyond `u32` are cut there (inputs are bounded far below).
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }
}

/// Which input a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The workflow config.
    Config,
    /// The OpenAPI document.
    Spec,
}

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which input.
    pub source: Source,
    /// Where in it.
    pub span: Span,
}

/// A change of the text that mends what a diagnostic says.
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
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts a text in at an offset.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self { span: Span { start: at, end: at }, text: text.into() }
    }

    /// Puts single quotes of YAML around a slice of a text. The slice itself stays out of the edits: it may be a secret.
    pub fn quote(text: &str, span: Span) -> Vec<Self> {
        let slice = text.get(span.start as usize..span.end as usize).unwrap_or("");
        let inner = slice.match_indices('\'').map(|(at, _)| span.start + Span::new(at, at).start);
        std::iter::once(span.start).chain(inner).chain([span.end]).map(|at| Self::insert(at, "'")).collect()
    }
}

/// Something to tell a person about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of thing it is; stable, documented.
    pub code: &'static Code,
    /// How much it weighs; the code's own unless a rule says otherwise.
    pub severity: Severity,
    /// What is wrong, and why that matters. One sentence, no full stop at the end.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Where it stands, if it stands in an input.
    pub place: Option<Place>,
    /// Changes of the text that would mend it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A diagnostic of this code, with the code's severity and no place yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: message.into(),
            help: None,
            place: None,
            fixes: Vec::new(),
        }
    }

    /// Says where it stands.
    #[must_use]
    pub fn at(mut self, source: Source, span: Span) -> Self {
        self.place = Some(Place { source, span });
        self
    }

    /// Says how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a change of the text that mends it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        self.fixes.push(Fix { title: title.into(), edits });
        self
    }

    /// The order in which diagnostics are shown: by place, those without one first, then by code and message.
    pub fn order(&self, other: &Self) -> Ordering {
        (self.place, self.code.id, &self.message).cmp(&(other.place, other.code.id, &other.message))
    }
}

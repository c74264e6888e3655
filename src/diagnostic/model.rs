//! A diagnostic as a value, and values that come with diagnostics.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::conceal::concealed;

use super::{Code, Edit, Fix, Place, Severity, Source, Span};

/// A value, and the diagnostics of the input that it was made from.
///
/// Parsing and mapping never fail: they return what they could make, and diagnostics.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What could be made.
    pub value: T,
    /// In the order of the input.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Parsed<T> {
    /// The same diagnostics with another value.
    pub fn map<U>(self, other: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed { value: other(self.value), diagnostics: self.diagnostics }
    }
}

/// A text as it may be shown: inputs are quoted in it, and they may have addresses with secrets.
fn shown(text: String) -> String {
    match concealed(&text) {
        Cow::Owned(shown) => shown,
        Cow::Borrowed(_) => text,
    }
}

/// Whether one of them is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// Something that a person should know about an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind; stable, documented.
    pub code: &'static Code,
    /// The code's severity, unless a rule sets another.
    pub severity: Severity,
    /// What is wrong, and why that matters. One sentence, no full stop at the end.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Its place, if it is about a place in an input.
    pub place: Option<Place>,
    /// Changes of the text that would fix it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// A diagnostic of this code, with the code's severity and no place yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            message: shown(message.into()),
            help: None,
            place: None,
            fixes: Vec::new(),
        }
    }

    /// Sets its place.
    #[must_use]
    pub fn at(mut self, source: Source, span: Span) -> Self {
        self.place = Some(Place { source, span });
        self
    }

    /// Sets how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(help.into()));
        self
    }

    /// Adds a change of the text that fixes it.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        self.fixes.push(Fix { title: shown(title.into()), edits });
        self
    }

    /// The order in which diagnostics are shown: by place, those without one first, then by code and message.
    pub fn order(&self, other: &Self) -> Ordering {
        (self.place, self.code.id, &self.message).cmp(&(other.place, other.code.id, &other.message))
    }
}

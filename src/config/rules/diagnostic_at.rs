//! Diagnostics with a place in the config.

use crate::config::reading::raw::Entry;
use crate::diagnostic::{Code, Diagnostic, Source, Span};

/// A diagnostic at a value.
pub(super) fn at_value(code: &'static Code, entry: &Entry<'_>, message: impl Into<String>) -> Diagnostic {
    at(code, entry.span(), message)
}

/// A diagnostic at a place of the config.
pub(super) fn at(code: &'static Code, span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, message).at(Source::Config, span)
}

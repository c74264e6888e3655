//! Sorts diagnostics and limits their number.

use std::collections::BTreeMap;

use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Source, Span};

/// The most diagnostics of one severity.
const MOST: usize = 100;

/// Diagnostics in the order of the text, limited in number.
pub(super) fn limited(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(Diagnostic::order);
    let mut counts = BTreeMap::new();
    let mut first = None;
    let mut left_out = 0;
    diagnostics.retain(|diagnostic| {
        let count = counts.entry(diagnostic.severity).or_insert(0);
        *count += 1;
        if *count > MOST {
            first = first.or(diagnostic.place);
            left_out += 1;
        }
        *count <= MOST
    });
    if left_out > 0 {
        let message = format!("{left_out} more problems are not shown");
        let place = first.map_or(Span::default(), |place| place.span);
        diagnostics.push(Diagnostic::new(&code::TOO_MANY, message).at(Source::Config, place));
        diagnostics.sort_by(Diagnostic::order);
    }
    diagnostics
}

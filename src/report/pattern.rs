//! The pattern of a filter at the caret of an editor, which a page tries on the document.

use serde::Serialize;

use super::diagnostic::{Range, range};
use super::offset::Decoded;
use crate::config;
use crate::diagnostic::LineIndex;

/// A pattern of a filter, and its place.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PatternAt {
    /// The key of the filter.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "\"apiCollectionFilterPattern\" | \"apiEndpointFilterPattern\"")
    )]
    pub filter: &'static str,
    /// The list that it is in.
    #[cfg_attr(feature = "typescript", ts(type = "\"includes\" | \"excludes\""))]
    pub list: &'static str,
    /// The pattern, without quotes and escapes; empty where none is written yet.
    pub pattern: String,
    /// Its place.
    #[serde(flatten)]
    pub range: Range,
}

/// The pattern of a filter at an offset, empty where one may be written; none at another place. The text may be half
/// written. `offset` counts as of [`super::complete`].
pub fn pattern_at(config: &[u8], offset: usize) -> Option<PatternAt> {
    let decoded = Decoded::new(config);
    let config::PatternPlace { filter, list, pattern, span } =
        config::pattern_at(&decoded.text, decoded.byte(offset))?;
    Some(PatternAt { filter, list, pattern, range: range(&LineIndex::new(&decoded.text), span) })
}

//! What an editor shows when the pointer is on a key of a config, or on its value.

use serde::Serialize;

use super::diagnostic::{Range, range};
use super::offset::Decoded;
use crate::config::{self, Environment};
use crate::diagnostic::LineIndex;

/// A key and its description.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Hover {
    /// The key's place.
    #[serde(flatten)]
    pub range: Range,
    /// Lines of text, code in backticks.
    pub text: String,
}

/// Every known key of a config, in the order of the text.
pub fn hovers(config: &[u8]) -> Vec<Hover> {
    let checked = config::parse(config, &Environment::Unknown);
    let lines = LineIndex::new(&checked.text);
    let hover =
        |(span, key): &(_, &config::ConfigKey)| Hover { range: range(&lines, *span), text: key.hover() };
    checked.keys.iter().map(hover).collect()
}

/// The key at an offset, or the key of the value there; none if there is nothing known. The text may be half written.
///
/// `offset` counts UTF-16 units of the text, as JavaScript does. One beyond the end is the end; one within a character
/// is that character's beginning.
pub fn hover(config: &[u8], offset: usize) -> Option<Hover> {
    let decoded = Decoded::new(config);
    let (span, key) = config::describe(&decoded.text, decoded.byte(offset))?;
    Some(Hover { range: range(&LineIndex::new(&decoded.text), span), text: key.hover() })
}

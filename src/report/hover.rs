//! What an editor shows when the pointer is on a key of a config.

use serde::Serialize;

use super::diagnostic::{Range, range};
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

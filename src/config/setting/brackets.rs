//! Edits that add a member or an item in braces or brackets.

use super::style::Style;
use crate::config::edit::text::{indent, line_end, slice};
use crate::diagnostic::{Edit, Span};

/// Adds a last member or item in brackets: in a line of its own, if the last one has one.
pub(super) fn add_in_brackets(
    text: &str,
    brackets: Span,
    last: Option<(u32, u32)>,
    written: &str,
    style: &Style,
) -> Vec<Edit> {
    let Some((start, end)) = last else { return vec![Edit::insert(brackets.start + 1, written)] };
    let after = slice(text, Span { start: end, end: line_end(text, end) });
    let comma = if after.trim_start().starts_with(',') { "" } else { "," };
    let rest = after.trim_start().trim_start_matches(',').trim_start();
    match indent(text, start).filter(|_| rest.is_empty() || rest.starts_with('#')) {
        Some(column) => {
            let line = Edit::insert(line_end(text, end), format!("{}{column}{written}", style.feed));
            let comma = (!comma.is_empty()).then(|| Edit::insert(end, comma));
            comma.into_iter().chain([line]).collect()
        }
        None => vec![Edit::insert(end, format!(", {written}"))],
    }
}

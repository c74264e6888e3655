//! The description of an endpoint: summary, description, and whether it is deprecated.

use crate::spec::Operation;

/// Markdown, or none if the document has no text.
pub(super) fn description(operation: &Operation<'_>) -> Option<String> {
    let summary = operation.summary.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let body = operation.description.as_deref().filter(|text| !text.trim().is_empty());
    let mut parts = Vec::new();
    match (summary, body) {
        (Some(summary), Some(body)) if !contains_summary(body, summary) => {
            parts.push(format!("**{}**", one_line(summary)))
        }
        (Some(summary), None) => parts.push(summary.to_owned()),
        _ => {}
    }
    parts.extend(body.map(str::to_owned));
    if operation.deprecated {
        parts.push("Deprecated.".to_owned());
    }
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

/// Whether a text contains a summary, apart from case, whitespace and the full stop.
fn contains_summary(text: &str, summary: &str) -> bool {
    let first = summary.split_whitespace().next().unwrap_or_default().trim_end_matches('.');
    if text.is_ascii() && !contains_word(text.as_bytes(), first.as_bytes()) {
        return false;
    }
    let plain = |text: &str| one_line(text).trim_end_matches('.').to_lowercase();
    plain(text).contains(&plain(summary))
}

/// Whether a text contains a word in any case. It costs less than the lower case of the text.
fn contains_word(text: &[u8], word: &[u8]) -> bool {
    let Some(first) = word.first() else { return true };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let is_at = |at: usize| text.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
    memchr::memchr2_iter(lower, upper, text).any(is_at)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

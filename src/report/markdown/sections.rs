//! Sections that several reports have: the diagnostics, and the coverage with its losses.

use super::page::{Page, code};
use crate::diagnostic::{Diagnostic, render};
use crate::report::diagnostic::Inputs;
use crate::report::labels::count;
use crate::report::preview::{Preview, by_pattern, by_reason, pattern_text};
use crate::report::text;

/// The diagnostics as in a terminal, errors first.
pub(super) fn diagnostics(page: &mut Page, found: &[Diagnostic], inputs: &Inputs) {
    let Some(tally) = text::tally(found) else { return };
    page.paragraph(&format!("### {tally}"));
    let mut found = found.to_vec();
    found.sort_by_key(|diagnostic| diagnostic.severity);
    page.fenced(&text::blocks(&found, inputs, render::plain));
}

/// How much of the document is mapped, the losses by their reason, and what the filters leave out.
pub(super) fn coverage(page: &mut Page, preview: &Preview) {
    page.paragraph("### Coverage");
    page.table(&text::coverage_rows(&preview.coverage));
    // Also if they are not listed.
    let lost = match preview.coverage.losses {
        0 => "No losses.".to_owned(),
        n => format!("**{}**", count(n, "loss")),
    };
    page.paragraph(&lost);
    for group in by_reason(&preview.losses) {
        let (n, reason) = (group.losses.len(), group.reason);
        let policy = if reason.is_policy() { " (left out by policy)" } else { "" };
        page.paragraph(&format!(
            "**{n} {}**{policy}: {}. What to do: {}.",
            reason.as_str(),
            reason.meaning(),
            reason.help()
        ));
        let lines = group.losses.iter();
        let lines =
            lines.map(|loss| format!("line {}: {} {}", loss.line, code(&loss.pointer), code(&loss.message)));
        page.folded_list("Locations", lines);
    }
    for (pattern, operations) in by_pattern(&preview.filtered) {
        let n = count(operations.len(), "operation");
        page.paragraph(&format!("**{n}** left out by a filter: {}.", code(&pattern_text(pattern))));
        page.folded_list("Operations", operations.into_iter().map(code));
    }
}

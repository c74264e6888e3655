//! Sections that several reports have: the diagnostics, and the coverage with its losses.

use super::page::{Page, code};
use crate::diagnostic::{Diagnostic, render};
use crate::entity::Coverage;
use crate::report::diagnostic::{Inputs, LossReport};
use crate::report::labels::count;
use crate::report::preview::by_reason;
use crate::report::text;

/// The diagnostics as in a terminal, errors first.
pub(super) fn diagnostics(page: &mut Page, found: &[Diagnostic], inputs: &Inputs) {
    let Some(tally) = text::tally(found) else { return };
    page.paragraph(&format!("### {tally}"));
    let mut found = found.to_vec();
    found.sort_by_key(|diagnostic| diagnostic.severity);
    page.fenced(&text::blocks(&found, inputs, render::plain));
}

/// How much of the document is mapped, and the losses by their reason. `lost` counts them, also if they are not listed.
pub(super) fn coverage(page: &mut Page, coverage: &Coverage, losses: &[LossReport], lost: usize) {
    page.paragraph("### Coverage");
    page.table(&text::coverage_rows(coverage));
    let lost = if lost == 0 { "No losses.".to_owned() } else { format!("**{}**", count(lost, "loss")) };
    page.paragraph(&lost);
    for group in by_reason(losses) {
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
}

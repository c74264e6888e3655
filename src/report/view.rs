//! What the formats for tools (SARIF, GitHub, JUnit, ndjson) read from the report of any command.

use super::diagnostic::{DiagnosticReport, Range};
use super::fix::AppliedFix;
use super::plan::PlanReport;
use super::preview::Preview;
use crate::diagnostic::Severity;
use crate::workflow::{EntityResult, Finding};

/// A report, seen without its kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'r> {
    /// The name of the config, or without one that of the document.
    pub(super) name: &'r str,
    /// Whether that is the name of a document at an address.
    pub(super) is_at_address: bool,
    /// What it is called among several: the name, or which document of a file it is.
    pub(super) label: &'r str,
    pub(super) diagnostics: &'r [DiagnosticReport],
    /// `check --connect`.
    pub(super) steps: &'r [Finding],
    /// `check --fix` and `convert`.
    pub(super) fixed: &'r [AppliedFix],
    /// All but `check` and `convert`.
    pub(super) preview: Option<&'r Preview>,
    /// `plan` and `ingest`.
    pub(super) plan: Option<&'r PlanReport>,
    /// `ingest`.
    pub(super) results: &'r [EntityResult],
    /// The exit code of the command.
    pub(super) exit_code: u8,
}

impl<'r> View<'r> {
    /// A report that has diagnostics only.
    pub(super) fn of(name: &'r str, diagnostics: &'r [DiagnosticReport], exit_code: u8) -> Self {
        let (steps, fixed, results) = Default::default();
        let (is_at_address, label) = (false, name);
        let (preview, plan) = Default::default();
        Self { name, is_at_address, label, diagnostics, steps, fixed, preview, plan, results, exit_code }
    }

    /// The path of the config, or without one that of the document; empty if this is at an address.
    pub(super) fn path(&self) -> &'r str {
        if self.is_at_address { "" } else { self.name }
    }

    /// How many diagnostics have this severity.
    pub(super) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }

    /// The entities that were not written, with the reason.
    pub(super) fn failures(&self) -> impl Iterator<Item = (&'r EntityResult, &'r str)> + use<'r> {
        self.results.iter().filter_map(|result| Some((result, result.outcome.problem()?)))
    }
}

/// Whether this is the name of a file, and not an address, `<stdin>`, `<spec>` or nothing.
pub(super) fn is_file(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('<') && !name.contains("://")
}

/// The input that a diagnostic is shown at, and where in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Location<'r> {
    /// A path, `<stdin>`, or nothing.
    pub(super) name: &'r str,
    /// The place in it.
    pub(super) range: Option<Range>,
    /// Whether the diagnostic is about something else, which its text has to name.
    pub(super) is_elsewhere: bool,
}

/// Where a diagnostic is shown. What is in a document at an address is shown at the config, as the end of an address must
/// not become the path of a file.
pub(super) fn location<'r>(found: &'r DiagnosticReport, view: &View<'r>) -> Location<'r> {
    let own = view.path();
    match found.file.as_deref() {
        Some(name) if !found.is_at_address => Location { name, range: found.range, is_elsewhere: false },
        Some(_) => Location { name: own, range: None, is_elsewhere: true },
        None => Location { name: own, range: None, is_elsewhere: view.is_at_address },
    }
}

/// The message and what to do, for formats that have one text.
pub(super) fn text(found: &DiagnosticReport) -> String {
    match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    }
}

/// The text, after the place if that is in none of the files that a format shows.
pub(super) fn placed_text(found: &DiagnosticReport, view: &View<'_>) -> String {
    let at = location(found, view);
    let has_place = !at.is_elsewhere && (is_file(at.name) || at.name.is_empty());
    let place = if has_place { String::new() } else { format!("{}: ", place(found, view)) };
    format!("{place}{}", text(found))
}

/// `rest_config.yaml:3:5`; the name of the config if it has no place.
pub(super) fn place(found: &DiagnosticReport, view: &View<'_>) -> String {
    let name = found.file.as_deref().unwrap_or(view.name);
    match found.range {
        Some(range) => format!("{name}:{}:{}", range.line, range.column),
        None => name.to_owned(),
    }
}

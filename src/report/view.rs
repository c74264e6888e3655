//! What the formats for tools (SARIF, GitHub, JUnit, ndjson) read from the report of any command.

use super::diagnostic::DiagnosticReport;
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
        Self { name, label: name, diagnostics, steps, fixed, preview: None, plan: None, results, exit_code }
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

/// Whether this is the name of a file or an address, and not `<stdin>`, `<spec>` or nothing.
pub(super) fn is_file(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('<')
}

/// The message and what to do, for formats that have one text.
pub(super) fn text(found: &DiagnosticReport) -> String {
    match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    }
}

/// `rest_config.yaml:3:5`; the name of the config if it has no place.
pub(super) fn place(found: &DiagnosticReport, view: &View<'_>) -> String {
    let name = found.file.as_deref().unwrap_or(view.name);
    match found.range {
        Some(range) => format!("{name}:{}:{}", range.line, range.column),
        None => name.to_owned(),
    }
}

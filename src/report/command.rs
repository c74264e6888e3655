//! The report of any command, for shells that treat all commands alike.

use std::io::{self, Write};

use serde::Serialize;

use super::check::CheckReport;
use super::diagnostic::Inputs;
use super::plan_file;
use super::preview::PreviewReport;
use super::run::RunReport;
use super::text::Style;
use super::view::View;
use crate::diagnostic::code::server as code;
use crate::diagnostic::{Diagnostic, Source};

/// A report.
#[derive(Debug)]
pub enum Report {
    /// `check` and `convert`.
    Check(Box<CheckReport>),
    /// `preview`, and a run whose config is invalid.
    Preview(Box<PreviewReport>),
    /// `plan` and `ingest`.
    Run {
        /// The report.
        report: Box<RunReport>,
        /// `plan --exit-code`.
        exit_on_changes: bool,
    },
}

impl From<CheckReport> for Report {
    fn from(report: CheckReport) -> Self {
        Self::Check(Box::new(report))
    }
}

impl From<PreviewReport> for Report {
    fn from(report: PreviewReport) -> Self {
        Self::Preview(Box::new(report))
    }
}

impl Report {
    /// As indented JSON with a line feed at its end.
    ///
    /// # Errors
    ///
    /// `out` could not be written to.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Check(report) => json(report, out),
            Self::Preview(report) => report.json(out),
            Self::Run { report, .. } => json(report, out),
        }
    }

    /// As text for a terminal, with a line feed at its end.
    pub fn text(&self, style: Style) -> String {
        match self {
            Self::Check(report) => report.text(style),
            Self::Preview(report) => report.text(style),
            Self::Run { report, .. } => report.text(style),
        }
    }

    /// As Markdown for a pull request, within the length of a comment.
    pub fn markdown(&self) -> String {
        match self {
            Self::Check(report) => report.markdown(),
            Self::Preview(report) => report.markdown(),
            Self::Run { report, .. } => report.markdown(),
        }
    }

    /// Writes the file of `plan --out`, with the approval that the plan was made with; false if there is no plan.
    ///
    /// # Errors
    ///
    /// `out` could not be written to.
    pub fn plan_file(&self, approve: Option<&str>, out: &mut dyn Write) -> io::Result<bool> {
        match self {
            Self::Run { report, .. } => plan_file::write(report, approve, out),
            Self::Check(_) | Self::Preview(_) => Ok(false),
        }
    }

    /// The config with its fixes applied; none if there are none.
    pub fn fixed_text(&self) -> Option<&str> {
        match self {
            Self::Check(report) => report.fixed_text.as_deref(),
            Self::Preview(_) | Self::Run { .. } => None,
        }
    }

    /// What the fixes would change, as a unified diff; `check --diff` only.
    pub fn diff(&self, style: Style) -> Option<String> {
        match self {
            Self::Check(report) => report.shown_diff(style),
            Self::Preview(_) | Self::Run { .. } => None,
        }
    }

    /// The exit code of the command.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Check(report) => report.exit_code,
            Self::Preview(report) => report.exit_code,
            Self::Run { report, exit_on_changes } => report.exit_code(*exit_on_changes),
        }
    }

    /// Takes note that a file could not be written, and why: of a check or a conversion the config, of a run its plan. The
    /// report of a check is to be that of the config as it is.
    pub fn not_written(&mut self, path: &str, why: &str) {
        let found = file_not_written(path, why);
        match self {
            Self::Check(report) => report.not_written(found),
            Self::Run { report, .. } => report.not_written(found),
            Self::Preview(report) => report.report_not_written(found),
        }
    }

    /// Takes note that the file of `--report` could not be written, and why.
    pub fn report_not_written(&mut self, path: &str, why: &str) {
        let found = file_not_written(path, why);
        match self {
            Self::Check(report) => report.report_not_written(found),
            Self::Run { report, .. } => report.not_written(found),
            Self::Preview(report) => report.report_not_written(found),
        }
    }

    /// Whether a diagnostic has this code.
    pub fn has_diagnostic(&self, code: &str) -> bool {
        self.view().diagnostics.iter().any(|found| found.code == code)
    }

    /// As the formats for tools see it.
    pub(super) fn view(&self) -> View<'_> {
        let exit_code = self.exit_code();
        match self {
            Self::Check(report) => View {
                steps: report.steps.as_deref().unwrap_or_default(),
                fixed: report.fixed.as_deref().unwrap_or_default(),
                ..View::of(&report.name, &report.diagnostics, exit_code)
            },
            Self::Preview(report) => View {
                preview: Some(&report.preview),
                is_at_address: self.is_at_address(),
                ..View::of(self.name(), &report.preview.diagnostics, exit_code)
            },
            Self::Run { report, .. } => View {
                preview: Some(&report.preview),
                plan: report.plan.as_ref(),
                results: report.results.as_deref().unwrap_or_default(),
                is_at_address: self.is_at_address(),
                ..View::of(self.name(), &report.preview.diagnostics, exit_code)
            },
        }
    }

    /// Whether the name is that of a document at an address.
    fn is_at_address(&self) -> bool {
        let inputs = self.inputs();
        inputs.name(Source::Config).is_none_or(str::is_empty) && inputs.is_at_address(Source::Spec)
    }

    fn inputs(&self) -> &Inputs {
        match self {
            Self::Check(report) => &report.inputs,
            Self::Preview(report) => &report.inputs,
            Self::Run { report, .. } => &report.inputs,
        }
    }

    /// The name of the config, or without one that of the document.
    pub(super) fn name(&self) -> &str {
        if let Self::Check(report) = self {
            return &report.name;
        }
        let names =
            [Source::Config, Source::Spec].into_iter().filter_map(|source| self.inputs().name(source));
        names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
    }
}

fn file_not_written(path: &str, why: &str) -> Diagnostic {
    let help = "check the path, its permissions and the space that is left";
    Diagnostic::new(&code::FILE_NOT_WRITTEN, format!("{path} cannot be written: {why}")).help(help)
}

fn json(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
}

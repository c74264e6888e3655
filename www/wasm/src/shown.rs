//! Reports as the command line prints and writes them.

use metarest::report::{CheckReport, PreviewReport, RunReport, Style};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// What a command found or did: its JSON, its text, its Markdown, its exit code.
#[wasm_bindgen]
pub struct Report(Kind);

enum Kind {
    Check(CheckReport),
    Preview(Box<PreviewReport>),
    Run { report: Box<RunReport>, exit_on_changes: bool },
}

#[wasm_bindgen]
impl Report {
    /// The report as indented JSON.
    pub fn json(&self) -> Result<String, JsError> {
        match &self.0 {
            Kind::Check(report) => json(report),
            Kind::Preview(report) => json(report),
            Kind::Run { report, .. } => json(report),
        }
    }

    /// The report as text for a terminal, ending in a line feed.
    pub fn text(&self, color: bool) -> String {
        let style = Style { color };
        match &self.0 {
            Kind::Check(report) => report.text(style),
            Kind::Preview(report) => report.text(style),
            Kind::Run { report, .. } => report.text(style),
        }
    }

    /// The report as Markdown for a pull request, within what a comment takes.
    pub fn markdown(&self) -> String {
        match &self.0 {
            Kind::Check(report) => report.markdown(),
            Kind::Preview(report) => report.markdown(),
            Kind::Run { report, .. } => report.markdown(),
        }
    }

    /// The config with its fixes made; `undefined` if none were asked for or none were made.
    #[wasm_bindgen(getter)]
    pub fn mended(&self) -> Option<String> {
        match &self.0 {
            Kind::Check(report) => report.mended.clone(),
            Kind::Preview(_) | Kind::Run { .. } => None,
        }
    }

    /// The exit code of the command that made it.
    #[wasm_bindgen(getter, js_name = exitCode)]
    pub fn exit_code(&self) -> u8 {
        match &self.0 {
            Kind::Check(report) => report.exit_code,
            Kind::Preview(report) => report.exit_code,
            Kind::Run { report, exit_on_changes } => report.exit_code(*exit_on_changes),
        }
    }
}

impl From<CheckReport> for Report {
    fn from(report: CheckReport) -> Self {
        Self(Kind::Check(report))
    }
}

impl From<PreviewReport> for Report {
    fn from(report: PreviewReport) -> Self {
        Self(Kind::Preview(Box::new(report)))
    }
}

impl Report {
    /// Of a run; `exit_on_changes` is `plan --exit-code`.
    pub(crate) fn of_run(report: RunReport, exit_on_changes: bool) -> Self {
        Self(Kind::Run { report: Box::new(report), exit_on_changes })
    }
}

fn json(report: &impl Serialize) -> Result<String, JsError> {
    Ok(serde_json::to_string_pretty(report)?)
}

//! `check`: a config, looked at offline, and with `--connect` the server and the document that it names.

use serde::Serialize;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::text::{self, Style};
use super::words::count;
use super::{EXIT_OK, EXIT_USAGE, Mend, SPEC, VERSION};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Source, has_errors};
use crate::workflow::{Finding, Outcome, State};

/// What a check found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CheckReport {
    /// Of this form.
    #[cfg_attr(feature = "typescript", ts(type = "1"))]
    pub version: u32,
    /// Whether no diagnostic is an error.
    pub ok: bool,
    /// In the order of the config.
    pub diagnostics: Vec<DiagnosticReport>,
    /// Whether an ingest could do its work, step by step; none if that was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Finding>>,
    /// The version that the config was to be made fit for, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'static str>,
    /// The fixes that were made, in the order in which they were; none if none were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Vec<Mend>>,
    /// The config with these fixes made, if any were.
    #[serde(skip)]
    pub mended: Option<String>,
    #[serde(skip)]
    pub(super) found: Vec<Diagnostic>,
    #[serde(skip)]
    pub(super) inputs: Inputs,
    #[serde(skip)]
    pub(super) name: String,
    /// The command's exit code.
    #[serde(skip)]
    pub exit_code: u8,
}

impl CheckReport {
    pub(super) fn new(found: Vec<Diagnostic>, inputs: Inputs, name: String) -> Self {
        let ok = !has_errors(&found);
        Self {
            version: VERSION,
            ok,
            diagnostics: diagnostics(&found, &inputs),
            steps: None,
            to: None,
            fixed: None,
            mended: None,
            found,
            inputs,
            name,
            exit_code: if ok { EXIT_OK } else { EXIT_USAGE },
        }
    }

    /// Of a probe; `inputs` holds the config, which is called so, the document is added from the outcome.
    pub fn connected(outcome: Outcome, mut inputs: Inputs, name: String) -> Self {
        if let Some(document) = outcome.document {
            inputs.add_texts(Source::Spec, SPEC, document);
        }
        let steps = Some(outcome.findings);
        Self { steps, exit_code: outcome.exit.code(), ..Self::new(outcome.diagnostics, inputs, name) }
    }

    /// What the config is said to be.
    pub(super) fn verdict(&self) -> String {
        match (self.to, &self.steps, self.ok) {
            (Some(to), _, true) => format!("is fit for {to}"),
            (Some(to), _, false) => format!("cannot be made fit for {to}"),
            (None, Some(_), true) => "is ready".to_owned(),
            (None, Some(_), false) => "is not ready".to_owned(),
            (None, None, true) => "is ok".to_owned(),
            (None, None, false) => "is not usable".to_owned(),
        }
    }

    /// What a mend is called.
    pub(super) fn mend_noun(&self) -> &'static str {
        if self.to.is_some() { "change" } else { "fix" }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let role = if self.ok { Role::Good } else { Role::Error };
        let verdict = paint(role, &self.verdict());
        let tally = text::tally(&self.found).map_or(String::new(), |tally| format!(": {tally}"));
        let mut last = format!("{} {verdict}{tally}\n", printable(&self.name));
        if let Some(first) = self.found.first() {
            let hint = format!("`metarest explain {}` says more", first.code.id);
            last.push_str(&format!("{}\n", paint(Role::Muted, &hint)));
        }
        let mut parts = vec![self.fixes_text(paint), self.said(paint), self.steps_text(paint), last];
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// What there is to say; what a step says by itself is not said twice.
    fn said(&self, paint: Paint) -> String {
        let steps = self.steps.as_deref().unwrap_or_default();
        let by_step = |said: &Diagnostic| {
            said.place.is_none()
                && steps.iter().any(|step| step.code == Some(said.code.id) && step.says == said.message)
        };
        let found: Vec<_> = self.found.iter().filter(|said| !by_step(said)).cloned().collect();
        text::diagnostics(&found, &self.inputs, paint)
    }

    /// A line a step, and how to mend what failed.
    fn steps_text(&self, paint: Paint) -> String {
        let lines = self.steps.iter().flatten().map(|finding| {
            let (sign, role) = match finding.state {
                State::Good => ("✓", Role::Good),
                State::Note => ("i", Role::Muted),
                State::Warning => ("!", Role::Warning),
                State::Failed => ("✗", Role::Error),
                State::NotTried => ("-", Role::Muted),
            };
            let time = finding.ms.map_or(String::new(), |ms| format!("{ms} ms"));
            let says = printable(&finding.says);
            let mut line = format!("{} {:<10}  {time:>8}  {says}", paint(role, sign), finding.step.as_str());
            if let Some(code) = finding.code {
                line.push_str(&paint(Role::Muted, &format!(" [{code}]")));
            }
            if let Some(help) = &finding.help {
                line.push_str(&format!("\n{:24}{} {}", "", paint(Role::Strong, "help:"), printable(help)));
            }
            line + "\n"
        });
        lines.collect()
    }

    /// The fixes that were made.
    fn fixes_text(&self, paint: Paint) -> String {
        let Some(fixed) = &self.fixed else { return String::new() };
        let noun = self.mend_noun();
        if fixed.is_empty() {
            return format!("nothing to {noun}\n");
        }
        let lines = fixed.iter().map(|mend| {
            let place = format!("{}:{}", printable(&self.name), mend.line);
            let code = paint(Role::Muted, &format!("[{}]", mend.code));
            format!("  {place}: {} {code}\n", printable(&mend.title))
        });
        format!(
            "{}\n{}",
            paint(Role::Good, &format!("{} made", count(fixed.len(), noun))),
            lines.collect::<String>()
        )
    }
}

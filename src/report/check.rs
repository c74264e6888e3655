//! `check`: a config, checked offline, and with `--connect` also the server and the document that it names; `check --fix`;
//! `convert`.

use serde::Serialize;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::fix::{AppliedFix, apply_fixes};
use super::format::{EXIT_OK, EXIT_USAGE, SPEC, VERSION};
use super::labels::count;
use super::options::CheckOptions;
use super::text::{self, Style};
use crate::config::{self, Checked, ConversionTarget};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, Source, has_errors};
use crate::workflow::{Finding, Outcome, State};

/// What a check found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct CheckReport {
    /// [`VERSION`].
    #[cfg_attr(feature = "typescript", ts(type = "1"))]
    pub version: u32,
    /// Whether no diagnostic is an error.
    pub ok: bool,
    /// In the order of the config.
    pub diagnostics: Vec<DiagnosticReport>,
    /// Whether an ingest would succeed, step by step; only with `--connect`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<Vec<Finding>>,
    /// The version that the config was converted to; only for `convert`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<&'static str>,
    /// The applied fixes, in order; none if none were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Vec<AppliedFix>>,
    /// The config with these fixes applied, if there are any.
    #[serde(skip)]
    pub fixed_text: Option<String>,
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
            fixed_text: None,
            found,
            inputs,
            name,
            exit_code: if ok { EXIT_OK } else { EXIT_USAGE },
        }
    }

    /// The report of `check --connect`. `inputs` has the config under that name, the document is added from the outcome.
    pub fn connected(outcome: Outcome, mut inputs: Inputs, name: String) -> Self {
        if let Some(document) = outcome.document {
            inputs.add_texts(Source::Spec, SPEC, document);
        }
        let steps = Some(outcome.findings);
        Self { steps, exit_code: outcome.exit.code(), ..Self::new(outcome.diagnostics, inputs, name) }
    }

    /// The result in one phrase.
    pub(super) fn verdict(&self) -> String {
        match (self.to, &self.steps, self.ok) {
            (Some(to), _, true) => format!("is valid for OpenMetadata {to}"),
            (Some(to), _, false) => format!("cannot be converted to OpenMetadata {to}"),
            (None, Some(_), true) => "is ready".to_owned(),
            (None, Some(_), false) => "is not ready".to_owned(),
            (None, None, true) => "is valid".to_owned(),
            (None, None, false) => "is not valid".to_owned(),
        }
    }

    /// What an applied fix is called.
    pub(super) fn fix_noun(&self) -> &'static str {
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
            let hint = format!("`metarest explain {}` explains it", first.code.id);
            last.push_str(&format!("{}\n", paint(Role::Muted, &hint)));
        }
        let mut parts =
            vec![self.fixes_text(paint), self.diagnostics_text(paint), self.steps_text(paint), last];
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// The diagnostics, without those that a step shows.
    fn diagnostics_text(&self, paint: Paint) -> String {
        let steps = self.steps.as_deref().unwrap_or_default();
        let is_in_step = |diagnostic: &Diagnostic| {
            diagnostic.place.is_none()
                && steps
                    .iter()
                    .any(|step| step.code == Some(diagnostic.code.id) && step.message == diagnostic.message)
        };
        let found: Vec<_> = self.found.iter().filter(|diagnostic| !is_in_step(diagnostic)).cloned().collect();
        text::diagnostics(&found, &self.inputs, paint)
    }

    /// One line per step, and how to fix what failed.
    fn steps_text(&self, paint: Paint) -> String {
        let lines = self.steps.iter().flatten().map(|finding| {
            let (sign, role) = match finding.state {
                State::Passed => ("✓", Role::Good),
                State::Note => ("i", Role::Muted),
                State::Warning => ("!", Role::Warning),
                State::Failed => ("✗", Role::Error),
                State::Skipped => ("-", Role::Muted),
            };
            let time = finding.ms.map_or(String::new(), |ms| format!("{ms} ms"));
            let message = printable(&finding.message);
            let mut line =
                format!("{} {:<10}  {time:>8}  {message}", paint(role, sign), finding.step.as_str());
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

    /// The applied fixes.
    fn fixes_text(&self, paint: Paint) -> String {
        let Some(fixed) = &self.fixed else { return String::new() };
        let noun = self.fix_noun();
        if fixed.is_empty() {
            return format!("nothing to {noun}\n");
        }
        let lines = fixed.iter().map(|fix| {
            let place = format!("{}:{}", printable(&self.name), fix.line);
            let code = paint(Role::Muted, &format!("[{}]", fix.code));
            format!("  {place}: {} {code}\n", printable(&fix.title))
        });
        format!(
            "{}\n{}",
            paint(Role::Good, &format!("{} made", count(fixed.len(), noun))),
            lines.collect::<String>()
        )
    }
}

/// Checks a config, offline.
pub fn check(config: &[u8], options: &CheckOptions) -> CheckReport {
    report(config::parse(config, &options.environment), options)
}

/// Checks a config, applies the available fixes, and checks it again. A config that is not text, or needs no fixes, has no
/// [`CheckReport::fixed_text`].
pub fn fix(bytes: &[u8], options: &CheckOptions) -> CheckReport {
    let parse = |bytes: &[u8]| config::parse(bytes, &options.environment);
    let (text, applied) = apply_fixes(bytes, parse, |_| true);
    let report = check(text.as_ref().map_or(bytes, |text| text.as_bytes()), options);
    CheckReport { fixed: Some(applied), fixed_text: text, ..report }
}

/// Converts a config to a version of the stock connector, without changing its meaning. If that version does not support
/// it, or it has another error, the report is about the config as it was, and nothing is converted.
pub fn convert(bytes: &[u8], target: ConversionTarget, options: &CheckOptions) -> CheckReport {
    let parse = |bytes: &[u8]| config::parse_for(bytes, &options.environment, target);
    let (text, applied) = apply_fixes(bytes, parse, |code| config::REJECTED_BY_STOCK.contains(&code));
    let after = parse(text.as_ref().map_or(bytes, |text| text.as_bytes()));
    let is_unfixed =
        |found: &Diagnostic| config::REJECTED_BY_STOCK.contains(&found.code) && !found.fixes.is_empty();
    let is_converted = !after.diagnostics.iter().any(is_unfixed);
    let converted = report(after, options);
    let to = Some(target.version.number());
    match converted.ok && is_converted {
        true => CheckReport { fixed: Some(applied), fixed_text: text, to, ..converted },
        false => CheckReport { to, ok: false, exit_code: EXIT_USAGE, ..report(parse(bytes), options) },
    }
}

fn report(checked: Checked, options: &CheckOptions) -> CheckReport {
    let checked = options.clocked(checked);
    let mut inputs = Inputs::default();
    inputs.add(Source::Config, options.name(), checked.text);
    CheckReport::new(checked.diagnostics, inputs, options.name().to_owned())
}

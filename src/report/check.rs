//! `check`: a config, checked offline, and with `--connect` also the server and the document that it names; `check --fix`;
//! `convert`.

use serde::Serialize;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::fix::{AppliedFix, apply_fixes};
use super::format::{EXIT_FAILED, EXIT_OK, EXIT_USAGE, VERSION};
use super::labels::count;
use super::options::CheckOptions;
use super::text::{self, Style};
use super::unified;
use crate::config::{self, Checked, ConversionTarget};
use crate::diagnostic::render::{Role, printable};
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
    /// What the fixes would change, as a unified diff; only for `check --diff`, which changes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// The config with these fixes applied, if there are any.
    #[serde(skip)]
    pub fixed_text: Option<String>,
    /// The file could not be written.
    #[serde(skip)]
    pub(super) is_unwritten: bool,
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
            diff: None,
            fixed_text: None,
            is_unwritten: false,
            found,
            inputs,
            name,
            exit_code: if ok { EXIT_OK } else { EXIT_USAGE },
        }
    }

    /// The report of `check --connect`. `inputs` has the config under that name, the document is added from the outcome.
    pub fn connected(mut outcome: Outcome, mut inputs: Inputs, name: String) -> Self {
        inputs.add_document(&mut outcome);
        let steps = Some(outcome.findings);
        Self { steps, exit_code: outcome.exit.code(), ..Self::new(outcome.diagnostics, inputs, name) }
    }

    /// The result in one phrase.
    pub(super) fn verdict(&self) -> String {
        match (self.to, &self.steps, self.ok) {
            _ if self.is_unwritten => "is unchanged, because it cannot be written".to_owned(),
            (Some(to), _, true) => format!("is valid for OpenMetadata {to}"),
            (Some(to), _, false) => format!("cannot be converted to OpenMetadata {to}"),
            (None, Some(_), true) => "is ready".to_owned(),
            (None, Some(_), false) => "is not ready".to_owned(),
            (None, None, true) if self.has_fixes_to_make() => "would be valid with these fixes".to_owned(),
            (None, None, false) if self.has_fixes_to_make() => {
                "would not be valid with these fixes".to_owned()
            }
            (None, None, true) => "is valid".to_owned(),
            (None, None, false) => "is not valid".to_owned(),
        }
    }

    /// The fixed or converted config could not be written: it is as it was.
    pub(super) fn not_written(&mut self, found: Diagnostic) {
        self.diagnostics.extend(diagnostics(std::slice::from_ref(&found), &self.inputs));
        self.found.push(found);
        (self.ok, self.is_unwritten) = (false, true);
        self.exit_code = self.exit_code.max(EXIT_FAILED);
    }

    /// The file of `--report` could not be written.
    pub(super) fn report_not_written(&mut self, found: Diagnostic) {
        self.diagnostics.extend(diagnostics(std::slice::from_ref(&found), &self.inputs));
        self.found.push(found);
        self.exit_code = self.exit_code.max(EXIT_FAILED);
    }

    /// `check --diff` found something to fix.
    fn has_fixes_to_make(&self) -> bool {
        self.diff.is_some() && self.fixed.as_ref().is_some_and(|fixed| !fixed.is_empty())
    }

    /// The diff for a terminal or a file; a file gets it unchanged.
    pub(super) fn shown_diff(&self, style: Style) -> Option<String> {
        let is_for_terminal = style.color || style.width.is_some();
        let diff = self.diff.as_deref();
        diff.map(|diff| if is_for_terminal { unified::painted(diff, style.paint()) } else { diff.to_owned() })
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
        let mut last = style.prose(&format!("{} {verdict}{tally}\n", printable(&self.name)), 2);
        if let (Some(hint), false) = (self.hint(), style.quiet) {
            last.push_str(&format!("{}\n", style.prose(&paint(Role::Muted, &hint), 2)));
        }
        let mut parts =
            vec![self.fixes_text(style), self.diagnostics_text(style), self.steps_text(style), last];
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// How to learn more about the codes that occurred.
    fn hint(&self) -> Option<String> {
        let mut codes: Vec<&str> = Vec::new();
        for found in &self.found {
            if !codes.contains(&found.code.id) {
                codes.push(found.code.id);
            }
        }
        match codes.as_slice() {
            [] => None,
            [one] => Some(format!("`metarest explain {one}` explains it")),
            several => Some(format!("`metarest explain CODE` explains a code: {}", several.join(", "))),
        }
    }

    /// The diagnostics, without those that a step shows.
    fn diagnostics_text(&self, style: Style) -> String {
        let steps = self.steps.as_deref().unwrap_or_default();
        let is_in_step = |diagnostic: &Diagnostic| {
            diagnostic.place.is_none()
                && steps
                    .iter()
                    .any(|step| step.code == Some(diagnostic.code.id) && step.message == diagnostic.message)
        };
        let found: Vec<_> = self.found.iter().filter(|diagnostic| !is_in_step(diagnostic)).cloned().collect();
        text::diagnostics(&found, &self.inputs, style)
    }

    /// One line per step, and how to fix what failed.
    fn steps_text(&self, style: Style) -> String {
        let paint = style.paint();
        let is_shown = |finding: &&Finding| !style.quiet || finding.state == State::Failed;
        let lines = self.steps.iter().flatten().filter(is_shown).map(|finding| {
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
            line = style.prose(&line, 24);
            if let Some(help) = &finding.help {
                let help = format!("{:24}{} {}", "", paint(Role::Strong, "help:"), printable(help));
                line.push_str(&format!("\n{}", style.prose(&help, 30)));
            }
            line + "\n"
        });
        lines.collect()
    }

    /// The applied fixes.
    fn fixes_text(&self, style: Style) -> String {
        let paint = style.paint();
        let Some(fixed) = self.fixed.as_ref().filter(|_| !style.quiet) else { return String::new() };
        let noun = self.fix_noun();
        if fixed.is_empty() {
            return format!("nothing to {noun}\n");
        }
        let made = if self.diff.is_some() { "to make" } else { "made" };
        let lines = fixed.iter().map(|fix| {
            let place = format!("{}:{}", printable(&self.name), fix.line);
            let code = paint(Role::Muted, &format!("[{}]", fix.code));
            format!("  {place}: {} {code}\n", printable(&fix.title))
        });
        format!(
            "{}\n{}",
            paint(Role::Good, &format!("{} {made}", count(fixed.len(), noun))),
            lines.collect::<String>()
        )
    }
}

/// Checks a config, offline.
pub fn check(config: &[u8], options: &CheckOptions) -> CheckReport {
    check_parsed(config::parse(config, &options.environment), options)
}

/// The report of [`check`] about a config that was parsed.
pub fn check_parsed(checked: Checked, options: &CheckOptions) -> CheckReport {
    let checked = options.clocked(checked);
    let mut inputs = Inputs::default();
    inputs.add(Source::Config, options.name(), checked.text);
    CheckReport::new(checked.diagnostics, inputs, options.name().to_owned())
}

/// Checks a config, applies the available fixes, and checks it again. A config that is not text, or needs no fixes, has no
/// [`CheckReport::fixed_text`].
pub fn fix(bytes: &[u8], options: &CheckOptions) -> CheckReport {
    let parse = |bytes: &[u8]| config::parse(bytes, &options.environment);
    let (text, applied) = apply_fixes(bytes, parse, |_| true);
    let report = check(text.as_ref().map_or(bytes, |text| text.as_bytes()), options);
    CheckReport { fixed: Some(applied), fixed_text: text, ..report }
}

/// As [`fix`], but changes nothing: the report has the differences, and fails if there is something to fix. Secrets are
/// masked in them as in the excerpts of diagnostics.
pub fn fix_diff(bytes: &[u8], options: &CheckOptions) -> CheckReport {
    let report = fix(bytes, options);
    let masked = |bytes: &[u8]| config::parse(bytes, &options.environment).text;
    let new = report.fixed_text.as_ref().map_or(bytes, |text| text.as_bytes());
    let diff = unified::unified(options.name(), &masked(bytes), &masked(new));
    let exit_code = match report.exit_code {
        EXIT_OK if report.fixed_text.is_some() => EXIT_FAILED,
        code => code,
    };
    CheckReport { diff: Some(diff), fixed_text: None, exit_code, ..report }
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
    let converted = check_parsed(after, options);
    let to = Some(target.version.number());
    match converted.ok && is_converted {
        true => CheckReport { fixed: Some(applied), fixed_text: text, to, ..converted },
        false => CheckReport { to, ok: false, exit_code: EXIT_USAGE, ..check_parsed(parse(bytes), options) },
    }
}

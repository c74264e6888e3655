//! `check`: a config, looked at offline.

use serde::Serialize;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::text::{self, Style};
use super::words::count;
use super::{EXIT_OK, EXIT_USAGE, Mend, VERSION};
use crate::diagnostic::render::{Paint, Role, printable};
use crate::diagnostic::{Diagnostic, has_errors};

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// Of this form.
    pub version: u32,
    /// Whether no diagnostic is an error.
    pub ok: bool,
    /// In the order of the config.
    pub diagnostics: Vec<DiagnosticReport>,
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
            fixed: None,
            mended: None,
            found,
            inputs,
            name,
            exit_code: if ok { EXIT_OK } else { EXIT_USAGE },
        }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let verdict = if self.ok { paint(Role::Good, "ok") } else { paint(Role::Error, "not usable") };
        let tally = text::tally(&self.found).map_or(String::new(), |tally| format!(": {tally}"));
        let mut last = format!("{} is {verdict}{tally}\n", printable(&self.name));
        if let Some(first) = self.found.first() {
            let hint = format!("`metarest explain {}` says more", first.code.id);
            last.push_str(&format!("{}\n", paint(Role::Muted, &hint)));
        }
        let mut parts =
            vec![self.fixes_text(paint), text::diagnostics(&self.found, &self.inputs, paint), last];
        parts.retain(|part| !part.is_empty());
        parts.join("\n")
    }

    /// The fixes that were made.
    fn fixes_text(&self, paint: Paint) -> String {
        let Some(fixed) = &self.fixed else { return String::new() };
        if fixed.is_empty() {
            return "nothing to fix\n".to_owned();
        }
        let lines = fixed.iter().map(|mend| {
            let place = format!("{}:{}", printable(&self.name), mend.line);
            let code = paint(Role::Muted, &format!("[{}]", mend.code));
            format!("  {place}: {} {code}\n", printable(&mend.title))
        });
        format!(
            "{}\n{}",
            paint(Role::Good, &format!("{} made", count(fixed.len(), "fix"))),
            lines.collect::<String>()
        )
    }
}

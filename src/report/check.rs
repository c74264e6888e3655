//! `check`: a config, looked at offline.

use serde::Serialize;

use super::diagnostic::{DiagnosticReport, Inputs, diagnostics};
use super::text::{self, Style};
use super::{EXIT_OK, EXIT_USAGE, VERSION};
use crate::diagnostic::render::Role;
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
            found,
            inputs,
            name,
            exit_code: if ok { EXIT_OK } else { EXIT_USAGE },
        }
    }

    /// As text for a terminal.
    pub fn text(&self, style: Style) -> String {
        let paint = style.paint();
        let mut out = text::diagnostics(&self.found, &self.inputs, paint);
        if !out.is_empty() {
            out.push('\n');
        }
        let verdict = if self.ok { paint(Role::Good, "ok") } else { paint(Role::Error, "not usable") };
        let tally = text::tally(&self.found).map_or(String::new(), |tally| format!(": {tally}"));
        out.push_str(&format!("{} is {verdict}{tally}\n", self.name));
        out
    }
}

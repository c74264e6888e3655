//! `check` and `convert` as Markdown.

use super::page::{Page, code, diff};
use super::sections::diagnostics;
use crate::diagnostic::render::printable;
use crate::report::check::CheckReport;
use crate::report::labels::count;
use crate::workflow::{Finding, State};

impl CheckReport {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        let mut page = Page::default();
        let command = if self.to.is_some() { "convert" } else { "check" };
        page.paragraph(&format!("## metarest {command}: {} {}", code(&self.name), self.verdict()));
        if let Some(fixed) = &self.fixed {
            let made = if self.diff.is_some() { "to make" } else { "made" };
            page.paragraph(&format!("{} {made}.", count(fixed.len(), self.fix_noun())));
            page.list(
                fixed.iter().map(|fix| format!("line {}: {} {}", fix.line, code(&fix.title), code(fix.code))),
            );
        }
        if let Some(lines) = self.diff.as_deref().filter(|lines| !lines.is_empty()) {
            let lines: Vec<String> = lines.lines().map(printable).collect();
            page.blocks(std::iter::once(diff(&lines)));
        }
        if let Some(steps) = &self.steps {
            page.list(steps.iter().map(step));
        }
        diagnostics(&mut page, &self.found, &self.inputs);
        page.text()
    }
}

/// A step of `check --connect` in one line.
fn step(finding: &Finding) -> String {
    let state = match finding.state {
        State::Passed => "ok",
        State::Note => "note",
        State::Warning => "**warning**",
        State::Failed => "**failed**",
        State::Skipped => "skipped",
    };
    let time = finding.ms.map_or(String::new(), |ms| format!(" ({ms} ms)"));
    format!("{} {state}{time}: {}", finding.step.as_str(), code(&finding.message))
}

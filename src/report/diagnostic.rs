//! Diagnostics and losses as the commands' JSON has them: 1-based lines and columns in UTF-16 units.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, LineIndex, Severity, Source, Span, render};
use crate::schema::{Loss, Reason};

/// The inputs of a command: their names as given, and their decoded texts.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    inputs: Vec<(Source, String, String)>,
}

impl Inputs {
    /// Adds an input by its name and decoded text.
    pub fn add(&mut self, source: Source, name: impl Into<String>, text: impl Into<String>) {
        self.inputs.push((source, name.into(), text.into()));
    }

    /// As the renderer takes them.
    pub(super) fn views(&self) -> Vec<render::Input<'_>> {
        let views = self.inputs.iter();
        views.map(|(source, name, text)| render::Input { source: *source, name, text }).collect()
    }

    fn lines(&self, source: Source) -> Option<(&str, LineIndex<'_>)> {
        let found = self.inputs.iter().find(|(of, ..)| *of == source)?;
        Some((&found.1, LineIndex::new(&found.2)))
    }
}

/// A diagnostic, as JSON.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticReport {
    /// The code's id.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The input as named by the caller; none if it stands in no input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Where it stands.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Changes of the text that would mend it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<FixReport>,
}

/// A range of an input; 1-based, columns in UTF-16 units, end exclusive.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names say it")]
pub struct Range {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A fix, as JSON.
#[derive(Debug, Clone, Serialize)]
pub struct FixReport {
    /// What it does.
    pub title: String,
    /// Its edits, in order.
    pub edits: Vec<EditReport>,
}

/// An edit, as JSON.
#[derive(Debug, Clone, Serialize)]
pub struct EditReport {
    /// What is replaced.
    #[serde(flatten)]
    pub range: Range,
    /// What stands there afterwards.
    pub text: String,
}

/// A loss, as JSON.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "as in Loss; line and column are 1-based")]
pub struct LossReport {
    pub pointer: String,
    pub reason: Reason,
    pub message: String,
    pub line: u32,
    pub column: u32,
}

fn range(lines: &LineIndex<'_>, span: Span) -> Range {
    let (start, end) = lines.range(span);
    Range { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

/// Diagnostics as JSON, each input's lines found once.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], inputs: &Inputs) -> Vec<DiagnosticReport> {
    let config = inputs.lines(Source::Config);
    let spec = inputs.lines(Source::Spec);
    let of = |source: Source| match source {
        Source::Config => config.as_ref(),
        Source::Spec => spec.as_ref(),
    };
    diagnostics.iter().map(|diagnostic| one(diagnostic, of)).collect()
}

fn one<'l, 't: 'l>(
    diagnostic: &Diagnostic,
    of: impl Fn(Source) -> Option<&'l (&'t str, LineIndex<'t>)>,
) -> DiagnosticReport {
    let input = diagnostic.place.and_then(|place| Some((place.span, of(place.source)?)));
    let fixes = input.into_iter().flat_map(|(_, (_, lines))| {
        diagnostic.fixes.iter().map(|fix| FixReport {
            title: fix.title.clone(),
            edits: fix
                .edits
                .iter()
                .map(|edit| EditReport { range: range(lines, edit.span), text: edit.text.clone() })
                .collect(),
        })
    });
    DiagnosticReport {
        code: diagnostic.code.id,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        file: input.map(|(_, (name, _))| (*name).to_owned()),
        range: input.map(|(span, (_, lines))| range(lines, span)),
        fixes: fixes.collect(),
    }
}

/// Losses as JSON.
pub(super) fn losses(losses: &[Loss], inputs: &Inputs) -> Vec<LossReport> {
    let lines = inputs.lines(Source::Spec);
    let place = |loss: &Loss| {
        lines.as_ref().map_or((1, 1), |(_, lines)| {
            let at = lines.position(loss.span.start);
            (at.line, at.column)
        })
    };
    losses
        .iter()
        .map(|loss| {
            let (line, column) = place(loss);
            LossReport {
                pointer: loss.pointer.clone(),
                reason: loss.reason,
                message: loss.message.clone(),
                line,
                column,
            }
        })
        .collect()
}

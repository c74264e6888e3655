//! Diagnostics and losses as JSON, with 1-based lines and columns in UTF-16 units.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::rc::Rc;

use serde::Serialize;

use super::format::SPEC;

use crate::conceal::concealed;
use crate::diagnostic::{Diagnostic, Fix, LineIndex, Lines, Place, Severity, Source, Span, render};
use crate::schema::{Loss, Reason};
use crate::tree::Texts;
use crate::workflow::Outcome;

/// The inputs of a command: their names as given, and their decoded texts.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    inputs: Vec<(Source, String, Texts)>,
    /// Whether the document is at an address: its name, and those of what it refers to, are no paths of files.
    document_is_at_address: bool,
    /// The lines of all texts, once a place was asked for.
    lines: OnceCell<Vec<Rc<Lines>>>,
}

/// An input with its line index.
type Lined<'t> = (render::Input<'t>, LineIndex<'t>);

impl Inputs {
    /// Adds an input by its name and decoded text.
    pub fn add(&mut self, source: Source, name: impl Into<String>, text: impl Into<String>) {
        self.add_texts(source, name, Texts::of(text));
    }

    /// Adds an input of several texts, the first by this name.
    pub fn add_texts(&mut self, source: Source, name: impl Into<String>, texts: Texts) {
        self.inputs.push((source, name.into(), texts));
        self.lines.take();
    }

    /// Adds the document of a run.
    pub(super) fn add_document(&mut self, outcome: &mut Outcome) {
        self.document_is_at_address = outcome.document_is_at_address;
        if let Some(document) = outcome.document.take() {
            self.add_texts(Source::Spec, SPEC, document);
        }
    }

    /// Whether an input is at an address.
    pub(super) fn is_at_address(&self, source: Source) -> bool {
        source == Source::Spec && self.document_is_at_address
    }

    /// The name of an input, that of its first text.
    pub(super) fn name(&self, wanted: Source) -> Option<&str> {
        let views = self.views();
        views.iter().rev().find(|view| view.source == wanted && view.start == 0).map(|view| view.name)
    }

    /// The texts of an input.
    pub(super) fn texts(&self, wanted: Source) -> Option<&Texts> {
        self.inputs.iter().rev().find_map(|(source, _, texts)| (*source == wanted).then_some(texts))
    }

    /// In the form that the renderer needs.
    pub(super) fn views(&self) -> Vec<render::Input<'_>> {
        let views = self.inputs.iter().flat_map(|(source, first, texts)| {
            texts.iter().map(move |(name, start, text)| {
                let name = if name.is_empty() { first } else { name };
                render::Input { source: *source, name, text, start }
            })
        });
        views.collect()
    }

    /// Each with its line index.
    fn lined(&self) -> Vec<Lined<'_>> {
        let lined = self.views().into_iter().zip(self.lines());
        lined.map(|(input, lines)| (input, LineIndex::known(input.text, Rc::clone(lines)))).collect()
    }

    /// The lines of all texts, which are found once.
    fn lines(&self) -> &[Rc<Lines>] {
        let lines = || self.views().iter().map(|input| Rc::new(Lines::of(input.text))).collect();
        self.lines.get_or_init(lines)
    }

    /// The offset in the document's spans of a place in a file of it, by default in its first one.
    pub(super) fn offset(&self, file: Option<&str>, line: u32, column: u32) -> Option<u32> {
        let is_it = |input: &render::Input<'_>| match file {
            Some(file) => input.name == file,
            None => input.start == 0,
        };
        let texts = self.lined();
        let (input, index) = texts.iter().find(|(input, _)| input.source == Source::Spec && is_it(input))?;
        Some(input.start + u32::try_from(index.offset(line, column)).ok()?)
    }
}

/// A diagnostic, as JSON.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Diagnostic", optional_fields))]
pub struct DiagnosticReport {
    /// The code's id.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The input as named by the caller; none if it has no place in an input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its place.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub range: Option<Range>,
    /// Whether `file` is the name of a document at an address, and not a path.
    #[serde(skip)]
    pub is_at_address: bool,
    /// Edits of the text that would fix it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<FixReport>>"))]
    pub fixes: Vec<FixReport>,
}

/// A range of an input; 1-based, columns in UTF-16 units, end exclusive.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[expect(missing_docs, reason = "the names say it")]
pub struct Range {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

/// A fix, as JSON.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Fix"))]
pub struct FixReport {
    /// What it does.
    pub title: String,
    /// Its edits, in order.
    pub edits: Vec<EditReport>,
}

/// An edit, as JSON.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Edit"))]
pub struct EditReport {
    /// What is replaced.
    #[serde(flatten)]
    pub range: Range,
    /// The new text.
    pub text: String,
}

/// A loss, as JSON.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Loss"))]
#[expect(missing_docs, reason = "as in Loss; line and column are 1-based")]
pub struct LossReport {
    pub pointer: String,
    pub reason: Reason,
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
    /// The document or the external document that contains it, as in diagnostics.
    pub file: String,
    pub line: u32,
    pub column: u32,
}

pub(super) fn range(lines: &LineIndex<'_>, span: Span) -> Range {
    let (start, end) = lines.range(span);
    Range { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

/// The input of a place, and its span there.
fn locate<'l, 't>(inputs: &'l [Lined<'t>], place: Place) -> Option<(&'l Lined<'t>, Span)> {
    inputs.iter().rev().find_map(|input| Some((input, input.0.span(place)?)))
}

/// Diagnostics as JSON.
pub(super) fn diagnostics(diagnostics: &[Diagnostic], inputs: &Inputs) -> Vec<DiagnosticReport> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let lined = inputs.lined();
    let report = |diagnostic: &Diagnostic| DiagnosticReport {
        is_at_address: diagnostic.place.is_some_and(|place| inputs.is_at_address(place.source)),
        ..one(diagnostic, &lined)
    };
    diagnostics.iter().map(report).collect()
}

/// Whether a text has an address with a secret.
fn has_secret(text: &str) -> bool {
    matches!(concealed(text), Cow::Owned(_))
}

fn one(diagnostic: &Diagnostic, inputs: &[Lined<'_>]) -> DiagnosticReport {
    let input = diagnostic.place.and_then(|place| Some((place.source, locate(inputs, place)?)));
    let fixes = input.into_iter().flat_map(|(source, ((input, lines), _))| {
        // A fix that would show a secret is made by `--fix` only.
        let is_shown = |fix: &&Fix| fix.edits.iter().all(|edit| !has_secret(&edit.text));
        diagnostic.fixes.iter().filter(is_shown).map(move |fix| FixReport {
            title: fix.title.clone(),
            edits: fix
                .edits
                .iter()
                .filter_map(|edit| {
                    let span = input.span(Place { source, span: edit.span })?;
                    Some(EditReport { range: range(lines, span), text: edit.text.clone() })
                })
                .collect(),
        })
    });
    DiagnosticReport {
        code: diagnostic.code.id,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone(),
        file: input.map(|(_, ((input, _), _))| input.name.to_owned()),
        range: input.map(|(_, ((_, lines), span))| range(lines, span)),
        is_at_address: false,
        fixes: fixes.collect(),
    }
}

/// A range of the document or of an external document; as in diagnostics.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Place"))]
pub struct PlaceReport {
    /// The input as named by the caller, or the name of the external document.
    pub file: String,
    /// The range in it.
    #[serde(flatten)]
    pub range: Range,
}

/// Returns the places of spans of the document.
pub(super) fn place_of(inputs: &Inputs) -> impl Fn(Span) -> PlaceReport {
    let inputs = inputs.lined();
    move |span| {
        let found = locate(&inputs, Place { source: Source::Spec, span });
        let start = Range { line: 1, column: 1, end_line: 1, end_column: 1 };
        match found {
            Some(((input, lines), span)) => {
                PlaceReport { file: input.name.to_owned(), range: range(lines, span) }
            }
            None => PlaceReport { file: SPEC.to_owned(), range: start },
        }
    }
}

/// Losses as JSON.
pub(super) fn losses(losses: &[Loss], inputs: &Inputs) -> Vec<LossReport> {
    if losses.is_empty() {
        return Vec::new();
    }
    let inputs = inputs.lined();
    let place = |loss: &Loss| {
        let place = Place { source: Source::Spec, span: loss.span };
        locate(&inputs, place).map_or((SPEC, 1, 1), |((input, lines), span)| {
            let at = lines.position(span.start);
            (input.name, at.line, at.column)
        })
    };
    losses
        .iter()
        .map(|loss| {
            let (file, line, column) = place(loss);
            LossReport {
                pointer: loss.pointer.clone(),
                reason: loss.reason,
                message: loss.message.clone(),
                help: loss.reason.help(),
                file: file.to_owned(),
                line,
                column,
            }
        })
        .collect()
}

//! A report as ndjson: one JSON object a line, for programs that read lines.
//!
//! Each line has its `type` and the name of its config. Diagnostics come first, the summary is the last line.

use std::io::{self, Write};

use serde::Serialize;

use super::format::VERSION;
use super::view::View;
use crate::diagnostic::Severity;
use crate::entity::Coverage;

/// A line.
#[derive(Serialize)]
struct Line<'l, T: Serialize> {
    r#type: &'static str,
    config: &'l str,
    #[serde(flatten)]
    content: T,
}

/// The last line of a config.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary<'s> {
    version: u32,
    command: &'s str,
    exit_code: u8,
    errors: usize,
    warnings: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    collections: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Coverage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_hash: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_hash: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unchanged: Option<usize>,
}

/// Writes the lines of a report.
pub(super) fn write(view: &View<'_>, command: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines { config: view.label, out };
    lines.all("diagnostic", view.diagnostics)?;
    lines.all("step", view.steps)?;
    lines.all("fix", view.fixed)?;
    if let Some(preview) = view.preview {
        lines.all("loss", &preview.losses)?;
        lines.all("filtered", &preview.filtered)?;
    }
    if let Some(plan) = view.plan {
        plan.each_change(|row| lines.one("change", row))?;
        lines.all("held", &plan.held)?;
    }
    lines.all("result", view.results)?;
    lines.one("summary", summary(view, command))
}

fn summary<'v>(view: &View<'v>, command: &'v str) -> Summary<'v> {
    let mapped = view.preview.filter(|preview| preview.share.is_some());
    Summary {
        version: VERSION,
        command,
        exit_code: view.exit_code,
        errors: view.count(Severity::Error),
        warnings: view.count(Severity::Warning),
        collections: mapped.map(|preview| preview.collections.len()),
        endpoints: mapped.map(|preview| preview.endpoints.len()),
        coverage: mapped.map(|preview| preview.coverage),
        plan_hash: view.plan.map(|plan| plan.plan_hash.as_str()),
        approval_hash: view.plan.and_then(|plan| plan.approval_hash.as_deref()),
        unchanged: view.plan.map(|plan| plan.unchanged),
    }
}

/// Where lines of one config go.
struct Lines<'l> {
    config: &'l str,
    out: &'l mut dyn Write,
}

impl Lines<'_> {
    fn all<T: Serialize>(&mut self, kind: &'static str, contents: &[T]) -> io::Result<()> {
        contents.iter().try_for_each(|content| self.one(kind, content))
    }

    fn one<T: Serialize>(&mut self, kind: &'static str, content: T) -> io::Result<()> {
        let line = Line { r#type: kind, config: self.config, content };
        serde_json::to_writer(&mut *self.out, &line)?;
        self.out.write_all(b"\n")
    }
}

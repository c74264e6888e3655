//! `preview` of a document that had to be fetched, which may have failed.

use super::{EXIT_FAILED, Inputs, Preview, PreviewOptions, PreviewReport, preview};
use crate::config::{self, DocumentSource};
use crate::diagnostic::{Diagnostic, Source};
use crate::openmetadata::Scrubber;
use crate::workflow::{self, Body, Fault};

/// As [`preview`], of what came of loading `document`; nothing is tried again.
pub fn preview_loaded(
    config: Option<&[u8]>,
    document: &DocumentSource,
    result: Result<Body, Fault>,
    options: &PreviewOptions,
) -> PreviewReport {
    let checked = config.map(|config| config::parse(config, &options.environment));
    let settings = checked.as_ref().and_then(|checked| checked.config.as_ref());
    let scrubber = settings.map_or_else(Scrubber::default, Scrubber::new);
    match workflow::judge(document, &scrubber, result) {
        Ok(body) => preview(config, &body.bytes, options),
        Err(bad) => failed(checked, bad.diagnostic, options),
    }
}

fn failed(
    checked: Option<config::Checked>,
    diagnostic: Diagnostic,
    options: &PreviewOptions,
) -> PreviewReport {
    let mut inputs = Inputs::default();
    let mut found = Vec::new();
    if let Some(checked) = checked {
        inputs.add(Source::Config, options.name(), checked.text);
        found.extend(checked.diagnostics);
    }
    found.push(diagnostic);
    PreviewReport::new(Preview::new(None, None, &found, &inputs), found, inputs, EXIT_FAILED)
}

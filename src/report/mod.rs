//! What the commands say: versioned JSON, text for a terminal, Markdown for a pull request.
//!
//! A report is data (serialise it) that also knows its text, its Markdown and its exit code. [`check`] and
//! [`preview`] are the whole of the two offline commands; the reports of runs are made from a run's outcome.

mod check;
mod diagnostic;
mod difference;
mod explain;
mod hover;
mod markdown;
mod mend;
mod plan;
mod preview;
mod run;
mod tally;
mod text;
mod words;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::config::{self, Checked, Config, Environment};
use crate::diagnostic::{Source, has_errors};
use crate::entity::{self, Service, Share};
use crate::openmetadata::{Capabilities, service};
use crate::spec;
use serde_json::{Value, json};

pub use check::CheckReport;
pub use diagnostic::{DiagnosticReport, EditReport, FixReport, Inputs, LossReport, Range};
pub use explain::explain;
pub use hover::{Hover, hovers};
pub use mend::{Mend, convert, mend};
pub use plan::PlanReport;
pub use preview::{Preview, PreviewReport, ReasonReport};
pub use run::RunReport;
pub use text::Style;

/// The version of the reports' form.
pub const VERSION: u32 = 1;

/// All landed; losses and warnings notwithstanding.
pub const EXIT_OK: u8 = 0;
/// Spec or server not reached or not what it should be, something not landed, deletions held back.
pub const EXIT_FAILED: u8 = 1;
/// Wrong usage, or an error in the config.
pub const EXIT_USAGE: u8 = 2;
/// `plan --exit-code`: there are changes.
pub const EXIT_CHANGES: u8 = 3;

/// What the offline commands need beside their inputs.
#[derive(Clone, Default)]
pub struct CheckOptions {
    /// The config's name as given.
    pub file: String,
    /// The environment.
    pub environment: Environment,
    /// Milliseconds since 1970, by the caller's clock; none where no token is to be held against it.
    pub now: Option<u64>,
    /// The least share of the document that must be held; for a preview.
    pub min_coverage: Option<Share>,
}

/// What [`preview`] needs beside config and document.
pub type PreviewOptions = CheckOptions;

impl CheckOptions {
    fn name(&self) -> &str {
        if self.file.is_empty() { "<stdin>" } else { &self.file }
    }

    /// A config that was looked at, its tokens held against the clock.
    pub fn clocked(&self, checked: Checked) -> Checked {
        match self.now {
            Some(now) => checked.at(now / 1000),
            None => checked,
        }
    }
}

/// Looks at a config, offline.
pub fn check(config: &[u8], options: &CheckOptions) -> CheckReport {
    of_checked(config::parse(config, &options.environment), options)
}

fn of_checked(checked: Checked, options: &CheckOptions) -> CheckReport {
    let checked = options.clocked(checked);
    let mut inputs = Inputs::default();
    inputs.add(Source::Config, options.name(), checked.text);
    CheckReport::new(checked.diagnostics, inputs, options.name().to_owned())
}

/// Maps a document, offline; without a config the service is called by the document's title.
///
/// Bytes of a document that are handed over become its text without a copy.
pub fn preview<'b>(
    config: Option<&[u8]>,
    spec: impl Into<Cow<'b, [u8]>>,
    options: &PreviewOptions,
) -> PreviewReport {
    let mut inputs = Inputs::default();
    let mut found = Vec::new();
    let mut settings = None;
    if let Some(config) = config {
        let checked = options.clocked(config::parse(config, &options.environment));
        inputs.add(Source::Config, options.name(), checked.text);
        found.extend(checked.diagnostics);
        settings = checked.config;
        if settings.is_none() {
            return PreviewReport::new(Preview::new(None, None, &found, &inputs), found, inputs, EXIT_USAGE);
        }
    }
    let parsed = spec::parse(
        spec,
        &spec::Retrieval::default(),
        settings.as_ref().map_or_else(Default::default, |c| c.document_limits),
    );
    found.extend(parsed.diagnostics);
    let documents = match parsed.value {
        Ok(documents) => documents,
        Err(text) => {
            inputs.add(Source::Spec, SPEC, text);
            return PreviewReport::new(Preview::new(None, None, &found, &inputs), found, inputs, EXIT_FAILED);
        }
    };
    let mapping = settings
        .as_ref()
        .map_or_else(|| config::Mapping::of_title(documents.info().title.as_deref()), |c| c.mapping.clone());
    let mapped = entity::map(&mapping, &documents);
    inputs.add_texts(Source::Spec, SPEC, documents.into_texts());
    found.extend(mapped.diagnostics);
    found.extend(options.min_coverage.and_then(|least| mapped.value.coverage.short_of(least)));
    let service = shown_service(&mapped.value.service, settings.as_ref());
    let exit_code = if has_errors(&found) { EXIT_FAILED } else { EXIT_OK };
    let preview = Preview::new(Some(service), Some(mapped.value), &found, &inputs);
    PreviewReport::new(preview, found, inputs, exit_code)
}

/// The name of the document where one is shown.
const SPEC: &str = "<spec>";

/// The service's create request in the newest shape, secrets as `***`.
pub fn shown_service(service: &Service, config: Option<&Config>) -> Value {
    match config {
        Some(config) => service::create_body(service, config, Capabilities::newest().connection),
        None => json!({ "name": service.name, "serviceType": "Rest", "description": service.description }),
    }
}

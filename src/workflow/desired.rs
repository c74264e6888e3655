//! The document's bytes → the desired state.

use super::Body;
use crate::Diagnostic;
use crate::config::Config;
use crate::diagnostic::has_errors;
use crate::entity::{self, Catalog};
use crate::spec;

/// The desired state, or why there is none.
pub(super) struct Desired {
    /// None if an error is among the diagnostics.
    pub(super) catalog: Option<Catalog>,
    /// The document's text, in which the diagnostics' places are.
    pub(super) text: Option<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads and maps a document. An error of either ends the run before anything is written.
pub(super) fn read(config: &Config, body: Body) -> Desired {
    let origin = spec::Origin {
        status: Some(body.status),
        content_type: body.content_type,
        length: body.length,
        url: Some(body.final_url),
    };
    let read = spec::parse(&body.bytes, &origin, config.document_limits);
    let mut diagnostics = read.diagnostics;
    let Some(documents) = read.value else { return Desired { catalog: None, text: None, diagnostics } };
    let text = Some(documents.tree().text().to_owned());
    let mapped = entity::map(&config.mapping, &documents);
    diagnostics.extend(mapped.diagnostics);
    let catalog = (!has_errors(&diagnostics)).then_some(mapped.value);
    Desired { catalog, text, diagnostics }
}

//! The document's bytes → the desired state, in two steps: what the document refers to comes between them.

use crate::Diagnostic;
use crate::config::{Config, Mapping};
use crate::diagnostic::{Parsed, has_errors};
use crate::entity::{self, Catalog};
use crate::spec::{self, DocumentLoader};
use crate::tree::Texts;
use crate::workflow::Body;

/// The desired state, or why there is none.
pub(crate) struct MappedDocument {
    /// None if an error is among the diagnostics.
    pub(crate) catalog: Option<Catalog>,
    /// The document's texts, in which the diagnostics' places are.
    pub(crate) texts: Texts,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads the first text of a document; where it is none, the text. An error of it ends the run before anything is
/// written.
pub(crate) fn begin(config: &Config, body: Body) -> Parsed<Result<DocumentLoader, String>> {
    let origin = spec::Retrieval {
        status: Some(body.status),
        content_type: body.content_type,
        length: body.length,
        url: Some(body.final_url),
    };
    spec::begin(body.bytes, &origin, config.document_limits)
}

/// Maps a document with what was added to it. An error ends the run before anything is written.
pub(crate) fn map(
    config: &Config,
    gathering: DocumentLoader,
    diagnostics: Vec<Diagnostic>,
) -> MappedDocument {
    let Parsed { value: documents, mut diagnostics } = gathering.finish(diagnostics);
    let titled = config.by_title.then(|| Mapping::of_title(documents.info().title.as_deref()));
    let mapped = entity::map(titled.as_ref().unwrap_or(&config.mapping), &documents);
    diagnostics.extend(mapped.diagnostics);
    let catalog = (!has_errors(&diagnostics)).then_some(mapped.value);
    MappedDocument { catalog, texts: documents.into_texts(), diagnostics }
}

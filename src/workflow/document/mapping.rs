//! The document's bytes → the desired state: [`begin`] reads the document, [`map`] maps it once the external documents
//! are loaded.

use crate::Diagnostic;
use crate::config::Config;
use crate::diagnostic::{Parsed, has_errors};
use crate::entity::{Catalog, catalog_of};
use crate::spec::{self, DocumentLoader, Version};
use crate::tree::Texts;
use crate::workflow::loaded_text::LoadedText;

/// The desired state, or why there is none.
pub(crate) struct MappedDocument {
    /// None if an error is among the diagnostics.
    pub(crate) catalog: Option<Catalog>,
    /// The document's texts, in which the diagnostics' places are.
    pub(crate) texts: Texts,
    pub(crate) version: Version,
    /// How many operations it has.
    pub(crate) operations: usize,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads the first text of a document; where it is none, the text. An error of it ends the run before anything is
/// written.
pub(crate) fn begin(config: &Config, text: LoadedText) -> Parsed<Result<DocumentLoader, String>> {
    let retrieval = spec::Retrieval {
        status: Some(200),
        content_type: text.content_type,
        length: text.length,
        url: Some(text.address),
    };
    spec::begin(text.bytes, &retrieval, config.document_limits)
}

/// Maps a document with what was added to it. An error ends the run before anything is written.
pub(crate) fn map(config: &Config, loader: DocumentLoader, diagnostics: Vec<Diagnostic>) -> MappedDocument {
    let Parsed { value: documents, mut diagnostics } = loader.finish(diagnostics);
    let mapped = catalog_of(Some(config), &documents);
    diagnostics.extend(mapped.diagnostics);
    let catalog = (!has_errors(&diagnostics)).then_some(mapped.value);
    let (version, operations) = (documents.version(), documents.operations().len());
    MappedDocument { catalog, texts: documents.into_texts(), version, operations, diagnostics }
}

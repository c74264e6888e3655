//! Bytes and how they were retrieved → a document, or an error that names what they are instead.

use std::borrow::Cow;

use super::address::Address;
use super::documents::Documents;
use super::external::DocumentLoader;
use super::retrieval::Retrieval;
use super::{detect, truncation, version};
use crate::diagnostic::{Diagnostic, Parsed, Source, code::spec as code};
use crate::tree::{self, Limits};

/// Reads a document. If it is missing, incomplete, or not OpenAPI, returns its decoded text, and an error that names which.
///
/// The diagnostics are those of the text, of the root and of the path items; those of an operation are in
/// [`super::Operation::diagnostics`]. Owned bytes become the text of the document without a copy.
pub fn parse<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    retrieval: &Retrieval,
    limits: Limits,
) -> Parsed<Result<Documents, String>> {
    let Parsed { value, diagnostics } = begin(bytes, retrieval, limits);
    match value {
        Ok(loader) => loader.finish(diagnostics).map(Ok),
        Err(text) => Parsed { value: Err(text), diagnostics },
    }
}

/// As [`parse`], for a document to which external documents can be added before it is finished. The diagnostics are
/// those of the text alone.
pub fn begin<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    retrieval: &Retrieval,
    limits: Limits,
) -> Parsed<Result<DocumentLoader, String>> {
    let bytes = bytes.into();
    if let Some(error) = retrieval_error(&bytes, retrieval) {
        return Parsed { value: Err(tree::decoded(&bytes)), diagnostics: vec![error] };
    }
    let (length, head) = (bytes.len(), detect::head(&bytes));
    let Parsed { value, mut diagnostics } = tree::parse(bytes, Source::Spec, limits);
    retrieval.filter(&mut diagnostics);
    let tree = match value {
        Ok(tree) => tree,
        Err(text) => {
            if let Some(error) = detect::unreadable(&head, retrieval.content_type.as_deref()) {
                diagnostics = vec![error];
            }
            return Parsed { value: Err(text), diagnostics };
        }
    };
    let retrieved_from = retrieval.url.as_deref().map(Address::read);
    let version = match version::of_root(tree.root(), &mut diagnostics) {
        Some(Ok(version)) => version,
        Some(Err(error)) => return Parsed { value: Err(tree.into_text()), diagnostics: vec![error] },
        None => {
            let error = detect::unreadable(&head, None)
                .unwrap_or_else(|| detect::other_format(tree.root(), retrieved_from.as_ref()));
            return Parsed { value: Err(tree.into_text()), diagnostics: vec![error] };
        }
    };
    let holes = truncation::text_holes(&tree, length, retrieval, &mut diagnostics);
    Parsed { value: Ok(DocumentLoader::new(tree, version, holes, retrieved_from)), diagnostics }
}

/// The error of a retrieval that gave no document, or only a part of it.
fn retrieval_error(bytes: &[u8], retrieval: &Retrieval) -> Option<Diagnostic> {
    if let Some(status) = retrieval.status.filter(|status| *status != 200) {
        let message =
            format!("the document's address answered with status {status} and {}", detect::describe(bytes));
        return Some(
            Diagnostic::new(&code::STATUS, message).help("check the address and the credentials for it"),
        );
    }
    let length = retrieval.length.filter(|length| *length > bytes.len() as u64)?;
    let message = format!("only {} of {length} bytes were received: the document is cut off", bytes.len());
    Some(Diagnostic::new(&code::INCOMPLETE, message).help("fetch it again"))
}

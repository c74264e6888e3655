//! [`Context`]: what reading a schema needs beside the schema: the document, what is known of it, and where findings go.

use super::findings::Findings;
use super::scope::Scopes;
use super::subtypes::Subtypes;
use crate::spec::Documents;

/// What reading the schemas of a document needs.
#[derive(Debug)]
pub(super) struct Context<'d> {
    pub(super) documents: &'d Documents,
    pub(super) findings: Findings,
    pub(super) scopes: Scopes<'d>,
    pub(super) subtypes: Subtypes<'d>,
}

impl<'d> Context<'d> {
    pub(super) fn new(documents: &'d Documents) -> Self {
        Self {
            documents,
            findings: Findings::default(),
            scopes: Scopes::new(documents),
            subtypes: Subtypes::new(documents),
        }
    }
}

//! [`OperationSource`]: where an operation and its parts are in the document. A preview leads from an endpoint to them.

use crate::diagnostic::Span;
use crate::spec::{Location, Operation};

/// Where an operation is in the document.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationSource {
    /// The JSON Pointer of the operation.
    pub pointer: String,
    /// The Operation Object.
    pub span: Span,
    /// Its parts, in the order of OpenAPI: parameters, body, responses. An object that is referred to is where it is
    /// defined.
    pub parts: Vec<OperationPart>,
}

/// A part of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationPart {
    /// What it is.
    pub kind: PartKind,
    /// The name of a parameter, the status of a response.
    pub name: Option<String>,
    /// The object.
    pub span: Span,
}

/// What a part of an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A parameter at this location.
    Parameter(Location),
    /// The request body.
    Body,
    /// A response.
    Response,
}

impl OperationSource {
    /// Where this operation is.
    pub(super) fn of(operation: &Operation<'_>) -> Self {
        let parameters = operation.parameters.iter().map(|parameter| OperationPart {
            kind: PartKind::Parameter(parameter.location),
            name: Some(parameter.name.clone().into_owned()),
            span: parameter.node.span(),
        });
        let body = operation.body.iter().map(|body| OperationPart {
            kind: PartKind::Body,
            name: None,
            span: body.node.span(),
        });
        let responses = operation.response.iter().chain(&operation.other_responses);
        let responses = responses.map(|response| OperationPart {
            kind: PartKind::Response,
            name: Some(response.status.clone().into_owned()),
            span: response.node.span(),
        });
        Self {
            pointer: operation.pointer.clone(),
            span: operation.node.span(),
            parts: parameters.chain(body).chain(responses).collect(),
        }
    }
}

//! An operation: what the document says of one method of one path.

use std::borrow::Cow;

use super::body::{self, Body};
use super::outline::{Outline, Slot};
use super::parameter::{self, Parameter};
use super::read::{Part, Reader, Unread};
use super::response::{self, Response};
use super::{Documents, outline};
use crate::diagnostic::{Diagnostic, Span, code::spec as code};
use crate::tree::{Kind, Node, escape_pointer_token};

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation<'d> {
    /// The key under `paths`, as written; a webhook's name.
    pub path: &'d str,
    /// The member's key: `get`; a key of `additionalOperations` (3.2) as written.
    pub method: &'d str,
    /// The Operation Object, its `$ref` followed.
    pub node: Node<'d>,
    /// Where it stands, as a JSON Pointer; behind a path item's `$ref`, where that leads.
    pub pointer: String,
    /// Where the method stands in the text.
    pub span: Span,
    /// `operationId`.
    pub operation_id: Option<Cow<'d, str>>,
    /// `summary`.
    pub summary: Option<Cow<'d, str>>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The tags that are texts, each once.
    pub tags: Vec<Cow<'d, str>>,
    /// Those of the path item, then those of the operation, which replace theirs of equal name and location.
    pub parameters: Vec<Parameter<'d>>,
    /// The request body.
    pub body: Option<Body<'d>>,
    /// The response whose schema is the operation's.
    pub response: Option<Response<'d>>,
    /// All other responses, in the order of the document.
    pub other_responses: Vec<Response<'d>>,
    /// The operations of its callbacks.
    pub callbacks: Vec<CallbackOperation>,
    /// What of it could not be read.
    pub unread: Vec<Unread>,
    /// What there is to say of it. A part that several operations share is said of each: sort, then dedup.
    pub diagnostics: Vec<Diagnostic>,
}

/// What names and files an operation, without all that it says.
#[derive(Debug, Clone)]
pub struct Heading<'d> {
    /// As [`Operation::path`].
    pub path: &'d str,
    /// As [`Operation::method`].
    pub method: &'d str,
    /// As [`Operation::tags`].
    pub tags: Vec<Cow<'d, str>>,
}

/// The headings of the operations of an outline. What is wrong with them is said where the operation is read.
pub(super) fn headings<'d>(
    documents: &'d Documents,
    outline: &'d Outline,
) -> impl ExactSizeIterator<Item = Heading<'d>> {
    let mut reader = Reader::new(documents);
    outline.slots.iter().map(move |slot| {
        let tags = tags(&mut reader, slot);
        reader.diagnostics.clear();
        Heading { path: outline.path(slot), method: &slot.method, tags }
    })
}

/// An operation that a callback describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackOperation {
    /// What the operation calls its callback.
    pub callback: String,
    /// Where it stands, as a JSON Pointer.
    pub pointer: String,
    /// Where its method stands in the text.
    pub span: Span,
}

/// Reads the operations of an outline, each when its turn comes; `most` entries of all their lists.
pub(super) fn all<'d>(
    documents: &'d Documents,
    outline: &'d Outline,
    most: usize,
) -> impl ExactSizeIterator<Item = Operation<'d>> {
    let mut reader = Reader { left: most, ..Reader::new(documents) };
    outline.slots.iter().map(move |slot| one(&mut reader, outline, slot))
}

fn one<'d>(reader: &mut Reader<'d>, outline: &'d Outline, slot: &'d Slot) -> Operation<'d> {
    let documents = reader.documents;
    let node = documents.tree.node(slot.node);
    let shared = outline.layers(slot).map(|id| documents.tree.node(id)).collect::<Vec<_>>();
    let sent = parameter::read(reader, &shared, node);
    let (response, other_responses) = response::read(reader, node);
    Operation {
        path: outline.path(slot),
        method: &slot.method,
        node,
        pointer: slot.pointer(documents),
        span: slot.span,
        operation_id: reader.text(node, "operationId"),
        summary: reader.text(node, "summary"),
        description: reader.text(node, "description"),
        deprecated: reader.flag(node, "deprecated"),
        tags: tags(reader, slot),
        body: body::read(reader, node, sent.bodies, sent.form),
        parameters: sent.parameters,
        response,
        other_responses,
        callbacks: callbacks(reader, node),
        unread: std::mem::take(&mut reader.unread),
        diagnostics: std::mem::take(&mut reader.diagnostics),
    }
}

fn tags<'d>(reader: &mut Reader<'d>, slot: &Slot) -> Vec<Cow<'d, str>> {
    let operation = reader.documents.tree.node(slot.node);
    let mut tags = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let list = reader.of_kind(operation, "tags", Kind::Array);
    for tag in list.into_iter().flat_map(Node::items).take(slot.tags) {
        match tag.as_str().filter(|name| !name.is_empty()) {
            Some(name) if seen.insert(name.clone()) => tags.push(name),
            Some(_) => {}
            None => {
                let message = format!("a tag of an operation is a text, not {}; it is left out", what(tag));
                reader.say(&code::WRONG_TYPE, message, tag.span());
            }
        }
    }
    tags
}

fn what(tag: Node<'_>) -> &'static str {
    if tag.as_str().is_some() { "an empty one" } else { tag.kind().noun() }
}

/// The operations of the callbacks: callback → expression → path item → method.
fn callbacks<'d>(reader: &mut Reader<'d>, operation: Node<'d>) -> Vec<CallbackOperation> {
    let Some(callbacks) = reader.object(operation, "callbacks") else { return Vec::new() };
    let mut found = Vec::new();
    for callback in reader.named("callbacks", callbacks) {
        let Some(resolved) = reader.follow(Part::Callback, callback.value) else { continue };
        for item in reader.members(&callback.key, resolved.node) {
            let Some(resolved) = reader.follow(Part::PathItem, item.value) else { continue };
            let owner = reader.documents.tree.pointer(resolved.node.id());
            let members = reader.members(&item.key, resolved.node);
            let operations = members.iter().filter(|member| outline::is_method(&member.key));
            found.extend(operations.map(|member| CallbackOperation {
                callback: callback.key.clone().into_owned(),
                pointer: format!("{owner}/{}", escape_pointer_token(&member.key)),
                span: member.key_span,
            }));
        }
    }
    found
}

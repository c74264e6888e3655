//! Operations: one method of one path, with all that the document has on it.

use std::borrow::Cow;

use super::body::{self, RequestBody};
use super::documents::Documents;
use super::ignored_content;
use super::operation_index::{IndexedOperation, OperationIndex, is_method_in_any_case};
use super::parameter::{self, Parameter};
use super::reader::{MOST_ENTRIES_IN_ALL, Reader};
use super::response::{self, Response};
use super::server;
use super::unread::{SpecObject, Unread};
use crate::diagnostic::{Diagnostic, Span, code::spec as code};
use crate::tree::{Kind, Node, escape_pointer_token};

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation<'d> {
    /// The key under `paths`, as written; the name of a webhook.
    pub path: &'d str,
    /// The key of the operation: `get`; a key of `additionalOperations` (3.2) as written.
    pub method: &'d str,
    /// The Operation Object, its `$ref` followed.
    pub node: Node<'d>,
    /// Its JSON Pointer; behind the `$ref` of a path item, the pointer in the target.
    pub pointer: String,
    /// The position of the method.
    pub span: Span,
    /// `operationId`.
    pub operation_id: Option<Cow<'d, str>>,
    /// `summary`.
    pub summary: Option<Cow<'d, str>>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The tags that are strings, each once.
    pub tags: Vec<Cow<'d, str>>,
    /// The parameters of the path item, then those of the operation. The latter replace those of the path item with the
    /// same name and location.
    pub parameters: Vec<Parameter<'d>>,
    /// The request body.
    pub body: Option<RequestBody<'d>>,
    /// The response whose schema counts.
    pub response: Option<Response<'d>>,
    /// All other responses, in the order of the document.
    pub other_responses: Vec<Response<'d>>,
    /// The URL of its own servers, else of those of its path; `None` if those of the root count.
    pub server: Option<String>,
    /// The operations of its callbacks.
    pub callbacks: Vec<CallbackOperation>,
    /// The objects of it that could not be read.
    pub unread: Vec<Unread>,
    /// Its diagnostics. Those of an object that several operations share are repeated for each: sort, then dedup.
    pub diagnostics: Vec<Diagnostic>,
}

/// The path, method and tags of an operation, which are enough to name it and its collections.
#[derive(Debug, Clone)]
pub struct Heading<'d> {
    /// As [`Operation::path`].
    pub path: &'d str,
    /// As [`Operation::method`].
    pub method: &'d str,
    /// As [`Operation::tags`].
    pub tags: Vec<Cow<'d, str>>,
}

/// Reads the headings of all operations of an index. Diagnostics are left to reading the operation.
fn headings<'d>(
    documents: &'d Documents,
    index: &'d OperationIndex,
) -> impl ExactSizeIterator<Item = Heading<'d>> {
    let mut reader = Reader::new(documents);
    index.operations.iter().map(move |indexed| {
        let tags = tags(&mut reader, indexed);
        reader.diagnostics.clear();
        Heading { path: index.path(indexed), method: &indexed.method, tags }
    })
}

/// An operation that a callback describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackOperation {
    /// The name of the callback.
    pub callback: String,
    /// Its JSON Pointer.
    pub pointer: String,
    /// The position of its method.
    pub span: Span,
}

/// Reads the operations of an index one by one; at most `most` entries of all their lists.
pub(super) fn all<'d>(
    documents: &'d Documents,
    index: &'d OperationIndex,
    most: usize,
) -> impl ExactSizeIterator<Item = Operation<'d>> {
    let mut reader = Reader { left: most, ..Reader::new(documents) };
    index.operations.iter().map(move |indexed| one(&mut reader, index, indexed))
}

fn one<'d>(
    reader: &mut Reader<'d>,
    index: &'d OperationIndex,
    indexed: &'d IndexedOperation,
) -> Operation<'d> {
    let documents = reader.documents;
    let node = documents.tree.node(indexed.node);
    ignored_content::check(reader, SpecObject::Operation, node);
    let shared = index.layers(indexed).map(|id| documents.tree.node(id)).collect::<Vec<_>>();
    let parameters = parameter::read(reader, &shared, node);
    let (response, other_responses) = response::read(reader, node);
    Operation {
        path: index.path(indexed),
        method: &indexed.method,
        node,
        pointer: indexed.pointer(&documents.tree),
        span: indexed.span,
        operation_id: reader.text(node, "operationId"),
        summary: reader.text(node, "summary"),
        description: reader.text(node, "description"),
        deprecated: reader.flag(node, "deprecated"),
        tags: tags(reader, indexed),
        body: body::read(reader, node, parameters.bodies, parameters.form),
        parameters: parameters.fields,
        response,
        other_responses,
        server: server::of_objects(reader, [node].into_iter().chain(shared)),
        callbacks: callbacks(reader, node),
        unread: std::mem::take(&mut reader.unread_objects),
        diagnostics: std::mem::take(&mut reader.diagnostics),
    }
}

fn tags<'d>(reader: &mut Reader<'d>, indexed: &IndexedOperation) -> Vec<Cow<'d, str>> {
    let operation = reader.documents.tree.node(indexed.node);
    let mut tags = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let list = reader.of_kind(operation, "tags", Kind::Array);
    for tag in list.into_iter().flat_map(Node::items).take(indexed.tags) {
        match tag.as_str().filter(|name| !name.is_empty()) {
            Some(name) if seen.insert(name.clone()) => tags.push(name),
            Some(_) => {}
            None => {
                let message =
                    format!("a tag of an operation must be a string, not {}; it is ignored", noun(tag));
                reader.ignore(&code::WRONG_TYPE, SpecObject::Value, tag, message);
            }
        }
    }
    tags
}

fn noun(tag: Node<'_>) -> &'static str {
    if tag.as_str().is_some() { "an empty one" } else { tag.kind().noun() }
}

/// Lists the operations of the callbacks: callback → expression → path item → method.
fn callbacks<'d>(reader: &mut Reader<'d>, operation: Node<'d>) -> Vec<CallbackOperation> {
    let Some(callbacks) = reader.object(operation, "callbacks") else { return Vec::new() };
    let mut found = Vec::new();
    for callback in reader.named("callbacks", callbacks) {
        let Some(resolved) = reader.follow(SpecObject::Callback, callback.value) else { continue };
        for item in reader.members(&callback.key, resolved.node) {
            let Some(resolved) = reader.follow(SpecObject::PathItem, item.value) else { continue };
            let owner = reader.documents.tree.pointer(resolved.node.id());
            let members = reader.members(&item.key, resolved.node);
            let operations = members.iter().filter(|member| is_method_in_any_case(&member.key));
            found.extend(operations.map(|member| CallbackOperation {
                callback: callback.key.clone().into_owned(),
                pointer: format!("{owner}/{}", escape_pointer_token(&member.key)),
                span: member.key_span,
            }));
        }
    }
    found
}

impl Documents {
    /// The operations, in the order of the document: by path, then by member of the path item.
    pub fn operations(&self) -> impl ExactSizeIterator<Item = Operation<'_>> {
        all(self, &self.paths, MOST_ENTRIES_IN_ALL)
    }

    /// The headings of [`Self::operations`], in the same order.
    pub fn headings(&self) -> impl ExactSizeIterator<Item = Heading<'_>> {
        headings(self, &self.paths)
    }

    /// The operations under `webhooks` (3.1); their `path` is the name of the webhook.
    pub fn webhooks(&self) -> impl ExactSizeIterator<Item = Operation<'_>> {
        all(self, &self.webhooks, MOST_ENTRIES_IN_ALL)
    }

    /// The headings of [`Self::webhooks`], in the same order.
    pub fn webhook_headings(&self) -> impl ExactSizeIterator<Item = Heading<'_>> {
        headings(self, &self.webhooks)
    }
}

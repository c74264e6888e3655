//! Reads the members of the root: `info`, `tags`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::documents::Documents;
use super::reader::Reader;
use super::server;
use super::unread::{SpecObject, Unread};
use crate::diagnostic::{Diagnostic, Span, code::spec as code};
use crate::tree::Node;

/// The title and description of the document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info<'d> {
    /// `info.title`.
    pub title: Option<Cow<'d, str>>,
    /// `info.description`.
    pub description: Option<Cow<'d, str>>,
}

/// A declared tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'d> {
    /// Its name; not empty.
    pub name: Cow<'d, str>,
    /// `description`.
    pub description: Option<Cow<'d, str>>,
    /// `x-displayName`, or `display_name` (of the stock connector), or `summary` (3.2).
    pub display_name: Option<Cow<'d, str>>,
    /// Its position in the text.
    pub span: Span,
}

const DISPLAY_NAMES: [&str; 3] = ["x-displayName", "display_name", "summary"];

impl Documents {
    /// Reads `info`. Its diagnostics are those of [`super::parse`].
    pub fn info(&self) -> Info<'_> {
        info(&mut Reader::new(self))
    }

    /// Reads the declared tags in order, with duplicates. Their diagnostics are those of [`super::parse`].
    pub fn tags(&self) -> Vec<Tag<'_>> {
        tags(&mut Reader::new(self))
    }

    /// The diagnostics of the root, without those of its paths.
    pub(super) fn root_diagnostics(&self) -> Vec<Diagnostic> {
        self.read_root().diagnostics
    }

    /// What is ignored in `info`, `tags` and `servers`.
    pub fn unread_in_root(&self) -> Vec<Unread> {
        self.read_root().unread_objects
    }

    fn read_root(&self) -> Reader<'_> {
        let mut reader = Reader::new(self);
        info(&mut reader);
        tags(&mut reader);
        server::of_root(&mut reader);
        reader
    }
}

fn info<'d>(reader: &mut Reader<'d>) -> Info<'d> {
    let root = reader.documents.tree.root();
    let Some(info) = reader.object(root, "info") else { return Info::default() };
    Info { title: reader.text(info, "title"), description: reader.text(info, "description") }
}

fn tags<'d>(reader: &mut Reader<'d>) -> Vec<Tag<'d>> {
    let root = reader.documents.tree.root();
    let Some(array) = root.get("tags").filter(|tags| !tags.is_null()) else { return Vec::new() };
    if !array.is_array() {
        let message = format!("`tags` must be an array, not {}; it is ignored", array.kind().noun());
        reader.ignore(&code::TAG_MALFORMED, SpecObject::Value, array, message);
    }
    let mut names = BTreeSet::new();
    let mut tags = Vec::new();
    for node in array.items() {
        let Some(name) = node.get("name").and_then(Node::scalar).filter(|name| !name.is_empty()) else {
            let message = "a tag must be an object with a `name`; this one is ignored".to_owned();
            reader.ignore(&code::TAG_MALFORMED, SpecObject::Value, node, message);
            continue;
        };
        if !names.insert(name.clone()) {
            let message = format!("tag `{name}` is declared twice; the last one is used");
            reader.report(&code::DUPLICATE_TAG, message, node.span());
        }
        let description = reader.text(node, "description");
        let display_name = DISPLAY_NAMES.iter().find_map(|key| reader.text(node, key));
        tags.push(Tag { name, description, display_name, span: node.span() });
    }
    tags
}

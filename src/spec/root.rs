//! Reads the members of the root: `info`, `tags`, `servers` or `host`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::documents::Documents;
use super::reader::Reader;
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

    /// The URL of the API: the first absolute URL of `servers` with the defaults of its variables (3.x), or that of
    /// `schemes`, `host`, `basePath` (2.0). Without a trailing slash.
    pub fn server(&self) -> Option<String> {
        let root = self.tree.root();
        let servers = root.get("servers").into_iter().flat_map(Node::items);
        let mut absolute = servers.filter_map(expanded).filter(|url| is_absolute(url));
        let url = absolute.next().or_else(|| from_host(root))?;
        Some(url.trim_end_matches('/').to_owned())
    }

    /// The diagnostics of the root, without those of its paths.
    pub(super) fn root_diagnostics(&self) -> Vec<Diagnostic> {
        let mut reader = Reader::new(self);
        info(&mut reader);
        tags(&mut reader);
        reader.array(self.tree.root(), "servers");
        reader.diagnostics
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
        reader.report(&code::TAG_MALFORMED, message, array.span());
    }
    let mut names = BTreeSet::new();
    let mut tags = Vec::new();
    for node in array.items() {
        let Some(name) = node.get("name").and_then(Node::scalar).filter(|name| !name.is_empty()) else {
            let message = "a tag must be an object with a `name`; this one is ignored".to_owned();
            reader.report(&code::TAG_MALFORMED, message, node.span());
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

/// The most bytes of a server's URL with its variables expanded.
const LONGEST_URL: usize = 8 << 10;

fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The URL of a server with the defaults of its variables; `None` if one has no default.
fn expanded(server: Node<'_>) -> Option<String> {
    let url = server.get("url")?.as_str()?;
    let mut out = String::new();
    let mut rest = &*url;
    while let Some((before, after)) = rest.split_once('{').filter(|_| out.len() <= LONGEST_URL) {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&server.get("variables")?.get(name)?.get("default")?.scalar()?);
        rest = after;
    }
    out.push_str(rest);
    Some(out).filter(|url| url.len() <= LONGEST_URL)
}

fn from_host(root: Node<'_>) -> Option<String> {
    let host = root.get("host")?.as_str().filter(|host| !host.is_empty())?;
    let mut schemes = root.get("schemes").into_iter().flat_map(Node::items).filter_map(Node::as_str);
    let first = schemes.clone().next();
    let scheme = schemes.find(|scheme| scheme == "https").or(first).unwrap_or(Cow::Borrowed("https"));
    let base = root.get("basePath").and_then(Node::as_str).unwrap_or_default();
    let slash = if base.starts_with('/') || base.is_empty() { "" } else { "/" };
    Some(format!("{scheme}://{host}{slash}{base}")).filter(|url| is_absolute(url))
}

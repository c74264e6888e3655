//! Bytes → a located tree: JSON or YAML, decided by content, every value with its place.
//!
//! In: bytes, limits. Out: a [`Tree`] (or the text that is none), and diagnostics. The tree keeps the decoded text and
//! 16 bytes a value; strings stay slices of the text where they can, numbers stay as written. Keys are always text
//! (`200:` is `"200"`), scalars are YAML 1.2's (`no` and dates stay strings). A key given twice: the last one
//! counts. An alias is a reference to the value that it names, never a copy; one inside what it names is null.
//!
//! Trees of several texts can be laid behind one another (`graft`), each a part with a root of its own.
//!
//! A tree with aliases is a graph without cycles: a walk that expands it must bound itself.

mod block;
mod build;
mod decode;
mod from_json;
mod graft;
mod hint;
mod json;
mod merge;
mod node;
mod pointer;
mod set;
mod survey;
mod yaml;

use std::borrow::Cow;

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Parsed, Source, Span, code::tree as code};

pub(crate) use from_json::from_json;
pub use graft::{Part, Texts};
pub use node::{Items, Kind, Member, Members, Node, NodeId};
pub use pointer::escape as escape_pointer_token;
pub(crate) use pointer::unescape as unescape_pointer_token;
pub(crate) use set::NodeSet;
pub(crate) use yaml::plain_kind;

use build::{Builder, Raw};

/// What reading may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Bytes of the text, as it came.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values and keys.
    pub nodes: usize,
}

impl Default for Limits {
    /// 128 MB, 512 levels, 16 million values: the largest real document seen has 73 MB, the deepest 68 levels.
    fn default() -> Self {
        Self { bytes: 128 << 20, depth: 512, nodes: 16_000_000 }
    }
}

/// What the text was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// A located tree over its own text.
#[derive(Debug, Clone)]
pub struct Tree {
    text: String,
    format: Format,
    nodes: Vec<Raw>,
    /// Texts of scalars that are not slices of the text (folded lines, YAML escapes).
    decoded: String,
    /// Ranges of `decoded`.
    values: Vec<(u32, u32)>,
    /// For large objects, by id: their keys sorted by text.
    indexes: Vec<(NodeId, Vec<NodeId>)>,
    /// For large containers, by id: their items or keys in the order of the text.
    orders: Vec<(NodeId, Vec<NodeId>)>,
    /// The texts that it is made of; one, unless others were laid behind it.
    parts: Vec<Part>,
}

impl Tree {
    /// The decoded text: what spans are offsets into.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The decoded text alone.
    pub fn into_text(self) -> String {
        self.text
    }

    /// What the text was read as.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many values and keys the tree has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: a tree has a root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, NodeId(0))
    }

    /// The items or keys of a large container in the order of the text.
    fn order_of(&self, container: NodeId) -> Option<&[NodeId]> {
        let at = self.orders.binary_search_by_key(&container, |(id, _)| *id).ok()?;
        self.orders.get(at).map(|(_, order)| order.as_slice())
    }

    /// The value of that id, which this tree gave.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }
}

/// Reads a text as JSON or YAML; where it is neither, the decoded text, for showing what is wrong in it.
///
/// Text that begins with `{` or `[` is JSON; if it is not, it is tried as YAML, with a warning. Bytes that are handed
/// over become the tree's text without a copy. Of more bytes than the limit nothing is decoded.
pub fn parse<'b>(
    bytes: impl Into<Cow<'b, [u8]>>,
    source: Source,
    limits: Limits,
) -> Parsed<Result<Tree, String>> {
    let bytes = bytes.into();
    if bytes.len() > limits.bytes {
        let message = format!("the text has {} bytes, more than the limit of {}", bytes.len(), limits.bytes);
        let diagnostics = vec![Diagnostic::new(&code::TOO_LARGE, message)];
        return Parsed { value: Err(String::new()), diagnostics };
    }
    let mut diagnostics = Vec::new();
    let text = decode::decode(bytes, source, &mut diagnostics);
    let value = read(text, source, limits, &mut diagnostics);
    diagnostics.sort_by(Diagnostic::order);
    Parsed { value, diagnostics }
}

/// The text that bytes are, as a tree of them would have it.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    decode::decode(bytes.into(), Source::Config, &mut Vec::new())
}

/// Reads decoded text; what was wrong goes to `diagnostics`.
fn read(
    text: String,
    source: Source,
    limits: Limits,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Tree, String> {
    let begins_as_json = text.trim_start().starts_with(['{', '[']);
    if !begins_as_json {
        return read_yaml(text, source, limits, diagnostics);
    }
    let mut builder = Builder::new(limits);
    let Err(error) = json::scan(&text, &mut builder) else {
        return builder.finish(text, Format::Json, source, diagnostics);
    };
    drop(builder);
    if let Some(fault) = error.fatal(source) {
        diagnostics.push(fault);
        return Err(text);
    }
    let place = error.span();
    let mut further = Vec::new();
    let tree = read_yaml(text, source, limits, &mut further).inspect_err(|_| {
        let message = format!("this is not JSON: {}", error.message());
        diagnostics.push(Diagnostic::new(&code::JSON_SYNTAX, message).at(source, place));
    })?;
    diagnostics.append(&mut further);
    let message = format!("this is not JSON ({}); it was read as YAML", error.message());
    let help = "mend it as JSON; a comma before a closing bracket is the usual cause";
    diagnostics.push(Diagnostic::new(&code::JSON_AS_YAML, message).help(help).at(source, place));
    Ok(tree)
}

fn read_yaml(
    text: String,
    source: Source,
    limits: Limits,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Tree, String> {
    // What was read of blocks alone is let go before the whole is read.
    let blocks = {
        let mut builder = Builder::new(limits);
        block::load(&text, &mut builder).is_ok().then_some(builder)
    };
    if let Some(builder) = blocks {
        return builder.finish(text, Format::Yaml, source, diagnostics);
    }
    let mut builder = Builder::new(limits);
    match yaml::load(&text, source, &mut builder, diagnostics) {
        Err(error) => {
            diagnostics.push(*error);
            Err(text)
        }
        Ok(()) if builder.is_empty() => {
            let diagnostic = Diagnostic::new(&code::EMPTY, "the text is empty");
            diagnostics.push(diagnostic.at(source, Span::default()));
            Err(text)
        }
        Ok(()) => builder.finish(text, Format::Yaml, source, diagnostics),
    }
}

#[cfg(test)]
mod tests;

//! The arena: the stored values of one or more texts, with the decoded text that they are slices of.

use super::raw::{NodeId, RawNode};

/// The syntax that a text was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// One of the texts that a tree consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreePart {
    /// The name of the text; empty for the first.
    pub name: String,
    /// The offset in the text of the tree at which it begins.
    pub start: u32,
    pub(super) root: NodeId,
}

impl TreePart {
    pub(super) fn first() -> Self {
        Self { name: String::new(), start: 0, root: NodeId(0) }
    }
}

/// A tree of values with their positions, over its own text.
#[derive(Debug, Clone)]
pub struct Tree {
    pub(super) text: String,
    pub(super) format: Format,
    pub(super) nodes: Vec<RawNode>,
    /// Texts of scalars that are not slices of the text (folded lines, YAML escapes).
    pub(super) decoded: String,
    /// Ranges of `decoded`.
    pub(super) decoded_ranges: Vec<(u32, u32)>,
    /// For large objects, by id: their keys sorted by text.
    pub(super) indexes: Vec<(NodeId, Vec<NodeId>)>,
    /// For large containers, by id: their items or keys in the order of the text.
    pub(super) orders: Vec<(NodeId, Vec<NodeId>)>,
    /// The texts that it consists of; one, unless others were joined to it.
    pub(super) parts: Vec<TreePart>,
}

impl Tree {
    /// The decoded text: spans are offsets into it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the decoded text alone.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The syntax that the text was read as.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The number of values and keys.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Always false: a tree has a root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The texts that it consists of, in the order of their values and positions.
    pub fn parts(&self) -> &[TreePart] {
        &self.parts
    }

    /// The index of the part that contains a value.
    pub fn part_of(&self, id: NodeId) -> usize {
        self.parts.partition_point(|part| part.root <= id).saturating_sub(1)
    }

    /// The items or keys of a large container in the order of the text.
    pub(super) fn order_of(&self, container: NodeId) -> Option<&[NodeId]> {
        let at = self.orders.binary_search_by_key(&container, |(id, _)| *id).ok()?;
        self.orders.get(at).map(|(_, order)| order.as_slice())
    }
}

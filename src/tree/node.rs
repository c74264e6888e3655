//! [`Node`]: a view of one value of a tree. Every accessor returns `None` for a value of another kind.

use std::borrow::Cow;
use std::ops::Range;

use super::arena::Tree;
use super::json_escape::unescape;
use super::raw::{ALIAS, BLOCK, ESCAPED, INDEXED, Kind, NodeId, QUOTED, RawNode, SLICE};
use crate::diagnostic::Span;

/// A value of a tree.
#[derive(Debug, Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.target() == other.target()
    }
}

impl Eq for Node<'_> {}

/// Stands for an id that is not in the tree.
const NOTHING: RawNode = RawNode { span: Span { start: 0, end: 0 }, link: 0, kind: Kind::Null, flags: SLICE };

impl RawNode {
    /// The index behind the value at an index, and all that is in it.
    fn after(&self, at: u32) -> u32 {
        let is_container = matches!(self.kind, Kind::Array | Kind::Object) && self.flags & ALIAS == 0;
        if is_container { self.link } else { at + 1 }
    }
}

/// The range of the text that a scalar is a slice of, without its quotes.
fn slice_range(raw: RawNode) -> Range<usize> {
    let inset = u32::from(raw.flags & QUOTED != 0);
    (raw.span.start + inset) as usize..raw.span.end.saturating_sub(inset) as usize
}

impl<'t> Node<'t> {
    fn new(tree: &'t Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    pub(super) fn raw(self) -> RawNode {
        self.tree.nodes.get(self.id.index()).copied().unwrap_or(NOTHING)
    }

    /// The id of the value itself, if this is an alias of it.
    fn target(self) -> NodeId {
        let raw = self.raw();
        if raw.flags & ALIAS == 0 { self.id } else { NodeId(raw.link) }
    }

    /// The id of the value; for an alias, of the value that it names.
    pub fn id(self) -> NodeId {
        self.target()
    }

    /// The id of this occurrence: for an alias, its own.
    pub(super) fn own_id(self) -> NodeId {
        self.id
    }

    /// The tree that contains it.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Whether it is written as an alias of a value elsewhere.
    pub fn is_alias(self) -> bool {
        self.raw().flags & ALIAS != 0
    }

    /// Its kind.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Its position; for an alias, the position of the alias.
    pub fn span(self) -> Span {
        self.raw().span
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// Whether it is an object or an array with something in it.
    pub(crate) fn has_entries(self) -> bool {
        self.items().next().is_some() || self.members().next().is_some()
    }

    /// Whether it holds anything: an entry, or a scalar that is neither null nor an empty text.
    pub(crate) fn has_content(self) -> bool {
        self.has_entries() || self.scalar().is_some_and(|text| !text.is_empty())
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a scalar written on one line, without quotes.
    pub fn is_plain(self) -> bool {
        let flags = Self::new(self.tree, self.target()).raw().flags;
        flags & SLICE != 0 && flags & (QUOTED | BLOCK) == 0
    }

    /// Whether it is a block scalar, literal or folded. Its span covers its lines only: the indicator, `|` or `>`, is
    /// at the end of the line above.
    pub fn is_block(self) -> bool {
        Self::new(self.tree, self.target()).raw().flags & BLOCK != 0
    }

    /// The text of a scalar: the value of a string, a number or boolean as written. Empty for a container.
    #[inline]
    pub fn text(self) -> Cow<'t, str> {
        let raw = self.raw();
        if raw.flags & (SLICE | ESCAPED | ALIAS) == SLICE {
            return Cow::Borrowed(self.slice(raw));
        }
        self.other_text()
    }

    /// The slice of the text at the span of a scalar, without its quotes. A container has no slice.
    fn slice(self, raw: RawNode) -> &'t str {
        self.tree.text.get(slice_range(raw)).unwrap_or("")
    }

    /// The text of what is not simply a slice.
    fn other_text(self) -> Cow<'t, str> {
        let raw = Self::new(self.tree, self.target()).raw();
        if matches!(raw.kind, Kind::Array | Kind::Object) {
            return Cow::Borrowed("");
        }
        if raw.flags & SLICE == 0 {
            let (start, end) = self.tree.decoded_ranges.get(raw.link as usize).copied().unwrap_or((0, 0));
            return Cow::Borrowed(self.tree.decoded.get(start as usize..end as usize).unwrap_or(""));
        }
        let slice = self.slice(raw);
        if raw.flags & ESCAPED == 0 { Cow::Borrowed(slice) } else { Cow::Owned(unescape(slice)) }
    }

    /// Whether this is its text, without making it: nearly all keys are a slice of the text.
    pub(super) fn has_text(self, text: &str) -> bool {
        let raw = self.raw();
        if raw.flags & (SLICE | ESCAPED | ALIAS) != SLICE {
            return self.other_text() == text;
        }
        let range = slice_range(raw);
        range.len() == text.len() && self.tree.text.as_bytes().get(range) == Some(text.as_bytes())
    }

    /// The value of a string.
    pub fn as_str(self) -> Option<Cow<'t, str>> {
        (self.kind() == Kind::String).then(|| self.text())
    }

    /// The text of any scalar but null.
    pub fn scalar(self) -> Option<Cow<'t, str>> {
        matches!(self.kind(), Kind::String | Kind::Number | Kind::Bool).then(|| self.text())
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.text().eq_ignore_ascii_case("true"))
    }

    /// The values of an array; empty for another kind.
    pub fn items(self) -> Items<'t> {
        let node = Self::new(self.tree, self.target());
        if node.kind() != Kind::Array {
            return Items { tree: self.tree, next: 0, end: 0 };
        }
        Items { tree: self.tree, next: node.id.0 + 1, end: node.raw().link }
    }

    /// The value at an index of an array.
    pub fn item(self, at: usize) -> Option<Self> {
        let array = Self::new(self.tree, self.target());
        match self.tree.order_of(array.id) {
            Some(_) if array.kind() != Kind::Array => None,
            Some(order) => order.get(at).map(|id| Self::new(self.tree, *id)),
            None => array.items().nth(at),
        }
    }

    /// Finds the last of a container's items or keys, in the order of the text, that does not begin after `id`.
    pub(super) fn entry_before(self, id: NodeId) -> Option<(usize, Self)> {
        let (at, entry) = match (self.tree.order_of(self.id), self.kind()) {
            (Some(order), _) => {
                let at = order.partition_point(|entry| *entry <= id).checked_sub(1)?;
                (at, order.get(at).copied()?)
            }
            (None, Kind::Object) => self.raw_keys().enumerate().take_while(|(_, key)| *key <= id).last()?,
            (None, _) => {
                let entries = self.items().map(|item| item.id);
                entries.enumerate().take_while(|(_, item)| *item <= id).last()?
            }
        };
        Some((at, Self::new(self.tree, entry)))
    }

    /// The keys and values of an object by turns, as written; empty for another kind.
    pub(super) fn raw_entries(self) -> Items<'t> {
        let node = Self::new(self.tree, self.target());
        let (next, end) = if node.kind() == Kind::Object { (node.id.0 + 1, node.raw().link) } else { (0, 0) };
        Items { tree: self.tree, next, end }
    }

    /// The keys of an object as written, with duplicates and merge keys; empty for another kind.
    pub(super) fn raw_keys(self) -> impl Iterator<Item = NodeId> + 't {
        self.raw_entries().step_by(2).map(|key| key.id)
    }

    /// The first key of an object that has this text; none for another kind.
    pub(super) fn first_key(self, text: &str) -> Option<NodeId> {
        let Items { mut next, end, .. } = self.raw_entries();
        let nodes = self.tree.nodes.get(..end as usize)?;
        while let Some(key) = nodes.get(next as usize) {
            let is_slice = key.flags & (SLICE | ESCAPED | ALIAS) == SLICE;
            // Most keys differ in length.
            if !is_slice || slice_range(*key).len() == text.len() {
                let key = Self::new(self.tree, NodeId(next));
                if key.has_text(text) {
                    return Some(key.id);
                }
            }
            let value = key.after(next);
            next = nodes.get(value as usize)?.after(value);
        }
        None
    }

    /// The index behind the value and all that is in it.
    fn after(self) -> u32 {
        self.raw().after(self.id.0)
    }

    /// The value of a key of this tree.
    pub(super) fn value_of(self, key: NodeId) -> Self {
        Self::new(self.tree, NodeId(Self::new(self.tree, key).after()))
    }

    /// Whether one of the flags is set.
    pub(super) fn has(self, flag: u8) -> bool {
        Self::new(self.tree, self.target()).raw().flags & flag != 0
    }

    /// Whether it is an object of so many members that finding one by key is faster than looking at all.
    pub(crate) fn is_large(self) -> bool {
        self.has(INDEXED)
    }

    /// The keys of a large object, sorted by text, then by position.
    pub(super) fn index(self) -> Option<&'t [NodeId]> {
        if !self.is_large() {
            return None;
        }
        let at = self.tree.indexes.binary_search_by_key(&self.target(), |(id, _)| *id).ok()?;
        self.tree.indexes.get(at).map(|(_, keys)| keys.as_slice())
    }
}

/// The values of an array, in order.
#[derive(Debug, Clone)]
pub struct Items<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        if self.next >= self.end {
            return None;
        }
        let node = Node::new(self.tree, NodeId(self.next));
        self.next = node.after();
        Some(node)
    }
}

impl Tree {
    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, NodeId(0))
    }

    /// The value of an id, which must be of this tree.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id)
    }

    /// The outermost value of a part.
    pub fn root_of(&self, part: usize) -> Option<Node<'_>> {
        self.parts.get(part).map(|part| self.node(part.root))
    }
}

//! The view: a value of a tree, read leniently. Every accessor answers `None` for a value of another kind.

use std::borrow::Cow;

use super::build::{ALIAS, BLOCK, DUPLICATES, ESCAPED, MERGES, QUOTED, Raw, SLICE};
use super::merge::{Layers, MERGE};
use super::{Tree, json};
use crate::diagnostic::Span;

/// What a value is. A scalar's kind is that of YAML 1.2's core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`, `~`, nothing.
    Null,
    /// `true`, `false`.
    Bool,
    /// A number; its lexeme is kept.
    Number,
    /// A string.
    String,
    /// A sequence.
    Array,
    /// A mapping; its keys are texts.
    Object,
}

impl Kind {
    /// The word for it, with its article: `an object`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// A value's place in its tree; in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Its place among the values of the tree, from 0.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

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

/// A member of an object.
#[derive(Debug, Clone)]
pub struct Member<'t> {
    /// The key's text.
    pub key: Cow<'t, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t>,
}

const NOTHING: Raw = Raw { span: Span { start: 0, end: 0 }, link: 0, kind: Kind::Null, flags: SLICE };

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, id: NodeId) -> Self {
        Self { tree, id }
    }

    fn raw(self) -> Raw {
        self.tree.nodes.get(self.id.index()).copied().unwrap_or(NOTHING)
    }

    /// The value itself, where this is an alias of it.
    fn target(self) -> NodeId {
        let raw = self.raw();
        if raw.flags & ALIAS == 0 { self.id } else { NodeId(raw.link) }
    }

    /// The id of the value; an alias has that of the value it names.
    pub fn id(self) -> NodeId {
        self.target()
    }

    /// The id of where it stands: an alias's own.
    pub(super) fn own_id(self) -> NodeId {
        self.id
    }

    /// The tree that it is in.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Whether it is written as an alias of a value that stands elsewhere.
    pub fn is_alias(self) -> bool {
        self.raw().flags & ALIAS != 0
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// Where it stands; an alias, where the alias stands.
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

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is a scalar written in one line, without quotes.
    pub fn is_plain(self) -> bool {
        let flags = Self::new(self.tree, self.target()).raw().flags;
        flags & SLICE != 0 && flags & (QUOTED | BLOCK) == 0
    }

    /// Whether it is a block scalar, literal or folded. The span of such a one is that of its lines: its mark, `|` or
    /// `>`, ends the line above.
    pub fn is_block(self) -> bool {
        Self::new(self.tree, self.target()).raw().flags & BLOCK != 0
    }

    /// The text of a scalar: a string's value, a number's or boolean's lexeme. Empty for a container.
    pub fn text(self) -> Cow<'t, str> {
        let raw = Self::new(self.tree, self.target()).raw();
        if matches!(raw.kind, Kind::Array | Kind::Object) {
            return Cow::Borrowed("");
        }
        if raw.flags & SLICE == 0 {
            let (start, end) = self.tree.values.get(raw.link as usize).copied().unwrap_or((0, 0));
            return Cow::Borrowed(self.tree.decoded.get(start as usize..end as usize).unwrap_or(""));
        }
        let inset = u32::from(raw.flags & QUOTED != 0);
        let range = (raw.span.start + inset) as usize..raw.span.end.saturating_sub(inset) as usize;
        let slice = self.tree.text.get(range).unwrap_or("");
        if raw.flags & ESCAPED == 0 { Cow::Borrowed(slice) } else { Cow::Owned(json::unescape(slice)) }
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

    /// The values of an array; nothing for another kind.
    pub fn items(self) -> Items<'t> {
        let node = Self::new(self.tree, self.target());
        if node.kind() != Kind::Array {
            return Items { tree: self.tree, next: 0, end: 0 };
        }
        Items { tree: self.tree, next: node.id.0 + 1, end: node.raw().link }
    }

    /// The value at a place of an array.
    pub fn item(self, at: usize) -> Option<Self> {
        let array = Self::new(self.tree, self.target());
        match self.tree.order_of(array.id) {
            Some(_) if array.kind() != Kind::Array => None,
            Some(order) => order.get(at).map(|id| Self::new(self.tree, *id)),
            None => array.items().nth(at),
        }
    }

    /// Of a container's items or keys, as they stand in the text, the last that does not begin after `id`.
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

    /// The keys as they stand in the text, twins and merges included; nothing for another kind.
    pub(super) fn raw_keys(self) -> impl Iterator<Item = NodeId> + 't {
        let node = Self::new(self.tree, self.target());
        let (next, end) = if node.kind() == Kind::Object { (node.id.0 + 1, node.raw().link) } else { (0, 0) };
        let tree = self.tree;
        Items { tree, next, end }.step_by(2).map(|key| key.id)
    }

    fn after(self) -> u32 {
        let raw = self.raw();
        let container = matches!(raw.kind, Kind::Array | Kind::Object) && raw.flags & ALIAS == 0;
        if container { raw.link } else { self.id.0 + 1 }
    }

    pub(super) fn value_of(self, key: NodeId) -> Self {
        Self::new(self.tree, NodeId(Self::new(self.tree, key).after()))
    }

    /// The members of an object in the order of the text, keys given twice once with the last value, merged
    /// mappings (`<<`) after its own; nothing for another kind.
    pub fn members(self) -> Members<'t> {
        let flags = Self::new(self.tree, self.target()).raw().flags;
        if self.kind() == Kind::Object && flags & (MERGES | DUPLICATES) != 0 {
            return Members::Collected(self.collect_members().into_iter());
        }
        let node = Self::new(self.tree, self.target());
        let (next, end) = if node.kind() == Kind::Object { (node.id.0 + 1, node.raw().link) } else { (0, 0) };
        Members::Plain(Items { tree: self.tree, next, end })
    }

    pub(super) fn member(self, key: NodeId) -> Member<'t> {
        let node = Self::new(self.tree, key);
        Member { key: node.text(), key_span: node.span(), value: self.value_of(key) }
    }

    pub(super) fn has(self, flag: u8) -> bool {
        Self::new(self.tree, self.target()).raw().flags & flag != 0
    }

    /// The keys of a large object, sorted by text, then by place.
    pub(super) fn index(self) -> Option<&'t [NodeId]> {
        let at = self.tree.indexes.binary_search_by_key(&self.target(), |(id, _)| *id).ok()?;
        self.tree.indexes.get(at).map(|(_, keys)| keys.as_slice())
    }

    /// The member of that key; of twins the last, an own one before a merged one.
    pub fn member_of(self, key: &str) -> Option<Member<'t>> {
        if self.kind() != Kind::Object {
            return None;
        }
        if !self.has(MERGES) {
            return self.own_member(key);
        }
        if key == MERGE {
            return None;
        }
        self.own_member(key).or_else(|| Layers::of(self).skip(1).find_map(|object| object.own_member(key)))
    }

    fn own_member(self, key: &str) -> Option<Member<'t>> {
        let is_it = |id: &NodeId| Self::new(self.tree, *id).text() == key;
        let found = match self.index() {
            Some(keys) => lookup(self.tree, keys, key),
            None if self.has(DUPLICATES) => self.raw_keys().filter(is_it).last(),
            None => self.raw_keys().find(is_it),
        };
        found.map(|id| self.member(id))
    }

    /// The value of that key; of twins the last.
    pub fn get(self, key: &str) -> Option<Self> {
        self.member_of(key).map(|member| member.value)
    }
}

/// The last of the sorted keys that has this text.
fn lookup(tree: &Tree, keys: &[NodeId], key: &str) -> Option<NodeId> {
    let after = keys.partition_point(|id| *Node::new(tree, *id).text() <= *key);
    let id = keys.get(after.checked_sub(1)?).copied()?;
    (Node::new(tree, id).text() == key).then_some(id)
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

/// The members of an object, in order.
#[derive(Debug, Clone)]
pub enum Members<'t> {
    /// As they stand in the text.
    Plain(Items<'t>),
    /// Twins and merges resolved.
    Collected(std::vec::IntoIter<Member<'t>>),
}

impl<'t> Iterator for Members<'t> {
    type Item = Member<'t>;

    fn next(&mut self) -> Option<Member<'t>> {
        match self {
            Self::Collected(members) => members.next(),
            Self::Plain(items) => {
                let key = items.next()?;
                let value = items.next()?;
                Some(Member { key: key.text(), key_span: key.span(), value })
            }
        }
    }
}

//! The keys and mappings of a half-written text, and the place of the cursor among them.

/// A mapping of the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) struct MappingId(pub(in crate::config) usize);

impl MappingId {
    /// The outermost mapping.
    pub(in crate::config) const ROOT: Self = Self(0);
}

/// A key of the outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) struct KeyId(usize);

/// A mapping, which may have no keys yet.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::config) struct MappingNode {
    /// The key whose value it is; none for the outermost, and for one in a list.
    pub(in crate::config) owner: Option<KeyId>,
    /// The column of its keys in block style, once there is one besides that at the cursor.
    pub(in crate::config) column: Option<usize>,
}

/// A key as written.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct KeyNode<'t> {
    /// The mapping that it is in.
    pub(in crate::config) mapping: MappingId,
    /// Its name without quotes.
    pub(in crate::config) name: &'t str,
    /// Its bytes, with quotes.
    pub(in crate::config) word: (usize, usize),
    /// Whether a value begins in its line.
    pub(in crate::config) has_value: bool,
    /// The mapping that is its value, if there may be one.
    pub(in crate::config) child: Option<MappingId>,
}

/// What can be written at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Slot {
    /// A key of a mapping; or, in the lines below a key without a value, that value.
    Key(MappingId),
    /// The value of a key.
    Value(KeyId),
    /// A string of a list that is the value of a key.
    Item(KeyId),
}

/// The place of the cursor.
#[derive(Debug, Clone, Copy)]
pub(in crate::config) struct Cursor {
    /// What can be written there.
    pub(in crate::config) slot: Slot,
    /// The bytes of the word at the cursor, with quotes; empty if there is none.
    pub(in crate::config) word: (usize, usize),
    /// In block style, the column of the key, be it written or not.
    pub(in crate::config) column: usize,
    /// Whether it is in braces or brackets.
    pub(in crate::config) is_flow: bool,
    /// Whether a colon follows the word.
    pub(in crate::config) has_colon: bool,
    /// Whether a comma is missing before it.
    pub(in crate::config) needs_comma: bool,
}

impl Cursor {
    pub(super) fn block(slot: Slot, word: (usize, usize), column: usize) -> Self {
        Self { slot, word, column, is_flow: false, has_colon: false, needs_comma: false }
    }

    pub(super) fn flow(slot: Slot, word: (usize, usize)) -> Self {
        Self { is_flow: true, ..Self::block(slot, word, 0) }
    }
}

/// The keys and mappings of a text.
#[derive(Debug)]
pub(in crate::config) struct Outline<'t> {
    /// The mappings; each after its owner.
    pub(in crate::config) mappings: Vec<MappingNode>,
    /// The keys in the order of the text; each after its mapping.
    pub(in crate::config) keys: Vec<KeyNode<'t>>,
    /// The place of the cursor; none in a comment, or where only free text can be written.
    pub(in crate::config) cursor: Option<Cursor>,
}

impl<'t> Outline<'t> {
    pub(super) fn new() -> Self {
        Self { mappings: vec![MappingNode::default()], keys: Vec::new(), cursor: None }
    }

    /// A mapping.
    pub(in crate::config) fn mapping(&self, id: MappingId) -> MappingNode {
        self.mappings.get(id.0).copied().unwrap_or_default()
    }

    /// A key.
    pub(in crate::config) fn key(&self, id: KeyId) -> Option<&KeyNode<'t>> {
        self.keys.get(id.0)
    }

    /// Adds a key.
    pub(super) fn add(&mut self, mapping: MappingId, name: &'t str, word: (usize, usize)) -> KeyId {
        self.keys.push(KeyNode { mapping, name, word, has_value: false, child: None });
        KeyId(self.keys.len() - 1)
    }

    /// Notes the column of the keys of a mapping.
    pub(super) fn set_column(&mut self, id: MappingId, column: usize) {
        if let Some(mapping) = self.mappings.get_mut(id.0) {
            mapping.column.get_or_insert(column);
        }
    }

    /// Notes that a value begins in the line of a key.
    pub(super) fn set_value(&mut self, id: KeyId) {
        if let Some(key) = self.keys.get_mut(id.0) {
            key.has_value = true;
        }
    }

    /// The mapping that is the value of a key, or one of no key.
    pub(super) fn child(&mut self, owner: Option<KeyId>) -> MappingId {
        let new = MappingId(self.mappings.len());
        let known =
            owner.and_then(|KeyId(at)| self.keys.get_mut(at)).map(|key| *key.child.get_or_insert(new));
        let child = known.unwrap_or(new);
        if child == new {
            self.mappings.push(MappingNode { owner, column: None });
        }
        child
    }
}

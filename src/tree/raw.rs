//! How one value is stored: its kind, its id, and 16 bytes with its span and flags. No logic, so that every other file
//! of the folder can use it.

use crate::diagnostic::Span;

/// What a value is. A scalar's kind is that of YAML 1.2's core schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`, `~`, or an absent value.
    Null,
    /// `true`, `false`.
    Bool,
    /// A number; its text is kept as written.
    Number,
    /// A string.
    String,
    /// A sequence.
    Array,
    /// A mapping; its keys are strings.
    Object,
}

impl Kind {
    /// The kind as a noun with its article: `an object`.
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

/// Identifies a value of a tree. Ids are in the order of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The position among the values of the tree, from 0.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A value as stored. `link` is: for a container the id after its last descendant, for a scalar an index into the
/// decoded texts, for an alias the id of its target.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawNode {
    pub(super) span: Span,
    pub(super) link: u32,
    pub(super) kind: Kind,
    pub(super) flags: u8,
}

/// The scalar's text is the slice of the text at its span.
pub(super) const SLICE: u8 = 1;
/// The scalar's text is that slice without the quote at each end.
pub(super) const QUOTED: u8 = 2;
/// The slice contains JSON escapes.
pub(super) const ESCAPED: u8 = 4;
/// An object with a `<<` member.
pub(super) const MERGES: u8 = 8;
/// An object with a duplicate key.
pub(super) const DUPLICATES: u8 = 16;
/// An alias: the value is the one at `link`.
pub(super) const ALIAS: u8 = 32;
/// The scalar is a block scalar, literal or folded.
pub(super) const BLOCK: u8 = 64;
/// An object whose keys are indexed.
pub(super) const INDEXED: u8 = 128;

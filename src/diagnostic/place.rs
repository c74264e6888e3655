//! Places in an input: byte offsets, until [`LineIndex`](super::LineIndex) converts them.

/// A range of bytes in a decoded text, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A range of bytes; offsets beyond `u32` are cut there (inputs are bounded far below).
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }
}

/// Which input a place is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The workflow config.
    Config,
    /// The OpenAPI document.
    Spec,
}

/// A place in an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which input.
    pub source: Source,
    /// Where in it.
    pub span: Span,
}

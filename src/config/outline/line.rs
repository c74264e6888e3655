//! Lines of a text, and columns in them.

/// Columns that a tab counts for: what most configs are indented by. YAML has no tabs in indentation.
const TAB: usize = 2;

/// A line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after its last, without its line break.
    pub(super) end: usize,
    /// The first byte of the next line, if there is one.
    pub(super) next: Option<usize>,
}

impl Line {
    /// From a byte to the end of its line; `\n`, `\r\n` and a lone `\r` end one, as in YAML 1.2 (5.4).
    pub(super) fn from(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let rest = bytes.get(start..).unwrap_or_default();
        let end = start + rest.iter().position(|b| is_break(*b)).unwrap_or(rest.len());
        let next = match (bytes.get(end), bytes.get(end + 1)) {
            (None, _) => None,
            (Some(b'\r'), Some(b'\n')) => Some(end + 2),
            _ => Some(end + 1),
        };
        Self { start, end, next }
    }

    /// Whether an offset is in it.
    pub(super) fn has(self, at: usize) -> bool {
        (self.start..=self.end).contains(&at)
    }
}

/// Whether a byte ends a line.
pub(super) fn is_break(b: u8) -> bool {
    b == b'\n' || b == b'\r'
}

/// The first byte from an offset that is no blank, or the end.
pub(super) fn after_blanks(text: &str, from: usize, end: usize) -> usize {
    let rest = text.as_bytes().get(from..end).unwrap_or_default();
    from + rest.iter().position(|b| !matches!(b, b' ' | b'\t')).unwrap_or(rest.len())
}

/// The column of an offset, counted from another in its line.
pub(super) fn column(text: &str, start: usize, at: usize) -> usize {
    let width = |b: &u8| if *b == b'\t' { TAB } else { 1 };
    text.as_bytes().get(start..at).unwrap_or_default().iter().map(width).sum()
}

/// Whether a blank, a line break or the end of the text is at an offset.
pub(super) fn is_space(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_none_or(|b| matches!(b, b' ' | b'\t') || is_break(*b))
}

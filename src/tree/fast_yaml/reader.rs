//! [`Reader`]: its state, its position in the line, and moving over the rest of a line.

use crate::swar;
use crate::tree::build::Builder;
use crate::tree::limits::LimitExceeded;

/// The text needs the full parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tree) struct Declined;

impl From<LimitExceeded> for Declined {
    fn from(_: LimitExceeded) -> Self {
        Self
    }
}

pub(super) type ReadResult<T> = Result<T, Declined>;

/// A block collection that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Collection {
    /// The column of its keys or dashes.
    pub(super) column: usize,
    pub(super) is_sequence: bool,
}

pub(super) struct Reader<'t, 'b> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// The offset at which the current line begins.
    pub(super) line: usize,
    pub(super) builder: &'b mut Builder,
    /// Whether the reader is at the text of the next line already.
    pub(super) is_ahead: bool,
    pub(super) open: Vec<Collection>,
    /// The offset at which a null is inserted if the value that is awaited does not follow.
    pub(super) awaited: Option<usize>,
    /// The text of a scalar that differs from its slice of the source.
    pub(super) folded: String,
}

impl<'t, 'b> Reader<'t, 'b> {
    pub(super) fn new(text: &'t str, builder: &'b mut Builder) -> Self {
        let (open, folded) = Default::default();
        Self { text, at: 0, line: 0, builder, is_ahead: false, open, awaited: None, folded }
    }
}

impl Reader<'_, '_> {
    pub(super) fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn byte_after(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at + 1).copied()
    }

    pub(super) fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_blank_after(&self) -> bool {
        matches!(self.byte_after(), None | Some(b' ' | b'\n'))
    }

    pub(super) fn column(&self) -> usize {
        self.at - self.line
    }

    /// The column of the innermost collection; the lines of its values are indented more. `None` at the outermost
    /// level.
    pub(super) fn parent(&self) -> Option<usize> {
        self.open.last().map(|collection| collection.column)
    }

    pub(super) fn spaces(&mut self) {
        if self.byte() == Some(b' ') {
            self.at += 1;
            self.at += swar::spaces(self.rest());
        }
    }

    /// Moves to the next line that has more than spaces and a comment; returns the column of its text.
    pub(super) fn next_line(&mut self) -> Option<usize> {
        if std::mem::take(&mut self.is_ahead) {
            return Some(self.column());
        }
        loop {
            self.line = self.at;
            self.spaces();
            match self.byte()? {
                b'\n' => self.at += 1,
                b'#' => self.skip_line(),
                _ => return Some(self.column()),
            }
        }
    }

    pub(super) fn skip_line(&mut self) {
        self.at += swar::line(self.rest());
        self.at = (self.at + 1).min(self.text.len());
    }

    /// Whether at most a comment is left of the line. The reader must be behind a space.
    pub(super) fn is_line_end(&self) -> bool {
        matches!(self.byte(), None | Some(b'\n' | b'#'))
    }

    /// Moves to the next line; at most a comment may be left of this one.
    pub(super) fn end_line(&mut self) -> ReadResult<()> {
        match self.byte() {
            Some(b'\n') => {
                self.at += 1;
                return Ok(());
            }
            None => return Ok(()),
            Some(b' ') => self.spaces(),
            Some(_) => return Err(Declined),
        }
        if !self.is_line_end() {
            return Err(Declined);
        }
        self.skip_line();
        Ok(())
    }
}

//! Where the reader stands in a line, and what is left of it.

use super::{Declined, Reader, Step};
use crate::swar;

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

    /// The column that every line of the innermost collection's values is behind; none at the outermost level.
    pub(super) fn parent(&self) -> Option<usize> {
        self.open.last().map(|collection| collection.column)
    }

    pub(super) fn spaces(&mut self) {
        if self.byte() == Some(b' ') {
            self.at += 1;
            self.at += swar::spaces(self.rest());
        }
    }

    /// To the next line that holds more than spaces and a comment; the column of what it holds.
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

    /// Whether nothing but a comment is left of the line; the reader stands behind a space.
    pub(super) fn is_line_end(&self) -> bool {
        matches!(self.byte(), None | Some(b'\n' | b'#'))
    }

    /// To the next line; nothing but a comment may be left of this one.
    pub(super) fn end_line(&mut self) -> Step<()> {
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

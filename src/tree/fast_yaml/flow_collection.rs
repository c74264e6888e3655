//! Flow collections: `[a, b]` and `{a: b}` (YAML 1.2, 7.4).

use super::reader::{Declined, ReadResult, Reader};
use super::scalar::Scalar;
use crate::diagnostic::Span;
use crate::tree::raw::Kind;

/// The most levels of nested flow collections. Deeper ones are rare, and this reader is recursive.
const DEEPEST: usize = 64;

impl Reader<'_, '_> {
    /// Reads the flow collection that begins here.
    pub(super) fn flow(&mut self) -> ReadResult<()> {
        self.flow_within(DEEPEST)
    }

    fn flow_within(&mut self, levels: usize) -> ReadResult<()> {
        let levels = levels.checked_sub(1).ok_or(Declined)?;
        let (kind, close) =
            if self.byte() == Some(b'{') { (Kind::Object, b'}') } else { (Kind::Array, b']') };
        self.builder.open(kind, Span::new(self.at, self.at + 1))?;
        self.at += 1;
        self.flow_blank()?;
        while self.byte() != Some(close) {
            if kind == Kind::Object {
                self.flow_key()?;
            }
            self.flow_value(levels)?;
            self.flow_blank()?;
            match self.byte() {
                Some(b',') => {
                    self.at += 1;
                    self.flow_blank()?;
                }
                Some(byte) if byte == close => {}
                _ => return Err(Declined),
            }
        }
        self.at += 1;
        self.builder.close(Some(Span::new(0, self.at).end));
        Ok(())
    }

    /// Moves over spaces and line breaks. The content of a flow collection must be indented more than the collection
    /// around it, its closing bracket at least as much.
    fn flow_blank(&mut self) -> ReadResult<()> {
        self.spaces();
        if self.byte() != Some(b'\n') {
            return Ok(());
        }
        self.breaks();
        let least = usize::from(!matches!(self.byte(), Some(b']' | b'}')));
        let is_inside = self.parent().is_some_and(|parent| self.column() >= parent + least);
        if is_inside { Ok(()) } else { Err(Declined) }
    }

    /// Reads a key, its colon and the spaces after it, which are optional after a quoted key.
    fn flow_key(&mut self) -> ReadResult<()> {
        let line = self.line;
        let quoted = matches!(self.byte(), Some(b'"' | b'\''));
        self.flow_scalar()?;
        let is_key = self.byte() == Some(b':') && self.line == line && (quoted || self.is_blank_after());
        if !is_key {
            return Err(Declined);
        }
        self.at += 1;
        self.flow_blank()
    }

    fn flow_value(&mut self, levels: usize) -> ReadResult<()> {
        match self.byte() {
            Some(b'[' | b'{') => self.flow_within(levels),
            _ => self.flow_scalar(),
        }
    }

    fn flow_scalar(&mut self) -> ReadResult<()> {
        let scalar = match self.byte() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote)?,
            _ => self.flow_plain()?,
        };
        self.push(&scalar)
    }

    /// Reads a plain scalar on one line, up to a bracket, a comma or a colon before a space.
    fn flow_plain(&mut self) -> ReadResult<Scalar> {
        let start = self.at;
        self.may_begin_plain()?;
        loop {
            match self.byte() {
                Some(b':') if self.is_blank_after() => break,
                Some(b':' | b'-') if self.is_flow_after() => return Err(Declined),
                Some(b'[' | b'{' | b'#') | None => return Err(Declined),
                Some(b'\n' | b',' | b']' | b'}') => break,
                Some(_) => self.at += 1,
            }
        }
        Ok(self.plain_slice(start))
    }

    fn is_flow_after(&self) -> bool {
        matches!(self.byte_after(), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }
}

//! Flow collections: `[a, b]` and `{a: b}` (YAML 1.2, 7.4).

use super::scalar::Scalar;
use super::{Declined, Reader, Step};
use crate::diagnostic::Span;
use crate::tree::Kind;

/// Levels of flow collections in each other; deeper ones are rare, and this reader calls itself.
const DEEPEST: usize = 64;

impl Reader<'_, '_> {
    /// The flow collection that begins here.
    pub(super) fn flow(&mut self) -> Step<()> {
        self.flow_within(DEEPEST)
    }

    fn flow_within(&mut self, levels: usize) -> Step<()> {
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

    /// Over spaces and line breaks; what a flow collection holds is indented further than what it is in, the bracket
    /// that closes it at least as far.
    fn flow_blank(&mut self) -> Step<()> {
        self.spaces();
        if self.byte() != Some(b'\n') {
            return Ok(());
        }
        self.breaks();
        let least = usize::from(!matches!(self.byte(), Some(b']' | b'}')));
        let is_inside = self.parent().is_some_and(|parent| self.column() >= parent + least);
        if is_inside { Ok(()) } else { Err(Declined) }
    }

    /// A key, its colon and what is blank behind it, which after a quoted key may be nothing.
    fn flow_key(&mut self) -> Step<()> {
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

    fn flow_value(&mut self, levels: usize) -> Step<()> {
        match self.byte() {
            Some(b'[' | b'{') => self.flow_within(levels),
            _ => self.flow_scalar(),
        }
    }

    fn flow_scalar(&mut self) -> Step<()> {
        let scalar = match self.byte() {
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote)?,
            _ => self.flow_plain()?,
        };
        self.push(&scalar)
    }

    /// A plain scalar of one line, which ends before a bracket, a comma or a colon with a blank behind it.
    fn flow_plain(&mut self) -> Step<Scalar> {
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

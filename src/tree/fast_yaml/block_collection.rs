//! Block collections (YAML 1.2, 8.2): mappings and sequences, by the columns of their lines.

use super::reader::{Collection, Declined, ReadResult, Reader};
use super::scalar::Content;
use crate::diagnostic::Span;
use crate::tree::raw::Kind;
use crate::tree::yaml::ABSENT;

impl Reader<'_, '_> {
    /// Reads the whole text.
    pub(super) fn document(mut self) -> ReadResult<()> {
        self.start()?;
        while let Some(column) = self.next_line() {
            self.entry(column)?;
        }
        self.end()
    }

    /// Moves to the first value, over a `---` with nothing behind it.
    fn start(&mut self) -> ReadResult<()> {
        let column = self.next_line().ok_or(Declined)?;
        if column == 0 && self.rest().starts_with(b"---") {
            self.at += 3;
            self.end_line()?;
        } else {
            self.at = self.line;
        }
        Ok(())
    }

    fn end(&mut self) -> ReadResult<()> {
        if self.open.is_empty() {
            return Err(Declined);
        }
        self.absent()?;
        while self.open.pop().is_some() {
            self.builder.close(None);
        }
        Ok(())
    }

    /// Whether an entry of a sequence begins here.
    fn is_dash(&self) -> bool {
        self.byte() == Some(b'-') && self.is_blank_after()
    }

    /// Reads a line of a block collection: an entry of a sequence, a member of a mapping, or the awaited value.
    fn entry(&mut self, column: usize) -> ReadResult<()> {
        if column == 0 && (self.rest().starts_with(b"---") || self.rest().starts_with(b"...")) {
            return Err(Declined);
        }
        let mut is_value = self.place(column)?;
        while self.is_dash() {
            let dash = self.at;
            self.at += 1;
            let item_follows = self.is_followed();
            if is_value {
                self.begin_sequence(dash, item_follows)?;
            }
            if !item_follows {
                return self.await_item(dash + 1);
            }
            is_value = true;
        }
        self.member(is_value)
    }

    /// Ends the collections that a line of this column is not part of; returns whether the line is the awaited value.
    fn place(&mut self, column: usize) -> ReadResult<bool> {
        let dash = self.is_dash();
        if self.is_nested(column, dash) {
            self.awaited = None;
            return Ok(true);
        }
        self.absent()?;
        while let Some(Collection { column: own, is_sequence }) = self.open.last().copied() {
            if own == column && is_sequence == dash {
                return Ok(false);
            }
            if own < column || (own == column && !is_sequence) {
                return Err(Declined);
            }
            self.open.pop();
            self.builder.close(None);
        }
        Err(Declined)
    }

    /// Whether the line is the awaited value. For a key of a mapping this may be a sequence in the column of the key.
    fn is_nested(&self, column: usize, dash: bool) -> bool {
        match self.open.last() {
            None => true,
            Some(parent) => {
                let least = parent.column + usize::from(parent.is_sequence || !dash);
                self.awaited.is_some() && column >= least
            }
        }
    }

    /// Adds a null for an awaited value that does not follow.
    fn absent(&mut self) -> ReadResult<()> {
        if let Some(at) = self.awaited.take() {
            self.builder.decoded(Kind::Null, Span::new(at, at), ABSENT, 0)?;
        }
        Ok(())
    }

    /// Begins a mapping on this line.
    fn begin_mapping(&mut self, at: usize) -> ReadResult<()> {
        self.builder.open(Kind::Object, Span::new(at, at))?;
        self.open.push(Collection { column: at - self.line, is_sequence: false });
        Ok(())
    }

    /// Begins a sequence at a dash. A sequence in the column of its key begins at its first item, as in the full
    /// parser.
    fn begin_sequence(&mut self, dash: usize, item_follows: bool) -> ReadResult<()> {
        let column = dash - self.line;
        let at = if self.parent() != Some(column) {
            dash
        } else if item_follows {
            self.at
        } else {
            return Err(Declined);
        };
        self.builder.open(Kind::Array, Span::new(at, at))?;
        self.open.push(Collection { column, is_sequence: true });
        Ok(())
    }

    /// Reads a key and the part of its value on this line; or, where a value is allowed, a value without a key.
    fn member(&mut self, is_value: bool) -> ReadResult<()> {
        let start = self.at;
        match self.content()? {
            Content::Key(key) => {
                if is_value {
                    self.begin_mapping(start)?;
                }
                self.push(&key)?;
                let colon = self.at;
                self.at += 1;
                if self.is_followed() {
                    let value = self.content()?;
                    self.value(value)
                } else {
                    self.await_value(colon);
                    Ok(())
                }
            }
            value if is_value && !self.open.is_empty() => self.value(value),
            _ => Err(Declined),
        }
    }

    /// Moves over the spaces behind a colon or dash; returns whether more than a comment follows on the line.
    fn is_followed(&mut self) -> bool {
        self.spaces();
        !self.is_line_end()
    }

    /// Moves to the next line, which may contain the item. A null behind spaces is left to the full parser.
    fn await_item(&mut self, at: usize) -> ReadResult<()> {
        if self.at > at {
            return Err(Declined);
        }
        self.await_value(at);
        Ok(())
    }

    /// Moves to the next line, which may contain the value; if it does not, a null is inserted at `at`.
    fn await_value(&mut self, at: usize) {
        self.awaited = Some(at);
        self.skip_line();
    }

    /// Reads a value of a block collection, to the end of its last line.
    fn value(&mut self, value: Content) -> ReadResult<()> {
        match value {
            Content::Key(_) => return Err(Declined),
            Content::Scalar(scalar) => self.push(&scalar)?,
            Content::BlockScalar => return self.block_scalar(),
            Content::FlowCollection => self.flow()?,
        }
        if self.is_ahead { Ok(()) } else { self.end_line() }
    }
}

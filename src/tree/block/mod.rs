//! Plain YAML → the arena, line by line: what real documents are nearly wholly made of.
//!
//! In: the text. Out: its values in the builder, the same to the byte as from the events of [`super::yaml`], or
//! [`Declined`]: the text has what this reader leaves to that one. That is an anchor, alias, tag, directive, `?` key,
//! tab, carriage return or second document, some rare forms, and whatever may be a mistake: of a mistake the
//! whole parser says what is wrong. So there are no diagnostics here, and no rule is read more freely than there.
//!
//! A text is read in lines. A line's column says which open collections end, which one it belongs to, and whether it
//! is the value that a line before awaits (YAML 1.2, chapter 8).

mod flow;
mod line;
mod literal;
mod scalar;

use super::Kind;
use super::build::{Builder, Passed};
use crate::diagnostic::Span;
use crate::swar;

use scalar::{Content, Scalar};

/// The text is for the whole parser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Declined;

impl From<Passed> for Declined {
    fn from(_: Passed) -> Self {
        Self
    }
}

type Step<T> = Result<T, Declined>;

/// A value or key takes so many bytes of a real document, or fewer.
const BYTES_A_VALUE: usize = 40;

/// A block collection that is being read.
#[derive(Debug, Clone, Copy)]
struct Collection {
    /// Where its keys or dashes stand.
    column: usize,
    sequence: bool,
}

struct Reader<'t, 'b> {
    text: &'t str,
    at: usize,
    /// Where the line begins.
    line: usize,
    builder: &'b mut Builder,
    /// Whether the reader stands at the text of the next line already.
    is_ahead: bool,
    open: Vec<Collection>,
    /// Where a value that has not come yet is missing, if it does not come at all.
    awaited: Option<usize>,
    /// The text of a scalar that is not as it stands.
    folded: String,
}

/// Reads the text into the builder, which is of no use afterwards if the text is declined.
pub(super) fn load(text: &str, builder: &mut Builder) -> Step<()> {
    if !is_plain(text) {
        return Err(Declined);
    }
    builder.expect(text.len() / BYTES_A_VALUE);
    let (open, folded) = Default::default();
    let mut reader = Reader { text, at: 0, line: 0, builder, is_ahead: false, open, awaited: None, folded };
    reader.start()?;
    while let Some(column) = reader.next_line() {
        reader.entry(column)?;
    }
    reader.end()
}

/// No control characters but line feeds, and nothing that YAML does not print (YAML 1.2, 5.1).
fn is_plain(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.get(swar::lines(rest.as_bytes())..).unwrap_or("");
        match rest.chars().next() {
            None => return true,
            Some(c) if is_printed(c) => rest = rest.trim_start_matches(is_printed),
            Some(_) => return false,
        }
    }
}

/// What YAML prints beyond ASCII; not the byte-order mark, which has a meaning of its own.
fn is_printed(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFFD}' | '\u{10000}'..)
}

impl Reader<'_, '_> {
    /// Up to the first value, over a `---` with nothing behind it.
    fn start(&mut self) -> Step<()> {
        let column = self.next_line().ok_or(Declined)?;
        if column == 0 && self.rest().starts_with(b"---") {
            self.at += 3;
            self.end_line()?;
        } else {
            self.at = self.line;
        }
        Ok(())
    }

    fn end(&mut self) -> Step<()> {
        if self.open.is_empty() {
            return Err(Declined);
        }
        self.absent()?;
        while self.open.pop().is_some() {
            self.builder.close(None);
        }
        Ok(())
    }

    /// Whether a sequence's entry begins here.
    fn is_dash(&self) -> bool {
        self.byte() == Some(b'-') && self.is_blank_after()
    }

    /// A line of a block collection: an entry of a sequence, a member of a mapping, or the value that is awaited.
    fn entry(&mut self, column: usize) -> Step<()> {
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

    /// Ends the collections that a line of that column is not part of; whether it is the value that is awaited.
    fn place(&mut self, column: usize) -> Step<bool> {
        let dash = self.is_dash();
        if self.is_nested(column, dash) {
            self.awaited = None;
            return Ok(true);
        }
        self.absent()?;
        while let Some(Collection { column: own, sequence }) = self.open.last().copied() {
            if own == column && sequence == dash {
                return Ok(false);
            }
            if own < column || (own == column && !sequence) {
                return Err(Declined);
            }
            self.open.pop();
            self.builder.close(None);
        }
        Err(Declined)
    }

    /// Whether the line is the value that is awaited, which of a mapping's key may be a sequence of its own column.
    fn is_nested(&self, column: usize, dash: bool) -> bool {
        match self.open.last() {
            None => true,
            Some(parent) => {
                let least = parent.column + usize::from(parent.sequence || !dash);
                self.awaited.is_some() && column >= least
            }
        }
    }

    /// A value that is awaited and does not come is null.
    fn absent(&mut self) -> Step<()> {
        if let Some(at) = self.awaited.take() {
            self.builder.value(Kind::Null, Span::new(at, at), super::yaml::ABSENT, 0)?;
        }
        Ok(())
    }

    /// Begins a mapping on this line.
    fn begin_mapping(&mut self, at: usize) -> Step<()> {
        self.builder.open(Kind::Object, Span::new(at, at))?;
        self.open.push(Collection { column: at - self.line, sequence: false });
        Ok(())
    }

    /// Begins a sequence with the dash there, which its first item follows on the line or not. One in the column of
    /// the key that it belongs to has its place at its first item, as the whole parser gives it.
    fn begin_sequence(&mut self, dash: usize, item_follows: bool) -> Step<()> {
        let column = dash - self.line;
        let at = if self.parent() != Some(column) {
            dash
        } else if item_follows {
            self.at
        } else {
            return Err(Declined);
        };
        self.builder.open(Kind::Array, Span::new(at, at))?;
        self.open.push(Collection { column, sequence: true });
        Ok(())
    }

    /// A key and what of its value stands on the line; or, where a value may stand, one that is no key.
    fn member(&mut self, is_value: bool) -> Step<()> {
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

    /// Over the spaces behind a colon or dash; whether more than a comment follows on the line.
    fn is_followed(&mut self) -> bool {
        self.spaces();
        !self.is_line_end()
    }

    /// To the next line, which the item may stand on. Where a null is missing behind spaces is left to the whole parser.
    fn await_item(&mut self, at: usize) -> Step<()> {
        if self.at > at {
            return Err(Declined);
        }
        self.await_value(at);
        Ok(())
    }

    /// To the next line, which the value may stand on; if it does not come, a null has that place.
    fn await_value(&mut self, at: usize) {
        self.awaited = Some(at);
        self.skip_line();
    }

    /// A value of a block collection, to the end of its last line.
    fn value(&mut self, value: Content) -> Step<()> {
        match value {
            Content::Key(_) => return Err(Declined),
            Content::Scalar(scalar) => self.push(&scalar)?,
            Content::Literal => return self.literal(),
            Content::Flow => self.flow()?,
        }
        if self.is_ahead { Ok(()) } else { self.end_line() }
    }

    fn push(&mut self, scalar: &Scalar) -> Step<()> {
        let Scalar { span, kind, flags, is_folded } = *scalar;
        match is_folded {
            true => self.builder.value(kind, span, &self.folded, flags)?,
            false => self.builder.slice(kind, span, flags)?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests;

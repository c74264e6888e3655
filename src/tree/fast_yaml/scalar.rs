//! Keys, plain scalars and quoted ones (YAML 1.2, chapter 7).

use super::reader::{Declined, ReadResult, Reader};
use crate::diagnostic::Span;
use crate::swar;
use crate::tree::raw::{Kind, QUOTED};
use crate::tree::yaml::{LONGEST_KEY, plain_kind};

/// A scalar that was read and is not yet in the builder.
pub(super) struct Scalar {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// The flags of how it is written.
    pub(super) flags: u8,
    /// Whether its text is `Reader::folded`, and not the slice at its span.
    pub(super) is_folded: bool,
}

/// The content after the indentation, a dash or a colon.
pub(super) enum Content {
    /// Read up to its colon.
    Key(Scalar),
    /// Read to its end.
    Scalar(Scalar),
    /// A block scalar, not read yet.
    BlockScalar,
    /// A flow collection, not read yet.
    FlowCollection,
}

/// The end of a line of a plain scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A colon before a space or the end of the line.
    Colon,
    Comment,
    Line,
}

impl<'t> Reader<'t, '_> {
    /// Adds a scalar to the builder.
    pub(super) fn push(&mut self, scalar: &Scalar) -> ReadResult<()> {
        let Scalar { span, kind, flags, is_folded } = *scalar;
        match is_folded {
            true => self.builder.decoded(kind, span, &self.folded, flags)?,
            false => self.builder.slice(kind, span, flags)?,
        };
        Ok(())
    }

    /// Reads the content that begins here; a scalar over all of its lines.
    pub(super) fn content(&mut self) -> ReadResult<Content> {
        let (start, line) = (self.at, self.line);
        match self.byte() {
            Some(b'|' | b'>') => return Ok(Content::BlockScalar),
            Some(b'[' | b'{') => return Ok(Content::FlowCollection),
            Some(quote @ (b'"' | b'\'')) => {
                let scalar = self.quoted(quote)?;
                let is_key = self.byte() == Some(b':') && self.is_blank_after() && self.line == line;
                return if is_key { self.as_key(scalar) } else { Ok(Content::Scalar(scalar)) };
            }
            _ => {}
        }
        self.may_begin_plain()?;
        match self.plain_line() {
            Stop::Colon => {
                let key = self.plain_slice(start);
                self.as_key(key)
            }
            Stop::Comment => {
                let scalar = self.plain_slice(start);
                self.at = scalar.span.end as usize;
                Ok(Content::Scalar(scalar))
            }
            Stop::Line => Ok(Content::Scalar(self.plain(start)?)),
        }
    }

    fn as_key(&self, key: Scalar) -> ReadResult<Content> {
        if (key.span.end - key.span.start) as usize > LONGEST_KEY / 2 {
            return Err(Declined);
        }
        Ok(Content::Key(key))
    }

    /// Declines a character that no plain scalar can begin with, and a colon or question mark, which rarely begins one.
    pub(super) fn may_begin_plain(&self) -> ReadResult<()> {
        match self.byte() {
            Some(b'-') if self.is_blank_after() => Err(Declined),
            Some(
                b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@'
                | b'`' | b'?' | b':',
            ) => Err(Declined),
            _ => Ok(()),
        }
    }

    /// Moves to the end of the plain scalar on this line.
    fn plain_line(&mut self) -> Stop {
        loop {
            self.at += swar::plain(self.rest());
            match self.byte() {
                None | Some(b'\n') => return Stop::Line,
                Some(b':') if self.is_blank_after() => return Stop::Colon,
                Some(b'#') if self.is_behind_space() => return Stop::Comment,
                Some(_) => self.at += 1,
            }
        }
    }

    fn is_behind_space(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|before| self.text.as_bytes().get(before) == Some(&b' '))
    }

    /// The plain scalar from `start` to here, on one line.
    pub(super) fn plain_slice(&self, start: usize) -> Scalar {
        let text = self.trimmed(start);
        Scalar {
            span: Span::new(start, start + text.len()),
            kind: plain_kind(text),
            flags: 0,
            is_folded: false,
        }
    }

    /// The text from `start` to here, without trailing spaces.
    fn trimmed(&self, start: usize) -> &'t str {
        let text = self.text.get(start..self.at).unwrap_or("");
        let spaces = text.bytes().rev().take_while(|byte| *byte == b' ').count();
        text.get(..text.len() - spaces).unwrap_or("")
    }

    /// Reads the further lines of a plain scalar whose first line was read.
    fn plain(&mut self, start: usize) -> ReadResult<Scalar> {
        let slice = self.plain_slice(start);
        let first = self.trimmed(start);
        let Some(mut breaks) = self.continued()? else { return Ok(slice) };
        self.folded.clear();
        self.folded.push_str(first);
        loop {
            self.fold(breaks);
            let from = self.at;
            let stop = self.plain_line();
            let text = self.trimmed(from);
            self.folded.push_str(text);
            let next = match stop {
                Stop::Colon => return Err(Declined),
                Stop::Comment => {
                    self.at = from + text.len();
                    None
                }
                Stop::Line => self.continued()?,
            };
            let Some(next) = next else {
                let span = Span::new(start, from + text.len());
                return Ok(Scalar { span, kind: plain_kind(&self.folded), flags: 0, is_folded: true });
            };
            breaks = next;
        }
    }

    /// Moves to the text of the next line. Returns the number of line breaks if the line continues the plain scalar.
    fn continued(&mut self) -> ReadResult<Option<usize>> {
        let (at, line) = (self.at, self.line);
        let parent = self.parent().ok_or(Declined)?;
        let breaks = self.breaks();
        if matches!(self.byte(), None | Some(b'#')) {
            (self.at, self.line) = (at, line);
            return Ok(None);
        }
        self.is_ahead = self.column() <= parent;
        Ok((!self.is_ahead).then_some(breaks))
    }

    /// Moves over line breaks and the indentation after each; returns their number.
    pub(super) fn breaks(&mut self) -> usize {
        self.breaks_within(usize::MAX)
    }

    /// As [`Self::breaks`], up to a line that is indented beyond a column.
    pub(super) fn breaks_within(&mut self, column: usize) -> usize {
        let mut breaks = 0;
        while self.byte() == Some(b'\n') && (breaks == 0 || self.column() <= column) {
            self.at += 1;
            self.line = self.at;
            self.spaces();
            breaks += 1;
        }
        breaks
    }

    /// Folds line breaks: one becomes a space, of several one is dropped (YAML 1.2, 6.5).
    pub(super) fn fold(&mut self, breaks: usize) {
        match breaks {
            1 => self.folded.push(' '),
            _ => self.folded.extend(std::iter::repeat_n('\n', breaks - 1)),
        }
    }

    /// Reads the quoted scalar that begins here.
    pub(super) fn quoted(&mut self, quote: u8) -> ReadResult<Scalar> {
        let start = self.at;
        self.at += 1;
        self.quoted_run(quote);
        let is_slice = self.byte() == Some(quote) && (quote == b'"' || self.byte_after() != Some(quote));
        if !is_slice {
            self.folded.clear();
            self.folded.push_str(self.text.get(start + 1..self.at).unwrap_or(""));
            self.quoted_rest(quote)?;
        }
        self.at += 1;
        let flags = if is_slice { QUOTED } else { 0 };
        Ok(Scalar { span: Span::new(start, self.at), kind: Kind::String, flags, is_folded: !is_slice })
    }

    /// Moves to the next quote, backslash or line break.
    fn quoted_run(&mut self, quote: u8) {
        self.at +=
            if quote == b'"' { swar::unescaped(self.rest()) } else { swar::single_quoted(self.rest()) };
    }

    /// Reads the rest of a quoted scalar after its first quote, escape or line break, up to its closing quote.
    fn quoted_rest(&mut self, quote: u8) -> ReadResult<()> {
        // Spaces before a line break are not part of the text, unless they are escaped.
        let mut escaped = 0;
        loop {
            match self.byte().ok_or(Declined)? {
                b'\n' => {
                    let kept = self.folded.trim_end_matches(' ').len().max(escaped);
                    self.folded.truncate(kept);
                    self.quoted_break()?;
                }
                b'\\' => {
                    self.escape()?;
                    escaped = self.folded.len();
                }
                b'\'' if self.byte_after() == Some(b'\'') => {
                    self.folded.push('\'');
                    self.at += 2;
                }
                _ => return Ok(()),
            }
            let from = self.at;
            self.quoted_run(quote);
            self.folded.push_str(self.text.get(from..self.at).unwrap_or(""));
        }
    }

    /// Moves over line breaks in a quoted scalar; its next line must be indented more than the collection around it.
    fn quoted_break(&mut self) -> ReadResult<()> {
        let breaks = self.breaks();
        if self.parent().is_none_or(|parent| self.column() <= parent) {
            return Err(Declined);
        }
        self.fold(breaks);
        Ok(())
    }

    /// Decodes an escape, or a backslash at the end of a line.
    fn escape(&mut self) -> ReadResult<()> {
        let character = match self.byte_after().ok_or(Declined)? {
            b'\n' => {
                self.at += 1;
                let is_text =
                    self.breaks() == 1 && self.parent().is_some_and(|parent| self.column() > parent);
                return if is_text { Ok(()) } else { Err(Declined) };
            }
            byte @ (b'"' | b'\\' | b'/' | b' ') => char::from(byte),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'u' => return self.unicode(4),
            b'U' => return self.unicode(8),
            _ => return Err(Declined),
        };
        self.folded.push(character);
        self.at += 2;
        Ok(())
    }

    /// Decodes `\u` or `\U` with so many digits.
    fn unicode(&mut self, digits: usize) -> ReadResult<()> {
        let end = self.at + 2 + digits;
        let code = self.text.get(self.at + 2..end).filter(|code| !code.starts_with('+')).ok_or(Declined)?;
        let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).ok_or(Declined)?;
        self.folded.push(character);
        self.at = end;
        Ok(())
    }
}

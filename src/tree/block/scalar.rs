//! Keys, plain scalars and quoted ones (YAML 1.2, chapter 7).

use super::{Declined, Reader, Step};
use crate::diagnostic::Span;
use crate::swar;
use crate::tree::Kind;
use crate::tree::build::QUOTED;
use crate::tree::yaml::{LONGEST_KEY, plain_kind};

/// A scalar that was read and is not in the builder yet.
pub(super) struct Scalar {
    pub(super) span: Span,
    pub(super) kind: Kind,
    /// How it is written.
    pub(super) flags: u8,
    /// Whether its text is what the reader has folded, and not the slice at its span.
    pub(super) is_folded: bool,
}

/// What stands behind the indentation, a dash or a colon.
pub(super) enum Content {
    /// Read up to its colon.
    Key(Scalar),
    /// Read to its end.
    Scalar(Scalar),
    /// A block scalar, not read.
    Literal,
    /// A flow collection, not read.
    Flow,
}

/// What ends a line of a plain scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A colon behind which there is nothing or a space.
    Colon,
    Comment,
    Line,
}

impl<'t> Reader<'t, '_> {
    /// What begins here; a scalar over all of its lines.
    pub(super) fn content(&mut self) -> Step<Content> {
        let (start, line) = (self.at, self.line);
        match self.byte() {
            Some(b'|' | b'>') => return Ok(Content::Literal),
            Some(b'[' | b'{') => return Ok(Content::Flow),
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

    fn as_key(&self, key: Scalar) -> Step<Content> {
        if (key.span.end - key.span.start) as usize > LONGEST_KEY / 2 {
            return Err(Declined);
        }
        Ok(Content::Key(key))
    }

    /// Declines what no plain scalar begins with, and the colon or question mark that is rarely meant as one.
    pub(super) fn may_begin_plain(&self) -> Step<()> {
        match self.byte() {
            Some(b'-') if self.is_blank_after() => Err(Declined),
            Some(
                b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@'
                | b'`' | b'?' | b':',
            ) => Err(Declined),
            _ => Ok(()),
        }
    }

    /// To what ends the plain scalar on this line.
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

    /// What was read of a plain scalar on one line, as it stands.
    pub(super) fn plain_slice(&self, start: usize) -> Scalar {
        let text = self.trimmed(start);
        Scalar {
            span: Span::new(start, start + text.len()),
            kind: plain_kind(text),
            flags: 0,
            is_folded: false,
        }
    }

    /// The text up to here, without the spaces at its end.
    fn trimmed(&self, start: usize) -> &'t str {
        let text = self.text.get(start..self.at).unwrap_or("");
        let spaces = text.bytes().rev().take_while(|byte| *byte == b' ').count();
        text.get(..text.len() - spaces).unwrap_or("")
    }

    /// A plain scalar whose first line was read to the line's end.
    fn plain(&mut self, start: usize) -> Step<Scalar> {
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

    /// To the text of the next line; if it continues a plain scalar that ends this one, how many lines it is further.
    fn continued(&mut self) -> Step<Option<usize>> {
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

    /// Over line breaks and the indentation behind each; how many.
    pub(super) fn breaks(&mut self) -> usize {
        self.breaks_within(usize::MAX)
    }

    /// The same, up to a line with more spaces than a column is far.
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

    /// What so many line breaks are in a folded text: a space, or one less (YAML 1.2, 6.5).
    pub(super) fn fold(&mut self, breaks: usize) {
        match breaks {
            1 => self.folded.push(' '),
            _ => self.folded.extend(std::iter::repeat_n('\n', breaks - 1)),
        }
    }

    /// The quoted scalar that begins here.
    pub(super) fn quoted(&mut self, quote: u8) -> Step<Scalar> {
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

    /// To the next quote, backslash or line break.
    fn quoted_run(&mut self, quote: u8) {
        self.at +=
            if quote == b'"' { swar::unescaped(self.rest()) } else { swar::single_quoted(self.rest()) };
    }

    /// What of a quoted scalar is behind its first quote, escape or line break, to the quote that ends it.
    fn quoted_rest(&mut self, quote: u8) -> Step<()> {
        // Spaces before a line break are none of the text, unless they are escaped.
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

    /// Over a line break in a quoted scalar, which goes on further in than what it is in.
    fn quoted_break(&mut self) -> Step<()> {
        let breaks = self.breaks();
        if self.parent().is_none_or(|parent| self.column() <= parent) {
            return Err(Declined);
        }
        self.fold(breaks);
        Ok(())
    }

    /// Over an escape, or a backslash that ends a line.
    fn escape(&mut self) -> Step<()> {
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

    /// Over `\u` or `\U` and so many digits, which are a character.
    fn unicode(&mut self, digits: usize) -> Step<()> {
        let end = self.at + 2 + digits;
        let code = self.text.get(self.at + 2..end).filter(|code| !code.starts_with('+')).ok_or(Declined)?;
        let character = u32::from_str_radix(code, 16).ok().and_then(char::from_u32).ok_or(Declined)?;
        self.folded.push(character);
        self.at = end;
        Ok(())
    }
}

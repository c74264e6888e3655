//! Block scalars: literal and folded (YAML 1.2, 8.1).

use super::{Declined, Reader, Step};
use crate::diagnostic::Span;
use crate::swar;
use crate::tree::Kind;
use crate::tree::build::BLOCK;

use super::scalar::Scalar;

/// What becomes of the line breaks at the end.
#[derive(Clone, Copy)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

impl Reader<'_, '_> {
    /// The block scalar whose indicator stands here, to the line that is none of it.
    pub(super) fn literal(&mut self) -> Step<()> {
        let folds = self.byte() == Some(b'>');
        self.at += 1;
        let (chomp, indentation) = self.literal_header()?;
        let (start, breaks) = match self.literal_begin(indentation)? {
            Some(column) => (self.at, self.literal_lines(column, folds)?),
            None => (self.at, self.folded.drain(..).count()),
        };
        let kept = match chomp {
            Chomp::Strip => 0,
            Chomp::Clip => usize::from(start < self.at),
            // A text that ends with the file has a line break nonetheless.
            Chomp::Keep => breaks.max(usize::from(start < self.at)),
        };
        self.line_breaks(kept);
        let is_folded = self.text.get(start..self.at) != Some(&self.folded);
        let span = Span::new(start, self.at);
        self.push(&Scalar { span, kind: Kind::String, flags: BLOCK, is_folded })?;
        if breaks > 0 || start == self.at {
            self.at = self.line;
        }
        Ok(())
    }

    /// What stands behind the indicator, to the end of the line.
    fn literal_header(&mut self) -> Step<(Chomp, Option<usize>)> {
        let mut indentation = self.indentation();
        let chomp = match self.byte() {
            Some(b'-') => Chomp::Strip,
            Some(b'+') => Chomp::Keep,
            _ => Chomp::Clip,
        };
        self.at += usize::from(!matches!(chomp, Chomp::Clip));
        indentation = indentation.or_else(|| self.indentation());
        self.end_line()?;
        Ok((chomp, indentation))
    }

    /// How much further than what it is in the text is said to stand.
    fn indentation(&mut self) -> Option<usize> {
        let digit = self.byte().filter(|byte| (b'1'..=b'9').contains(byte))?;
        self.at += 1;
        Some(usize::from(digit - b'0'))
    }

    /// Over the empty lines before the text; the column of the text, none if there is no text.
    fn literal_begin(&mut self, indentation: Option<usize>) -> Step<Option<usize>> {
        let parent = self.open.last().copied().ok_or(Declined)?;
        self.folded.clear();
        let mut widest = 0;
        loop {
            self.line = self.at;
            self.spaces();
            if self.byte() != Some(b'\n') {
                break;
            }
            widest = widest.max(self.column());
            self.at += 1;
            self.folded.push('\n');
        }
        if self.byte().is_none() {
            return Err(Declined);
        }
        let column = match indentation {
            None => self.column().max(parent.column + 1),
            // What a sequence's indentation is depends on what it is in.
            Some(_) if parent.sequence => return Err(Declined),
            Some(further) => parent.column + further,
        };
        if self.column() < column {
            return if self.column() <= parent.column { Ok(None) } else { Err(Declined) };
        }
        self.at = self.line + column;
        if widest <= column { Ok(Some(column)) } else { Err(Declined) }
    }

    /// The lines of the text, without the line breaks at its end, of which it gives the number. The reader is left
    /// before what is no text any more.
    fn literal_lines(&mut self, column: usize, folds: bool) -> Step<usize> {
        let mut was_further = self.byte() == Some(b' ');
        loop {
            let from = self.at;
            self.at += swar::line(self.rest());
            let text = self.text.get(from..self.at).unwrap_or("");
            self.folded.push_str(text);
            let breaks = self.literal_break(column)?;
            if self.column() < column || self.byte().is_none() {
                return Ok(breaks);
            }
            self.at = self.line + column;
            let is_further = self.byte() == Some(b' ');
            if folds && !was_further && !is_further {
                self.fold(breaks);
            } else {
                self.line_breaks(breaks);
            }
            was_further = is_further;
        }
    }

    /// Over the end of a line and the empty ones behind it; how many, and the reader is left behind the indentation
    /// of the next.
    fn literal_break(&mut self, column: usize) -> Step<usize> {
        let breaks = self.breaks_within(column);
        // An end within a line of spaces is rare.
        let is_odd_end = self.byte().is_none() && breaks > 0 && self.column() > 0;
        if is_odd_end { Err(Declined) } else { Ok(breaks) }
    }

    fn line_breaks(&mut self, count: usize) {
        self.folded.extend(std::iter::repeat_n('\n', count));
    }
}

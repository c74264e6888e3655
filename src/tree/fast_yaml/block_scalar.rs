//! Block scalars: literal and folded (YAML 1.2, 8.1).

use super::reader::{Declined, ReadResult, Reader};
use super::scalar::Scalar;
use crate::diagnostic::Span;
use crate::swar;
use crate::tree::raw::{BLOCK, Kind};

/// The chomping indicator: which line breaks at the end are kept.
#[derive(Clone, Copy)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

impl Reader<'_, '_> {
    /// Reads the block scalar whose indicator is here, up to the first line after it.
    pub(super) fn block_scalar(&mut self) -> ReadResult<()> {
        let folds = self.byte() == Some(b'>');
        self.at += 1;
        let (chomp, indentation) = self.block_header()?;
        let (start, breaks) = match self.block_begin(indentation)? {
            Some(column) => (self.at, self.block_lines(column, folds)?),
            None => (self.at, self.folded.drain(..).count()),
        };
        let kept = match chomp {
            Chomp::Strip => 0,
            Chomp::Clip => usize::from(start < self.at),
            // A text that ends with the file still has a line break.
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

    /// Reads the header after the indicator, to the end of the line.
    fn block_header(&mut self) -> ReadResult<(Chomp, Option<usize>)> {
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

    /// Reads the indentation indicator: how much more the text is indented than the collection around it.
    fn indentation(&mut self) -> Option<usize> {
        let digit = self.byte().filter(|byte| (b'1'..=b'9').contains(byte))?;
        self.at += 1;
        Some(usize::from(digit - b'0'))
    }

    /// Moves over the empty lines before the text; returns the column of the text, `None` if there is no text.
    fn block_begin(&mut self, indentation: Option<usize>) -> ReadResult<Option<usize>> {
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
            // The indentation of a sequence depends on the collection around it.
            Some(_) if parent.is_sequence => return Err(Declined),
            Some(further) => parent.column + further,
        };
        if self.column() < column {
            return if self.column() <= parent.column { Ok(None) } else { Err(Declined) };
        }
        self.at = self.line + column;
        if widest <= column { Ok(Some(column)) } else { Err(Declined) }
    }

    /// Reads the lines of the text without the line breaks at its end, whose number it returns. The reader is left
    /// before the first line after the text.
    fn block_lines(&mut self, column: usize, folds: bool) -> ReadResult<usize> {
        let mut was_further = self.byte() == Some(b' ');
        loop {
            let from = self.at;
            self.at += swar::line(self.rest());
            let text = self.text.get(from..self.at).unwrap_or("");
            self.folded.push_str(text);
            let breaks = self.block_break(column)?;
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

    /// Moves over the end of a line and the empty lines after it, to the text of the next line; returns the number of
    /// line breaks.
    fn block_break(&mut self, column: usize) -> ReadResult<usize> {
        let breaks = self.breaks_within(column);
        // A text that ends in a line of spaces is rare.
        let is_odd_end = self.byte().is_none() && breaks > 0 && self.column() > 0;
        if is_odd_end { Err(Declined) } else { Ok(breaks) }
    }

    fn line_breaks(&mut self, count: usize) {
        self.folded.extend(std::iter::repeat_n('\n', count));
    }
}

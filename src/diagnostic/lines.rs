//! Byte offsets → lines and columns, once, at the boundary.
//!
//! JSON output and editors count columns in UTF-16 units, terminals in characters; both are 1-based, and the
//! end of a range is exclusive.

use std::cell::OnceCell;
use std::rc::Rc;

use super::Span;

/// A place as a person or an editor counts it. 1-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in UTF-16 units, from 1.
    pub column: u32,
    /// The column in characters, from 1.
    pub character: u32,
}

/// Bytes between two marks: the most that a lookup in a long line scans.
const STEP: usize = 4096;

/// How many UTF-16 units and characters a stretch of text has.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    units: usize,
    characters: usize,
}

impl Count {
    /// Of UTF-8 bytes: every byte that is no continuation starts a character; one of four bytes has two units.
    fn of(bytes: &[u8]) -> Self {
        if bytes.is_ascii() {
            return Self { units: bytes.len(), characters: bytes.len() };
        }
        let begins = |byte: &&u8| **byte & 0xC0 != 0x80;
        let characters = bytes.iter().filter(begins).count();
        Self { units: characters + bytes.iter().filter(|byte| **byte >= 0xF0).count(), characters }
    }

    fn plus(self, other: Self) -> Self {
        Self { units: self.units + other.units, characters: self.characters + other.characters }
    }
}

/// Where the lines of a text begin.
///
/// A lookup costs a binary search and a scan of some kilobytes, also where the text is one line of many megabytes.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    text: &'t str,
    lines: Rc<Lines>,
}

/// The index of a text without the text, for one that is kept longer than a borrow of it.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
    /// The counts before each multiple of `STEP` bytes, which only long lines need.
    marks: OnceCell<Vec<Count>>,
}

impl Lines {
    /// Finds the lines of a text; `\n`, `\r\n` and a lone `\r` end one, as in YAML 1.2 (5.4).
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        let starts = [0].into_iter().chain(ends.map(|at| at + 1)).collect();
        Self { starts, marks: OnceCell::new() }
    }
}

impl<'t> LineIndex<'t> {
    /// Of a text whose lines are found here.
    pub fn new(text: &'t str) -> Self {
        Self::known(text, Rc::new(Lines::of(text)))
    }

    /// Of a text whose lines were found before.
    pub fn known(text: &'t str, lines: Rc<Lines>) -> Self {
        Self { text, lines }
    }

    /// The byte offset of a line and a column in UTF-16 units, both from 1. Beyond the end of a line: its end; within a
    /// character: its first byte.
    pub fn offset(&self, line: u32, column: u32) -> usize {
        let line = (line as usize).saturating_sub(1);
        let starts = &self.lines.starts;
        let Some(start) = starts.get(line).copied() else { return self.text.len() };
        let end = starts.get(line + 1).copied().unwrap_or(self.text.len());
        let units = (column as usize).saturating_sub(1);
        let from = self.mark_before(start, end, units);
        let mut left = units - self.between(start, from).units;
        let rest = self.text.get(from..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let fits = |c: &char| {
            let width = c.len_utf16();
            let fits = width <= left;
            left = left.saturating_sub(width);
            fits
        };
        from + rest.chars().take_while(fits).map(char::len_utf8).sum::<usize>()
    }

    /// The last place of a line, from which so many UTF-16 units from its start are counted: of a long line near them.
    fn mark_before(&self, start: usize, end: usize, units: usize) -> usize {
        if end - start <= STEP {
            return start;
        }
        let target = self.before(start).units + units;
        let mark = self.marks().partition_point(|mark| mark.units <= target).saturating_sub(1);
        let at = u32::try_from(mark * STEP).unwrap_or(u32::MAX);
        self.boundary(at).clamp(start, end)
    }

    /// The counts before each multiple of `STEP` bytes.
    fn marks(&self) -> &[Count] {
        self.lines.marks.get_or_init(|| {
            let chunks = self.text.as_bytes().chunks_exact(STEP);
            let sums = chunks.scan(Count::default(), |sum, chunk| {
                *sum = sum.plus(Count::of(chunk));
                Some(*sum)
            });
            [Count::default()].into_iter().chain(sums).collect()
        })
    }

    /// The counts of a part of a line.
    fn between(&self, start: usize, end: usize) -> Count {
        if end - start <= STEP {
            return Count::of(self.text.as_bytes().get(start..end).unwrap_or(&[]));
        }
        let (before, all) = (self.before(start), self.before(end));
        Count { units: all.units - before.units, characters: all.characters - before.characters }
    }

    /// The counts before a byte offset.
    fn before(&self, offset: usize) -> Count {
        let mark = offset / STEP;
        let rest = self.text.as_bytes().get(mark * STEP..offset).unwrap_or(&[]);
        self.marks().get(mark).copied().unwrap_or_default().plus(Count::of(rest))
    }

    /// The offset itself, or the end of the text, or the first byte of the character that it is inside.
    fn boundary(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// The place of a byte offset. Past the end: the end; inside a character: its first byte.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.boundary(offset);
        let line = self.lines.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.lines.starts.get(line).copied().unwrap_or(0);
        let Count { units, characters } = self.between(start, offset);
        Position { line: count(line), column: count(units), character: count(characters) }
    }

    /// The places of a range's start and end.
    pub fn range(&self, span: Span) -> (Position, Position) {
        (self.position(span.start), self.position(span.end))
    }

    /// The line of an offset, without its line end, split at the offset.
    pub fn split_line(&self, offset: u32) -> (&'t str, &'t str) {
        let offset = self.boundary(offset);
        let line = self.lines.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.lines.starts.get(line).copied().unwrap_or(0);
        let end = self.lines.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let before = self.text.get(start..offset).unwrap_or("");
        (before, self.text.get(offset..end).unwrap_or("").trim_end_matches(['\n', '\r']))
    }
}

/// 0-based → 1-based.
fn count(zero_based: usize) -> u32 {
    u32::try_from(zero_based).unwrap_or(u32::MAX - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, offset: u32, expect: (u32, u32, u32)) {
        let at = LineIndex::new(text).position(offset);
        assert_eq!((at.line, at.column, at.character), expect, "{text:?} at {offset}");
    }

    #[test]
    fn columns_count_utf16_units_and_characters() {
        check("ab\ncd", 0, (1, 1, 1));
        check("ab\ncd", 4, (2, 2, 2));
        check("é😀x", 6, (1, 4, 3));
    }

    #[test]
    fn every_line_end_of_yaml_counts_once() {
        check("a\r\nb", 3, (2, 1, 1));
        check("a\rb", 2, (2, 1, 1));
        check("a\n", 2, (2, 1, 1));
    }

    #[test]
    fn places_in_a_long_line_are_counted_from_its_beginning() {
        let text = format!("x\n{}", "aé😀".repeat(3000));
        for at in [0, 1, 2, 3, 584, 585, 1170, 2999] {
            let offset = u32::try_from(2 + at * 7).unwrap();
            check(&text, offset, (2, 4 * at as u32 + 1, 3 * at as u32 + 1));
            check(&text, offset + 3, (2, 4 * at as u32 + 3, 3 * at as u32 + 3));
        }
    }

    #[test]
    fn every_place_leads_back_to_its_offset() {
        let long = "aé😀".repeat(3000);
        for text in ["", "ab\ncd\n", "é😀x\r\ny", &format!("x\n{long}\ny{long}")] {
            let lines = LineIndex::new(text);
            for (offset, _) in text.char_indices().filter(|(_, c)| !matches!(c, '\n' | '\r')) {
                let at = lines.position(u32::try_from(offset).unwrap());
                assert_eq!(lines.offset(at.line, at.column), offset, "{at:?}");
            }
        }
        let lines = LineIndex::new("é😀x\r\ny");
        assert_eq!(
            [(1, 3), (1, 99), (2, 0), (7, 1)].map(|(line, column)| lines.offset(line, column)),
            [2, 7, 9, 10]
        );
    }

    #[test]
    fn a_line_is_split_at_an_offset() {
        let lines = LineIndex::new("a\r\nbc\n");
        assert_eq!(lines.split_line(4), ("b", "c"));
        assert_eq!(lines.split_line(2), ("a\r", ""));
        assert_eq!(lines.split_line(99), ("", ""));
    }

    #[test]
    fn offsets_beyond_the_end_or_inside_a_character_are_moved() {
        check("ab", 99, (1, 3, 3));
        check("é", 1, (1, 1, 1));
    }
}

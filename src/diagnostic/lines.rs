//! Byte offsets → lines and columns, once, at the boundary.
//!
//! JSON output and editors count columns in UTF-16 units, terminals in characters; both are 1-based, and the
//! end of a range is exclusive.

use std::cell::OnceCell;

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
    starts: Vec<usize>,
    /// The counts before each multiple of `STEP` bytes, which only long lines need.
    marks: OnceCell<Vec<Count>>,
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of a text; `\n`, `\r\n` and a lone `\r` end one, as in YAML 1.2 (5.4).
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes)
            .filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        let starts = [0].into_iter().chain(ends.map(|at| at + 1)).collect();
        Self { text, starts, marks: OnceCell::new() }
    }

    /// The counts before each multiple of `STEP` bytes.
    fn marks(&self) -> &[Count] {
        self.marks.get_or_init(|| {
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
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
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
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
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

//! Reads half-written YAML in block style, line by line.

use super::line::{Line, after_blanks, column, is_space};
use super::model::{Cursor, KeyId, MappingId, Outline, Slot};
use super::token::{Word, block_key, name, plain, quoted};

/// What is open at a line, from the outermost.
#[derive(Debug, Clone, Copy)]
enum Level {
    /// A mapping, and its last key.
    Mapping { column: usize, id: MappingId, last: Option<KeyId> },
    /// A list, and its key.
    List { column: usize, owner: Option<KeyId> },
}

impl Level {
    fn column(self) -> usize {
        match self {
            Self::Mapping { column, .. } | Self::List { column, .. } => column,
        }
    }

    /// Whether it ends at a key in this column.
    fn ends_at(self, key: usize) -> bool {
        match self {
            Self::Mapping { column, .. } => column > key,
            Self::List { column, .. } => column >= key,
        }
    }
}

/// The mappings and keys of a text, and what the cursor is on.
///
/// `is_complete` tells whether the text parses: then nothing in it is taken for unfinished.
pub(in crate::config) fn read(text: &str, cursor: usize, is_complete: bool) -> Outline<'_> {
    let outline = Outline::new();
    let mut reader = Reader { text, cursor, is_complete, outline, levels: Vec::new(), instead: None };
    let mut next = Some(0);
    while let Some(start) = next {
        next = reader.line(Line::from(text, start));
    }
    reader.outline
}

/// A reader at some place of the text.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) cursor: usize,
    pub(super) is_complete: bool,
    pub(super) outline: Outline<'t>,
    levels: Vec<Level>,
    /// The place of the cursor if the brackets around it turn out to be unfinished.
    pub(super) instead: Option<Cursor>,
}

impl<'t> Reader<'t> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    /// Whether the cursor is in a word or at one of its ends.
    pub(super) fn is_at(&self, word: Word) -> bool {
        (word.0..=word.1).contains(&self.cursor)
    }

    /// Reads a line; returns where the next one to read begins.
    fn line(&mut self, line: Line) -> Option<usize> {
        let content = after_blanks(self.text, line.start, line.end);
        if content == line.end {
            if line.has(self.cursor) {
                self.outline.cursor = self.blank(line);
            }
            return line.next;
        }
        let rest = self.text.get(content..line.end).unwrap_or("");
        if content == line.start
            && (rest.starts_with("---") || rest.starts_with("...") || rest.starts_with('%'))
        {
            self.levels.clear();
            return line.next;
        }
        if rest.starts_with('#') {
            return line.next;
        }
        self.content(line, content)
    }

    /// Reads the content of a line: the dashes of lists, and what follows them.
    fn content(&mut self, line: Line, mut at: usize) -> Option<usize> {
        let mut column = self::column(self.text, line.start, at);
        while self.byte(at) == b'-' && is_space(self.text, at + 1) {
            self.begin_item(column);
            let dash = at;
            at = after_blanks(self.text, dash + 1, line.end);
            column += self::column(self.text, dash, at);
            if at == line.end || self.byte(at) == b'#' {
                if (dash + 2..=at).contains(&self.cursor) {
                    self.item((self.cursor, self.cursor));
                }
                return line.next;
            }
        }
        match block_key(self.text, at, line.end) {
            Some(key) => {
                let id = self.key(key.word, column, true);
                self.value(line, key.value, column, id)
            }
            None => self.scalar(line, at, column),
        }
    }

    /// Begins an item of a list in this column.
    fn begin_item(&mut self, column: usize) {
        while self.levels.pop_if(|level| level.column() > column).is_some() {}
        if matches!(self.levels.last(), Some(Level::List { column: same, .. }) if *same == column) {
            return;
        }
        let owner = self.owner();
        self.levels.push(Level::List { column, owner });
    }

    /// Closes what ends at a key in this column.
    fn close(&mut self, column: usize) {
        while self.levels.pop_if(|level| level.ends_at(column)).is_some() {}
    }

    /// The key whose value is read.
    fn owner(&self) -> Option<KeyId> {
        match self.levels.last()? {
            Level::Mapping { last, .. } => *last,
            Level::List { .. } => None,
        }
    }

    /// The mapping of a key in this column.
    fn mapping_at(&mut self, column: usize) -> MappingId {
        self.close(column);
        let id = match self.levels.last() {
            None => MappingId::ROOT,
            Some(Level::Mapping { column: same, id, .. }) if *same == column => return *id,
            Some(_) => {
                let owner = self.owner();
                self.outline.child(owner)
            }
        };
        self.levels.push(Level::Mapping { column, id, last: None });
        id
    }

    /// Adds a key.
    fn key(&mut self, word: Word, column: usize, has_colon: bool) -> KeyId {
        let mapping = self.mapping_at(column);
        let id = self.outline.add(mapping, name(self.text, word), word);
        if let Some(Level::Mapping { last, .. }) = self.levels.last_mut() {
            *last = Some(id);
        }
        if self.is_at(word) {
            let cursor = Cursor::block(Slot::Key(mapping), word, column);
            self.outline.cursor = Some(Cursor { has_colon, ..cursor });
        } else {
            self.outline.set_column(mapping, column);
        }
        id
    }

    /// Reads what follows the colon of a key.
    fn value(&mut self, line: Line, from: usize, column: usize, key: KeyId) -> Option<usize> {
        let at = self.after_properties(from, line.end);
        if at == line.end || (self.byte(at) == b'#' && at > from) {
            if (from..=at).contains(&self.cursor) {
                let word = (self.cursor, self.cursor);
                self.outline.cursor = Some(Cursor::block(Slot::Value(key), word, column));
            }
            return line.next;
        }
        self.outline.set_value(key);
        match self.byte(at) {
            b'{' | b'[' => self.flow(line, at, Some(column), Some(key)),
            b'|' | b'>' => self.block_scalar(line, column),
            _ => {
                let word = self.word(line, at, column);
                if self.is_at(word) {
                    self.outline.cursor = Some(Cursor::block(Slot::Value(key), word, column));
                }
                Line::from(self.text, word.1).next
            }
        }
    }

    /// The scalar that begins here.
    fn word(&self, line: Line, at: usize, column: usize) -> Word {
        match self.byte(at) {
            b'"' | b'\'' => (at, quoted(self.text, at, line, Some(column), &[])),
            _ => (at, plain(self.text, at, line.end)),
        }
    }

    /// The offset after anchors and tags, and the blanks around them.
    fn after_properties(&self, from: usize, end: usize) -> usize {
        let mut at = after_blanks(self.text, from, end);
        while matches!(self.byte(at), b'&' | b'!') && at < end {
            let rest = self.text.get(at..end).unwrap_or("");
            at = after_blanks(self.text, at + rest.find([' ', '\t']).unwrap_or(rest.len()), end);
        }
        at
    }

    /// Passes over the lines of a block scalar: those that are indented further than its key.
    fn block_scalar(&mut self, line: Line, base: usize) -> Option<usize> {
        let mut next = line.next;
        while let Some(start) = next {
            let line = Line::from(self.text, start);
            let content = after_blanks(self.text, start, line.end);
            let at = if content == line.end { self.cursor.clamp(start, content) } else { content };
            let is_outside = column(self.text, start, at) <= base;
            if is_outside && (content < line.end || line.has(self.cursor)) {
                return next;
            }
            next = line.next;
        }
        None
    }

    /// Reads a line, or the rest of one after a dash, that has no key and colon.
    fn scalar(&mut self, line: Line, at: usize, column: usize) -> Option<usize> {
        let is_item = matches!(self.levels.last(), Some(Level::List { column: list, .. }) if *list < column);
        match self.byte(at) {
            b'{' | b'[' => {
                self.close(column);
                let owner = self.owner();
                let base = self.levels.last().map(|level| level.column());
                self.flow(line, at, base, owner)
            }
            b'|' | b'>' if is_item => self.block_scalar(line, column.saturating_sub(1)),
            b'&' | b'!' | b'*' | b'?' | b'|' | b'>' => line.next,
            _ => {
                let word = self.word(line, at, column.saturating_sub(1));
                match is_item {
                    true if self.is_at(word) => self.item(word),
                    true => {}
                    false => _ = self.key(word, column, false),
                }
                Line::from(self.text, word.1).next
            }
        }
    }

    /// Notes that the cursor is on an item of the list that is read.
    fn item(&mut self, word: Word) {
        if let Some(Level::List { owner: Some(owner), column }) = self.levels.last() {
            self.outline.cursor = Some(Cursor::block(Slot::Item(*owner), word, *column));
        }
    }

    /// What can be written in an empty line, in the column of the cursor.
    pub(super) fn blank(&mut self, line: Line) -> Option<Cursor> {
        let column = column(self.text, line.start, self.cursor);
        let word = (self.cursor, self.cursor);
        let key = |id| Some(Cursor::block(Slot::Key(id), word, column));
        let level = self.levels.iter().rev().find(|level| !level.ends_at(column));
        match level {
            None => key(MappingId::ROOT),
            Some(Level::List { .. }) => None,
            Some(Level::Mapping { column: same, id, .. }) if *same == column => key(*id),
            Some(Level::Mapping { last, .. }) => {
                let owner = last.filter(|id| self.outline.key(*id).is_some_and(|key| !key.has_value))?;
                key(self.outline.child(Some(owner)))
            }
        }
    }
}

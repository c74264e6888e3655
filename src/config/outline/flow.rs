//! Reads half-written mappings and lists in braces and brackets, token by token: flow style, and JSON.

use super::block::Reader;
use super::line::{Line, after_blanks, column, is_break, is_space};
use super::model::{Cursor, KeyId, MappingId, Slot};
use super::token::{Word, flow_plain, is_separator, name, quoted};

/// What is open at a token, from the outermost.
#[derive(Debug, Clone, Copy)]
struct Level {
    kind: Kind,
    /// The column of its members, if one of them begins a line; otherwise of those around it.
    column: usize,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Mapping(MappingId, State),
    List(Option<KeyId>),
}

/// What a mapping is waiting for.
#[derive(Debug, Clone, Copy)]
enum State {
    /// A key.
    Key,
    /// The colon of a key.
    Colon(KeyId),
    /// The value of a key.
    Value(KeyId),
    /// A comma.
    Comma,
}

/// Mappings and lists in brackets, from the outermost bracket on.
struct Flow<'r, 't> {
    reader: &'r mut Reader<'t>,
    levels: Vec<Level>,
    /// How many of the levels are mappings.
    mappings: usize,
    /// The column of the key in block style whose value this is.
    base: Option<usize>,
    /// The line of the token.
    line: Line,
    /// Whether the token is the first in its line.
    is_first: bool,
}

impl Reader<'_> {
    /// Reads from the outermost bracket to its end; returns where the next line in block style begins.
    pub(super) fn flow(
        &mut self,
        line: Line,
        at: usize,
        base: Option<usize>,
        owner: Option<KeyId>,
    ) -> Option<usize> {
        let is_root = base.is_none();
        let mut flow = Flow { reader: self, levels: Vec::new(), mappings: 0, base, line, is_first: false };
        flow.open(at, owner, is_root);
        flow.read(at + 1)
    }
}

impl Flow<'_, '_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.reader.text.as_bytes().get(at).copied()
    }

    /// Reads tokens until the outermost bracket is closed.
    fn read(&mut self, mut at: usize) -> Option<usize> {
        let text = self.reader.text;
        while !self.levels.is_empty() {
            let token = after_blanks(text, at, text.len());
            self.gap(at, token);
            match self.byte(token) {
                None => {
                    self.unfinished();
                    return None;
                }
                Some(b) if is_break(b) => {
                    let next = Line::from(text, token).next?;
                    if self.is_outside(next) {
                        self.unfinished();
                        return Some(next);
                    }
                    (self.line, self.is_first, at) = (Line::from(text, next), true, next);
                }
                Some(b'#') if self.is_first || is_space(text, token - 1) => at = self.line.end,
                Some(_) => {
                    at = self.token(token);
                    self.is_first = false;
                    if at > self.line.end {
                        self.line = Line::from(text, at);
                    }
                }
            }
        }
        Line::from(text, at).next
    }

    /// Reads the token that begins here; returns its end.
    fn token(&mut self, at: usize) -> usize {
        let text = self.reader.text;
        match self.byte(at).unwrap_or(b',') {
            b'{' | b'[' => {
                let owner = self.begin_value();
                self.open(at, owner, false);
            }
            b'}' | b']' => self.close(at),
            b',' => self.set(State::Key),
            b':' if self.is_colon(at) => self.colon(),
            b'"' | b'\'' => {
                let is_json = self.byte(at) == Some(b'"') && self.base.is_none();
                let base = if is_json { None } else { Some(self.base.unwrap_or(0)) };
                let end = quoted(text, at, self.line, base, &[',', '}', ']']);
                self.word((at, end));
                return end;
            }
            _ => {
                let end = flow_plain(text, at, self.line.end).max(at + 1);
                self.word((at, end));
                return end;
            }
        }
        at + 1
    }

    /// Whether a colon separates a key from its value.
    fn is_colon(&self, at: usize) -> bool {
        let waits = matches!(self.levels.last(), Some(Level { kind: Kind::Mapping(_, State::Colon(_)), .. }));
        waits || is_separator(self.reader.text, at)
    }

    fn colon(&mut self) {
        if let Some(Level { kind: Kind::Mapping(_, state), .. }) = self.levels.last_mut()
            && let State::Colon(key) = *state
        {
            *state = State::Value(key);
        }
    }

    fn set(&mut self, new: State) {
        if let Some(Level { kind: Kind::Mapping(_, state), .. }) = self.levels.last_mut() {
            *state = new;
        }
    }

    /// The key whose value begins.
    fn begin_value(&mut self) -> Option<KeyId> {
        let Some(Level { kind: Kind::Mapping(_, State::Value(key)), .. }) = self.levels.last().copied()
        else {
            return None;
        };
        self.reader.outline.set_value(key);
        self.set(State::Comma);
        Some(key)
    }

    fn open(&mut self, at: usize, owner: Option<KeyId>, is_root: bool) {
        let column = self.levels.last().map_or(0, |level| level.column);
        let kind = match self.byte(at) {
            Some(b'{') if is_root => Kind::Mapping(MappingId::ROOT, State::Key),
            Some(b'{') => Kind::Mapping(self.reader.outline.child(owner), State::Key),
            _ => Kind::List(owner),
        };
        self.mappings += usize::from(matches!(kind, Kind::Mapping(..)));
        self.levels.push(Level { kind, column });
    }

    /// Closes the innermost level of this kind, and those in it whose bracket is missing.
    fn close(&mut self, at: usize) {
        let is_mapping = self.byte(at) == Some(b'}');
        let open = if is_mapping { self.mappings } else { self.levels.len() - self.mappings };
        while open > 0 && self.pop().is_some_and(|closed| closed != is_mapping) {}
    }

    /// Closes the innermost level; returns whether it was a mapping.
    fn pop(&mut self) -> Option<bool> {
        let is_mapping = matches!(self.levels.pop()?.kind, Kind::Mapping(..));
        self.mappings -= usize::from(is_mapping);
        Some(is_mapping)
    }

    /// Reads a word: a key, a value or an item.
    fn word(&mut self, word: Word) {
        let text = self.reader.text;
        let colon = after_blanks(text, word.1, text.len());
        let has_colon = self.byte(colon) == Some(b':');
        self.leave(word.0, has_colon);
        let Some(level) = self.levels.last().copied() else { return };
        match level.kind {
            Kind::List(owner) => self.place(owner.map(|owner| Cursor::flow(Slot::Item(owner), word))),
            Kind::Mapping(_, State::Value(key)) if !has_colon => {
                self.begin_value();
                self.place(Some(Cursor::flow(Slot::Value(key), word)));
            }
            Kind::Mapping(id, state) => {
                // A word after another one is a key if it looks like one: a comma, a value or a colon is missing.
                if matches!(state, State::Key) || has_colon || self.is_first {
                    self.key(id, word, has_colon, matches!(state, State::Comma));
                }
            }
        }
    }

    fn key(&mut self, mapping: MappingId, word: Word, has_colon: bool, needs_comma: bool) {
        let key = self.reader.outline.add(mapping, name(self.reader.text, word), word);
        self.set(State::Colon(key));
        let cursor = Cursor::flow(Slot::Key(mapping), word);
        self.place(Some(Cursor { has_colon, needs_comma, ..cursor }));
    }

    /// In unfinished text, closes the levels that a member in this column cannot be in.
    fn leave(&mut self, at: usize, has_colon: bool) {
        if !self.is_first || !has_colon {
            return;
        }
        let column = column(self.reader.text, self.line.start, at);
        if !self.reader.is_complete {
            while self.levels.len() > 1 && self.levels.last().is_some_and(|level| level.is_left_by(column)) {
                self.pop();
            }
        }
        if let Some(level) = self.levels.last_mut() {
            level.column = column;
        }
    }

    /// Notes the place of the cursor if it is in the word.
    fn place(&mut self, cursor: Option<Cursor>) {
        if let Some(cursor) = cursor.filter(|cursor| self.reader.is_at(cursor.word)) {
            self.reader.outline.cursor = Some(cursor);
        }
    }

    /// Notes the place of the cursor if it is between two tokens and not at a word.
    fn gap(&mut self, from: usize, to: usize) {
        let at = self.reader.cursor;
        let is_word = |b: u8| !is_break(b) && !b"{}[],:#".contains(&b);
        let begins_word = at == to && self.byte(to).is_some_and(is_word);
        if !(from..=to).contains(&at) || begins_word || self.reader.outline.cursor.is_some() {
            return;
        }
        self.reader.outline.cursor = self.slot().map(|(slot, needs_comma)| {
            let cursor = Cursor::flow(slot, (at, at));
            Cursor { needs_comma, ..cursor }
        });
        let line = self.line;
        let is_blank = after_blanks(self.reader.text, line.start, line.end) == line.end;
        let is_left = self.base.is_some_and(|base| column(self.reader.text, line.start, at) <= base);
        if self.is_first && is_blank && is_left {
            self.reader.instead = self.reader.blank(line);
        }
    }

    /// What can be written here, and whether a comma is missing before it.
    fn slot(&self) -> Option<(Slot, bool)> {
        match self.levels.last()?.kind {
            Kind::List(owner) => owner.map(|owner| (Slot::Item(owner), false)),
            Kind::Mapping(id, State::Key) => Some((Slot::Key(id), false)),
            Kind::Mapping(_, State::Value(key)) => Some((Slot::Value(key), false)),
            Kind::Mapping(id, State::Comma) if self.is_first => Some((Slot::Key(id), true)),
            Kind::Mapping(..) => None,
        }
    }

    /// In unfinished text, whether a line that begins here cannot be in brackets: it is not indented further than their
    /// key.
    fn is_outside(&self, start: usize) -> bool {
        let Some(base) = self.base.filter(|_| !self.reader.is_complete) else { return false };
        let text = self.reader.text;
        let content = after_blanks(text, start, text.len());
        let goes_on = self.byte(content).is_none_or(|b| is_break(b) || b"}],#\"'".contains(&b));
        !goes_on && column(text, start, content) <= base
    }

    /// The brackets were unfinished: an empty line at the cursor was not in them.
    fn unfinished(&mut self) {
        if let Some(instead) = self.reader.instead.take() {
            self.reader.outline.cursor = Some(instead);
        }
    }
}

impl Level {
    /// Whether a member in this column, outer to its own, ends it.
    fn is_left_by(&self, column: usize) -> bool {
        match self.kind {
            Kind::Mapping(..) => self.column > column,
            Kind::List(_) => self.column >= column,
        }
    }
}

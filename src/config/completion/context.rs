//! The outline of a half-written config with its rows of the table of keys.

use crate::config::check::LIMITS;
use crate::config::model::Environment;
use crate::config::outline::{self, Cursor, KeyId, MappingId, Outline, Slot};
use crate::config::reading::walk::walk;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys::below;
use crate::diagnostic::{Source, Span};
use crate::suggest;
use crate::tree;

/// No mapping of the table is deeper.
const DEEPEST: usize = 16;

/// A known key, and its place.
type Placed = (Span, &'static ConfigKey);

/// A half-written config.
pub(super) struct Context<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// What is in it.
    pub(super) outline: Outline<'t>,
    /// The known keys of the text, if it parses.
    parsed: Vec<Placed>,
}

impl<'t> Context<'t> {
    pub(super) fn read(text: &'t str, at: usize) -> Self {
        let parsed = parsed(text);
        let outline = outline::read(text, at.min(text.len()), parsed.is_some());
        Self { text, outline, parsed: parsed.unwrap_or_default() }
    }

    /// The key that the parser finds at an offset.
    pub(super) fn parsed_key(&self, at: usize) -> Option<Placed> {
        let is_at = |span: &Span| (span.start as usize..=span.end as usize).contains(&at);
        self.parsed.iter().find(|(span, _)| is_at(span)).copied()
    }

    /// The word at the cursor, without quotes.
    pub(super) fn word(&self, cursor: &Cursor) -> &'t str {
        let quotes = ['"', '\''];
        self.slice(cursor.word).trim_start_matches(quotes).trim_end_matches(quotes)
    }

    pub(super) fn slice(&self, (start, end): (usize, usize)) -> &'t str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The key of the table whose value is a mapping; within, none for the outermost mapping.
    pub(super) fn owner(&self, mapping: MappingId) -> Option<Option<&'static ConfigKey>> {
        let mut names = Vec::new();
        let mut at = mapping;
        while at != MappingId::ROOT {
            let key = self.outline.key(self.outline.mapping(at).owner?)?;
            names.push(key.name);
            at = key.mapping;
            if names.len() > DEEPEST {
                return None;
            }
        }
        let mut owner = None;
        for name in names.into_iter().rev() {
            owner = Some(named(owner.map_or(Some(""), ConfigKey::mapping)?, name)?);
        }
        Some(owner)
    }

    /// The row of a key.
    pub(super) fn row(&self, id: KeyId) -> Option<&'static ConfigKey> {
        let key = self.outline.key(id)?;
        named(self.owner(key.mapping)?.map_or(Some(""), ConfigKey::mapping)?, key.name)
    }

    /// The key of the table that the word at the cursor is, or of whose value it is a line.
    pub(super) fn key_at(&self, mapping: MappingId, cursor: &Cursor) -> Option<&'static ConfigKey> {
        let owner = self.owner(mapping)?;
        match owner.map_or(Some(""), ConfigKey::mapping) {
            Some(path) => named(path, self.word(cursor)),
            None => owner,
        }
    }

    /// Whether the slot continues a value that began in the line of its key.
    pub(super) fn is_continued(&self, slot: Slot) -> bool {
        let Slot::Key(mapping) = slot else { return false };
        let owner = self.outline.mapping(mapping).owner;
        owner.and_then(|id| self.outline.key(id)).is_some_and(|key| key.has_value)
    }

    /// The known keys that are there, besides the one at the cursor.
    pub(super) fn present(&self) -> Vec<&'static ConfigKey> {
        let word = self.outline.cursor.map_or((usize::MAX, usize::MAX), |cursor| cursor.word);
        let paths = self.paths();
        let written = self.outline.keys.iter().filter(|key| key.word != word).filter_map(|key| {
            let path = paths.get(key.mapping.0).copied().flatten()?;
            below(path).find(|row| row.name == key.name)
        });
        let is_as_named = |(span, key): &&Placed| {
            let place = (span.start as usize, span.end as usize);
            place != word && self.slice(place).trim_matches(['"', '\'']) == key.name
        };
        let parsed = self.parsed.iter().filter(is_as_named).map(|(_, key)| *key);
        written.chain(parsed).collect()
    }

    /// The path of each mapping in the table. Only that of the cursor's mapping may have misspelt keys.
    fn paths(&self) -> Vec<Option<&'static str>> {
        let at_cursor = self.outline.cursor.and_then(|cursor| match cursor.slot {
            Slot::Key(mapping) => Some(mapping),
            Slot::Value(key) => self.outline.key(key)?.child,
            Slot::Item(_) => None,
        });
        let mut paths: Vec<Option<&'static str>> = Vec::with_capacity(self.outline.mappings.len());
        for (id, mapping) in self.outline.mappings.iter().enumerate() {
            let path = match mapping.owner.and_then(|owner| self.outline.key(owner)) {
                _ if id == MappingId::ROOT.0 => Some(""),
                _ if Some(MappingId(id)) == at_cursor => {
                    self.owner(MappingId(id)).and_then(|owner| owner.map_or(Some(""), ConfigKey::mapping))
                }
                None => None,
                Some(key) => paths
                    .get(key.mapping.0)
                    .copied()
                    .flatten()
                    .and_then(|path| below(path).find(|row| row.name == key.name)?.mapping()),
            };
            paths.push(path);
        }
        paths
    }
}

/// The key of a mapping with this name, or with the nearest one.
fn named(path: &str, name: &str) -> Option<&'static ConfigKey> {
    let exact = below(path).find(|key| key.name == name);
    exact.or_else(|| {
        let names = || below(path).map(|key| key.name);
        let meant = suggest::same(name, names()).or_else(|| suggest::nearest(name, names()))?;
        below(path).find(|key| key.name == meant)
    })
}

/// The known keys of a text that parses.
fn parsed(text: &str) -> Option<Vec<Placed>> {
    let tree = tree::parse(text.as_bytes(), Source::Config, LIMITS).value.ok()?;
    let is_config = tree.root().is_object() && tree.text() == text;
    is_config.then(|| walk(tree.root(), &Environment::Unknown).keys)
}

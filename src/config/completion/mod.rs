//! What can be written at a place of a half-written config, and what a key there means: from the table of keys.
//!
//! In: text and a byte offset. Out: candidates, each with the text to insert and the range that it replaces. `context`
//! finds the row of the table at the cursor: an `outline` of the text has its keys, and where the text parses, those that
//! come in through `<<` are added from the tree. `key` offers the keys of a mapping, `value` the values of a key, `written`
//! puts them into the style at the cursor.

mod candidate;
mod context;
mod key;
mod pattern;
mod value;
mod written;

pub use candidate::{Candidate, CandidateKind};
pub use pattern::{PatternPlace, pattern_at};

use self::context::Context;
use self::written::Written;
use super::check::LIMITS;
use super::outline::{Cursor, Slot};
use super::schema::key::{ConfigKey, ValueType};
use crate::diagnostic::Span;

/// What can be written at an offset, the likeliest first. Nothing for a text over the size limit of configs.
pub fn complete(text: &str, at: usize) -> Vec<Candidate> {
    if text.len() > LIMITS.bytes {
        return Vec::new();
    }
    let context = Context::read(text, at);
    context.outline.cursor.map_or_else(Vec::new, |cursor| candidates(&context, cursor))
}

/// The key at an offset, or the key of the value there: the bytes of that word, and the key.
pub fn describe(text: &str, at: usize) -> Option<(Span, &'static ConfigKey)> {
    if text.len() > LIMITS.bytes {
        return None;
    }
    let context = Context::read(text, at);
    context.parsed_key(at).or_else(|| {
        let cursor = context.outline.cursor.filter(|cursor| cursor.word.0 < cursor.word.1)?;
        let key = match cursor.slot {
            Slot::Key(mapping) => context.key_at(mapping, &cursor)?,
            Slot::Value(key) | Slot::Item(key) => context.row(key)?,
        };
        Some((Span::new(cursor.word.0, cursor.word.1), key))
    })
}

fn candidates(context: &Context<'_>, cursor: Cursor) -> Vec<Candidate> {
    let found = match cursor.slot {
        Slot::Key(mapping) => match context.owner(mapping) {
            None => Vec::new(),
            Some(owner) => match owner.map_or(Some(""), ConfigKey::mapping) {
                Some(path) => key::keys(context, path, &Written::key(context, &cursor, mapping)),
                None => below(context, cursor, owner),
            },
        },
        Slot::Value(id) => value::values(context, id, &Written::value(context, &cursor)),
        Slot::Item(_) => Vec::new(),
    };
    candidate::nearest_first(found, context.word(&cursor))
}

/// What can be written in the lines below a key that has no keys of its own.
fn below(context: &Context<'_>, cursor: Cursor, owner: Option<&'static ConfigKey>) -> Vec<Candidate> {
    let Some(owner) = owner.filter(|_| !cursor.is_flow && !context.is_continued(cursor.slot)) else {
        return Vec::new();
    };
    let written = Written::value(context, &cursor);
    match owner.value_type {
        ValueType::TextList => vec![written.candidate(owner, "-", "- ", "an item of the list")],
        ValueType::Object | ValueType::AnyObject | ValueType::TextOrObject | ValueType::Headers => Vec::new(),
        _ => value::scalars(owner, &written),
    }
}

//! How a candidate is written at the cursor: in block style, in braces, in JSON, in the quotes that are there.

use super::candidate::{Candidate, CandidateKind};
use super::context::Context;
use crate::config::outline::{Cursor, KeyId, MappingId};
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::diagnostic::{Edit, Span};
use crate::tree::begins_as_json;

/// The indentation of a mapping, if the text has none that shows another one.
const STEP: usize = 2;

/// The style at the cursor.
pub(super) struct Written<'t> {
    /// What is replaced.
    span: (usize, usize),
    /// What is written before the candidate.
    before: String,
    /// The quote that the word begins with, or that JSON demands.
    quote: Option<char>,
    /// Whether it is in braces or brackets.
    is_flow: bool,
    /// Whether a colon follows.
    has_colon: bool,
    /// Line break and indentation of what is below the key that is written.
    below: String,
    text: &'t str,
}

impl<'t> Written<'t> {
    fn at(context: &Context<'t>, cursor: &Cursor) -> Self {
        let written = context.slice(cursor.word).chars().next().filter(|c| matches!(c, '"' | '\''));
        let is_json = cursor.is_flow && begins_as_json(context.text);
        Self {
            span: cursor.word,
            before: String::new(),
            quote: if is_json { Some('"') } else { written },
            is_flow: cursor.is_flow,
            has_colon: cursor.has_colon,
            below: indented(context, cursor.column + step(context)),
            text: context.text,
        }
    }

    /// For a key of a mapping: in the column of its keys, or in that of the cursor.
    pub(super) fn key(context: &Context<'t>, cursor: &Cursor, mapping: MappingId) -> Self {
        let mut written = Self::at(context, cursor);
        if cursor.is_flow {
            written.before = if cursor.needs_comma { ", ".to_owned() } else { String::new() };
            return written;
        }
        let column = context.outline.mapping(mapping).column.unwrap_or(0).max(cursor.column);
        let line = written.line();
        let indentation = context.slice((line, cursor.word.0));
        if indentation.contains('\t') && indentation.trim().is_empty() {
            written.span.0 = line;
            written.before = " ".repeat(column);
        } else {
            written.before = " ".repeat(column - cursor.column);
        }
        written.below = indented(context, column + step(context));
        written
    }

    /// For the value of a key, in its line or below.
    pub(super) fn value(context: &Context<'t>, cursor: &Cursor) -> Self {
        let mut written = Self::at(context, cursor);
        if context.text.get(..cursor.word.0).is_some_and(|text| text.ends_with(':')) {
            written.before = " ".to_owned();
        }
        written
    }

    /// For what is in the line below a key.
    pub(super) fn below(&self, context: &Context<'t>, key: KeyId) -> Self {
        let child = context.outline.key(key).and_then(|key| key.child);
        let column = child.and_then(|child| context.outline.mapping(child).column);
        let before = column.map_or_else(|| self.below.clone(), |column| indented(context, column));
        let deeper = format!("{before}{}", " ".repeat(step(context)));
        let space = context.slice((0, self.span.0));
        let blanks = space.len() - space.trim_end_matches([' ', '\t']).len();
        Self { span: (self.span.0 - blanks, self.span.1), before, below: deeper, ..*self }
    }

    /// Whether it is in braces or brackets.
    pub(super) fn is_flow(&self) -> bool {
        self.is_flow
    }

    /// Where the line begins.
    fn line(&self) -> usize {
        let before = self.text.get(..self.span.0).unwrap_or("");
        before.rfind(['\n', '\r']).map_or(0, |feed| feed + 1)
    }

    /// A string in the quotes that are there. In braces, a variable needs some.
    pub(super) fn string(&self, text: &str) -> String {
        match self.quote {
            Some(quote) => format!("{quote}{text}{quote}"),
            None if self.is_flow && text.contains('{') => format!("\"{text}\""),
            None => text.to_owned(),
        }
    }

    /// A value as a candidate.
    pub(super) fn candidate(&self, key: &ConfigKey, label: &str, text: &str, detail: &str) -> Candidate {
        self.of(CandidateKind::Value, key, label, text, detail.to_owned())
    }

    /// A key as a candidate: with what must follow it, unless its colon is there.
    pub(super) fn key_candidate(&self, key: &'static ConfigKey) -> Candidate {
        let below = match key.value_type {
            _ if self.is_flow => None,
            ValueType::Object | ValueType::AnyObject | ValueType::Headers => Some(self.below.clone()),
            ValueType::TextList => Some(format!("{}- ", self.below)),
            _ => None,
        };
        let after = match below {
            _ if self.has_colon => String::new(),
            Some(below) => format!(":{below}"),
            None => ": ".to_owned(),
        };
        let text = format!("{}{after}", self.string(key.name));
        self.of(CandidateKind::Key, key, key.name, &text, key.summary().replace('`', ""))
    }

    fn of(&self, kind: CandidateKind, key: &ConfigKey, label: &str, text: &str, detail: String) -> Candidate {
        Candidate {
            kind,
            label: label.to_owned(),
            filter: label.to_owned(),
            detail,
            documentation: key.hover(),
            edit: Edit { span: Span::new(self.span.0, self.span.1), text: format!("{}{text}", self.before) },
        }
    }
}

/// A line break as the text has them, and an indentation.
fn indented(context: &Context<'_>, column: usize) -> String {
    let feed = if context.text.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{feed}{}", " ".repeat(column))
}

/// By how much the text indents a mapping.
fn step(context: &Context<'_>) -> usize {
    let outline = &context.outline;
    let steps = outline.mappings.iter().filter_map(|mapping| {
        let outer = outline.mapping(outline.key(mapping.owner?)?.mapping).column?;
        mapping.column?.checked_sub(outer).filter(|step| *step > 0)
    });
    steps.into_iter().next().unwrap_or(STEP)
}

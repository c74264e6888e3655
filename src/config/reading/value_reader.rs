//! A value, read as its row of the table asks: containers here, scalars in `site`.

use std::collections::BTreeSet;

use super::placeholder::left_in_place;
use super::raw::{Item, Value};
use super::scalar_reader::Site;
use super::variables::Scalar;
use super::wrap;
use crate::config::edit::member::is_flow;
use crate::config::edit::text::slice;
use crate::config::model::Environment;
use crate::config::schema::key::{Key, Kind};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::tree::{Kind as Shape, Node};

/// A value that was read.
pub(in crate::config) struct Read {
    /// It.
    pub(in crate::config) value: Value,
    /// Whether it must not be told, as it came from a variable.
    pub(in crate::config) hidden: bool,
}

impl Read {
    /// Of something that is told as it is written.
    fn open(value: Value) -> Self {
        Self { value, hidden: false }
    }
}

/// Of the variables of one value that are not set, so many are named.
const MOST_UNSET: usize = 5;

/// Reads values, and collects what there is to say about them.
pub(in crate::config) struct Reader<'e> {
    pub(in crate::config) environment: &'e Environment,
    pub(in crate::config) diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Says something about a place.
    pub(in crate::config) fn say(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(Source::Config, span));
    }

    /// Reads the value of a key; none for null.
    pub(in crate::config) fn read(&mut self, key: &'static Key, node: Node<'_>) -> Option<Read> {
        match (key.kind, node.kind()) {
            (_, Shape::Null) => None,
            (Kind::Object | Kind::Free, Shape::Object) => Some(Read::open(Value::Object)),
            (Kind::Texts, Shape::Array) => Some(self.texts(key, node)),
            (Kind::Headers, Shape::Object) => Some(self.headers(key, node)),
            (Kind::Object | Kind::Free | Kind::Texts | Kind::Headers, _)
            | (_, Shape::Array | Shape::Object) => {
                self.wrong_shape(key, node);
                Some(Read::open(Value::Faulty))
            }
            _ => self.scalar(key, node),
        }
    }

    /// A container where a scalar is wanted, or the other way round.
    fn wrong_shape(&mut self, key: &'static Key, node: Node<'_>) {
        let text = slice(node.tree().text(), node.span());
        let variable = Scalar::of(node, self.environment).variable;
        if variable && text.trim_start_matches(['"', '\'']).starts_with('$') {
            return self.structure(key, node.span());
        }
        if is_braced(key, node) {
            return self.say(left_in_place(key), node.span());
        }
        let message = format!("`{}` must be {}, not {}", key.path(), noun(key.kind), node.kind().noun());
        let diagnostic = Diagnostic::new(&code::WRONG_TYPE, message);
        self.say(wrap::wrapped(diagnostic, key, node), node.span());
    }

    fn structure(&mut self, key: &'static Key, span: Span) {
        let message =
            format!("a variable in `{}` would become structure; it may stand for a scalar only", key.path());
        let help = "put the variable in quotes where a text is meant, and write mappings and lists out";
        self.say(Diagnostic::new(&code::VARIABLE_STRUCTURE, message).help(help), span);
    }

    /// Fills in variables; `None` where that went wrong and was said.
    fn filled(&mut self, key: &'static Key, node: Node<'_>) -> Option<Scalar> {
        let scalar = Scalar::of(node, self.environment);
        if scalar.injects {
            self.structure(key, node.span());
            return None;
        }
        if !scalar.unset.is_empty() {
            let message =
                format!("{} in `{}` is not set; it stays as written", unset(key, &scalar.unset), key.path());
            let help = "set it in the environment of the run";
            self.say(Diagnostic::new(&code::VARIABLE_UNSET, message).help(help), node.span());
        }
        Some(scalar)
    }

    fn scalar(&mut self, key: &'static Key, node: Node<'_>) -> Option<Read> {
        let Some(scalar) = self.filled(key, node) else {
            return Some(Read { value: Value::Faulty, hidden: true });
        };
        if scalar.unknown {
            return Some(Read { value: Value::Unknown(scalar.text), hidden: true });
        }
        if scalar.kind == Shape::Null {
            return None;
        }
        let hidden = scalar.variable;
        let site = Site { key, node, scalar };
        let value = match key.kind {
            Kind::Bool => site.bool(),
            Kind::Int(least, most) => site.int(least, most),
            Kind::Word(words) => site.word(words, &mut self.diagnostics),
            Kind::Url => site.url(),
            Kind::Uuid => site.uuid(),
            Kind::Secret => site.secret(),
            _ => site.text(),
        };
        let value = value.unwrap_or_else(|diagnostic| {
            self.say(*diagnostic, node.span());
            Value::Faulty
        });
        Some(Read { value, hidden })
    }

    fn texts(&mut self, key: &'static Key, node: Node<'_>) -> Read {
        let items: Vec<_> = node.items().map(|item| self.item(key, item)).collect();
        let hidden = items.iter().flatten().any(|item| item.variable);
        let items: Option<Vec<Item>> = items.into_iter().collect();
        Read { value: items.map_or(Value::Faulty, Value::Texts), hidden }
    }

    fn headers(&mut self, key: &'static Key, node: Node<'_>) -> Read {
        let members: Vec<_> = node.members().collect();
        let read: Vec<_> = members
            .into_iter()
            .map(|member| self.item(key, member.value).map(|item| (member.key.into_owned(), item.text)))
            .collect();
        let pairs: Option<Vec<_>> = read.into_iter().collect();
        Read { value: pairs.map_or(Value::Faulty, Value::Pairs), hidden: true }
    }

    /// A text within a list or a mapping.
    fn item(&mut self, key: &'static Key, node: Node<'_>) -> Option<Item> {
        if matches!(node.kind(), Shape::Array | Shape::Object | Shape::Null) {
            let message = format!("what `{}` holds must be texts, not {}", key.path(), node.kind().noun());
            self.say(Diagnostic::new(&code::WRONG_TYPE, message), node.span());
            return None;
        }
        let scalar = self.filled(key, node)?;
        let (variable, unknown) = (scalar.variable, scalar.unknown);
        let site = Site { key, node, scalar };
        match site.text() {
            Ok(Value::Text(text)) => Some(Item { text, variable, unknown }),
            Ok(_) => None,
            Err(diagnostic) => {
                self.say(*diagnostic, node.span());
                None
            }
        }
    }
}

/// Whether a placeholder in braces, `{bot_jwt_token}`, was read as a mapping of one key without a value.
fn is_braced(key: &'static Key, node: Node<'_>) -> bool {
    let is_text = matches!(key.kind, Kind::Text | Kind::Secret | Kind::Url);
    let mut members = node.members();
    let first = members.next().is_some_and(|member| member.value.is_null());
    is_text && first && members.next().is_none() && is_flow(node)
}

/// The variables that are not set, as a message may say them; in a secret a name may be part of it.
fn unset(key: &'static Key, names: &BTreeSet<String>) -> String {
    if key.is_secret() {
        return "a variable".to_owned();
    }
    let mut shown: Vec<_> = names.iter().take(MOST_UNSET).map(|name| format!("`${{{name}}}`")).collect();
    if names.len() > MOST_UNSET {
        shown.push(format!("{} more", names.len() - MOST_UNSET));
    }
    shown.join(", ")
}

/// The word for what a value must be, with its article.
pub(in crate::config) fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Object | Kind::Free => "a mapping",
        Kind::Headers => "a mapping of header names to texts",
        Kind::Texts => "a list of texts",
        Kind::Bool => "true or false",
        Kind::Int(..) => "a whole number",
        Kind::Url => "a URL",
        Kind::Uuid => "a UUID",
        Kind::Word(_) => "one of its words",
        Kind::Text | Kind::Secret => "a text",
    }
}

//! Reads a value as the type that its key demands: containers here, scalars in `scalar_reader`.

use super::placeholder::placeholder_left;
use super::raw::{ListItem, RawValue};
use super::scalar_reader::ScalarReader;
use super::variables::Scalar;
use super::wrap;
use crate::config::edit::member::is_flow;
use crate::config::model::Environment;
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::tree::{Kind, Node};

/// A value with its variables filled in.
pub(super) struct Resolved {
    /// The value.
    pub(super) value: RawValue,
    /// Whether it must not be shown, because it came from a variable.
    pub(super) hidden: bool,
}

impl Resolved {
    /// A value that may be shown as written.
    fn visible(value: RawValue) -> Self {
        Self { value, hidden: false }
    }
}

/// At most so many unset variables of one value are named.
const MOST_UNSET: usize = 5;

/// Reads values and collects diagnostics about them.
pub(super) struct ValueReader<'e> {
    pub(super) environment: &'e Environment,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl ValueReader<'_> {
    /// Adds a diagnostic at a place.
    pub(super) fn report(&mut self, diagnostic: Diagnostic, span: Span) {
        self.diagnostics.push(diagnostic.at(Source::Config, span));
    }

    /// Reads the value of a key; none for null.
    pub(super) fn read(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Option<Resolved> {
        match (key.value_type, node.kind()) {
            (_, Kind::Null) => None,
            (ValueType::Object | ValueType::AnyObject | ValueType::TextOrObject, Kind::Object) => {
                Some(Resolved::visible(RawValue::Object))
            }
            (ValueType::TextList, Kind::Array) => Some(self.texts(key, node)),
            (ValueType::Headers, Kind::Object) => Some(self.headers(key, node)),
            (ValueType::Object | ValueType::AnyObject | ValueType::TextList | ValueType::Headers, _)
            | (_, Kind::Array | Kind::Object) => {
                self.wrong_shape(key, node);
                Some(Resolved::visible(RawValue::Invalid))
            }
            _ => self.scalar(key, node),
        }
    }

    /// Reports a container where a scalar is needed, or the other way round.
    fn wrong_shape(&mut self, key: &'static ConfigKey, node: Node<'_>) {
        let text = node.text();
        let variable = Scalar::of(node, self.environment).variable && !node.is_alias();
        if variable && text.trim_start_matches(['"', '\'']).starts_with('$') {
            return self.report_structure(key, node.span());
        }
        if is_braced(key, node) {
            return self.report(placeholder_left(key), node.span());
        }
        let message =
            format!("`{}` must be {}, not {}", key.path(), key.value_type.noun(), node.kind().noun());
        let diagnostic = Diagnostic::new(&code::WRONG_TYPE, message);
        self.report(wrap::wrapped(diagnostic, key, node), node.span());
    }

    fn report_structure(&mut self, key: &'static ConfigKey, span: Span) {
        let message = format!(
            "a variable in `{}` would change the structure of the file; a variable can only be a single value",
            key.path()
        );
        let help =
            "quote the variable where a string is meant, and write mappings and lists in the file itself";
        self.report(Diagnostic::new(&code::VARIABLE_STRUCTURE, message).help(help), span);
    }

    /// Fills in variables; `None` if that failed and was reported.
    fn resolve(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Option<Scalar> {
        let scalar = Scalar::of(node, self.environment);
        if scalar.injects {
            self.report_structure(key, node.span());
            return None;
        }
        if !scalar.unset.is_empty() {
            let message = format!(
                "{} in `{}` is not set; its literal text will be used",
                unset(key, &scalar),
                key.path()
            );
            let help = "set it in the environment of the run";
            self.report(Diagnostic::new(&code::VARIABLE_UNSET, message).help(help), node.span());
        }
        Some(scalar)
    }

    fn scalar(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Option<Resolved> {
        let Some(scalar) = self.resolve(key, node) else {
            return Some(Resolved { value: RawValue::Invalid, hidden: true });
        };
        if scalar.unknown {
            return Some(Resolved { value: RawValue::Unknown(scalar.text), hidden: true });
        }
        if scalar.kind == Kind::Null {
            return None;
        }
        let hidden = scalar.variable;
        let reader = ScalarReader { key, node, scalar };
        let value = match key.value_type {
            ValueType::Bool => reader.bool(),
            ValueType::Int(least, most) => reader.int(least, most),
            ValueType::Enum(values) => reader.one_of(values, &mut self.diagnostics),
            ValueType::Url => reader.url(),
            ValueType::Uuid => reader.uuid(),
            ValueType::Secret => reader.secret(),
            _ => reader.text(),
        };
        let value = value.unwrap_or_else(|diagnostic| {
            self.report(*diagnostic, node.span());
            RawValue::Invalid
        });
        Some(Resolved { value, hidden })
    }

    fn texts(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Resolved {
        let items: Vec<_> = node.items().map(|item| self.item(key, item)).collect();
        let hidden = items.iter().flatten().any(|item| item.variable);
        let items: Option<Vec<ListItem>> = items.into_iter().collect();
        Resolved { value: items.map_or(RawValue::Invalid, RawValue::TextList), hidden }
    }

    fn headers(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Resolved {
        let members: Vec<_> = node.members().collect();
        let read: Vec<_> = members
            .into_iter()
            .map(|member| self.item(key, member.value).map(|item| (member.key.into_owned(), item.text)))
            .collect();
        let pairs: Option<Vec<_>> = read.into_iter().collect();
        Resolved { value: pairs.map_or(RawValue::Invalid, RawValue::Headers), hidden: true }
    }

    /// A string in a list or a mapping.
    fn item(&mut self, key: &'static ConfigKey, node: Node<'_>) -> Option<ListItem> {
        if matches!(node.kind(), Kind::Array | Kind::Object | Kind::Null) {
            let message =
                format!("each value in `{}` must be a string, not {}", key.path(), node.kind().noun());
            self.report(Diagnostic::new(&code::WRONG_TYPE, message), node.span());
            return None;
        }
        let scalar = self.resolve(key, node)?;
        let (variable, unknown) = (scalar.variable, scalar.unknown);
        let reader = ScalarReader { key, node, scalar };
        match reader.text() {
            Ok(RawValue::Text(text)) => Some(ListItem { text, variable, unknown }),
            Ok(_) => None,
            Err(diagnostic) => {
                self.report(*diagnostic, node.span());
                None
            }
        }
    }
}

/// Whether a placeholder in braces, `{bot_jwt_token}`, was read as a mapping of one key without a value.
fn is_braced(key: &'static ConfigKey, node: Node<'_>) -> bool {
    let is_text = matches!(key.value_type, ValueType::Text | ValueType::Secret | ValueType::Url);
    let mut members = node.members();
    let first = members.next().is_some_and(|member| member.value.is_null());
    is_text && first && members.next().is_none() && is_flow(node)
}

/// The unset variables as a message names them. In a secret, a name may be part of the secret: it is left out, unless the
/// value is nothing but `${NAME}`.
fn unset(key: &'static ConfigKey, scalar: &Scalar) -> String {
    let names = &scalar.unset;
    let is_reference = names.iter().any(|name| scalar.text == format!("${{{name}}}"));
    if key.is_secret() && !is_reference {
        return "a variable".to_owned();
    }
    let mut shown: Vec<_> = names.iter().take(MOST_UNSET).map(|name| format!("`${{{name}}}`")).collect();
    if names.len() > MOST_UNSET {
        shown.push(format!("{} more", names.len() - MOST_UNSET));
    }
    shown.join(", ")
}

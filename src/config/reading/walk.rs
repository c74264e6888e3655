//! Walks a config along the table of keys: looks up each key, reads each value, and reports unknown and missing keys.

use serde_yaml::Value as Yaml;
use url::Url;

use super::raw::{Entry, RawConfig, RawValue};
use super::unknown_key::{Suggestion, UnknownKey};
use super::value_reader::{Resolved, ValueReader};
use crate::config::edit::format::{flow, mapping};
use crate::config::edit::member::{first_member, last_member};
use crate::config::edit::scalar::fill;
use crate::config::model::Environment;
use crate::config::schema::key::{ConfigKey, EnumValues, KeyUse, Presence, ValueType};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Span};
use crate::tree::{Member, Node};

/// More unknown keys of one mapping are not reported one by one.
const MOST_UNKNOWN: usize = 50;

/// The result of a walk.
pub(in crate::config) struct WalkResult<'t> {
    /// The keys as written.
    pub(in crate::config) raw: RawConfig<'t>,
    /// What is wrong.
    pub(in crate::config) diagnostics: Vec<Diagnostic>,
    /// Ranges that are never shown.
    pub(in crate::config) secrets: Vec<Span>,
    /// The known keys that are present, including those without a value.
    pub(in crate::config) keys: Vec<(Span, &'static ConfigKey)>,
}

/// Walks a config; its root is an object.
pub(in crate::config) fn walk<'t>(root: Node<'t>, environment: &Environment) -> WalkResult<'t> {
    let mut walker = Walker::new(root, environment);
    walker.object(root, "", Span::default());
    walker.finish()
}

/// Walks the value of one key, where there is no config around it.
pub(in crate::config) fn walk_value<'t>(
    key: &'static ConfigKey,
    value: Node<'t>,
    environment: &Environment,
) -> WalkResult<'t> {
    let mut walker = Walker::new(value, environment);
    walker.member(key, &Member { key: key.name.into(), key_span: Span::default(), value });
    walker.finish()
}

struct Walker<'t, 'e> {
    reader: ValueReader<'e>,
    raw: RawConfig<'t>,
    secrets: Vec<Span>,
    keys: Vec<(Span, &'static ConfigKey)>,
    /// Required keys that are missing. Reported at the end, once it is known which of them were only misspelt.
    missing: Vec<(&'static ConfigKey, Diagnostic)>,
    /// Unknown keys. Handled at the end, once it is known which keys are missing.
    unknown_keys: Vec<UnknownKey<'t>>,
}

impl<'t, 'e> Walker<'t, 'e> {
    fn new(root: Node<'t>, environment: &'e Environment) -> Self {
        Self {
            reader: ValueReader { environment, diagnostics: Vec::new() },
            raw: RawConfig::new(root),
            secrets: Vec::new(),
            keys: Vec::new(),
            missing: Vec::new(),
            unknown_keys: Vec::new(),
        }
    }

    /// Reports what is known only at the end: unknown keys, and which keys are missing.
    fn finish(mut self) -> WalkResult<'t> {
        self.report_unknown_keys();
        let Self { mut reader, raw, secrets, mut keys, missing, .. } = self;
        keys.sort_by_key(|(span, _)| *span);
        let missing = missing.into_iter().filter(|(key, _)| !raw.is_suggested(key));
        reader.diagnostics.extend(missing.map(|(_, diagnostic)| diagnostic));
        WalkResult { raw, diagnostics: reader.diagnostics, secrets, keys }
    }

    /// Walks the mapping at a path of the table; the recursion is as deep as the table.
    fn object(&mut self, object: Node<'t>, path: &'static str, place: Span) {
        let mut unknown = Vec::new();
        let mut free: Vec<&'static ConfigKey> = keys::below(path).collect();
        for member in object.members() {
            match keys::below(path).find(|key| key.name == member.key) {
                Some(key) => {
                    free.retain(|other| *other != key);
                    self.member(key, &member);
                }
                None => unknown.push(member),
            }
        }
        for (at, member) in unknown.into_iter().enumerate() {
            self.unknown_keys.push(UnknownKey { object, path, at, member });
        }
        for key in free.into_iter().filter(|key| key.presence == Presence::Required) {
            self.missing(key, object, place);
        }
    }

    fn member(&mut self, key: &'static ConfigKey, member: &Member<'t>) {
        self.keys.push((member.key_span, key));
        if key.is_secret() || key.value_type == ValueType::AnyObject || has_userinfo(key, member.value) {
            self.hide(member.value);
        }
        let Some(Resolved { value, hidden }) = self.reader.read(key, member.value) else {
            return self.null(key, member);
        };
        if value == RawValue::Invalid && key.value_type == ValueType::Object && key.may_contain_secrets() {
            self.hide(member.value);
        }
        let hidden = hidden || key.is_secret();
        let entry = Entry { key_span: member.key_span, node: member.value, value, hidden };
        self.check_usage(key, &entry);
        let inside = key.mapping().filter(|_| entry.value == RawValue::Object);
        self.raw.insert(key, entry);
        if let Some(path) = inside {
            self.object(member.value, path, member.key_span);
        }
    }

    /// Notes that a value is never shown; for an alias, the value itself too.
    fn hide(&mut self, node: Node<'t>) {
        self.secrets.push(node.span());
        self.secrets.push(node.tree().node(node.id()).span());
    }

    /// A key without a value.
    fn null(&mut self, key: &'static ConfigKey, member: &Member<'t>) {
        match key.presence {
            Presence::Required => {
                let message = format!("`{}` has no value; it must be {}", key.path(), key.value_type.noun());
                let mut diagnostic = Diagnostic::new(&code::MISSING_KEY, message).help(meaning(key));
                let text = member.value.tree().text();
                let edit = only_value(key).filter(|_| !member.value.is_alias()).and_then(|value| {
                    fill(text, member.key_span, member.value, &flow(&value, member.value.tree().format()))
                });
                if let Some(edit) = edit {
                    diagnostic = diagnostic.fix(format!("Set {}", key.name), vec![edit]);
                }
                self.reader.report(diagnostic, member.key_span);
            }
            Presence::Default(default) if key.usage == KeyUse::Used => {
                let message = format!("`{}` has no value; the default `{default}` is used", key.path());
                let help = "write a value, or leave the key out";
                self.reader.report(Diagnostic::new(&code::NULL_VALUE, message).help(help), member.key_span);
            }
            Presence::Default(_) | Presence::Optional => {}
        }
    }

    /// Reports a key that has no effect, or that needs something unsupported.
    fn check_usage(&mut self, key: &'static ConfigKey, entry: &Entry<'t>) {
        let requested = !matches!(entry.value, RawValue::Invalid | RawValue::Bool(false));
        let diagnostic = match key.usage {
            KeyUse::Ignored(instead) if requested => {
                let message = format!("`{}` has no effect", key.path());
                Diagnostic::new(&code::IGNORED_KEY, message).help(instead)
            }
            KeyUse::NotBuilt { why, instead } if requested => {
                let message = format!("`{}` is not supported yet: {why}", key.path());
                Diagnostic::new(&code::NOT_BUILT, message).help(instead)
            }
            _ => return,
        };
        self.reader.report(diagnostic, entry.key_span);
    }

    fn missing(&mut self, key: &'static ConfigKey, object: Node<'t>, place: Span) {
        let within =
            if key.parent.is_empty() { "the config".to_owned() } else { format!("`{}`", key.parent) };
        let message = format!("`{}` is missing in {within}", key.name);
        let mut diagnostic = Diagnostic::new(&code::MISSING_KEY, message).help(meaning(key));
        let edit = only_value(key).and_then(|value| match key.name {
            "type" => first_member(object, key.name, &value),
            _ => last_member(object, key.name, &value),
        });
        if let Some(edit) = edit {
            diagnostic = diagnostic.fix(format!("Add {}", key.name), vec![edit]);
        }
        self.missing.push((key, diagnostic.at(crate::diagnostic::Source::Config, place)));
    }

    /// Reports unknown keys. A misspelt key is read as the key that was meant, which may add further unknown keys.
    fn report_unknown_keys(&mut self) {
        let mut next = 0;
        while let Some(unknown) = self.unknown_keys.get(next).cloned() {
            self.report_unknown_key(unknown);
            next += 1;
        }
    }

    fn report_unknown_key(&mut self, unknown: UnknownKey<'t>) {
        if unknown.at >= MOST_UNKNOWN {
            self.hide(unknown.member.value);
            if unknown.at == MOST_UNKNOWN {
                let message = "this mapping has more unknown keys";
                self.reader.report(Diagnostic::new(&code::UNKNOWN_KEY, message), unknown.member.key_span);
            }
            return;
        }
        let missing: Vec<_> = self.missing.iter().map(|(key, _)| *key).collect();
        let suggestion = Suggestion::of(&unknown, &self.raw, &missing);
        if suggestion.may_be_secret() {
            self.hide(unknown.member.value);
        }
        let diagnostic = suggestion.diagnostic(&unknown, &self.raw);
        self.raw.add_suggestion(suggestion.keys());
        self.reader.report(diagnostic, unknown.member.key_span);
        if let Suggestion::Sibling(key) = suggestion {
            self.member(key, &unknown.member);
        }
    }
}

/// Whether an address contains an `@` that may follow a user name and a password: not if it is a complete URL that has
/// the `@` in its path.
fn has_userinfo(key: &'static ConfigKey, node: Node<'_>) -> bool {
    let text = node.text();
    let is_address = key.value_type == ValueType::Url || *key == keys::HOST_PORT;
    let is_without = |url: Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    is_address && text.contains('@') && !Url::parse(&text).is_ok_and(is_without)
}

/// The description of a key, as help.
fn meaning(key: &'static ConfigKey) -> String {
    format!("`{}`: {}", key.name, key.description)
}

/// The only value that a missing key can have, if there is just one.
fn only_value(key: &'static ConfigKey) -> Option<Yaml> {
    match key.value_type {
        ValueType::Enum(EnumValues { values: [only], .. }) => Some((*only).into()),
        _ if *key == keys::SINK => Some(mapping([("type", "metadata-rest".into()), ("config", mapping([]))])),
        _ if *key == keys::SINK_CONFIG => Some(mapping([])),
        _ if *key == keys::SOURCE_CONFIG => {
            Some(mapping([("config", mapping([("type", "ApiMetadata".into())]))]))
        }
        _ => None,
    }
}

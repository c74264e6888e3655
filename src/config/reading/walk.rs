//! The walk of a config along the table: every key looked up, every value read, what is unknown or missing said.

use serde_yaml::Value as Yaml;
use url::Url;

use super::raw::{Entry, Raw, Value};
use super::unknown_key::{Meant, Stranger};
use super::value_reader::{Read, Reader};
use crate::config::edit::format::{flow, mapping};
use crate::config::edit::member::{first_member, last_member};
use crate::config::edit::scalar::fill;
use crate::config::model::Environment;
use crate::config::schema::key::{Effect, Key, Kind, Need, Words};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Span};
use crate::tree::{Member, Node};

/// More unknown keys of one mapping than this help nobody.
const MOST_UNKNOWN: usize = 50;

/// What a walk found.
pub(in crate::config) struct Walked<'t> {
    /// The keys as written.
    pub(in crate::config) raw: Raw<'t>,
    /// What there is to say.
    pub(in crate::config) diagnostics: Vec<Diagnostic>,
    /// Ranges that are never shown.
    pub(in crate::config) secrets: Vec<Span>,
    /// The keys that are there, those without a value too.
    pub(in crate::config) keys: Vec<(Span, &'static Key)>,
}

/// Walks a config; its root is an object.
pub(in crate::config) fn walk<'t>(root: Node<'t>, environment: &Environment) -> Walked<'t> {
    let reader = Reader { environment, diagnostics: Vec::new() };
    let mut walk = Walk {
        reader,
        raw: Raw::new(root),
        secrets: Vec::new(),
        keys: Vec::new(),
        missing: Vec::new(),
        strangers: Vec::new(),
    };
    walk.object(root, "", Span::default());
    walk.strangers();
    let Walk { mut reader, raw, secrets, mut keys, missing, .. } = walk;
    keys.sort_by_key(|(span, _)| *span);
    let missing = missing.into_iter().filter(|(key, _)| !raw.is_claimed(key));
    reader.diagnostics.extend(missing.map(|(_, diagnostic)| diagnostic));
    Walked { raw, diagnostics: reader.diagnostics, secrets, keys }
}

struct Walk<'t, 'e> {
    reader: Reader<'e>,
    raw: Raw<'t>,
    secrets: Vec<Span>,
    keys: Vec<(Span, &'static Key)>,
    /// Required keys that are not there; said at the end, when it is known which were meant by others.
    missing: Vec<(&'static Key, Diagnostic)>,
    /// Unknown keys; said at the end, when it is known what they may have been meant for.
    strangers: Vec<Stranger<'t>>,
}

impl<'t> Walk<'t, '_> {
    /// Walks the mapping at a path of the table; the depth is the table's.
    fn object(&mut self, object: Node<'t>, path: &'static str, place: Span) {
        let mut unknown = Vec::new();
        let mut free: Vec<&'static Key> = keys::below(path).collect();
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
            self.strangers.push(Stranger { object, path, at, member });
        }
        for key in free.into_iter().filter(|key| key.need == Need::Required) {
            self.missing(key, object, place);
        }
    }

    fn member(&mut self, key: &'static Key, member: &Member<'t>) {
        self.keys.push((member.key_span, key));
        if key.is_secret() || key.kind == Kind::Free || holds_userinfo(key, member.value) {
            self.hide(member.value);
        }
        let Some(Read { value, hidden }) = self.reader.read(key, member.value) else {
            return self.null(key, member);
        };
        if value == Value::Faulty && key.kind == Kind::Object && key.may_hold_secrets() {
            self.hide(member.value);
        }
        let hidden = hidden || key.is_secret();
        let entry = Entry { key_span: member.key_span, node: member.value, value, hidden };
        self.effect(key, &entry);
        let below = keys::ALL.iter().find(|row| row.parent == key.path()).map(|row| row.parent);
        let inside = below.filter(|_| entry.value == Value::Object);
        self.raw.put(key, entry);
        if let Some(path) = inside {
            self.object(member.value, path, member.key_span);
        }
    }

    /// Notes that a value is never shown; where an alias stands, the value itself too.
    fn hide(&mut self, node: Node<'t>) {
        self.secrets.push(node.span());
        self.secrets.push(node.tree().node(node.id()).span());
    }

    /// A key without a value.
    fn null(&mut self, key: &'static Key, member: &Member<'t>) {
        match key.need {
            Need::Required => {
                let message =
                    format!("`{}` is empty; it must be {}", key.path(), super::value_reader::noun(key.kind));
                let mut diagnostic = Diagnostic::new(&code::MISSING_KEY, message).help(meaning(key));
                let text = member.value.tree().text();
                let edit = evident(key).filter(|_| !member.value.is_alias()).and_then(|value| {
                    fill(text, member.key_span, member.value, &flow(&value, member.value.tree().format()))
                });
                if let Some(edit) = edit {
                    diagnostic = diagnostic.fix(format!("Write what {} must be", key.name), vec![edit]);
                }
                self.reader.say(diagnostic, member.key_span);
            }
            Need::Default(default) if key.effect == Effect::Used => {
                let message = format!("`{}` is empty; its default, `{default}`, is used", key.path());
                let help = "write a value, or leave the key out";
                self.reader.say(Diagnostic::new(&code::NULL_VALUE, message).help(help), member.key_span);
            }
            Need::Default(_) | Need::Optional => {}
        }
    }

    /// Says what a key asks for in vain.
    fn effect(&mut self, key: &'static Key, entry: &Entry<'t>) {
        let asks = !matches!(entry.value, Value::Faulty | Value::Bool(false));
        let diagnostic = match key.effect {
            Effect::Unheeded(instead) if asks => {
                let message = format!("`{}` has no effect", key.path());
                Diagnostic::new(&code::UNHEEDED, message).help(instead)
            }
            Effect::NotBuilt { what, instead } if asks => {
                let message = format!("`{}` asks for {what}, which is not built yet", key.path());
                Diagnostic::new(&code::NOT_BUILT, message).help(instead)
            }
            _ => return,
        };
        self.reader.say(diagnostic, entry.key_span);
    }

    fn missing(&mut self, key: &'static Key, object: Node<'t>, place: Span) {
        let within =
            if key.parent.is_empty() { "the config".to_owned() } else { format!("`{}`", key.parent) };
        let message = format!("`{}` is missing in {within}", key.name);
        let mut diagnostic = Diagnostic::new(&code::MISSING_KEY, message).help(meaning(key));
        let edit = evident(key).and_then(|value| match key.name {
            "type" => first_member(object, key.name, &value),
            _ => last_member(object, key.name, &value),
        });
        if let Some(edit) = edit {
            diagnostic = diagnostic.fix(format!("Add {}", key.name), vec![edit]);
        }
        self.missing.push((key, diagnostic.at(crate::diagnostic::Source::Config, place)));
    }

    /// Says which keys are unknown; one that is known by another spelling is read, and may hold others.
    fn strangers(&mut self) {
        let mut next = 0;
        while let Some(stranger) = self.strangers.get(next).cloned() {
            self.stranger(stranger);
            next += 1;
        }
    }

    fn stranger(&mut self, stranger: Stranger<'t>) {
        if stranger.at >= MOST_UNKNOWN {
            self.hide(stranger.member.value);
            if stranger.at == MOST_UNKNOWN {
                let message = "further keys of this mapping are unknown";
                self.reader.say(Diagnostic::new(&code::UNKNOWN_KEY, message), stranger.member.key_span);
            }
            return;
        }
        let missing: Vec<_> = self.missing.iter().map(|(key, _)| *key).collect();
        let meant = Meant::of(&stranger, &self.raw, &missing);
        if meant.may_hide() {
            self.hide(stranger.member.value);
        }
        let diagnostic = meant.diagnostic(&stranger, &self.raw);
        self.raw.claim(meant.keys());
        self.reader.say(diagnostic, stranger.member.key_span);
        if let Meant::Sibling(key) = meant {
            self.member(key, &stranger.member);
        }
    }
}

/// Whether an address holds an `@` that may follow a user and a password: it does not where the address is a whole one
/// and has it in its path.
fn holds_userinfo(key: &'static Key, node: Node<'_>) -> bool {
    let text = node.text();
    let is_address = key.kind == Kind::Url || *key == keys::HOST_PORT;
    let is_without = |url: Url| url.has_host() && url.username().is_empty() && url.password().is_none();
    is_address && text.contains('@') && !Url::parse(&text).is_ok_and(is_without)
}

/// What the table says of a key, as help.
fn meaning(key: &'static Key) -> String {
    format!("`{}`: {}", key.name, key.note)
}

/// The value that a missing key can only have.
fn evident(key: &'static Key) -> Option<Yaml> {
    match key.kind {
        Kind::Word(Words { words: [word], .. }) => Some((*word).into()),
        _ if *key == keys::SINK => Some(mapping([("type", "metadata-rest".into()), ("config", mapping([]))])),
        _ if *key == keys::SINK_CONFIG => Some(mapping([])),
        _ if *key == keys::SOURCE_CONFIG => {
            Some(mapping([("config", mapping([("type", "ApiMetadata".into())]))]))
        }
        _ => None,
    }
}

//! The walk of a config along the table: every key looked up, every value read, what is unknown or missing said.

use super::Environment;
use super::edit::{first_member, insert, replace};
use super::keys::{self, Effect, Key, Kind, Need};
use super::raw::{Entry, Raw, Value};
use super::read::{Reader, empty_mapping};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Span};
use crate::suggest;
use crate::tree::{Member, Node};

/// More unknown keys of one mapping than this help nobody.
const MOST_UNKNOWN: usize = 50;

/// Keys that stand in many places: where one is, says nothing.
const COMMON: [&str; 2] = ["type", "config"];

/// What a walk found.
pub(super) struct Walked<'t> {
    /// The keys as written.
    pub(super) raw: Raw<'t>,
    /// What there is to say.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Ranges that are never shown.
    pub(super) secrets: Vec<Span>,
}

/// Walks a config; its root is an object.
pub(super) fn walk<'t>(root: Node<'t>, environment: &Environment) -> Walked<'t> {
    let reader = Reader { environment, diagnostics: Vec::new() };
    let mut walk = Walk { reader, raw: Raw::default(), secrets: Vec::new(), missing: Vec::new() };
    walk.object(root, "", Span::default());
    let Walk { mut reader, raw, secrets, missing } = walk;
    let missing = missing.into_iter().filter(|(key, _)| !raw.is_claimed(key));
    reader.diagnostics.extend(missing.map(|(_, diagnostic)| diagnostic));
    Walked { raw, diagnostics: reader.diagnostics, secrets }
}

struct Walk<'t, 'e> {
    reader: Reader<'e>,
    raw: Raw<'t>,
    secrets: Vec<Span>,
    /// Required keys that are not there; said at the end, when it is known which were meant by others.
    missing: Vec<(&'static Key, Diagnostic)>,
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
        self.unknown(&free, path, unknown);
        for key in free.into_iter().filter(|key| key.need == Need::Required) {
            self.missing(key, object, place);
        }
    }

    fn member(&mut self, key: &'static Key, member: &Member<'t>) {
        if key.is_secret() {
            self.hide(member.value);
        }
        let Some((value, variable)) = self.reader.read(key, member.value) else {
            return self.null(key, member);
        };
        if value == Value::Faulty && key.kind == Kind::Object {
            self.hide(member.value);
        }
        let hidden = variable || key.is_secret();
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
                    format!("`{}` is empty; it must be {}", key.path(), super::read::noun(key.kind));
                let mut diagnostic = Diagnostic::new(&code::MISSING_KEY, message).help(meaning(key));
                if let Some(edit) = empty_mapping(key, member.key_span, member.value) {
                    diagnostic = diagnostic.fix("Write an empty mapping", vec![edit]);
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
        if let Some(edit) = evident(key).and_then(|value| first_member(object, key.name, value)) {
            diagnostic = diagnostic.fix(format!("Add {}", key.name), vec![edit]);
        }
        if *key == keys::SINK && !super::edit::is_flow(object) {
            let text = object.tree().text();
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let feed = if text.ends_with('\n') { "" } else { "\n" };
            let edit = insert(end, format!("{feed}sink:\n  type: metadata-rest\n  config: {{}}\n"));
            diagnostic = diagnostic.fix("Add the sink", vec![edit]);
        }
        self.missing.push((key, diagnostic.at(crate::diagnostic::Source::Config, place)));
    }

    /// Says which keys of a mapping are unknown; `free` are those that it could have beside the ones it has.
    fn unknown(&mut self, free: &[&'static Key], path: &'static str, unknown: Vec<Member<'t>>) {
        let count = unknown.len();
        let mut free = free.to_vec();
        for (at, member) in unknown.into_iter().enumerate() {
            let meant = if at < MOST_UNKNOWN { Meant::of(&member.key, &free) } else { Meant::Nothing };
            if meant.may_hide() {
                self.hide(member.value);
            }
            if at < MOST_UNKNOWN {
                self.raw.claim(meant.keys());
                let diagnostic = meant.diagnostic(&member, path);
                self.reader.say(diagnostic, member.key_span);
                if let Meant::Sibling(key) = meant {
                    free.retain(|other| *other != key);
                    self.member(key, &member);
                }
            } else if at == MOST_UNKNOWN {
                let message = format!("{} more keys of this mapping are unknown", count - at);
                self.reader.say(Diagnostic::new(&code::UNKNOWN_KEY, message), member.key_span);
            }
        }
    }
}

/// What the table says of a key, as help.
fn meaning(key: &'static Key) -> String {
    format!("`{}`: {}", key.name, key.note)
}

/// The value that a missing key can only have.
fn evident(key: &'static Key) -> Option<&'static str> {
    match key.kind {
        Kind::Word(words) => match words.words {
            [word] => Some(word),
            _ => None,
        },
        _ => None,
    }
}

/// What an unknown key was meant to be.
enum Meant {
    /// A key of the same mapping, written otherwise.
    Sibling(&'static Key),
    /// A key of other mappings.
    Elsewhere(Vec<&'static Key>),
    /// Nothing known.
    Nothing,
}

impl Meant {
    fn of(name: &str, free: &[&'static Key]) -> Self {
        let names = || free.iter().map(|key| key.name);
        let sibling = |name: Option<&str>| free.iter().copied().find(|key| Some(key.name) == name);
        if let Some(key) = sibling(suggest::same(name, names())) {
            return Self::Sibling(key);
        }
        let elsewhere: Vec<_> = keys::ALL.iter().copied().filter(|key| key.name == name).collect();
        if !elsewhere.is_empty() && !COMMON.contains(&name) {
            return Self::Elsewhere(elsewhere);
        }
        sibling(suggest::nearest(name, names())).map_or(Self::Nothing, Self::Sibling)
    }

    fn keys(&self) -> &[&'static Key] {
        match self {
            Self::Sibling(key) => std::slice::from_ref(key),
            Self::Elsewhere(keys) => keys,
            Self::Nothing => &[],
        }
    }

    /// Whether a secret may stand in the value.
    fn may_hide(&self) -> bool {
        let may = |key: &&Key| key.is_secret() || matches!(key.kind, Kind::Object | Kind::Free | Kind::Any);
        match self {
            Self::Sibling(_) => false,
            Self::Elsewhere(keys) => keys.iter().any(may),
            Self::Nothing => true,
        }
    }

    fn diagnostic(&self, member: &Member<'_>, path: &'static str) -> Diagnostic {
        let shown: String = member.key.chars().take(80).collect();
        let within = if path.is_empty() { "the config".to_owned() } else { format!("`{path}`") };
        let diagnostic = Diagnostic::new(&code::UNKNOWN_KEY, format!("`{shown}` is not a key of {within}"));
        match self {
            Self::Sibling(key) => {
                let edit = replace(member.value.tree().text(), member.key_span, key.name);
                let help = format!("did you mean `{}`?", key.name);
                diagnostic.help(help).fix(format!("Write it as {}", key.name), vec![edit])
            }
            Self::Elsewhere(keys) => {
                let mut parents: Vec<_> = keys.iter().map(|key| format!("`{}`", key.parent)).collect();
                parents.dedup();
                diagnostic.help(format!(
                    "it belongs in {}",
                    parents.join(" or ").replace("``", "the config itself")
                ))
            }
            Self::Nothing => {
                let known: Vec<_> = keys::below(path).map(|key| format!("`{}`", key.name)).collect();
                let help = (known.len() <= 12).then(|| format!("its keys are {}", known.join(", ")));
                Diagnostic { help, ..diagnostic }
            }
        }
    }
}

//! Unknown keys, and which known key each was probably meant to be: a misspelt one of the same mapping, or one of
//! another mapping.

use super::mask::mask;
use super::raw::RawConfig;
use crate::config::edit::relocate::moved;
use crate::config::edit::scalar::rename;
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit};
use crate::suggest;
use crate::tree::{Member, Node};

/// Names that several mappings have. One of them suggests another mapping only if it is missing there.
const COMMON: [&str; 12] = [
    "type", "config", "name", "value", "enabled", "headers", "auth", "query", "basic", "username",
    "password", "percent",
];

/// A mapping with more keys does not have them listed.
const MOST_LISTED: usize = 12;

/// An unknown key.
#[derive(Clone)]
pub(super) struct UnknownKey<'t> {
    /// The mapping that it is in.
    pub(super) object: Node<'t>,
    /// The path of that mapping in the table.
    pub(super) path: &'static str,
    /// Its index among the unknown keys of that mapping.
    pub(super) at: usize,
    /// The key with its value.
    pub(super) member: Member<'t>,
}

/// Which known key an unknown one was probably meant to be.
pub(super) enum Suggestion {
    /// A key of the same mapping, misspelt.
    Sibling(&'static ConfigKey),
    /// Keys of that name in other mappings.
    Elsewhere(Vec<&'static ConfigKey>),
    /// No known key.
    Unknown,
}

impl Suggestion {
    /// The suggestion for an unknown key; `missing` are the required keys that are missing.
    pub(super) fn of(unknown: &UnknownKey<'_>, raw: &RawConfig<'_>, missing: &[&'static ConfigKey]) -> Self {
        let name: &str = &unknown.member.key;
        let free: Vec<&'static ConfigKey> = keys::below(unknown.path).filter(|key| !raw.has(key)).collect();
        let names = || free.iter().map(|key| key.name);
        let sibling = |name: Option<&str>| free.iter().copied().find(|key| Some(key.name) == name);
        if let Some(key) = sibling(suggest::same(name, names())) {
            return Self::Sibling(key);
        }
        let common = COMMON.contains(&name);
        let is_absent_object = |key: &'static ConfigKey| {
            key.value_type == ValueType::Object && !raw.has(key) && raw.mapping(key.parent).is_some()
        };
        let wanted = |key: &'static ConfigKey| !common || missing.contains(&key) || is_absent_object(key);
        let elsewhere = |key: &&'static ConfigKey| key.name == name && wanted(key);
        let elsewhere: Vec<_> = keys::ALL.iter().copied().filter(elsewhere).collect();
        if !elsewhere.is_empty() {
            return Self::Elsewhere(elsewhere);
        }
        sibling(suggest::nearest(name, names())).map_or(Self::Unknown, Self::Sibling)
    }

    /// The known keys that it suggests.
    pub(super) fn keys(&self) -> &[&'static ConfigKey] {
        match self {
            Self::Sibling(key) => std::slice::from_ref(key),
            Self::Elsewhere(keys) => keys,
            Self::Unknown => &[],
        }
    }

    /// Whether the value may contain a secret.
    pub(super) fn may_be_secret(&self) -> bool {
        let may = |key: &&ConfigKey| {
            key.is_secret() || matches!(key.value_type, ValueType::Object | ValueType::AnyObject)
        };
        match self {
            Self::Sibling(_) => false,
            Self::Elsewhere(keys) => keys.iter().any(may),
            Self::Unknown => true,
        }
    }

    /// The diagnostic, with a fix where there is one way to fix it.
    pub(super) fn diagnostic(&self, unknown: &UnknownKey<'_>, raw: &RawConfig<'_>) -> Diagnostic {
        let member = &unknown.member;
        let shown: String = member.key.chars().take(80).collect();
        let message = format!("`{shown}` is not a key of {}", place(unknown.path));
        let diagnostic = Diagnostic::new(&code::UNKNOWN_KEY, message);
        match self {
            Self::Sibling(key) => {
                let edit = rename(member.value.tree(), member.key_span, key.name);
                let since = key.versions.map_or_else(String::new, |versions| format!(" (known {versions})"));
                let help = format!("did you mean `{}`?{since}", key.name);
                diagnostic.help(help).fix(format!("Write it as {}", key.name), vec![edit])
            }
            Self::Elsewhere(keys) => elsewhere(diagnostic, unknown, raw, keys),
            Self::Unknown => {
                let known: Vec<_> = keys::below(unknown.path).map(|key| format!("`{}`", key.name)).collect();
                let help = (known.len() <= MOST_LISTED).then(|| format!("its keys are {}", known.join(", ")));
                Diagnostic { help, ..diagnostic }
            }
        }
    }
}

/// A mapping as a message names it.
fn place(path: &str) -> String {
    if path.is_empty() { "the config".to_owned() } else { format!("`{path}`") }
}

/// Adds where the key belongs, and a fix that moves it if there is exactly one such place that lacks it.
fn elsewhere(
    diagnostic: Diagnostic,
    unknown: &UnknownKey<'_>,
    raw: &RawConfig<'_>,
    keys: &[&'static ConfigKey],
) -> Diagnostic {
    let mut parents: Vec<_> = keys.iter().map(|key| place(key.parent)).collect();
    parents.dedup();
    let help = format!("it belongs in {}", parents.join(" or ").replace("the config", "the config itself"));
    let diagnostic = diagnostic.help(help);
    let open = |key: &&&'static ConfigKey| !raw.has(key) && raw.mapping(key.parent).is_some();
    let open: Vec<_> = keys.iter().filter(open).collect();
    let [key] = open.as_slice() else { return diagnostic };
    let edits = raw.mapping(key.parent).and_then(|to| moved(unknown.object, &unknown.member, to));
    // The text of an edit is shown: nothing in it may be a secret.
    let shown = |edits: &Vec<Edit>| edits.iter().all(|edit| mask(&edit.text, None) == edit.text);
    let edits = edits.filter(|_| !key.is_secret() && !key.may_contain_secrets()).filter(shown);
    match edits {
        Some(edits) => diagnostic.fix(format!("Move it into {}", place(key.parent).replace('`', "")), edits),
        None => diagnostic,
    }
}

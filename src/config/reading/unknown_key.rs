//! What an unknown key was meant to be: one of its mapping, written otherwise, or one of another mapping.

use super::mask::mask;
use super::raw::Raw;
use crate::config::edit::relocate::moved;
use crate::config::edit::scalar::rename;
use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit};
use crate::suggest;
use crate::tree::{Member, Node};

/// Words that stand for many things: that the table has one elsewhere says nothing, unless it is missing there.
const COMMON: [&str; 12] = [
    "type", "config", "name", "value", "enabled", "headers", "auth", "query", "basic", "username",
    "password", "percent",
];

/// More keys of a mapping than this are not listed.
const MOST_LISTED: usize = 12;

/// An unknown key.
#[derive(Clone)]
pub(in crate::config) struct Stranger<'t> {
    /// The mapping that it is in.
    pub(in crate::config) object: Node<'t>,
    /// The path of that mapping in the table.
    pub(in crate::config) path: &'static str,
    /// Its place among the unknown keys of that mapping.
    pub(in crate::config) at: usize,
    /// It.
    pub(in crate::config) member: Member<'t>,
}

/// What an unknown key was meant to be.
pub(in crate::config) enum Meant {
    /// A key of the same mapping, written otherwise.
    Sibling(&'static Key),
    /// A key of other mappings.
    Elsewhere(Vec<&'static Key>),
    /// Nothing known.
    Nothing,
}

impl Meant {
    /// `missing` are the keys that must be there and are not.
    pub(in crate::config) fn of(stranger: &Stranger<'_>, raw: &Raw<'_>, missing: &[&'static Key]) -> Self {
        let name: &str = &stranger.member.key;
        let free: Vec<&'static Key> = keys::below(stranger.path).filter(|key| !raw.has(key)).collect();
        let names = || free.iter().map(|key| key.name);
        let sibling = |name: Option<&str>| free.iter().copied().find(|key| Some(key.name) == name);
        if let Some(key) = sibling(suggest::same(name, names())) {
            return Self::Sibling(key);
        }
        let common = COMMON.contains(&name);
        let is_hole = |key: &'static Key| {
            key.kind == Kind::Object && !raw.has(key) && raw.mapping(key.parent).is_some()
        };
        let wanted = |key: &'static Key| !common || missing.contains(&key) || is_hole(key);
        let elsewhere = |key: &&'static Key| key.name == name && wanted(key);
        let elsewhere: Vec<_> = keys::ALL.iter().copied().filter(elsewhere).collect();
        if !elsewhere.is_empty() {
            return Self::Elsewhere(elsewhere);
        }
        sibling(suggest::nearest(name, names())).map_or(Self::Nothing, Self::Sibling)
    }

    pub(in crate::config) fn keys(&self) -> &[&'static Key] {
        match self {
            Self::Sibling(key) => std::slice::from_ref(key),
            Self::Elsewhere(keys) => keys,
            Self::Nothing => &[],
        }
    }

    /// Whether a secret may stand in the value.
    pub(in crate::config) fn may_hide(&self) -> bool {
        let may = |key: &&Key| key.is_secret() || matches!(key.kind, Kind::Object | Kind::Free);
        match self {
            Self::Sibling(_) => false,
            Self::Elsewhere(keys) => keys.iter().any(may),
            Self::Nothing => true,
        }
    }

    pub(in crate::config) fn diagnostic(&self, stranger: &Stranger<'_>, raw: &Raw<'_>) -> Diagnostic {
        let member = &stranger.member;
        let shown: String = member.key.chars().take(80).collect();
        let message = format!("`{shown}` is not a key of {}", place(stranger.path));
        let diagnostic = Diagnostic::new(&code::UNKNOWN_KEY, message);
        match self {
            Self::Sibling(key) => {
                let edit = rename(member.value.tree(), member.key_span, key.name);
                let since = key.versions.map_or_else(String::new, |versions| format!(" (known {versions})"));
                let help = format!("did you mean `{}`?{since}", key.name);
                diagnostic.help(help).fix(format!("Write it as {}", key.name), vec![edit])
            }
            Self::Elsewhere(keys) => elsewhere(diagnostic, stranger, raw, keys),
            Self::Nothing => {
                let known: Vec<_> = keys::below(stranger.path).map(|key| format!("`{}`", key.name)).collect();
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

/// Says where a key belongs; where there is one such place that lacks it, with the edit that moves it there.
fn elsewhere(
    diagnostic: Diagnostic,
    stranger: &Stranger<'_>,
    raw: &Raw<'_>,
    keys: &[&'static Key],
) -> Diagnostic {
    let mut parents: Vec<_> = keys.iter().map(|key| place(key.parent)).collect();
    parents.dedup();
    let help = format!("it belongs in {}", parents.join(" or ").replace("the config", "the config itself"));
    let diagnostic = diagnostic.help(help);
    let open = |key: &&&'static Key| !raw.has(key) && raw.mapping(key.parent).is_some();
    let open: Vec<_> = keys.iter().filter(open).collect();
    let [key] = open.as_slice() else { return diagnostic };
    let edits = raw.mapping(key.parent).and_then(|to| moved(stranger.object, &stranger.member, to));
    // The text of an edit is shown: nothing in it may be a secret.
    let shown = |edits: &Vec<Edit>| edits.iter().all(|edit| mask(&edit.text, None) == edit.text);
    let edits = edits.filter(|_| !key.is_secret() && !key.may_hold_secrets()).filter(shown);
    match edits {
        Some(edits) => diagnostic.fix(format!("Move it into {}", place(key.parent).replace('`', "")), edits),
        None => diagnostic,
    }
}

//! Who wrote what stands there: what must be asked before a plan, and what the answers say.
//!
//! In the order of what each can prove:
//!
//! 1. An entity that has the hash of what it holds holds what a document gave ([`proof`](super::proof)); nobody is
//!    asked. So does a version of it, for the texts that still stand.
//! 2. The server keeps every version with its writer (STOCK 10). The author of a text is who made the version in which
//!    it first stood. A text that came with an entity from its predecessor (a move) has its author there.
//! 3. On some releases a version that names a connector does not prove that it made it (STOCK 11.6): there the audit
//!    log has to say so ([`audit`](super::audit)).
//!
//! What nobody can tell counts as a person's. Asked is only where the answer counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::audit::Audit;
use super::diff::{MOST_GOING, index};
use super::proof::is_unaltered;
use super::retire::visible;
use super::wanted::Wanted;
use super::{Kind, Snapshot, State, Storage};
use crate::entity::Catalog;

/// Of entities whose texts are undisputed, so many are asked whether somebody else writes them.
const SAMPLES: usize = 3;

/// The entities whose versions must be read (`/{id}/versions`) before a plan: kind and id.
///
/// `deletes`: what the document no longer has goes, so that what people wrote there matters.
pub fn unknown_authors(
    catalog: &Catalog,
    snapshot: &Snapshot,
    deletes: bool,
    storage: Storage,
) -> Vec<(Kind, String)> {
    let managed: Vec<&State> =
        snapshot.states.iter().filter(|state| state.managed() && !state.unreadable).collect();
    let index = index(snapshot);
    let goes = |state: &State| {
        let said = || !state.deleted() && !state.texts().is_empty() && !state.is_unaltered();
        deletes && visible(&catalog.filters, &index, state) && said()
    };
    let mut asked = in_question(catalog, &managed, goes);
    // A text may have come from another endpoint of that name, which a filter may hide.
    let names: BTreeSet<&str> = asked.iter().filter_map(|state| state.name()).collect();
    let of_the_name = |state: &&&State| {
        state.kind == Kind::ApiEndpoint && state.name().is_some_and(|name| names.contains(name))
    };
    let others: Vec<&State> = managed.iter().filter(of_the_name).copied().collect();
    asked.extend(others);
    let unknown = asked.into_iter().filter(|state| storage.hash_is_hidden || !state.is_first_version());
    let unknown: BTreeSet<(Kind, String)> = unknown.map(|state| (state.kind, state.id.clone())).collect();
    unknown.into_iter().collect()
}

/// The entities that have a text which is not the document's, some that were changed, and what goes.
fn in_question<'s>(
    catalog: &Catalog,
    managed: &[&'s State],
    goes: impl Fn(&State) -> bool,
) -> Vec<&'s State> {
    let wanted = by_identity(catalog);
    let names: BTreeSet<&str> = catalog.endpoints.iter().map(|endpoint| endpoint.name.as_str()).collect();
    let (mut asked, mut samples, mut going) = (Vec::new(), 0, 0);
    for state in managed {
        let asks = match wanted.get(&(state.kind, state.fqn.as_str())) {
            Some(wanted) if wanted.disputed(state) && !state.is_unaltered() => true,
            Some(wanted) => {
                let hash_differs = state.source_hash() != Some(wanted.source_hash());
                let changed = hash_differs && !state.deleted() && !state.is_first_version();
                samples += usize::from(changed);
                changed && samples <= SAMPLES
            }
            None if goes(state) => {
                let may_move = state.name().is_some_and(|name| names.contains(name));
                going += usize::from(!may_move);
                may_move || going <= MOST_GOING
            }
            None => false,
        };
        if asks {
            asked.push(*state);
        }
    }
    asked
}

fn by_identity(catalog: &Catalog) -> BTreeMap<(Kind, &str), Wanted<'_>> {
    let collections = catalog.collections.iter().map(Wanted::from);
    let endpoints = catalog.endpoints.iter().map(Wanted::from);
    collections.chain(endpoints).map(|wanted| ((wanted.kind, wanted.fqn), wanted)).collect()
}

/// The entities whose part of the audit log must be read: those with a text that is not the document's, or that goes, and
/// of which the versions name a connector without proving it. Kind, FQN and id.
pub fn unproven_authors(
    catalog: &Catalog,
    snapshot: &Snapshot,
    is_connector: impl Fn(&str) -> bool,
) -> Vec<(Kind, String, String)> {
    let wanted = by_identity(catalog);
    let unproven = |state: &&State| {
        let of_document =
            wanted.get(&(state.kind, state.fqn.as_str())).map(Wanted::texts).unwrap_or_default();
        state.history.is_some()
            && state.texts().iter().any(|(path, text)| {
                of_document.get(path).map(String::as_str) != Some(text)
                    && !state.is_proven(path)
                    && state.author(path).is_some_and(&is_connector)
            })
    };
    let states = snapshot.states.iter().filter(unproven);
    states.map(|state| (state.kind, state.fqn.clone(), state.id.clone())).collect()
}

/// What an entity's versions say: who wrote each text that stands there now, and who replaced each earlier hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    /// By path.
    pub(super) authors: BTreeMap<String, String>,
    /// Earlier hashes, each with who wrote the version after it.
    pub(super) replaced: BTreeMap<String, String>,
    /// The paths of texts that stood there from the beginning.
    pub(super) original: BTreeSet<String>,
    /// The paths of texts that a version proves to be a document's.
    pub(super) proven: BTreeSet<String>,
    /// By path and text, who ever wrote that, apart from who made the entity.
    said: BTreeMap<(String, String), String>,
    /// The versions could not be read.
    unreadable: bool,
}

/// A text as it stood in a version.
struct Standing {
    text: String,
    author: Option<String>,
    original: bool,
}

/// The versions so far, oldest first.
#[derive(Default)]
struct Walk {
    standing: BTreeMap<String, Standing>,
    /// Texts by path that some version proved.
    proven: BTreeSet<(String, String)>,
    /// The texts of the last version that was proven.
    last: BTreeMap<String, String>,
    hash: Option<String>,
    maker: Option<String>,
    history: History,
}

impl History {
    /// Of the texts of a state, by the answer of `/{id}/versions`: newest first. What cannot be read says nothing.
    pub(super) fn read(kind: Kind, texts: &BTreeMap<String, String>, versions: &Value) -> Self {
        let list = versions.get("versions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        Self::of_versions(kind, texts, list).unwrap_or_else(|| Self { unreadable: true, ..Self::default() })
    }

    /// One version is held at a time: each is the whole entity.
    fn of_versions(kind: Kind, texts: &BTreeMap<String, String>, versions: &[Value]) -> Option<Self> {
        let mut walk = Walk::default();
        for (at, version) in versions.iter().rev().enumerate() {
            let version = State::of_version(kind, version)?;
            walk.take(&version, at == 0);
        }
        (!versions.is_empty()).then(|| walk.finish(texts))
    }
}

impl Walk {
    fn take(&mut self, version: &State, first: bool) {
        let by = version.updated_by().map(str::to_owned);
        if first {
            self.maker.clone_from(&by);
        }
        let texts = version.texts();
        self.standing.retain(|path, standing| texts.get(path) == Some(&standing.text));
        for (path, text) in &texts {
            self.standing.entry(path.clone()).or_insert_with(|| Standing {
                text: text.clone(),
                author: by.clone(),
                original: first,
            });
            if let Some(by) = &by {
                self.history.said.entry((path.clone(), text.clone())).or_insert_with(|| by.clone());
            }
        }
        if let (Some(hash), Some(by)) = (self.hash.take(), by) {
            self.history.replaced.insert(hash, by);
        }
        self.hash = version.source_hash().map(str::to_owned);
        self.prove(version, texts);
    }

    /// What a version proves: with what others than its maker wrote taken back, if it has to be.
    fn prove(&mut self, version: &State, texts: BTreeMap<String, String>) {
        let others = self.standing.iter().filter(|(_, standing)| standing.author != self.maker);
        let taken_back: BTreeMap<String, String> = others
            .filter_map(|(path, _)| Some((path.clone(), self.last.get(path)?.clone())))
            .filter(|(path, text)| texts.get(path) != Some(text))
            .collect();
        let candidates = [BTreeMap::new(), taken_back];
        let proof = candidates.into_iter().find(|substitutes| is_unaltered(version, substitutes));
        let Some(substitutes) = proof else { return };
        self.last = texts;
        self.last.extend(substitutes);
        self.proven.extend(self.last.iter().map(|(path, text)| (path.clone(), text.clone())));
    }

    fn finish(self, texts: &BTreeMap<String, String>) -> History {
        let mut history = self.history;
        for (path, standing) in self.standing {
            if texts.get(&path) != Some(&standing.text) {
                continue;
            }
            if standing.original {
                history.original.insert(path.clone());
            }
            history.authors.extend(standing.author.map(|author| (path, author)));
        }
        let proven = texts.iter().filter(|(path, text)| {
            let what = ((*path).clone(), (*text).clone());
            self.proven.contains(&what)
        });
        history.proven = proven.map(|(path, _)| path.clone()).collect();
        history.said.retain(|_, by| Some(&*by) != self.maker.as_ref());
        history
    }
}

impl Snapshot {
    /// Takes the versions of an entity, as `/{id}/versions` gave them.
    pub fn set_versions(&mut self, id: &str, versions: &Value) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.history = Some(History::read(state.kind, &state.texts(), versions));
        }
    }

    /// Once every version is known: a text that an endpoint had from the beginning, and that somebody wrote on another
    /// endpoint of that name, came with a move, and is that somebody's. If the versions of one could not be read, whose
    /// it is cannot be told.
    pub fn follow_moves(&mut self) {
        let mut unreadable: BTreeSet<String> = BTreeSet::new();
        let mut said: BTreeMap<String, BTreeMap<(String, String), String>> = BTreeMap::new();
        for state in self.states.iter().filter(|state| state.kind == Kind::ApiEndpoint) {
            if let (Some(name), Some(history)) = (state.name(), &state.history) {
                let of_name = said.entry(name.to_owned()).or_default();
                of_name.extend(history.said.iter().map(|(what, by)| (what.clone(), by.clone())));
                unreadable.extend(history.unreadable.then(|| name.to_owned()));
            }
        }
        for state in self.states.iter_mut().filter(|state| state.kind == Kind::ApiEndpoint) {
            state.doubtful = state.name().is_some_and(|name| unreadable.contains(name));
            let said = state.name().and_then(|name| said.get(name));
            let Some(said) = said.filter(|said| !said.is_empty()) else { continue };
            let original = state.original();
            let texts = state.texts().into_iter().filter(|(path, _)| original.contains(path));
            state.inherited =
                texts.filter_map(|what| said.get(&what).map(|by| (what.0.clone(), by.clone()))).collect();
        }
    }

    /// Takes what the audit log says of an entity.
    pub fn set_audit(&mut self, id: &str, audit: Audit) {
        if let Some(state) = self.states.iter_mut().find(|state| state.id == id) {
            state.audit = Some(audit);
        }
    }

    /// The recorded authors of entities whose hash is not the document's: whether one is a person decides if the hash
    /// alone may be written.
    pub fn recorded_authors<'s>(&'s self, catalog: &Catalog) -> BTreeSet<&'s str> {
        let wanted = by_identity(catalog);
        let differs = |state: &&State| {
            let wanted = wanted.get(&(state.kind, state.fqn.as_str()));
            wanted.is_some_and(|wanted| state.source_hash() != Some(wanted.source_hash()))
        };
        self.states.iter().filter(differs).filter_map(State::updated_by).collect()
    }

    /// The users who wrote a text of which the author counts.
    pub fn authors(&self) -> BTreeSet<&str> {
        let histories = self.states.iter().filter_map(|state| state.history.as_ref());
        let asked = histories.flat_map(|history| history.authors.values().chain(history.said.values()));
        let asked = asked.map(String::as_str);
        let first = self.states.iter().filter(|state| state.is_first_version()).filter_map(State::updated_by);
        asked.chain(first).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A text of JSON of so many levels of fields, as the server keeps a version.
    fn version(levels: usize, by: &str) -> Value {
        let field = (0..levels).fold(json!([]), |children, _| json!([{"name": "f", "children": children}]));
        let entity = json!({"updatedBy": by, "description": by, "responseSchema": {"schemaFields": field}});
        Value::String(entity.to_string())
    }

    #[test]
    fn versions_of_deep_entities_are_read() {
        let texts: BTreeMap<String, String> = [("description".to_owned(), "ann".to_owned())].into();
        for levels in [1, 64, 290] {
            let versions = json!({"versions": [version(levels, "ann"), version(levels, "bot")]});
            let history = History::read(Kind::ApiEndpoint, &texts, &versions);
            assert!(!history.unreadable, "{levels}");
            assert_eq!(history.authors.get("description").map(String::as_str), Some("ann"));
            assert_eq!(super::super::first_maker(&versions).as_deref(), Some("bot"), "{levels}");
        }
        assert!(History::read(Kind::ApiEndpoint, &texts, &json!({"versions": ["{"]})).unreadable);
        assert!(History::read(Kind::ApiEndpoint, &texts, &json!({"versions": []})).unreadable);
    }
}

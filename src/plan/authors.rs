//! Who wrote what stands there: what must be asked before a plan, and what the answers say.
//!
//! The server keeps every version of an entity with its writer (STOCK 10). The author of a text is who made the
//! version in which it first stood, walking back from now while it stays the same. A text that came with an entity
//! from its predecessor (a move) has its author there. Asked is only where the answer counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::diff::index;
use super::retire::visible;
use super::wanted::Wanted;
use super::{Kind, Snapshot, State};
use crate::entity::Catalog;

/// Of what only goes, so many entities are asked about: a document that lost most of itself is held back anyway. What
/// may only move does not count.
const MOST_GOING: usize = 200;

/// Of entities whose texts are undisputed, so many are asked whether somebody else writes them.
const SAMPLES: usize = 3;

/// The entities whose versions must be read (`/{id}/versions`) before a plan: kind and id.
///
/// `deletes`: what the document no longer has goes, so that what people wrote there matters.
pub fn unknown_authors(catalog: &Catalog, snapshot: &Snapshot, deletes: bool) -> Vec<(Kind, String)> {
    let managed: Vec<&State> = snapshot.states.iter().filter(|state| state.managed()).collect();
    let index = index(snapshot);
    let goes = |state: &State| {
        let said = !state.deleted() && !state.texts().is_empty();
        deletes && said && visible(&catalog.filters, &index, state)
    };
    let mut asked = in_question(catalog, &managed, goes);
    // A text may have come from another endpoint of that name, which a filter may hide.
    let names: BTreeSet<&str> = asked.iter().filter_map(|state| state.name()).collect();
    let of_the_name = |state: &&&State| {
        state.kind == Kind::ApiEndpoint && state.name().is_some_and(|name| names.contains(name))
    };
    let others: Vec<&State> = managed.iter().filter(of_the_name).copied().collect();
    asked.extend(others);
    let unknown = asked.into_iter().filter(|state| !state.is_first_version());
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
            Some(wanted) if wanted.disputed(state) => true,
            Some(wanted) => {
                let changed = !state.deleted() && state.source_hash() != Some(wanted.source_hash());
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

/// What an entity's versions say: who wrote each text that stands there now, and who replaced each earlier hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    /// By path.
    pub(super) authors: BTreeMap<String, String>,
    /// Earlier hashes, each with who wrote the version after it.
    pub(super) replaced: BTreeMap<String, String>,
    /// The paths of texts that stood there from the beginning.
    pub(super) original: BTreeSet<String>,
    /// By path and text, who ever wrote that, apart from who made the entity.
    said: BTreeMap<(String, String), String>,
    /// The versions could not be read.
    unreadable: bool,
}

impl History {
    /// Of the texts of a state, by the answer of `/{id}/versions`: newest first. What cannot be read says nothing.
    pub(super) fn read(texts: &BTreeMap<String, String>, versions: &Value) -> Self {
        let list = versions.get("versions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        Self::of_versions(texts, list).unwrap_or_else(|| Self { unreadable: true, ..Self::default() })
    }

    /// One version is held at a time: each is the whole entity.
    fn of_versions(texts: &BTreeMap<String, String>, versions: &[Value]) -> Option<Self> {
        let oldest = State::of_version(versions.last()?)?;
        let maker = oldest.updated_by();
        let mut history = Self::default();
        let mut standing = texts.clone();
        let mut author: Option<State> = None;
        for version in versions {
            let version = State::of_version(version)?;
            let there = version.texts();
            // Of several versions with a text the oldest comes last, and says who wrote it.
            history.said.extend(version.updated_by().into_iter().flat_map(|by| {
                there.iter().map(move |(path, text)| ((path.clone(), text.clone()), by.to_owned()))
            }));
            standing.retain(|path, text| {
                let stays = there.get(path) == Some(text);
                if let (false, Some(by)) = (stays, author.as_ref().and_then(State::updated_by)) {
                    history.authors.insert(path.clone(), by.to_owned());
                }
                stays
            });
            let by = author.as_ref().and_then(State::updated_by);
            if let (Some(hash), Some(by)) = (version.source_hash(), by) {
                history.replaced.entry(hash.to_owned()).or_insert_with(|| by.to_owned());
            }
            author = Some(version);
        }
        if let Some(by) = author.as_ref().and_then(State::updated_by) {
            history.original = standing.keys().cloned().collect();
            history.authors.extend(standing.into_keys().map(|path| (path, by.to_owned())));
        }
        history.said.retain(|_, by| Some(by.as_str()) != maker);
        Some(history)
    }
}

impl Snapshot {
    /// Takes the versions of an entity, as `/{id}/versions` gave them.
    pub fn set_versions(&mut self, id: &str, versions: &Value) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.history = Some(History::read(&state.texts(), versions));
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
            let history = History::read(&texts, &versions);
            assert!(!history.unreadable, "{levels}");
            assert_eq!(history.authors.get("description").map(String::as_str), Some("ann"));
            assert_eq!(super::super::first_maker(&versions).as_deref(), Some("bot"), "{levels}");
        }
        assert!(History::read(&texts, &json!({"versions": ["{"]})).unreadable);
        assert!(History::read(&texts, &json!({"versions": []})).unreadable);
    }
}

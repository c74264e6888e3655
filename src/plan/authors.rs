//! Who wrote what stands there: what must be asked before a plan, and what the answers say.
//!
//! The server keeps every version of an entity with its writer (STOCK 10). The author of a text is who made the
//! version in which it first stood, walking back from now while it stays the same. A text that came with an entity
//! from its predecessor (a move) has its author there. Asked is only where the answer counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::wanted::Wanted;
use super::{Kind, Snapshot, State};
use crate::entity::Catalog;

/// Of what only goes, so many entities are asked about: a document that lost most of itself is held back anyway.
const MOST_GOING: usize = 200;

/// Of entities whose texts are undisputed, so many are asked whether somebody else writes them.
const SAMPLES: usize = 3;

/// The entities whose versions must be read (`/{id}/versions`) before a plan: kind and id.
///
/// `deletes`: what the document no longer has goes, so that what people wrote there matters.
pub fn unknown_authors(catalog: &Catalog, snapshot: &Snapshot, deletes: bool) -> Vec<(Kind, String)> {
    let managed: Vec<&State> = snapshot.states.iter().filter(|state| state.managed()).collect();
    let mut asked = in_question(catalog, &managed, deletes);
    // A text may have come from another endpoint of that name.
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
fn in_question<'s>(catalog: &Catalog, managed: &[&'s State], deletes: bool) -> Vec<&'s State> {
    let wanted = by_identity(catalog);
    let (mut asked, mut samples, mut going) = (Vec::new(), 0, 0);
    for state in managed {
        let asks = match wanted.get(&(state.kind, state.fqn.as_str())) {
            Some(wanted) if wanted.disputed(state) => true,
            Some(wanted) => {
                let changed = !state.deleted() && state.source_hash() != Some(wanted.source_hash());
                samples += usize::from(changed);
                changed && samples <= SAMPLES
            }
            None if deletes && !state.deleted() && !state.texts().is_empty() => {
                going += 1;
                going <= MOST_GOING
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
}

impl History {
    /// Of the texts of a state, by the answer of `/{id}/versions`: newest first. What cannot be read says nothing.
    pub(super) fn read(texts: &BTreeMap<String, String>, versions: &Value) -> Self {
        let list = versions.get("versions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let versions: Vec<State> = list.iter().filter_map(version).collect();
        let mut history = Self::default();
        let mut standing = texts.clone();
        let mut author: Option<&State> = None;
        for version in &versions {
            let there = version.texts();
            standing.retain(|path, text| {
                let stays = there.get(path) == Some(text);
                if let (false, Some(by)) = (stays, author.and_then(State::updated_by)) {
                    history.authors.insert(path.clone(), by.to_owned());
                }
                stays
            });
            if let (Some(hash), Some(by)) = (version.source_hash(), author.and_then(State::updated_by)) {
                history.replaced.entry(hash.to_owned()).or_insert_with(|| by.to_owned());
            }
            author = Some(version);
        }
        if let Some(by) = author.and_then(State::updated_by) {
            history.original = standing.keys().cloned().collect();
            history.authors.extend(standing.into_keys().map(|path| (path, by.to_owned())));
        }
        history
    }
}

/// A version as the server keeps it: a text of JSON.
fn version(value: &Value) -> Option<State> {
    let entity = match value {
        Value::String(text) => serde_json::from_str(text).ok()?,
        other => other.clone(),
    };
    Some(State::of_version(entity))
}

impl Snapshot {
    /// Takes the versions of an entity, as `/{id}/versions` gave them.
    pub fn set_versions(&mut self, id: &str, versions: &Value) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.history = Some(History::read(&state.texts(), versions));
        }
    }

    /// Once every version is known: texts that came with a moved endpoint are their author's on its predecessor,
    /// which is deleted, unless it came back since.
    pub fn follow_moves(&mut self) {
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.states.iter().filter(|s| s.kind == Kind::ApiEndpoint).filter_map(State::name) {
            *named.entry(name).or_default() += 1;
        }
        let several =
            |state: &&State| state.name().is_some_and(|name| named.get(name).is_some_and(|n| *n > 1));
        let mut of_name: BTreeMap<String, Vec<State>> = BTreeMap::new();
        for state in self.states.iter().filter(|s| s.kind == Kind::ApiEndpoint).filter(several) {
            of_name.entry(state.name().unwrap_or_default().to_owned()).or_default().push(state.clone());
        }
        for predecessors in of_name.values_mut() {
            predecessors.sort_by_key(State::updated_at);
        }
        for state in self.states.iter_mut().filter(|s| s.kind == Kind::ApiEndpoint) {
            let Some(predecessors) = state.name().and_then(|name| of_name.get(name)) else { continue };
            let begun: Vec<String> = state.original().into_iter().collect();
            for path in begun {
                let author = origin(state, &path, predecessors);
                state.inherited.extend(author.map(|author| (path, author)));
            }
        }
    }

    /// The users who wrote a text of which the author counts.
    pub fn authors(&self) -> BTreeSet<&str> {
        let histories = self.states.iter().filter_map(|state| state.history.as_ref());
        let asked = histories.flat_map(|history| history.authors.values().map(String::as_str));
        let first = self.states.iter().filter(|state| state.is_first_version()).filter_map(State::updated_by);
        asked.chain(first).collect()
    }
}

/// Who wrote on another endpoint of that name what stands at that path; through several moves.
fn origin(state: &State, path: &str, predecessors: &[State]) -> Option<String> {
    let text = state.texts().remove(path)?;
    let mut author = None;
    for predecessor in predecessors.iter().rev().filter(|other| other.id != state.id) {
        if predecessor.texts().get(path) != Some(&text) {
            continue;
        }
        author = predecessor.author(path).map(str::to_owned).or(author);
        if !predecessor.original().contains(path) {
            break;
        }
    }
    author
}

//! The versions of an entity → its [`History`]: who wrote each text that is on the server now.
//!
//! In: answers of `/{id}/versions`, each version with its writer, newest first (stock.md#openmetadata-16). The author
//! of a text is who made the first version that has it. A version that has the hash of its own content proves that its
//! texts are a document's ([`proof`](crate::plan::authors::proof)).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::plan::authors::history::History;
use crate::plan::authors::proof::has_own_hash;
use crate::plan::current::snapshot::Snapshot;
use crate::plan::current::state::State;
use crate::plan::model::kind::Kind;

/// A text that all versions since one have.
struct Standing {
    text: String,
    author: Option<String>,
    original: bool,
}

/// The versions so far, oldest first.
#[derive(Default)]
struct Walk {
    /// The present texts, by path.
    standing: BTreeMap<String, Standing>,
    /// Texts by path that some version proved.
    proven: BTreeSet<(String, String)>,
    /// The texts of the last version that was proven.
    last: BTreeMap<String, String>,
    hash: Option<String>,
    creator: Option<String>,
    history: History,
}

/// The history of these texts, by the answer of `/{id}/versions`.
fn read(kind: Kind, texts: &BTreeMap<String, String>, versions: &Value) -> History {
    let list = versions.get("versions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    of_versions(kind, texts, list).unwrap_or_else(|| History { unreadable: true, ..History::default() })
}

/// One version is held at a time: each is a whole entity.
fn of_versions(kind: Kind, texts: &BTreeMap<String, String>, versions: &[Value]) -> Option<History> {
    let mut walk = Walk::default();
    for (at, version) in versions.iter().rev().enumerate() {
        let version = State::of_version(kind, version)?;
        walk.add(&version, at == 0);
    }
    (!versions.is_empty()).then(|| walk.finish(texts))
}

/// Who created an entity, by the answer of `/{id}/versions`: strings of JSON, newest first (stock.md#openmetadata-16).
pub fn creator(versions: &Value) -> Option<String> {
    let oldest = versions.get("versions").and_then(Value::as_array).and_then(|list| list.last())?;
    State::of_version(Kind::ApiEndpoint, oldest)?.updated_by().map(str::to_owned)
}

impl Walk {
    fn add(&mut self, version: &State, first: bool) {
        let by = version.updated_by().map(str::to_owned);
        if first {
            self.creator.clone_from(&by);
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
                self.history
                    .written_by_others
                    .entry((path.clone(), text.clone()))
                    .or_insert_with(|| by.clone());
            }
        }
        if let (Some(hash), Some(by)) = (self.hash.take(), by) {
            self.history.replaced.insert(hash, by);
        }
        self.hash = version.source_hash().map(str::to_owned);
        self.prove(version, texts);
    }

    /// What a version proves: as it is, or else with the texts of others than the creator reverted.
    fn prove(&mut self, version: &State, texts: BTreeMap<String, String>) {
        let others = self.standing.iter().filter(|(_, standing)| standing.author != self.creator);
        let reverted: BTreeMap<String, String> = others
            .filter_map(|(path, _)| Some((path.clone(), self.last.get(path)?.clone())))
            .filter(|(path, text)| texts.get(path) != Some(text))
            .collect();
        let candidates = [BTreeMap::new(), reverted];
        let proof = candidates.into_iter().find(|substitutes| has_own_hash(version, substitutes));
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
            let text = ((*path).clone(), (*text).clone());
            self.proven.contains(&text)
        });
        history.proven = proven.map(|(path, _)| path.clone()).collect();
        history.written_by_others.retain(|_, by| Some(&*by) != self.creator.as_ref());
        history
    }
}

impl Snapshot {
    /// Adds the versions of an entity, as `/{id}/versions` gave them.
    pub fn set_versions(&mut self, id: &str, versions: &Value) {
        for state in self.states.iter_mut().filter(|state| state.id == id) {
            state.history = Some(read(state.kind, &state.texts(), versions));
        }
    }

    /// Finds the authors of texts that came with a move, once every version is read: a text that the first version of an
    /// endpoint already had, and that somebody wrote on another endpoint of that name, is that user's. If the versions
    /// of one of them could not be read, the authors of such texts are unknown.
    pub fn follow_moves(&mut self) {
        let mut unreadable: BTreeSet<String> = BTreeSet::new();
        let mut writers: BTreeMap<String, BTreeMap<(String, String), String>> = BTreeMap::new();
        for state in self.states.iter().filter(|state| state.kind == Kind::ApiEndpoint) {
            if let (Some(name), Some(history)) = (state.name(), &state.history) {
                let of_name = writers.entry(name.to_owned()).or_default();
                let written = history.written_by_others.iter();
                of_name.extend(written.map(|(text, by)| (text.clone(), by.clone())));
                unreadable.extend(history.unreadable.then(|| name.to_owned()));
            }
        }
        for state in self.states.iter_mut().filter(|state| state.kind == Kind::ApiEndpoint) {
            state.origin_unknown = state.name().is_some_and(|name| unreadable.contains(name));
            let of_name = state.name().and_then(|name| writers.get(name));
            let Some(of_name) = of_name.filter(|writers| !writers.is_empty()) else { continue };
            let original = state.original();
            let texts = state.texts().into_iter().filter(|(path, _)| original.contains(path));
            let author = |text: (String, String)| of_name.get(&text).map(|by| (text.0.clone(), by.clone()));
            state.inherited_authors = texts.filter_map(author).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A version with so many levels of fields, as the server keeps it.
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
            let history = read(Kind::ApiEndpoint, &texts, &versions);
            assert!(!history.unreadable, "{levels}");
            assert_eq!(history.authors.get("description").map(String::as_str), Some("ann"));
            assert_eq!(creator(&versions).as_deref(), Some("bot"), "{levels}");
        }
        assert!(read(Kind::ApiEndpoint, &texts, &json!({"versions": ["{"]})).unreadable);
        assert!(read(Kind::ApiEndpoint, &texts, &json!({"versions": []})).unreadable);
    }
}

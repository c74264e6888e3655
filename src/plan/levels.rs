//! The changes of the catalog's entities, level by level: service, collections, endpoints.
//!
//! What a person deleted stays deleted, and with it what is in it; an entity that no connector created is left alone.
//! There is one exception: restoring a service or a collection restores everything that was ever in it
//! (stock.md#openmetadata-16). Then the document's entities are restored as well, and each change names who had deleted
//! the entity; the others are deleted again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::entity::Service;
use crate::name::quote;
use crate::plan::current::index::Index;
use crate::plan::current::state::State;
use crate::plan::difference::desired::Desired;
use crate::plan::difference::storable::Differences;
use crate::plan::difference::texts::{Baseline, Texts};
use crate::plan::difference::user_content::{self, UserContent};
use crate::plan::model::change::{Action, Change, FieldChange, Write};
use crate::plan::model::kind::Kind;
use crate::plan::model::plan::NotStored;
use crate::plan::model::rules::Rules;
use crate::plan::moves::{Moves, writes_after_create};
use crate::plan::parents::{ParentState, Parents};

/// What the levels give to the plan, collected from top to bottom.
pub(in crate::plan) struct Levels<'a> {
    index: &'a Index<'a>,
    moves: &'a Moves<'a>,
    rules: &'a Rules,
    pub(in crate::plan) parents: Parents,
    /// FQNs of endpoints that a person deleted in another collection.
    pub(in crate::plan) deleted_elsewhere: BTreeSet<String>,
    pub(in crate::plan) changes: Vec<Change>,
    pub(in crate::plan) unmanaged: BTreeSet<String>,
    pub(in crate::plan) deleted_by_people: Vec<String>,
    pub(in crate::plan) author_unknown: Vec<UserContent>,
    pub(in crate::plan) not_stored: Vec<NotStored>,
    pub(in crate::plan) lost: Vec<UserContent>,
    pub(in crate::plan) replaced: Vec<UserContent>,
    pub(in crate::plan) other_writers: BTreeMap<String, String>,
}

impl<'a> Levels<'a> {
    pub(in crate::plan) fn new(index: &'a Index<'a>, moves: &'a Moves<'a>, rules: &'a Rules) -> Self {
        Self {
            index,
            moves,
            rules,
            parents: Parents { service: ParentState::Present, collections: BTreeMap::new() },
            deleted_elsewhere: BTreeSet::new(),
            changes: Vec::new(),
            unmanaged: BTreeSet::new(),
            deleted_by_people: Vec::new(),
            author_unknown: Vec::new(),
            not_stored: Vec::new(),
            lost: Vec::new(),
            replaced: Vec::new(),
            other_writers: BTreeMap::new(),
        }
    }

    /// The service is created if it does not exist, and otherwise left unchanged unless a write is forced. Without a body
    /// nothing is sent, and the server answers to entities in a service that does not exist.
    pub(in crate::plan) fn service(&mut self, service: &Service, entity: Option<&Value>) {
        let fqn = quote(&service.name);
        let body = self.rules.service_body.as_ref();
        let deleted = entity.is_some_and(|entity| entity.get("deleted") == Some(&json!(true)));
        let by = entity.and_then(|entity| entity.get("updatedBy")).and_then(Value::as_str);
        if deleted && !by.is_some_and(|by| self.rules.is_connector(by)) {
            self.parents.service = ParentState::StaysDeleted;
            return self.deleted_by_people.push(fqn);
        }
        let action = match (entity, body) {
            (None, None) => return,
            (None, Some(_)) => Action::Create,
            (Some(_), Some(_)) if deleted => Action::Restore,
            (Some(_), Some(_)) if self.rules.force_service => Action::Update,
            (Some(_), _) => Action::NoOp,
        };
        if action == Action::Restore {
            self.parents.service = ParentState::Restored;
        }
        let forced = self.rules.force_service || action == Action::Create;
        let put = body.filter(|_| action != Action::NoOp && forced).map(|body| with_texts_of(body, entity));
        let restored = (action == Action::Restore).then_some(Write::Restore);
        self.changes.push(Change {
            action,
            kind: Kind::ApiService,
            fqn,
            id: entity.and_then(|entity| entity.get("id")).and_then(Value::as_str).map(str::to_owned),
            from: None,
            differences: Vec::new(),
            writes: restored.into_iter().chain(put.map(|body| Write::Put(body.into()))).collect(),
        });
    }

    /// A collection or an endpoint, below a parent in that state.
    pub(in crate::plan) fn entity(&mut self, desired: &Desired<'_>, parent: ParentState) {
        let state = self.index.get(&(desired.kind, desired.fqn)).copied();
        if state.is_some_and(|state| state.broken_on_server) {
            // It is listed with the other entities of the server.
            return;
        }
        let own = match state {
            Some(state) if !state.managed() => {
                self.unmanaged.insert(state.fqn.clone());
                let stays_deleted = state.deleted() && parent != ParentState::Restored;
                match stays_deleted || parent == ParentState::StaysDeleted {
                    true => ParentState::StaysDeleted,
                    false => ParentState::Present,
                }
            }
            _ => self.managed(desired, state, parent),
        };
        if desired.kind == Kind::ApiCollection {
            self.parents.collections.insert(desired.fqn.to_owned(), own);
        }
    }

    fn managed(&mut self, desired: &Desired<'_>, state: Option<&State>, parent: ParentState) -> ParentState {
        let by_person = |state: &State| !state.updated_by().is_some_and(|by| self.rules.is_connector(by));
        let stays_deleted =
            |state: &State| state.deleted() && parent != ParentState::Restored && by_person(state);
        let elsewhere = state.is_none() && self.deleted_elsewhere.contains(desired.fqn);
        if parent == ParentState::StaysDeleted || elsewhere || state.is_some_and(stays_deleted) {
            self.deleted_by_people.push(desired.fqn.to_owned());
            return ParentState::StaysDeleted;
        }
        let change = match state {
            None => self.create(desired),
            Some(state) if state.deleted() => self.restore(desired, state, parent == ParentState::Restored),
            Some(state) => self.update(desired, state),
        };
        let restored = change.action == Action::Restore;
        self.changes.push(change);
        if restored { ParentState::Restored } else { ParentState::Present }
    }

    /// A new entity; one that moves takes over what people gave to its predecessor.
    fn create(&mut self, desired: &Desired<'_>) -> Change {
        let from = self.moves.get(desired.fqn).copied();
        let baseline = from.map_or(Baseline::Nothing, Baseline::Predecessor);
        let body = desired.create_body(baseline, Texts::new(baseline, self.rules));
        let mut writes = vec![Write::Put(body)];
        if let Some(state) = from {
            self.record_user_content(state, &desired.differences(state, self.rules).written);
            self.author_unknown.extend(desired.author_unknown(state, self.rules));
            self.lost.extend(user_content::lost_discussion(state));
            writes.extend(writes_after_create(state, desired.fqn));
        }
        Change {
            action: if from.is_some() { Action::Move } else { Action::Create },
            kind: desired.kind,
            fqn: desired.fqn.to_owned(),
            id: None,
            from: from.map(|state| state.fqn.clone()),
            differences: Vec::new(),
            writes,
        }
    }

    fn restore(&mut self, desired: &Desired<'_>, state: &State, with_parent: bool) -> Change {
        let mut deleted = FieldChange::new("deleted".to_owned(), Some(json!(true)), Some(json!(false)));
        deleted.by = state.updated_by().map(str::to_owned);
        let differences = self.written(desired, state);
        let writes = desired.restore(state, &differences, with_parent, self.rules);
        Change {
            action: Action::Restore,
            kind: desired.kind,
            fqn: desired.fqn.to_owned(),
            id: Some(state.id.clone()),
            from: None,
            differences: std::iter::once(deleted).chain(differences).collect(),
            writes,
        }
    }

    fn update(&mut self, desired: &Desired<'_>, state: &State) -> Change {
        let differences = self.written(desired, state);
        let (action, writes) = match differences.is_empty() {
            true => (Action::NoOp, Vec::new()),
            false => (Action::Update, desired.update(state, &differences, self.rules)),
        };
        let reverted = state.source_hash() != Some(desired.source_hash);
        if let Some(writer) = state.replaced_by(desired.source_hash).filter(|_| reverted) {
            self.other_writers.entry(writer.to_owned()).or_insert_with(|| state.fqn.clone());
        }
        Change {
            action,
            kind: desired.kind,
            fqn: desired.fqn.to_owned(),
            id: Some(state.id.clone()),
            from: None,
            differences,
            writes,
        }
    }

    /// The differences that are written; records the others, and what the writes do to user content.
    fn written(&mut self, desired: &Desired<'_>, state: &State) -> Vec<FieldChange> {
        let Differences { written, not_stored } = desired.differences(state, self.rules);
        self.not_stored.extend(not_stored);
        self.author_unknown.extend(desired.author_unknown(state, self.rules));
        self.record_user_content(state, &written);
        written
    }

    /// Records which user content these differences delete or replace.
    fn record_user_content(&mut self, state: &State, differences: &[FieldChange]) {
        self.lost.extend(user_content::lost_with_fields(state, differences, self.rules));
        self.replaced.extend(user_content::replaced(state, differences, self.rules));
    }
}

/// The service's create request with the texts of the stored service, which are kept.
fn with_texts_of(body: &Value, entity: Option<&Value>) -> Value {
    let mut body = body.clone();
    for member in ["displayName", "description"] {
        let stored = entity.and_then(|entity| entity.get(member)).and_then(Value::as_str);
        if let (Some(stored), Some(body)) = (stored.filter(|text| !text.is_empty()), body.as_object_mut()) {
            body.insert(member.to_owned(), Value::from(stored));
        }
    }
    body
}

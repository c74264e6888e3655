//! What becomes of each entity of the catalog, level by level: service, collections, endpoints.
//!
//! What a person deleted stays deleted, and with it what is in it; what nobody's connector made is left alone.
//! One thing is stronger than a person's deletion: bringing a collection back brings back all that was ever in it
//! (STOCK 10), so an endpoint that the document has is restored with its collection, and its change names who had
//! deleted it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::retire::retire;
use super::schema::json as text;
use super::wanted::{self, Wanted};
use super::{Action, Change, FieldChange, Kind, Plan, Rules, Snapshot, State, Write, hash};
use crate::entity::name::quote;
use crate::entity::{Catalog, Service};

/// The states by identity.
pub(super) type Index<'a> = BTreeMap<(Kind, &'a str), &'a State>;

/// The difference between what is wanted and what is there, under those rules. Sends nothing.
pub fn diff(catalog: &Catalog, snapshot: &Snapshot, rules: &Rules) -> Plan {
    let index: Index<'_> =
        snapshot.states.iter().map(|state| ((state.kind, state.fqn.as_str()), state)).collect();
    let mut levels = Levels::new(&index, rules);
    levels.service(&catalog.service, snapshot.service.as_ref());
    for collection in &catalog.collections {
        levels.entity(&Wanted::from(collection), levels.service_fate);
    }
    for endpoint in &catalog.endpoints {
        let wanted = Wanted::from(endpoint);
        let fate = levels.fates.get(wanted.parent).copied().unwrap_or(levels.service_fate);
        levels.entity(&wanted, fate);
    }
    let Levels { mut changes, mut unmanaged, deleted_by_people, fates, .. } = levels;
    let retired = retire(catalog, &index, &fates, rules);
    changes.extend(retired.changes);
    unmanaged.extend(retired.unmanaged);
    Plan {
        hash: hash::plan(&changes),
        changes,
        held: retired.held,
        unmanaged: unmanaged.into_iter().collect(),
        hidden: retired.hidden,
        deleted_by_people,
        approval_hash: retired.approval_hash,
    }
}

/// What becomes of something that holds others.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is there, or is made.
    There,
    /// It comes back, and with it what is in it.
    Restored,
    /// It stays deleted, so nothing can be written in it.
    Gone,
}

/// The levels on the way down.
struct Levels<'a> {
    index: &'a Index<'a>,
    rules: &'a Rules,
    service_fate: Fate,
    /// Of the catalog's collections, by FQN.
    fates: BTreeMap<String, Fate>,
    changes: Vec<Change>,
    unmanaged: BTreeSet<String>,
    deleted_by_people: Vec<String>,
}

impl<'a> Levels<'a> {
    fn new(index: &'a Index<'a>, rules: &'a Rules) -> Self {
        Self {
            index,
            rules,
            service_fate: Fate::There,
            fates: BTreeMap::new(),
            changes: Vec::new(),
            unmanaged: BTreeSet::new(),
            deleted_by_people: Vec::new(),
        }
    }

    /// The service is made where it is missing, and otherwise left as it is unless that is forced. Without a body
    /// nothing is sent, and the server says what it thinks of entities in a service that is not there.
    fn service(&mut self, service: &Service, entity: Option<&Value>) {
        let fqn = quote(&service.name);
        let body = self.rules.service_body.as_ref();
        let deleted = entity.is_some_and(|entity| entity.get("deleted") == Some(&json!(true)));
        let by = entity.and_then(|entity| entity.get("updatedBy")).and_then(Value::as_str).unwrap_or("");
        if deleted && !self.rules.is_connector(by) {
            self.service_fate = Fate::Gone;
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
            self.service_fate = Fate::Restored;
        }
        let body = body.filter(|_| action != Action::NoOp).map(|body| with_texts_of(body, entity));
        self.changes.push(Change {
            action,
            kind: Kind::ApiService,
            fqn,
            id: entity.and_then(|entity| entity.get("id")).and_then(Value::as_str).map(str::to_owned),
            fields: body.as_ref().map(wanted::members).unwrap_or_default(),
            writes: body.map(Write::Put).into_iter().collect(),
        });
    }

    /// A collection or an endpoint, in something of that fate.
    fn entity(&mut self, wanted: &Wanted<'_>, parent: Fate) {
        let state = self.index.get(&(wanted.kind, wanted.fqn)).copied();
        let fate = match state {
            Some(state) if !state.managed() => {
                self.unmanaged.insert(state.fqn.clone());
                if state.deleted() || parent == Fate::Gone { Fate::Gone } else { Fate::There }
            }
            _ => self.managed(wanted, state, parent),
        };
        if wanted.kind == Kind::ApiCollection {
            self.fates.insert(wanted.fqn.to_owned(), fate);
        }
    }

    fn managed(&mut self, wanted: &Wanted<'_>, state: Option<&State>, parent: Fate) -> Fate {
        let by_person = |state: &State| !state.updated_by().is_some_and(|by| self.rules.is_connector(by));
        let stays = |state: &State| state.deleted() && parent != Fate::Restored && by_person(state);
        if parent == Fate::Gone || state.is_some_and(stays) {
            self.deleted_by_people.push(wanted.fqn.to_owned());
            return Fate::Gone;
        }
        let change = match state {
            None => create(wanted),
            Some(state) if state.deleted() => restore(wanted, state, parent == Fate::Restored, self.rules),
            Some(state) => update(wanted, state, self.rules),
        };
        let fate = if change.action == Action::Restore { Fate::Restored } else { Fate::There };
        self.changes.push(change);
        fate
    }
}

fn create(wanted: &Wanted<'_>) -> Change {
    Change {
        action: Action::Create,
        kind: wanted.kind,
        fqn: wanted.fqn.to_owned(),
        id: None,
        fields: wanted.created(),
        writes: vec![Write::Put(wanted.body(None))],
    }
}

fn restore(wanted: &Wanted<'_>, state: &State, revived: bool, rules: &Rules) -> Change {
    let mut deleted = FieldChange::new("deleted".to_owned(), Some(json!(true)), Some(json!(false)));
    deleted.by = state.updated_by().map(str::to_owned);
    let differences = wanted.differences(state);
    let writes = wanted.restore(state, &differences, revived, rules);
    Change {
        action: Action::Restore,
        kind: wanted.kind,
        fqn: wanted.fqn.to_owned(),
        id: Some(state.id.clone()),
        fields: std::iter::once(deleted).chain(differences).collect(),
        writes,
    }
}

fn update(wanted: &Wanted<'_>, state: &State, rules: &Rules) -> Change {
    let fields = wanted.differences(state);
    let action = if fields.is_empty() { Action::NoOp } else { Action::Update };
    let writes = if fields.is_empty() { Vec::new() } else { vec![wanted.update(state, &fields, rules)] };
    Change {
        action,
        kind: wanted.kind,
        fqn: wanted.fqn.to_owned(),
        id: Some(state.id.clone()),
        fields,
        writes,
    }
}

/// The service's create request with the texts of the one that is there, which stay.
fn with_texts_of(body: &Value, entity: Option<&Value>) -> Value {
    let mut body = body.clone();
    for member in ["displayName", "description"] {
        let there = entity.and_then(|entity| entity.get(member)).and_then(Value::as_str);
        if let (Some(there), Some(body)) = (there.filter(|text| !text.is_empty()), body.as_object_mut()) {
            body.insert(member.to_owned(), text(there));
        }
    }
    body
}

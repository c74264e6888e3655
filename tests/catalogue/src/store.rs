//! Entities by number, name and place. Every lookup is one in a map; pages are ranges of an ordered set.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::Writes;
use crate::change::{Members, Version};
use crate::entity::{Entity, Fields, Kind, Object, State};
use crate::field;

/// Where the server says it stands.
const BASE: &str = "http://localhost:8585/api/v1";

/// Which rows of a list are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Include {
    Live,
    Deleted,
    All,
}

/// A row of a list: lists are sorted by name, then id (measured).
pub(crate) type Row = (String, u64);

/// Kind, the entity within which (none: anywhere), and which rows.
type Place = (Kind, Option<u64>, Include);

/// All entities, with their indices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    entities: BTreeMap<u64, Entity>,
    names: BTreeMap<(Kind, String), u64>,
    rows: BTreeMap<Place, BTreeSet<Row>>,
    last: u64,
    pub(crate) writes: Writes,
}

/// The id with this number: shaped like a UUID, counted up.
pub(crate) fn id(number: u64) -> String {
    format!("c0de0000-0000-4000-8000-{number:012x}")
}

/// The number of an id of ours.
pub(crate) fn number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix("c0de0000-0000-4000-8000-")?;
    u64::from_str_radix(digits, 16).ok()
}

impl Store {
    /// A number never used before.
    pub(crate) fn fresh(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(crate) fn get(&self, number: u64) -> Option<&Entity> {
        self.entities.get(&number)
    }

    pub(crate) fn by_id(&self, kind: Kind, id: &str) -> Option<&Entity> {
        self.get(number(id)?).filter(|entity| entity.kind == kind)
    }

    pub(crate) fn by_fqn(&self, kind: Kind, fqn: &str) -> Option<&Entity> {
        self.get(*self.names.get(&(kind, fqn.to_owned()))?)
    }

    /// Adds an entity in its first version.
    pub(crate) fn insert(&mut self, kind: Kind, parent: Option<u64>, json: Object, now: (u64, &str)) -> u64 {
        let number = self.fresh();
        let state = State {
            version: Version::FIRST,
            deleted: false,
            updated_at: now.0,
            updated_by: now.1.to_owned(),
            json,
        };
        let entity = Entity { number, kind, parent, now: state, before: Vec::new() };
        self.names.insert((kind, entity.now.json.text("fullyQualifiedName").to_owned()), number);
        self.index(&entity, true);
        self.entities.insert(number, entity);
        number
    }

    /// Puts a new state in the place of the present one; `keep` adds that to the versions.
    pub(crate) fn replace(&mut self, number: u64, state: State, keep: bool) {
        let Some(mut entity) = self.entities.remove(&number) else { return };
        self.index(&entity, false);
        let old = std::mem::replace(&mut entity.now, state);
        if keep {
            entity.before.push(old);
        }
        self.index(&entity, true);
        self.entities.insert(number, entity);
    }

    /// Goes back to the version before the present one.
    pub(crate) fn back(&mut self, number: u64, state: State) {
        if let Some(entity) = self.entities.get_mut(&number) {
            entity.before.pop();
        }
        self.replace(number, state, false);
    }

    /// Forgets an entity.
    pub(crate) fn remove(&mut self, number: u64) {
        if let Some(entity) = self.entities.remove(&number) {
            self.index(&entity, false);
            self.names.remove(&(entity.kind, entity.now.json.text("fullyQualifiedName").to_owned()));
        }
    }

    fn index(&mut self, entity: &Entity, add: bool) {
        let row = (entity.now.json.text("name").to_owned(), entity.number);
        let own = if entity.now.deleted { Include::Deleted } else { Include::Live };
        let grandparent = entity.parent.and_then(|parent| self.get(parent)).and_then(|parent| parent.parent);
        for within in [Some(None), entity.parent.map(Some), grandparent.map(Some)].into_iter().flatten() {
            for include in [own, Include::All] {
                let rows = self.rows.entry((entity.kind, within, include)).or_default();
                if add {
                    rows.insert(row.clone())
                } else {
                    rows.remove(&row)
                };
            }
        }
    }

    /// The rows of a place, in order.
    pub(crate) fn rows(&self, kind: Kind, within: Option<u64>, include: Include) -> Option<&BTreeSet<Row>> {
        self.rows.get(&(kind, within, include))
    }

    /// The numbers of what an entity holds.
    pub(crate) fn held(&self, parent: &Entity, include: Include) -> Vec<u64> {
        let rows = parent.kind.holds().and_then(|kind| self.rows(kind, Some(parent.number), include));
        rows.into_iter().flatten().map(|(_, number)| *number).collect()
    }

    /// Every entity of a kind, deleted ones too.
    pub(crate) fn every(&self, kind: Kind) -> impl Iterator<Item = &Entity> {
        self.rows(kind, None, Include::All).into_iter().flatten().filter_map(|(_, number)| self.get(*number))
    }

    /// The service an entity belongs to.
    fn service(&self, entity: &Entity) -> Option<&Entity> {
        let mut at = self.get(entity.parent?)?;
        while let Some(parent) = at.parent {
            at = self.get(parent)?;
        }
        Some(at)
    }

    /// The entity as a reader sees it now.
    pub(crate) fn view(&self, entity: &Entity, fields: Fields) -> Value {
        self.view_state(entity, &entity.now, fields)
    }

    /// The entity as a reader would see it in this state.
    pub(crate) fn view_state(&self, entity: &Entity, state: &State, fields: Fields) -> Value {
        let mut out = self.plain(entity, state, fields);
        out.insert("href".to_owned(), json!(href(entity)));
        for name in ["service", "apiCollection"] {
            if let Some(reference) = out.get_mut(name).and_then(Value::as_object_mut) {
                let kind = if name == "service" { Kind::Service } else { Kind::Collection };
                let link = format!("{BASE}/{}/{}", kind.path(), reference.text("id"));
                reference.insert("href".to_owned(), json!(link));
            }
        }
        Value::Object(out)
    }

    /// One version of an entity without links: what is stored as its history and what a PATCH works on.
    pub(crate) fn plain(&self, entity: &Entity, state: &State, fields: Fields) -> Object {
        let mut out = state.json.clone();
        out.insert("id".to_owned(), json!(id(entity.number)));
        out.insert("version".to_owned(), state.version.json());
        out.insert("updatedAt".to_owned(), json!(state.updated_at));
        out.insert("updatedBy".to_owned(), json!(state.updated_by));
        out.insert("deleted".to_owned(), json!(state.deleted));
        if let Some(service) = self.service(entity) {
            out.insert("service".to_owned(), reference(service));
            if entity.kind != Kind::Pipeline {
                let kind = service.now.json.get("serviceType").cloned().unwrap_or_default();
                out.insert("serviceType".to_owned(), kind);
            }
        }
        let parent = entity.parent.and_then(|parent| self.get(parent));
        if let Some(collection) = parent.filter(|parent| parent.kind == Kind::Collection) {
            out.insert("apiCollection".to_owned(), reference(collection));
        }
        show(&mut out, fields);
        out
    }
}

/// Adds the members that were asked for, empty ones too, and takes away the others.
fn show(out: &mut Object, fields: Fields) {
    let none = || json!([]);
    for (name, shown) in [
        ("owners", fields.owners),
        ("tags", fields.tags),
        ("followers", fields.followers),
        ("dataProducts", fields.data_products),
        ("pipelines", fields.pipelines),
    ] {
        if shown {
            out.entry(name).or_insert_with(none);
        } else {
            out.remove(name);
        }
    }
    if fields.votes {
        out.insert(
            "votes".to_owned(),
            json!({"upVotes": 0, "downVotes": 0, "upVoters": [], "downVoters": []}),
        );
    }
    if !fields.domain {
        out.remove("domain");
        out.remove("domains");
    }
    for name in field::SCHEMAS {
        if let Some(schema) = out.get_mut(name) {
            field::show_tags(schema, fields.tags);
        }
    }
}

/// The entity as others refer to it.
pub(crate) fn reference(entity: &Entity) -> Value {
    let json = &entity.now.json;
    let mut out = Object::new();
    out.insert("id".to_owned(), json!(id(entity.number)));
    out.insert("type".to_owned(), json!(entity.kind.name()));
    for name in ["name", "fullyQualifiedName", "description"] {
        if let Some(value) = json.get(name) {
            out.insert(name.to_owned(), value.clone());
        }
    }
    let display = json.get("displayName").or_else(|| json.get("name")).cloned().unwrap_or_default();
    out.insert("displayName".to_owned(), display);
    out.insert("deleted".to_owned(), json!(entity.now.deleted));
    Value::Object(out)
}

/// Where an entity can be read.
pub(crate) fn href(entity: &Entity) -> String {
    format!("{BASE}/{}/{}", entity.kind.path(), id(entity.number))
}

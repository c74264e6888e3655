//! Deleting and restoring, with the entities inside (measured), and `deleteStale` (read, 2.0).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::access::{self, Target as Resource};
use crate::answer::Response;
use crate::bulk;
use crate::change::{Members, Version};
use crate::create::Write;
use crate::entity::{Entity, Kind, Object, State};
use crate::fields::Fields;
use crate::members;
use crate::name;
use crate::outcome::{Change, Outcome};
use crate::query::Target;
use crate::refusal::{Refusal, Violation};
use crate::shape;
use crate::store::{Include, Store};
use crate::update::{Operation, Row, Updater};
use crate::view::Load;

/// How an entity is deleted.
#[derive(Clone, Copy, Debug)]
struct Way {
    hard: bool,
    recursive: bool,
}

/// `DELETE` of one entity. One that contains others needs `recursive=true`; a deleted one is deleted again.
pub(crate) fn delete(
    store: &mut Store,
    number: u64,
    target: &Target,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let way = Way { hard: target.flag("hardDelete"), recursive: target.flag("recursive") };
    let entity = store.get(number).ok_or_else(Refusal::no_path)?.clone();
    access::require(store, by.actor, "Delete", Resource::Entity(&entity))?;
    let named = Fields::whole(entity.kind, by.rules);
    let kept = Fields { votes: named.votes, ..Fields::ALL };
    let state = remove(store, number, way, by)?;
    let change = if way.hard { Change::Deleted } else { Change::SoftDeleted };
    let body = Value::Object(store.show(&entity, &state, kept, named));
    Ok(Outcome { number, status: 200, change, body })
}

/// Deletes the entities inside an entity and then itself; returns the state for the answer. An entity that the server
/// cannot parse stops it; those before it are deleted (stock.md#rights-and-deletion).
fn remove(store: &mut Store, number: u64, way: Way, by: Write<'_>) -> Result<State, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?.clone();
    let present = store.load(&entity, Load::WHOLE)?;
    let original = State { version: last_seen(&entity, by), ..present };
    let all = way.hard || store.rules.deleted_children_count;
    let children = store.held(&entity, if all { Include::All } else { Include::Live });
    let counted = if store.rules.deleted_children_count { Include::All } else { Include::Live };
    if !way.recursive && !store.held(&entity, counted).is_empty() {
        return Err(Refusal::bad(format!("{} is not empty", entity.kind.name())));
    }
    for child in children {
        remove(store, child, Way { recursive: true, ..way }, by)?;
    }
    if way.hard {
        store.remove(number);
        store.writes.deleted += 1;
        return Ok(original);
    }
    store.writes.deleted += usize::from(!original.deleted);
    mark(store, entity.kind, number, &original, by)
}

/// The version that a deletion starts from: that of the last read by id, if it is recent and only a bulk wrote since
/// (stock.md#authorship; twice in the recordings).
fn last_seen(entity: &Entity, by: Write<'_>) -> Version {
    let seen = entity.last_read.as_ref();
    let fresh = seen.filter(|(_, at)| by.now.saturating_sub(*at) <= by.rules.versions_lag_ms);
    fresh.map_or(entity.now.version, |(state, _)| state.version)
}

/// Marks an entity as deleted, in a version of its own; one that is deleted already stays as it is.
fn mark(
    store: &mut Store,
    kind: Kind,
    number: u64,
    original: &State,
    by: Write<'_>,
) -> Result<State, Refusal> {
    let mut updated = State { deleted: true, ..rewritten(original, by) };
    write(store, kind, number, original, &mut updated, Operation::Delete, by)?;
    Ok(updated)
}

fn rewritten(original: &State, by: Write<'_>) -> State {
    State {
        updated_at: by.now.max(original.updated_at + 1),
        updated_by: by.actor.name.clone(),
        ..original.clone()
    }
}

fn write(
    store: &mut Store,
    kind: Kind,
    number: u64,
    original: &State,
    updated: &mut State,
    operation: Operation,
    by: Write<'_>,
) -> Result<(), Refusal> {
    let mut updater = Updater::new(store, kind, operation, by);
    updater.pass(original, updated)?;
    let changes = updater.found();
    updater.note_incremental(updated, &changes, original.version);
    updater.store(number, original, updated, Row::Stripped);
    Ok(())
}

/// Restores the entities inside an entity, also those that had been deleted on their own (measured), and then itself
/// if it is deleted.
pub(crate) fn restore_all(store: &mut Store, number: u64, by: Write<'_>) -> Result<bool, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?.clone();
    for child in store.held(&entity, Include::All) {
        if restore_all(store, child, by)? {
            store.writes.restored += 1;
        }
    }
    if !entity.now.deleted {
        return Ok(false);
    }
    let original = store.load(&entity, Load::WHOLE)?;
    let mut updated = rewritten(&original, by);
    write(store, entity.kind, number, &original, &mut updated, Operation::Put, by)?;
    Ok(true)
}

/// `PUT …/restore` with `{"id"}`: restores a deleted entity with everything inside.
pub(crate) fn restore(
    store: &mut Store,
    kind: Kind,
    body: &Value,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    shape::check(body, &members::RESTORE, by.rules)?;
    let missing = || vec![Violation { path: "restore.id".to_owned(), what: "must not be null".to_owned() }];
    let id = body.get("id").and_then(Value::as_str).ok_or_else(|| Refusal::Constraint(missing()))?;
    let unknown = || not_deleted(kind, id, by);
    let entity = store.by_id(kind, id).ok_or_else(unknown)?;
    access::require(store, by.actor, "EditAll", Resource::Entity(entity))?;
    let number = entity.number;
    if !restore_all(store, number, by)? {
        return Err(unknown());
    }
    store.writes.restored += 1;
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let named = Fields::whole(kind, by.rules);
    let state = store.load(entity, Load::WHOLE)?;
    let body = store.show(entity, &state, Fields { votes: named.votes, ..Fields::ALL }, named);
    Ok(Outcome { number, status: 200, change: Change::Restored, body: Value::Object(body) })
}

/// Restoring an entity that is not deleted: 404 on 1.6, an internal error on later releases (measured).
fn not_deleted(kind: Kind, id: &str, by: Write<'_>) -> Refusal {
    if !by.rules.honest_statuses {
        return Refusal::missing(kind, id);
    }
    let call = "org.openmetadata.service.util.RestUtil$PutResponse.getEntity()";
    Refusal::Unhandled(format!("Cannot invoke \"{call}\" because \"response\" is null"))
}

/// `DELETE …/deleteStale`: deletes the entities of a scope that were not seen, also those of people. It deletes
/// nothing if nothing was seen or the scope is unknown (stock.md#stale-collections, stock.md#openmetadata-2x, read).
pub(crate) fn stale(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
    shape::check(body, &members::DELETE_STALE, by.rules)?;
    access::require(store, by.actor, "Delete", Resource::Kind)?;
    let map = body.as_object().cloned().unwrap_or_default();
    let flag = |name: &str| map.get(name).and_then(Value::as_bool).unwrap_or(false);
    let seen: BTreeSet<&str> = map.items("seenFqns").iter().filter_map(Value::as_str).collect();
    let gone = if seen.is_empty() { Vec::new() } else { not_seen(store, kind, &map, &seen) };
    let mut rows = bulk::Rows::of(flag("dryRun"));
    for (fqn, number) in gone {
        let way = Way { hard: flag("hardDelete"), recursive: flag("recursive") };
        match if flag("dryRun") { Ok(()) } else { remove(store, number, way, by).map(|_| ()) } {
            Ok(()) => rows.pass(&fqn),
            Err(refusal) => rows.fail(Some(json!(fqn)), refusal.row_message(), 400),
        }
    }
    Ok(rows.response(by.rules))
}

/// The entities of the body's scope that are not deleted and were not seen.
fn not_seen(store: &Store, kind: Kind, body: &Object, seen: &BTreeSet<&str>) -> Vec<(String, u64)> {
    let scope = match body.text("scopeEntityType") {
        "service" | "apiService" => store.by_fqn(Kind::Service, &name::service_fqn(body.text("scopeFqn"))),
        "apiCollection" => store.by_fqn(Kind::Collection, body.text("scopeFqn")),
        _ => None,
    };
    let rows = scope.and_then(|scope| store.rows(kind, Some(scope.number), Include::Live));
    let living = rows.into_iter().flatten().filter_map(|(_, number)| store.get(*number));
    living
        .map(|entity| (entity.now.json.text("fullyQualifiedName").to_owned(), entity.number))
        .filter(|(fqn, _)| !seen.contains(fqn.as_str()))
        .collect()
}

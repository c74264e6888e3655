//! Deleting and bringing back, with what an entity holds (measured), and `deleteStale` (read, 2.0).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::answer::{Refusal, Response};
use crate::bulk;
use crate::change::{Changes, Members};
use crate::create::Write;
use crate::entity::{Fields, Kind, Object, State};
use crate::members;
use crate::name;
use crate::query::Target;
use crate::shape;
use crate::store::{Include, Store};

/// `DELETE` of one entity. What holds living entities needs `recursive=true`; a deleted one is deleted again.
pub(crate) fn delete(
    store: &mut Store,
    number: u64,
    target: &Target,
    by: Write<'_>,
) -> Result<Response, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let fields = Fields::all(entity.kind);
    if !target.flag("recursive") && !store.held(entity, Include::Live).is_empty() {
        return Err(Refusal::bad(format!("{} is not empty", entity.kind.name())));
    }
    if target.flag("hardDelete") {
        let view = store.view(entity, fields);
        erase(store, number);
        return Ok(Response::json(200, &view));
    }
    mark(store, number, true, by);
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    Ok(Response::json(200, &store.view(entity, fields)))
}

/// `PUT …/restore` with `{"id"}`: of a deleted entity, with everything it holds.
pub(crate) fn restore(
    store: &mut Store,
    kind: Kind,
    body: &Value,
    by: Write<'_>,
) -> Result<Response, Refusal> {
    shape::check(body, &members::RESTORE, by.release)?;
    let id = body.get("id").and_then(Value::as_str).unwrap_or_default();
    let found = store.by_id(kind, id).filter(|entity| entity.now.deleted).map(|entity| entity.number);
    let number = found.ok_or_else(|| Refusal::missing(kind, id))?;
    mark(store, number, false, by);
    restore_held(store, number, by);
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    Ok(Response::json(200, &store.view(entity, Fields::all(kind))))
}

/// Brings back all that an entity holds, what had been deleted singly before too (measured).
pub(crate) fn restore_held(store: &mut Store, number: u64, by: Write<'_>) {
    for child in held(store, number, Include::Deleted) {
        mark(store, child, false, by);
        restore_held(store, child, by);
    }
}

/// Sets whether an entity is deleted: a version of its own. Deleting goes down to what lives in it.
fn mark(store: &mut Store, number: u64, deleted: bool, by: Write<'_>) {
    if deleted {
        for child in held(store, number, Include::Live) {
            mark(store, child, true, by);
        }
    }
    let Some(entity) = store.get(number).filter(|entity| entity.now.deleted != deleted) else { return };
    let mut changes = Changes::default();
    changes.record("deleted", Some(&json!(!deleted)), Some(&json!(deleted)));
    let mut json = entity.now.json.clone();
    json.insert("changeDescription".to_owned(), changes.json(entity.now.version));
    let state = State {
        version: entity.now.version.next(false),
        deleted,
        updated_at: by.now.max(entity.now.updated_at + 1),
        updated_by: by.actor.name.clone(),
        json,
    };
    store.replace(number, state, true);
    let writes = &mut store.writes;
    *(if deleted { &mut writes.deleted } else { &mut writes.restored }) += 1;
}

/// The numbers of what an entity holds.
fn held(store: &Store, number: u64, include: Include) -> Vec<u64> {
    store.get(number).map(|entity| store.held(entity, include)).unwrap_or_default()
}

fn erase(store: &mut Store, number: u64) {
    for child in held(store, number, Include::All) {
        erase(store, child);
    }
    store.remove(number);
    store.writes.deleted += 1;
}

/// `DELETE …/deleteStale`: deletes what lives in a scope and was not seen. Nothing, when nothing was seen or
/// the scope is unknown (STOCK 4.1, read).
pub(crate) fn stale(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
    shape::check(body, &members::DELETE_STALE, by.release)?;
    let map = body.as_object().cloned().unwrap_or_default();
    let flag = |name: &str| map.get(name).and_then(Value::as_bool).unwrap_or(false);
    let seen: BTreeSet<&str> = map.items("seenFqns").iter().filter_map(Value::as_str).collect();
    let gone = if seen.is_empty() { Vec::new() } else { unseen(store, kind, &map, &seen) };
    let mut outcome = bulk::Outcome::of(flag("dryRun"));
    for (fqn, number) in gone {
        if !flag("recursive") && !held(store, number, Include::Live).is_empty() {
            outcome.fail(json!(fqn), format!("{} is not empty", kind.name()));
            continue;
        }
        match (flag("dryRun"), flag("hardDelete")) {
            (true, _) => {}
            (false, true) => erase(store, number),
            (false, false) => mark(store, number, true, by),
        }
        outcome.pass(&fqn);
    }
    Ok(outcome.response(by.release))
}

/// What lives in the scope that the body names, but for what was seen.
fn unseen(store: &Store, kind: Kind, body: &Object, seen: &BTreeSet<&str>) -> Vec<(String, u64)> {
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

//! From a JSON Patch to the new state: which members of the patched document are used, and whether it is valid.

use serde_json::{Value, json};

use crate::change::Members;
use crate::create::{self, Write};
use crate::entity::{Entity, Kind, Object, State};
use crate::field;
use crate::field::SCHEMAS;
use crate::fields::{Fields, readable};
use crate::members;
use crate::name;
use crate::patch;
use crate::refusal::Refusal;
use crate::shape;
use crate::store::Store;
use crate::view;

/// Members that a PATCH can write; all others are silently kept (measured for `name`).
const PATCHABLE: [&str; 19] = [
    "displayName",
    "description",
    "endpointURL",
    "requestMethod",
    "requestSchema",
    "responseSchema",
    "sourceHash",
    "sourceUrl",
    "owners",
    "tags",
    "domain",
    "domains",
    "dataProducts",
    "extension",
    "lifeCycle",
    "connection",
    "entityStatus",
    "certification",
    "testConnectionResult",
];

/// The state after a patch of a loaded one.
pub(super) fn updated(
    store: &Store,
    entity: &Entity,
    original: &State,
    operations: &Value,
    by: Write<'_>,
) -> Result<State, Refusal> {
    let mut document = store.plain(entity, original);
    view::select(&mut document, Fields::ALL, Fields::whole(entity.kind, store.rules));
    let patched = patch::apply(Value::Object(document), operations, by.rules)?;
    let json = members(store, entity, original, &patched, by)?;
    Ok(State {
        version: original.version,
        deleted: original.deleted,
        updated_at: by.now.max(original.updated_at + 1),
        updated_by: by.actor.name.clone(),
        json,
    })
}

fn members(
    store: &Store,
    entity: &Entity,
    original: &State,
    patched: &Value,
    by: Write<'_>,
) -> Result<Object, Refusal> {
    let document =
        patched.as_object().ok_or_else(|| Refusal::bad("Cannot deserialize the patched entity"))?;
    if let Some(name) = document.keys().find(|name| !readable(entity.kind, name, by.rules)) {
        let text = format!("Unrecognized field \"{name}\", not marked as ignorable");
        return Err(unreadable(Refusal::bad(text), by));
    }
    refuse_deletion(original, document, by)?;
    let mut json = original.json.clone();
    for name in PATCHABLE {
        shape::check_member(document, name, class_of(name, entity.kind), by.rules)
            .map_err(|refusal| unreadable(refusal, by))?;
        json.take_from(name, document);
        // The document has empty lists for absent members.
        if json.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            json.remove(name);
        }
    }
    constrain(document)?;
    create::complete(store, entity.kind, &mut json)?;
    moved(store, entity, document, &mut json)?;
    Ok(json)
}

/// The class of a member: some members of an entity differ from those of a create request.
fn class_of(name: &str, kind: Kind) -> &'static shape::Class {
    let own = members::PATCHED.members.iter().any(|member| member.name == name);
    if own { &members::PATCHED } else { kind.create() }
}

/// A document that cannot be parsed as an entity: most releases answer with an internal error (measured).
fn unreadable(refusal: Refusal, by: Write<'_>) -> Refusal {
    if by.rules.honest_statuses {
        Refusal::Unhandled("Failed to convert JsonValue to target class".to_owned())
    } else {
        refusal
    }
}

/// A PATCH cannot delete an entity (stock.md#patches).
fn refuse_deletion(original: &State, document: &Object, by: Write<'_>) -> Result<(), Refusal> {
    let wanted = document.get("deleted").and_then(Value::as_bool).unwrap_or(false);
    if by.rules.honest_statuses && wanted && !original.deleted {
        let kind = document.get("requestMethod").map_or("apiCollection", |_| "apiEndpoint");
        return Err(Refusal::bad(format!("{kind} attribute deleted can't be modified")));
    }
    Ok(())
}

fn constrain(document: &Object) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    for name in SCHEMAS {
        create::schema_constraints(document, name, &mut broken);
    }
    if broken.is_empty() { Ok(()) } else { Err(Refusal::Constraint(broken)) }
}

/// Another collection or name is answered as if the endpoint had been moved, with the FQNs of its fields; neither is
/// stored (stock.md#moves, measured).
fn moved(store: &Store, entity: &Entity, document: &Object, json: &mut Object) -> Result<(), Refusal> {
    let wanted = document.get("apiCollection").and_then(|one| one.get("id")).and_then(Value::as_str);
    let Some(wanted) = wanted.filter(|_| entity.kind == Kind::Endpoint) else { return Ok(()) };
    let found = store.by_id(Kind::Collection, wanted);
    let collection = found.ok_or_else(|| Refusal::missing(Kind::Collection, wanted))?;
    if Some(collection.number) != entity.parent {
        json.insert("apiCollection".to_owned(), json!(view::reference(collection)));
    }
    let fqn = name::join(collection.now.json.text("fullyQualifiedName"), document.text("name"));
    for schema in SCHEMAS {
        if let Some(fields) = json.get_mut(schema) {
            field::set_fqns(fields, &format!("{fqn}.{schema}"));
        }
    }
    Ok(())
}

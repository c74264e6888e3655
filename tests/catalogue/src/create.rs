//! POST and PUT: reading a create request, and making the entity when there is none of that FQN.

use serde_json::{Value, json};

use crate::answer::{Refusal, Response};
use crate::change::Members;
use crate::entity::{Entity, Fields, Kind, Object};
use crate::field::{self, Mode};
use crate::members;
use crate::name;
use crate::people::{self, Actor};
use crate::release::Release;
use crate::shape;
use crate::store::Store;
use crate::update;

/// A create request that was found good, as the entity it asks for.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: Kind,
    pub(crate) parent: Option<u64>,
    pub(crate) json: Object,
}

impl Draft {
    pub(crate) fn fqn(&self) -> &str {
        self.json.text("fullyQualifiedName")
    }
}

/// Who writes, when, and on which release.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Write<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: u64,
    pub(crate) release: Release,
}

/// `POST`: refused when the FQN is taken (read).
pub(crate) fn post(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
    let draft = draft(store, kind, body, by.release)?;
    if store.by_fqn(kind, draft.fqn()).is_some() {
        return Err(Refusal::Coded(409, "Entity already exists".to_owned()));
    }
    let fields = if kind == Kind::Endpoint { Fields::OWNERS } else { Fields::NONE };
    let number = insert(store, draft, by);
    view(store, number, 201, fields)
}

/// `PUT`: creates, or brings the entity there together with what is sent.
pub(crate) fn put(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Response, Refusal> {
    let draft = draft(store, kind, body, by.release)?;
    match store.by_fqn(kind, draft.fqn()).map(|entity| entity.number) {
        Some(number) => {
            let mode = Mode::Put { keep_texts: by.actor.bot };
            update::put(store, number, draft.json, mode, by).map(|body| Response::json(200, &body))
        }
        None => {
            let fields = if kind == Kind::Endpoint { Fields::OWNERS } else { Fields::NONE };
            let number = insert(store, draft, by);
            view(store, number, 201, fields)
        }
    }
}

/// Stores a draft as a new entity.
pub(crate) fn insert(store: &mut Store, draft: Draft, by: Write<'_>) -> u64 {
    store.writes.created += 1;
    store.insert(draft.kind, draft.parent, draft.json, (by.now, &by.actor.name))
}

fn view(store: &Store, number: u64, status: u16, fields: Fields) -> Result<Response, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    Ok(Response::json(status, &store.view(entity, fields)))
}

/// Reads a create request: members, then constraints, then the parent, then names (the order is measured).
pub(crate) fn draft(store: &Store, kind: Kind, body: &Value, release: Release) -> Result<Draft, Refusal> {
    shape::check(body, kind.create(), release)?;
    constrain(kind, body)?;
    draft_checked(store, kind, body, release)
}

/// The constraints of a body, all in one refusal (measured).
pub(crate) fn constrain(kind: Kind, body: &Value) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    if let Some(map) = body.as_object() {
        entity_constraints(kind, map, &mut broken);
    }
    if broken.is_empty() { Ok(()) } else { Err(Refusal::bad(format!("[{}]", broken.join(", ")))) }
}

/// The rest of reading, for a body whose members and constraints hold.
pub(crate) fn draft_checked(
    store: &Store,
    kind: Kind,
    body: &Value,
    release: Release,
) -> Result<Draft, Refusal> {
    let mut json = body.as_object().cloned().unwrap_or_default();
    let parent = parent(store, kind, &mut json)?;
    let entity_name = json.text("name").to_owned();
    if entity_name.contains('"') {
        let message = format!("Invalid name {entity_name}");
        // Measured: 500 for a service, 400 for what stands in one.
        return Err(if kind == Kind::Service { Refusal::Unhandled(message) } else { Refusal::bad(message) });
    }
    let fqn = parent.map_or_else(
        || name::quote(&entity_name),
        |parent| name::join(parent.now.json.text("fullyQualifiedName"), &entity_name),
    );
    if name::units(&fqn) > name::MAX_FQN {
        return Err(Refusal::bad("[fullyQualifiedName size must be between 1 and 3072]"));
    }
    let parent = parent.map(|parent| parent.number);
    json.insert("fullyQualifiedName".to_owned(), json!(fqn));
    complete(store, kind, &mut json, release)?;
    Ok(Draft { kind, parent, json })
}

/// What is checked and filled in alike for a create request and for a patched entity.
pub(crate) fn complete(
    store: &Store,
    kind: Kind,
    json: &mut Object,
    release: Release,
) -> Result<(), Refusal> {
    people::resolve_tags(json)?;
    people::resolve_owners(store, json)?;
    match kind {
        Kind::Service => connection(json, release),
        Kind::Endpoint => {
            json.entry("requestMethod").or_insert_with(|| json!("GET"));
            let fqn = json.text("fullyQualifiedName").to_owned();
            field::SCHEMAS.iter().try_for_each(|name| schema(json, name, &fqn))
        }
        Kind::Collection | Kind::Pipeline | Kind::User => Ok(()),
    }
}

fn schema(json: &mut Object, member: &str, fqn: &str) -> Result<(), Refusal> {
    let Some(schema) = json.get_mut(member) else { return Ok(()) };
    let mut refused = Ok(());
    field::each(schema, "schemaFields", &mut |field| {
        if refused.is_ok() && field.text("name").contains('"') {
            refused = Err(Refusal::bad(format!("Invalid name {}", field.text("name"))));
        }
        if refused.is_ok() {
            refused = people::resolve_tags(field);
        }
    });
    field::set_fqns(schema, &format!("{fqn}.{member}"));
    refused
}

/// The parent that a request names; it may be deleted. The reference to it is not stored (read).
fn parent<'a>(store: &'a Store, kind: Kind, json: &mut Object) -> Result<Option<&'a Entity>, Refusal> {
    let take = |json: &mut Object, name: &str| json.remove(name).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match kind {
        Kind::Service | Kind::User => Ok(None),
        Kind::Collection => {
            let given = text(&take(json, "service"));
            let found = store.by_fqn(Kind::Service, &name::service_fqn(&given));
            found.map(Some).ok_or_else(|| Refusal::missing(Kind::Service, &given))
        }
        Kind::Endpoint => {
            let given = text(&take(json, "apiCollection"));
            let found = store.by_fqn(Kind::Collection, &given);
            found.map(Some).ok_or_else(|| Refusal::missing(Kind::Collection, &given))
        }
        Kind::Pipeline => {
            let given = take(json, "service").get("id").map(text).unwrap_or_default();
            let found = store.by_id(Kind::Service, &given);
            found.map(Some).ok_or_else(|| Refusal::missing(Kind::Service, &given))
        }
    }
}

/// The connection in the shape that the release knows, or the text with which it refuses (measured on 1.6).
fn connection(json: &mut Object, release: Release) -> Result<(), Refusal> {
    let service = json.text("name").to_owned();
    let Some(config) = json.get_mut("connection").and_then(|connection| connection.get_mut("config")) else {
        return Ok(());
    };
    let class = if release == Release::V1_6 { &members::FLAT_REST } else { &members::NESTED_REST };
    let shape = shape::check(config, class, release);
    let known_type = config.get("type").is_none_or(|kind| kind == "Rest");
    // Later releases need exactly one way to the document (STOCK 1.1, read).
    let ways = config
        .get("openAPISchemaConnection")
        .and_then(Value::as_object)
        .map_or(0, |ways| ways.keys().filter(|key| key.starts_with("openAPISchema")).count());
    if shape.is_err() || !known_type || (release > Release::V1_6 && ways != 1) {
        let text = format!("Failed to convert [{service}] to type [Rest]. Review the connection.");
        return Err(Refusal::bad(text));
    }
    if let Some(config) = config.as_object_mut() {
        config.entry("supportsMetadataExtraction").or_insert_with(|| json!(true));
    }
    Ok(())
}

fn entity_constraints(kind: Kind, map: &Object, broken: &mut Vec<String>) {
    named(map, 256, broken);
    if map.text("name").contains("::") || map.text("name").contains('\n') {
        broken.push("name must match \"^((?!::).)*$\"".to_owned());
    }
    let needed: &[&str] = match kind {
        Kind::Service => &["serviceType"],
        Kind::Collection => &["service"],
        Kind::Endpoint => &["apiCollection", "endpointURL"],
        Kind::Pipeline => &["airflowConfig", "pipelineType", "service", "sourceConfig"],
        Kind::User => &[],
    };
    required(map, needed, broken);
    let hash = map.get("sourceHash").and_then(Value::as_str);
    if hash.is_some_and(|hash| !(1..=32).contains(&name::units(hash))) {
        broken.push("sourceHash size must be between 1 and 32".to_owned());
    }
    for member in field::SCHEMAS {
        schema_constraints(map, member, broken);
    }
}

/// The constraints on the fields of one schema.
pub(crate) fn schema_constraints(map: &Object, member: &str, broken: &mut Vec<String>) {
    let mut open: Vec<&Value> =
        map.get(member).and_then(|schema| schema.get("schemaFields")).into_iter().collect();
    while let Some(list) = open.pop() {
        for field in list.as_array().into_iter().flatten().filter_map(Value::as_object) {
            named(field, 128, broken);
            required(field, &["dataType"], broken);
            open.extend(field.get("children"));
        }
    }
}

fn named(map: &Object, most: usize, broken: &mut Vec<String>) {
    required(map, &["name"], broken);
    let name = map.get("name").and_then(Value::as_str);
    if name.is_some_and(|name| !(1..=most).contains(&name::units(name))) {
        broken.push(format!("name size must be between 1 and {most}"));
    }
}

fn required(map: &Object, names: &[&str], broken: &mut Vec<String>) {
    for name in names.iter().filter(|name| !map.contains_key(**name)) {
        broken.push(format!("{name} must not be null"));
    }
}

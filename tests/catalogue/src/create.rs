//! POST and PUT: parsing a create request, and creating the entity if none has that FQN.

use serde_json::{Value, json};

use crate::access::{self, Target as Resource};
use crate::change::{Members, Version};
use crate::entity::{Entity, Kind, Object, State};
use crate::field::{self, SCHEMAS};
use crate::fields::Fields;
use crate::name;
use crate::outcome::{Change, Outcome};
use crate::people::Actor;
use crate::references;
use crate::refusal::{Refusal, Violation};
use crate::release::Rules;
use crate::shape;
use crate::store::Store;
use crate::update;

/// A valid create request, as the entity that it describes.
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

/// Who writes, when, and under which rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Write<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) now: u64,
    pub(crate) rules: &'static Rules,
}

impl Write<'_> {
    /// The time of a new label, on releases that have it.
    pub(crate) fn label_time(self) -> Option<u64> {
        self.rules.labels_tell_author.then_some(self.now)
    }
}

/// `POST`: refused when the FQN is taken (read).
pub(crate) fn post(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Outcome, Refusal> {
    let draft = draft(store, kind, body)?;
    access::require(store, by.actor, "Create", Resource::Kind)?;
    if store.by_fqn(kind, draft.fqn()).is_some() {
        return Err(Refusal::Coded(409, "Entity already exists".to_owned()));
    }
    create(store, draft, by)
}

/// `PUT`: creates an entity, or merges the request into the existing one.
pub(crate) fn put(store: &mut Store, kind: Kind, body: &Value, by: Write<'_>) -> Result<Outcome, Refusal> {
    let draft = draft(store, kind, body)?;
    let Some(there) = store.by_fqn(kind, draft.fqn()) else {
        access::require(store, by.actor, "Create", Resource::Kind)?;
        return create(store, draft, by);
    };
    access::require(store, by.actor, "EditAll", Resource::Entity(there))?;
    update::put(store, there.number, draft, by)
}

/// Creates an entity; returns the answer.
pub(crate) fn create(store: &mut Store, draft: Draft, by: Write<'_>) -> Result<Outcome, Refusal> {
    let (kind, json) = (draft.kind, draft.json.clone());
    let number = insert(store, draft, Making::Single, by);
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let state = State { json, ..entity.now.clone() };
    let body = store.show(entity, &state, Fields::ALL, Fields::created(kind, by.rules));
    Ok(Outcome { number, status: 201, change: Change::Created, body: Value::Object(body) })
}

/// How an entity is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Making {
    /// By a request of its own.
    Single,
    /// As the row of a bulk.
    Bulk,
}

/// Stores a draft as a new entity, and its tags.
pub(crate) fn insert(store: &mut Store, mut draft: Draft, making: Making, by: Write<'_>) -> u64 {
    store.writes.created += 1;
    let fqn = draft.fqn().to_owned();
    let labels = draft.json.remove("tags");
    let time = by.label_time();
    store.labels.add(&fqn, labels.as_ref().and_then(Value::as_array).map_or(&[], Vec::as_slice), time);
    if making == Making::Single || !by.rules.bulk_create_drops_field_tags {
        for schema in SCHEMAS {
            let Some(schema) = draft.json.get_mut(schema) else { continue };
            field::each(schema, "schemaFields", &mut |one| {
                let on = one.text("fullyQualifiedName").to_owned();
                store.labels.add(&on, one.items("tags"), time);
            });
        }
    }
    field::strip_tags(&mut draft.json);
    if let Some(Value::String(url)) = draft.json.get_mut("endpointURL").filter(|_| making == Making::Bulk)
        && by.rules.bulk_encodes_non_ascii
    {
        *url = crate::uri::encoded(url);
    }
    let state = State {
        version: Version::FIRST,
        deleted: false,
        updated_at: by.now,
        updated_by: by.actor.name.clone(),
        json: draft.json,
    };
    store.insert(draft.kind, draft.parent, state)
}

/// Parses a create request: members, then constraints, then the parent, then names (the order is measured).
pub(crate) fn draft(store: &Store, kind: Kind, body: &Value) -> Result<Draft, Refusal> {
    shape::check(body, kind.create(), store.rules)?;
    constrain(kind, body, store.rules)?;
    let draft = draft_checked(store, kind, body)?;
    readable_name(store, &draft)?;
    Ok(draft)
}

/// Refuses an FQN that the server cannot look up (stock.md#status-codes-and-urls: a `"` in an entity name is a 500).
pub(crate) fn readable_name(store: &Store, draft: &Draft) -> Result<(), Refusal> {
    let bad = store.rules.quotes_break_names && !name::parses(draft.fqn());
    if bad { Err(Refusal::null_error()) } else { Ok(()) }
}

/// The constraints of a body, all in one refusal (measured).
pub(crate) fn constrain(kind: Kind, body: &Value, rules: &Rules) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    if let Some(map) = body.as_object() {
        entity_constraints(kind, map, rules, &mut broken);
    }
    if broken.is_empty() { Ok(()) } else { Err(Refusal::Constraint(broken)) }
}

/// The rest of parsing, for a body with valid members and constraints.
pub(crate) fn draft_checked(store: &Store, kind: Kind, body: &Value) -> Result<Draft, Refusal> {
    let mut json = body.as_object().cloned().unwrap_or_default();
    let parent = parent(store, kind, &mut json)?;
    let entity_name = json.text("name").to_owned();
    if entity_name.contains('"') && !store.rules.quotes_break_names {
        let message = format!("Invalid name {entity_name}");
        // Measured on 1.6: 500 for a service, 400 for entities in one.
        return Err(if kind == Kind::Service { Refusal::Unhandled(message) } else { Refusal::bad(message) });
    }
    let fqn = parent.map_or_else(
        || name::quote(&entity_name),
        |parent| name::join(parent.now.json.text("fullyQualifiedName"), &entity_name),
    );
    if name::units(&fqn) > name::MAX_FQN {
        let (path, what) = ("fullyQualifiedName", "size must be between 1 and 3072");
        return Err(Refusal::Constraint(vec![violation(path, what)]));
    }
    let parent = parent.map(|parent| parent.number);
    json.insert("fullyQualifiedName".to_owned(), json!(fqn));
    if store.rules.entity_status && Kind::OURS.contains(&kind) {
        json.insert("entityStatus".to_owned(), json!("Unprocessed"));
    }
    complete(store, kind, &mut json)?;
    Ok(Draft { kind, parent, json })
}

/// Checks and completes what a create request and a patched entity have in common.
pub(crate) fn complete(store: &Store, kind: Kind, json: &mut Object) -> Result<(), Refusal> {
    references::resolve_tags(store, json)?;
    references::resolve_owners(store, json)?;
    if store.rules.domains_exist {
        references::resolve_domains(store, json)?;
        references::check_extension(store, kind, json)?;
    }
    match kind {
        Kind::Service => connection(json, store.rules),
        Kind::Endpoint => {
            json.entry("requestMethod").or_insert_with(|| json!("GET"));
            let fqn = json.text("fullyQualifiedName").to_owned();
            SCHEMAS.iter().try_for_each(|name| schema(store, json, name, &fqn))
        }
        _ => Ok(()),
    }
}

fn schema(store: &Store, json: &mut Object, member: &str, fqn: &str) -> Result<(), Refusal> {
    let Some(schema) = json.get_mut(member) else { return Ok(()) };
    let mut refused = Ok(());
    field::each(schema, "schemaFields", &mut |field| {
        if refused.is_ok() && field.text("name").contains('"') && !store.rules.quotes_break_names {
            refused = Err(Refusal::bad(format!("Invalid name {}", field.text("name"))));
        }
        if refused.is_ok() {
            refused = references::resolve_tags(store, field);
        }
    });
    field::set_fqns(schema, &format!("{fqn}.{member}"));
    refused
}

/// The parent that a request names. The reference to it is not stored (read). A deleted collection accepts endpoints;
/// a deleted service accepts no collection (stock.md#rights-and-deletion).
fn parent<'a>(store: &'a Store, kind: Kind, json: &mut Object) -> Result<Option<&'a Entity>, Refusal> {
    let Some((member, of)) = kind.parent() else { return Ok(None) };
    let given = json.remove(member).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if kind == Kind::Pipeline {
        let given = given.get("id").map(text).unwrap_or_default();
        return store.by_id(of, &given).map(Some).ok_or_else(|| Refusal::missing(of, &given));
    }
    let given = text(&given);
    let fqn = if of == Kind::Service { name::service_fqn(&given) } else { given.clone() };
    let takes = |entity: &&Entity| {
        of != Kind::Service || !entity.now.deleted || !store.rules.deleted_service_is_missing
    };
    store.by_fqn(of, &fqn).filter(takes).map(Some).ok_or_else(|| Refusal::missing(of, &given))
}

/// The connection in the shape of the release, or the text of the refusal.
fn connection(json: &mut Object, rules: &Rules) -> Result<(), Refusal> {
    let service = json.text("name").to_owned();
    let Some(config) = json.get_mut("connection").and_then(|connection| connection.get_mut("config")) else {
        return Ok(());
    };
    let (class, nested) = crate::members::connection(rules.nested_connection);
    let shape = shape::check(config, class, rules);
    let known_type = config.get("type").is_none_or(|kind| kind == "Rest");
    // Later releases require exactly one location of the document (stock.md#config-keys, read).
    let ways = config
        .get("openAPISchemaConnection")
        .and_then(Value::as_object)
        .map_or(0, |ways| ways.keys().filter(|key| key.starts_with("openAPISchema")).count());
    if shape.is_err() || !known_type || (nested && ways != 1) {
        return Err(Refusal::bad(connection_text(config, class, &service, rules)));
    }
    if let Some(config) = config.as_object_mut() {
        config.entry("supportsMetadataExtraction").or_insert_with(|| json!(true));
        if nested {
            config.entry("verifySSL").or_insert_with(|| json!("no-ssl"));
        }
    }
    Ok(())
}

/// Measured: 1.6 names the service, 1.12 the member that it does not know.
fn connection_text(config: &Value, class: &shape::Class, service: &str, rules: &Rules) -> String {
    let known: Vec<&str> = class.names(rules.release).collect();
    let members = config.as_object().into_iter().flat_map(Object::keys);
    match members.into_iter().find(|member| !known.contains(&member.as_str())) {
        Some(member) if rules.honest_statuses => format!(
            "Failed to encrypt 'Rest' connection stored in DB due to an unrecognized field: '{member}'"
        ),
        _ => format!("Failed to convert [{service}] to type [Rest]. Review the connection."),
    }
}

fn violation(path: impl Into<String>, what: impl Into<String>) -> Violation {
    Violation { path: path.into(), what: what.into() }
}

fn entity_constraints(kind: Kind, map: &Object, rules: &Rules, broken: &mut Vec<Violation>) {
    named(map, "", 256, broken);
    if map.text("name").contains("::") || map.text("name").contains('\n') {
        broken.push(violation("name", "must match \"^((?!::).)*$\""));
    }
    let needed: &[&str] = match kind {
        Kind::Service => &["serviceType"],
        Kind::Collection => &["service"],
        Kind::Endpoint if rules.endpoint_url_required => &["apiCollection", "endpointURL"],
        Kind::Endpoint => &["apiCollection"],
        Kind::Pipeline => &["airflowConfig", "pipelineType", "service", "sourceConfig"],
        Kind::Tag => &["classification"],
        Kind::Term => &["glossary"],
        Kind::DataProduct => &["domains"],
        Kind::Domain => &["domainType"],
        _ => &[],
    };
    required(map, "", needed, broken);
    let hash = map.get("sourceHash").and_then(Value::as_str);
    if hash.is_some_and(|hash| !(1..=32).contains(&name::units(hash))) {
        broken.push(violation("sourceHash", "size must be between 1 and 32"));
    }
    for member in SCHEMAS {
        schema_constraints(map, member, broken);
    }
}

/// The constraints on the fields of one schema.
pub(crate) fn schema_constraints(map: &Object, member: &str, broken: &mut Vec<Violation>) {
    let list = map.get(member).and_then(|schema| schema.get("schemaFields"));
    let mut open: Vec<(String, &Value)> =
        list.map(|list| (format!("{member}.schemaFields"), list)).into_iter().collect();
    while let Some((path, list)) = open.pop() {
        for (index, field) in list.as_array().into_iter().flatten().enumerate() {
            let Some(field) = field.as_object() else { continue };
            let here = format!("{path}[{index}].");
            named(field, &here, 128, broken);
            required(field, &here, &["dataType"], broken);
            open.extend(field.get("children").map(|children| (format!("{here}children"), children)));
        }
    }
}

fn named(map: &Object, path: &str, most: usize, broken: &mut Vec<Violation>) {
    required(map, path, &["name"], broken);
    let name = map.get("name").and_then(Value::as_str);
    if name.is_some_and(|name| !(1..=most).contains(&name::units(name))) {
        broken.push(violation(format!("{path}name"), format!("size must be between 1 and {most}")));
    }
}

fn required(map: &Object, path: &str, names: &[&str], broken: &mut Vec<Violation>) {
    for name in names.iter().filter(|name| !map.contains_key(**name)) {
        broken.push(violation(format!("{path}{name}"), "must not be null"));
    }
}

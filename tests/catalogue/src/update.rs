//! Bringing a stored entity together with what is written: which text wins, what is a change, what is stored.
//!
//! Measured on 1.6, and strange in places:
//! - a PUT is stored whole when one compared member differs, else not at all, though the answer shows it;
//!   so a collection's URL or the order of fields alone is answered and not stored;
//! - a PATCH of the user who wrote last goes into that version: the change is described from the one before.

use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::change::{Changes, Members, Version};
use crate::create::{self, Write};
use crate::entity::{Entity, Fields, Kind, Object, State, readable};
use crate::field::{self, Mode, SCHEMAS};
use crate::patch;
use crate::people;
use crate::remove;
use crate::shape;
use crate::store::Store;

/// How long writes of one user join one version (read): ten minutes.
const SESSION_MS: u64 = 600_000;

/// Members that a PUT leaves as they are when it does not name them; only a PATCH takes them away.
const STAYING: [&str; 5] = ["domain", "domains", "dataProducts", "extension", "lifeCycle"];

/// Members that a PATCH can write; all others stay as they are, without a word (measured for `name`).
const PATCHABLE: [&str; 16] = [
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
];

/// Writes a create request over an entity; the entity as answered.
pub(crate) fn put(
    store: &mut Store,
    number: u64,
    mut json: Object,
    mode: Mode,
    by: Write<'_>,
) -> Result<Value, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    if entity.kind == Kind::Service && !json.contains_key("connection") {
        return Err(no_connection());
    }
    let tags = SentTags::of(&json);
    let changes = converge(mode, entity, &entity.now, &mut json);
    let answered = json.clone();
    // A schema left out is kept (measured).
    for name in SCHEMAS.iter().filter(|name| !answered.contains_key(**name)) {
        json.take_from(name, &entity.now.json);
    }
    if changes.is_empty() {
        store.writes.unchanged += 1;
    } else {
        let was_deleted = entity.now.deleted;
        let version = entity.now.version.next(changes.major);
        let state = state(entity, version, json, changes.json(entity.now.version), by);
        store.replace(number, state, true);
        store.writes.updated += 1;
        if was_deleted {
            remove::restore_held(store, number, by);
        }
    }
    Ok(answer(store, number, answered, tags))
}

/// Measured: a service that is there is not written without its connection.
fn no_connection() -> Refusal {
    let (entity, reader) = ("ServiceEntityInterface.getConnection()", "ServiceConnectionEntityInterface");
    Refusal::bad(format!(
        "Cannot invoke \"org.openmetadata.schema.{reader}.getConfig()\" because the return value of \
         \"org.openmetadata.schema.{entity}\" is null"
    ))
}

/// Where a PUT names tags: only there does its answer show them (measured).
#[derive(Clone, Copy, Debug)]
struct SentTags {
    entity: bool,
    fields: bool,
}

impl SentTags {
    fn of(json: &Object) -> Self {
        let tagged = |field: &Object| field.contains_key("tags");
        let fields = SCHEMAS.iter().filter_map(|name| json.get(*name));
        Self {
            entity: json.contains_key("tags"),
            fields: fields.into_iter().any(|schema| field::any(schema, "schemaFields", &tagged)),
        }
    }
}

/// What a PUT answers: the state as stored now, with the members as they were sent.
fn answer(store: &Store, number: u64, mut sent: Object, tags: SentTags) -> Value {
    let Some(entity) = store.get(number) else { return Value::Null };
    sent.take_from("changeDescription", &entity.now.json);
    let fields = Fields { tags: tags.entity || tags.fields, ..Fields::OWNERS };
    let mut view = store.view_state(entity, &entity.now.with(sent), fields);
    if let Some(map) = view.as_object_mut().filter(|_| !tags.entity) {
        map.remove("tags");
    }
    view
}

/// Applies a JSON Patch; the entity as answered, with every field.
pub(crate) fn patch(
    store: &mut Store,
    number: u64,
    operations: &Value,
    by: Write<'_>,
) -> Result<Value, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    let document = Value::Object(store.plain(entity, &entity.now, Fields::all(entity.kind)));
    let patched = patch::apply(document, operations)?;
    let mut json = patched_members(store, entity, &patched, by)?;
    if is_stored(&entity.now.json, &json) {
        store.writes.unchanged += 1;
    } else {
        let base = entity.before.last().filter(|_| joins(entity, by)).unwrap_or(&entity.now);
        let changes = converge(Mode::Patch, entity, base, &mut json);
        let write = patched_state(entity, base, json, changes, by);
        store.writes.updated += 1;
        match write {
            Stored::Back(state) => store.back(number, state),
            Stored::Same(state) => store.replace(number, state, false),
            Stored::Next(state) => store.replace(number, state, true),
        }
    }
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    Ok(hide_secrets(store.view(entity, Fields::all(entity.kind))))
}

/// Whether a state, but for the description of its change, is this.
fn is_stored(stored: &Object, json: &Object) -> bool {
    let described = usize::from(stored.contains_key("changeDescription"));
    stored.len() == json.len() + described && json.iter().all(|(name, value)| stored.get(name) == Some(value))
}

/// Whether a PATCH goes into the present version.
fn joins(entity: &Entity, by: Write<'_>) -> bool {
    let now = &entity.now;
    now.version > Version::FIRST
        && !now.deleted
        && now.updated_by == by.actor.name
        && by.now.saturating_sub(now.updated_at) <= SESSION_MS
}

/// The members of a patched document that a PATCH can write, checked as in a create request.
fn patched_members(
    store: &Store,
    entity: &Entity,
    patched: &Value,
    by: Write<'_>,
) -> Result<Object, Refusal> {
    let document =
        patched.as_object().ok_or_else(|| Refusal::bad("Cannot deserialize the patched entity"))?;
    if let Some(name) = document.keys().find(|name| !readable(entity.kind, name, by.release)) {
        return Err(Refusal::bad(format!("Unrecognized field \"{name}\", not marked as ignorable")));
    }
    let mut json = entity.now.json.clone();
    let mut broken = Vec::new();
    for name in PATCHABLE {
        shape::check_member(document, name, entity.kind.create(), by.release)?;
        json.take_from(name, document);
        // The document shows empty lists where there is nothing.
        if json.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            json.remove(name);
        }
    }
    for name in SCHEMAS {
        create::schema_constraints(document, name, &mut broken);
    }
    if !broken.is_empty() {
        return Err(Refusal::bad(format!("[{}]", broken.join(", "))));
    }
    create::complete(store, entity.kind, &mut json, by.release)?;
    json.remove("changeDescription");
    Ok(json)
}

/// How a patched state is stored.
enum Stored {
    /// As the version before the present one.
    Back(State),
    /// In the place of the present version.
    Same(State),
    /// As a version of its own.
    Next(State),
}

/// The state that a PATCH makes. One that changes nothing compared, as a collection's URL, is stored all the
/// same (measured where it joins a version, taken to hold for the first version too).
fn patched_state(entity: &Entity, base: &State, json: Object, changes: Changes, by: Write<'_>) -> Stored {
    let joined = base.version != entity.now.version;
    if changes.is_empty() {
        let mut state = state(entity, base.version, json, Value::Null, by);
        state.json.take_from("changeDescription", &base.json);
        return if joined { Stored::Back(state) } else { Stored::Same(state) };
    }
    let version = base.version.next(changes.major);
    let state = state(entity, version, json, changes.json(base.version), by);
    if joined { Stored::Same(state) } else { Stored::Next(state) }
}

fn state(entity: &Entity, version: Version, mut json: Object, change: Value, by: Write<'_>) -> State {
    json.insert("changeDescription".to_owned(), change);
    State {
        version,
        deleted: false,
        // Moves with every write (measured), within one millisecond too: it is what a lock tests.
        updated_at: by.now.max(entity.now.updated_at + 1),
        updated_by: by.actor.name.clone(),
        json,
    }
}

/// Brings `updated` together with a stored state: what is kept is put into it, what differs is noted.
fn converge(mode: Mode, entity: &Entity, original: &State, updated: &mut Object) -> Changes {
    let mut changes = Changes::default();
    let old = &original.json;
    owners(mode, old, updated, &mut changes);
    for name in ["description", "displayName"] {
        if mode.keeps_texts() && !old.text(name).is_empty() {
            updated.take_from(name, old);
        }
        changes.record(name, old.get(name), updated.get(name));
    }
    people::converge_tags(mode, "tags", old, updated, &mut changes);
    for name in STAYING {
        if mode.is_put() && !updated.contains_key(name) {
            updated.take_from(name, old);
        }
        changes.record(name, old.get(name), updated.get(name));
    }
    changes.record("deleted", Some(&json!(original.deleted)), Some(&json!(false)));
    match entity.kind {
        Kind::Service => connection(old, updated, &mut changes),
        Kind::Endpoint => endpoint(mode, old, updated, &mut changes),
        Kind::Collection | Kind::Pipeline | Kind::User => {}
    }
    changes.record("sourceHash", old.get("sourceHash"), updated.get("sourceHash"));
    changes
}

/// A PUT takes no owner away, and a bot's replaces none (measured for one that names none; else read).
fn owners(mode: Mode, old: &Object, updated: &mut Object, changes: &mut Changes) {
    if mode.is_put() && (mode.keeps_texts() && old.contains_key("owners") || !updated.contains_key("owners"))
    {
        updated.take_from("owners", old);
    }
    let had = |list: &[Value], one: &Value| list.iter().any(|other| other.get("id") == one.get("id"));
    let added: Vec<&Value> =
        updated.items("owners").iter().filter(|one| !had(old.items("owners"), one)).collect();
    let deleted: Vec<&Value> =
        old.items("owners").iter().filter(|one| !had(updated.items("owners"), one)).collect();
    changes.record_list("owners", &added, &deleted);
}

fn endpoint(mode: Mode, old: &Object, updated: &mut Object, changes: &mut Changes) {
    for name in ["endpointURL", "requestMethod"] {
        changes.record(name, old.get(name), updated.get(name));
    }
    for name in SCHEMAS {
        let fields = |json: &Object| json.get(name).and_then(|schema| schema.get("schemaFields")).cloned();
        let original = fields(old).unwrap_or_default();
        // A schema that is not there is not compared (measured).
        let schema = updated.get_mut(name).and_then(|schema| schema.get_mut("schemaFields"));
        if let Some(Value::Array(sent)) = schema {
            let list = format!("{name}.schemaFields");
            field::converge(mode, &list, original.as_array().map_or(&[], Vec::as_slice), sent, changes);
        }
    }
}

/// A connection is secret: that it differs is all that is told (measured).
fn connection(old: &Object, updated: &Object, changes: &mut Changes) {
    if old.get("connection") != updated.get("connection") {
        let (before, after) = (json!("\"old-encrypted-value\""), json!("\"new-encrypted-value\""));
        let shown = |there: bool, value| there.then_some(value);
        let had = shown(old.contains_key("connection"), &before);
        changes.record("connection", had, shown(updated.contains_key("connection"), &after));
    }
}

/// A PATCH answers with secrets enciphered (measured).
fn hide_secrets(mut entity: Value) -> Value {
    if let Some(token) = entity.pointer_mut("/connection/config/token") {
        *token = json!("fernet:CIPHERTEXT");
    }
    entity
}

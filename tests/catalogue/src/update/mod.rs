//! Merging a write into a stored entity: PUT, PATCH and the row of a bulk.
//!
//! A write compares the loaded *original* with the wanted *updated* state in one or more passes ([`updater`]), which
//! record the differences, keep in `updated` what stays, and store tags. Then [`store`] stores a new version, a row
//! without one, or nothing. A PATCH of the user who wrote last, within ten minutes, joins that version: then the
//! passes run from the version before it. All this is measured (stock.md#openmetadata-16, stock.md#openmetadata-112);
//! the order of the passes was read in the source of 1.12.6, and explains the measurements: tags that stay when a write
//! fails, versions that disappear.

mod common;
mod guard;
mod patched;
mod schema;
mod store;
mod summary;
mod updater;

use serde_json::{Value, json};

use crate::change::{Changes, Members};
use crate::create::{Draft, Write};
use crate::entity::{Entity, Kind, Object, State};
use crate::field::SCHEMAS;
use crate::fields::Fields;
use crate::outcome::{Change, Outcome};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::view::{self, Load};

pub(crate) use store::Row;
pub(crate) use summary::{complete as complete_summaries, summary_of};
pub(crate) use updater::{Operation, Updater};

/// Writes a create request to an existing entity.
pub(crate) fn put(store: &mut Store, number: u64, draft: Draft, by: Write<'_>) -> Result<Outcome, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?;
    refuse_without_connection(entity, &draft.json, store)?;
    let kind = entity.kind;
    let original = store.load(entity, Load::WHOLE)?;
    let mut updated = wanted(&original, draft.json, by);
    guard::undo_bots_names(&original, &mut updated, by);
    if original.deleted {
        crate::remove::restore_all(store, number, by)?;
    }
    let mut updater = Updater::new(store, kind, Operation::Put, by);
    updater.pass(&original, &mut updated)?;
    let incremental = updater.found();
    updater.note_incremental(&mut updated, &incremental, original.version);
    let made = updater.store(number, &original, &mut updated, store::Row::Stripped);
    let change = if incremental.is_empty() { Change::Unchanged } else { Change::Updated };
    count(store, made);
    Ok(answer_to_put(store, number, updated, change, by))
}

/// The answer to a PUT: the requested state, with the results of the passes.
fn answer_to_put(store: &Store, number: u64, mut updated: State, change: Change, by: Write<'_>) -> Outcome {
    let Some(entity) = store.get(number) else { return Outcome::none() };
    if change == Change::Updated && by.rules.change_summary {
        let incremental = updated.json.get("incrementalChangeDescription").cloned().unwrap_or_default();
        updated.json.insert("changeDescription".to_owned(), incremental);
    }
    let named = Fields::updated(entity.kind, by.rules);
    let body = store.show(entity, &updated, Fields { votes: false, followers: false, ..Fields::ALL }, named);
    Outcome { number, status: 200, change, body: Value::Object(body) }
}

/// Writes the row of a bulk to an existing entity; `original` is its state before the bulk.
pub(crate) fn row(
    store: &mut Store,
    number: u64,
    original: &State,
    draft: Draft,
    overrides: bool,
    by: Write<'_>,
) -> Result<(), Refusal> {
    let kind = draft.kind;
    let mut updated = wanted(original, draft.json, by);
    if let Some(collection) =
        draft.parent.and_then(|parent| store.get(parent)).filter(|_| kind == Kind::Endpoint)
    {
        updated.json.insert("apiCollection".to_owned(), view::reference(collection));
    }
    guard::undo_bots_names(original, &mut updated, by);
    if original.deleted {
        crate::remove::restore_all(store, number, by)?;
    }
    let mut updater = Updater::new(store, kind, Operation::Bulk { overrides }, by);
    updater.pass(original, &mut updated)?;
    let made = updater.store(number, original, &mut updated, store::Row::Whole);
    count(store, made);
    Ok(())
}

fn count(store: &mut Store, made: store::Made) {
    match made {
        store::Made::Nothing => store.writes.unchanged += 1,
        store::Made::Row | store::Made::Version => store.writes.updated += 1,
    }
}

/// The state that a create request describes, for an existing entity.
fn wanted(original: &State, json: Object, by: Write<'_>) -> State {
    State {
        version: original.version,
        deleted: false,
        // It increases with every write (measured), within one millisecond too: optimistic locks test it.
        updated_at: by.now.max(original.updated_at + 1),
        updated_by: by.actor.name.clone(),
        json,
    }
}

/// Measured on 1.6: an existing service is not written without its connection.
fn refuse_without_connection(entity: &Entity, json: &Object, store: &Store) -> Result<(), Refusal> {
    let needed = entity.kind == Kind::Service && !store.rules.nested_connection;
    if !needed || json.contains_key("connection") {
        return Ok(());
    }
    let (class, reader) = ("ServiceEntityInterface.getConnection()", "ServiceConnectionEntityInterface");
    Err(Refusal::bad(format!(
        "Cannot invoke \"org.openmetadata.schema.{reader}.getConfig()\" because the return value of \
         \"org.openmetadata.schema.{class}\" is null"
    )))
}

/// Applies a JSON Patch. `if_match` is whether there was a header `If-Match`; it was checked before.
pub(crate) fn patch(
    store: &mut Store,
    number: u64,
    operations: &Value,
    if_match: bool,
    by: Write<'_>,
) -> Result<Outcome, Refusal> {
    let entity = store.get(number).ok_or_else(Refusal::no_path)?.clone();
    let original = store.load(&entity, Load::WHOLE)?;
    let mut updated = patched::updated(store, &entity, &original, operations, by)?;
    guard::undo_bots_patch(&original, &mut updated, by);
    let joined = joined(&entity, if_match, by);
    let mut updater = Updater::new(store, entity.kind, Operation::Patch { if_match }, by);
    updater.pass(&original, &mut updated)?;
    let incremental = updater.found();
    updater.note_incremental(&mut updated, &incremental, original.version);
    let (base, joined) = match joined {
        Some(previous) => (updater.join(&original, previous, &mut updated)?, true),
        None => (original.clone(), false),
    };
    let row = if if_match { store::Row::Whole } else { store::Row::Stripped };
    let made = updater.store_patch(number, (&base, joined), &mut updated, row);
    count(store, made);
    let change = if incremental.is_empty() { Change::Unchanged } else { Change::Updated };
    Ok(answer_to_patch(store, number, updated, &incremental, (&original, change), by))
}

/// The version before the present one, if a PATCH joins the present one: same user, within ten minutes, not the first
/// version (stock.md#authorship).
fn joined(entity: &Entity, if_match: bool, by: Write<'_>) -> Option<State> {
    let now = &entity.now;
    let joins = !if_match
        && now.version > crate::change::Version::FIRST
        && !now.deleted
        && now.updated_by == by.actor.name
        && by.now.saturating_sub(now.updated_at) <= SESSION_MS;
    let previous = now.json.get("changeDescription")?.get("previousVersion")?.as_f64()?;
    let is_it = |state: &&State| state.version.json().as_f64() == Some(previous);
    entity.before.iter().find(is_it).filter(|_| joins).cloned()
}

/// How long PATCHes of one user join one version (measured on 1.12, read on 1.6): ten minutes.
const SESSION_MS: u64 = 600_000;

fn answer_to_patch(
    store: &Store,
    number: u64,
    mut updated: State,
    incremental: &Changes,
    (original, change): (&State, Change),
    by: Write<'_>,
) -> Outcome {
    let Some(entity) = store.get(number) else { return Outcome::none() };
    if by.rules.change_summary {
        updated.json.insert("changeDescription".to_owned(), incremental.json(original.version));
    }
    let named = Fields::whole(entity.kind, store.rules);
    let kept = Fields { votes: named.votes, ..Fields::ALL };
    let mut body = Value::Object(store.show(entity, &updated, kept, named));
    hide_secrets(&mut body);
    Outcome { number, status: 200, change, body }
}

/// The answer to a PATCH has encrypted secrets (measured).
fn hide_secrets(entity: &mut Value) {
    if let Some(token) = entity.pointer_mut("/connection/config/token") {
        *token = json!("fernet:CIPHERTEXT");
    }
}

/// Keeps a schema that a write leaves out, on releases that do (measured on 1.6).
fn keep_left_out_schemas(original: &State, updated: &mut State) {
    for name in SCHEMAS {
        if !updated.json.contains_key(name) {
            updated.json.take_from(name, &original.json);
        }
    }
}

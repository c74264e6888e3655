//! Which differences of one entity can be written so that the server stores them, and hides nobody by it.
//!
//! In: what differs, and what the release stores (STOCK 11). Out: what is written, what is not and why, and whether what is
//! written has to be a version of its own.

use serde_json::Value;

use super::schema::{self, SCHEMAS};
use super::texts::{Authorship, authorship, is_text};
use super::{FieldChange, Kind, Rules, State, Storage, Unstored};

/// What differs between what is wanted and what is there.
#[derive(Debug, Default)]
pub(super) struct Differences {
    /// What is written.
    pub(super) written: Vec<FieldChange>,
    /// What the server would not store, though it would answer that it did.
    pub(super) unstored: Vec<Unstored>,
}

/// Sorts differences by whether they can be written so that the server stores them, and hides nobody by it.
pub(super) fn storable(kind: Kind, state: &State, found: Vec<FieldChange>, rules: &Rules) -> Differences {
    let mut out = Differences::default();
    for change in found {
        match refusal(&change, rules) {
            Some(reason) => out.unstored.push(unstored(state, &change, reason)),
            None => out.written.push(change),
        }
    }
    if !rules.storage.if_match && merges(state, rules) && has_texts_of_people(state, rules) {
        // A change that is taken back leaves the version before it, with the connector as its author.
        let why =
            "written within ten minutes of the last change it could hide who wrote the version before that";
        out.unstored.extend(out.written.drain(..).map(|change| unstored(state, &change, why)));
    }
    if rules.storage.hash_is_hidden && out.written.iter().all(|change| is_hidden(kind, state, change)) {
        // What is left makes no version of its own, and takes over the author of the one that is there.
        let of_a_person = state.updated_by().is_some_and(|by| !rules.is_connector(by));
        let alone = out.written.iter().all(|change| change.path != "sourceHash" && kind == Kind::ApiEndpoint);
        if of_a_person || alone {
            let why = "written alone it would hide who wrote the version that is there";
            let held: Vec<_> = out.written.drain(..).filter(|change| !is_silent(change)).collect();
            out.unstored.extend(held.iter().map(|change| unstored(state, change, why)));
        }
    }
    out
}

/// Whether a text that stands there may be a person's.
fn has_texts_of_people(state: &State, rules: &Rules) -> bool {
    state.texts().keys().any(|path| authorship(state, path, rules) != Authorship::Connector)
}

pub(super) fn unstored(state: &State, change: &FieldChange, reason: &str) -> Unstored {
    Unstored { fqn: state.fqn.clone(), path: change.path.clone(), reason: reason.to_owned() }
}

/// Whether those differences have to be a version of their own: merged into the last one they would do harm, or the
/// server breaks on the text of a field with a dot in its name, unless it does not look at it (STOCK 11.3, 11.5).
pub(super) fn needs_own_version(state: &State, differences: &[FieldChange], rules: &Rules) -> bool {
    let merged = || merges(state, rules) && (has_own_text(differences) || may_not_merge(state, rules));
    rules.storage.if_match && !differences.is_empty() && (differences.iter().any(is_dotted_text) || merged())
}

/// Whether one of them is a text of the entity itself, which is a member that all entities have.
pub(super) fn has_own_text(differences: &[FieldChange]) -> bool {
    differences.iter().any(|change| is_text(&change.path))
}

/// Whether it is the text or the display type of a field that has a dot in its name, or stands below one: only such names
/// are quoted.
pub(super) fn is_dotted_text(change: &FieldChange) -> bool {
    let text = [".description", ".dataTypeDisplay"].iter().any(|member| change.path.ends_with(member));
    text && change.path.contains('"') && change.new.as_ref().is_some_and(Value::is_string)
}

/// Whether a PATCH of it becomes one version with the last write of the same user.
pub(super) fn merges(state: &State, rules: &Rules) -> bool {
    let recent = state.updated_at().is_none_or(|at| at >= rules.session_since);
    recent && !state.deleted() && !state.is_first_version() && state.updated_by() == Some(&*rules.me.name)
}

/// Whether merging would do harm: the version that is there may be a person's, whose author a hidden write took over, or
/// the server breaks on it, as it does where that version added a description of several lines (STOCK 11.5, 11.6).
fn may_not_merge(state: &State, rules: &Rules) -> bool {
    let lists = ["fieldsAdded", "fieldsUpdated", "fieldsDeleted"].into_iter();
    lists.into_iter().any(|list| {
        let rows = state.entity.pointer(&format!("/changeDescription/{list}")).and_then(Value::as_array);
        rows.into_iter().flatten().any(|row| {
            let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
            let text = row.get("newValue").and_then(Value::as_str).unwrap_or_default();
            let breaks = list == "fieldsAdded" && name == "description" && text.contains('\n');
            breaks || !is_connectors_change(name, state, rules)
        })
    })
}

/// Whether a change that the present version describes, by the server's name for it, is one of a connector.
fn is_connectors_change(name: &str, state: &State, rules: &Rules) -> bool {
    let of_document = ["endpointURL", "requestMethod", "sourceHash", "deleted"].contains(&name);
    let of_fields = SCHEMAS.iter().any(|schema| name.starts_with(&format!("{schema}.schemaFields")))
        && !name.ends_with(".tags");
    let path = match name.strip_prefix("schemaFields.\"").and_then(|rest| rest.split_once('"')) {
        Some((field, member)) => format!("{field}{member}"),
        None => name.to_owned(),
    };
    let text = is_text(&path) || path.ends_with(".description");
    of_document
        || of_fields
        || path.ends_with(".dataTypeDisplay")
        || (text && authorship(state, &path, rules) == Authorship::Connector)
}

/// Whether a difference, written alone, makes no version of the entity.
fn is_hidden(kind: Kind, state: &State, change: &FieldChange) -> bool {
    let url = kind == Kind::ApiCollection && change.path == "endpointURL";
    url || is_silent(change) || below_a_leaf(state, change)
}

/// Whether nobody sees it.
fn is_silent(change: &FieldChange) -> bool {
    change.path == "sourceHash" || change.path.ends_with("Schema.schemaType")
}

/// Whether it is a field that comes below one that has no fields yet: the server does not compare those.
fn below_a_leaf(state: &State, change: &FieldChange) -> bool {
    let comes = change.old.is_none() && change.new.as_ref().is_some_and(Value::is_object);
    let leaf = |member: &str| {
        let fields = schema::by_path(member, state.schema(member));
        fields.into_iter().any(|(path, field)| {
            path != member
                && !field.get("children").is_some_and(Value::is_array)
                && change.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    comes && SCHEMAS.into_iter().any(leaf)
}

/// Why the server would not store that difference, though it answers that it did.
fn refusal(change: &FieldChange, rules: &Rules) -> Option<&'static str> {
    let Storage { keeps_display_names, keeps_descriptions, .. } = rules.storage;
    match change.path.as_str() {
        _ if !rules.me.is_bot => None,
        "displayName" if keeps_display_names => Some("the server keeps display names from bots"),
        path if keeps_descriptions && change.new.is_none() && is_description(path, change) => {
            Some("the server keeps descriptions from being removed by bots")
        }
        _ => None,
    }
}

/// Whether it is a description, and not a field of that name.
fn is_description(path: &str, change: &FieldChange) -> bool {
    let text = change.old.as_ref().is_some_and(Value::is_string);
    text && (path == "description" || path.ends_with(".description"))
}

//! Sorts the differences of one entity: those that can be written, those that the server would not store, and those
//! whose write would hide who wrote the current version.
//!
//! In: what differs, and what the server's release stores (stock.md#openmetadata-112). Out: what is written, what is
//! not written and why, and whether the write has to make a version of its own.

use serde_json::Value;

use crate::plan::authors::authorship::Authorship;
use crate::plan::authors::changed_field::ChangedField;
use crate::plan::current::state::State;
use crate::plan::current::stored_fields::{SCHEMAS, by_path};
use crate::plan::difference::texts::is_own_text;
use crate::plan::model::change::FieldChange;
use crate::plan::model::kind::Kind;
use crate::plan::model::plan::NotStored;
use crate::plan::model::rules::{Rules, Storage};

/// What differs between the desired and the stored entity.
#[derive(Debug, Default)]
pub(in crate::plan) struct Differences {
    /// What is written.
    pub(in crate::plan) written: Vec<FieldChange>,
    /// What the server would report as written and not store.
    pub(in crate::plan) not_stored: Vec<NotStored>,
}

/// Splits differences into those that can be written so that the server stores them and no author is hidden, and others.
pub(in crate::plan) fn storable(
    kind: Kind,
    state: &State,
    found: Vec<FieldChange>,
    rules: &Rules,
) -> Differences {
    let mut out = Differences::default();
    for change in found {
        match refusal(&change, rules) {
            Some(reason) => out.not_stored.push(not_stored(state, &change, reason)),
            None => out.written.push(change),
        }
    }
    if rules.storage.hash_is_hidden && out.written.iter().all(|change| is_hidden(kind, state, change)) {
        // The rest makes no version of its own, and its writer would become the author of the present version.
        let by_a_person = state.updated_by().is_some_and(|by| !rules.is_connector(by));
        let alone = out.written.iter().all(|change| change.path != "sourceHash" && kind == Kind::ApiEndpoint);
        if by_a_person || alone {
            let why = "a write of this alone would hide the author of the present version";
            let held: Vec<_> = out.written.drain(..).filter(|change| !is_silent(change)).collect();
            out.not_stored.extend(held.iter().map(|change| not_stored(state, change, why)));
        }
    }
    out
}

/// A difference that is not written, and why.
pub(in crate::plan) fn not_stored(state: &State, change: &FieldChange, reason: &str) -> NotStored {
    NotStored { fqn: state.fqn.clone(), path: change.path.clone(), reason: reason.to_owned() }
}

/// Whether those differences have to make a version of their own: because merging them into the last version would do
/// harm, or because the server fails to compare the text of a field with a dot in its name (stock.md#field-tags,
/// stock.md#patches).
pub(in crate::plan) fn needs_own_version(state: &State, differences: &[FieldChange], rules: &Rules) -> bool {
    let merged = || merges(state, rules) && (has_own_text(differences) || may_not_merge(state, rules));
    rules.storage.if_match && !differences.is_empty() && (differences.iter().any(is_dotted_text) || merged())
}

/// Whether one of them is a text of the entity itself, which is a member that all entities have.
pub(in crate::plan) fn has_own_text(differences: &[FieldChange]) -> bool {
    differences.iter().any(|change| is_own_text(&change.path))
}

/// Whether it is the text or the display type of a field with a dot in its name, or of a field below one: only such names
/// are quoted.
pub(in crate::plan) fn is_dotted_text(change: &FieldChange) -> bool {
    let text = [".description", ".dataTypeDisplay"].iter().any(|member| change.path.ends_with(member));
    text && change.path.contains('"') && change.new.as_ref().is_some_and(Value::is_string)
}

/// Whether the server merges a PATCH of it into the version of the same user's last write.
pub(in crate::plan) fn merges(state: &State, rules: &Rules) -> bool {
    let recent = state.updated_at().is_none_or(|at| at >= rules.session_since);
    recent && !state.deleted() && !state.is_first_version() && state.updated_by() == Some(&*rules.me.name)
}

/// Whether merging would do harm: the present version may be a person's, whose author a hidden write replaced, or
/// the server fails, as it does if that version added a description of several lines (stock.md#patches,
/// stock.md#authorship).
fn may_not_merge(state: &State, rules: &Rules) -> bool {
    let lists = ["fieldsAdded", "fieldsUpdated", "fieldsDeleted"].into_iter();
    lists.into_iter().any(|list| {
        let rows = state.entity.pointer(&format!("/changeDescription/{list}")).and_then(Value::as_array);
        rows.into_iter().flatten().any(|row| {
            let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
            let text = row.get("newValue").and_then(Value::as_str).unwrap_or_default();
            let fails = list == "fieldsAdded" && name == "description" && text.contains('\n');
            fails || !is_connectors_change(&ChangedField::read(name), state, rules)
        })
    })
}

/// Whether a change of the present version is one of a connector.
fn is_connectors_change(changed: &ChangedField<'_>, state: &State, rules: &Rules) -> bool {
    let is_connectors_text = |path: &str| state.authorship(path, rules) == Authorship::Connector;
    match changed {
        ChangedField::Member("endpointURL" | "requestMethod" | "sourceHash" | "deleted")
        | ChangedField::FieldList(_) => true,
        ChangedField::FieldTags(_) => false,
        ChangedField::Member(name) => is_own_text(name) && is_connectors_text(name),
        ChangedField::FieldText(path) if path.ends_with(".dataTypeDisplay") => true,
        ChangedField::FieldText(path) => path.ends_with(".description") && is_connectors_text(path),
    }
}

/// Whether a write of that difference alone makes no version of the entity.
fn is_hidden(kind: Kind, state: &State, change: &FieldChange) -> bool {
    let url = kind == Kind::ApiCollection && change.path == "endpointURL";
    url || is_silent(change) || below_a_leaf(state, change)
}

/// Whether it is no visible difference.
fn is_silent(change: &FieldChange) -> bool {
    change.path == "sourceHash" || change.path.ends_with("Schema.schemaType")
}

/// Whether it adds a field below one that has no fields yet: the server does not compare those.
fn below_a_leaf(state: &State, change: &FieldChange) -> bool {
    let is_added = change.old.is_none() && change.new.as_ref().is_some_and(Value::is_object);
    let leaf = |member: &str| {
        let fields = by_path(member, state.schema(member));
        fields.into_iter().any(|(path, field)| {
            path != member
                && !field.get("children").is_some_and(Value::is_array)
                && change.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    is_added && SCHEMAS.into_iter().any(leaf)
}

/// Why the server would report that difference as written and not store it.
fn refusal(change: &FieldChange, rules: &Rules) -> Option<&'static str> {
    let Storage { ignores_display_names, ignores_description_removal, .. } = rules.storage;
    match change.path.as_str() {
        _ if !rules.me.is_bot => None,
        "displayName" if ignores_display_names => Some("the server ignores display names that a bot writes"),
        path if ignores_description_removal && change.new.is_none() && is_description(path, change) => {
            Some("the server ignores the removal of a description by a bot")
        }
        _ => None,
    }
}

/// Whether it is a description, and not a field of that name.
fn is_description(path: &str, change: &FieldChange) -> bool {
    let text = change.old.as_ref().is_some_and(Value::is_string);
    text && (path == "description" || path.ends_with(".description"))
}

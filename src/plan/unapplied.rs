//! One change and the entity as it was read back → the fields that the write did not apply.
//!
//! A successful answer proves little (stock.md#openmetadata-16), so the result of a write is read back. The check needs
//! only the change, no document and no catalog, so that a stopped run can continue with its plan.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::plan::current::state::State;
use crate::plan::current::stored_fields::{SCHEMAS, by_path, contains, non_empty};
use crate::plan::model::change::{Action, Change, FieldChange};

/// What a change did not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unapplied {
    /// The entity was to be deleted, and still exists.
    StillExists,
    /// The entity was to be written, and does not exist.
    DoesNotExist,
    /// The paths of fields that differ; at least one.
    Fields(Vec<String>),
}

/// What a change did not apply; none if it applied all. `state` is the entity as a list has it.
///
/// A text that is neither the old nor the new one was written by someone else since, and counts as applied.
pub fn unapplied(change: &Change, state: Option<&State>) -> Option<Unapplied> {
    let state = state.filter(|state| !state.deleted());
    match (change.action, state) {
        (Action::NoOp, _) | (Action::Delete, None) => None,
        (Action::Delete, Some(_)) => Some(Unapplied::StillExists),
        (_, None) => Some(Unapplied::DoesNotExist),
        (_, Some(state)) => {
            let fields = change.fields();
            let stored = Stored::of(state, &fields);
            let differing = fields.iter().filter(|field| !stored.has(field));
            let paths: Vec<String> = differing.map(|field| field.path.clone()).collect();
            (!paths.is_empty()).then_some(Unapplied::Fields(paths))
        }
    }
}

/// An existing entity, with the schemas that the change concerns by path.
struct Stored<'a> {
    state: &'a State,
    fields: BTreeMap<String, &'a Value>,
}

impl<'a> Stored<'a> {
    fn of(state: &'a State, changes: &[FieldChange]) -> Self {
        let mut fields = BTreeMap::new();
        for member in SCHEMAS {
            if changes.iter().any(|change| change.path.starts_with(member)) {
                fields.extend(by_path(member, state.schema(member)));
            }
        }
        Self { state, fields }
    }

    fn has(&self, change: &FieldChange) -> bool {
        let new = change.new.as_ref();
        match change.path.as_str() {
            "deleted" => true,
            "displayName" => has_text(change, self.state.display_name()),
            "description" => has_text(change, self.state.description()),
            "endpointURL" => same(new, self.state.endpoint_url()),
            "sourceHash" => same(new, self.state.source_hash()),
            "requestMethod" => same(new, Some(self.state.request_method())),
            path if path.starts_with("requestSchema") || path.starts_with("responseSchema") => {
                self.has_in_schema(change)
            }
            // Name and parent are in its FQN; the other members are never written to an existing entity.
            _ => true,
        }
    }

    /// A change of a whole schema or field has its value, a change of a member of a field has its text.
    fn has_in_schema(&self, change: &FieldChange) -> bool {
        let whole = [&change.old, &change.new].into_iter().flatten().any(Value::is_object);
        if whole {
            let stored = self.fields.get(&change.path).copied();
            return match &change.new {
                Some(sent) => contains(stored.unwrap_or(&Value::Null), sent),
                None => stored.is_none(),
            };
        }
        let Some((path, member)) = change.path.rsplit_once('.') else { return false };
        let Some(stored) = self.fields.get(path) else { return false };
        let text = non_empty(stored.get(member).and_then(Value::as_str));
        match member {
            "description" | "displayName" => has_text(change, text),
            "schemaType" => text.unwrap_or("JSON") == "JSON",
            _ => same(change.new.as_ref(), text),
        }
    }
}

fn same(new: Option<&Value>, stored: Option<&str>) -> bool {
    new.and_then(Value::as_str) == stored
}

/// Only the old text proves that the new one was not stored.
fn has_text(change: &FieldChange, stored: Option<&str>) -> bool {
    let old = change.old.as_ref().and_then(Value::as_str);
    same(change.new.as_ref(), stored) || stored != old
}

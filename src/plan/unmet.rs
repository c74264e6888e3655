//! One change and the entity as it was read back → what of the change is not so.
//!
//! Answers prove little (STOCK 10), so what a write did is looked up. The change alone says what to look for: no
//! document and no catalog is needed, and a run that was stopped can go on with its plan.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Action, Change, FieldChange, State, schema};

/// The paths at which an entity is not as the change wants it; empty if the change is carried out. `there` is the
/// entity as a list has it.
///
/// A text that is neither the old nor the new one is someone else's, and no longer this change's matter.
pub fn unmet(change: &Change, there: Option<&State>) -> Vec<String> {
    let there = there.filter(|state| !state.deleted());
    match (change.action, there) {
        (Action::NoOp, _) | (Action::Delete, None) => Vec::new(),
        (Action::Delete, Some(_)) => vec!["it is still there".to_owned()],
        (_, None) => vec!["it is not there".to_owned()],
        (_, Some(state)) => {
            let fields = change.fields();
            let stored = Stored::of(state, &fields);
            fields.iter().filter(|field| !stored.meets(field)).map(|field| field.path.clone()).collect()
        }
    }
}

/// An entity that is there, with its schemas by path where the change speaks of them.
struct Stored<'a> {
    state: &'a State,
    fields: BTreeMap<String, &'a Value>,
}

impl<'a> Stored<'a> {
    fn of(state: &'a State, changes: &[FieldChange]) -> Self {
        let mut fields = BTreeMap::new();
        for member in ["requestSchema", "responseSchema"] {
            if changes.iter().any(|change| change.path.starts_with(member)) {
                fields.extend(schema::by_path(member, state.schema(member)));
            }
        }
        Self { state, fields }
    }

    fn meets(&self, change: &FieldChange) -> bool {
        let new = change.new.as_ref();
        match change.path.as_str() {
            "deleted" => true,
            "displayName" => text_meets(change, self.state.display_name()),
            "description" => text_meets(change, self.state.description()),
            "endpointURL" => same(new, self.state.endpoint_url()),
            "sourceHash" => same(new, self.state.source_hash()),
            "requestMethod" => same(new, Some(self.state.request_method())),
            path if path.starts_with("requestSchema") || path.starts_with("responseSchema") => {
                self.schema_meets(change)
            }
            // Where it stands is in its FQN; the rest is never written over what is there.
            _ => true,
        }
    }

    /// Of a whole schema or field its value is told, of a member of one its text.
    fn schema_meets(&self, change: &FieldChange) -> bool {
        let whole = [&change.old, &change.new].into_iter().flatten().any(Value::is_object);
        if whole {
            let stored = self.fields.get(&change.path).copied();
            return match &change.new {
                Some(sent) => schema::holds(sent, stored.unwrap_or(&Value::Null)),
                None => stored.is_none(),
            };
        }
        let Some((path, member)) = change.path.rsplit_once('.') else { return false };
        let Some(stored) = self.fields.get(path) else { return false };
        let text = schema::non_empty(stored.get(member).and_then(Value::as_str));
        match member {
            "description" | "displayName" => text_meets(change, text),
            "schemaType" => text.unwrap_or("JSON") == "JSON",
            _ => same(change.new.as_ref(), text),
        }
    }
}

fn same(new: Option<&Value>, stored: Option<&str>) -> bool {
    new.and_then(Value::as_str) == stored
}

/// Only the old text shows that the new one did not land.
fn text_meets(change: &FieldChange, stored: Option<&str>) -> bool {
    let old = change.old.as_ref().and_then(Value::as_str);
    same(change.new.as_ref(), stored) || stored != old
}

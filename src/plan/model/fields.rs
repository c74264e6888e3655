//! A [`Change`] → its differences by field. For a created entity they are derived from its writes, so that a first run does
//! not hold the document twice.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::plan::model::change::{Change, FieldChange, Write};

impl Change {
    /// What differs, by field: for a created entity every member but its name, and what later writes add.
    pub fn fields(&self) -> Cow<'_, [FieldChange]> {
        match self.writes.split_first() {
            Some((Write::Put(body), later)) if self.differences.is_empty() => {
                let mut fields = members(&body.members());
                fields.extend(later.iter().flat_map(added_by));
                Cow::Owned(fields)
            }
            _ => Cow::Borrowed(&self.differences),
        }
    }

    /// Whether it needs a request of its own: a bulk request drops the tags of fields (stock.md#bulk-requests), and
    /// later writes need the id of the new entity.
    pub fn needs_single_request(&self) -> bool {
        match self.writes.split_first() {
            Some((Write::Put(body), later)) => !later.is_empty() || body.has_labels(),
            _ => true,
        }
    }
}

/// Every member of a create request but the name, as an addition.
fn members(body: &Value) -> Vec<FieldChange> {
    let members = body.as_object().into_iter().flatten();
    members
        .filter(|(name, _)| *name != "name")
        .map(|(name, value)| FieldChange::new(name.clone(), None, Some(value.clone())))
        .collect()
}

/// What a write after a creation adds.
fn added_by(write: &Write) -> Vec<FieldChange> {
    let one = |path: &str, value: Value| vec![FieldChange::new(path.to_owned(), None, Some(value))];
    match write {
        Write::Follow(user) => one("followers", json!(user)),
        Write::Lineage(edge) => one("lineage", edge.clone()),
        Write::Patch(operations) => {
            let operations = operations.as_array().into_iter().flatten();
            let added = operations.filter_map(|operation| {
                let path = operation.get("path")?.as_str()?.trim_start_matches('/');
                Some(FieldChange::new(path.to_owned(), None, operation.get("value").cloned()))
            });
            added.collect()
        }
        Write::Put(_) | Write::PatchIfMatch(_) | Write::Restore | Write::Delete { .. } => Vec::new(),
    }
}

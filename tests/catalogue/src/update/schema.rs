//! An endpoint's own members: URL, method, and the fields of both schemas.
//!
//! Two fields are the same if name and type are (measured); a field with a changed type is a new one with its own
//! text and tags. The order of fields is not compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::updater::Updater;
use crate::change::Members;
use crate::entity::{Object, State};
use crate::field::{self, SCHEMAS};
use crate::name;
use crate::refusal::Refusal;
use crate::uri;

/// The texts of a field, and which text must exist for a bot's PUT to keep the first one.
const TEXTS: [(&str, &str); 3] =
    [("description", "description"), ("dataTypeDisplay", "dataTypeDisplay"), ("displayName", "description")];

impl Updater<'_> {
    pub(super) fn endpoint(&mut self, old: &Object, updated: &mut State) -> Result<(), Refusal> {
        self.url(old, &mut updated.json);
        self.note("requestMethod", old.get("requestMethod"), updated.json.get("requestMethod"));
        for schema in SCHEMAS {
            let Some(mut sent) = field::list(&updated.json, schema) else { continue };
            let stored = field::list(old, schema).filter(|_| !self.forgets(schema, old)).unwrap_or_default();
            let fqn = updated.json.text("fullyQualifiedName").to_owned();
            self.fields(&fqn, &format!("{schema}.schemaFields"), &stored, &mut sent)?;
            if let Some(schema) = updated.json.get_mut(schema) {
                schema["schemaFields"] = Value::Array(sent);
            }
        }
        Ok(())
    }

    /// A bulk stores URLs percent-encoded and compares them as they are sent (stock.md#status-codes-and-urls).
    fn url(&mut self, old: &Object, new: &mut Object) {
        let member = "endpointURL";
        let encode = self.operation.is_bulk() && self.by.rules.bulk_encodes_non_ascii;
        let differs = old.get(member) != new.get(member);
        if let Some(Value::String(url)) = new.get_mut(member).filter(|_| encode) {
            *url = uri::encoded(url);
        }
        if differs && old.get(member) == new.get(member) {
            // Equal after encoding: a version all the same, from the value to itself.
            let value = new.get(member).cloned().unwrap_or_default();
            self.changes.updated.push(json!({"name": member, "oldValue": value, "newValue": value}));
            self.row_changed = true;
        } else {
            self.note(member, old.get(member), new.get(member));
        }
    }

    /// Without a response schema the server ignores the stored request fields (stock.md#writes-by-a-bot).
    fn forgets(&self, schema: &str, old: &Object) -> bool {
        let rule = self.by.rules.no_response_schema_forgets_request;
        rule && schema == "requestSchema" && !old.contains_key("responseSchema")
    }

    /// Merges a list of fields with the stored one, and records the difference.
    fn fields(
        &mut self,
        entity: &str,
        list: &str,
        stored: &[Value],
        sent: &mut [Value],
    ) -> Result<(), Refusal> {
        let ignore_case = self.by.rules.field_names_ignore_case;
        // Of duplicates the first wins.
        let by_identity = |fields: &[Value]| -> BTreeMap<field::Identity, Value> {
            fields.iter().rev().map(|one| (field::identity(one, ignore_case), one.clone())).collect()
        };
        let (had, wanted) = (by_identity(stored), by_identity(sent));
        let without = |fields: &[Value], others: &BTreeMap<field::Identity, Value>| -> Vec<Value> {
            let new = |one: &&Value| !others.contains_key(&field::identity(one, ignore_case));
            fields.iter().filter(new).cloned().collect()
        };
        let (added, deleted) = (without(sent, &had), without(stored, &wanted));
        self.changes.record_list(list, &added, &deleted);
        self.major |= !deleted.is_empty();
        self.refuse_duplicates(&added)?;
        self.move_tags(&added, &deleted);
        for new in sent.iter_mut() {
            let old = had.get(&field::identity(new, ignore_case)).and_then(Value::as_object);
            if let (Some(old), Some(new)) = (old, new.as_object_mut()) {
                self.field(entity, list, old, new)?;
            }
        }
        Ok(())
    }

    /// Two added fields of one name are an internal error of the server (stock.md#field-tags).
    fn refuse_duplicates(&self, added: &[Value]) -> Result<(), Refusal> {
        let mut names = BTreeSet::new();
        let twin = added
            .iter()
            .map(|one| one["name"].as_str().unwrap_or_default())
            .find(|name| !names.insert(*name));
        match twin.filter(|_| self.by.rules.added_twins_fail) {
            Some(name) => Err(Refusal::Unhandled(format!("Duplicate key {name}"))),
            None => Ok(()),
        }
    }

    /// The tags of removed fields are removed, and those of new fields added; in both cases not those of their
    /// children (stock.md#writes-by-a-bot: the children have theirs again when the field is added again).
    fn move_tags(&mut self, added: &[Value], deleted: &[Value]) {
        let fqn = |one: &Value| one["fullyQualifiedName"].as_str().unwrap_or_default().to_owned();
        for gone in deleted {
            self.store.labels.clear(&fqn(gone));
        }
        for new in added {
            let tags = new["tags"].as_array().cloned().unwrap_or_default();
            self.store.labels.add(&fqn(new), &tags, self.by.label_time());
        }
    }

    /// One field that stays: its texts, its tags, its children.
    fn field(&mut self, entity: &str, list: &str, old: &Object, new: &mut Object) -> Result<(), Refusal> {
        let fqn = old.text("fullyQualifiedName").to_owned();
        let local = fqn.strip_prefix(entity).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&fqn);
        let local = name::quote(local);
        for (text, guard) in TEXTS {
            if self.keeps_existing_texts() && !old.text(guard).is_empty() {
                new.take_from(text, old);
            }
            self.note(&format!("schemaFields.{local}.{text}"), old.get(text), new.get(text));
        }
        let below = format!("{list}.{}", new.text("name"));
        self.tags(&fqn, &format!("{below}.tags"), old, new);
        // If one side has no children at all, they are not compared but stored as sent (measured).
        let Some(stored) = old.get("children").and_then(Value::as_array) else { return Ok(()) };
        if let Some(Value::Array(sent)) = new.get_mut("children") {
            self.fields(entity, &below, stored, sent)?;
        }
        Ok(())
    }
}

//! A desired schema and the stored one → the operations of a JSON Patch inside the stored one.
//!
//! Only what differs is named, by its position in the stored arrays: everything else on the fields is kept, also the tags
//! of a field whose type changes (stock.md#field-tags). Fields are matched as in
//! [`stored_fields`](crate::plan::current::stored_fields).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::plan::current::stored_fields::{Key, child_path, keyed, non_empty, stored_name};
use crate::plan::difference::schema::{field_value, schema_value};
use crate::plan::difference::texts::Texts;
use crate::schema::{ApiSchema, Field};

/// What is written of a schema, and how.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Written<'a> {
    /// The paths that differ; nothing else is written.
    pub(in crate::plan) paths: &'a BTreeSet<&'a str>,
    /// Whether each change of a field begins with a `test` of its name, because no other test ensures that the fields still
    /// have the same positions.
    pub(in crate::plan) tests_names: bool,
}

/// The operations that change the stored schema `member` to the desired one.
pub(in crate::plan) fn operations(
    member: &str,
    desired: Option<&ApiSchema>,
    stored: Option<&Value>,
    texts: Texts<'_>,
    Written { paths, tests_names }: Written<'_>,
) -> Vec<Value> {
    let fields = desired.map_or(&[][..], |schema| &schema.schema_fields);
    let stored = stored.and_then(|schema| schema.get("schemaFields")).and_then(Value::as_array);
    let Some(stored) = stored else {
        let schema = desired.map_or_else(
            || json!({"schemaFields": []}),
            |desired| schema_value(member, desired, None, texts),
        );
        return vec![json!({"op": "add", "path": format!("/{member}"), "value": schema})];
    };
    let mut patch = Patch { texts, paths, tests_names, operations: Vec::new() };
    if paths.contains(format!("{member}.schemaType").as_str()) {
        patch.push("replace", format!("/{member}/schemaType"), Some(json!("JSON")));
    }
    patch.level(&format!("/{member}/schemaFields"), member, fields, stored);
    patch.operations
}

/// The operations so far.
struct Patch<'a> {
    texts: Texts<'a>,
    paths: &'a BTreeSet<&'a str>,
    tests_names: bool,
    operations: Vec<Value>,
}

impl Patch<'_> {
    fn push(&mut self, op: &str, path: String, value: Option<Value>) {
        self.operations.push(match value {
            Some(value) => json!({"op": op, "path": path, "value": value}),
            None => json!({"op": op, "path": path}),
        });
    }

    /// The fields of one array: changes in place first, then removals, from the end, then additions, each at its position
    /// in the document.
    fn level(&mut self, pointer: &str, path: &str, desired: &[Field], stored: &[Value]) {
        let mut unmatched: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
        if desired.is_empty() && !unmatched.is_empty() {
            return self.push("replace", pointer.to_owned(), Some(json!([])));
        }
        let position = |field: &Value| stored.iter().position(|other| std::ptr::eq(other, field));
        let mut added = Vec::new();
        for (at, (key, field)) in keyed(desired, |field| Some(&*field.name)).into_iter().enumerate() {
            let path = child_path(path, key);
            match unmatched.remove(&key).and_then(|old| Some((old, position(old)?))) {
                Some((old, at)) => self.field(&format!("{pointer}/{at}"), &path, field, old),
                None => added.push((at, path, field)),
            }
        }
        let mut removed: Vec<usize> = unmatched.into_values().filter_map(position).collect();
        removed.sort_unstable();
        for at in removed.into_iter().rev() {
            let pointer = format!("{pointer}/{at}");
            let name = stored.get(at).and_then(stored_name);
            self.test_name(&pointer, name.unwrap_or_default());
            self.push("remove", pointer, None);
        }
        for (at, path, field) in added {
            let value = field_value(&path, field, None, self.texts);
            self.push("add", format!("{pointer}/{at}"), Some(value));
        }
    }

    fn field(&mut self, pointer: &str, path: &str, desired: &Field, stored: &Value) {
        let before = self.operations.len();
        self.test_name(pointer, &desired.name);
        let tests = self.operations.len();
        let texts = [
            ("dataType", Some(desired.data_type.as_str())),
            ("dataTypeDisplay", non_empty(desired.data_type_display.as_deref())),
            ("description", non_empty(desired.description.as_deref())),
        ];
        for (member, text) in texts {
            if self.paths.contains(format!("{path}.{member}").as_str()) {
                self.text(pointer, member, text);
            }
        }
        let children = desired.children.as_deref().unwrap_or_default();
        match stored.get("children").and_then(Value::as_array) {
            Some(stored) => self.level(&format!("{pointer}/children"), path, children, stored),
            None if !children.is_empty() => {
                let value = field_value(path, desired, None, self.texts).get("children").cloned();
                self.push("add", format!("{pointer}/children"), value);
            }
            None => {}
        }
        if self.operations.len() == tests {
            self.operations.truncate(before);
        }
    }

    fn text(&mut self, pointer: &str, member: &str, desired: Option<&str>) {
        let path = format!("{pointer}/{member}");
        match desired {
            Some(text) => self.push("add", path, Some(json!(text))),
            None => self.push("remove", path, None),
        }
    }

    fn test_name(&mut self, pointer: &str, name: &str) {
        if self.tests_names {
            self.push("test", format!("{pointer}/name"), Some(json!(name)));
        }
    }
}

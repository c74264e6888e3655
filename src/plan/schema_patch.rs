//! A wanted schema beside the one that is there → the operations of a JSON Patch inside it.
//!
//! Only what differs is named, by its place in the stored arrays: everything else on the fields stays, their tags too,
//! and those of a field whose type changes (STOCK 11.3). Fields are matched as in [`schema`](super::schema).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::schema::{self, Key, child_path, field_value, keyed, non_empty, stored_name};
use super::texts::Texts;
use crate::schema::{ApiSchema, Field};

/// What is written of a schema, and how.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The paths that differ, as [`compare`](super::schema::compare) calls them; nothing else is.
    pub(super) paths: &'a BTreeSet<&'a str>,
    /// Each change of a field begins with a `test` of its name, where nothing else says that the fields still are where
    /// they were.
    pub(super) behind_names: bool,
}

/// The operations that make the stored schema `member` the wanted one.
pub(super) fn operations(
    member: &str,
    wanted: Option<&ApiSchema>,
    stored: Option<&Value>,
    texts: Texts<'_>,
    Written { paths, behind_names }: Written<'_>,
) -> Vec<Value> {
    let fields = wanted.map_or(&[][..], |schema| &schema.schema_fields);
    let there = stored.and_then(|schema| schema.get("schemaFields")).and_then(Value::as_array);
    let Some(there) = there else {
        let whole =
            wanted.map_or_else(|| json!({"schemaFields": []}), |w| schema::carry(member, w, None, texts));
        return vec![json!({"op": "add", "path": format!("/{member}"), "value": whole})];
    };
    let mut patch = Patch { texts, paths, behind_names, operations: Vec::new() };
    if paths.contains(format!("{member}.schemaType").as_str()) {
        patch.push("replace", format!("/{member}/schemaType"), Some(json!("JSON")));
    }
    patch.level(&format!("/{member}/schemaFields"), member, fields, there);
    patch.operations
}

/// The operations so far.
struct Patch<'a> {
    texts: Texts<'a>,
    paths: &'a BTreeSet<&'a str>,
    behind_names: bool,
    operations: Vec<Value>,
}

impl Patch<'_> {
    fn push(&mut self, op: &str, path: String, value: Option<Value>) {
        self.operations.push(match value {
            Some(value) => json!({"op": op, "path": path, "value": value}),
            None => json!({"op": op, "path": path}),
        });
    }

    /// The fields of one array: changes in place first, then what goes, from the end, then what comes, each at its
    /// place in the document.
    fn level(&mut self, pointer: &str, path: &str, wanted: &[Field], stored: &[Value]) {
        let mut there: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
        if wanted.is_empty() && !there.is_empty() {
            return self.push("replace", pointer.to_owned(), Some(json!([])));
        }
        let place = |field: &Value| stored.iter().position(|other| std::ptr::eq(other, field));
        let mut coming = Vec::new();
        for (at, (key, field)) in keyed(wanted, |field| Some(&*field.name)).into_iter().enumerate() {
            let path = child_path(path, key);
            match there.remove(&key).and_then(|old| Some((old, place(old)?))) {
                Some((old, place)) => self.field(&format!("{pointer}/{place}"), &path, field, old),
                None => coming.push((at, path, field)),
            }
        }
        let mut going: Vec<usize> = there.into_values().filter_map(place).collect();
        going.sort_unstable();
        for place in going.into_iter().rev() {
            let pointer = format!("{pointer}/{place}");
            let name = stored.get(place).and_then(stored_name);
            self.test_name(&pointer, name.unwrap_or_default());
            self.push("remove", pointer, None);
        }
        for (at, path, field) in coming {
            let value = field_value(&path, field, None, self.texts);
            self.push("add", format!("{pointer}/{at}"), Some(value));
        }
    }

    fn field(&mut self, pointer: &str, path: &str, wanted: &Field, stored: &Value) {
        let before = self.operations.len();
        self.test_name(pointer, &wanted.name);
        let tests = self.operations.len();
        let said = [
            ("dataType", Some(wanted.data_type.as_str())),
            ("dataTypeDisplay", non_empty(wanted.data_type_display.as_deref())),
            ("description", non_empty(wanted.description.as_deref())),
        ];
        for (member, text) in said {
            if self.paths.contains(format!("{path}.{member}").as_str()) {
                self.text(pointer, member, text);
            }
        }
        let children = wanted.children.as_deref().unwrap_or_default();
        match stored.get("children").and_then(Value::as_array) {
            Some(below) => self.level(&format!("{pointer}/children"), path, children, below),
            None if !children.is_empty() => {
                let value = field_value(path, wanted, None, self.texts).get("children").cloned();
                self.push("add", format!("{pointer}/children"), value);
            }
            None => {}
        }
        if self.operations.len() == tests {
            self.operations.truncate(before);
        }
    }

    fn text(&mut self, pointer: &str, member: &str, wanted: Option<&str>) {
        let path = format!("{pointer}/{member}");
        match wanted {
            Some(text) => self.push("add", path, Some(json!(text))),
            None => self.push("remove", path, None),
        }
    }

    fn test_name(&mut self, pointer: &str, name: &str) {
        if self.behind_names {
            self.push("test", format!("{pointer}/name"), Some(json!(name)));
        }
    }
}

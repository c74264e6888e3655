//! The fields of a schema as the server stores it: by name, and by path.
//!
//! Fields are matched by name; fields with equal names are paired in order. A path is `responseSchema.pet.name`; names with a
//! dot are quoted, the second field of one name ends in `#2`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::name::quote;

/// The members of an endpoint that hold a schema.
pub(in crate::plan) const SCHEMAS: [&str; 2] = ["requestSchema", "responseSchema"];

/// The name of a field, and its position among the fields of that name, from 1.
pub(in crate::plan) type Key<'a> = (&'a str, usize);

/// The fields that have a name, each with its key.
pub(in crate::plan) fn keyed<'a, T>(
    fields: &'a [T],
    name: impl Fn(&'a T) -> Option<&'a str>,
) -> Vec<(Key<'a>, &'a T)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let with_key = fields.iter().filter_map(|field| {
        let name = name(field)?;
        let count = seen.entry(name).or_default();
        *count += 1;
        Some(((name, *count), field))
    });
    with_key.collect()
}

/// The name of a stored field.
pub(in crate::plan) fn stored_name(field: &Value) -> Option<&str> {
    field.get("name").and_then(Value::as_str)
}

/// The path of a field below that parent.
pub(in crate::plan) fn child_path(parent: &str, (name, count): Key<'_>) -> String {
    let name = quote(name);
    if count == 1 { format!("{parent}.{name}") } else { format!("{parent}.{name}#{count}") }
}

/// A text of a stored object; an empty one is none.
pub(in crate::plan) fn text<'a>(stored: &'a Value, member: &str) -> Option<&'a str> {
    non_empty(stored.get(member).and_then(Value::as_str))
}

/// A list of a stored object; empty if it has none.
pub(in crate::plan) fn list<'a>(stored: Option<&'a Value>, member: &str) -> &'a [Value] {
    let list = stored.and_then(|stored| stored.get(member)).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

/// A text that is not empty.
pub(in crate::plan) fn non_empty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The stored schema and each of its fields, by path.
pub(in crate::plan) fn by_path<'a>(member: &str, stored: Option<&'a Value>) -> BTreeMap<String, &'a Value> {
    let mut found = BTreeMap::new();
    found.extend(stored.map(|schema| (member.to_owned(), schema)));
    collect(member, list(stored, "schemaFields"), &mut found);
    found
}

fn collect<'a>(path: &str, fields: &'a [Value], found: &mut BTreeMap<String, &'a Value>) {
    for (key, field) in keyed(fields, stored_name) {
        let path = child_path(path, key);
        collect(&path, list(Some(field), "children"), found);
        found.insert(path, field);
    }
}

/// Whether a stored schema or field has all that was sent: the same fields of the same types.
pub(in crate::plan) fn contains(stored: &Value, sent: &Value) -> bool {
    let same = |member| text(sent, member) == text(stored, member);
    let level = |member| {
        let sent = keyed(list(Some(sent), member), stored_name);
        let stored: BTreeMap<_, _> = keyed(list(Some(stored), member), stored_name).into_iter().collect();
        sent.len() == stored.len()
            && sent.iter().all(|(key, field)| stored.get(key).is_some_and(|stored| contains(stored, field)))
    };
    ["dataType", "dataTypeDisplay"].into_iter().all(same)
        && ["schemaFields", "children"].into_iter().all(level)
}

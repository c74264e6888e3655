//! A schema that is wanted beside the one that is there: what differs, and what is sent.
//!
//! Fields are matched by name, of equal names the first with the first; their order says nothing, because the
//! server does not store a change of it (STOCK 10). A wanted schema is as deep as the mapping's limit, a stored one
//! as the JSON that is read. What the server adds (FQNs) is never looked at.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::FieldChange;
use super::texts::Texts;
use crate::name::quote;
use crate::schema::{ApiSchema, Field};

/// The members of an endpoint that hold a schema.
pub(super) const SCHEMAS: [&str; 2] = ["requestSchema", "responseSchema"];

/// A field's name, and the how-manieth of that name it is, from 1.
pub(super) type Key<'a> = (&'a str, usize);

/// Says what differs between a wanted schema and the one that is there, by field.
///
/// None, an empty one and `{}` are the same; `schemaType` absent is `JSON`. Whether a text is a difference,
/// [`Texts`] says.
pub(super) fn compare(
    member: &str,
    wanted: Option<&ApiSchema>,
    stored: Option<&Value>,
    texts: Texts<'_>,
    out: &mut Vec<FieldChange>,
) {
    let other_type = stored.and_then(|schema| schema.get("schemaType")).filter(|kind| *kind != "JSON");
    if let (Some(old), true) = (other_type, has_fields(wanted)) {
        out.push(FieldChange::new(format!("{member}.schemaType"), Some(old.clone()), Some(json!("JSON"))));
    }
    let wanted = wanted.map_or(&[][..], |schema| &schema.schema_fields);
    compare_level(member, wanted, list(stored, "schemaFields"), texts, out);
}

/// Whether a field's text that is there is not the wanted one, or goes with its field.
pub(super) fn disputes(wanted: Option<&ApiSchema>, stored: Option<&Value>) -> bool {
    let wanted = wanted.map_or(&[][..], |schema| &schema.schema_fields);
    level_disputes(wanted, list(stored, "schemaFields"))
}

fn level_disputes(wanted: &[Field], stored: &[Value]) -> bool {
    let wanted: BTreeMap<Key<'_>, &Field> = keyed(wanted, |field| Some(&*field.name)).into_iter().collect();
    keyed(stored, stored_name).into_iter().any(|(key, stored)| {
        let field = wanted.get(&key);
        let said = text(stored, "description");
        let same = said.is_none() || said == field.and_then(|field| field.description.as_deref());
        let below = field.and_then(|field| field.children.as_deref()).unwrap_or_default();
        !same || level_disputes(below, list(Some(stored), "children"))
    })
}

/// The paths of a wanted schema's fields, as [`compare`] calls them.
pub(super) fn paths(member: &str, wanted: Option<&ApiSchema>) -> Vec<String> {
    let mut found = Vec::new();
    collect_paths(member, wanted.map_or(&[][..], |schema| &schema.schema_fields), &mut found);
    found
}

fn collect_paths(path: &str, fields: &[Field], found: &mut Vec<String>) {
    for (key, field) in keyed(fields, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        collect_paths(&path, field.children.as_deref().unwrap_or_default(), found);
        found.push(path);
    }
}

/// The texts of a wanted schema's fields, by the path that [`compare`] calls them.
pub(super) fn texts(member: &str, wanted: Option<&ApiSchema>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect_texts(member, wanted.map_or(&[][..], |schema| &schema.schema_fields), &mut found);
    found
}

fn collect_texts(path: &str, fields: &[Field], found: &mut Vec<(String, String)>) {
    for (key, field) in keyed(fields, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        let said = non_empty(field.description.as_deref());
        found.extend(said.map(|text| (format!("{path}.description"), text.to_owned())));
        collect_texts(&path, field.children.as_deref().unwrap_or_default(), found);
    }
}

/// Whether the schema that is there is the wanted one: the same fields in the same order, and nothing on them that
/// the document does not say.
pub(super) fn is(wanted: Option<&ApiSchema>, stored: Option<&Value>) -> bool {
    let of_json = stored.and_then(|schema| schema.get("schemaType")).is_none_or(|kind| kind == "JSON");
    let wanted = wanted.map_or(&[][..], |schema| &schema.schema_fields);
    of_json && level_is(wanted, list(stored, "schemaFields"))
}

fn level_is(wanted: &[Field], stored: &[Value]) -> bool {
    wanted.len() == stored.len()
        && wanted.iter().zip(stored).all(|(wanted, stored)| {
            let members = [
                ("name", Some(&*wanted.name)),
                ("dataType", Some(wanted.data_type.as_str())),
                ("dataTypeDisplay", non_empty(wanted.data_type_display.as_deref())),
                ("description", non_empty(wanted.description.as_deref())),
                ("displayName", None),
            ];
            let below = wanted.children.as_deref().unwrap_or_default();
            members.into_iter().all(|(member, said)| text(stored, member) == said)
                && list(Some(stored), "tags").is_empty()
                && level_is(below, list(Some(stored), "children"))
        })
}

/// Whether no text of these fields and those below them is there and empty.
pub(super) fn says_nothing_empty(fields: &[Field]) -> bool {
    let full = |text: Option<&str>| text.is_none_or(|text| !text.is_empty());
    fields.iter().all(|field| {
        [field.data_type_display.as_deref(), field.description.as_deref()].into_iter().all(full)
            && says_nothing_empty(field.children.as_deref().unwrap_or_default())
    })
}

/// Whether a wanted schema has any field.
pub(super) fn has_fields(schema: Option<&ApiSchema>) -> bool {
    schema.is_some_and(|schema| !schema.schema_fields.is_empty())
}

/// A schema as it is sent: the wanted one, with what people put on the fields that stay.
pub(super) fn carry(member: &str, wanted: &ApiSchema, stored: Option<&Value>, texts: Texts<'_>) -> Value {
    let mut schema = Map::new();
    if stored.and_then(|schema| schema.get("schemaType")).is_some_and(|kind| kind != "JSON") {
        schema.insert("schemaType".to_owned(), json!("JSON"));
    }
    let fields = carry_level(member, &wanted.schema_fields, list(stored, "schemaFields"), texts);
    schema.insert("schemaFields".to_owned(), fields);
    Value::Object(schema)
}

/// The schema that is there and each field of it, by the path that [`compare`] calls it.
pub(super) fn by_path<'a>(member: &str, stored: Option<&'a Value>) -> BTreeMap<String, &'a Value> {
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

/// Whether a schema, or a field, that is there has all that was sent: the same fields of the same types.
pub(super) fn holds(sent: &Value, stored: &Value) -> bool {
    let same = |member| text(sent, member) == text(stored, member);
    let level = |member| {
        let sent = keyed(list(Some(sent), member), stored_name);
        let there: BTreeMap<_, _> = keyed(list(Some(stored), member), stored_name).into_iter().collect();
        sent.len() == there.len()
            && sent.iter().all(|(key, field)| there.get(key).is_some_and(|stored| holds(field, stored)))
    };
    ["dataType", "dataTypeDisplay"].into_iter().all(same)
        && ["schemaFields", "children"].into_iter().all(level)
}

fn compare_level(
    path: &str,
    wanted: &[Field],
    stored: &[Value],
    texts: Texts<'_>,
    out: &mut Vec<FieldChange>,
) {
    let mut there: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
    for (key, field) in keyed(wanted, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        match there.remove(&key) {
            Some(stored) => compare_field(&path, field, stored, texts, out),
            None => {
                let value = field_value(&path, field, None, texts);
                out.push(FieldChange::new(path, None, Some(value)));
            }
        }
    }
    for (key, stored) in there {
        out.push(FieldChange::new(child_path(path, key), Some(stored.clone()), None));
    }
}

fn compare_field(path: &str, wanted: &Field, stored: &Value, texts: Texts<'_>, out: &mut Vec<FieldChange>) {
    let data_type = Some(wanted.data_type.as_str());
    let display = non_empty(wanted.data_type_display.as_deref());
    for (member, wanted) in [("dataType", data_type), ("dataTypeDisplay", display)] {
        let old = text(stored, member);
        if old != wanted {
            out.push(FieldChange::new(format!("{path}.{member}"), old.map(string), wanted.map(string)));
        }
    }
    let (wanted_text, stored_text) = (non_empty(wanted.description.as_deref()), text(stored, "description"));
    if wanted_text != stored_text {
        out.extend(texts.compare(&format!("{path}.description"), wanted_text, stored_text));
    }
    let children = wanted.children.as_deref().unwrap_or_default();
    compare_level(path, children, list(Some(stored), "children"), texts, out);
}

fn carry_level(path: &str, wanted: &[Field], stored: &[Value], texts: Texts<'_>) -> Value {
    let there: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
    let fields = keyed(wanted, |field| Some(&*field.name)).into_iter();
    fields
        .map(|(key, field)| field_value(&child_path(path, key), field, there.get(&key).copied(), texts))
        .collect()
}

/// A field as it goes over the wire, with what people put on the one that is there.
pub(super) fn field_value(path: &str, field: &Field, stored: Option<&Value>, texts: Texts<'_>) -> Value {
    let kept = |member| stored.and_then(|stored| text(stored, member));
    let (wanted_text, stored_text) = (non_empty(field.description.as_deref()), kept("description"));
    let description = match wanted_text == stored_text {
        true => wanted_text,
        false => texts.settle(&format!("{path}.description"), wanted_text, stored_text),
    };
    let tags = list(stored, "tags");
    let children = field.children.as_deref();
    let children = children.map(|children| carry_level(path, children, list(stored, "children"), texts));
    let members = [
        ("name", Some(string(&field.name))),
        ("dataType", Some(string(field.data_type.as_str()))),
        ("dataTypeDisplay", non_empty(field.data_type_display.as_deref()).map(string)),
        ("description", description.map(string)),
        ("displayName", kept("displayName").map(string)),
        ("tags", (!tags.is_empty()).then(|| Value::Array(tags.to_vec()))),
        ("children", children),
    ];
    object(members)
}

/// An object of the members that are there.
pub(super) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

/// A text as JSON.
pub(super) fn string(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// A text that says something.
pub(super) fn non_empty(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

pub(super) fn keyed<'a, T>(
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

pub(super) fn stored_name(field: &Value) -> Option<&str> {
    field.get("name").and_then(Value::as_str)
}

pub(super) fn child_path(parent: &str, (name, count): Key<'_>) -> String {
    let name = quote(name);
    if count == 1 { format!("{parent}.{name}") } else { format!("{parent}.{name}#{count}") }
}

pub(super) fn text<'a>(stored: &'a Value, member: &str) -> Option<&'a str> {
    non_empty(stored.get(member).and_then(Value::as_str))
}

pub(super) fn list<'a>(stored: Option<&'a Value>, member: &str) -> &'a [Value] {
    let list = stored.and_then(|stored| stored.get(member)).and_then(Value::as_array);
    list.map_or(&[], Vec::as_slice)
}

//! A desired schema and the stored one → what differs, and what is sent.
//!
//! Fields are matched as in [`stored_fields`](crate::plan::current::stored_fields); their order is no difference, because the
//! server does not store a change of it (stock.md#openmetadata-16). A desired schema is as deep as the mapping's limit,
//! a stored one as the JSON that was read. What the server adds (FQNs) is ignored.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::plan::current::stored_fields::{Key, child_path, keyed, list, non_empty, stored_name, text};
use crate::plan::difference::texts::Texts;
use crate::plan::model::change::FieldChange;
use crate::schema::{ApiSchema, Field};

/// Adds what differs between a desired schema and the stored one, by field.
///
/// No schema, an empty one and `{}` are equal; `schemaType` absent is `JSON`. [`Texts`] decides whether a text is a
/// difference.
pub(in crate::plan) fn compare(
    member: &str,
    desired: Option<&ApiSchema>,
    stored: Option<&Value>,
    texts: Texts<'_>,
    out: &mut Vec<FieldChange>,
) {
    let other_type = stored.and_then(|schema| schema.get("schemaType")).filter(|kind| *kind != "JSON");
    if let (Some(old), true) = (other_type, has_fields(desired)) {
        out.push(FieldChange::new(format!("{member}.schemaType"), Some(old.clone()), Some(json!("JSON"))));
    }
    let desired = desired.map_or(&[][..], |schema| &schema.schema_fields);
    compare_level(member, desired, list(stored, "schemaFields"), texts, out);
}

/// Whether the stored text of a field differs from the desired one, or is deleted with its field.
pub(in crate::plan) fn has_other_text(desired: Option<&ApiSchema>, stored: Option<&Value>) -> bool {
    let desired = desired.map_or(&[][..], |schema| &schema.schema_fields);
    level_has_other_text(desired, list(stored, "schemaFields"))
}

fn level_has_other_text(desired: &[Field], stored: &[Value]) -> bool {
    let desired: BTreeMap<Key<'_>, &Field> = keyed(desired, |field| Some(&*field.name)).into_iter().collect();
    keyed(stored, stored_name).into_iter().any(|(key, stored)| {
        let field = desired.get(&key);
        let stored_text = text(stored, "description");
        let same =
            stored_text.is_none() || stored_text == field.and_then(|field| field.description.as_deref());
        let below = field.and_then(|field| field.children.as_deref()).unwrap_or_default();
        !same || level_has_other_text(below, list(Some(stored), "children"))
    })
}

/// The paths of a desired schema's fields.
pub(in crate::plan) fn paths(member: &str, desired: Option<&ApiSchema>) -> Vec<String> {
    let mut found = Vec::new();
    collect_paths(member, desired.map_or(&[][..], |schema| &schema.schema_fields), &mut found);
    found
}

fn collect_paths(path: &str, fields: &[Field], found: &mut Vec<String>) {
    for (key, field) in keyed(fields, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        collect_paths(&path, field.children.as_deref().unwrap_or_default(), found);
        found.push(path);
    }
}

/// The texts of a desired schema's fields, by path.
pub(in crate::plan) fn texts(member: &str, desired: Option<&ApiSchema>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect_texts(member, desired.map_or(&[][..], |schema| &schema.schema_fields), &mut found);
    found
}

fn collect_texts(path: &str, fields: &[Field], found: &mut Vec<(String, String)>) {
    for (key, field) in keyed(fields, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        let text = non_empty(field.description.as_deref());
        found.extend(text.map(|text| (format!("{path}.description"), text.to_owned())));
        collect_texts(&path, field.children.as_deref().unwrap_or_default(), found);
    }
}

/// Whether the stored schema equals the desired one: the same fields in the same order, and nothing on them that the
/// document does not have.
pub(in crate::plan) fn is_equal(desired: Option<&ApiSchema>, stored: Option<&Value>) -> bool {
    let of_json = stored.and_then(|schema| schema.get("schemaType")).is_none_or(|kind| kind == "JSON");
    let desired = desired.map_or(&[][..], |schema| &schema.schema_fields);
    of_json && level_is_equal(desired, list(stored, "schemaFields"))
}

fn level_is_equal(desired: &[Field], stored: &[Value]) -> bool {
    desired.len() == stored.len()
        && desired.iter().zip(stored).all(|(desired, stored)| {
            let members = [
                ("name", Some(&*desired.name)),
                ("dataType", Some(desired.data_type.as_str())),
                ("dataTypeDisplay", non_empty(desired.data_type_display.as_deref())),
                ("description", non_empty(desired.description.as_deref())),
                ("displayName", None),
            ];
            let below = desired.children.as_deref().unwrap_or_default();
            members.into_iter().all(|(member, value)| text(stored, member) == value)
                && list(Some(stored), "tags").is_empty()
                && level_is_equal(below, list(Some(stored), "children"))
        })
}

/// Whether no text of these fields and their children is present but empty.
pub(in crate::plan) fn has_no_empty_text(fields: &[Field]) -> bool {
    let not_empty = |text: Option<&str>| text.is_none_or(|text| !text.is_empty());
    fields.iter().all(|field| {
        [field.data_type_display.as_deref(), field.description.as_deref()].into_iter().all(not_empty)
            && has_no_empty_text(field.children.as_deref().unwrap_or_default())
    })
}

/// Whether a desired schema has any field.
pub(in crate::plan) fn has_fields(schema: Option<&ApiSchema>) -> bool {
    schema.is_some_and(|schema| !schema.schema_fields.is_empty())
}

/// A schema as it is sent: the desired one, with what people gave to the fields that are kept.
pub(in crate::plan) fn schema_value(
    member: &str,
    desired: &ApiSchema,
    stored: Option<&Value>,
    texts: Texts<'_>,
) -> Value {
    let mut schema = Map::new();
    if stored.and_then(|schema| schema.get("schemaType")).is_some_and(|kind| kind != "JSON") {
        schema.insert("schemaType".to_owned(), json!("JSON"));
    }
    let fields = level_value(member, &desired.schema_fields, list(stored, "schemaFields"), texts);
    schema.insert("schemaFields".to_owned(), fields);
    Value::Object(schema)
}

fn compare_level(
    path: &str,
    desired: &[Field],
    stored: &[Value],
    texts: Texts<'_>,
    out: &mut Vec<FieldChange>,
) {
    let mut unmatched: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
    for (key, field) in keyed(desired, |field| Some(&*field.name)) {
        let path = child_path(path, key);
        match unmatched.remove(&key) {
            Some(stored) => compare_field(&path, field, stored, texts, out),
            None => {
                let value = field_value(&path, field, None, texts);
                out.push(FieldChange::new(path, None, Some(value)));
            }
        }
    }
    for (key, stored) in unmatched {
        out.push(FieldChange::new(child_path(path, key), Some(stored.clone()), None));
    }
}

fn compare_field(path: &str, desired: &Field, stored: &Value, texts: Texts<'_>, out: &mut Vec<FieldChange>) {
    let data_type = Some(desired.data_type.as_str());
    let display = non_empty(desired.data_type_display.as_deref());
    for (member, desired) in [("dataType", data_type), ("dataTypeDisplay", display)] {
        let old = text(stored, member);
        if old != desired {
            out.push(FieldChange::new(
                format!("{path}.{member}"),
                old.map(Value::from),
                desired.map(Value::from),
            ));
        }
    }
    let (desired_text, stored_text) =
        (non_empty(desired.description.as_deref()), text(stored, "description"));
    if desired_text != stored_text {
        out.extend(texts.compare(&format!("{path}.description"), desired_text, stored_text));
    }
    let children = desired.children.as_deref().unwrap_or_default();
    compare_level(path, children, list(Some(stored), "children"), texts, out);
}

fn level_value(path: &str, desired: &[Field], stored: &[Value], texts: Texts<'_>) -> Value {
    let stored: BTreeMap<Key<'_>, &Value> = keyed(stored, stored_name).into_iter().collect();
    let fields = keyed(desired, |field| Some(&*field.name)).into_iter();
    fields
        .map(|(key, field)| field_value(&child_path(path, key), field, stored.get(&key).copied(), texts))
        .collect()
}

/// A field as it is sent, with what people gave to the stored one.
pub(in crate::plan) fn field_value(
    path: &str,
    field: &Field,
    stored: Option<&Value>,
    texts: Texts<'_>,
) -> Value {
    let kept = |member| stored.and_then(|stored| text(stored, member));
    let (desired_text, stored_text) = (non_empty(field.description.as_deref()), kept("description"));
    let description = match desired_text == stored_text {
        true => desired_text,
        false => texts.resolve(&format!("{path}.description"), desired_text, stored_text),
    };
    let tags = list(stored, "tags");
    let children = field.children.as_deref();
    let children = children.map(|children| level_value(path, children, list(stored, "children"), texts));
    let members = [
        ("name", Some(Value::from(&*field.name))),
        ("dataType", Some(Value::from(field.data_type.as_str()))),
        ("dataTypeDisplay", non_empty(field.data_type_display.as_deref()).map(Value::from)),
        ("description", description.map(Value::from)),
        ("displayName", kept("displayName").map(Value::from)),
        ("tags", (!tags.is_empty()).then(|| Value::Array(tags.to_vec()))),
        ("children", children),
    ];
    object(members)
}

/// An object of the members that have a value.
pub(in crate::plan) fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

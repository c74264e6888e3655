//! Schema fields: iteration, their FQNs, and their identity.

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::Object;
use crate::name;

/// The members of an endpoint that are schemas.
pub(crate) const SCHEMAS: [&str; 2] = ["requestSchema", "responseSchema"];

/// Sets the FQN of every field of a schema. The depth is bounded by that of the body.
pub(crate) fn set_fqns(schema: &mut Value, fqn: &str) {
    for field in fields_mut(schema, "schemaFields") {
        set_fqn(field, fqn);
    }
}

fn set_fqn(field: &mut Value, parent: &str) {
    let Some(map) = field.as_object_mut() else { return };
    let fqn = name::join(parent, map.text("name"));
    map.insert("fullyQualifiedName".to_owned(), json!(fqn));
    for child in fields_mut(field, "children") {
        set_fqn(child, &fqn);
    }
}

/// Calls for every field below `member`, parents first. The depth is bounded by that of the body.
pub(crate) fn each(value: &mut Value, member: &str, act: &mut impl FnMut(&mut Object)) {
    for field in fields_mut(value, member) {
        if let Some(map) = field.as_object_mut() {
            act(map);
        }
        each(field, "children", act);
    }
}

/// Removes the tags from all fields of both schemas.
pub(crate) fn strip_tags(json: &mut Object) {
    for schema in SCHEMAS {
        if let Some(schema) = json.get_mut(schema) {
            each(schema, "schemaFields", &mut |field| {
                field.remove("tags");
            });
        }
    }
}

/// The fields of one schema of an endpoint; none when it has no such schema.
pub(crate) fn list(json: &Object, schema: &str) -> Option<Vec<Value>> {
    json.get(schema)?.get("schemaFields")?.as_array().cloned()
}

fn fields_mut<'a>(value: &'a mut Value, member: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Two fields are the same if name and type are (measured).
pub(crate) type Identity = (String, String);

/// The identity of a field.
pub(crate) fn identity(field: &Value, ignore_case: bool) -> Identity {
    let text = |name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = text("name");
    (if ignore_case { name.to_lowercase() } else { name.to_owned() }, text("dataType").to_owned())
}

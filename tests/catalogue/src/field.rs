//! Schema fields: their FQNs and tags, and what a write keeps of the fields that are there.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::change::{Changes, Members};
use crate::entity::Object;
use crate::name;
use crate::people;

/// The members of an endpoint that hold a schema.
pub(crate) const SCHEMAS: [&str; 2] = ["requestSchema", "responseSchema"];

/// How a write treats what is stored already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A PUT: tags are added to those there.
    Put {
        /// By a bot, without `overrideMetadata`: texts that are there stay.
        keep_texts: bool,
    },
    /// A PATCH: everything is as it says.
    Patch,
}

impl Mode {
    pub(crate) fn keeps_texts(self) -> bool {
        self == Self::Put { keep_texts: true }
    }

    pub(crate) fn is_put(self) -> bool {
        self != Self::Patch
    }
}

/// Gives every field of a schema its FQN. The depth is bounded by that of the body.
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

/// Shows the tags of all fields, as empty lists where there are none, or takes them away.
pub(crate) fn show_tags(schema: &mut Value, shown: bool) {
    each(schema, "schemaFields", &mut |field| {
        if shown {
            field.entry("tags").or_insert_with(|| json!([]));
        } else {
            field.remove("tags");
        }
    });
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

/// Whether any field below `member` is such a one. The depth is bounded by that of the body.
pub(crate) fn any(value: &Value, member: &str, test: &impl Fn(&Object) -> bool) -> bool {
    let fields = value.get(member).and_then(Value::as_array).into_iter().flatten();
    fields.into_iter().any(|field| field.as_object().is_some_and(test) || any(field, "children", test))
}

fn fields_mut<'a>(value: &'a mut Value, member: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(member).and_then(Value::as_array_mut).into_iter().flatten()
}

/// Brings the fields of an endpoint's schema together with those stored, and notes the difference.
///
/// A field is the same when name and type are (measured); one whose type changed is a new one and brings
/// its own text and tags. The order of fields is no difference (measured).
pub(crate) fn converge(
    mode: Mode,
    list: &str,
    original: &[Value],
    updated: &mut [Value],
    changes: &mut Changes,
) {
    let stored = by_identity(original);
    let sent = by_identity(updated);
    let added: Vec<&Value> = updated.iter().filter(|field| !stored.contains_key(&identity(field))).collect();
    let deleted: Vec<&Value> = original.iter().filter(|field| !sent.contains_key(&identity(field))).collect();
    changes.record_list(list, &added, &deleted);
    changes.major |= !deleted.is_empty();
    for field in updated {
        if let Some(old) = stored.get(&identity(field)).and_then(|old| old.as_object())
            && let Some(new) = field.as_object_mut()
        {
            carry(mode, list, old, new, changes);
        }
    }
}

type Identity = (String, String);

fn identity(field: &Value) -> Identity {
    let text = |name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("name"), text("dataType"))
}

/// Of twins the first counts.
fn by_identity(fields: &[Value]) -> BTreeMap<Identity, &Value> {
    fields.iter().rev().map(|field| (identity(field), field)).collect()
}

fn carry(mode: Mode, list: &str, old: &Object, new: &mut Object, changes: &mut Changes) {
    let local = local_fqn(old.text("fullyQualifiedName"), list);
    // Measured for descriptions; for display type and name read. The name hangs on the description there.
    for (name, guard) in [
        ("description", "description"),
        ("dataTypeDisplay", "dataTypeDisplay"),
        ("displayName", "description"),
    ] {
        if mode.keeps_texts() && !old.text(guard).is_empty() {
            new.take_from(name, old);
        }
        changes.record(&format!("schemaFields.\"{local}\".{name}"), old.get(name), new.get(name));
    }
    let below = format!("{list}.{}", new.text("name"));
    people::converge_tags(mode, &format!("{below}.tags"), old, new, changes);
    // Children that one side does not have at all are not compared (read).
    if let (Some(stored), Some(Value::Array(children))) = (old.get("children"), new.get_mut("children")) {
        converge(mode, &below, stored.as_array().map_or(&[], Vec::as_slice), children, changes);
    }
}

/// `responseSchema.o.x`: the FQN of a field within its endpoint.
fn local_fqn<'a>(fqn: &'a str, list: &str) -> &'a str {
    let schema = list.split('.').next().unwrap_or_default();
    fqn.find(&format!(".{schema}.")).and_then(|at| fqn.get(at + 1..)).unwrap_or(fqn)
}

//! What the document decides of an endpoint, member by member, by the paths that plans write.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::world::*;
use metarest::workflow::*;

/// Values by path.
pub(super) type Members = BTreeMap<String, Value>;

const OWN: [&str; 5] = ["description", "displayName", "endpointURL", "requestMethod", "sourceHash"];
const OF_FIELD: [&str; 4] = ["dataType", "dataTypeDisplay", "description", "displayName"];

/// The members of an endpoint that say something.
pub(super) fn members(entity: &Value) -> Members {
    let mut found = Members::new();
    for member in OWN {
        note(&mut found, member.to_owned(), &entity[member]);
    }
    note(&mut found, "tags".to_owned(), &tags(entity));
    for schema in ["requestSchema", "responseSchema"] {
        fields(&mut found, schema, &entity[schema]["schemaFields"]);
    }
    found
}

fn fields(found: &mut Members, path: &str, list: &Value) {
    for field in list.as_array().into_iter().flatten() {
        let path = format!("{path}.{}", field["name"].as_str().expect("a name"));
        for member in OF_FIELD {
            note(found, format!("{path}.{member}"), &field[member]);
        }
        note(found, format!("{path}.tags"), &tags(field));
        fields(found, &path, &field["children"]);
    }
}

fn tags(of: &Value) -> Value {
    let list = of["tags"].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().map(|tag| tag["tagFQN"].clone()).collect()
}

fn note(found: &mut Members, path: String, value: &Value) {
    if !value.is_null() && *value != "" && *value != json!([]) {
        found.insert(path, value.clone());
    }
}

/// The live endpoints of a server, by FQN.
pub(super) fn live(world: &World) -> BTreeMap<String, Value> {
    let all = world.catalogue.endpoints().into_iter();
    let live = all.filter(|entity| entity["deleted"] != true);
    live.map(|entity| (entity["fullyQualifiedName"].as_str().expect("an FQN").to_owned(), entity)).collect()
}

/// What a new server of that release holds of a document.
pub(super) fn of_document(world: &World, document: &[u8]) -> BTreeMap<String, Members> {
    let mut fresh = World::new(world.catalogue.release(), &[]);
    fresh.document = vec![Ok(body(document))];
    assert_eq!(fresh.run(Command::Ingest).exit, Exit::Success);
    live(&fresh).into_iter().map(|(fqn, entity)| (fqn, members(&entity))).collect()
}

/// Where the two differ.
pub(super) fn differing(held: &Members, wanted: &Members) -> Vec<String> {
    let paths = held.keys().chain(wanted.keys().filter(|path| !held.contains_key(*path)));
    paths.filter(|path| held.get(*path) != wanted.get(*path)).cloned().collect()
}

//! The stock connector beside this one: what it sends of a document, by bulk requests, with its poorer bodies and the
//! hashes that it makes over them (stock.md#names, stock.md#source-hash).

use md5::{Digest, Md5};
use serde_json::{Value, json};

use crate::world::*;
use metarest::workflow::*;

/// What stock makes of a document: collections and endpoints.
pub(crate) struct Stock {
    collections: Vec<Value>,
    endpoints: Vec<Value>,
}

impl Stock {
    /// Of what a world's document gives.
    pub(crate) fn of(world: &World) -> Self {
        let mut scratch = World::new(world.catalogue.release(), &[]);
        scratch.document = world.document.clone();
        let outcome = scratch.run(Command::Plan);
        let catalog = outcome.catalog.expect("a catalog");
        let as_json = |entity| serde_json::to_value(entity).expect("JSON");
        let collections = catalog.collections.iter().map(|one| collection(as_json_of(one))).collect();
        let endpoints = catalog.endpoints.iter().map(|one| endpoint(as_json(&**one))).collect();
        Self { collections, endpoints }
    }

    /// Sends all of it as the bot.
    pub(crate) fn writes(&self, world: &mut World) {
        let service = json!({"name": "svc", "serviceType": "Rest"});
        let service_is_there = !world.catalogue.services().is_empty();
        if !service_is_there {
            let (status, said) = world.other("stock", ("PUT", "services/apiServices".into(), service));
            assert!(status < 300, "{said}");
        }
        for (path, rows) in [
            ("apiCollections/bulk?async=false", &self.collections),
            ("apiEndpoints/bulk?async=false", &self.endpoints),
        ] {
            let (status, said) = world.other("stock", ("PUT", path.into(), json!(rows)));
            let answer: Value = serde_json::from_str(&said).unwrap_or_default();
            assert!(status < 300 && answer["status"] == "success", "{status} {said}");
        }
    }
}

fn as_json_of(collection: &metarest::entity::Collection) -> Value {
    serde_json::to_value(collection).expect("JSON")
}

/// The members that a hash is made over.
const OF_COLLECTION: [&str; 12] = [
    "apiEndpoints",
    "dataProducts",
    "description",
    "displayName",
    "domains",
    "endpointURL",
    "extension",
    "lifeCycle",
    "name",
    "owners",
    "service",
    "tags",
];
const OF_ENDPOINT: [&str; 15] = [
    "apiCollection",
    "dataProducts",
    "description",
    "displayName",
    "domains",
    "endpointURL",
    "extension",
    "lifeCycle",
    "name",
    "owners",
    "requestMethod",
    "requestSchema",
    "responseSchema",
    "sourceUrl",
    "tags",
];
const OF_FIELD: [&str; 8] = [
    "children",
    "dataType",
    "dataTypeDisplay",
    "description",
    "displayName",
    "fullyQualifiedName",
    "name",
    "tags",
];

fn collection(mut body: Value) -> Value {
    let hash = hash(&padded(&body, &OF_COLLECTION));
    body["sourceHash"] = json!(hash);
    body
}

/// Stock writes no summaries and no display types.
fn endpoint(mut body: Value) -> Value {
    if let Some(text) = body["description"].as_str().and_then(without_summary) {
        body["description"] = json!(text);
    }
    let mut hashed = padded(&body, &OF_ENDPOINT);
    if let Some(method) = body["requestMethod"].as_str() {
        hashed["requestMethod"] = json!(format!("ApiRequestMethod.{method}"));
    }
    for schema in ["requestSchema", "responseSchema"] {
        let fields = &mut body[schema]["schemaFields"];
        fields.as_array_mut().into_iter().flatten().for_each(poorer);
        hashed[schema] = json!({"schemaFields": fields_of(fields), "schemaType": "SchemaType.JSON"});
    }
    body["sourceHash"] = json!(hash(&hashed));
    body
}

fn without_summary(text: &str) -> Option<String> {
    let (_, rest) = text.strip_prefix("**")?.split_once("**\n\n")?;
    Some(rest.to_owned())
}

fn poorer(field: &mut Value) {
    if let Some(members) = field.as_object_mut() {
        members.remove("dataTypeDisplay");
    }
    field["children"].as_array_mut().into_iter().flatten().for_each(poorer);
    if let Some(members) = field.as_object_mut().filter(|members| members["children"].is_null()) {
        members.remove("children");
    }
}

fn fields_of(fields: &Value) -> Value {
    let Some(fields) = fields.as_array() else { return Value::Null };
    let hashed = |field: &Value| {
        let mut padded = padded(field, &OF_FIELD);
        padded["dataType"] = json!(format!("DataTypeTopic.{}", field["dataType"].as_str().expect("a type")));
        padded["children"] = fields_of(&field["children"]);
        padded
    };
    fields.iter().map(hashed).collect()
}

fn padded(body: &Value, members: &[&str]) -> Value {
    members
        .iter()
        .map(|member| ((*member).to_owned(), body[*member].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn hash(value: &Value) -> String {
    let mut text = String::new();
    canonical(value, &mut text);
    hex::encode(Md5::digest(text.as_bytes()))
}

/// Keys sorted, `", "` and `": "` between.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: std::collections::BTreeMap<_, _> = members.iter().collect();
            out.push('{');
            for (at, (name, member)) in sorted.into_iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                out.push_str(&format!("{}: ", json!(name)));
                canonical(member, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { ", " });
                canonical(item, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

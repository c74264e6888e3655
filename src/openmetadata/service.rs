//! The create request of the service, in the shape that the server's version accepts (stock.md#the-service-request,
//! design.md#service).
//!
//! The body is part of the plan, so it has no secrets: it has [`Secret::MASK`] in their places, and [`with_secrets`]
//! replaces it when the request is made.

use serde_json::{Map, Value, json};

use super::capability::ConnectionShape;
use crate::Secret;
use crate::config::{Config, Connection, DocumentSource};
use crate::entity::Service;

/// The members of the flat connection, in addition to the address (stock.md#config-versions; measured for 1.6).
const FLAT_MEMBERS: [&str; 2] = ["docURL", "supportsMetadataExtraction"];

/// The create request. It has no connection without `storeServiceConnection`, or if the version has no shape for a
/// file.
pub fn create_body(service: &Service, config: &Config, shape: ConnectionShape) -> Value {
    let mut body = Map::new();
    body.insert("name".into(), json!(service.name));
    if let Some(description) = &service.description {
        body.insert("description".into(), json!(description));
    }
    body.insert("serviceType".into(), json!("Rest"));
    let stored = config.server.store_service_connection.then(|| connection(config, shape)).flatten();
    if let Some(connection) = stored {
        body.insert("connection".into(), json!({ "config": connection }));
    }
    Value::Object(body)
}

/// Whether the create request has a connection; the server refuses one without it for an existing service (measured).
pub fn has_connection(body: &Value) -> bool {
    body.get("connection").is_some()
}

/// The same request with the connection in that shape.
pub fn reshaped(body: &Value, config: &Config, shape: ConnectionShape) -> Value {
    let mut body = body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("connection");
        members
            .extend(connection(config, shape).map(|inner| ("connection".into(), json!({ "config": inner }))));
    }
    body
}

/// Whether the reason of a refusal is that the connection has the shape of another version (stock.md#openmetadata-16).
pub fn is_of_another_shape(reason: &str) -> bool {
    ["Failed to convert", "Failed to encrypt"].iter().any(|message| reason.contains(message))
}

fn connection(config: &Config, shape: ConnectionShape) -> Option<Value> {
    let mut members = Map::new();
    members.insert("type".into(), json!("Rest"));
    let (key, value) = match (&config.document, shape) {
        (DocumentSource::Url(url), ConnectionShape::Flat) => ("openAPISchemaURL", json!(url)),
        (DocumentSource::File(_) | DocumentSource::S3(_), ConnectionShape::Flat)
        | (DocumentSource::Service, _) => {
            return None;
        }
        (DocumentSource::Url(url), ConnectionShape::Nested) => {
            ("openAPISchemaConnection", json!({ "openAPISchemaURL": url }))
        }
        (DocumentSource::File(path), ConnectionShape::Nested) => {
            ("openAPISchemaConnection", json!({ "openAPISchemaFilePath": path }))
        }
        (DocumentSource::S3(object), ConnectionShape::Nested) => {
            let credentials = &config.connection.credentials;
            let members = json!({ "openAPISchemaS3URL": object.url, "awsCredentials": credentials });
            ("openAPISchemaConnection", members)
        }
    };
    members.insert(key.into(), value);
    if config.connection.token.is_some() {
        members.insert("token".into(), json!(Secret::MASK));
    }
    for (key, value) in &config.connection.members {
        if shape == ConnectionShape::Nested || FLAT_MEMBERS.contains(&key.as_str()) {
            members.insert(key.clone(), value.clone());
        }
    }
    Some(Value::Object(members))
}

/// The body with the connection's secrets in their places, for the request alone.
pub(crate) fn with_secrets(body: &Value, connection: &Connection) -> Value {
    let mut body = body.clone();
    let token = connection.token.as_ref().map(|token| ("/token", token));
    let others = connection.secrets.iter().map(|(place, secret)| (*place, secret));
    for (place, secret) in token.into_iter().chain(others) {
        if let Some(masked) = body.pointer_mut(&format!("/connection/config{place}")) {
            *masked = json!(secret.expose());
        }
    }
    body
}

//! `serviceConnection.config` as written → [`Connection`], as it is stored in the service.

use serde_json::{Map, Value};

use super::scalar::secret;
use crate::Secret;
use crate::config::model::Connection;
use crate::config::reading::raw::RawConfig;
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;

/// The connection's members in the order of the stock connector (stock.md#the-service-request).
pub(in crate::config) fn stored_connection(raw: &RawConfig<'_>) -> Connection {
    let text = |key: &'static ConfigKey| raw.text(key).map(|text| (key.name.to_owned(), Value::from(text)));
    let collections = pattern(
        raw,
        &keys::CONNECTION_COLLECTIONS,
        &keys::CONNECTION_COLLECTIONS_IN,
        &keys::CONNECTION_COLLECTIONS_OUT,
    );
    let endpoints = pattern(
        raw,
        &keys::CONNECTION_ENDPOINTS,
        &keys::CONNECTION_ENDPOINTS_IN,
        &keys::CONNECTION_ENDPOINTS_OUT,
    );
    let supports = (
        keys::SUPPORTS_EXTRACTION.name.to_owned(),
        Value::from(raw.bool_or_default(&keys::SUPPORTS_EXTRACTION)),
    );
    let members = [
        text(&keys::DOC_URL),
        collections,
        endpoints,
        text(&keys::CONNECTION_VERIFY),
        stored(raw, &keys::CONNECTION_SSL),
        Some(supports),
    ];
    let secrets = STORED_SECRETS.into_iter().filter_map(|(place, key)| Some((place, secret(raw, key)?)));
    Connection {
        token: secret(raw, &keys::TOKEN),
        secrets: secrets.collect(),
        credentials: stored(raw, &keys::AWS).map_or(Value::Null, |(_, members)| members),
        members: members.into_iter().flatten().collect(),
    }
}

/// The secrets of the connection except its token, and their places.
const STORED_SECRETS: [(&str, &ConfigKey); 6] = [
    ("/sslConfig/caCertificate", &keys::CONNECTION_CA),
    ("/sslConfig/sslCertificate", &keys::CONNECTION_CERTIFICATE),
    ("/sslConfig/sslKey", &keys::CONNECTION_KEY),
    ("/openAPISchemaConnection/awsCredentials/awsAccessKeyId", &keys::AWS_KEY),
    ("/openAPISchemaConnection/awsCredentials/awsSecretAccessKey", &keys::AWS_SECRET),
    ("/openAPISchemaConnection/awsCredentials/awsSessionToken", &keys::AWS_SESSION),
];

/// A mapping of the connection as it is stored, with its secrets masked; none if it is missing.
fn stored(raw: &RawConfig<'_>, mapping: &'static ConfigKey) -> Option<(String, Value)> {
    raw.object(mapping)?;
    let path = mapping.path();
    let rows = keys::below(&path).filter(|key| raw.entry(key).is_some());
    let member = |key: &'static ConfigKey| {
        let value = match key.value_type {
            ValueType::Secret => raw.non_blank_text(key).map(|_| Value::from(Secret::MASK)),
            ValueType::Bool => Some(Value::from(raw.bool_or_default(key))),
            _ => raw.text(key).map(Value::from),
        };
        Some((key.name.to_owned(), value?))
    };
    let members: Map<String, Value> = rows.filter_map(member).collect();
    Some((mapping.name.to_owned(), Value::Object(members)))
}

/// A filter pattern as written.
fn pattern(
    raw: &RawConfig<'_>,
    mapping: &'static ConfigKey,
    includes: &'static ConfigKey,
    excludes: &'static ConfigKey,
) -> Option<(String, Value)> {
    raw.entry(mapping)?;
    let list =
        |key: &'static ConfigKey| raw.texts(key).map(|texts| (key.name.to_owned(), Value::from(texts)));
    let members: Map<String, Value> = [list(includes), list(excludes)].into_iter().flatten().collect();
    Some((mapping.name.to_owned(), Value::Object(members)))
}

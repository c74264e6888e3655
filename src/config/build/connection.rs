//! `serviceConnection.config` as written → [`Connection`], as it is stored in the service.

use serde_json::{Map, Value};

use super::scalar::secret;
use crate::Secret;
use crate::config::model::Connection;
use crate::config::reading::raw::Raw;
use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys;

/// The connection's members in the order that the stock connector sends them (STOCK 2.2).
pub(in crate::config) fn connection(raw: &Raw<'_>) -> Connection {
    let text = |key: &'static Key| raw.text(key).map(|text| (key.name.to_owned(), Value::from(text)));
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
    let supports =
        (keys::SUPPORTS_EXTRACTION.name.to_owned(), Value::from(raw.flag(&keys::SUPPORTS_EXTRACTION)));
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

/// Secrets of the connection beside its token, and their places.
const STORED_SECRETS: [(&str, &Key); 6] = [
    ("/sslConfig/caCertificate", &keys::CONNECTION_CA),
    ("/sslConfig/sslCertificate", &keys::CONNECTION_CERTIFICATE),
    ("/sslConfig/sslKey", &keys::CONNECTION_KEY),
    ("/openAPISchemaConnection/awsCredentials/awsAccessKeyId", &keys::AWS_KEY),
    ("/openAPISchemaConnection/awsCredentials/awsSecretAccessKey", &keys::AWS_SECRET),
    ("/openAPISchemaConnection/awsCredentials/awsSessionToken", &keys::AWS_SESSION),
];

/// A mapping of the connection as it is stored, its secrets masked; none where it is not written.
fn stored(raw: &Raw<'_>, whole: &'static Key) -> Option<(String, Value)> {
    raw.object(whole)?;
    let path = whole.path();
    let rows = keys::below(&path).filter(|key| raw.entry(key).is_some());
    let member = |key: &'static Key| {
        let value = match key.kind {
            Kind::Secret => raw.filled(key).map(|_| Value::from(Secret::MASK)),
            Kind::Bool => Some(Value::from(raw.flag(key))),
            _ => raw.text(key).map(Value::from),
        };
        Some((key.name.to_owned(), value?))
    };
    let members: Map<String, Value> = rows.filter_map(member).collect();
    Some((whole.name.to_owned(), Value::Object(members)))
}

/// A filter pattern as written.
fn pattern(
    raw: &Raw<'_>,
    whole: &'static Key,
    includes: &'static Key,
    excludes: &'static Key,
) -> Option<(String, Value)> {
    raw.entry(whole)?;
    let list = |key: &'static Key| raw.texts(key).map(|texts| (key.name.to_owned(), Value::from(texts)));
    let members: Map<String, Value> = [list(includes), list(excludes)].into_iter().flatten().collect();
    Some((whole.name.to_owned(), Value::Object(members)))
}

//! The config as written → as used.

use serde_json::{Map, Value};
use url::Host;

use super::keys::{self, Key, Kind};
use super::raw::Raw;
use super::{
    Auth, AwsCredentials, Config, Connection, DocumentSource, Environment, FilterPattern, Guard, LogLevel,
    Mapping, MappingLimits, S3Object, Server, tls,
};
use crate::Secret;
use crate::tree::Limits;

/// Makes the config of keys in which nothing is an error; `None` if something that must be there is not.
pub(super) fn config(raw: &Raw<'_>, environment: &Environment) -> Option<Config> {
    let document = document(raw, environment)?;
    Some(Config {
        by_title: false,
        mapping: mapping(raw, &document)?,
        document,
        read_from: None,
        document_token: secret(raw, &keys::TOKEN),
        document_headers: headers(raw, &keys::OWN_HEADERS),
        document_auth: Auth::of(raw),
        aws_of_environment: AwsCredentials::of_environment(environment),
        document_tls: tls::DOCUMENT.read(raw),
        in_worker: matches!(environment, Environment::Worker(_)),
        hosts: hosts(raw),
        document_limits: Limits {
            bytes: raw.number(&keys::LIMIT_BYTES),
            nodes: raw.number(&keys::LIMIT_NODES),
            ..Limits::default()
        },
        connection: connection(raw),
        server: server(raw)?,
        mark_deleted: raw.flag(&keys::MARK_DELETED),
        guard: Guard {
            endpoints: raw.number(&keys::DELETION_ENDPOINTS),
            percent: raw.number(&keys::DELETION_PERCENT),
            keep_discussed: raw.flag(&keys::DELETION_KEEP_DISCUSSED),
        },
        override_metadata: raw.bool(&keys::SINK_OVERRIDE).unwrap_or_else(|| raw.flag(&keys::OVERRIDE)),
        batch_size: raw.number(&keys::BATCH_SIZE),
        pipeline_fqn: raw.filled(&keys::PIPELINE_FQN).map(str::to_owned),
        stream_logs: raw.flag(&keys::STREAM_LOGS),
        run_id: owned(raw, &keys::RUN_ID),
        logger_level: raw.text(&keys::LOGGER_LEVEL).and_then(level),
        raise_on_error: raw.flag(&keys::RAISE_ON_ERROR),
    })
}

fn owned(raw: &Raw<'_>, key: &'static Key) -> Option<String> {
    raw.text(key).map(str::to_owned)
}

fn headers(raw: &Raw<'_>, key: &'static Key) -> Vec<(String, Secret)> {
    raw.pairs(key).iter().map(|(name, text)| (name.clone(), Secret::new(text.clone()))).collect()
}

/// Hosts as an address has them: in small letters, in ASCII.
fn hosts(raw: &Raw<'_>) -> Vec<String> {
    let hosts = raw.texts(&keys::OWN_HOSTS).unwrap_or_default().into_iter();
    hosts.map(|text| Host::parse(&text).map_or(text, |host| host.to_string())).collect()
}

fn secret(raw: &Raw<'_>, key: &'static Key) -> Option<Secret> {
    raw.filled(key).map(Secret::new)
}

fn level(word: &str) -> Option<LogLevel> {
    match word {
        "DEBUG" => Some(LogLevel::Debug),
        "INFO" => Some(LogLevel::Info),
        "WARN" => Some(LogLevel::Warn),
        "ERROR" => Some(LogLevel::Error),
        _ => None,
    }
}

fn document(raw: &Raw<'_>, environment: &Environment) -> Option<DocumentSource> {
    if raw.entry(&keys::CONNECTION).is_none() {
        return Some(DocumentSource::Service);
    }
    let url = || raw.text(&keys::SCHEMA_URL).or_else(|| raw.text(&keys::FLAT_URL));
    url()
        .map(|url| DocumentSource::Url(url.to_owned()))
        .or_else(|| owned(raw, &keys::SCHEMA_FILE).map(DocumentSource::File))
        .or_else(|| S3Object::of(raw, environment).map(|object| DocumentSource::S3(Box::new(object))))
}

fn mapping(raw: &Raw<'_>, document: &DocumentSource) -> Option<Mapping> {
    let schema_url = match document {
        DocumentSource::Url(url) => Some(url.clone()),
        DocumentSource::S3(object) => Some(object.url.clone()),
        DocumentSource::File(_) | DocumentSource::Service => None,
    };
    Some(Mapping {
        service_name: owned(raw, &keys::SERVICE_NAME)?,
        schema_url_is_fallback: matches!(document, DocumentSource::Url(_)),
        schema_url,
        doc_url: owned(raw, &keys::DOC_URL),
        collection_filter: filter(raw, &keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT),
        endpoint_filter: filter(raw, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT),
        all_responses: raw.text(&keys::OWN_RESPONSES) == Some("all"),
        webhooks: raw.flag(&keys::OWN_WEBHOOKS),
        limits: MappingLimits {
            fields: raw.number(&keys::LIMIT_FIELDS),
            depth: raw.number(&keys::LIMIT_DEPTH),
        },
        for_server: true,
    })
}

fn filter(raw: &Raw<'_>, includes: &'static Key, excludes: &'static Key) -> FilterPattern {
    let texts = |key| raw.texts(key).unwrap_or_default();
    FilterPattern { includes: texts(includes), excludes: texts(excludes) }
}

/// The connection's members in the order that the stock connector sends them (STOCK 2.2).
fn connection(raw: &Raw<'_>) -> Connection {
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

fn server(raw: &Raw<'_>) -> Option<Server> {
    Some(Server {
        host_port: raw.text(&keys::HOST_PORT)?.trim().trim_end_matches('/').to_owned(),
        api_version: owned(raw, &keys::API_VERSION)?,
        token: secret(raw, &keys::JWT_TOKEN),
        tls: tls::SERVER.read(raw),
        extra_headers: headers(raw, &keys::EXTRA_HEADERS),
        store_service_connection: raw.flag(&keys::STORE_CONNECTION),
        force_entity_overwriting: raw.flag(&keys::FORCE_OVERWRITING),
        enable_version_validation: raw.flag(&keys::VERSION_VALIDATION),
    })
}

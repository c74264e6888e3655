//! The config as written → as used.

mod auth;
mod connection;
pub(super) mod s3;
mod scalar;
mod tls;

use url::Host;

use self::auth::auth;
use self::connection::connection;
use self::scalar::{owned, secret};
use self::tls::tls;
use super::model::{
    AwsCredentials, Config, DocumentSource, Environment, FilterPattern, Guard, LogLevel, Mapping,
    MappingLimits, Server,
};
use super::reading::raw::Raw;
use super::schema::key::Key;
use super::schema::{keys, tls_keys};
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
        document_auth: auth(raw),
        aws_of_environment: AwsCredentials::of_environment(environment),
        document_tls: tls(&tls_keys::DOCUMENT, raw),
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

fn headers(raw: &Raw<'_>, key: &'static Key) -> Vec<(String, Secret)> {
    raw.pairs(key).iter().map(|(name, text)| (name.clone(), Secret::new(text.clone()))).collect()
}

/// Hosts as an address has them: in small letters, in ASCII.
fn hosts(raw: &Raw<'_>) -> Vec<String> {
    let hosts = raw.texts(&keys::OWN_HOSTS).unwrap_or_default().into_iter();
    hosts.map(|text| Host::parse(&text).map_or(text, |host| host.to_string())).collect()
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
        .or_else(|| s3::object(raw, environment).map(|object| DocumentSource::S3(Box::new(object))))
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

fn server(raw: &Raw<'_>) -> Option<Server> {
    Some(Server {
        host_port: raw.text(&keys::HOST_PORT)?.trim().trim_end_matches('/').to_owned(),
        api_version: owned(raw, &keys::API_VERSION)?,
        token: secret(raw, &keys::JWT_TOKEN),
        tls: tls(&tls_keys::SERVER, raw),
        extra_headers: headers(raw, &keys::EXTRA_HEADERS),
        store_service_connection: raw.flag(&keys::STORE_CONNECTION),
        force_entity_overwriting: raw.flag(&keys::FORCE_OVERWRITING),
        enable_version_validation: raw.flag(&keys::VERSION_VALIDATION),
    })
}

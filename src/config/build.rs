//! The config as written → the config as a run uses it.

mod auth;
pub(super) mod connection;
pub(super) mod s3;
mod scalar;
pub(super) mod secrets_manager;
mod stored_connection;
mod tls;

use url::Host;

use self::auth::auth;
use self::connection::ConnectionSettings;
use self::scalar::{owned, secret};
use self::tls::tls;
use super::model::{
    AwsCredentials, Config, Environment, FilterPattern, Guard, LogLevel, Mapping, MappingLimits, Places,
    Schedule, SecretsManager, Server,
};
use super::reading::raw::RawConfig;
use super::schema::key::ConfigKey;
use super::schema::{keys, tls_keys};
use crate::Secret;
use crate::tree::Limits;

/// Builds the config from keys without errors; `None` if something required is missing.
pub(super) fn config(raw: &RawConfig<'_>, environment: &Environment) -> Option<Config> {
    let connection = ConnectionSettings::of(raw, environment)?;
    Some(Config {
        by_title: false,
        mapping: mapping(raw, &connection)?,
        document: connection.document,
        read_from: None,
        document_token: connection.token,
        document_headers: headers(raw, &keys::DOCUMENT_HEADERS),
        document_auth: auth(raw),
        aws_of_environment: AwsCredentials::of_environment(environment),
        secrets_manager: secrets_manager(raw, environment),
        document_tls: connection.tls,
        in_worker: matches!(environment, Environment::Worker(_)),
        hosts: hosts(raw),
        schedule: schedule(raw),
        document_limits: Limits {
            bytes: raw.number(&keys::LIMIT_BYTES),
            nodes: raw.number(&keys::LIMIT_NODES),
            ..Limits::default()
        },
        connection: connection.stored,
        server: server(raw)?,
        mark_deleted: raw.bool_or_default(&keys::MARK_DELETED),
        guard: Guard {
            endpoints: raw.number(&keys::DELETION_ENDPOINTS),
            percent: raw.number(&keys::DELETION_PERCENT),
            keep_discussed: raw.bool_or_default(&keys::DELETION_KEEP_DISCUSSED),
        },
        override_metadata: raw
            .bool(&keys::SINK_OVERRIDE)
            .unwrap_or_else(|| raw.bool_or_default(&keys::OVERRIDE)),
        batch_size: raw.number(&keys::BATCH_SIZE),
        pipeline_fqn: raw.non_blank_text(&keys::PIPELINE_FQN).map(str::to_owned),
        stream_logs: raw.bool_or_default(&keys::STREAM_LOGS),
        run_id: owned(raw, &keys::RUN_ID),
        logger_level: raw.text(&keys::LOGGER_LEVEL).and_then(level),
        raise_on_error: raw.bool_or_default(&keys::RAISE_ON_ERROR),
    })
}

/// The secrets manager, if it can be asked.
fn secrets_manager(raw: &RawConfig<'_>, environment: &Environment) -> Option<SecretsManager> {
    let provider =
        raw.text(&keys::SECRETS_PROVIDER).filter(|_| raw.text(&keys::SECRETS_LOADER) == Some("env"))?;
    secrets_manager::manager(provider, environment)?.ok()
}

fn headers(raw: &RawConfig<'_>, key: &'static ConfigKey) -> Vec<(String, Secret)> {
    raw.headers(key).iter().map(|(name, text)| (name.clone(), Secret::new(text.clone()))).collect()
}

/// Host names normalised as in a URL: lower case, ASCII.
fn hosts(raw: &RawConfig<'_>) -> Vec<String> {
    let hosts = raw.texts(&keys::HOSTS).unwrap_or_default().into_iter();
    hosts.map(|text| Host::parse(&text).map_or(text, |host| host.to_string())).collect()
}

/// The schedule: as a string, or as a mapping.
fn schedule(raw: &RawConfig<'_>) -> Option<Schedule> {
    let cron = raw.text(&keys::SCHEDULE).or_else(|| raw.text(&keys::SCHEDULE_CRON))?;
    Some(Schedule {
        cron: cron.trim().to_owned(),
        time_zone: owned(raw, &keys::SCHEDULE_TIME_ZONE)?,
        jitter_minutes: u64::try_from(raw.number(&keys::SCHEDULE_JITTER)).ok()?,
    })
}

fn level(name: &str) -> Option<LogLevel> {
    match name {
        "DEBUG" => Some(LogLevel::Debug),
        "INFO" => Some(LogLevel::Info),
        "WARN" => Some(LogLevel::Warn),
        "ERROR" => Some(LogLevel::Error),
        _ => None,
    }
}

fn mapping(raw: &RawConfig<'_>, connection: &ConnectionSettings) -> Option<Mapping> {
    Some(Mapping {
        service_name: owned(raw, &keys::SERVICE_NAME)?,
        schema_url: connection.schema_url.clone(),
        schema_url_is_fallback: connection.schema_url_is_fallback,
        doc_url: connection.doc_url.clone(),
        collection_filter: filter(raw, &keys::COLLECTIONS_IN, &keys::COLLECTIONS_OUT),
        endpoint_filter: filter(raw, &keys::ENDPOINTS_IN, &keys::ENDPOINTS_OUT),
        all_responses: raw.text(&keys::RESPONSES) == Some("all"),
        webhooks: raw.bool_or_default(&keys::WEBHOOKS),
        limits: MappingLimits {
            fields: raw.number(&keys::LIMIT_FIELDS),
            depth: raw.number(&keys::LIMIT_DEPTH),
        },
        for_server: true,
    })
}

fn filter(raw: &RawConfig<'_>, includes: &'static ConfigKey, excludes: &'static ConfigKey) -> FilterPattern {
    let texts = |key| raw.texts(key).unwrap_or_default();
    let nodes = |key| raw.entry(key).into_iter().flat_map(|entry| entry.node.items());
    let places = nodes(includes).chain(nodes(excludes)).map(|node| node.span()).collect();
    let places = Places::new(places);
    FilterPattern { includes: texts(includes), excludes: texts(excludes), places }
}

fn server(raw: &RawConfig<'_>) -> Option<Server> {
    Some(Server {
        host_port: raw.text(&keys::HOST_PORT)?.trim().trim_end_matches('/').to_owned(),
        api_version: owned(raw, &keys::API_VERSION)?,
        token: secret(raw, &keys::JWT_TOKEN),
        tls: tls(&tls_keys::SERVER, raw),
        extra_headers: headers(raw, &keys::EXTRA_HEADERS),
        store_service_connection: raw.bool_or_default(&keys::STORE_CONNECTION),
        force_entity_overwriting: raw.bool_or_default(&keys::FORCE_OVERWRITING),
        enable_version_validation: raw.bool_or_default(&keys::VERSION_VALIDATION),
    })
}

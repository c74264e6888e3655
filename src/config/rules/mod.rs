//! What a config must fulfil beyond the types of its keys: one rule per function, all in one list.
//!
//! A rule reads the keys as written and reports what is wrong. It ignores a value that is unknown or already found
//! invalid, so that one mistake is reported once.

mod bearer;
mod diagnostic_at;
mod document;
pub(super) mod expiry;
mod filter;
mod header;
mod proxy;
mod s3;
mod schedule;
mod secret;
mod secrets_manager;
mod server;
mod service;
mod tls;
pub(super) mod version;
mod x_metarest;

use super::model::Environment;
use super::reading::raw::RawConfig;
use super::schema::version::ConversionTarget;
use crate::diagnostic::Diagnostic;

/// A rule. In: keys and environment. Out: diagnostics.
type Rule = fn(&RawConfig<'_>, &Environment, &mut Vec<Diagnostic>);

/// Every rule. Their diagnostics are sorted by place afterwards.
const RULES: &[Rule] = &[
    service::name,
    service::connection,
    service::metadata_type,
    service::stream_logs,
    service::raise_on_error,
    document::shape,
    document::address,
    document::page,
    document::credentials,
    document::secret_in_query,
    document::file,
    s3::address,
    s3::region,
    s3::endpoint,
    s3::credentials,
    tls::document,
    tls::server,
    server::host_port,
    server::api_version,
    header::headers,
    secret::placeholder,
    secret::malformed_token,
    secret::token_characters,
    secret::in_plain_text,
    secrets_manager::values,
    x_metarest::auth,
    x_metarest::credentials,
    x_metarest::hosts,
    schedule::expression,
    schedule::time_zone,
    proxy::document,
    proxy::server,
    filter::patterns,
];

/// Applies every rule; with a target, also those of its version.
pub(super) fn check(
    raw: &RawConfig<'_>,
    environment: &Environment,
    target: Option<ConversionTarget>,
    out: &mut Vec<Diagnostic>,
) {
    for rule in RULES {
        rule(raw, environment, out);
    }
    if let Some(target) = target {
        version::known(raw, target, out);
    }
}

//! What a config must be beyond its keys' own kinds: one rule a function, all of them in one list.
//!
//! A rule looks at keys as written and says what is wrong. It is silent about a value that is unknown or was
//! already found faulty, so that one mistake is said once.

mod bearer;
mod diagnostic_at;
mod document;
pub(super) mod expiry;
mod filter;
mod header;
mod proxy;
mod s3;
mod secret;
mod server;
mod service;
mod tls;
pub(super) mod version;
mod x_metarest;

use super::model::Environment;
use super::reading::raw::Raw;
use super::schema::version::Target;
use crate::diagnostic::Diagnostic;

/// A rule: keys and environment in, what is wrong out.
type Rule = fn(&Raw<'_>, &Environment, &mut Vec<Diagnostic>);

/// Every rule. What they say is put in the order of the text once all have spoken.
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
    secret::unreadable,
    secret::unsendable,
    secret::in_clear,
    x_metarest::auth,
    x_metarest::credentials,
    x_metarest::hosts,
    proxy::document,
    proxy::server,
    filter::patterns,
];

/// Applies every rule; those of a version where the config is meant for one.
pub(super) fn check(
    raw: &Raw<'_>,
    environment: &Environment,
    target: Option<Target>,
    out: &mut Vec<Diagnostic>,
) {
    for rule in RULES {
        rule(raw, environment, out);
    }
    if let Some(target) = target {
        version::known(raw, target, out);
    }
}

//! The connection that is stored in the service → the config, if that has no connection of its own
//! (stock.md#config-keys).

use serde_json::Value;

use super::build::connection::ConnectionSettings;
use super::limit::limited;
use super::model::{AwsCredentials, Config, DocumentSource, Environment};
use super::reading::walk::walk_value;
use super::references::NeededFor;
use super::rules;
use super::schema::keys;
use crate::diagnostic::{Diagnostic, Severity};
use crate::tree::{Limits, from_json};

/// Limits for reading a stored connection: 64 levels, 100,000 values and keys.
const LIMITS: Limits = Limits { bytes: usize::MAX, depth: 64, nodes: 100_000 };

/// Applies a stored connection to a config, by the same rules as one that is written in the config. Returns warnings, or
/// what is wrong with it. Ignores unknown members, which another version of the server may have, and masked secrets.
pub fn adopt(config: &mut Config, stored: &Value) -> Result<Vec<Diagnostic>, String> {
    let mut connection = stored.clone();
    retain_known(&mut connection, &keys::CONNECTION.path());
    let (read, diagnostics) = read(&connection, &environment(config))?;
    config.document = read.document;
    // Only one authentication method can be used, and that of the config is meant for this document.
    config.document_token = read.token.filter(|_| config.document_auth.is_none());
    config.document_tls = read.tls;
    config.connection = read.stored;
    config.mapping.schema_url = read.schema_url;
    config.mapping.schema_url_is_fallback = read.schema_url_is_fallback;
    config.mapping.doc_url = read.doc_url;
    let unfetched = config.references(|needed_for| needed_for == NeededFor::Document);
    if let (None, Some(first)) = (&config.secrets_manager, unfetched.first()) {
        let name = first.keys.first().map_or("token", |key| key.name);
        return Err(format!(
            "its `{name}` is in a secrets manager: set `secretsManagerProvider`, `secretsManagerLoader: env`, and the variables that \
             these need"
        ));
    }
    Ok(diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Warning).collect())
}

/// The environment of the run, as far as a stored connection may use it: AWS credentials.
fn environment(config: &Config) -> Environment {
    let variables = config.aws_of_environment.as_ref().map(AwsCredentials::variables).unwrap_or_default();
    if config.in_worker { Environment::Worker(variables) } else { Environment::Known(variables) }
}

/// Reads a connection. Its diagnostics have neither places nor fixes, since it is in no text.
fn read(
    connection: &Value,
    environment: &Environment,
) -> Result<(ConnectionSettings, Vec<Diagnostic>), String> {
    let tree = from_json(connection, LIMITS).ok_or("it is too large or nested too deeply")?;
    let mut walked = walk_value(&keys::CONNECTION, tree.root(), environment);
    rules::check(&walked.raw, environment, None, &mut walked.diagnostics);
    let diagnostics = limited(walked.diagnostics);
    if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
        return Err(error.message.clone());
    }
    let read = ConnectionSettings::of(&walked.raw, environment);
    let read = read.filter(|read| read.document != DocumentSource::Service);
    let read = read.ok_or("it does not specify where the document is")?;
    let unplaced = |diagnostic| Diagnostic { place: None, fixes: Vec::new(), ..diagnostic };
    Ok((read, diagnostics.into_iter().map(unplaced).collect()))
}

/// Removes what the table of keys does not have at a path, and masked secrets.
fn retain_known(value: &mut Value, path: &str) {
    let Value::Object(members) = value else { return };
    members.retain(|name, member| {
        let masked = member.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b == b'*'));
        !masked && keys::below(path).any(|key| key.name == name)
    });
    for (name, member) in members {
        retain_known(member, &format!("{path}.{name}"));
    }
}

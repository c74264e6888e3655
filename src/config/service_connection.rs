//! The connection that the service in the server holds → the config, where that has none of its own (STOCK 1.1).

use serde_json::{Value, json};

use super::check::parse;
use super::model::{AwsCredentials, Config, DocumentSource, Environment};
use super::schema::keys;
use crate::diagnostic::{Diagnostic, Severity};

/// Takes a stored connection as if it stood in the config: what is to be warned of, or what is wrong with it. Members
/// that are not known, of another version of the server, are left alone, and so are secrets that the server masks.
pub fn adopt(config: &mut Config, stored: &Value) -> Result<Vec<Diagnostic>, String> {
    let mut connection = stored.clone();
    known(&mut connection, &keys::CONNECTION.path());
    let server = json!({"hostPort": "http://localhost/api", "securityConfig": {"jwtToken": "none"}});
    let source = json!({
        "type": "rest",
        "serviceName": config.mapping.service_name,
        "serviceConnection": {"config": connection},
        "sourceConfig": {"config": {"type": "ApiMetadata"}},
    });
    let sink = json!({"type": "metadata-rest", "config": {}});
    let whole =
        json!({"source": source, "sink": sink, "workflowConfig": {"openMetadataServerConfig": server}});
    let variables = config.aws_of_environment.as_ref().map(AwsCredentials::variables).unwrap_or_default();
    let environment =
        if config.in_worker { Environment::Worker(variables) } else { Environment::Known(variables) };
    let checked = parse(whole.to_string().as_bytes(), &environment);
    let Some(read) = checked.config.filter(|read| read.document != DocumentSource::Service) else {
        let first = checked.diagnostics.into_iter().find(|said| said.severity == Severity::Error);
        return Err(first.map_or("it does not say where the document is".to_owned(), |said| said.message));
    };
    config.document = read.document;
    // One way says who asks, and the config's own is meant for this document.
    config.document_token = read.document_token.filter(|_| config.document_auth.is_none());
    config.document_tls = read.document_tls;
    config.connection = read.connection;
    config.mapping.schema_url = read.mapping.schema_url;
    config.mapping.schema_url_is_fallback = read.mapping.schema_url_is_fallback;
    config.mapping.doc_url = read.mapping.doc_url;
    let warnings = checked.diagnostics.into_iter().filter(|said| said.severity == Severity::Warning);
    // It stands in no text that anyone has: neither has a place, nor can it be mended there.
    Ok(warnings.map(|said| Diagnostic { place: None, fixes: Vec::new(), ..said }).collect())
}

/// Keeps what the table knows at this path.
fn known(value: &mut Value, path: &str) {
    let Value::Object(members) = value else { return };
    members.retain(|name, member| {
        let masked = member.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b == b'*'));
        !masked && keys::below(path).any(|key| key.name == name)
    });
    for (name, member) in members {
        known(member, &format!("{path}.{name}"));
    }
}

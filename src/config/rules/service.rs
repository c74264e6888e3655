//! Rules of the service, its connection and what is ingested.

use super::diagnostic_at::{at, at_value};
use crate::config::edit::format::{flow, mapping};
use crate::config::edit::member::{first_member, last_member};
use crate::config::edit::scalar::fill;
use crate::config::edit::text::slice;
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, Raw, Value};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit};
use crate::tree::Node;

/// What the server takes as a service's name (STOCK 8, 10).
const LONGEST_NAME: usize = 256;

/// The service's name is one that the server takes.
pub(super) fn name(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, name)) = raw.known(&keys::SERVICE_NAME) else { return };
    let fault = match name {
        "" => "is empty",
        _ if name.encode_utf16().count() > LONGEST_NAME => "is longer than 256 characters",
        _ if name.contains("::") => "contains `::`",
        _ if name.contains('"') => "contains `\"`",
        _ if name.contains(['\n', '\r']) => "contains a line break",
        _ => return,
    };
    let message = format!("the service's name {fault}, which the server refuses");
    let help = "a name has 1 to 256 characters, without `::`, `\"` and line breaks";
    out.push(at_value(&code::SERVICE_NAME, entry, message).help(help));
}

/// The connection is in the config, where it would be written to the server.
pub(super) fn connection(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(source) = raw.object(&keys::SOURCE).filter(|_| raw.flag(&keys::FORCE_OVERWRITING)) else {
        return;
    };
    let absent =
        [&keys::SERVICE_CONNECTION, &keys::CONNECTION].into_iter().find(|key| raw.entry(key).is_none());
    let faulty = raw.entry(&keys::SERVICE_CONNECTION).is_some_and(|entry| entry.value == Value::Faulty);
    let Some(key) = absent.filter(|key| !faulty && !raw.is_claimed(key)) else {
        return;
    };
    let place = raw.entry(&keys::SERVICE_CONNECTION).unwrap_or(source).key_span;
    let message = format!(
        "`{}` is absent, but `forceEntityOverwriting` asks to write the connection to the server",
        key.path()
    );
    let help = "write the connection: `config: {type: Rest, openAPISchemaConnection: {openAPISchemaURL: …}}`, or leave \
                `forceEntityOverwriting` out";
    out.push(at(&code::CONNECTION_FROM_SERVER, place, message).help(help));
}

/// Without its type, and without a key that only API ingestion has, the stock connector takes the ingestion for
/// one of a database, and ingests nothing (STOCK 1.3).
pub(super) fn metadata_type(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(source_config) = raw.object(&keys::SOURCE_CONFIG) else { return };
    let config = raw.entry(&keys::METADATA);
    let faulty = config.is_some_and(|entry| entry.value != Value::Object) || raw.is_claimed(&keys::METADATA);
    let tells = [&keys::METADATA_TYPE, &keys::COLLECTIONS, &keys::ENDPOINTS, &keys::MARK_DELETED];
    if faulty || tells.iter().any(|key| raw.entry(key).is_some() || raw.is_claimed(key)) {
        return;
    }
    let place = config.unwrap_or(source_config).key_span;
    let message = "`type` is missing in `source.sourceConfig.config`; it is taken as `ApiMetadata`, but the stock \
                   connector takes it for a database's and ingests nothing";
    let diagnostic = at(&code::METADATA_TYPE, place, message).help("write `type: ApiMetadata`");
    out.push(match typed(source_config.node, config) {
        Some(edit) => diagnostic.fix("Add type: ApiMetadata", vec![edit]),
        None => diagnostic,
    });
}

/// The log is that of a pipeline's run.
pub(super) fn stream_logs(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let asks = raw.entry(&keys::STREAM_LOGS).filter(|entry| entry.value == Value::Bool(true));
    let Some(entry) = asks.filter(|_| raw.given(&keys::PIPELINE_FQN).is_none()) else { return };
    let message = "`enableStreamableLogs` has no effect without `ingestionPipelineFQN`";
    let help = "name the pipeline whose runs the log is of: `ingestionPipelineFQN: service.pipeline`";
    out.push(at(&code::UNHEEDED, entry.key_span, message).help(help));
}

/// The edit that gives the ingestion its type, where its `config` is a mapping, empty, or not there.
fn typed(source_config: Node<'_>, config: Option<&Entry<'_>>) -> Option<Edit> {
    let name = keys::METADATA_TYPE.name;
    let whole = mapping([(name, "ApiMetadata".into())]);
    match (config, source_config.member_of(keys::METADATA.name)) {
        (Some(entry), _) => first_member(entry.node, name, &"ApiMetadata".into()),
        (None, Some(empty)) => {
            let tree = source_config.tree();
            fill(tree.text(), empty.key_span, empty.value, &flow(&whole, tree.format()))
        }
        (None, None) => last_member(source_config, keys::METADATA.name, &whole),
    }
}

/// The stock connector takes any text here for true, `"false"` too (STOCK 1.0).
pub(super) fn raise_on_error(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(entry) = raw.entry(&keys::RAISE_ON_ERROR) else { return };
    let text = slice(entry.node.tree().text(), entry.span());
    // `n` and `f` are texts in YAML 1.1, and mean false where a boolean is wanted.
    let is_text =
        text.starts_with(['"', '\'']) || matches!(text, "n" | "N" | "f" | "F") || entry.node.is_block();
    if entry.value != Value::Bool(false) || !is_text {
        return;
    }
    let message = "`workflowConfig.raiseOnError` is a text that says false, and is taken as false; the stock \
                   connector takes any text for true";
    let diagnostic = at_value(&code::QUOTED_BOOLEAN, entry, message).help("write it without quotes");
    let edit = Edit { span: entry.span(), text: "false".to_owned() };
    out.push(match entry.node.is_block() || entry.node.is_alias() {
        true => diagnostic,
        false => diagnostic.fix("Write it as false", vec![edit]),
    });
}

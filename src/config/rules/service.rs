//! Rules for the service, its connection and the ingestion.

use super::diagnostic_at::{at, at_value};
use crate::config::edit::format::{flow, mapping};
use crate::config::edit::member::{first_member, last_member};
use crate::config::edit::scalar::fill;
use crate::config::edit::text::slice;
use crate::config::model::Environment;
use crate::config::reading::raw::{Entry, RawConfig, RawValue};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit};
use crate::tree::Node;

/// The longest service name that the server accepts (stock.md#server-api, stock.md#openmetadata-16).
const LONGEST_NAME: usize = 256;

/// The server accepts the service's name.
pub(super) fn name(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some((entry, name)) = raw.known_text(&keys::SERVICE_NAME) else { return };
    let fault = match name {
        "" => "is empty",
        _ if name.encode_utf16().count() > LONGEST_NAME => "is longer than 256 characters",
        _ if name.contains("::") => "contains `::`",
        _ if name.contains('"') => "contains `\"`",
        _ if name.contains(['\n', '\r']) => "contains a line break",
        _ => return,
    };
    let message = format!("the service's name {fault}, which the server rejects");
    let help = "a name has 1 to 256 characters, without `::`, `\"` and line breaks";
    out.push(at_value(&code::SERVICE_NAME, entry, message).help(help));
}

/// The connection is in the config if it is to be written to the server.
pub(super) fn connection(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(source) = raw.object(&keys::SOURCE).filter(|_| raw.bool_or_default(&keys::FORCE_OVERWRITING))
    else {
        return;
    };
    let absent =
        [&keys::SERVICE_CONNECTION, &keys::CONNECTION].into_iter().find(|key| raw.entry(key).is_none());
    let faulty = raw.entry(&keys::SERVICE_CONNECTION).is_some_and(|entry| entry.value == RawValue::Invalid);
    let Some(key) = absent.filter(|key| !faulty && !raw.is_suggested(key)) else {
        return;
    };
    let place = raw.entry(&keys::SERVICE_CONNECTION).unwrap_or(source).key_span;
    let message = format!(
        "`{}` is missing, but `forceEntityOverwriting` writes the connection to the server",
        key.path()
    );
    let help = "add the connection: `config: {type: Rest, openAPISchemaConnection: {openAPISchemaURL: …}}`, or remove \
                `forceEntityOverwriting`";
    out.push(at(&code::CONNECTION_FROM_SERVER, place, message).help(help));
}

/// Without the type, and without a key that only API ingestion has, the stock connector assumes database metadata and
/// ingests nothing (stock.md#config-errors).
pub(super) fn metadata_type(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(source_config) = raw.object(&keys::SOURCE_CONFIG) else { return };
    let config = raw.entry(&keys::METADATA);
    let faulty =
        config.is_some_and(|entry| entry.value != RawValue::Object) || raw.is_suggested(&keys::METADATA);
    let typical = [&keys::METADATA_TYPE, &keys::COLLECTIONS, &keys::ENDPOINTS, &keys::MARK_DELETED];
    if faulty || typical.iter().any(|key| raw.entry(key).is_some() || raw.is_suggested(key)) {
        return;
    }
    let place = config.unwrap_or(source_config).key_span;
    let message = "`type` is missing in `source.sourceConfig.config`; it is read as `ApiMetadata`, but the stock \
                   connector assumes database metadata and ingests nothing";
    let diagnostic = at(&code::METADATA_TYPE, place, message).help("write `type: ApiMetadata`");
    out.push(match typed(source_config.node, config) {
        Some(edit) => diagnostic.fix("Add type: ApiMetadata", vec![edit]),
        None => diagnostic,
    });
}

/// A streamed log belongs to a pipeline.
pub(super) fn stream_logs(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let enabled = raw.entry(&keys::STREAM_LOGS).filter(|entry| entry.value == RawValue::Bool(true));
    let Some(entry) = enabled.filter(|_| raw.non_blank(&keys::PIPELINE_FQN).is_none()) else { return };
    let message = "`enableStreamableLogs` has no effect without `ingestionPipelineFQN`";
    let help = "name the pipeline that the log belongs to: `ingestionPipelineFQN: service.pipeline`";
    out.push(at(&code::IGNORED_KEY, entry.key_span, message).help(help));
}

/// The edit that adds the type of the ingestion, whether its `config` is a mapping, empty or missing.
fn typed(source_config: Node<'_>, config: Option<&Entry<'_>>) -> Option<Edit> {
    let name = keys::METADATA_TYPE.name;
    let config_value = mapping([(name, "ApiMetadata".into())]);
    match (config, source_config.member_of(keys::METADATA.name)) {
        (Some(entry), _) => first_member(entry.node, name, &"ApiMetadata".into()),
        (None, Some(empty)) => {
            let tree = source_config.tree();
            fill(tree.text(), empty.key_span, empty.value, &flow(&config_value, tree.format()))
        }
        (None, None) => last_member(source_config, keys::METADATA.name, &config_value),
    }
}

/// The stock connector reads any string here as true, even `"false"` (stock.md#config-files).
pub(super) fn raise_on_error(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let Some(entry) = raw.entry(&keys::RAISE_ON_ERROR) else { return };
    let text = slice(entry.node.tree().text(), entry.span());
    // `n` and `f` are strings in YAML 1.1, and mean false where a boolean is needed.
    let is_string =
        text.starts_with(['"', '\'']) || matches!(text, "n" | "N" | "f" | "F") || entry.node.is_block();
    if entry.value != RawValue::Bool(false) || !is_string {
        return;
    }
    let message = "`workflowConfig.raiseOnError` is a string and is read as false, but the stock connector reads any \
                   string as true";
    let diagnostic = at_value(&code::QUOTED_BOOLEAN, entry, message).help("write it without quotes");
    let edit = Edit { span: entry.span(), text: "false".to_owned() };
    out.push(match entry.node.is_block() || entry.node.is_alias() {
        true => diagnostic,
        false => diagnostic.fix("Write it as false", vec![edit]),
    });
}

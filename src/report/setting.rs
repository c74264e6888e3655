//! Edits that write a setting into a config, and a config without its secrets: for a page or an editor.

use serde_json::Value;

use super::diagnostic::{EditReport, range};
use crate::conceal::redacted;
use crate::config::{self, NotWritten};
use crate::diagnostic::{Edit, LineIndex};
use crate::tree;

/// The edits that give a setting a value: a key of `x-metarest` by its dotted path (`x-metarest.responses`), or a list of
/// a filter (`source.sourceConfig.config.apiEndpointFilterPattern.excludes`). Parents that are missing are written too;
/// comments, order and style stay. No edits if the setting has that value already.
///
/// # Errors
///
/// There is no such setting, the value is not one of it, or the text cannot be edited safely.
pub fn setting(config: &[u8], key: &str, value: &Value) -> Result<Vec<EditReport>, NotWritten> {
    let text = tree::decoded(config);
    let lines = LineIndex::new(&text);
    let report = |Edit { span, text }| EditReport { range: range(&lines, span), text };
    Ok(config::set(&text, key, value)?.into_iter().map(report).collect())
}

/// A config's text without its secrets, which may be kept and shared: it parses if the config does, and has no error that
/// the config has not. The same text if there are none.
pub fn mask_secrets(config: &[u8]) -> String {
    config::without_secrets(&tree::decoded(config))
}

/// A document or a name without the secrets in its addresses (user names, passwords, values of queries like `token`), those
/// of variables, and tokens that are known by their form: each becomes `xxx`, so that a document parses as it did.
pub fn mask_addresses(text: &str) -> String {
    redacted(text).into_owned()
}

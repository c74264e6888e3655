//! Rules for a config that is converted to a version of the stock connector: keys that the version does not know, and the
//! edits that express the same without them.

use serde_yaml::Value as Yaml;

use super::diagnostic_at::at;
use crate::config::edit::convert::rewrite_flat;
use crate::config::edit::member::{first_member, remove};
use crate::config::edit::relocate::lift;
use crate::config::edit::scalar::replace;
use crate::config::reading::raw::{Entry, RawConfig, RawValue};
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::config::schema::version::ConversionTarget;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};

/// What the stock connector rejects or reads differently, although metarest reads it as it was meant.
pub const REJECTED_BY_STOCK: [&Code; 5] = [
    &code::FLAT_SCHEMA_URL,
    &code::NOT_IN_VERSION,
    &code::DOCUMENTED_VALUE,
    &code::METADATA_TYPE,
    &code::QUOTED_BOOLEAN,
];

/// The version knows every key, except those of metarest.
pub(in crate::config) fn known(raw: &RawConfig<'_>, target: ConversionTarget, out: &mut Vec<Diagnostic>) {
    let unknown = |key: &ConfigKey| key.versions.is_some_and(|versions| !versions.contains(target.version));
    let faults: Vec<_> = raw.entries().filter(|(key, _)| unknown(key) && **key != keys::FLAT_URL).collect();
    for (key, entry) in &faults {
        let within = |(outer, _): &(&ConfigKey, &Entry<'_>)| {
            key.parent == outer.path() || key.parent.starts_with(&format!("{}.", outer.path()))
        };
        if faults.iter().any(within) {
            continue;
        }
        let known = key.versions.map_or_else(String::new, |versions| versions.to_string());
        let message =
            format!("`{}` is known {known} only; {} rejects it", key.path(), target.version.number());
        let diagnostic = at(&code::NOT_IN_VERSION, entry.key_span, message);
        out.push(match without(raw, key) {
            Some((title, edits)) => diagnostic.fix(title, edits),
            None => {
                diagnostic.help("that version has no equivalent; remove the key, or keep the newer version")
            }
        });
    }
    if keys::FLAT_URL.versions.is_some_and(|versions| versions.contains(target.version)) {
        out.retain(|diagnostic| *diagnostic.code != code::FLAT_SCHEMA_URL);
    }
    let unfixed = out
        .iter_mut()
        .filter(|diagnostic| REJECTED_BY_STOCK.contains(&diagnostic.code) && diagnostic.fixes.is_empty());
    unfixed.for_each(|diagnostic| diagnostic.severity = Severity::Error);
    out.extend(x_metarest(raw, target));
}

/// The settings of metarest, which no version of the stock connector knows.
fn x_metarest(raw: &RawConfig<'_>, target: ConversionTarget) -> Option<Diagnostic> {
    let entry = raw.entry(&keys::X_METAREST)?;
    let message = "`x-metarest` contains settings of metarest, which the stock connector rejects";
    let diagnostic =
        Diagnostic { severity: Severity::Info, ..at(&code::NOT_IN_VERSION, entry.key_span, message) };
    let edit = remove(entry.node.tree().root(), entry.key_span).filter(|_| target.strip);
    Some(match edit {
        Some(edit) => diagnostic.fix("Remove x-metarest", vec![edit]),
        None => diagnostic.help("remove it for a file that both accept"),
    })
}

/// The edits that express the same without a key, and their title.
fn without(raw: &RawConfig<'_>, key: &'static ConfigKey) -> Option<(String, Vec<Edit>)> {
    let gone = || format!("Remove {}", key.name);
    if *key == keys::SCHEMA {
        return Some(("Write openAPISchemaURL in the connection".to_owned(), flat(raw)?));
    }
    let entry = raw.entry(key)?;
    let removed = || remove(raw.object(outer(key)?)?.node, entry.key_span);
    if *key == keys::SINK_OVERRIDE {
        let edits = std::iter::once(removed()?).chain(overrides(raw, entry)?).collect();
        return Some((gone(), edits));
    }
    // Without the key, its default applies. A certificate is stored in the service, so removing it has an effect.
    let has_no_effect = *key == keys::CONNECTION_VERIFY && raw.text(key) == key.default();
    Some((gone(), vec![removed().filter(|_| has_no_effect)?]))
}

/// The key of the mapping that a key is in.
fn outer(key: &'static ConfigKey) -> Option<&'static ConfigKey> {
    keys::ALL.iter().copied().find(|row| row.path() == key.parent)
}

/// The edits that move the document's URL out of `openAPISchemaConnection`.
fn flat(raw: &RawConfig<'_>) -> Option<Vec<Edit>> {
    let connection = raw.object(&keys::CONNECTION)?.node;
    let (schema, url) = (raw.object(&keys::SCHEMA)?.member(), raw.entry(&keys::SCHEMA_URL)?);
    lift(connection, &schema, &url.member()).or_else(|| {
        let (RawValue::Text(text) | RawValue::Unknown(text)) = &url.value else { return None };
        // The text of an edit is shown: it must not contain a user name or a password.
        let may_be_shown = !text.contains('@');
        may_be_shown.then(|| rewrite_flat(connection, &schema, url.node))?
    })
}

/// The edit that gives `overrideMetadata` the value of the sink's `override_metadata`, if it differs.
fn overrides(raw: &RawConfig<'_>, sink: &Entry<'_>) -> Option<Option<Edit>> {
    let RawValue::Bool(wanted) = sink.value else { return None };
    if raw.bool_or_default(&keys::OVERRIDE) == wanted {
        return Some(None);
    }
    let written = raw.entry(&keys::OVERRIDE).map(|entry| entry.node);
    let edit = match written {
        Some(node) if node.is_alias() => return None,
        Some(node) => replace(node, &wanted.to_string())?,
        None => first_member(raw.object(&keys::METADATA)?.node, keys::OVERRIDE.name, &Yaml::Bool(wanted))?,
    };
    Some(Some(edit))
}

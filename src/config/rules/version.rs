//! Rules of the version for which a config is meant: keys that it does not know, and the edits that do without them.

use serde_yaml::Value as Yaml;

use super::diagnostic_at::at;
use crate::config::edit::convert::rewrite_flat;
use crate::config::edit::member::{first_member, remove};
use crate::config::edit::relocate::lift;
use crate::config::edit::scalar::replace;
use crate::config::reading::raw::{Entry, Raw, Value};
use crate::config::schema::key::Key;
use crate::config::schema::keys;
use crate::config::schema::version::Target;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity};

/// What the stock connector refuses or misunderstands, though its writer means what metarest takes it for.
pub const REFUSED: [&Code; 5] = [
    &code::FLAT_SCHEMA_URL,
    &code::NOT_IN_VERSION,
    &code::DOCUMENTED_VALUE,
    &code::METADATA_TYPE,
    &code::QUOTED_BOOLEAN,
];

/// Every key is one that the version knows, those of metarest apart.
pub(in crate::config) fn known(raw: &Raw<'_>, target: Target, out: &mut Vec<Diagnostic>) {
    let unknown = |key: &Key| key.versions.is_some_and(|versions| !versions.holds(target.version));
    let faults: Vec<_> = raw.entries().filter(|(key, _)| unknown(key) && **key != keys::FLAT_URL).collect();
    for (key, entry) in &faults {
        let within = |(outer, _): &(&Key, &Entry<'_>)| {
            key.parent == outer.path() || key.parent.starts_with(&format!("{}.", outer.path()))
        };
        if faults.iter().any(within) {
            continue;
        }
        let known = key.versions.map_or_else(String::new, |versions| versions.to_string());
        let message =
            format!("`{}` is known {known}, and refused by {}", key.path(), target.version.number());
        let diagnostic = at(&code::NOT_IN_VERSION, entry.key_span, message);
        out.push(match without(raw, key) {
            Some((title, edits)) => diagnostic.fix(title, edits),
            None => {
                diagnostic.help("that version cannot do what it asks for; remove it, or keep the newer one")
            }
        });
    }
    if keys::FLAT_URL.versions.is_some_and(|versions| versions.holds(target.version)) {
        out.retain(|diagnostic| *diagnostic.code != code::FLAT_SCHEMA_URL);
    }
    let unmended = out.iter_mut().filter(|said| REFUSED.contains(&said.code) && said.fixes.is_empty());
    unmended.for_each(|said| said.severity = Severity::Error);
    out.extend(own(raw, target));
}

/// metarest's own settings, which no version of the stock connector knows.
fn own(raw: &Raw<'_>, target: Target) -> Option<Diagnostic> {
    let entry = raw.entry(&keys::OWN)?;
    let message = "`x-metarest` holds metarest's own settings: the stock connector refuses it";
    let diagnostic =
        Diagnostic { severity: Severity::Info, ..at(&code::NOT_IN_VERSION, entry.key_span, message) };
    let edit = remove(entry.node.tree().root(), entry.key_span).filter(|_| target.strip);
    Some(match edit {
        Some(edit) => diagnostic.fix("Remove x-metarest", vec![edit]),
        None => diagnostic.help("strip it for a file that both take"),
    })
}

/// The edits that mean the same without a key, and what they do.
fn without(raw: &Raw<'_>, key: &'static Key) -> Option<(String, Vec<Edit>)> {
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
    // The default says what its absence does; a certificate is kept in the service, so it is not without effect.
    let idle = *key == keys::CONNECTION_VERIFY && raw.text(key) == key.default();
    Some((gone(), vec![removed().filter(|_| idle)?]))
}

/// The row of the mapping that a key is in.
fn outer(key: &'static Key) -> Option<&'static Key> {
    keys::ALL.iter().copied().find(|row| row.path() == key.parent)
}

/// The edits that take the document's URL out of `openAPISchemaConnection`.
fn flat(raw: &Raw<'_>) -> Option<Vec<Edit>> {
    let connection = raw.object(&keys::CONNECTION)?.node;
    let (schema, url) = (raw.object(&keys::SCHEMA)?.member(), raw.entry(&keys::SCHEMA_URL)?);
    lift(connection, &schema, &url.member()).or_else(|| {
        let (Value::Text(text) | Value::Unknown(text)) = &url.value else { return None };
        // The text of an edit is shown: it must not hold a user or a password.
        let may_be_shown = !text.contains('@');
        may_be_shown.then(|| rewrite_flat(connection, &schema, url.node))?
    })
}

/// What `overrideMetadata` must say where the sink's `override_metadata` goes.
fn overrides(raw: &Raw<'_>, sink: &Entry<'_>) -> Option<Option<Edit>> {
    let Value::Bool(wanted) = sink.value else { return None };
    if raw.flag(&keys::OVERRIDE) == wanted {
        return Some(None);
    }
    let stands = raw.entry(&keys::OVERRIDE).map(|entry| entry.node);
    let edit = match stands {
        Some(node) if node.is_alias() => return None,
        Some(node) => replace(node, &wanted.to_string())?,
        None => first_member(raw.object(&keys::METADATA)?.node, keys::OVERRIDE.name, &Yaml::Bool(wanted))?,
    };
    Some(Some(edit))
}

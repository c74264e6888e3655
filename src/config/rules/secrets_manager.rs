//! Rules for values in a secrets manager (`secret:ID`): there is one that can be asked.

use super::diagnostic_at::{at, at_value};
use crate::config::build::secrets_manager::{Unusable, manager};
use crate::config::edit::member::last_member;
use crate::config::edit::scalar::replace;
use crate::config::model::Environment;
use crate::config::model::token::secret_id;
use crate::config::reading::raw::{RawConfig, RawValue};
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit, Span};

/// At most so many secrets are fetched: a config has far fewer.
const MOST: usize = 64;

/// Providers whose secrets can be fetched.
const FETCHED: &str = "`aws`, `aws-ssm`, `azure-kv`, `gcp` or `kubernetes`";

/// A value that is in a secrets manager.
struct Value {
    key: &'static ConfigKey,
    span: Span,
    id: String,
}

/// What a diagnostic says: why, and what to do.
type Fault = (String, String);

/// Values in a secrets manager can be fetched from it.
pub(super) fn values(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    let values = referring(raw);
    let Some(first) = values.first() else { return };
    for value in values.iter().filter(|value| value.id.is_empty()) {
        let message = format!("`{}` begins with `secret:`, but names no secret", value.key.path());
        let help = "write the secret's id after it: `secret:/om/token`";
        out.push(at(&code::SECRETS_MANAGER, value.span, message).help(help));
    }
    if values.len() > MOST {
        let message = format!("{} values are in a secrets manager; at most {MOST} are fetched", values.len());
        out.push(
            at(&code::SECRETS_MANAGER, first.span, message).help("read some from the environment: `$NAME`"),
        );
    }
    // The connection of a service comes without the rest of a config, which was checked before.
    if raw.object(&keys::SERVER).is_none() {
        return;
    }
    out.extend(provider(raw, first, environment).or_else(|| loader(raw, first)));
}

/// The values of a config that are in a secrets manager, in the order of the table of keys.
fn referring(raw: &RawConfig<'_>) -> Vec<Value> {
    let mut found = Vec::new();
    for (key, entry) in raw.entries() {
        let mut add = |text: &str, span| {
            found.extend(secret_id(text).map(|id| Value { key, span, id: id.to_owned() }));
        };
        match (&entry.value, key.value_type) {
            (RawValue::Text(text) | RawValue::Unknown(text), ValueType::Secret) => add(text, entry.span()),
            (RawValue::Headers(pairs), _) => {
                let members = entry.node.members().zip(pairs);
                members.for_each(|(member, (_, text))| add(text, member.value.span()));
            }
            _ => {}
        }
    }
    found
}

/// What is wrong with the provider, or with the variables that it needs.
fn provider(raw: &RawConfig<'_>, first: &Value, environment: &Environment) -> Option<Diagnostic> {
    let key = &keys::SECRETS_PROVIDER;
    let written = raw.entry(key);
    let name = match (written, raw.known_text(key)) {
        // Its value is known in the run only, or is reported already.
        (Some(_), None) => return None,
        (_, known) => known.map_or("db", |(_, name)| name),
    };
    let subject = first.key.name;
    let Some(manager) = manager(name, environment) else {
        let (message, help) = no_manager(subject, name);
        let diagnostic = match written {
            Some(entry) => at_value(&code::SECRETS_MANAGER, entry, message),
            None => at(&code::SECRETS_MANAGER, first.span, message),
        };
        let diagnostic = diagnostic.help(help);
        let meant = name.strip_prefix("managed-");
        let edit = written.zip(meant).and_then(|(entry, meant)| replace(entry.node, meant));
        return Some(match (edit, meant) {
            (Some(edit), Some(meant)) => diagnostic.fix(format!("Write it as {meant}"), vec![edit]),
            _ => diagnostic,
        });
    };
    let (message, help) = unusable(subject, name, manager.err()?)?;
    let span = written.map_or(first.span, |entry| entry.span());
    Some(at(&code::SECRETS_MANAGER, span, message).help(help))
}

/// A provider that has nothing to fetch from, or nothing that a run may.
fn no_manager(subject: &str, name: &str) -> Fault {
    match name.strip_prefix("managed-") {
        Some(meant) => {
            let message = format!(
                "`{subject}` is in a secrets manager, but `{name}` is for servers that write their secrets themselves; metarest only \
                 reads them"
            );
            (
                message,
                format!("write `secretsManagerProvider: {meant}`: it reads the same secrets by their ids"),
            )
        }
        None => {
            let why = match name {
                "in-memory" => "`in-memory` is within the server, for its own tests",
                _ => "`db` is OpenMetadata's own database, which gives no secrets out",
            };
            let message = format!("`{subject}` is in a secrets manager, but no run can fetch it: {why}");
            (
                message,
                format!(
                    "set `secretsManagerProvider` to {FETCHED}, or read the value from the environment: `$NAME`"
                ),
            )
        }
    }
}

/// What the provider lacks in the environment.
fn unusable(subject: &str, name: &str, unusable: Unusable) -> Option<Fault> {
    Some(match unusable {
        Unusable::Unknown => return None,
        Unusable::Missing(variables) => {
            let one = variables.len() == 1;
            let message = format!(
                "`{subject}` is in a secrets manager, but {} not set in the environment, which `{name}` needs",
                match variables.as_slice() {
                    [only] => format!("{only} is"),
                    all => format!("{} are", all.join(" and ")),
                }
            );
            let set = if one { "set it" } else { "set them" };
            (message, format!("{set} in the environment of the run{}", about(name)))
        }
        Unusable::Invalid(variable, why) => (
            format!(
                "`{subject}` is in a secrets manager, but {variable} of the environment cannot be used: {why}"
            ),
            format!("correct {variable} in the environment of the run"),
        ),
        Unusable::NotInWorker(what) => (
            format!("`{subject}` is in a secrets manager that a Worker cannot ask: `{name}` needs {what}"),
            "read the value from a secret of the Worker, `$NAME`, or run `metarest ingest` elsewhere"
                .to_owned(),
        ),
    })
}

/// What else could be expected to be used.
fn about(name: &str) -> &'static str {
    match name {
        "aws" | "aws-ssm" => "; profiles and the roles of machines are not used",
        "kubernetes" => "; within a pod it is set, and files of kubectl are not used",
        _ => "",
    }
}

/// The credentials come from the environment.
fn loader(raw: &RawConfig<'_>, first: &Value) -> Option<Diagnostic> {
    let key = &keys::SECRETS_LOADER;
    let written = raw.entry(key);
    let name = match (written, raw.known_text(key)) {
        (Some(_), None) => return None,
        (_, known) => known.map_or("noop", |(_, name)| name),
    };
    let why = match name {
        "env" => return None,
        "airflow" => "`airflow` reads the configuration of Airflow, and metarest runs without it",
        _ => "`noop` loads no credentials",
    };
    let message = format!(
        "`{}` is in a secrets manager, but `secretsManagerLoader: {name}` gives no access to it: {why}",
        first.key.name
    );
    let span = written.map_or(first.span, |entry| entry.span());
    let help =
        "write `secretsManagerLoader: env`, and set the variables of the secrets manager in the environment";
    let diagnostic = at(&code::SECRETS_MANAGER, span, message).help(help);
    Some(match env_loader(raw) {
        Some(edit) => diagnostic.fix("Load them from the environment", vec![edit]),
        None => diagnostic,
    })
}

fn env_loader(raw: &RawConfig<'_>) -> Option<Edit> {
    match raw.entry(&keys::SECRETS_LOADER) {
        Some(entry) => replace(entry.node, "env").filter(|_| !entry.hidden && !entry.node.is_alias()),
        None => last_member(raw.object(&keys::SERVER)?.node, keys::SECRETS_LOADER.name, &"env".into()),
    }
}

//! Rules for tokens and other secrets: no placeholder, not malformed, not in plain text.

use super::bearer::bearers;
use super::diagnostic_at::{at, at_value};
use crate::config::edit::text::slice;
use crate::config::model::token::{WITH_SCHEME, is_header_text, names_file, scheme, secret_id};
use crate::config::model::{Environment, jwt};
use crate::config::reading::placeholder::{is_placeholder, is_template, placeholder_left};
use crate::config::reading::raw::{Entry, RawConfig};
use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys::{self, BEARERS};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit, Severity, Source, Span};

/// No value is still a placeholder of a sample.
pub(super) fn placeholder(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, entry) in raw.entries() {
        let found = raw.known_text(key).is_some_and(|(_, text)| match key.value_type {
            ValueType::Secret => is_placeholder(text),
            ValueType::Text => is_template(text),
            _ => false,
        });
        if found {
            // A name may really be like that, and a trial server accepts any token.
            let severity = if *key == keys::HOST_PORT { Severity::Error } else { code::PLACEHOLDER.severity };
            let diagnostic = placeholder_left(key).at(Source::Config, entry.span());
            out.push(Diagnostic { severity, ..diagnostic });
        }
    }
}

/// Tokens are complete, and nothing else is in their value.
pub(super) fn malformed_token(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, entry, text) in bearers(raw) {
        let prefix = scheme(text);
        let fault = match (prefix, jwt::parse(text)) {
            (Some(_), _) => WITH_SCHEME,
            (None, Some(Err(fault))) => fault,
            (None, _) => continue,
        };
        let diagnostic = at_value(&code::TOKEN_UNREADABLE, entry, format!("`{}` {fault}", key.path()));
        let Some(prefix) = prefix else {
            out.push(diagnostic.help("copy the full token again, in one line"));
            continue;
        };
        let diagnostic = diagnostic.help("write only the token");
        out.push(match without(entry, prefix) {
            Some(edit) => diagnostic.fix("Remove Bearer", vec![edit]),
            None => diagnostic,
        });
    }
}

/// An HTTP header can carry the token; the server's token may be in a file.
pub(super) fn token_characters(raw: &RawConfig<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in BEARERS {
        let Some((entry, text)) = raw.known_text(key).filter(|(_, text)| !is_placeholder(text)) else {
            continue;
        };
        let path = key.path();
        let of_server = *key == keys::JWT_TOKEN;
        if of_server && names_file(text) {
            if let Environment::Worker(_) = environment {
                let message = format!("`{path}` is the path of a file, but a Worker has no file system");
                let help = "read the token from a secret of the Worker: `$NAME`";
                out.push(at_value(&code::RUNTIME, entry, message).help(help));
            }
        } else if of_server && text.trim().is_empty() {
            let message = format!("`{path}` is empty");
            out.push(at_value(&code::INVALID_VALUE, entry, message).help("write the token"));
        } else if !is_header_text(text) {
            let message = format!("`{path}` contains characters that are not allowed in an HTTP header");
            let help = "write only the token, in one line";
            out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
        }
    }
}

/// The edit that removes the prefix of a value, if the text contains it as such.
fn without(entry: &Entry<'_>, prefix: &str) -> Option<Edit> {
    let written = slice(entry.node.tree().text(), entry.span());
    let at = written.find(prefix).filter(|at| *at <= 1 && !entry.node.is_alias())?;
    let start = entry.span().start + u32::try_from(at).ok()?;
    let spaces = written.get(at + prefix.len()..)?.bytes().take_while(|b| *b == b' ').count();
    let end = start + u32::try_from(prefix.len() + spaces).ok()?;
    Some(Edit { span: Span { start, end }, text: String::new() })
}

/// The end of the first line of a private key of any type (RFC 7468).
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// A secret that grants access is read from the environment instead of the file.
pub(super) fn in_plain_text(raw: &RawConfig<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let mut report = |name: &str, span: Span| {
        let message = format!("`{name}` is in plain text: anyone who can read the file can read the secret");
        out.push(
            at(&code::SECRET_IN_PLAIN_TEXT, span, message).help("read it from the environment: `${NAME}`"),
        );
    };
    for (key, entry) in raw.entries() {
        match key.value_type {
            ValueType::Secret if raw.known_text(key).is_some() && grants_access(key, &entry.node.text()) => {
                report(&key.path(), entry.span());
            }
            ValueType::Headers => {
                let shows = |text: &str| secret_id(text).is_none() && is_credential(text);
                let members = entry.node.members().filter(|member| shows(&member.value.text()));
                members.for_each(|member| report(&key.path(), member.value.span()));
            }
            _ => {}
        }
    }
}

/// Whether the value of a key grants access. An id does not, nor does a certificate or its path.
fn grants_access(key: &'static ConfigKey, text: &str) -> bool {
    match key.parent.ends_with("sslConfig") {
        true => text.contains(PRIVATE_KEY),
        false => *key != keys::AWS_KEY && is_credential(text),
    }
}

/// Generated secrets are at least this long.
const SHORTEST: usize = 20;

/// Whether a text looks generated: long, with letters and digits, no path, no variable.
fn is_credential(text: &str) -> bool {
    let word = text.split_ascii_whitespace().last().unwrap_or("");
    let has = |what: fn(&u8) -> bool| word.bytes().any(|b| what(&b));
    word.len() >= SHORTEST
        && !word.starts_with(['/', '.', '~', '$', '%'])
        && !word.contains("${")
        && !is_placeholder(word)
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_secrets_are_distinguished_from_words_and_paths() {
        let check = |text: &str, expect: bool| assert_eq!(is_credential(text), expect, "{text}");
        check("eyJhbGciOiJSUzI1NiJ9.e30.c2ln", true);
        check("Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a", true);
        check("header.payload.signature", false);
        check("/run/secrets/openmetadata/token-1", false);
        check("${OPENMETADATA_JWT_TOKEN_1}", false);
        check("%(Authorization)s", false);
        check("abc123", false);
    }
}

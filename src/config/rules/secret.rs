//! Rules of tokens and other secrets: what a sample left in their place, what is none, what should not be in a file.

use super::bearer::bearers;
use super::diagnostic_at::{at, at_value};
use crate::config::edit::text::slice;
use crate::config::model::token::{is_header_text, names_file};
use crate::config::model::{Environment, jwt};
use crate::config::reading::placeholder::{is_placeholder, is_template, left_in_place};
use crate::config::reading::raw::{Entry, Raw};
use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys::{self, BEARERS};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit, Severity, Source, Span};

/// No value is still the one of a sample.
pub(super) fn placeholder(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, entry) in raw.entries() {
        let found = raw.known(key).is_some_and(|(_, text)| match key.kind {
            Kind::Secret => is_placeholder(text),
            Kind::Text => is_template(text),
            _ => false,
        });
        if found {
            // A name may well be such a one, and a trial takes any token.
            let severity = if *key == keys::HOST_PORT { Severity::Error } else { code::PLACEHOLDER.severity };
            let diagnostic = left_in_place(key).at(Source::Config, entry.span());
            out.push(Diagnostic { severity, ..diagnostic });
        }
    }
}

/// Tokens are tokens alone, and whole.
pub(super) fn unreadable(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    for (key, entry, text) in bearers(raw) {
        let prefix = text.get(..7).filter(|start| start.eq_ignore_ascii_case("bearer "));
        let fault = match (prefix, jwt::read(text)) {
            (Some(_), _) => "begins with `Bearer`, which is sent before it anyway",
            (None, Some(Err(fault))) => fault,
            (None, _) => continue,
        };
        let diagnostic = at_value(&code::TOKEN_UNREADABLE, entry, format!("`{}` {fault}", key.path()));
        let Some(prefix) = prefix else {
            out.push(diagnostic.help("copy the token again, whole and in one line"));
            continue;
        };
        let diagnostic = diagnostic.help("write the token alone");
        out.push(match without(entry, prefix) {
            Some(edit) => diagnostic.fix("Write the token alone", vec![edit]),
            None => diagnostic,
        });
    }
}

/// Tokens are ones that a header can hold; the server's may be in a file.
pub(super) fn unsendable(raw: &Raw<'_>, environment: &Environment, out: &mut Vec<Diagnostic>) {
    for key in BEARERS {
        let Some((entry, text)) = raw.known(key).filter(|(_, text)| !is_placeholder(text)) else { continue };
        let path = key.path();
        let of_server = *key == keys::JWT_TOKEN;
        if of_server && names_file(text) {
            if let Environment::Worker(_) = environment {
                let message = format!("`{path}` is the path of a file, and a Worker has none");
                let help = "take the token from a secret of the Worker: `$NAME`";
                out.push(at_value(&code::RUNTIME, entry, message).help(help));
            }
        } else if of_server && text.trim().is_empty() {
            let message = format!("`{path}` is empty");
            out.push(at_value(&code::INVALID_VALUE, entry, message).help("write the token"));
        } else if !is_header_text(text) {
            let message = format!("`{path}` holds characters that no HTTP header has");
            let help = "write the token alone, in one line";
            out.push(at_value(&code::INVALID_VALUE, entry, message).help(help));
        }
    }
}

/// The edit that takes a prefix of a value away, where it stands so in the text.
fn without(entry: &Entry<'_>, prefix: &str) -> Option<Edit> {
    let written = slice(entry.node.tree().text(), entry.span());
    let at = written.find(prefix).filter(|at| *at <= 1 && !entry.node.is_alias())?;
    let start = entry.span().start + u32::try_from(at).ok()?;
    let blanks = written.get(at + prefix.len()..)?.bytes().take_while(|b| *b == b' ').count();
    let end = start + u32::try_from(prefix.len() + blanks).ok()?;
    Some(Edit { span: Span { start, end }, text: String::new() })
}

/// What ends the line that begins a private key, of whatever kind (RFC 7468).
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// A secret that opens something is not in the file, but in the environment.
pub(super) fn in_clear(raw: &Raw<'_>, _: &Environment, out: &mut Vec<Diagnostic>) {
    let mut say = |name: &str, span: Span| {
        let message = format!("`{name}` is written in clear: who reads the file has it");
        out.push(at(&code::SECRET_IN_CLEAR, span, message).help("take it from the environment: `${NAME}`"));
    };
    for (key, entry) in raw.entries() {
        match key.kind {
            Kind::Secret if raw.known(key).is_some() && opens(key, &entry.node.text()) => {
                say(&key.path(), entry.span());
            }
            Kind::Headers => {
                let members = entry.node.members().filter(|member| is_credential(&member.value.text()));
                members.for_each(|member| say(&key.path(), member.value.span()));
            }
            _ => {}
        }
    }
}

/// Whether the text of a key opens something. An id does not, nor does a certificate or the path of one.
fn opens(key: &'static Key, text: &str) -> bool {
    match key.parent.ends_with("sslConfig") {
        true => text.contains(PRIVATE_KEY),
        false => *key != keys::AWS_KEY && is_credential(text),
    }
}

/// Of fewer characters, no secret of today is made.
const SHORTEST: usize = 20;

/// Whether a text looks like what a machine made: long, of letters and digits, no path, no variable.
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
    fn what_a_machine_made_is_told_from_words_and_paths() {
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

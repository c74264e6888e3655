//! Rules of tokens and other secrets: what a sample left in their place, what is none, what should not be in a file.

use super::{at, at_value};
use crate::config::checked::Expiry;
use crate::config::edit::slice;
use crate::config::keys::{self, Key, Kind};
use crate::config::raw::{Entry, Raw};
use crate::config::token::{is_header_text, names_file};
use crate::config::{Environment, jwt};
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Edit, Severity, Source, Span};

/// Tokens that are sent as `Authorization: Bearer`.
const BEARERS: [&Key; 3] = [&keys::JWT_TOKEN, &keys::TOKEN, &keys::AUTH_BEARER];

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

/// What is said of a key that still has what a sample left; an error, for nothing can run without what is meant.
pub(in crate::config) fn left_in_place(key: &'static Key) -> Diagnostic {
    let help = match key.kind {
        Kind::Secret if BEARERS.contains(&key) => {
            "write the token, or take it from the environment: `${NAME}`"
        }
        Kind::Secret => "write the secret, or take it from the environment: `${NAME}`",
        Kind::Url => "write the address that is meant",
        _ => "write what is meant there",
    };
    let message = format!("`{}` still holds a placeholder", key.path());
    let diagnostic = Diagnostic::new(&code::PLACEHOLDER, message).help(help);
    Diagnostic { severity: Severity::Error, ..diagnostic }
}

/// Whether a text is what samples have in the place of a secret: `{bot_jwt_token}`, `<token>`, `your-token`, `***`.
pub(super) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 6] = ["token", "jwttoken", "changeme", "secret", "password", "todo"];
    let plain: String = text.chars().filter(|c| !"_- ".contains(*c)).flat_map(char::to_lowercase).collect();
    let blank =
        plain.len() >= 3 && ["x", "*", "."].iter().any(|c| plain.trim_matches(|p| c.contains(p)).is_empty());
    is_template(text) || WORDS.contains(&plain.as_str()) || plain.starts_with("your") || blank
}

/// Whether a text is, or has in it, what a person was to put something in the place of: `{name}`, `<service name>`.
pub(in crate::config) fn is_template(text: &str) -> bool {
    let text = text.trim();
    let braced = text.len() > 2 && text.starts_with('{') && text.ends_with('}');
    let name = |inner: &str| {
        inner.starts_with(|c: char| c.is_alphabetic())
            && inner.chars().all(|c| c.is_alphanumeric() || " _-./".contains(c))
    };
    let mut angled = text.split('<').skip(1).filter_map(|rest| rest.split_once('>'));
    braced || angled.any(|(inner, _)| name(inner))
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

fn bearers<'r, 't>(raw: &'r Raw<'t>) -> impl Iterator<Item = (&'static Key, &'r Entry<'t>, &'r str)> {
    BEARERS.into_iter().filter_map(|key| {
        let (entry, text) = raw.known(key)?;
        Some((key, entry, text.trim()))
    })
}

/// Until when the tokens are good that say so.
pub(in crate::config) fn expiries(raw: &Raw<'_>) -> Vec<Expiry> {
    let expiry = |(key, entry, text): (&'static Key, &Entry<'_>, &str)| {
        let claims = jwt::read(text)?.ok()?;
        Some(Expiry { key, span: entry.span(), second: claims.expires? })
    };
    bearers(raw).filter_map(expiry).collect()
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
    fn what_samples_leave_is_known() {
        let check = |text: &str, expect: bool| assert_eq!(is_placeholder(text), expect, "{text}");
        for text in [
            "{bot_jwt_token}",
            "<token>",
            "<your token>",
            "YOUR_TOKEN",
            "your-jwt",
            "xxxx",
            "***",
            "...",
            "change_me",
            "TOKEN",
        ] {
            check(text, true);
        }
        for text in ["abc", "eyJhbGci.a.b", "a{b}c", "<>", "x", "tokens", ""] {
            check(text, false);
        }
        assert!(
            is_template("<service name>.<ingestion name>") && !is_template("a < b > c") && !is_template("{}")
        );
    }

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

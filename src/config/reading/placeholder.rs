//! Placeholders of samples: texts that a person was meant to replace, such as `{bot_jwt_token}` or `<token>`.

use crate::config::schema::key::{Key, Kind};
use crate::config::schema::keys::BEARERS;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Severity};

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
pub(in crate::config) fn is_placeholder(text: &str) -> bool {
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
}

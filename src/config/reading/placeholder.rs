//! Placeholders of samples: texts that a person was meant to replace, such as `{bot_jwt_token}` or `<token>`.

use crate::config::schema::key::{ConfigKey, ValueType};
use crate::config::schema::keys::BEARERS;
use crate::diagnostic::code::config as code;
use crate::diagnostic::{Diagnostic, Severity};

/// The diagnostic of a value that is still a placeholder; an error, since no run is possible with it.
pub(in crate::config) fn placeholder_left(key: &'static ConfigKey) -> Diagnostic {
    let help = match key.value_type {
        ValueType::Secret if BEARERS.contains(&key) => {
            "write the token, or read it from the environment: `${NAME}`"
        }
        ValueType::Secret => "write the secret, or read it from the environment: `${NAME}`",
        ValueType::Url => "write the real URL",
        _ => "write the real value",
    };
    let message = format!("`{}` still contains a placeholder", key.path());
    let diagnostic = Diagnostic::new(&code::PLACEHOLDER, message).help(help);
    Diagnostic { severity: Severity::Error, ..diagnostic }
}

/// Whether a text is what samples have instead of a secret: `{bot_jwt_token}`, `<token>`, `your-token`, `***`.
pub(in crate::config) fn is_placeholder(text: &str) -> bool {
    const NAMES: [&str; 6] = ["token", "jwttoken", "changeme", "secret", "password", "todo"];
    let plain: String = text.chars().filter(|c| !"_- ".contains(*c)).flat_map(char::to_lowercase).collect();
    let filler =
        plain.len() >= 3 && ["x", "*", "."].iter().any(|c| plain.trim_matches(|p| c.contains(p)).is_empty());
    is_template(text) || NAMES.contains(&plain.as_str()) || plain.starts_with("your") || filler
}

/// Whether a text is in braces or contains a part in angle brackets that a person was meant to replace: `{name}`,
/// `<service name>`.
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
    fn placeholders_of_samples_are_recognised() {
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

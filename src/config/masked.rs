//! A config without its secrets, for whoever stores or shares it. In: bytes. Out: a text that says the same otherwise.
//!
//! A secret becomes a variable that is named like its key, `"${JWT_TOKEN}"`: the config stays valid, and says where the
//! value belongs. What is secret in comments and addresses becomes `***`. References to variables stay.

use std::borrow::Cow;

use super::check::LIMITS;
use super::model::Environment;
use super::reading::mask::{by_name, is_reference, mask};
use super::reading::walk::walk;
use super::schema::key::ValueType;
use super::schema::keys;
use crate::conceal::concealed;
use crate::diagnostic::{Source, Span};
use crate::secret::Secret;
use crate::tree::{self, Kind, Node, Tree};

/// The config with its secrets masked. A text that cannot be parsed, or not any more once it is masked, has its secrets
/// covered character by character.
pub fn mask_secrets(config: &[u8]) -> String {
    let tree = match tree::parse(config, Source::Config, LIMITS).value {
        Ok(tree) => tree,
        Err(text) => return concealed(&mask(&text, None)).into_owned(),
    };
    let secrets = walk(tree.root(), &Environment::Unknown).secrets;
    let masked = replaced(&tree, &secrets);
    match tree::parse(masked.as_bytes(), Source::Config, LIMITS).value {
        Ok(_) => masked,
        Err(_) => mask(tree.text(), Some(&secrets)),
    }
}

/// A range of the text, and what takes its place.
struct Replacement {
    from: usize,
    to: usize,
    text: Cow<'static, str>,
}

fn replaced(tree: &Tree, secrets: &[Span]) -> String {
    let mut replacements = Vec::new();
    let is_secret =
        |span: Span| secrets.iter().any(|secret| secret.start <= span.start && span.end <= secret.end);
    collect(tree.root(), "", &is_secret, &mut replacements);
    replacements.extend(in_comments(tree.text()));
    replacements.sort_by_key(|replacement| replacement.from);
    let (mut out, mut at) = (String::with_capacity(tree.text().len()), 0);
    for Replacement { from, to, text } in
        replacements.into_iter().filter(|replacement| replacement.from < replacement.to)
    {
        let Some(before) = tree.text().get(at..from) else { continue };
        out.push_str(&concealed(before));
        out.push_str(&text);
        at = to;
    }
    out.push_str(&concealed(tree.text().get(at..).unwrap_or_default()));
    out
}

/// The secret scalars below a node, with the variables that take their places. The recursion is as deep as a config may
/// be.
fn collect(node: Node<'_>, key: &str, is_secret: &impl Fn(Span) -> bool, out: &mut Vec<Replacement>) {
    match node.kind() {
        // What an alias refers to is masked where it is.
        _ if node.is_alias() => {}
        Kind::Object => {
            for member in node.members() {
                collect(member.value, &member.key, is_secret, out);
            }
        }
        Kind::Array => node.items().for_each(|item| collect(item, key, is_secret, out)),
        Kind::Null => {}
        _ if is_secret(node.span()) => out.extend(replacement(node, key)),
        _ => {}
    }
}

/// A secret's replacement; none for a reference, and for an address, whose secret parts are masked in it.
fn replacement(node: Node<'_>, key: &str) -> Option<Replacement> {
    let text = node.text();
    if text.is_empty() || is_reference(&text) || (is_address(key) && text.contains("://")) {
        return None;
    }
    let Span { start, end, .. } = node.span();
    let (start, end) = (start as usize, end as usize);
    let name = variable(key);
    if !node.is_block() {
        return Some(Replacement { from: start, to: end, text: format!("\"${{{name}}}\"").into() });
    }
    let lines = node.tree().text().get(start..end)?;
    let from = start + (lines.len() - lines.trim_start().len());
    Some(Replacement { from, to: start + lines.trim_end().len(), text: format!("${{{name}}}").into() })
}

/// Whether a key of this name has an address.
fn is_address(name: &str) -> bool {
    let mut named = keys::ALL.iter().filter(|key| key.name == name);
    named.any(|key| key.value_type == ValueType::Url || **key == keys::HOST_PORT)
}

/// The variable for the value of a key: `jwtToken` → `JWT_TOKEN`, `X-Api-Key` → `X_API_KEY`.
fn variable(key: &str) -> String {
    let mut name = String::new();
    let mut was_lower = false;
    for c in key.chars().take(80) {
        if c.is_ascii_uppercase() && was_lower {
            name.push('_');
        }
        was_lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        name.push(if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    }
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("SECRET_{name}") }
}

/// What follows the name of a secret in comments.
fn in_comments(text: &str) -> impl Iterator<Item = Replacement> {
    by_name(text, true).into_iter().filter_map(|(from, to)| {
        let value = text.get(from..to)?;
        let kept = value.trim();
        let from = from + (value.len() - value.trim_start().len());
        let is_masked = kept.is_empty() || kept == Secret::MASK || is_reference(kept);
        (!is_masked).then_some(Replacement { from, to: from + kept.len(), text: Secret::MASK.into() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::has_errors;

    const BEGIN: &str = "source:\n  type: rest\n  serviceName: s\n  serviceConnection:\n    config:\n      type: Rest\n      openAPISchemaConnection:\n        openAPISchemaURL: https://x.example/o.json?token=canary\n";
    const END: &str =
        "  sourceConfig: {config: {type: ApiMetadata}}\nsink: {type: metadata-rest, config: {}}\n";

    fn server(security: &str) -> String {
        format!(
            "{BEGIN}{END}workflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://h/api\n    authProvider: openmetadata\n    securityConfig:\n{security}"
        )
    }

    #[track_caller]
    fn check(security: &str, expect: &str) {
        let masked = mask_secrets(server(security).as_bytes());
        let of = |text: &str| text.split("securityConfig:\n").nth(1).map(str::to_owned);
        assert_eq!(of(&masked).as_deref(), Some(expect), "{masked}");
        assert!(!masked.contains("canary"), "{masked}");
        assert_eq!(mask_secrets(masked.as_bytes()), masked, "it is stable");
        let found = super::super::parse(masked.as_bytes(), &Environment::Unknown).diagnostics;
        assert!(!has_errors(&found), "{masked}\n{found:?}");
    }

    #[test]
    fn a_secret_becomes_a_variable_of_its_key() {
        check("      jwtToken: canary\n", "      jwtToken: \"${JWT_TOKEN}\"\n");
        check("      jwtToken: 'canary' # old\n", "      jwtToken: \"${JWT_TOKEN}\" # old\n");
        check("      {\"jwtToken\": \"canary\"}\n", "      {\"jwtToken\": \"${JWT_TOKEN}\"}\n");
        check(
            "      jwtToken: |\n        canary\n        canary\n",
            "      jwtToken: |\n        ${JWT_TOKEN}\n",
        );
        check("      jwtToken: >-\n        canary\n", "      jwtToken: >-\n        ${JWT_TOKEN}\n");
        check("      jwtToken: can://canary\n", "      jwtToken: \"${JWT_TOKEN}\"\n");
        check("      jwtToken: &a canary\n", "      jwtToken: &a \"${JWT_TOKEN}\"\n");
    }

    #[test]
    fn a_reference_stays() {
        check("      jwtToken: ${TOKEN}\n", "      jwtToken: ${TOKEN}\n");
        check("      jwtToken: $TOKEN\n", "      jwtToken: $TOKEN\n");
    }

    #[test]
    fn comments_lose_their_secrets() {
        check(
            "      # jwtToken: canary\n      jwtToken: $A # password: canary\n",
            "      # jwtToken: ***\n      jwtToken: $A # password: ***\n",
        );
    }

    #[test]
    fn addresses_lose_only_their_secrets() {
        let config = server("      jwtToken: $A\n").replace("https://", "https://u:canary@");
        let masked = mask_secrets(config.as_bytes());
        assert!(masked.contains("openAPISchemaURL: https://***@x.example/o.json?token=***\n"), "{masked}");
    }

    #[test]
    fn broken_text_has_its_secrets_covered() {
        let masked = mask_secrets(b"a: [\njwtToken: canary\nurl: https://u:canary@h\n");
        assert!(!masked.contains("canary"), "{masked}");
        assert!(masked.starts_with("a: [\njwtToken: ******"), "{masked}");
    }

    #[test]
    fn names_of_variables() {
        let check = |key: &str, expect: &str| assert_eq!(variable(key), expect);
        check("jwtToken", "JWT_TOKEN");
        check("X-Api-Key", "X_API_KEY");
        check("awsSecretAccessKey", "AWS_SECRET_ACCESS_KEY");
        check("1", "SECRET_1");
        check("", "SECRET_");
    }
}

//! What is known of a config at a glance, also while it has errors: for a page that offers to fetch the document or to run
//! the config.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::check::LIMITS;
use super::model::Environment;
use super::reading::variables::variables_of;
use super::reading::walk::walk;
use super::schema::keys;
use crate::diagnostic::Source;
use crate::tree::{self, Kind, Node};

/// What is known of a config.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFacts {
    /// `source.serviceName`.
    pub service: Option<String>,
    /// `openAPISchemaURL`, normalised as a WHATWG URL; none if it is not an HTTP address, or has a variable.
    pub address: Option<String>,
    /// `openAPISchemaURL` as written.
    pub written_address: Option<String>,
    /// The environment variables that it names.
    pub variables: BTreeSet<String>,
}

/// Reads them; nothing is known of a text that cannot be parsed.
pub fn facts(config: &[u8]) -> ConfigFacts {
    let Ok(tree) = tree::parse(config, Source::Config, LIMITS).value else { return ConfigFacts::default() };
    let raw = walk(tree.root(), &Environment::Unknown).raw;
    let address = raw.known_text(&keys::SCHEMA_URL).or_else(|| raw.known_text(&keys::FLAT_URL));
    let written = |key| raw.entry(key).and_then(|entry| entry.node.as_str());
    let written_address = written(&keys::SCHEMA_URL).or_else(|| written(&keys::FLAT_URL));
    let mut variables = BTreeSet::new();
    collect(tree.root(), &mut variables);
    ConfigFacts {
        service: raw.text(&keys::SERVICE_NAME).map(str::to_owned),
        address: address.map(|(_, text)| text.to_owned()).filter(|text| text.starts_with("http")),
        written_address: written_address.map(Cow::into_owned),
        variables,
    }
}

/// The recursion is as deep as a config may be.
fn collect(node: Node<'_>, variables: &mut BTreeSet<String>) {
    match node.kind() {
        Kind::Object => node.members().for_each(|member| collect(member.value, variables)),
        Kind::Array => node.items().for_each(|item| collect(item, variables)),
        Kind::String => variables.extend(variables_of(&node.text())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(config: &str, service: Option<&str>, address: Option<&str>, variables: &[&str]) {
        let found = facts(config.as_bytes());
        assert_eq!(found.service.as_deref(), service, "{config}");
        assert_eq!(found.address.as_deref(), address, "{config}");
        assert!(found.variables.iter().eq(variables), "{config}");
    }

    #[test]
    fn facts_of_a_config_that_is_not_complete() {
        let connection = |url: &str| {
            format!(
                "source:\n  serviceName: pets\n  serviceConnection: {{config: {{openAPISchemaConnection: {{openAPISchemaURL: {url}}}}}}}\n"
            )
        };
        check("", None, None, &[]);
        check("a: [", None, None, &[]);
        check("source: {serviceName: pets}\n", Some("pets"), None, &[]);
        check(&connection("https://X.example/o"), Some("pets"), Some("https://x.example/o"), &[]);
        check(&connection("https://$HOST/o"), Some("pets"), None, &["HOST"]);
        check(&connection("file:///o"), Some("pets"), None, &[]);
        check("a: [$ONE, '${TWO} $ONE']\n", None, None, &["ONE", "TWO"]);
        let flat = "source: {serviceConnection: {config: {openAPISchemaURL: 'http://x/'}}}\n";
        check(flat, None, Some("http://x/"), &[]);
    }

    #[test]
    fn an_address_is_known_as_it_is_written() {
        let check = |url: &str, expect: Option<&str>| {
            let config = format!("source: {{serviceConnection: {{config: {{openAPISchemaURL: {url}}}}}}}\n");
            assert_eq!(facts(config.as_bytes()).written_address.as_deref(), expect, "{url}");
        };
        check("https://X.example/o", Some("https://X.example/o"));
        check("https://$HOST/o", Some("https://$HOST/o"));
        check("no address", Some("no address"));
        check("", None);
        check("{a: 1}", None);
    }
}

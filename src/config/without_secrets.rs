//! A config's text without its secrets that is still a config: for a page that keeps it or puts it into a link.
//!
//! What is secret is decided where texts are masked before they are shown (`reading::mask`). There places must stay, here
//! the text must parse again: a secret value becomes `"***"`, and one in a comment or an address is covered in its line.
//! Where that would add an error, the text is masked as for showing: it never has a secret.

use std::collections::BTreeSet;

use super::check::{LIMITS, new_error};
use super::edit::member::trimmed;
use super::edit::text::slice;
use super::model::Environment;
use super::model::token::is_path;
use super::reading::mask::{cover, is_reference, mask, secret_ranges};
use super::reading::walk::walk;
use super::schema::key::{ConfigKey, ValueType};
use super::schema::keys;
use crate::conceal::is_secret_variable;
use crate::diagnostic::code::tree as tree_code;
use crate::diagnostic::{Edit, Parsed, Source, Span, edited};
use crate::tree::{self, Kind, Node, Tree};

/// What stands for a secret value, in YAML as in JSON.
const VALUE: &str = "\"***\"";

/// The text without secrets; the same text if there are none. References to variables stay.
pub fn without_secrets(text: &str) -> String {
    let Parsed { value, diagnostics } = tree::parse(text.as_bytes(), Source::Config, LIMITS);
    // Of several documents only the first one is read.
    let is_whole = !diagnostics.iter().any(|found| found.code == &tree_code::SECOND_DOCUMENT);
    let tree = value.ok().filter(|tree| is_whole && tree.text() == text);
    let Some(tree) = tree.filter(|tree| tree.root().is_object()) else {
        return mask(text, None);
    };
    let walked = walk(tree.root(), &Environment::Unknown);
    // Of a repeated key only the last value was read.
    if tree.has_repeated_keys() {
        return mask(&mask(text, Some(&walked.secrets)), None);
    }
    let mut others: Vec<Edit> = others(text).collect();
    let secrets = walked.secrets.iter().copied().collect();
    let (edits, plain) = (Vec::new(), Vec::new());
    let mut values = Values { secrets, keys: &walked.keys, others: &others, edits, plain };
    values.visit(&tree);
    let Values { edits, plain, .. } = values;
    let is_in = |edit: &Edit, span: &Span| span.start <= edit.span.start && edit.span.end <= span.end;
    others.retain(|edit| !plain.iter().any(|span| is_in(edit, span)));
    let edits = apart([edits, others].concat());
    let written = edited(text, &edits);
    if new_error(text, &written).is_none() { written } else { mask(text, Some(&walked.secrets)) }
}

/// Secrets in comments and addresses.
fn others(text: &str) -> impl Iterator<Item = Edit> {
    let (mut read, mut is_after_hash) = (0, false);
    secret_ranges(text, Some(&[])).into_iter().filter_map(move |(from, to)| {
        let written = text.get(from..to)?;
        let from = from + written.len() - written.trim_start().len();
        // The ranges are in order, and a line may have any number of them.
        for byte in text.get(read..from).unwrap_or_default().bytes() {
            is_after_hash = byte == b'#' || (is_after_hash && !matches!(byte, b'\n' | b'\r'));
        }
        read = read.max(from);
        let is_inside = is_after_hash || text.get(..from)?.ends_with(['=', '/', '3', 'D', 'd']);
        // At the beginning of a value, an asterisk would be an alias, and what is before a colon a scheme.
        let cover = match written.contains(':') {
            _ if is_inside => "***",
            true => "xxx:xxx",
            false => "xxx",
        };
        let written = written.trim();
        (!written.is_empty())
            .then(|| Edit { span: Span::new(from, from + written.len()), text: cover.to_owned() })
    })
}

/// Edits in order, without those within or across another one.
fn apart(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.span.start, std::cmp::Reverse(edit.span.end)));
    let mut end = 0;
    edits.retain_mut(|edit| {
        edit.span.start = edit.span.start.max(end);
        let is_apart = edit.span.start < edit.span.end;
        end = end.max(edit.span.end);
        is_apart
    });
    edits
}

/// The values that are secret, and their edits.
struct Values<'w> {
    secrets: BTreeSet<Span>,
    keys: &'w [(Span, &'static ConfigKey)],
    /// Secrets within values, in order.
    others: &'w [Edit],
    edits: Vec<Edit>,
    /// Values that have no secret, whatever is in them.
    plain: Vec<Span>,
}

/// The keys whose values are names or patterns: what looks like an address in them is none.
static PLAIN: [&ConfigKey; 5] = [
    &keys::SERVICE_NAME,
    &keys::COLLECTIONS_IN,
    &keys::COLLECTIONS_OUT,
    &keys::ENDPOINTS_IN,
    &keys::ENDPOINTS_OUT,
];

impl Values<'_> {
    /// Visits every value that is written in the text.
    fn visit(&mut self, tree: &Tree) {
        let mut open = vec![tree.root()];
        while let Some(node) = open.pop() {
            for member in node.members() {
                match self.key(member.key_span) {
                    None if self.is_unknown(member.value) => {
                        self.scalars(member.value, is_secret_variable(&member.key));
                    }
                    key => self.value(member.value, key, &mut open),
                }
            }
            for item in node.items() {
                self.value(item, None, &mut open);
            }
        }
    }

    fn key(&self, span: Span) -> Option<&'static ConfigKey> {
        let at = self.keys.binary_search_by_key(&span, |(span, _)| *span).ok()?;
        self.keys.get(at).map(|(_, key)| *key)
    }

    /// A value: covered if it is secret, else visited.
    fn value<'t>(&mut self, value: Node<'t>, key: Option<&ConfigKey>, open: &mut Vec<Node<'t>>) {
        let is_file =
            key.is_some_and(ConfigKey::takes_path) && value.as_str().is_some_and(|text| is_path(&text));
        if is_file {
            return;
        }
        if key.is_some_and(|key| PLAIN.contains(&key)) && !value.is_alias() {
            self.plain.push(value.span());
        }
        if !self.secrets.contains(&value.span()) {
            if !value.is_alias() {
                open.push(value);
            }
        } else if key.is_some_and(is_free) && !value.is_alias() {
            self.scalars(value, true);
        } else if key.is_none_or(ConfigKey::is_secret) || !self.has_other(value.span()) {
            self.cover(value);
        }
    }

    /// Whether it is the value of a key that is not known, which is hidden wherever it is shown.
    fn is_unknown(&self, value: Node<'_>) -> bool {
        self.secrets.contains(&value.span()) && !value.is_alias()
    }

    /// Whether only a part of a value is a secret.
    fn has_other(&self, span: Span) -> bool {
        let at = self.others.partition_point(|edit| edit.span.start < span.start);
        self.others.get(at).is_some_and(|edit| edit.span.end <= span.end)
    }

    /// Covers the scalars in a value of any members. Of one that is not secret as a whole a text may be one whatever its key
    /// is called, a number only if the key says so.
    fn scalars(&mut self, value: Node<'_>, is_secret: bool) {
        let mut open = vec![(is_secret, value)];
        while let Some((is_secret, node)) = open.pop() {
            let is_container = (node.is_object() || node.is_array()) && !node.is_alias();
            if is_container {
                for member in node.members() {
                    open.push((is_secret || is_secret_variable(&member.key), member.value));
                }
                open.extend(node.items().map(|item| (is_secret, item)));
            } else if is_secret || node.kind() == Kind::String {
                self.cover(node);
            }
        }
    }

    fn cover(&mut self, node: Node<'_>) {
        let (text, span) = (node.tree().text(), trimmed(node));
        let written = slice(text, span);
        if written.is_empty() || node.is_null() || is_reference(written) {
            return;
        }
        let text = if node.is_block() && !node.is_alias() { cover(written) } else { VALUE.to_owned() };
        self.edits.push(Edit { span, text });
    }
}

/// Whether the members of a key's value are not in the table.
fn is_free(key: &ConfigKey) -> bool {
    matches!(key.value_type, ValueType::Headers | ValueType::AnyObject)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let written = without_secrets(text);
        assert_eq!(written, expect, "{text}");
        assert_eq!(without_secrets(&written), written, "twice: {text}");
        assert_eq!(new_error(text, &written), None, "{text}");
    }

    const HEAD: &str = "workflowConfig:\n  openMetadataServerConfig:\n    securityConfig:\n      ";

    #[test]
    fn secret_values_are_replaced_and_the_text_stays_a_config() {
        for (secret, expect) in [
            ("jwtToken: s3cr3t # why", "jwtToken: \"***\" # why"),
            ("jwtToken: 's3 cr3t'", "jwtToken: \"***\""),
            ("jwtToken: |\n        s3cr3t\n        x", "jwtToken: |\n        xxxxxx\n        x"),
            ("jwtToken: ${TOKEN}", "jwtToken: ${TOKEN}"),
            ("jwtToken: \"***\"", "jwtToken: \"***\""),
            ("jwtToken: {s3cr3t: 1}", "jwtToken: \"***\""),
            ("# jwtToken: s3cr3t\n      jwtToken:", "# jwtToken: ***\n      jwtToken:"),
            ("jwtToken: /run/om.jwt # s3cr3t=s3cr3t", "jwtToken: /run/om.jwt # s3cr3t=s3cr3t"),
            ("# OM_TOKEN=s3cr3t --token=s3cr3t", "# OM_TOKEN=*** --token=***"),
            ("# 'om_secret=s3cr3t' $TOKEN=$TOKEN", "# 'om_secret=***' $TOKEN=$TOKEN"),
        ] {
            check(&format!("{HEAD}{secret}\n"), &format!("{HEAD}{expect}\n"));
        }
        check(
            "{\"x-metarest\": {\"headers\": {\"X-Key\": \"s3cr3t\", \"Y\": 7}}, \"source\": {}}",
            "{\"x-metarest\": {\"headers\": {\"X-Key\": \"***\", \"Y\": \"***\"}}, \"source\": {}}",
        );
    }

    #[test]
    fn names_and_patterns_stay_as_they_are() {
        for text in [
            "source:\n  serviceName: 'a:b@c'\n",
            "source:\n  sourceConfig:\n    config:\n      apiEndpointFilterPattern:\n        includes:\n        - '^/x\\?key=.*$'\n        - '^user:.*@.*$'\n",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn numbers_and_booleans_of_unknown_keys_stay() {
        let head = "source:\n  sourceConfig:\n    config:\n      ";
        for (written, expect) in [
            ("markDeletedTables: true", "markDeletedTables: true"),
            ("threads: 4 # why", "threads: 4 # why"),
            ("unheard: s3cr3t", "unheard: \"***\""),
            ("unheard: {a: [1, s3cr3t], b: false}", "unheard: {a: [1, \"***\"], b: false}"),
            ("unheard: {apiToken: {a: 1}}", "unheard: {apiToken: {a: \"***\"}}"),
            ("dbPassword: 1234", "dbPassword: \"***\""),
            ("unheard: $VALUE", "unheard: $VALUE"),
        ] {
            check(&format!("{head}{written}\n"), &format!("{head}{expect}\n"));
        }
    }

    #[test]
    fn secrets_in_addresses_are_covered() {
        let url = "source:\n  serviceConnection:\n    config:\n      openAPISchemaURL: ";
        for (secret, expect) in [
            ("https://me:s3cr3t@a.test/x?token=s3cr3t&b=1", "https://***@a.test/x?token=***&b=1"),
            ("'https://a.test/x?token=s3cr3t&b=1' # c", "'https://a.test/x?token=***&b=1' # c"),
            ("me:s3cr3t@a.test", "xxx:xxx@a.test"),
        ] {
            check(&format!("{url}{secret}\n"), &format!("{url}{expect}\n"));
        }
    }

    #[test]
    fn a_repeated_or_unfinished_text_has_no_secret_either() {
        for text in [
            format!("{HEAD}jwtToken: s3cr3t\n      jwtToken: s3cr3t\n"),
            format!("{HEAD}jwtToken: \"s3cr3t\n"),
            format!("{HEAD}jwtToken: &t s3cr3t\nx-metarest:\n  auth: {{bearer: *t}}\n"),
            format!("a: &a {{jwtToken: s3cr3t}}\n{HEAD}<<: *a\n"),
            "jwtToken:\n- s3cr3t\n".to_owned(),
            format!("a: 1\n---\n{HEAD}jwtToken: s3cr3t\n"),
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzM2NyM3QifQ.s3cr3t-s3cr3t\n".to_owned(),
            "source:\n  # eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.s3cr3t_s3cr3t is old\n  type: rest\n"
                .to_owned(),
        ] {
            let written = without_secrets(&text);
            assert!(!written.contains("s3cr3t"), "{written}");
            assert_eq!(without_secrets(&written), written);
        }
    }
}

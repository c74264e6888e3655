//! The hashes of a plan: SHA-256, in hex, of canonical JSON (keys sorted by code point, compact, UTF-8).
//!
//! Without ids, times and run ids: the same document and the same catalogue give the same hash everywhere.

use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::plan::model::change::{Action, Change};
use crate::plan::model::kind::Kind;
use crate::plan::model::plan::Plan;

impl Plan {
    /// Whether its hash is that of its changes.
    pub(crate) fn hash_matches(&self) -> bool {
        plan(&self.changes) == self.hash
    }
}

/// Over (action, kind, FQN, written fields), sorted by kind and FQN; unchanged entities do not count.
pub(in crate::plan) fn plan(changes: &[Change]) -> String {
    let mut written: Vec<&Change> = changes.iter().filter(|c| c.action != Action::NoOp).collect();
    written.sort_by_key(|change| (change.kind, &change.fqn, change.action));
    let rows = written.into_iter().map(|change| {
        let fields = change.fields();
        let mut fields: Vec<_> = fields.iter().map(|field| (&field.path, &field.new)).collect();
        fields.sort_by_key(|(path, _)| *path);
        let fields: Value = fields.into_iter().map(|(path, new)| json!([path, new])).collect();
        json!([change.action.as_str(), change.kind.as_str(), change.fqn, fields])
    });
    digest(rows)
}

/// Over (kind, FQN) of deletions, sorted.
pub(in crate::plan) fn approval<'a>(deletions: impl Iterator<Item = (Kind, &'a str)>) -> String {
    let mut rows: Vec<_> = deletions.collect();
    rows.sort_unstable();
    digest(rows.into_iter().map(|(kind, fqn)| json!([kind.as_str(), fqn])))
}

/// The hash of the list of these rows, made one by one: a first run writes everything that a document has.
fn digest(rows: impl Iterator<Item = Value>) -> String {
    let mut hash = Sha256::new_with_prefix("[");
    let mut text = String::new();
    for (at, row) in rows.enumerate() {
        text.clear();
        text.push_str(if at > 0 { "," } else { "" });
        canonical(&row, &mut text);
        hash.update(text.as_bytes());
    }
    hash.update("]");
    hex::encode(hash.finalize())
}

/// The canonical text of a value. Its depth is that of the desired schemas, which the mapping limits.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            separated(items, ['[', ']'], out, canonical);
        }
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            separated(&members, ['{', '}'], out, |(key, value), out| {
                canonical(&Value::String((*key).clone()), out);
                out.push(':');
                canonical(value, out);
            });
        }
        scalar => {
            let _ = write!(out, "{scalar}");
        }
    }
}

fn separated<T>(
    items: &[T],
    [open, close]: [char; 2],
    out: &mut String,
    mut each: impl FnMut(&T, &mut String),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        each(item, out);
    }
    out.push(close);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_text_has_sorted_keys_and_no_whitespace() {
        let mut text = String::new();
        canonical(&json!({"b": [1, "ü\n"], "a": {"d": null, "c": true}}), &mut text);
        assert_eq!(text, "{\"a\":{\"c\":true,\"d\":null},\"b\":[1,\"ü\\n\"]}");
    }

    #[test]
    fn the_approval_hash_is_sha_256_of_the_sorted_pairs() {
        let pairs = [(Kind::ApiEndpoint, "s.c.b"), (Kind::ApiEndpoint, "s.c.a")];
        assert_eq!(approval(pairs.into_iter()), approval(pairs.into_iter().rev()));
        assert_eq!(
            approval(std::iter::empty()),
            "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
            "of the text []"
        );
    }
}

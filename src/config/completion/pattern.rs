//! The pattern of a filter at a place of a half-written config.

use super::context::Context;
use crate::config::check::LIMITS;
use crate::config::outline::Slot;
use crate::config::schema::key::ConfigKey;
use crate::config::schema::keys;
use crate::diagnostic::{Source, Span};
use crate::tree;

/// A pattern of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternPlace {
    /// The key of the filter: `apiEndpointFilterPattern`.
    pub filter: &'static str,
    /// The key of the list: `includes` or `excludes`.
    pub list: &'static str,
    /// The pattern, without quotes and escapes.
    pub pattern: String,
    /// As written.
    pub span: Span,
}

/// The lists of the filters that are used.
static LISTS: [(&ConfigKey, &ConfigKey); 4] = [
    (&keys::COLLECTIONS, &keys::COLLECTIONS_IN),
    (&keys::COLLECTIONS, &keys::COLLECTIONS_OUT),
    (&keys::ENDPOINTS, &keys::ENDPOINTS_IN),
    (&keys::ENDPOINTS, &keys::ENDPOINTS_OUT),
];

/// The pattern of a filter at an offset, empty where one may be written; none at another place.
pub fn pattern_at(text: &str, at: usize) -> Option<PatternPlace> {
    if text.len() > LIMITS.bytes {
        return None;
    }
    let context = Context::read(text, at);
    let cursor = context.outline.cursor?;
    let Slot::Item(list) = cursor.slot else { return None };
    let row = context.row(list)?;
    let (filter, list) = LISTS.iter().find(|(_, list)| *list == row)?;
    let pattern = scalar(context.slice(cursor.word)).unwrap_or_else(|| context.word(&cursor).to_owned());
    let span = Span::new(cursor.word.0, cursor.word.1);
    Some(PatternPlace { filter: filter.name, list: list.name, pattern, span })
}

/// The value of a scalar as written; none if it is not finished.
fn scalar(written: &str) -> Option<String> {
    let tree = tree::parse(written.as_bytes(), Source::Config, LIMITS).value.ok()?;
    Some(tree.root().scalar()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "source:\n  sourceConfig:\n    config:\n      apiEndpointFilterPattern:\n        excludes:";

    /// The pattern at `|`.
    fn at(list: &str) -> Option<String> {
        let text = format!("{HEAD}{list}");
        let at = text.find('|').unwrap();
        let found = pattern_at(&text.replacen('|', "", 1), at)?;
        assert_eq!((found.filter, found.list), ("apiEndpointFilterPattern", "excludes"));
        Some(found.pattern)
    }

    #[test]
    fn a_pattern_is_found_where_the_cursor_is_in_it() {
        let check = |list: &str, expect: Option<&str>| assert_eq!(at(list).as_deref(), expect, "{list}");
        check("\n        - ^/a|b\n        - ^/c\n", Some("^/ab"));
        check("\n        - ^/a # x\n        - '^/it''s|'\n", Some("^/it's"));
        check("\n          - \"^/a\\\\d|\"", Some("^/a\\d"));
        check(" [^/a, |^/b]", Some("^/b"));
        check("\n        - '^/unfini|shed\n", Some("^/unfinished"));
        check(" [\"^/a|", Some("^/a"));
        check("\n        - |\n", Some(""));
        check("\n        - ^/a\n        - |", Some(""));
        check(" [|]", Some(""));
        check("|\n        - ^/a\n", None);
        check("\n        - ^/a\nsink: |x", None);
    }

    #[test]
    fn a_list_that_no_filter_uses_has_no_pattern() {
        let text = "source: {serviceConnection: {config: {apiEndpointFilterPattern: {excludes: [^/a]}}}}";
        assert_eq!(pattern_at(text, text.find("^/a").unwrap()), None);
        assert_eq!(pattern_at("x-metarest: {hosts: [a.test]}", 22), None);
    }
}

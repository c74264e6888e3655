//! The differences of a change as text shows them: `FieldChange`s → a path, and the values before and after.
//!
//! Long values are cut; if both are long, around the first character that differs, so that a cut never makes two
//! values look the same.

use serde_json::Value;

use crate::diagnostic::render::printable;
use crate::plan::{Action, Change, FieldChange};

/// The maximum number of characters of a shown value.
const WIDEST: usize = 60;

/// How many characters of a long value are shown before the first that differs.
const LEAD: usize = 20;

/// One difference, ready to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The field.
    pub(super) path: String,
    /// The server's value.
    pub(super) old: Option<String>,
    /// The value to write.
    pub(super) new: Option<String>,
    /// Who wrote the server's value.
    pub(super) by: Option<String>,
}

/// The shown differences of a change. Creations, moves and deletions are shown by their names alone. The hash follows from
/// the other fields, so it is shown only if it is the only one. `me`, whose token it is, is not shown as an author.
pub(super) fn shown(change: &Change, me: Option<&str>) -> Vec<Difference> {
    let fields: &[FieldChange] = match change.action {
        Action::Create | Action::Move | Action::Delete | Action::NoOp => &[],
        Action::Update | Action::Restore => &change.differences,
    };
    let alone = fields.len() == 1;
    fields.iter().filter(|field| alone || field.path != "sourceHash").map(|field| one(field, me)).collect()
}

fn one(field: &FieldChange, me: Option<&str>) -> Difference {
    let [old, new] = [&field.old, &field.new].map(|value| value.as_ref().map(value_text));
    let same = match (&old, &new) {
        (Some(old), Some(new)) => old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count(),
        _ => 0,
    };
    Difference {
        path: printable(&field.path),
        old: old.map(|text| window(&text, same)),
        new: new.map(|text| window(&text, same)),
        by: field.by.as_deref().filter(|by| Some(*by) != me).map(printable),
    }
}

/// A single value, ready to show.
pub(super) fn single(value: &Value) -> String {
    window(&value_text(value), 0)
}

/// A schema field as its type, any other value as JSON.
fn value_text(value: &Value) -> String {
    let member = |name| value.get(name).and_then(Value::as_str);
    let field = member("dataTypeDisplay").or_else(|| member("dataType"));
    printable(&field.map_or_else(|| value.to_string(), str::to_owned))
}

/// A text, cut at both ends if it is long; `same` is the length of the prefix that the other text shares.
fn window(text: &str, same: usize) -> String {
    let length = text.chars().count();
    if length <= WIDEST {
        return text.to_owned();
    }
    let from = if same < WIDEST { 0 } else { same.saturating_sub(LEAD).min(length - WIDEST) };
    let shown: String = text.chars().skip(from).take(WIDEST).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + WIDEST < length { "…" } else { "" };
    format!("{before}{shown}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(old: Option<Value>, new: Option<Value>, expect: (Option<&str>, Option<&str>)) {
        let field = FieldChange { path: "p".to_owned(), old, new, by: None };
        let found = one(&field, None);
        assert_eq!((found.old.as_deref(), found.new.as_deref()), expect);
    }

    #[test]
    fn texts_are_quoted_and_fields_shown_by_their_type() {
        check(Some(json!("a\n\"b\"")), None, (Some(r#""a\n\"b\"""#), None));
        let field = json!({"name": "id", "dataType": "INT", "dataTypeDisplay": "integer"});
        check(None, Some(field), (None, Some("integer")));
        check(None, Some(json!({"name": "id", "dataType": "INT"})), (None, Some("INT")));
    }

    #[test]
    fn an_author_is_shown_unless_it_is_the_tokens_user() {
        let field = FieldChange { path: "p".to_owned(), old: None, new: None, by: Some("bot".to_owned()) };
        assert_eq!(one(&field, Some("bot")).by, None);
        assert_eq!(one(&field, Some("b")).by.as_deref(), Some("bot"));
    }

    #[test]
    fn long_values_are_cut_where_they_differ() {
        let (old, new) =
            (format!("{}old{}", "x".repeat(200), "y".repeat(99)), format!("{}new", "x".repeat(200)));
        let lead = "x".repeat(LEAD);
        let (shown_old, shown_new) =
            (format!("…{lead}old{}…", "y".repeat(37)), format!("…{}new\"", "x".repeat(56)));
        check(Some(json!(old)), Some(json!(new)), (Some(&shown_old), Some(&shown_new)));
    }

    #[test]
    fn long_values_and_control_characters_do_not_reach_the_terminal() {
        let field = FieldChange {
            path: "\u{1b}".to_owned(),
            old: Some(json!(format!("\u{9b}31m{}", "x".repeat(100)))),
            new: None,
            by: Some("a\u{1b}".to_owned()),
        };
        let found = one(&field, None);
        let all = format!("{found:?}");
        assert!(!all.contains(['\u{1b}', '\u{9b}']) && !all.contains("u{9b}"), "{all}");
        assert_eq!(found.old.map(|old| old.chars().count()), Some(WIDEST + 1));
    }
}

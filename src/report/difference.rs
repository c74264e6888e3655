//! The differences of a change as people read them: `FieldChange`s → a path, and what stands there before and after.
//!
//! Values are cut, and where both are long around the first character that differs, so that a cut never makes two
//! values look the same.

use serde_json::Value;

use crate::diagnostic::render::printable;
use crate::plan::{Action, Change, FieldChange};

/// A value is shown up to so many characters.
const WIDEST: usize = 60;

/// Of a long value, so many characters are shown before the first that differs.
const LEAD: usize = 20;

/// One difference, ready to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// Where.
    pub(super) path: String,
    /// What stands there.
    pub(super) old: Option<String>,
    /// What shall.
    pub(super) new: Option<String>,
    /// Who wrote what stands there.
    pub(super) by: Option<String>,
}

/// What is told of a change. A creation, a move and a deletion are told by their names alone; the hash follows from
/// the other fields, so it is told only where it is the only one. Nor is it told that `me`, whose token it is, wrote
/// what stands there.
pub(super) fn told(change: &Change, me: Option<&str>) -> Vec<Difference> {
    let fields: &[FieldChange] = match change.action {
        Action::Create | Action::Move | Action::Delete | Action::NoOp => &[],
        Action::Update | Action::Restore => &change.differences,
    };
    let alone = fields.len() == 1;
    fields.iter().filter(|field| alone || field.path != "sourceHash").map(|field| one(field, me)).collect()
}

fn one(field: &FieldChange, me: Option<&str>) -> Difference {
    let [old, new] = [&field.old, &field.new].map(|value| value.as_ref().map(shown));
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
    window(&shown(value), 0)
}

/// A field of a schema by its type, anything else as JSON.
fn shown(value: &Value) -> String {
    let member = |name| value.get(name).and_then(Value::as_str);
    let field = member("dataTypeDisplay").or_else(|| member("dataType"));
    printable(&field.map_or_else(|| value.to_string(), str::to_owned))
}

/// A text, cut at both ends where it is long; `same`: so many characters of it are those of the other text.
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
    fn texts_are_quoted_and_fields_told_by_their_type() {
        check(Some(json!("a\n\"b\"")), None, (Some(r#""a\n\"b\"""#), None));
        let field = json!({"name": "id", "dataType": "INT", "dataTypeDisplay": "integer"});
        check(None, Some(field), (None, Some("integer")));
        check(None, Some(json!({"name": "id", "dataType": "INT"})), (None, Some("INT")));
    }

    #[test]
    fn who_wrote_what_stands_there_is_told_of_others() {
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

//! What the answer to a bulk request says of each of its elements (STOCK 3.3, 8).
//!
//! The counts are not believed: an element is done or refused only if the answer names it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Scrubber;
use crate::name::{child_fqn, quote};

/// What a bulk answer says of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Among the successes.
    Done,
    /// Among the failures, with the server's words.
    Refused(String),
    /// Among the failures, by an accident of the server's: worth another try by itself.
    Stumbled(String),
    /// Not mentioned.
    Unaccounted,
}

/// The rows of the elements with these FQNs, in their order.
pub fn account(fqns: &[&str], answer: &Value, scrubber: &Scrubber) -> Vec<Row> {
    let mut said = BTreeMap::new();
    for item in items(answer, "successRequest") {
        said.extend(named(item).map(|fqn| (fqn, Row::Done)));
    }
    // A failure counts more than a success of the same name.
    for item in items(answer, "failedRequest") {
        said.extend(named(item).map(|fqn| (fqn, failure(item, scrubber))));
    }
    fqns.iter().map(|fqn| said.get(*fqn).cloned().unwrap_or(Row::Unaccounted)).collect()
}

fn items<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The FQN of an item: `request` is that, or the create request.
fn named(item: &Value) -> Option<String> {
    let request = item.get("request")?;
    if let Some(fqn) = request.as_str() {
        return Some(fqn.to_owned());
    }
    let member = |key: &str| request.get(key).and_then(Value::as_str);
    let name = member("name")?;
    match (member("fullyQualifiedName"), member("apiCollection"), member("service")) {
        (Some(fqn), ..) => Some(fqn.to_owned()),
        (_, Some(collection), _) => Some(child_fqn(collection, name)),
        (.., Some(service)) => Some(child_fqn(&quote(service), name)),
        _ => None,
    }
}

fn failure(item: &Value, scrubber: &Scrubber) -> Row {
    let words = scrubber.text(item.get("message").and_then(Value::as_str).unwrap_or("no reason given"));
    match item.get("status").and_then(Value::as_u64) {
        Some(429 | 500..=599) => Row::Stumbled(words),
        _ => Row::Refused(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_named_is_done_or_refused() {
        let answer = json!({
            "status": "partialSuccess", "numberOfRowsPassed": 9, "more": {},
            "successRequest": [{"request": "s.c.a", "status": 200, "hasSideEffects": true}, {"request": "s.c.b"}],
            "failedRequest": [
                {"request": "s.c.b", "message": "bad", "status": 400},
                {"request": {"name": "d.e", "apiCollection": "s.c"}, "message": "boom", "status": 500},
                {"request": {"name": "t", "service": "my.svc"}},
                {"request": 7}, 8
            ],
        });
        let rows = account(
            &["s.c.a", "s.c.b", "s.c.\"d.e\"", "\"my.svc\".t", "s.c.f"],
            &answer,
            &Scrubber::default(),
        );
        let expect = [
            Row::Done,
            Row::Refused("bad".into()),
            Row::Stumbled("boom".into()),
            Row::Refused("no reason given".into()),
            Row::Unaccounted,
        ];
        assert_eq!(rows, expect);
    }

    #[test]
    fn an_answer_of_another_shape_accounts_for_nothing() {
        for answer in [json!(null), json!([]), json!({"successRequest": "all"}), json!({"status": "success"})]
        {
            assert_eq!(account(&["a"], &answer, &Scrubber::default()), [Row::Unaccounted]);
        }
    }
}

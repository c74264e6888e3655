//! The result of each element of a bulk request, from the answer to the request (stock.md#bulk-requests).
//!
//! The counts in the answer are not reliable: an element is done or refused only if the answer names it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Scrubber;
use crate::name::{child_fqn, quote};

/// The result of one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// Among the successes.
    Done,
    /// Among the failures, with the server's message.
    Refused(String),
    /// Among the failures, by an error inside the server: worth a retry on its own.
    Retryable(String),
    /// Not mentioned.
    Unaccounted,
}

/// The rows of the elements with these FQNs, in their order.
pub fn read_rows(fqns: &[&str], answer: &Value, scrubber: &Scrubber) -> Vec<Row> {
    let mut named = BTreeMap::new();
    for item in items(answer, "successRequest") {
        named.extend(fqn_of(item).map(|fqn| (fqn, Row::Done)));
    }
    // A failure wins over a success of the same name.
    for item in items(answer, "failedRequest") {
        named.extend(fqn_of(item).map(|fqn| (fqn, failure(item, scrubber))));
    }
    fqns.iter().map(|fqn| named.get(*fqn).cloned().unwrap_or(Row::Unaccounted)).collect()
}

fn items<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    answer.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The FQN of an item: `request` is that, or the create request.
fn fqn_of(item: &Value) -> Option<String> {
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
    let message = scrubber.text(item.get("message").and_then(Value::as_str).unwrap_or("no reason given"));
    match item.get("status").and_then(Value::as_u64) {
        Some(429 | 500..=599) => Row::Retryable(message),
        _ => Row::Refused(message),
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
        let rows = read_rows(
            &["s.c.a", "s.c.b", "s.c.\"d.e\"", "\"my.svc\".t", "s.c.f"],
            &answer,
            &Scrubber::default(),
        );
        let expect = [
            Row::Done,
            Row::Refused("bad".into()),
            Row::Retryable("boom".into()),
            Row::Refused("no reason given".into()),
            Row::Unaccounted,
        ];
        assert_eq!(rows, expect);
    }

    #[test]
    fn an_answer_of_another_shape_mentions_nothing() {
        for answer in [json!(null), json!([]), json!({"successRequest": "all"}), json!({"status": "success"})]
        {
            assert_eq!(read_rows(&["a"], &answer, &Scrubber::default()), [Row::Unaccounted]);
        }
    }
}

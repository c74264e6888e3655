//! JSON Patch (RFC 6902). All or nothing.
//!
//! The server's messages are measured: a failed test and a missing member are a 500.

use serde_json::Value;

use crate::body::without_nulls;
use crate::refusal::Refusal;
use crate::release::Rules;

/// The most operations in one patch.
const MAX_OPERATIONS: usize = 10_000;

/// Paths that the server sets itself; operations on them are ignored (read).
const IGNORED: [&str; 2] = ["/changeDescription", "/incrementalChangeDescription"];

/// The document with all operations applied, without members that become `null`.
pub(crate) fn apply(document: Value, operations: &Value, rules: &Rules) -> Result<Value, Refusal> {
    let Some(list) = operations.as_array().filter(|list| list.len() <= MAX_OPERATIONS) else {
        return Err(Refusal::bad("A patch is an array of operations"));
    };
    let document = list.iter().try_fold(document, |document, operation| step(document, operation, rules))?;
    Ok(without_nulls(document))
}

fn step(mut document: Value, operation: &Value, rules: &Rules) -> Result<Value, Refusal> {
    let member = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
    let value = || operation.get("value").cloned().unwrap_or_default();
    let text = member("path");
    if text.ends_with("href") || IGNORED.iter().any(|path| text.starts_with(path)) {
        return Ok(document);
    }
    let path = pointer(text)?;
    let at = Place { rules, document: &document };
    match member("op") {
        "test" if at.find(&path).ok() == Some(&value()) => {}
        "test" => return Err(failed_test(text, &value(), rules)),
        "add" => put(&mut document, &path, value(), false, rules)?,
        "replace" => put(&mut document, &path, value(), true, rules)?,
        "remove" => take(&mut document, &path, rules)?,
        "copy" | "move" => {
            let from = pointer(member("from"))?;
            let moved = at.find(&from)?.clone();
            if member("op") == "move" {
                take(&mut document, &from, rules)?;
            }
            put(&mut document, &path, moved, false, rules)?;
        }
        other => {
            return Err(Refusal::Unhandled(format!(
                "Illegal value for the op member of the JSON Patch: {other}"
            )));
        }
    }
    Ok(document)
}

/// The message of a failed test differs by release (measured).
fn failed_test(path: &str, value: &Value, rules: &Rules) -> Refusal {
    Refusal::Unhandled(if rules.honest_statuses {
        format!("The JSON Patch operation 'test' failed for path '{path}' and value '{value}'")
    } else {
        "JsonPatch.Operation.TEST fails! Values are not equal".to_owned()
    })
}

/// The tokens of a JSON Pointer.
fn pointer(text: &str) -> Result<Vec<String>, Refusal> {
    let Some(rest) = text.strip_prefix('/') else {
        return Err(Refusal::Unhandled(format!("A non-empty JSON Pointer must begin with a '/': {text}")));
    };
    Ok(rest.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect())
}

/// The message about a missing member or item, by release (measured).
fn missing(within: &Value, token: &str, last: bool, rules: &Rules) -> Refusal {
    Refusal::Unhandled(match within {
        Value::Array(_) if rules.honest_statuses => {
            let length = within.as_array().map_or(0, Vec::len);
            format!("An array item index is out of range. Index: {token}, Size: {length}")
        }
        _ if rules.honest_statuses && last => {
            format!("Non-existing name/value pair in the object for key {token}")
        }
        _ if rules.honest_statuses => {
            format!("The JSON Object '{within}' contains no mapping for the name '{token}'")
        }
        _ => format!("'{within}' contains no value for name '{token}'"),
    })
}

/// Read access to a document.
struct Place<'a> {
    rules: &'a Rules,
    document: &'a Value,
}

impl<'a> Place<'a> {
    fn find(&self, path: &[String]) -> Result<&'a Value, Refusal> {
        path.iter().enumerate().try_fold(self.document, |at, (place, token)| {
            let next = match at {
                Value::Array(items) => index(token).and_then(|index| items.get(index)),
                _ => at.get(token.as_str()),
            };
            next.ok_or_else(|| missing(at, token, place + 1 == path.len(), self.rules))
        })
    }
}

/// The value that contains the last token of the path, and that token.
fn holder<'a, 'b>(
    document: &'a mut Value,
    path: &'b [String],
    rules: &Rules,
) -> Result<(&'a mut Value, &'b str), Refusal> {
    let Some((last, parents)) = path.split_last() else { return Err(missing(document, "", true, rules)) };
    Place { rules, document }.find(parents)?;
    let at = parents.iter().try_fold(document, |at, token| match at {
        Value::Array(items) => index(token).and_then(|index| items.get_mut(index)),
        other => other.get_mut(token.as_str()),
    });
    at.map(|at| (at, last.as_str())).ok_or_else(|| Refusal::Unhandled(format!("no value for name '{last}'")))
}

fn put(
    document: &mut Value,
    path: &[String],
    value: Value,
    replace: bool,
    rules: &Rules,
) -> Result<(), Refusal> {
    if replace {
        Place { rules, document }.find(path)?;
    }
    let (at, last) = holder(document, path, rules)?;
    match at {
        Value::Object(map) => {
            map.insert(last.to_owned(), value);
        }
        Value::Array(items) => {
            let place = if last == "-" { Some(items.len()) } else { index(last) };
            let Some(place) = place.filter(|place| *place <= items.len()) else {
                return Err(Refusal::Unhandled(format!(
                    "An array item index is out of range. Index: {last}"
                )));
            };
            if replace {
                items.remove(place);
            }
            items.insert(place, value);
        }
        other => return Err(missing(other, last, true, rules)),
    }
    Ok(())
}

fn take(document: &mut Value, path: &[String], rules: &Rules) -> Result<(), Refusal> {
    Place { rules, document }.find(path)?;
    let (at, last) = holder(document, path, rules)?;
    match at {
        Value::Object(map) => {
            map.remove(last);
        }
        Value::Array(items) => {
            if let Some(place) = index(last).filter(|place| *place < items.len()) {
                items.remove(place);
            }
        }
        _ => {}
    }
    Ok(())
}

/// An array index: digits without a leading zero.
fn index(token: &str) -> Option<usize> {
    let plain = token.bytes().all(|byte| byte.is_ascii_digit()) && (token == "0" || !token.starts_with('0'));
    if plain { token.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::release::Release;

    fn check(operations: Value, expect: Result<Value, &str>) {
        let document = json!({"a": {"b/c": 1}, "list": [1, 2], "d": "text"});
        match (apply(document, &operations, Release::V1_6.rules()), expect) {
            (Ok(found), Ok(expect)) => assert_eq!(found, expect, "{operations}"),
            (Err(Refusal::Unhandled(found) | Refusal::Coded(_, found)), Err(expect)) => {
                assert!(found.contains(expect), "{operations}: {found}");
            }
            (found, expect) => panic!("{operations}: {found:?}, expected {expect:?}"),
        }
    }

    #[test]
    fn operations() {
        let one = |op: &str, path: &str, value: Value| json!([{"op": op, "path": path, "value": value}]);
        let with = |list: Value| Ok(json!({"a": {"b/c": 1}, "list": list, "d": "text"}));
        check(one("add", "/list/-", json!(3)), with(json!([1, 2, 3])));
        check(one("add", "/list/0", json!(0)), with(json!([0, 1, 2])));
        check(one("replace", "/list/1", json!(9)), with(json!([1, 9])));
        check(one("remove", "/list/0", Value::Null), with(json!([2])));
        check(one("test", "/a/b~1c", json!(1)), with(json!([1, 2])));
        check(one("test", "/d", json!("other")), Err("JsonPatch.Operation.TEST fails!"));
        check(one("replace", "/nope", json!(1)), Err("contains no value for name 'nope'"));
        check(one("replace", "/nope/x", json!(1)), Err("contains no value for name 'nope'"));
        check(one("remove", "/nope", Value::Null), Err("contains no value for name 'nope'"));
        check(one("add", "/list/7", json!(1)), Err("out of range"));
        check(one("add", "/list/01", json!(1)), Err("out of range"));
        check(one("add", "/d/x", json!(1)), Err("contains no value"));
        check(one("nope", "/d", json!(1)), Err("Illegal value for the op member"));
        check(one("add", "d", json!(1)), Err("must begin with a '/'"));
        check(json!({}), Err("array of operations"));
    }
}

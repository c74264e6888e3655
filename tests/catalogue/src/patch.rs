//! JSON Patch (RFC 6902): test, add, remove, replace. All or nothing.
//!
//! The server's texts are measured: a test that fails and a member that is missing are a 500.

use serde_json::Value;

use crate::answer::Refusal;

/// The most operations in one patch.
const MAX_OPERATIONS: usize = 10_000;

/// The document with all operations applied.
pub(crate) fn apply(document: Value, operations: &Value) -> Result<Value, Refusal> {
    let Some(list) = operations.as_array().filter(|list| list.len() <= MAX_OPERATIONS) else {
        return Err(Refusal::bad("A patch is an array of operations"));
    };
    list.iter().try_fold(document, step)
}

fn step(mut document: Value, operation: &Value) -> Result<Value, Refusal> {
    let member = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
    // A value of `null` was left out when the body was read.
    let value = || operation.get("value").cloned().unwrap_or_default();
    let path = pointer(member("path"))?;
    match member("op") {
        "test" if find(&document, &path)? == &value() => {}
        "test" => {
            return Err(Refusal::Unhandled(
                "JsonPatch.Operation.TEST fails! Values are not equal".to_owned(),
            ));
        }
        "add" => put(&mut document, &path, value(), false)?,
        "replace" => put(&mut document, &path, value(), true)?,
        "remove" => take(&mut document, &path)?,
        other => {
            return Err(Refusal::Unhandled(format!(
                "Illegal value for the op member of the JSON Patch: {other}"
            )));
        }
    }
    Ok(document)
}

/// The tokens of a JSON Pointer.
fn pointer(text: &str) -> Result<Vec<String>, Refusal> {
    let Some(rest) = text.strip_prefix('/') else {
        return Err(Refusal::Unhandled(format!("A non-empty JSON Pointer must begin with a '/': {text}")));
    };
    Ok(rest.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect())
}

fn missing(within: &Value, token: &str) -> Refusal {
    Refusal::Unhandled(format!("'{within}' contains no value for name '{token}'"))
}

fn find<'a>(document: &'a Value, path: &[String]) -> Result<&'a Value, Refusal> {
    path.iter().try_fold(document, |at, token| {
        let next = match at {
            Value::Array(items) => index(token).and_then(|index| items.get(index)),
            _ => at.get(token.as_str()),
        };
        next.ok_or_else(|| missing(at, token))
    })
}

/// The value that holds the last token of the path, and that token.
fn holder<'a, 'b>(document: &'a mut Value, path: &'b [String]) -> Result<(&'a mut Value, &'b str), Refusal> {
    let Some((last, parents)) = path.split_last() else { return Err(missing(document, "")) };
    find(document, parents)?;
    let at = parents.iter().try_fold(document, |at, token| match at {
        Value::Array(items) => index(token).and_then(|index| items.get_mut(index)),
        other => other.get_mut(token.as_str()),
    });
    at.map(|at| (at, last.as_str())).ok_or_else(|| Refusal::Unhandled(format!("no value for name '{last}'")))
}

fn put(document: &mut Value, path: &[String], value: Value, replace: bool) -> Result<(), Refusal> {
    if replace {
        find(document, path)?;
    }
    let (at, last) = holder(document, path)?;
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
        other => return Err(missing(other, last)),
    }
    Ok(())
}

fn take(document: &mut Value, path: &[String]) -> Result<(), Refusal> {
    find(document, path)?;
    let (at, last) = holder(document, path)?;
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

    fn check(operations: Value, expect: Result<Value, &str>) {
        let document = json!({"a": {"b/c": 1}, "list": [1, 2], "d": "text"});
        match (apply(document, &operations), expect) {
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
        check(one("move", "/d", json!(1)), Err("Illegal value for the op member"));
        check(one("add", "d", json!(1)), Err("must begin with a '/'"));
        check(json!({}), Err("array of operations"));
    }
}

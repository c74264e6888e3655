//! A JSON value in memory → a tree of it, without a text.
//!
//! Places hold only the order of the values: each is an empty range after that of the value before it.

use serde_json::Value;

use super::build::Builder;
use super::limits::LimitExceeded;
use super::raw::QUOTED;
use super::{Format, Kind, Limits, Tree};
use crate::diagnostic::{Source, Span};

/// The tree of a value; none if it passes a limit.
pub(crate) fn from_json(value: &Value, limits: Limits) -> Option<Tree> {
    let mut builder = Builder::new(limits);
    let mut place = 0;
    add(value, &mut builder, &mut place).ok()?;
    builder.finish(String::new(), Format::Json, Source::Config, &mut Vec::new()).ok()
}

fn add(value: &Value, builder: &mut Builder, place: &mut usize) -> Result<(), LimitExceeded> {
    match value {
        Value::Object(members) => {
            builder.open(Kind::Object, next(place))?;
            for (key, value) in members {
                builder.decoded(Kind::String, next(place), key, QUOTED)?;
                add(value, builder, place)?;
            }
            builder.close(None);
        }
        Value::Array(items) => {
            builder.open(Kind::Array, next(place))?;
            items.iter().try_for_each(|item| add(item, builder, place))?;
            builder.close(None);
        }
        Value::Null => drop(builder.decoded(Kind::Null, next(place), "null", 0)?),
        Value::Bool(flag) => drop(builder.decoded(Kind::Bool, next(place), &flag.to_string(), 0)?),
        Value::Number(number) => drop(builder.decoded(Kind::Number, next(place), &number.to_string(), 0)?),
        Value::String(text) => drop(builder.decoded(Kind::String, next(place), text, QUOTED)?),
    }
    Ok(())
}

/// The place after the last one.
fn next(place: &mut usize) -> Span {
    *place += 1;
    Span::new(*place, *place)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_and_their_order_are_kept() {
        let value = json!({"a": [1, 2.5, true, null, "x\n\"y"], "b": {"c": {}}});
        let tree = from_json(&value, Limits::default()).unwrap();
        let items: Vec<_> = tree.root().get("a").unwrap().items().collect();
        let texts: Vec<_> = items.iter().map(|item| (item.kind(), item.text().into_owned())).collect();
        let expect = [
            (Kind::Number, "1"),
            (Kind::Number, "2.5"),
            (Kind::Bool, "true"),
            (Kind::Null, "null"),
            (Kind::String, "x\n\"y"),
        ];
        assert_eq!(texts, expect.map(|(kind, text)| (kind, text.to_owned())));
        assert!(items.is_sorted_by_key(|item| item.span()));
        assert!(tree.root().get("b").unwrap().get("c").unwrap().is_object());
        assert!(from_json(&value, Limits { depth: 1, ..Limits::default() }).is_none());
    }
}

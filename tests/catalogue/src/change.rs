//! Versions and change descriptions, with the server's field names (measured).

use serde_json::{Map, Value, json};

/// A version in tenths: 0.1 is the first, +0.1 a minor change, +1.0 a change that removed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32);

impl Version {
    /// 0.1
    pub(crate) const FIRST: Self = Self(1);

    pub(crate) fn next(self, major: bool) -> Self {
        Self(self.0.saturating_add(if major { 10 } else { 1 }))
    }

    pub(crate) fn json(self) -> Value {
        json!(f64::from(self.0) / 10.0)
    }

    /// Reads `2.3`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
        let tenth: u32 = tenth.parse().ok().filter(|tenth| *tenth < 10)?;
        whole.parse::<u32>().ok()?.checked_mul(10)?.checked_add(tenth).map(Self)
    }
}

/// The differences of two states of an entity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) added: Vec<Value>,
    pub(crate) updated: Vec<Value>,
    pub(crate) deleted: Vec<Value>,
    /// The last author of each path, on releases that have it.
    pub(crate) summary: Option<Value>,
}

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.updated.is_empty() && self.deleted.is_empty()
    }

    /// Records one value if it differs, and returns whether it does; absent and `null` are the same.
    pub(crate) fn record(&mut self, name: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
        match (old, new) {
            (None, Some(new)) => self.added.push(json!({ "name": name, "newValue": new })),
            (Some(old), None) => self.deleted.push(json!({ "name": name, "oldValue": old })),
            (Some(old), Some(new)) if old != new => {
                self.updated.push(json!({ "name": name, "oldValue": old, "newValue": new }));
            }
            _ => return false,
        }
        true
    }

    /// Records additions to and removals from a list, each as JSON text, and returns whether there are any.
    pub(crate) fn record_list(&mut self, name: &str, added: &[Value], deleted: &[Value]) -> bool {
        let text = |items: &[Value]| Value::String(json!(items).to_string());
        if !added.is_empty() {
            self.added.push(json!({ "name": name, "newValue": text(added) }));
        }
        if !deleted.is_empty() {
            self.deleted.push(json!({ "name": name, "oldValue": text(deleted) }));
        }
        !added.is_empty() || !deleted.is_empty()
    }

    /// The member `changeDescription`.
    pub(crate) fn json(&self, previous: Version) -> Value {
        let mut out = json!({
            "fieldsAdded": self.added,
            "fieldsUpdated": self.updated,
            "fieldsDeleted": self.deleted,
            "previousVersion": previous.json(),
        });
        if let Some(summary) = &self.summary {
            out["changeSummary"] = summary.clone();
        }
        out
    }
}

/// Access to the strings and lists of a JSON object; absent ones are empty.
pub(crate) trait Members {
    /// The text of a member; empty when absent.
    fn text(&self, name: &str) -> &str;
    /// The items of a member; none when absent.
    fn items(&self, name: &str) -> &[Value];
    /// Copies a member from another object, or removes it if that has none.
    fn take_from(&mut self, name: &str, other: &Self);
}

impl Members for Map<String, Value> {
    fn text(&self, name: &str) -> &str {
        self.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn items(&self, name: &str) -> &[Value] {
        self.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn take_from(&mut self, name: &str, other: &Self) {
        match other.get(name) {
            Some(value) => self.insert(name.to_owned(), value.clone()),
            None => self.remove(name),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_grow_by_a_tenth_or_by_one() {
        let nine = Version::parse("3.9").unwrap();
        assert_eq!(nine.next(false).json(), json!(4.0));
        assert_eq!(Version::FIRST.next(true).json(), json!(1.1));
        for text in ["x", "1.23", "1.x", "99999999999"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }
}

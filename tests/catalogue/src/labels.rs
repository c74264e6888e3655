//! The tags on entities and fields. They are stored apart from the entities, by the FQN of the tagged thing, so they
//! survive a write that fails, and a field that is removed and added again (stock.md#field-tags, stock.md#patches).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::Object;

/// The classification of certifications; its tags are shown as `certification` and not among the tags.
pub(crate) const CERTIFICATION: &str = "Certification";

/// A stored label; its name and description are those of the tag.
const STORED: [&str; 8] =
    ["tagFQN", "source", "labelType", "state", "reason", "metadata", "appliedAt", "appliedBy"];

/// All labels, by the FQN of the tagged thing; each list is sorted by tag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels(BTreeMap<String, Vec<Object>>);

impl Labels {
    /// The labels on one thing.
    pub(crate) fn on(&self, fqn: &str) -> &[Object] {
        self.0.get(fqn).map_or(&[], Vec::as_slice)
    }

    /// Adds labels to a thing. Derived ones are not stored (stock.md#field-tags); an existing label stays as it is.
    /// `now` is their time; none on releases without it.
    pub(crate) fn add(&mut self, fqn: &str, labels: &[Value], now: Option<u64>) {
        let new = labels.iter().filter_map(Value::as_object).filter(|one| one.text("labelType") != "Derived");
        for label in new {
            let list = self.0.entry(fqn.to_owned()).or_default();
            if list.iter().all(|one| one.get("tagFQN") != label.get("tagFQN")) {
                list.push(stored(label, now));
            }
            list.sort_by(|a, b| a.text("tagFQN").cmp(b.text("tagFQN")));
        }
    }

    /// Removes the labels of these tags from a thing.
    pub(crate) fn remove(&mut self, fqn: &str, labels: &[Value]) {
        if let Some(list) = self.0.get_mut(fqn) {
            list.retain(|one| labels.iter().all(|gone| gone.get("tagFQN") != one.get("tagFQN")));
        }
    }

    /// Removes all labels from a thing.
    pub(crate) fn clear(&mut self, fqn: &str) {
        self.0.remove(fqn);
    }

    /// Removes all labels from a thing and everything in it.
    pub(crate) fn clear_below(&mut self, fqn: &str) {
        let below = format!("{fqn}.");
        self.0.retain(|on, _| on != fqn && !on.starts_with(&below));
    }
}

fn stored(label: &Object, now: Option<u64>) -> Object {
    let kept = label.iter().filter(|(name, _)| STORED.contains(&name.as_str()));
    let mut out: Object = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    match now {
        Some(now) => {
            out.insert("appliedAt".to_owned(), json!(now));
        }
        None => {
            out.remove("appliedAt");
            out.remove("appliedBy");
        }
    }
    out
}

/// Whether two labels are of the same tag.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    a.get("tagFQN") == b.get("tagFQN")
}

/// Whether a label is a certification.
pub(crate) fn certifies(label: &Object) -> bool {
    label.text("tagFQN").split('.').next() == Some(CERTIFICATION)
}

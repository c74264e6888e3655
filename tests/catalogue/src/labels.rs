//! The tags that are put on entities and fields. They are stored beside the entities, by the FQN of what they
//! are on: so they outlive a write that fails, and a field that goes and comes back (STOCK 11.3, 11.5).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::change::Members;
use crate::entity::Object;

/// The classification whose tags certify; they are shown as `certification` and not among the tags.
pub(crate) const CERTIFICATION: &str = "Certification";

/// What is stored of a label; name and description are those of the tag.
const STORED: [&str; 8] =
    ["tagFQN", "source", "labelType", "state", "reason", "metadata", "appliedAt", "appliedBy"];

/// All labels, by what they are on; each list sorted by tag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Labels(BTreeMap<String, Vec<Object>>);

impl Labels {
    /// The labels on one thing.
    pub(crate) fn on(&self, fqn: &str) -> &[Object] {
        self.0.get(fqn).map_or(&[], Vec::as_slice)
    }

    /// Puts labels on a thing. Derived ones are not stored (STOCK 11.3); one that is there stays as it is.
    /// `now` is when; none on releases that do not tell.
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

    /// Takes labels of these tags off a thing.
    pub(crate) fn remove(&mut self, fqn: &str, labels: &[Value]) {
        if let Some(list) = self.0.get_mut(fqn) {
            list.retain(|one| labels.iter().all(|gone| gone.get("tagFQN") != one.get("tagFQN")));
        }
    }

    /// Takes everything off a thing.
    pub(crate) fn clear(&mut self, fqn: &str) {
        self.0.remove(fqn);
    }

    /// Takes everything off a thing and what is in it.
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

/// Whether a label is of the classification that certifies.
pub(crate) fn certifies(label: &Object) -> bool {
    label.text("tagFQN").split('.').next() == Some(CERTIFICATION)
}

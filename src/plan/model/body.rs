//! The body of a create request: its members, or the catalog's endpoint that has the same members.
//!
//! A first run creates everything that a document has. Such a body is exactly the catalog's endpoint, so it is shared and
//! not copied; its members are made when they are read or sent. The body of a stored run stays the text as which it was
//! stored, for the same reason: as values, all bodies together take ten times the memory.

use std::borrow::Cow;
use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::entity::Endpoint;
use crate::json;

/// The body of a create request. All forms are serialised as their members, and are equal if these are.
#[derive(Debug, Clone)]
pub enum Body {
    /// These members.
    Members(Value),
    /// The members of an endpoint of the catalog.
    Endpoint(Rc<Endpoint>),
    /// The members as JSON, of a stored run.
    Text(Box<RawValue>),
}

impl Body {
    /// Its members.
    pub fn members(&self) -> Cow<'_, Value> {
        match self {
            Self::Members(members) => Cow::Borrowed(members),
            // Cannot fail: every key of an endpoint is a string.
            Self::Endpoint(endpoint) => Cow::Owned(serde_json::to_value(endpoint).unwrap_or_default()),
            // It was JSON when it was stored, and it was read as JSON.
            Self::Text(text) => Cow::Owned(json::read(text.get().as_bytes()).unwrap_or_default()),
        }
    }

    /// Whether it has labels that people gave to the predecessor or its fields.
    pub fn has_labels(&self) -> bool {
        match self {
            Self::Members(members) => has_labels(members),
            Self::Endpoint(_) => false,
            Self::Text(_) => has_labels(&self.members()),
        }
    }

    /// Its size in bytes as it is sent.
    pub fn size(&self) -> usize {
        let mut count = Count(0);
        match serde_json::to_writer(&mut count, self) {
            Ok(()) | Err(_) => count.0,
        }
    }
}

/// The members of a create request that only people give.
const LABELS: [&str; 7] = ["owners", "tags", "domain", "domains", "dataProducts", "extension", "lifeCycle"];

/// The depth is that of the schemas, which the mapping limits.
fn has_labels(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| LABELS.contains(&name.as_str()) || has_labels(value))
        }
        Value::Array(items) => items.iter().any(has_labels),
        _ => false,
    }
}

/// Counts the bytes that are written to it.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl From<Value> for Body {
    fn from(members: Value) -> Self {
        Self::Members(members)
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        self.members() == other.members()
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Members(members) => members.serialize(serializer),
            Self::Endpoint(endpoint) => endpoint.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self::Text)
    }
}

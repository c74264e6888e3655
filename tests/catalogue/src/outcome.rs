//! The outcome of a write to one entity: the answer, and the change for the header and the audit log.

use serde_json::Value;

use crate::answer::Response;
use crate::release::Rules;

/// The change of a write, as the server reports it. [`Change::Unchanged`] means that there is no new version, not that
/// nothing was stored (stock.md#patches).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Created,
    Updated,
    Unchanged,
    SoftDeleted,
    Deleted,
    Restored,
    FieldsChanged,
}

impl Change {
    /// The name of the change: the header, and the type of its event.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "entityCreated",
            Self::Updated => "entityUpdated",
            Self::Unchanged => "entityNoChange",
            Self::SoftDeleted => "entitySoftDeleted",
            Self::Deleted => "entityDeleted",
            Self::Restored => "entityRestored",
            Self::FieldsChanged => "entityFieldsChanged",
        }
    }
}

/// A write to one entity that was accepted.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// The entity.
    pub(crate) number: u64,
    pub(crate) status: u16,
    pub(crate) change: Change,
    pub(crate) body: Value,
}

impl Outcome {
    /// Of an entity that does not exist any more.
    pub(crate) fn none() -> Self {
        Self { number: 0, status: 200, change: Change::Unchanged, body: Value::Null }
    }

    /// The answer.
    pub(crate) fn response(&self, rules: &Rules) -> Response {
        let response = Response::json(self.status, &self.body);
        if rules.etags { response.with("X-OpenMetadata-Change", self.change.name()) } else { response }
    }
}

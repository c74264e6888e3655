//! A change of one entity: the action, the fields that differ, and the writes that apply it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::plan::model::body::Body;
use crate::plan::model::kind::Kind;

/// What is done to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Action {
    /// It does not exist yet.
    Create,
    /// It differs.
    Update,
    /// A connector deleted it, and the document has it again.
    Restore,
    /// It is created, and takes over what people gave to the entity of the same path and method that is deleted.
    Move,
    /// The document no longer has it.
    Delete,
    /// It is up to date.
    NoOp,
}

impl Action {
    /// Whether it creates an entity.
    pub fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Move)
    }

    /// Its name in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Restore => "restore",
            Self::Move => "move",
            Self::Delete => "delete",
            Self::NoOp => "no-op",
        }
    }
}

/// One entity, and what is done to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The action.
    pub action: Action,
    /// The entity's kind.
    pub kind: Kind,
    /// The entity's FQN.
    pub fqn: String,
    /// The server's id, if the entity exists.
    pub id: Option<String>,
    /// For a move: the FQN of the entity that is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What differs, by field; empty for a created entity, whose first write has all of it. See [`Change::fields`].
    #[serde(rename = "fields", default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<FieldChange>,
    /// The writes that apply it, in order; each needs the one before it.
    pub writes: Vec<Write>,
}

/// One difference of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct FieldChange {
    /// `description`, `requestSchema.pet.name.dataType`.
    pub path: String,
    /// The server's value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    pub old: Option<Value>,
    /// The value to write.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "unknown"))]
    pub new: Option<Value>,
    /// Who wrote the server's value, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl FieldChange {
    /// A change whose author was not asked.
    pub(in crate::plan) fn new(path: String, old: Option<Value>, new: Option<Value>) -> Self {
        Self { path, old, new, by: None }
    }
}

/// One write, still without HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Write {
    /// Create or update by the create request (PUT, or an element of a bulk request).
    Put(Body),
    /// A JSON Patch (RFC 6902) of the entity of that id; begins with `test /updatedAt`. A patch that follows another write
    /// of the same entity cannot know that value: it tests the texts that it replaces and the names of the fields that it
    /// changes.
    Patch(Value),
    /// The same, with the `If-Match` of the entity at that time: it makes a version of its own, which the server does not
    /// merge into the one before (stock.md#patches).
    PatchIfMatch(Value),
    /// Restores a deleted entity by its id, unchanged and with its content. A PUT would reset what people decided about
    /// it, and a PUT of a service would need the connection, which may be unknown.
    Restore,
    /// Makes that user, by id, a follower of the entity.
    Follow(String),
    /// Adds an edge of lineage: `{fromEntity, toEntity, lineageDetails}`, in which the entity's own end has no id yet.
    Lineage(Value),
    /// Soft-delete by id; a collection together with its endpoints only if `recursive`.
    Delete {
        /// Only for a collection whose endpoints are all deleted by this plan.
        recursive: bool,
    },
}

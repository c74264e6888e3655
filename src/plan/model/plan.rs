//! [`Plan`]: every change, and everything that is held back, left alone or lost.

use serde::{Deserialize, Serialize};

use crate::plan::difference::user_content::UserContent;
use crate::plan::model::change::Change;
use crate::plan::model::held::Held;

/// The difference between desired and current state.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// Every entity of the catalog that is not left alone (`unmanaged`, `deleted_by_people`) and every deletion, in
    /// the order in which they are applied: service, collections, endpoints, deletions (endpoints before
    /// collections). An endpoint that is deleted together with its collection has no writes of its own.
    pub changes: Vec<Change>,
    /// Deletions that are held back, and why.
    pub held: Vec<Held>,
    /// FQNs of entities that people created: never overwritten, never deleted.
    pub unmanaged: Vec<String>,
    /// FQNs of entities on the server that a filter hides.
    pub hidden: Vec<String>,
    /// FQNs of entities that a person deleted, and of entities of the catalog whose service or collection stays deleted:
    /// nothing is written there.
    pub deleted_by_people: Vec<String>,
    /// FQNs of entities that the server can neither return with their tags nor write: left alone.
    #[serde(default)]
    pub broken_on_server: Vec<String>,
    /// Texts that differ from the document's and are kept, because their author is unknown.
    #[serde(default)]
    pub author_unknown: Vec<UserContent>,
    /// Differences that the server would report as written and not store; they are not written.
    #[serde(default)]
    pub not_stored: Vec<NotStored>,
    /// What people gave to entities and fields that are deleted, or deleted once that is approved, and that no other
    /// entity takes over.
    pub user_content_lost: Vec<UserContent>,
    /// Texts of people that the document's texts replace; for a move, texts of the entity that is replaced.
    pub user_content_replaced: Vec<UserContent>,
    /// Other users who changed an entity that matched the document, by user name; each with one of the entities.
    pub other_writers: Vec<(String, String)>,
    /// SHA-256, hex, over what is written (design.md#hashes).
    pub hash: String,
    /// SHA-256, hex, over the deletions that the guard holds back; `--approve` takes it.
    pub approval_hash: Option<String>,
    /// Whether [`Rules::approve`](crate::plan::Rules::approve) is the hash of this plan's deletions.
    #[serde(default)]
    pub approved: bool,
}

/// A difference that is not written, because the server would not store it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NotStored {
    /// The entity.
    pub fqn: String,
    /// The field.
    pub path: String,
    /// The reason, in plain English.
    pub reason: String,
}

//! [`Catalog`](crate::entity::Catalog) and [`Snapshot`] → [`Plan`]: the difference, as a value.
//!
//! Nothing here sends anything: a plan is compared, shown, hashed and approved before it is carried out. Carried
//! out whole and compared again, it is empty; only a service that is overwritten by force is written each time.
//!
//! | whose | what | what becomes of it |
//! |---|---|---|
//! | the document's | `endpointURL`, `requestMethod`, schemas, `sourceHash` | converge to it |
//! | the last writer's | descriptions and display names, of fields too | a person's stay, a connector's follow the document |
//! | people's | owners, tags, domains, what they made, what they deleted | stay as they are |
//!
//! Identity is the FQN. In the order in which a plan is made:
//!
//! | | |
//! |---|---|
//! | `rules` | what the config and the server's version ask |
//! | `snapshot`, `settled` | what the server holds, and what of it need not be kept |
//! | `proof`, `authors`, `audit` | who wrote what stands there |
//! | `diff`, `moves`, `retire` | what becomes of each entity, which only move, which go |
//! | `wanted`, `schema`, `schema_patch`, `texts` | what differs in one, whose text stays, and how it is written |
//! | `storable` | which of that the server stores without hiding who wrote |
//! | `body`, `hash` | what a PUT sends, and by what a plan is known |
//! | `say`, `unmet` | what there is to tell before, and what is not so afterwards |

mod audit;
mod authors;
mod body;
mod diff;
mod hash;
mod moves;
mod proof;
mod retire;
mod rules;
mod say;
mod schema;
mod schema_patch;
mod settled;
mod snapshot;
mod storable;
mod texts;
mod unmet;
mod wanted;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use audit::Audit;
pub use authors::{unknown_authors, unproven_authors};
pub use body::Body;
pub use diff::{Leaves, Leaving, diff, leaving, losing_fields};
pub use rules::{Rules, Storage, Writer};
pub use settled::Settled;
pub use snapshot::{NotAPage, Page, Snapshot, State, first_maker};
pub use texts::Word;
pub use unmet::unmet;

/// What is done to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// It is not there.
    Create,
    /// It differs.
    Update,
    /// A connector deleted it, and the document has it again.
    Restore,
    /// It is made, and takes over what people gave to the one with its path and method that goes.
    Move,
    /// The document no longer has it.
    Delete,
    /// It is as wanted.
    NoOp,
}

impl Action {
    /// Whether it makes something that was not there.
    pub fn makes(self) -> bool {
        matches!(self, Self::Create | Self::Move)
    }

    /// As output writes it.
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

/// What an entity is; in the order in which they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// `/services/apiServices`.
    ApiService,
    /// `/apiCollections`.
    ApiCollection,
    /// `/apiEndpoints`.
    ApiEndpoint,
}

impl Kind {
    /// OpenMetadata's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiService => "apiService",
            Self::ApiCollection => "apiCollection",
            Self::ApiEndpoint => "apiEndpoint",
        }
    }
}

/// The difference between what is wanted and what is there.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Plan {
    /// Every entity of the catalog that is not left alone (`unmanaged`, `deleted_by_people`) and every deletion, in
    /// the order in which they are carried out: service, collections, endpoints, deletions (endpoints before
    /// collections). An endpoint that goes with its collection has no writes of its own.
    pub changes: Vec<Change>,
    /// Deletions that are not carried out, and why.
    pub held: Vec<Held>,
    /// FQNs of what people made: never overwritten, never deleted.
    pub unmanaged: Vec<String>,
    /// FQNs that a filter hides of the server.
    pub hidden: Vec<String>,
    /// FQNs that a person deleted, and those of the catalog that have no place because what they are in stays
    /// deleted: nothing is written there.
    pub deleted_by_people: Vec<String>,
    /// FQNs of what the server cannot give with its tags, nor write: left alone.
    #[serde(default)]
    pub unreadable: Vec<String>,
    /// Texts that differ from the document's and stay, since nobody can tell who wrote them.
    #[serde(default)]
    pub undecided: Vec<Word>,
    /// Differences that the server would not store, though it answers that it did; not tried.
    #[serde(default)]
    pub unstored: Vec<Unstored>,
    /// What people gave to entities and fields that go, or go once their deletion is approved, and that nothing takes
    /// over.
    pub words: Vec<Word>,
    /// What people wrote and the document's texts replace; of a move, what stands on the one that goes.
    pub replaced: Vec<Word>,
    /// Others who changed what was as the document says, by user name; each with one of the entities.
    pub other_writers: Vec<(String, String)>,
    /// SHA-256, hex, over what is written (MAPPING, hashes).
    pub hash: String,
    /// SHA-256, hex, over the deletions that the guard holds; `--approve` takes it.
    pub approval_hash: Option<String>,
}

/// One entity, and what is done to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What is done.
    pub action: Action,
    /// What it is.
    pub kind: Kind,
    /// Its identity.
    pub fqn: String,
    /// The server's id, where it is there.
    pub id: Option<String>,
    /// Of a move: the identity of the one that goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What differs, by field; what is made is told by its first write. See [`Change::fields`].
    #[serde(rename = "fields", default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<FieldChange>,
    /// The writes that bring it about, in order; each needs the one before it.
    pub writes: Vec<Write>,
}

impl Change {
    /// What differs, by field: of what is made, every member but its name, and what is given to it afterwards.
    pub fn fields(&self) -> Cow<'_, [FieldChange]> {
        match self.writes.split_first() {
            Some((Write::Put(body), after)) if self.differences.is_empty() => {
                let mut fields = wanted::members(&body.members());
                fields.extend(after.iter().flat_map(moves::given_by));
                Cow::Owned(fields)
            }
            _ => Cow::Borrowed(&self.differences),
        }
    }

    /// Whether it is made by a request of its own: a bulk request drops the tags of fields (STOCK 11.2), and what is
    /// given afterwards needs the new entity's id.
    pub fn stands_alone(&self) -> bool {
        match self.writes.split_first() {
            Some((Write::Put(body), after)) => !after.is_empty() || body.has_labels(),
            _ => true,
        }
    }
}

/// One difference of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `description`, `requestSchema.pet.name.dataType`.
    pub path: String,
    /// What the server holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What it shall hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Who wrote what is there, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl FieldChange {
    fn new(path: String, old: Option<Value>, new: Option<Value>) -> Self {
        Self { path, old, new, by: None }
    }
}

/// One write, still without HTTP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Write {
    /// Create or update by the create request (PUT, or an element of a bulk request).
    Put(Body),
    /// A JSON Patch (RFC 6902) of the entity of that id; begins with `test /updatedAt`. One that follows another write
    /// of the same entity cannot know that: it tests the texts that it replaces and the names of the fields that it
    /// changes.
    Patch(Value),
    /// The same, under the `If-Match` of the entity as it is then: a version of its own, which is not merged into the
    /// one before (STOCK 11.5).
    PatchIfMatch(Value),
    /// Brings a deleted entity back by its id, with all that it holds, as it was. A PUT would reset what people decided
    /// about it, and that of a service would need the connection, which may not be at hand.
    Restore,
    /// Makes that user, by id, a follower of the entity.
    Follow(String),
    /// Draws an edge of lineage: `{fromEntity, toEntity, lineageDetails}`, in which the entity's own end has no id yet.
    Lineage(Value),
    /// Soft-delete by id; a collection with what is in it only if `recursive`.
    Delete {
        /// Only for a collection that is wholly in this plan.
        recursive: bool,
    },
}

/// A difference that is not written, since the server would not store it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unstored {
    /// The entity.
    pub fqn: String,
    /// Where in it.
    pub path: String,
    /// Why, in words.
    pub reason: String,
}

/// A deletion that is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What it is.
    pub kind: Kind,
    /// Its identity.
    pub fqn: String,
    /// Why it stays.
    pub reason: HeldReason,
}

/// Why a deletion is not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldReason {
    /// The document is not whole.
    DocumentNotWhole,
    /// Too many at once; the approval hash releases them.
    Guard,
    /// A collection in which something else lives.
    NotEmpty,
    /// A write was lost to the transport.
    WriteLost,
    /// What is there could not be read.
    Unread,
    /// The entity that replaces it was refused.
    Replaced,
    /// The run was cancelled before.
    Cancelled,
    /// People voted for it, talk about it or have tasks on it, which cannot be moved (`keepDiscussed`).
    Discussed,
}

impl HeldReason {
    /// Whether it stays because it should, and not because something went wrong.
    pub fn is_right(self) -> bool {
        matches!(self, Self::NotEmpty | Self::Discussed)
    }
}

//! What a plan depends on besides the two states: settings of the config, properties of the server's release, the user.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Guard;

/// The settings of a plan.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// `markDeletedApiCollections`: entities that the document no longer has are deleted.
    pub mark_deleted: bool,
    /// `x-metarest.deletion`: when deletions are held back.
    pub guard: Guard,
    /// `forceEntityOverwriting`: the service is written although it exists.
    pub force_service: bool,
    /// The service's create request in the form of the server's version, with placeholders for secrets. Without
    /// it the service is never sent.
    pub service_body: Option<Value>,
    /// `overrideMetadata`: the document's texts replace what people wrote.
    pub override_metadata: bool,
    /// Entities per bulk request; none if the server has no such request.
    pub batch: Option<usize>,
    /// What the server's release stores of a write.
    pub storage: Storage,
    /// The server merges a PATCH into the version of the same user's last write if that was since then, in milliseconds since
    /// 1970.
    pub session_since: u64,
    /// The token's own user.
    pub me: Writer,
    /// Users that are known to be bots.
    pub bots: BTreeSet<String>,
    /// FQNs of entities that somebody restored after a run had deleted them: they are deleted again only if that is
    /// approved.
    pub restored: BTreeSet<String>,
    /// The approval hash that the caller gave, if any.
    pub approve: Option<String>,
}

/// What a release of the server stores of a write, and which authors that hides (stock.md#openmetadata-16,
/// stock.md#openmetadata-112).
///
/// The default is the oldest release that was measured, 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// A write of the hash alone makes no version, and its writer becomes the recorded author of the present version. So a
    /// version that names a connector does not prove that a connector made it.
    pub hash_is_hidden: bool,
    /// An endpoint that has a field with a quotation mark in its name can neither be read alone nor be deleted with its
    /// collection.
    pub breaks_on_quotes: bool,
    /// A collection's URL is stored only together with another hash.
    pub collection_url_needs_hash: bool,
    /// A PATCH cannot remove a description that has a line break, only replace it by an empty one.
    pub keeps_multiline_descriptions: bool,
    /// A PATCH with `If-Match` makes a version of its own if it changes a member that all entities have. Without it the
    /// server merges two PATCHes of one user within ten minutes into one version.
    pub if_match: bool,
    /// A bot's display names are reported as written and not stored.
    pub ignores_display_names: bool,
    /// A bot's removal of a description is reported as done and not stored.
    pub ignores_description_removal: bool,
}

/// A user of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The user name.
    pub name: String,
    /// Whether it is a bot. A bot's PUT does not overwrite stored texts, a person's PUT does.
    pub is_bot: bool,
}

impl Rules {
    /// Whether that user is a connector: a bot, or the token's own user.
    pub(in crate::plan) fn is_connector(&self, user: &str) -> bool {
        self.me.name == user || self.bots.contains(user)
    }
}

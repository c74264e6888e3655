//! What a difference depends on beside the two states.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::Guard;

/// The settings of a difference.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// `markDeletedApiCollections`: what the document no longer has is deleted.
    pub mark_deleted: bool,
    /// `x-metarest.deletion`: when that is held back.
    pub guard: Guard,
    /// `forceEntityOverwriting`: the service is written although it is there.
    pub force_service: bool,
    /// The service's create request in the shape of the server's version; its secrets as placeholders. Without
    /// it the service is never sent.
    pub service_body: Option<Value>,
    /// `overrideMetadata`: the document's texts replace what people wrote.
    pub override_metadata: bool,
    /// Entities a bulk request; none where the server has no such request.
    pub batch: Option<usize>,
    /// What the server's release stores of a write.
    pub storage: Storage,
    /// A PATCH of what the token's own user wrote since then, in milliseconds since 1970, would become one version with
    /// that.
    pub session_since: u64,
    /// The token's own user.
    pub me: Writer,
    /// Users of whom it is known that they are bots.
    pub bots: BTreeSet<String>,
    /// The approval hash that was given, if one was.
    pub approve: Option<String>,
}

/// What a release of the server stores of a write, and what it hides by it (STOCK 10, 11).
///
/// The default is the oldest release that was measured, 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// A hash that changes alone makes no version: who writes it becomes the recorded author of the version that is
    /// there. So a version that names a connector does not prove that a connector made it.
    pub hash_is_hidden: bool,
    /// An endpoint of which a field has a quotation mark in its name cannot be read alone, nor deleted with its
    /// collection.
    pub breaks_on_quotes: bool,
    /// A collection's URL is stored only together with another hash.
    pub collection_url_needs_hash: bool,
    /// A description that has a line break cannot be removed by a PATCH, only replaced by an empty one.
    pub keeps_broken_lines: bool,
    /// A PATCH with `If-Match` makes a version of its own, where it changes a member that all entities have. Without, two
    /// PATCHes of one user within ten minutes become one version.
    pub if_match: bool,
    /// A bot's display names are answered as written and not stored.
    pub keeps_display_names: bool,
    /// A bot's removal of a description is answered as done and not stored.
    pub keeps_descriptions: bool,
}

/// A user of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The user name.
    pub name: String,
    /// Whether it is a bot. The server keeps the texts that are there against a bot's PUT, not against a person's.
    pub is_bot: bool,
}

impl Rules {
    /// Whether that user is a connector: a bot, or the token's own user.
    pub(super) fn is_connector(&self, user: &str) -> bool {
        self.me.name == user || self.bots.contains(user)
    }
}

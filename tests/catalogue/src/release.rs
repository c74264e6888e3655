//! The releases of the server that are simulated, and every rule in which they differ: data, in one place.
//!
//! A release is a name; its [`Rules`] are the behaviour of its server. Other code uses the rules and never the
//! release, so one table has all differences. 1.6 and 1.12 are measured (stock.md#openmetadata-16,
//! stock.md#openmetadata-112); 2.0 stores as 1.12 does, with the differences that were read
//! (stock.md#rights-and-deletion). Where the copies of the source disagree, the rule is the one that is harder for a
//! client.

use std::fmt;
use std::str::FromStr;

/// A line of the server. Later ones compare greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// 1.6: one PUT an entity, flat connection. Measured.
    V1_6,
    /// 1.12: bulk, nested connection. Measured on 1.12.6.
    V1_12,
    /// 2.0: bulk that skips equal hashes, `overrideMetadata`, `deleteStale`. Observed and read.
    V2_0,
}

/// The behaviour of the server of one release.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) release: Release,
    /// The version of `GET /system/version`.
    pub(crate) version: &'static str,
    /// The host of the users' mail addresses (as recorded).
    pub(crate) mail_host: &'static str,

    // Features.
    /// `PUT …/bulk` for collections and endpoints (clients use it since 1.11, stock.md#server-api).
    pub(crate) bulk: bool,
    /// `POST …/logs/{fqn}/{runId}` (the client of 1.12 sends them, stock.md#pipeline-status).
    pub(crate) log_stream: bool,
    /// `DELETE …/deleteStale`, `overrideMetadata` and `PUT …/progress` (stock.md#server-api, read).
    pub(crate) delete_stale: bool,
    /// Policies restrict users; without them everybody may do everything (stock.md#rights-and-deletion).
    pub(crate) policies: bool,
    /// `entityStatus`, reset by PUT and bulk (stock.md#writes-by-a-bot).
    pub(crate) entity_status: bool,
    /// Classifications, glossaries, domains and the like, feed, lineage, audit log, votes, followers.
    pub(crate) neighbours: bool,

    // Answers.
    /// The status shows the kind of error; otherwise most refusals are a 500 (stock.md#openmetadata-16,
    /// stock.md#status-codes-and-urls).
    pub(crate) honest_statuses: bool,
    /// `ETag` on single entities, `If-Match` on PATCH, `X-OpenMetadata-Change` (stock.md#status-codes-and-urls,
    /// stock.md#patches).
    pub(crate) etags: bool,
    /// `incrementalChangeDescription`, and `changeSummary` in change descriptions (stock.md#status-codes-and-urls,
    /// stock.md#authorship).
    pub(crate) change_summary: bool,
    /// The answer of a bulk has `dryRun` and, in each row, whether it has side effects (observed).
    pub(crate) bulk_side_effects: bool,
    /// Lists have the tags of fields only with `tags` and a schema in `fields` (stock.md#field-tags).
    pub(crate) lists_need_schema_for_field_tags: bool,
    /// Answers to writes have the domains of collections and endpoints, also if there are none (measured).
    pub(crate) empty_domains_shown: bool,
    /// Services can be followed (measured).
    pub(crate) services_have_followers: bool,
    /// An endpoint without owners shows those of its collection, and an entity without a domain that of its
    /// container, each marked as inherited (read in the source of 1.12.6).
    pub(crate) owners_are_inherited: bool,

    // What it accepts.
    /// The location of the document is nested in `openAPISchemaConnection` (stock.md#openmetadata-16,
    /// stock.md#status-codes-and-urls).
    pub(crate) nested_connection: bool,
    /// The answer to a written pipeline has the server's own connection; on later releases its runs have their changes
    /// (measured).
    pub(crate) pipelines_show_server: bool,
    /// `endpointURL` of an endpoint is required (stock.md#openmetadata-16, stock.md#status-codes-and-urls).
    pub(crate) endpoint_url_required: bool,
    /// A `"` in a name makes an FQN that the server cannot read; else the name is refused (stock.md#openmetadata-16,
    /// stock.md#field-tags).
    pub(crate) quotes_break_names: bool,
    /// Owners, tags, domains and properties of a body must exist; before, only owners and tags.
    pub(crate) domains_exist: bool,

    // What it stores.
    /// A change of the hash alone makes a version; otherwise it is stored without one (stock.md#openmetadata-16,
    /// stock.md#authorship).
    pub(crate) hash_makes_version: bool,
    /// A write whose changes make no version is stored, and changes the author of the present version
    /// (stock.md#authorship). Otherwise such a write is not stored.
    pub(crate) hidden_write_takes_over_author: bool,
    /// A PATCH is stored, whatever it changes (stock.md#openmetadata-16).
    pub(crate) patch_always_stores: bool,
    /// A schema left out is removed when anything else changes; else it stays (stock.md#openmetadata-16,
    /// stock.md#writes-by-a-bot).
    pub(crate) left_out_schema_is_removed: bool,
    /// A bot's PUT leaves the entity's display name as it is (stock.md#openmetadata-16, stock.md#writes-by-a-bot).
    pub(crate) put_keeps_display_name: bool,
    /// A bot's PUT leaves existing owners (stock.md#openmetadata-16, stock.md#bulk-requests).
    pub(crate) put_keeps_owners: bool,
    /// The request fields of an endpoint without response schema count as added each time (stock.md#writes-by-a-bot).
    pub(crate) no_response_schema_forgets_request: bool,
    /// Creating by bulk drops every tag of every field (stock.md#bulk-requests).
    pub(crate) bulk_create_drops_field_tags: bool,
    /// A bulk stores URLs percent-encoded (stock.md#status-codes-and-urls).
    pub(crate) bulk_encodes_non_ascii: bool,
    /// Name and type of a field must be unique among its siblings; adding a second one is a 500 (stock.md#field-tags).
    pub(crate) added_twins_fail: bool,
    /// Names of fields are compared without case (read in the source of 1.12.6).
    pub(crate) field_names_ignore_case: bool,
    /// Tags have their author and time (stock.md#field-tags).
    pub(crate) labels_tell_author: bool,
    /// A name that a change summary cannot read fails the write after its tags are stored (stock.md#field-tags,
    /// stock.md#patches).
    pub(crate) summary_fails: bool,
    /// A PATCH with `If-Match` compares only the members that all entities have (stock.md#patches).
    pub(crate) if_match_ignores_own_members: bool,
    /// A parent whose entities are all deleted does not count as empty (read in the source of 1.12.6).
    pub(crate) deleted_children_count: bool,
    /// A collection cannot be written in a deleted service (stock.md#rights-and-deletion).
    pub(crate) deleted_service_is_missing: bool,
    /// How long `/versions` shows the state of the last read by id after a bulk (stock.md#authorship).
    pub(crate) versions_lag_ms: u64,
    /// The delay of a change in the audit log (stock.md#authorship).
    pub(crate) audit_lag_ms: u64,

    // Read in the source of 2.x.
    /// A bulk skips an element with an equal hash that is not deleted and whose FQN it names once
    /// (stock.md#rights-and-deletion).
    pub(crate) bulk_skips_equal_hash: bool,
    /// Bots cannot change display names and owners, not by PATCH either: 200 and not stored
    /// (stock.md#rights-and-deletion).
    pub(crate) bots_keep_names_and_owners: bool,
    /// A bot's PATCH that removes or empties a description is 200 and not stored (stock.md#rights-and-deletion).
    pub(crate) bots_cannot_clear_texts: bool,
}

static V1_6: Rules = Rules {
    release: Release::V1_6,
    version: "1.6.0-SNAPSHOT",
    mail_host: "open-metadata.org",
    bulk: false,
    log_stream: false,
    delete_stale: false,
    policies: false,
    entity_status: false,
    neighbours: false,
    honest_statuses: false,
    etags: false,
    change_summary: false,
    bulk_side_effects: false,
    lists_need_schema_for_field_tags: false,
    empty_domains_shown: false,
    services_have_followers: false,
    owners_are_inherited: false,
    nested_connection: false,
    pipelines_show_server: true,
    endpoint_url_required: true,
    quotes_break_names: false,
    domains_exist: false,
    hash_makes_version: true,
    hidden_write_takes_over_author: false,
    patch_always_stores: true,
    left_out_schema_is_removed: false,
    put_keeps_display_name: true,
    put_keeps_owners: true,
    no_response_schema_forgets_request: false,
    bulk_create_drops_field_tags: false,
    bulk_encodes_non_ascii: false,
    added_twins_fail: false,
    field_names_ignore_case: false,
    labels_tell_author: false,
    summary_fails: false,
    if_match_ignores_own_members: false,
    deleted_children_count: false,
    deleted_service_is_missing: false,
    versions_lag_ms: 0,
    audit_lag_ms: 0,
    bulk_skips_equal_hash: false,
    bots_keep_names_and_owners: false,
    bots_cannot_clear_texts: false,
};

static V1_12: Rules = Rules {
    release: Release::V1_12,
    version: "1.12.6",
    mail_host: "example.test",
    bulk: true,
    log_stream: true,
    policies: true,
    entity_status: true,
    neighbours: true,
    honest_statuses: true,
    etags: true,
    change_summary: true,
    lists_need_schema_for_field_tags: true,
    empty_domains_shown: true,
    services_have_followers: true,
    owners_are_inherited: true,
    nested_connection: true,
    pipelines_show_server: false,
    endpoint_url_required: false,
    quotes_break_names: true,
    domains_exist: true,
    hash_makes_version: false,
    hidden_write_takes_over_author: true,
    patch_always_stores: false,
    left_out_schema_is_removed: true,
    put_keeps_display_name: false,
    put_keeps_owners: false,
    no_response_schema_forgets_request: true,
    bulk_create_drops_field_tags: true,
    bulk_encodes_non_ascii: true,
    added_twins_fail: true,
    field_names_ignore_case: true,
    labels_tell_author: true,
    summary_fails: true,
    if_match_ignores_own_members: true,
    deleted_children_count: true,
    deleted_service_is_missing: true,
    versions_lag_ms: 30_000,
    audit_lag_ms: 5_000,
    ..V1_6
};

static V2_0: Rules = Rules {
    release: Release::V2_0,
    version: "2.0.7",
    delete_stale: true,
    bulk_side_effects: true,
    no_response_schema_forgets_request: false,
    bulk_skips_equal_hash: true,
    bots_keep_names_and_owners: true,
    bots_cannot_clear_texts: true,
    ..V1_12
};

impl Release {
    /// The rules of this release.
    pub(crate) fn rules(self) -> &'static Rules {
        match self {
            Self::V1_6 => &V1_6,
            Self::V1_12 => &V1_12,
            Self::V2_0 => &V2_0,
        }
    }
}

/// A release that is not simulated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRelease(pub String);

impl fmt::Display for UnknownRelease {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "no such server release: {}; known are 1.6, 1.12 and 2.0", self.0)
    }
}

impl std::error::Error for UnknownRelease {}

impl FromStr for Release {
    type Err = UnknownRelease;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "1.6" => Ok(Self::V1_6),
            "1.12" => Ok(Self::V1_12),
            "2.0" => Ok(Self::V2_0),
            _ => Err(UnknownRelease(text.to_owned())),
        }
    }
}

impl fmt::Display for Release {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::V1_6 => "1.6",
            Self::V1_12 => "1.12",
            Self::V2_0 => "2.0",
        })
    }
}

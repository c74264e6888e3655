//! The options of a run that are not in the config.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{ExpectedPlan, KnownDocuments};
use crate::entity::Share;
use crate::plan::Kind;

/// The options of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The approval hash that releases deletions which the guard holds.
    pub approve: Option<String>,
    /// An approval of deletions that have changed since counts as none: everything else is written, and the deletions are
    /// held back under their own hash. Otherwise the run ends before it writes anything.
    pub hold_unapproved: bool,
    /// The only plan that may be carried out.
    pub plan: Option<ExpectedPlan>,
    /// FQNs of entities that somebody restored after a run had deleted them ([`Command::Restore`](super::Command)): they
    /// are deleted again only if that is approved.
    pub restored: BTreeSet<String>,
    /// What [`Command::Restore`](super::Command) brings back.
    pub restore: Vec<RestoredEntity>,
    /// What an earlier run read, from [`Outcome::known`](super::Outcome::known): if none of it changed, an ingest ends
    /// without asking the server anything. A run with an approval or a plan does not ask.
    pub known: Option<KnownDocuments>,
    /// The least share of the document that must be mapped; an ingest of less ends before anything is written.
    pub min_coverage: Option<Share>,
    /// The outcome has what a report shows: the entities, and the document's texts. Without it they are let go as soon
    /// as nothing needs them, which halves what a large document takes while its writes are on their way.
    pub for_report: bool,
    /// Whether addresses of private networks may be used ([`is_private_address`](super::is_private_address)). A host that
    /// runs configs of others forbids them: then a run ends before it sends anything to one, also by a redirect.
    pub private_addresses: bool,
    /// How many requests are open at once. A server writes no faster with more than four (stock.md#openmetadata-16).
    pub concurrency: usize,
    /// The time limit of the run in milliseconds; it then ends as if cancelled.
    pub time_limit_ms: u64,
    /// The time limit of a request in milliseconds.
    pub request_timeout_ms: u64,
    /// The time limit for loading one document in milliseconds.
    pub load_timeout_ms: u64,
    /// The retry policy.
    pub retry: RetryPolicy,
    /// Entities a page of a list.
    pub page_size: usize,
}

/// An entity that an earlier run deleted, as in its results.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RestoredEntity {
    /// Its kind.
    pub kind: Kind,
    /// Its FQN.
    pub fqn: String,
    /// Its id.
    pub id: String,
}

/// The retry policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Retries of one request.
    pub per_request: u32,
    /// Retries of the whole run; a good answer gives one back.
    pub per_run: u32,
    /// The first wait, in milliseconds; each further one is twice as long.
    pub first_ms: u64,
    /// The longest wait that is chosen here.
    pub cap_ms: u64,
    /// The longest wait that a server may ask for; if it asks for more, it is not tried again.
    pub longest_ms: u64,
}

impl Options {
    /// For a user who waits for the answer.
    pub fn impatient() -> Self {
        Self {
            request_timeout_ms: 30_000,
            load_timeout_ms: 60_000,
            retry: RetryPolicy { per_request: 1, ..RetryPolicy::default() },
            ..Self::default()
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            approve: None,
            hold_unapproved: false,
            plan: None,
            restored: BTreeSet::new(),
            restore: Vec::new(),
            known: None,
            min_coverage: None,
            for_report: true,
            private_addresses: true,
            concurrency: 4,
            time_limit_ms: 2 * 60 * 60 * 1000,
            request_timeout_ms: 5 * 60 * 1000,
            load_timeout_ms: 2 * 60 * 1000,
            retry: RetryPolicy::default(),
            page_size: 200,
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { per_request: 5, per_run: 200, first_ms: 500, cap_ms: 30_000, longest_ms: 120_000 }
    }
}

//! OpenMetadata's server side, as far as a connector for APIs uses it, as a strict state machine.
//!
//! In: a [`Request`] and the time. Out: a [`Reply`]. There is no IO, no clock and no randomness, so a run against it
//! is the same every time. Its callers are the native server in this crate and the tests of the core.
//!
//! Its behaviour has four sources. Each rule names its source, with the section of docs/stock.md, the project's notes on the
//! servers:
//!
//! | source | evidence |
//! |---|---|
//! | measured | answers recorded from real servers of 1.6 and 1.12.6; `tests/recorded.rs` replays them |
//! | noted | seen on a real 1.12.6 and noted, but not recorded; `tests/noted_writes.rs`, `noted_other.rs` |
//! | observed | requests of clients of 1.12 and 2.0, and the answers that they accept; `tests/observed.rs` |
//! | read | the server's source, and descriptions of its resources and schemas; never run; `tests/later.rs` |
//!
//! The differences of the releases are data: `release::Rules`. No server of 2.x could be run; 2.0 stores as 1.12.6
//! does, with the differences that were read.

mod access;
mod answer;
mod audit;
mod body;
mod bulk;
mod bulk_fault;
mod change;
mod create;
mod cursor;
mod entity;
mod fault;
mod feed;
mod field;
mod fields;
mod history;
mod inherit;
mod labels;
mod lineage;
mod list;
mod members;
mod name;
mod outcome;
mod page;
mod patch;
mod people;
mod pipeline;
mod query;
mod references;
mod refusal;
mod release;
mod remove;
mod resource;
mod route;
mod seed;
mod setup;
mod shape;
mod social;
mod store;
mod update;
mod uri;
mod view;

pub use answer::{Reply, Request, Response};
pub use body::gzip;
pub use fault::{Fault, FaultKind, Matcher};
pub use page::page;
pub use release::{Release, UnknownRelease};

use serde::Serialize;
use serde_json::Value;

use audit::Audit;
use entity::Kind;
use fault::Faults;
use feed::Feed;
use lineage::Lineage;
use people::People;
use pipeline::Runs;
use release::Rules;
use store::Store;

/// One request and the status of its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The method, as sent.
    pub method: String,
    /// Path with query, as sent.
    pub path: String,
    /// The status of the answer; 0 if there was none.
    pub status: u16,
}

/// How often the state was written, by effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Writes {
    /// Entities created.
    pub created: usize,
    /// Entities updated: a new version, or a consolidated one.
    pub updated: usize,
    /// Writes that the server accepted without storing anything.
    pub unchanged: usize,
    /// Entities deleted, soft or hard, including those inside of them.
    pub deleted: usize,
    /// Entities restored, including those inside of them.
    pub restored: usize,
}

/// The whole server: entities with their versions, users, pipeline runs, planned faults, and a log.
#[derive(Clone, Debug)]
pub struct Catalogue {
    release: Release,
    store: Store,
    people: People,
    runs: Runs,
    feed: Feed,
    lineage: Lineage,
    audit: Audit,
    faults: Faults,
    log: Vec<Logged>,
}

impl Catalogue {
    /// An empty server of this release: a bot, an administrator and a plain user, and the tags and types of a new
    /// server.
    #[must_use]
    pub fn new(release: Release) -> Self {
        let rules = release.rules();
        let mut store = Store::new(rules);
        let people = People::new(&mut store);
        if rules.neighbours {
            setup::seed(&mut store);
        }
        Self {
            release,
            store,
            people,
            runs: Runs::default(),
            feed: Feed::default(),
            lineage: Lineage::default(),
            audit: Audit::default(),
            faults: Faults::default(),
            log: Vec::new(),
        }
    }

    /// Answers one request. `now_ms` is the server's clock in milliseconds since 1970.
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Reply {
        let kind = self.faults.due(request);
        let reply = fault::apply(self, now_ms, request, kind);
        self.log.push(Logged {
            method: request.method.clone(),
            path: request.path.clone(),
            status: reply.response().map_or(0, |response| response.status),
        });
        reply
    }

    /// Plans a fault of later requests. Of several that match one request, the one planned first happens.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.plan(fault);
    }

    /// Removes all planned faults.
    pub fn clear_faults(&mut self) {
        self.faults = Faults::default();
    }

    /// The release of this server.
    #[must_use]
    pub fn release(&self) -> Release {
        self.release
    }

    /// All requests so far, in order.
    #[must_use]
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// The writes of the requests so far.
    #[must_use]
    pub fn writes(&self) -> Writes {
        self.store.writes
    }

    /// All services, deleted ones too, with every field, by name.
    #[must_use]
    pub fn services(&self) -> Vec<Value> {
        self.all(Kind::Service)
    }

    /// All collections, deleted ones too, with every field, by name.
    #[must_use]
    pub fn collections(&self) -> Vec<Value> {
        self.all(Kind::Collection)
    }

    /// All endpoints, deleted ones too, with every field, by name.
    #[must_use]
    pub fn endpoints(&self) -> Vec<Value> {
        self.all(Kind::Endpoint)
    }

    /// The runs of a pipeline, by its FQN, with their last status.
    #[must_use]
    pub fn pipeline_runs(&self, fqn: &str) -> Vec<Value> {
        self.runs.of(fqn)
    }

    /// The log of one run so far, and whether it was closed.
    #[must_use]
    pub fn pipeline_log(&self, fqn: &str, run: &str) -> Option<(&str, bool)> {
        self.runs.log(fqn, run)
    }

    fn rules(&self) -> &'static Rules {
        self.store.rules
    }

    fn all(&self, kind: Kind) -> Vec<Value> {
        let named = fields::Fields {
            extension: true,
            certification: true,
            ..fields::Fields::whole(kind, self.rules())
        };
        let named = fields::Fields { domains: true, ..named };
        self.store.every(kind).map(|entity| self.store.view(entity, named)).collect()
    }
}

//! OpenMetadata's server side, as far as a connector for APIs meets it, as a strict state machine.
//!
//! In goes a [`Request`] and the time, out comes a [`Reply`]; there is no IO, no clock and no
//! randomness, so a run against it is the same each time. The native server beside this library and the
//! tests of the core are its two callers.
//!
//! What it does is known in four ways; a rule says which where it stands, with the section of STOCK, the
//! project's notes on the servers:
//!
//! | source | what it rests on |
//! |---|---|
//! | measured | answers recorded from real servers of 1.6 and 1.12.6; `tests/recorded.rs` replays them |
//! | told | what was seen of a real 1.12.6 and written down, but not recorded; `tests/told.rs`, `told_around.rs` |
//! | observed | what clients of 1.12 and 2.0 send, and what answers they accept; `tests/observed.rs` |
//! | read | descriptions of the server's resources and schemas, its source; never run; `tests/later.rs` |
//!
//! In what the releases differ is data: `release::Rules`. No server of 2.x could be run; 2.0 stores as 1.12.6
//! does, with what was read of it on top.

mod access;
mod answer;
mod audit;
mod body;
mod bulk;
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
mod refers;
mod refusal;
mod release;
mod remove;
mod resource;
mod route;
mod seed;
mod setup;
mod shape;
mod social;
mod spoil;
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

/// One request as it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Logged {
    /// The method, as sent.
    pub method: String,
    /// Path with query, as sent.
    pub path: String,
    /// The status answered; 0 when nothing was.
    pub status: u16,
}

/// How often the state was written, by effect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Writes {
    /// Entities made.
    pub created: usize,
    /// Entities stored anew: a new version, or an older one consolidated.
    pub updated: usize,
    /// Writes that the server accepted without storing anything.
    pub unchanged: usize,
    /// Entities deleted, soft or hard, with what they took along.
    pub deleted: usize,
    /// Entities brought back, with what they brought along.
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
    /// An empty server of this release: a bot, an administrator and a plain user, the tags and types that a
    /// server comes with, nothing else.
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

    /// Plans a fault for requests to come. Of several that match one request, the one planned first acts.
    pub fn fail(&mut self, fault: Fault) {
        self.faults.plan(fault);
    }

    /// Forgets every planned fault.
    pub fn heal(&mut self) {
        self.faults = Faults::default();
    }

    /// The release this server plays.
    #[must_use]
    pub fn release(&self) -> Release {
        self.release
    }

    /// All requests so far, in order.
    #[must_use]
    pub fn log(&self) -> &[Logged] {
        &self.log
    }

    /// What the requests so far wrote.
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

    /// The runs of a pipeline, by its FQN, as last stated.
    #[must_use]
    pub fn pipeline_runs(&self, fqn: &str) -> Vec<Value> {
        self.runs.of(fqn)
    }

    /// What was sent of one run's log, and whether it was closed.
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

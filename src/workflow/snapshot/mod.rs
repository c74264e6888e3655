//! Reads the snapshot: what the server holds, and who created, deleted and wrote it. Then makes the plan.

mod planning;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::entity::Catalog;
use crate::openmetadata::Answer;
use crate::plan::{
    Audit, DetailReason, DetailRequest, Kind, Pruner, Snapshot, State, audits_to_read, creator,
    details_of_changed, details_of_removed, versions_to_read,
};
use crate::workflow::Phase;
use crate::workflow::io::queue::JobId;
use crate::workflow::server::failure::request_failed;
use crate::workflow::server::service::{ServiceReader, Step};
use crate::workflow::session::{ServerInfo, Session};
use crate::workflow::transition::Next;
use planning::PlanInput;

/// The snapshot is being read.
#[derive(Debug)]
pub(crate) enum ReadSnapshot {
    Service(Box<ServiceReading>),
    /// Versions of entities, by request; the value is the entity's id.
    Versions(Open<String>),
    /// Users, by request; the value is the user's name.
    Users(Open<String>),
    /// Parts of the audit log, by request.
    AuditLog(Open<AuditRead>),
    /// Details of endpoints that move, go or lose fields: the endpoint's id, and what is requested.
    Details(Open<(String, Detail)>),
}

/// Requests that are open, what each is about, and what is known so far.
#[derive(Debug)]
pub(crate) struct Open<T> {
    input: PlanInput,
    requests: BTreeMap<JobId, T>,
    /// How many there were.
    total: usize,
}

impl<T> Open<T> {
    fn new(input: PlanInput, requests: BTreeMap<JobId, T>) -> Self {
        let total = requests.len();
        Self { input, requests, total }
    }

    /// Goes on once all requests are answered.
    fn then(
        self,
        session: &mut Session,
        next: fn(&mut Session, PlanInput) -> Next<ReadSnapshot>,
        stay: fn(Self) -> ReadSnapshot,
    ) -> Next<ReadSnapshot> {
        if self.requests.is_empty() { next(session, self.input) } else { Next::Stay(stay(self)) }
    }
}

/// The service and its lists are being read.
#[derive(Debug)]
pub(crate) struct ServiceReading {
    server: ServerInfo,
    catalog: Box<Catalog>,
    reader: ServiceReader,
    snapshot: Snapshot,
    pruner: Pruner,
}

/// A detail of an endpoint that moves, goes or loses fields.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Detail {
    /// The whole entity; `stays` if only some of its fields go.
    Entity {
        stays: bool,
    },
    Lineage,
    Counts,
}

/// The part of the audit log that is about one entity.
#[derive(Debug)]
pub(crate) struct AuditRead {
    kind: Kind,
    fqn: String,
    id: String,
    audit: Audit,
    pages: usize,
}

impl ReadSnapshot {
    pub(crate) fn start(session: &mut Session, server: ServerInfo, catalog: Box<Catalog>) -> Next<Self> {
        session.progress(Phase::Snapshot, 0, 0);
        session.bound_pages(&catalog);
        let (reader, snapshot) = (ServiceReader::start(session), Snapshot::default());
        let pruner = Pruner::of(&catalog);
        Next::Stay(Self::Service(Box::new(ServiceReading { server, catalog, reader, snapshot, pruner })))
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        let next = match self {
            Self::Service(reading) => return reading.answered(session, job, answer),
            Self::Versions(open) => versions(session, open, job, answer),
            Self::Users(open) => users(session, open, job, answer),
            Self::AuditLog(open) => audit_log(session, open, job, answer),
            Self::Details(open) => details(session, open, job, answer),
        };
        next.unwrap_or_else(|(what, answer)| Next::fail(request_failed(session, what, answer)))
    }
}

impl ServiceReading {
    fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<ReadSnapshot> {
        let Self { server, catalog, reader, mut snapshot, pruner } = self;
        let breaks = server.capabilities.storage.breaks_on_quotes;
        let mut sink = |mut state: State| {
            state.broken_on_server = breaks && state.breaks_answers();
            snapshot.states.push(pruner.prune(&catalog, state));
        };
        match reader.answered(session, &server, (job, answer), &mut sink) {
            Step::More(reader) => {
                session.progress(Phase::Snapshot, reader.count(), 0);
                let reading = Self { server, catalog, reader, snapshot, pruner };
                Next::Stay(ReadSnapshot::Service(Box::new(reading)))
            }
            Step::Finished(service) => {
                let snapshot = Snapshot { service, ..snapshot };
                let (creators, bots) = Default::default();
                ask_versions(session, PlanInput { server, catalog, snapshot, creators, bots })
            }
            Step::Failed(answer) => Next::fail(request_failed(session, "list of entities", answer)),
        }
    }
}

/// What comes next; or what was requested, and the answer that ends the run.
type Answered = Result<Next<ReadSnapshot>, (&'static str, Answer)>;

fn versions(session: &mut Session, mut open: Open<String>, job: JobId, answer: Answer) -> Answered {
    if let Some(id) = open.requests.remove(&job) {
        let versions = value_of(answer).map_err(|answer| ("versions of an entity", answer))?;
        open.input.take_versions(id, &versions);
        session.progress(Phase::Snapshot, open.total - open.requests.len(), open.total);
    }
    Ok(open.then(session, ask_users, ReadSnapshot::Versions))
}

fn users(session: &mut Session, mut open: Open<String>, job: JobId, answer: Answer) -> Answered {
    if let Some(name) = open.requests.remove(&job) {
        let user = value_of(answer).map_err(|answer| ("users", answer))?;
        open.input.bots.extend(is_bot(&user).then_some(name));
    }
    Ok(open.then(session, ask_audit_log, ReadSnapshot::Users))
}

fn audit_log(session: &mut Session, mut open: Open<AuditRead>, job: JobId, answer: Answer) -> Answered {
    if let Some(read) = open.requests.remove(&job) {
        let page = value_of(answer).map_err(|answer| ("audit log", answer))?;
        audit_page(session, &mut open, read, &page);
    }
    Ok(open.then(session, ask_details, ReadSnapshot::AuditLog))
}

fn details(session: &mut Session, mut open: Open<(String, Detail)>, job: JobId, answer: Answer) -> Answered {
    if let Some((id, asked)) = open.requests.remove(&job) {
        let value = value_of(answer).map_err(|answer| ("details of an endpoint", answer))?;
        open.input.take_detail(&id, asked, value);
    }
    Ok(open.then(session, plan, ReadSnapshot::Details))
}

/// The value of an answer; null if the server refuses or no longer knows it: what is unknown counts as a person's.
fn value_of(answer: Answer) -> Result<Value, Answer> {
    match answer {
        Answer::Done(value) => Ok(value),
        Answer::Missing(_) | Answer::Refused { .. } | Answer::Unsupported { .. } => Ok(Value::Null),
        other => Err(other),
    }
}

fn is_bot(user: &Value) -> bool {
    user.get("isBot").and_then(Value::as_bool) == Some(true)
}

impl PlanInput {
    /// Takes the versions of an entity.
    fn take_versions(&mut self, id: String, versions: &Value) {
        self.snapshot.set_versions(&id, versions);
        self.creators.extend(creator(versions).map(|user| (id, user)));
    }

    /// Takes a detail of an endpoint that moves, goes or loses fields.
    fn take_detail(&mut self, id: &str, asked: Detail, value: Value) {
        match asked {
            Detail::Entity { stays } => self.snapshot.set_details(id, stays, value),
            Detail::Lineage => self.snapshot.set_lineage(id, &value),
            Detail::Counts => self.snapshot.set_counts(id, &value),
        }
    }
}

/// Asks who created what has no hash, and who wrote the texts that differ from the document: for a first version the
/// list has it, otherwise the versions do.
fn ask_versions(session: &mut Session, mut input: PlanInput) -> Next<ReadSnapshot> {
    let mut asked: BTreeSet<(Kind, String)> = BTreeSet::new();
    for state in input.snapshot.states_without_known_creator() {
        match state.updated_by().filter(|_| state.is_first_version()) {
            Some(user) => drop(input.creators.insert(state.id.clone(), user.to_owned())),
            None => drop(asked.insert((state.kind, state.id.clone()))),
        }
    }
    let storage = input.server.capabilities.storage;
    asked.extend(versions_to_read(&input.catalog, &input.snapshot, session.config.mark_deleted, storage));
    if asked.is_empty() {
        return ask_users(session, input);
    }
    let mut open = BTreeMap::new();
    for (kind, id) in asked {
        let request = session.api.versions(kind, &id);
        open.insert(session.send(request), id);
    }
    Next::Stay(ReadSnapshot::Versions(Open::new(input, open)))
}

/// Asks which of the creators, deleters and authors are bots. The token's own user is already known.
fn ask_users(session: &mut Session, input: PlanInput) -> Next<ReadSnapshot> {
    let deleters = input.snapshot.deleters().into_iter().map(str::to_owned);
    let authors = input.snapshot.authors().into_iter().map(str::to_owned);
    let mut users: BTreeSet<String> =
        input.creators.values().cloned().chain(deleters).chain(authors).collect();
    if input.server.capabilities.storage.hash_is_hidden {
        users.extend(input.snapshot.recorded_authors(&input.catalog).into_iter().map(str::to_owned));
    }
    users.remove(&input.server.me.name);
    if users.is_empty() {
        return ask_audit_log(session, input);
    }
    let mut open = BTreeMap::new();
    for user in users {
        let request = session.api.user(&user);
        open.insert(session.send(request), user);
    }
    Next::Stay(ReadSnapshot::Users(Open::new(input, open)))
}

/// The audit log lags by some seconds (stock.md#authorship): for an entity that was written just now it may be
/// incomplete, so it is not asked.
const AUDIT_LAG_MS: u64 = 15_000;

/// A longer part of the audit log is ignored.
const MOST_AUDIT_PAGES: usize = 20;

/// Asks the audit log about the texts whose author the versions do not prove.
fn ask_audit_log(session: &mut Session, mut input: PlanInput) -> Next<ReadSnapshot> {
    let capabilities = input.server.capabilities;
    let PlanInput { snapshot, catalog, server, bots, .. } = &mut input;
    snapshot.follow_moves();
    if !capabilities.audit_log || !capabilities.storage.hash_is_hidden {
        return ask_details(session, input);
    }
    let is_connector = |user: &str| (server.me.is_bot && user == server.me.name) || bots.contains(user);
    let fresh: BTreeSet<&str> = snapshot
        .states
        .iter()
        .filter_map(|state| {
            let written = state.updated_at().is_none_or(|at| at.saturating_add(AUDIT_LAG_MS) > session.now);
            written.then_some(state.id.as_str())
        })
        .collect();
    let unproven = audits_to_read(catalog, snapshot, is_connector);
    let asked: Vec<_> = unproven.into_iter().filter(|(_, _, id)| !fresh.contains(id.as_str())).collect();
    if asked.is_empty() {
        return ask_details(session, input);
    }
    let mut open = BTreeMap::new();
    for (kind, fqn, id) in asked {
        let request = session.api.audit_log(kind, &fqn, None);
        open.insert(session.send(request), AuditRead { kind, fqn, id, audit: Audit::default(), pages: 1 });
    }
    Next::Stay(ReadSnapshot::AuditLog(Open::new(input, open)))
}

/// Takes a page of the audit log, and requests the next one. A part that cannot be read to its end is ignored.
fn audit_page(session: &mut Session, open: &mut Open<AuditRead>, mut read: AuditRead, page: &Value) {
    if !page.get("data").is_some_and(Value::is_array) {
        return;
    }
    read.audit.add_page(page, &open.input.server.me.name);
    match page.pointer("/paging/after").and_then(Value::as_str) {
        Some(after) if read.pages < MOST_AUDIT_PAGES => {
            let request = session.api.audit_log(read.kind, &read.fqn, Some(after));
            open.requests.insert(session.send(request), AuditRead { pages: read.pages + 1, ..read });
        }
        Some(_) => {}
        None => open.input.snapshot.set_audit(&read.id, read.audit),
    }
}

/// Asks for the details that lists do not have, of endpoints that move, go or lose fields.
fn ask_details(session: &mut Session, input: PlanInput) -> Next<ReadSnapshot> {
    let PlanInput { server, catalog, snapshot, .. } = &input;
    let mut asked = Vec::new();
    if session.config.mark_deleted && server.capabilities.social {
        asked.extend(details_of_removed(catalog, snapshot));
    }
    if !server.capabilities.lists_show_field_tags {
        asked.extend(details_of_changed(catalog, snapshot));
    }
    if asked.is_empty() {
        return plan(session, input);
    }
    let kind = Kind::ApiEndpoint;
    let mut open = BTreeMap::new();
    for DetailRequest { id, fqn, reason } in asked {
        let entity = session.send(session.api.whole_entity(kind, &id));
        open.insert(entity, (id.clone(), Detail::Entity { stays: reason == DetailReason::FieldsDeleted }));
        if reason == DetailReason::Moved {
            let (lineage, counts) = (session.api.lineage(kind, &id), session.api.feed_count(kind, &fqn));
            open.insert(session.send(lineage), (id.clone(), Detail::Lineage));
            open.insert(session.send(counts), (id, Detail::Counts));
        }
    }
    Next::Stay(ReadSnapshot::Details(Open::new(input, open)))
}

fn plan(session: &mut Session, mut input: PlanInput) -> Next<ReadSnapshot> {
    let PlanInput { snapshot, creators, bots, server, .. } = &mut input;
    let ours = |user: &String| *user == server.me.name || bots.contains(user);
    snapshot.set_creators(|state| creators.get(&state.id).is_some_and(ours));
    planning::start(session, input).into()
}

//! Snapshot: what the server holds, who made it, who deleted it, who wrote what in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Phase;
use super::connect::{Known, end_by};
use super::context::Context;
use super::current::{Current, Step};
use super::exchange::Ticket;
use super::planning;
use super::stage::Stage;
use crate::entity::Catalog;
use crate::openmetadata::Answer;
use crate::plan::{
    Audit, Kind, Leaves, Leaving, Settled, Snapshot, State, first_maker, leaving, losing_fields,
    unknown_authors, unproven_authors,
};

/// The snapshot is being read.
#[derive(Debug)]
pub(super) enum Reading {
    State {
        known: Known,
        catalog: Box<Catalog>,
        current: Current,
        snapshot: Snapshot,
        settled: Settled,
    },
    /// For each entity that is asked about, its id.
    Versions {
        found: Found,
        open: BTreeMap<Ticket, String>,
        asked: usize,
    },
    /// For each user that is asked about, the name.
    Users {
        found: Found,
        open: BTreeMap<Ticket, String>,
    },
    /// For each endpoint that leaves its place or loses fields, by its id, what is asked.
    Leaving {
        found: Found,
        open: BTreeMap<Ticket, (String, Around)>,
    },
    /// For each entity whose part of the audit log is read, how far it is.
    AuditLog {
        found: Found,
        open: BTreeMap<Ticket, AuditRead>,
    },
}

/// What is asked about an endpoint that leaves its place or loses fields.
#[derive(Debug, Clone, Copy)]
pub(super) enum Around {
    /// The entity; `stays` where only fields of it go.
    Entity {
        stays: bool,
    },
    Lineage,
    Counts,
}

/// The part of the audit log that is about one entity.
#[derive(Debug)]
pub(super) struct AuditRead {
    kind: Kind,
    fqn: String,
    id: String,
    audit: Audit,
    pages: usize,
}

/// What is known once the lists are read.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) known: Known,
    pub(super) catalog: Box<Catalog>,
    pub(super) snapshot: Snapshot,
    /// Who made what has no hash: users by the entity's id.
    makers: BTreeMap<String, String>,
    pub(super) bots: BTreeSet<String>,
}

impl Reading {
    pub(super) fn start(cx: &mut Context, known: Known, catalog: Catalog) -> Stage {
        cx.progress(Phase::Snapshot, 0, 0);
        cx.bound_pages(&catalog);
        let (current, snapshot) = (Current::start(cx), Snapshot::default());
        let settled = Settled::of(&catalog);
        Stage::Reading(Self::State { known, catalog: Box::new(catalog), current, snapshot, settled })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        match self {
            Self::State { known, catalog, current, mut snapshot, settled } => {
                let breaks = known.capabilities.storage.breaks_on_quotes;
                let mut sink = |mut state: State| {
                    state.unreadable = breaks && state.breaks_answers();
                    snapshot.states.push(settled.reduce(&catalog, state));
                };
                match current.answered(cx, &known, (ticket, answer), &mut sink) {
                    Step::More(current) => {
                        cx.progress(Phase::Snapshot, current.count(), 0);
                        Stage::Reading(Self::State { known, catalog, current, snapshot, settled })
                    }
                    Step::Finished(service) => {
                        let snapshot = Snapshot { service, ..snapshot };
                        let (makers, bots) = Default::default();
                        ask_versions(cx, Found { known, catalog, snapshot, makers, bots })
                    }
                    Step::Failed(answer) => end_by(cx, "list of entities", answer),
                }
            }
            Self::Versions { mut found, mut open, asked } => {
                let Some(id) = open.remove(&ticket) else {
                    return Stage::Reading(Self::Versions { found, open, asked });
                };
                match said(answer) {
                    Ok(versions) => found.told(id, &versions),
                    Err(answer) => return end_by(cx, "versions of an entity", answer),
                }
                cx.progress(Phase::Snapshot, asked - open.len(), asked);
                if open.is_empty() {
                    ask_users(cx, found)
                } else {
                    Stage::Reading(Self::Versions { found, open, asked })
                }
            }
            Self::Users { mut found, mut open } => {
                let Some(name) = open.remove(&ticket) else {
                    return Stage::Reading(Self::Users { found, open });
                };
                match said(answer) {
                    Ok(user) => found.bots.extend(is_bot(&user).then_some(name)),
                    Err(answer) => return end_by(cx, "users", answer),
                }
                if open.is_empty() {
                    ask_audit_log(cx, found)
                } else {
                    Stage::Reading(Self::Users { found, open })
                }
            }
            Self::AuditLog { mut found, mut open } => {
                let Some(read) = open.remove(&ticket) else {
                    return Stage::Reading(Self::AuditLog { found, open });
                };
                match said(answer) {
                    Ok(page) => audit_page(cx, &mut found, &mut open, read, &page),
                    Err(answer) => return end_by(cx, "audit log", answer),
                }
                if open.is_empty() {
                    ask_leaving(cx, found)
                } else {
                    Stage::Reading(Self::AuditLog { found, open })
                }
            }
            Self::Leaving { mut found, mut open } => {
                let Some((id, asked)) = open.remove(&ticket) else {
                    return Stage::Reading(Self::Leaving { found, open });
                };
                match said(answer) {
                    Ok(value) => found.surrounded(&id, asked, value),
                    Err(answer) => return end_by(cx, "what people gave to an endpoint", answer),
                }
                if open.is_empty() { plan(cx, found) } else { Stage::Reading(Self::Leaving { found, open }) }
            }
        }
    }
}

/// What the server says; null where it will not, or no longer knows: what cannot be told counts as a person's.
fn said(answer: Answer) -> Result<Value, Answer> {
    match answer {
        Answer::Done(value) => Ok(value),
        Answer::Missing(_) | Answer::Refused { .. } | Answer::Unsupported { .. } => Ok(Value::Null),
        other => Err(other),
    }
}

fn is_bot(user: &Value) -> bool {
    user.get("isBot").and_then(Value::as_bool) == Some(true)
}

impl Found {
    /// Takes the versions of an entity.
    fn told(&mut self, id: String, versions: &Value) {
        self.snapshot.set_versions(&id, versions);
        self.makers.extend(first_maker(versions).map(|user| (id, user)));
    }

    /// Takes what was asked about an endpoint that leaves its place or loses fields.
    fn surrounded(&mut self, id: &str, asked: Around, value: Value) {
        match asked {
            Around::Entity { stays } => self.snapshot.set_whole(id, stays, value),
            Around::Lineage => self.snapshot.set_lineage(id, &value),
            Around::Counts => self.snapshot.set_counts(id, &value),
        }
    }
}

/// Asks who made what has no hash, and who wrote the texts that are not the document's: at its first version the list
/// says it, else the versions do.
fn ask_versions(cx: &mut Context, mut found: Found) -> Stage {
    let mut asked: BTreeSet<(Kind, String)> = BTreeSet::new();
    for state in found.snapshot.states_without_known_maker() {
        match state.updated_by().filter(|_| state.is_first_version()) {
            Some(user) => drop(found.makers.insert(state.id.clone(), user.to_owned())),
            None => drop(asked.insert((state.kind, state.id.clone()))),
        }
    }
    let storage = found.known.capabilities.storage;
    asked.extend(unknown_authors(&found.catalog, &found.snapshot, cx.config.mark_deleted, storage));
    if asked.is_empty() {
        return ask_users(cx, found);
    }
    let count = asked.len();
    let mut open = BTreeMap::new();
    for (kind, id) in asked {
        let request = cx.api.versions(kind, &id);
        open.insert(cx.send(request), id);
    }
    Stage::Reading(Reading::Versions { found, open, asked: count })
}

/// Asks which of the makers, deleters and authors are bots; who the token's own user is, is known.
fn ask_users(cx: &mut Context, found: Found) -> Stage {
    let deleters = found.snapshot.deleters().into_iter().map(str::to_owned);
    let authors = found.snapshot.authors().into_iter().map(str::to_owned);
    let mut users: BTreeSet<String> = found.makers.values().cloned().chain(deleters).chain(authors).collect();
    if found.known.capabilities.storage.hash_is_hidden {
        users.extend(found.snapshot.recorded_authors(&found.catalog).into_iter().map(str::to_owned));
    }
    users.remove(&found.known.me.name);
    if users.is_empty() {
        return ask_audit_log(cx, found);
    }
    let mut open = BTreeMap::new();
    for user in users {
        let request = cx.api.user(&user);
        open.insert(cx.send(request), user);
    }
    Stage::Reading(Reading::Users { found, open })
}

/// The audit log lags behind by some seconds (STOCK 11.6): of an entity that was written just now it may not have it all,
/// and is not asked.
const AUDIT_LAG_MS: u64 = 15_000;

/// A longer part of the audit log says nothing.
const MOST_AUDIT_PAGES: usize = 20;

/// Asks the audit log about the texts of which the versions prove nothing.
fn ask_audit_log(cx: &mut Context, mut found: Found) -> Stage {
    let capabilities = found.known.capabilities;
    let Found { snapshot, catalog, known, bots, .. } = &mut found;
    snapshot.follow_moves();
    if !capabilities.audit_log || !capabilities.storage.hash_is_hidden {
        return ask_leaving(cx, found);
    }
    let is_connector = |user: &str| (known.me.is_bot && user == known.me.name) || bots.contains(user);
    let fresh: BTreeSet<&str> = snapshot
        .states
        .iter()
        .filter_map(|state| {
            let written = state.updated_at().is_none_or(|at| at.saturating_add(AUDIT_LAG_MS) > cx.now);
            written.then_some(state.id.as_str())
        })
        .collect();
    let unproven = unproven_authors(catalog, snapshot, is_connector);
    let asked: Vec<_> = unproven.into_iter().filter(|(_, _, id)| !fresh.contains(id.as_str())).collect();
    if asked.is_empty() {
        return ask_leaving(cx, found);
    }
    let mut open = BTreeMap::new();
    for (kind, fqn, id) in asked {
        let request = cx.api.audit_log(kind, &fqn, None);
        open.insert(cx.send(request), AuditRead { kind, fqn, id, audit: Audit::default(), pages: 1 });
    }
    Stage::Reading(Reading::AuditLog { found, open })
}

/// Takes a page of the audit log, and asks for the next one. What cannot be read to its end says nothing.
fn audit_page(
    cx: &mut Context,
    found: &mut Found,
    open: &mut BTreeMap<Ticket, AuditRead>,
    mut read: AuditRead,
    page: &Value,
) {
    if !page.get("data").is_some_and(Value::is_array) {
        return;
    }
    read.audit.take(page, &found.known.me.name);
    match page.pointer("/paging/after").and_then(Value::as_str) {
        Some(after) if read.pages < MOST_AUDIT_PAGES => {
            let request = cx.api.audit_log(read.kind, &read.fqn, Some(after));
            open.insert(cx.send(request), AuditRead { pages: read.pages + 1, ..read });
        }
        Some(_) => {}
        None => found.snapshot.set_audit(&read.id, read.audit),
    }
}

/// Asks what people gave to the endpoints that leave their place or lose fields, as far as the lists do not tell.
fn ask_leaving(cx: &mut Context, found: Found) -> Stage {
    let Found { known, catalog, snapshot, .. } = &found;
    let mut asked = Vec::new();
    if cx.config.mark_deleted && known.capabilities.social {
        asked.extend(leaving(catalog, snapshot));
    }
    if !known.capabilities.lists_show_field_tags {
        asked.extend(losing_fields(catalog, snapshot));
    }
    if asked.is_empty() {
        return plan(cx, found);
    }
    let kind = Kind::ApiEndpoint;
    let mut open = BTreeMap::new();
    for Leaving { id, fqn, leaves } in asked {
        let entity = cx.send(cx.api.whole_entity(kind, &id));
        open.insert(entity, (id.clone(), Around::Entity { stays: leaves == Leaves::LosesFields }));
        if leaves == Leaves::Moves {
            let (lineage, counts) = (cx.api.lineage(kind, &id), cx.api.feed_count(kind, &fqn));
            open.insert(cx.send(lineage), (id.clone(), Around::Lineage));
            open.insert(cx.send(counts), (id, Around::Counts));
        }
    }
    Stage::Reading(Reading::Leaving { found, open })
}

fn plan(cx: &mut Context, mut found: Found) -> Stage {
    let Found { snapshot, makers, bots, known, .. } = &mut found;
    let ours = |user: &String| *user == known.me.name || bots.contains(user);
    snapshot.set_makers(|state| makers.get(&state.id).is_some_and(ours));
    planning::start(cx, found)
}

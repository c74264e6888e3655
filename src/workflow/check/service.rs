//! Whether somebody deleted the service or collections; and the connection, where the config has none.

use super::{Asked, Check};
use crate::name::quote;
use crate::openmetadata::Answer;
use crate::openmetadata::Include;
use crate::openmetadata::ListQuery;
use crate::openmetadata::Scope;
use crate::plan::Kind;
use crate::workflow::connect::ask_service;
use crate::workflow::connect::read_user;
use crate::workflow::connect::take_connection;
use crate::workflow::deleted_by_someone;
use crate::workflow::deleted_by_someone::Deleted;
use crate::workflow::finding::Step;
use crate::workflow::session::Session;
use crate::workflow::transition::Ending;
use crate::workflow::transition::Next;
use crate::workflow::transition::Transition;
use serde_json::Value;
use std::collections::BTreeSet;

impl Check {
    /// Asks for the service, for whether somebody deleted it.
    pub(super) fn ask_service_state(self, session: &mut Session) -> Next<Self> {
        let job = ask_service(session);
        self.ask(session, Asked::Service, job)
    }

    pub(super) fn service(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let name = session.config.mapping.service_name.clone();
        match answer {
            Answer::Missing(_) => {
                let message = format!("`{name}` does not exist yet: an ingest creates it");
                self.passed(session, Step::Service, message);
            }
            Answer::Done(service) => match Deleted::of(Kind::ApiService, &service) {
                Some(deleted) => return self.ask_deleters(session, vec![deleted]),
                None => {
                    let scope = Scope::Collections { service: quote(&name) };
                    let (fields, limit) = (Vec::new(), session.lists.page_size);
                    let query = ListQuery { scope, fields, include: Include::Deleted, limit, after: None };
                    let job = session.send(session.api.list(&query));
                    // The questions are one step: its time goes on.
                    return Next::Stay(Self { asked: Asked::Collections, job, ..self });
                }
            },
            other => self.unanswered(session, Step::Service, "service", other),
        }
        self.document(session)
    }

    /// A page of those that are deleted is enough for a warning.
    pub(super) fn collections(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let deleted = match answer {
            Answer::Done(page) => {
                let rows = page.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                rows.iter().filter_map(|row| Deleted::of(Kind::ApiCollection, row)).collect()
            }
            Answer::Missing(_) => Vec::new(),
            other => {
                self.unanswered(session, Step::Service, "list of collections", other);
                return self.document(session);
            }
        };
        self.ask_deleters(session, deleted)
    }

    /// What a connector deleted comes back by itself, so it counts who is one.
    pub(super) fn ask_deleters(self, session: &mut Session, deleted: Vec<Deleted>) -> Next<Self> {
        let users: BTreeSet<String> = deleted.iter().filter_map(|deleted| deleted.by.clone()).collect();
        let others = users.into_iter().filter(|user| *user != self.me.name).collect();
        self.next_deleter(session, deleted, others, BTreeSet::new())
    }

    pub(super) fn next_deleter(
        self,
        session: &mut Session,
        deleted: Vec<Deleted>,
        mut others: Vec<String>,
        people: BTreeSet<String>,
    ) -> Next<Self> {
        let Some(user) = others.pop() else { return self.report_deleted(session, &deleted, &people) };
        let job = session.send(session.api.user(&user));
        Next::Stay(Self { asked: Asked::Deleters { deleted, user, others, people }, job, ..self })
    }

    pub(super) fn deleter(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let Asked::Deleters { deleted, user, others, mut people } =
            std::mem::replace(&mut self.asked, Asked::Nothing)
        else {
            return Next::Stay(self);
        };
        match answer {
            Answer::Done(found) if read_user(&found).is_some_and(|user| user.is_bot) => {}
            // An unknown user counts as a person.
            Answer::Done(_) | Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. } => {
                people.insert(user);
            }
            other => {
                self.unanswered(session, Step::Service, "users", other);
                return self.document(session);
            }
        }
        self.next_deleter(session, deleted, others, people)
    }

    pub(super) fn report_deleted(
        mut self,
        session: &mut Session,
        deleted: &[Deleted],
        people: &BTreeSet<String>,
    ) -> Next<Self> {
        let name = session.config.mapping.service_name.clone();
        let by_person = |deleted: &&Deleted| deleted.by.as_ref().is_none_or(|by| people.contains(by));
        let by_people: Vec<_> = deleted.iter().filter(by_person).collect();
        let it = if by_people.len() == 1 { "it" } else { "them" };
        let effect = format!("an ingest leaves {it} deleted and writes nothing in {it}");
        match deleted_by_someone::diagnostic(&session.api, &by_people, &effect) {
            Some(diagnostic) => self.warned(session, Step::Service, diagnostic),
            None if deleted.iter().any(Deleted::is_service) => {
                let by = deleted.first().map(Deleted::by_and_when).unwrap_or_default();
                self.passed(
                    session,
                    Step::Service,
                    format!("`{name}` was deleted {by}: an ingest restores it"),
                );
            }
            None => self.passed(session, Step::Service, format!("`{name}` exists")),
        }
        self.document(session)
    }

    /// The connection, where it is in the server; then the document.
    pub(super) fn connection(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        match take_connection(session, answer) {
            Ok(()) => {
                self.passed(session, Step::Connection, "taken from the service on the server".to_owned());
                self.secrets(session)
            }
            Err(diagnostic) => {
                self.failed(session, Step::Connection, diagnostic);
                self.skipped(Step::Document, "its address is unknown");
                Transition::Finish(Ending::Checked(self.findings)).into()
            }
        }
    }
}

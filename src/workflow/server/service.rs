//! Reads the current state of the service: the service, then its lists. Used before the plan and after the writes.

use serde_json::Value;

use super::lists::{self, ListReader, Sink};
use crate::name::quote;
use crate::openmetadata::{Answer, Include};
use crate::plan::{Kind, State};
use crate::workflow::deleted_by_someone::Deleted;
use crate::workflow::io::queue::JobId;
use crate::workflow::session::{ServerInfo, Session};

/// What is being read.
#[derive(Debug)]
pub(crate) enum ServiceReader {
    Service(JobId),
    Lists { service: Value, lists: ListReader },
}

/// How far the reading is.
#[derive(Debug)]
pub(crate) enum Step {
    More(ServiceReader),
    /// Everything is read. The value is the service, without its connection.
    Finished(Option<Value>),
    Failed(Answer),
}

impl ServiceReader {
    pub(crate) fn start(session: &mut Session) -> Self {
        session.deleted.clear();
        let request = session.api.service(&quote(&session.config.mapping.service_name));
        Self::Service(session.send(request))
    }

    /// How many entities were read.
    pub(crate) fn count(&self) -> usize {
        match self {
            Self::Service(_) => 0,
            Self::Lists { lists, .. } => lists.count(),
        }
    }

    /// Takes an answer; the entities in it go to `sink`.
    pub(crate) fn answered(
        self,
        session: &mut Session,
        server: &ServerInfo,
        (job, answer): (JobId, Answer),
        sink: Sink<'_>,
    ) -> Step {
        match self {
            Self::Service(asked) if asked == job => service(session, server, answer),
            Self::Service(asked) => Step::More(Self::Service(asked)),
            Self::Lists { service, mut lists } => {
                let mut deleted = Vec::new();
                let mut noting = |state: State| {
                    deleted.extend(Deleted::collection(&state));
                    sink(state);
                };
                let step = lists.answered(session, job, answer, &mut noting);
                session.deleted.extend(deleted);
                match step {
                    lists::Step::More => Step::More(Self::Lists { service, lists }),
                    lists::Step::Failed(answer) => Step::Failed(answer),
                    lists::Step::Finished => Step::Finished(Some(service)),
                }
            }
        }
    }
}

fn service(session: &mut Session, server: &ServerInfo, answer: Answer) -> Step {
    let mut service = match answer {
        Answer::Done(service) if service.get("id").is_some_and(Value::is_string) => service,
        Answer::Done(_) => return Step::Failed(Answer::Malformed("the answer is not a service".to_owned())),
        Answer::Missing(_) => return Step::Finished(None),
        other => return Step::Failed(other),
    };
    // A bot can read the connection's token in plain text (stock.md#openmetadata-16); nothing here needs it.
    if let Value::Object(members) = &mut service {
        members.remove("connection");
    }
    session.deleted.extend(Deleted::of(Kind::ApiService, &service));
    let scopes = lists::of_service(&quote(&session.config.mapping.service_name));
    let lists = ListReader::start(session, scopes, Include::All, server.capabilities);
    Step::More(ServiceReader::Lists { service, lists })
}

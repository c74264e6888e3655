//! Fetches the values of the config that are in a secrets manager (`secret:ID`), each once.
//!
//! It runs before anything else is asked, and again where the connection of a service refers to secrets. What is fetched
//! takes its place in the run's own config and is never stored: a resumed run fetches again what the server's requests need.

mod answer;
mod aws;
mod azure;
mod failure;
mod fetch;
mod google;
mod kubernetes;
mod login;
mod provider;
mod request;
mod rs256;
mod service_account;

use crate::Diagnostic;
use crate::workflow::finding::{Finding, State, Step};
use crate::workflow::io::queue::JobId;
use crate::workflow::session::{ServerInfo, Session};
use crate::workflow::transition::{Begin, Ending, Next, Transition};
use crate::workflow::{Command, Peer};
pub(crate) use fetch::{Fetch, Fetching};

/// The stage: secrets are being fetched.
#[derive(Debug)]
pub(crate) struct FetchSecrets {
    fetch: Fetch,
    pub(crate) then: Then,
}

/// What comes after the secrets.
#[derive(Debug)]
pub(crate) enum Then {
    /// The run begins.
    Begin(Begin),
    /// The document is loaded: the connection of the service referred to secrets.
    LoadDocument(Option<ServerInfo>),
}

impl FetchSecrets {
    /// Goes on at once where there is nothing to fetch.
    pub(crate) fn start(session: &mut Session, then: Then) -> Next<Self> {
        let (server, document) = match (&then, session.command) {
            (Then::Begin(Begin::Resumed(..)), _) | (_, Command::Restore) => (true, false),
            (Then::LoadDocument(_), _) | (Then::Begin(Begin::New), Command::Preview) => (false, true),
            (Then::Begin(Begin::New), _) => (true, true),
        };
        let fetching = Fetch::start(session, server, document);
        Self::step(session, then, fetching)
    }

    /// What is being fetched.
    pub(crate) fn fetch(&self) -> &Fetch {
        &self.fetch
    }

    pub(crate) fn loaded(
        self,
        session: &mut Session,
        job: JobId,
        result: Result<Vec<u8>, Diagnostic>,
    ) -> Next<Self> {
        let fetching = self.fetch.loaded(session, job, result);
        Self::step(session, self.then, fetching)
    }

    /// The run was stopped before a secret was asked for. Without its secrets nothing can be written.
    pub(crate) fn unsent(self) -> Next<Self> {
        failed(self.then).into()
    }

    fn step(session: &mut Session, then: Then, fetching: Fetching) -> Next<Self> {
        match fetching {
            Fetching::Waiting(fetch) => Next::Stay(Self { fetch, then }),
            Fetching::Done => match then {
                Then::Begin(begin) => Transition::ReadToken(begin).into(),
                Then::LoadDocument(server) => {
                    session.emit_tls(Peer::Document);
                    Transition::LoadDocument(server).into()
                }
            },
            Fetching::Failed(diagnostics) => {
                let mut findings: Vec<_> = diagnostics.iter().map(finding).collect();
                findings.extend(SKIPPED.map(skipped));
                diagnostics.into_iter().for_each(|diagnostic| session.emit(diagnostic));
                match session.command {
                    Command::Connect => Transition::Finish(Ending::Checked(findings)).into(),
                    Command::Preview | Command::Plan | Command::Ingest | Command::Restore => {
                        failed(then).into()
                    }
                }
            }
        }
    }
}

/// The steps of a check that are not made without the secrets of the config.
const SKIPPED: [Step; 6] =
    [Step::Server, Step::Token, Step::Rights, Step::AuditLog, Step::Service, Step::Document];

fn skipped(step: Step) -> Finding {
    let message = "skipped: the secrets of the config were not fetched".to_owned();
    Finding { step, state: State::Skipped, ms: None, message, code: None, help: None }
}

/// What a check finds of a secret that is not there.
pub(crate) fn finding(diagnostic: &Diagnostic) -> Finding {
    Finding {
        step: Step::Secrets,
        state: State::Failed,
        ms: None,
        message: diagnostic.message.clone(),
        code: Some(diagnostic.code.id),
        help: diagnostic.help.clone(),
    }
}

/// The end of a run without its secrets.
fn failed(then: Then) -> Transition {
    match then {
        // Its status cannot be written: the token is not known.
        Then::Begin(Begin::Resumed(_, execution)) => Transition::Finish(Ending::Applied(execution)),
        Then::Begin(Begin::New) | Then::LoadDocument(_) => Transition::ReportStatus(None),
    }
}

#[cfg(test)]
mod tests;

//! The secrets that the connection of the service refers to; those of the config are fetched before.

use super::{Asked, Check};
use crate::Diagnostic;
use crate::workflow::Peer;
use crate::workflow::finding::Step;
use crate::workflow::io::queue::JobId;
use crate::workflow::secrets::{Fetch, Fetching, finding};
use crate::workflow::session::Session;
use crate::workflow::transition::{Ending, Next, Transition};

impl Check {
    /// Fetches the secrets of the connection; then the document.
    pub(super) fn secrets(self, session: &mut Session) -> Next<Self> {
        if !session.has_references_of_document() {
            return self.document(session);
        }
        let fetching = Fetch::start(session, false, true);
        self.go_on(session, fetching)
    }

    /// The secrets that are being fetched.
    pub(crate) fn fetch(&self) -> Option<&Fetch> {
        match &self.asked {
            Asked::Secrets(fetch) => Some(fetch),
            _ => None,
        }
    }

    pub(crate) fn fetched(
        mut self,
        session: &mut Session,
        job: JobId,
        result: Result<Vec<u8>, Diagnostic>,
    ) -> Next<Self> {
        let Asked::Secrets(fetch) = std::mem::replace(&mut self.asked, Asked::Nothing) else {
            return Next::Stay(self);
        };
        let fetching = fetch.loaded(session, job, result);
        self.go_on(session, fetching)
    }

    fn go_on(mut self, session: &mut Session, fetching: Fetching) -> Next<Self> {
        match fetching {
            Fetching::Waiting(fetch) => Next::Stay(Self { asked: Asked::Secrets(Box::new(fetch)), ..self }),
            Fetching::Done => {
                self.findings.append(&mut session.secrets.findings);
                session.emit_tls(Peer::Document);
                self.document(session)
            }
            Fetching::Failed(diagnostics) => {
                self.findings.extend(diagnostics.iter().map(finding));
                diagnostics.into_iter().for_each(|diagnostic| session.emit(diagnostic));
                self.skipped(Step::Document, "its credentials are in a secrets manager");
                Transition::Finish(Ending::Checked(self.findings)).into()
            }
        }
    }
}

//! The document: can it be fetched, and would a plan take it?

use super::{Asked, Check};
use crate::Diagnostic;
use crate::diagnostic::Severity;
use crate::workflow::connect::ask_service;
use crate::workflow::connect::needs_connection;
use crate::workflow::document::LoadDocument;
use crate::workflow::finding::State;
use crate::workflow::finding::Step;
use crate::workflow::session::Session;
use crate::workflow::transition::Ending;
use crate::workflow::transition::Next;
use crate::workflow::transition::Transition;

impl Check {
    pub(super) fn document(mut self, session: &mut Session) -> Next<Self> {
        if needs_connection(session) {
            let reached = self.findings.iter().any(|finding| {
                finding.step == Step::Token && matches!(finding.state, State::Passed | State::Warning)
            });
            if reached {
                let job = ask_service(session);
                return self.ask(session, Asked::Connection, job);
            }
            self.skipped(Step::Connection, "the server was not asked");
            self.skipped(Step::Document, "its address is unknown");
            return Transition::Finish(Ending::Checked(self.findings)).into();
        }
        self.since = session.now;
        let known = session.diagnostics.len();
        let next = LoadDocument::start(session, None);
        self.document_step(session, known, next)
    }

    /// Waits for the rest of the document, or ends with what became of it; `known` diagnostics are not about it.
    pub(super) fn document_step(
        mut self,
        session: &mut Session,
        known: usize,
        next: Next<LoadDocument>,
    ) -> Next<Self> {
        let transition = match next {
            Next::Stay(load) => return Next::Stay(Self { asked: Asked::Document(load), ..self }),
            Next::Go(transition) => transition,
        };
        let mut errors = errors_of(session, known, transition).into_iter();
        match errors.next() {
            Some(error) => {
                let help = error.help.clone();
                let help = help.unwrap_or_else(|| "`metarest preview` shows what is found in it".to_owned());
                self.failed(session, Step::Document, error.help(help));
            }
            None => self.passed(session, Step::Document, what_it_is(session)),
        }
        session.diagnostics.extend(errors);
        Transition::Finish(Ending::Checked(self.findings)).into()
    }
}

/// Why a plan would not take the document. What is only a warning is for `preview`.
fn errors_of(session: &mut Session, known: usize, transition: Transition) -> Vec<Diagnostic> {
    let mut found = session.diagnostics.split_off(known);
    if let Transition::Fail(diagnostic) = transition {
        found.push(*diagnostic);
    }
    found.retain(|found| found.severity == Severity::Error);
    found
}

/// `OpenAPI 3.1, 19 operations, 16204 bytes`.
fn what_it_is(session: &Session) -> String {
    let document = &session.document;
    let version = document.version.map_or("of unknown version", |version| version.text());
    format!("OpenAPI {version}, {} operations, {} bytes", document.operations, document.bytes)
}

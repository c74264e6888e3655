//! The document: can it be fetched, and is it an OpenAPI document?

use super::{Asked, Check};
use crate::Diagnostic;
use crate::diagnostic::Parsed;
use crate::diagnostic::Severity;
use crate::tree::Texts;
use crate::workflow::Phase;
use crate::workflow::connect::ask_service;
use crate::workflow::connect::needs_connection;
use crate::workflow::document::credentials;
use crate::workflow::document::credentials::Fetch;
use crate::workflow::document::load_result::LoadedText;
use crate::workflow::document::mapping;
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
        session.progress(Phase::Load, 0, 0);
        // What has to be fetched before is part of the step.
        let since = if matches!(self.asked, Asked::Credentials) { self.since } else { session.now };
        match credentials::fetch(session) {
            Ok(Fetch::Credentials(job)) => Next::Stay(Self { asked: Asked::Credentials, job, since, ..self }),
            Ok(Fetch::Document(job)) => Next::Stay(Self { asked: Asked::Document, job, since, ..self }),
            Err(diagnostic) => self.end(session, Err(diagnostic)),
        }
    }

    pub(super) fn end(mut self, session: &mut Session, document: Result<String, Diagnostic>) -> Next<Self> {
        match document {
            Ok(message) => self.passed(session, Step::Document, message),
            Err(diagnostic) => self.failed(session, Step::Document, diagnostic),
        }
        Transition::Finish(Ending::Checked(self.findings)).into()
    }
}

/// What the document is, or why it is none. What it refers to is not fetched.
pub(super) fn describe(session: &mut Session, text: LoadedText) -> Result<String, Diagnostic> {
    let length = text.bytes.len();
    let Parsed { value, diagnostics } = mapping::begin(&session.config, text);
    let error = diagnostics.into_iter().find(|found| found.severity == Severity::Error);
    let (texts, message) = match value {
        Ok(loader) => {
            let documents = loader.finish(Vec::new()).value;
            let (version, operations) = (documents.version().text(), documents.operations().len());
            (documents.into_texts(), format!("OpenAPI {version}, {operations} operations, {length} bytes"))
        }
        Err(text) => (Texts::of(text), "the document cannot be read".to_owned()),
    };
    let Some(error) = error else { return Ok(message) };
    session.document.texts = Some(texts);
    let help = error.help.clone().unwrap_or_else(|| "open its address and check what it returns".to_owned());
    Err(error.help(help))
}

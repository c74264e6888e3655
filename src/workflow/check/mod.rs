//! Check: whether a run could do its work, step by step. The document is mapped as a plan maps it; nothing is compared or
//! written.
//!
//! After a failed step only those are skipped that need it: the document is fetched whatever the server answers.

mod document;
mod findings;
mod permissions;
mod required_permissions;
mod secrets;
mod server;
mod service;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::Diagnostic;
use crate::openmetadata::{Answer, Capabilities};
use crate::plan::Writer;
use crate::workflow::Phase;
use crate::workflow::deleted_by_someone::Deleted;
use crate::workflow::document::LoadDocument;
use crate::workflow::document::load_result::LoadPurpose;
use crate::workflow::document::load_result::Wanted;
use crate::workflow::finding::Finding;
use crate::workflow::io::queue::JobId;
use crate::workflow::loaded_text::LoadedText;
use crate::workflow::secrets::Fetch;
use crate::workflow::session::Session;
use crate::workflow::transition::{Ending, Next, Transition};

/// A probe under way.
#[derive(Debug)]
pub(crate) struct Check {
    findings: Vec<Finding>,
    asked: Asked,
    job: JobId,
    since: u64,
    /// Of the server's version, once that is known.
    capabilities: Capabilities,
    me: Writer,
}

#[derive(Debug)]
enum Asked {
    Version,
    User,
    /// The answers so far, in the order of [`required_permissions::KINDS`].
    Rights(Vec<Value>),
    AuditLog,
    /// The service, for whether it is deleted.
    Service,
    /// The collections that are deleted.
    Collections,
    /// Which of those who deleted them are bots: who is asked about, who is still to be asked, and who is a person.
    Deleters {
        deleted: Vec<Deleted>,
        user: String,
        others: Vec<String>,
        people: BTreeSet<String>,
    },
    /// The service, for its connection.
    Connection,
    /// The secrets that the connection refers to.
    Secrets(Box<Fetch>),
    /// The document, and what it needs before and refers to.
    Document(LoadDocument),
    Nothing,
}

impl Check {
    pub(crate) fn start(session: &mut Session) -> Next<Self> {
        session.progress(Phase::Connect, 0, 0);
        let job = session.send(session.api.version());
        Next::Stay(Self {
            findings: std::mem::take(&mut session.secrets.findings),
            asked: Asked::Version,
            job,
            since: session.now,
            capabilities: Capabilities::newest(),
            me: Writer::default(),
        })
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        if job != self.job {
            return Next::Stay(self);
        }
        match self.asked {
            Asked::Version => self.version(session, answer),
            Asked::User => self.user(session, answer),
            Asked::Rights(_) => self.rights(session, answer),
            Asked::AuditLog => self.audit_log(session, answer),
            Asked::Service => self.service(session, answer),
            Asked::Collections => self.collections(session, answer),
            Asked::Deleters { .. } => self.deleter(session, answer),
            Asked::Connection => self.connection(session, answer),
            // A load is not a request.
            Asked::Secrets(_) | Asked::Document(_) | Asked::Nothing => Next::Stay(self),
        }
    }

    /// The run was stopped: reports what was found so far.
    pub(crate) fn stopped(self) -> Transition {
        Transition::Finish(Ending::Checked(self.findings))
    }

    pub(crate) fn loaded(
        mut self,
        session: &mut Session,
        job: JobId,
        body: Result<LoadedText, Diagnostic>,
    ) -> Next<Self> {
        let known = session.diagnostics.len();
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Document(load) => {
                let next = load.loaded(session, job, body);
                self.document_step(session, known, next)
            }
            asked => Next::Stay(Self { asked, ..self }),
        }
    }

    /// Goes on without what may not be loaded.
    pub(crate) fn refused(mut self, session: &mut Session, job: JobId, refusal: &Diagnostic) -> Next<Self> {
        let known = session.diagnostics.len();
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Secrets(fetch) => {
                Self { asked: Asked::Secrets(fetch), ..self }.fetched(session, job, Err(refusal.clone()))
            }
            Asked::Document(_) => self.document_step(session, known, Next::fail(refusal.clone())),
            asked => Next::Stay(Self { asked, ..self }),
        }
    }

    /// What is being fetched.
    pub(crate) fn purpose<'c>(&self, document: Wanted<'c>) -> LoadPurpose<'c> {
        match &self.asked {
            Asked::Document(load) => load.purpose(document),
            _ => LoadPurpose::Document(document),
        }
    }

    fn ask(self, session: &Session, asked: Asked, job: JobId) -> Next<Self> {
        Next::Stay(Self { asked, job, since: session.now, ..self })
    }
}

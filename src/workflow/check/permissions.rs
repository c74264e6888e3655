//! The steps `rights` and `audit-log` of a check: asks for the permissions of the token's user, and for the audit log.

use super::required_permissions::{self, Missing, Weight};
use super::{Asked, Check};
use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::name::quote;
use crate::openmetadata::Answer;
use crate::plan::Kind;
use crate::workflow::finding::State;
use crate::workflow::finding::Step;
use crate::workflow::server::failure::diagnostic_of;
use crate::workflow::session::Session;
use crate::workflow::transition::Next;
use serde_json::Value;

impl Check {
    /// Asks for the rights to the next kind, or reports the result.
    pub(super) fn ask_rights(mut self, session: &mut Session, answers: Vec<Value>) -> Next<Self> {
        let Some(kind) = required_permissions::KINDS.get(answers.len()) else {
            self.report_rights(session, &answers);
            return self.ask_audit_log(session);
        };
        // The three questions are one step: its time goes on.
        let since = if answers.is_empty() { session.now } else { self.since };
        let job = session.send(session.api.permissions(*kind));
        Next::Stay(Self { asked: Asked::Rights(answers), job, since, ..self })
    }

    pub(super) fn rights(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let Asked::Rights(mut answers) = std::mem::replace(&mut self.asked, Asked::Nothing) else {
            return Next::Stay(self);
        };
        match answer {
            Answer::Done(value) => {
                answers.push(value);
                return self.ask_rights(session, answers);
            }
            other => self.unanswered(session, Step::Rights, "permissions", other),
        }
        self.ask_audit_log(session)
    }

    pub(super) fn report_rights(&mut self, session: &mut Session, answers: &[Value]) {
        let missing = required_permissions::missing(answers, &session.config, self.capabilities.storage);
        let of = |weight| {
            let texts = missing.iter().filter(|missing| missing.weight == weight).map(Missing::text);
            let texts: Vec<_> = texts.collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        };
        let help = "give its user a role with these rights, such as the ingestion bot's, in OpenMetadata under Settings > Access Control; rights with a condition do not count";
        let lacks = |texts: String| format!("the token's user has no right to {texts}");
        match of(Weight::Needed) {
            Some(texts) => {
                self.failed(session, Step::Rights, Diagnostic::new(&code::RIGHTS, lacks(texts)).help(help));
            }
            None => {
                let and_delete = if session.config.mark_deleted { ", edit and delete" } else { " and edit" };
                let message = format!("view, create{and_delete} collections and endpoints, create services");
                self.passed(session, Step::Rights, message);
            }
        }
        if let Some(texts) = of(Weight::Useful) {
            self.warned(
                session,
                Step::Rights,
                Diagnostic::new(&code::RIGHTS_PARTLY, lacks(texts)).help(help),
            );
        }
        if let Some(texts) = of(Weight::Known) {
            self.found(Step::Rights, State::Note, lacks(texts));
        }
    }

    /// One request shows whether the audit log can be read. A plan reads it for the author of a text that the versions do
    /// not prove.
    pub(super) fn ask_audit_log(self, session: &mut Session) -> Next<Self> {
        if !self.capabilities.audit_log {
            return self.ask_service_state(session);
        }
        let fqn = quote(&session.config.mapping.service_name);
        let job = session.send(session.api.audit_log(Kind::ApiEndpoint, &fqn, None));
        self.ask(session, Asked::AuditLog, job)
    }

    pub(super) fn audit_log(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        match answer {
            Answer::Done(page) if page.get("data").is_some_and(Value::is_array) => {
                self.passed(session, Step::AuditLog, "can be read".to_owned());
            }
            Answer::NotSent | Answer::Unauthorized(_) => {
                self.unanswered(session, Step::AuditLog, "audit log", answer);
            }
            other => {
                let why = diagnostic_of(session, "audit log", other).message;
                let message = format!(
                    "cannot be read, so descriptions whose author is unknown stay as they are: {why}"
                );
                let help = "give the token's user the right to read it, as the ingestion bot's role has; servers before 1.12 have no audit log";
                self.warned(session, Step::AuditLog, Diagnostic::new(&code::AUDIT_LOG, message).help(help));
            }
        }
        self.ask_service_state(session)
    }
}

//! Adds findings to a check, as its steps end.

use super::Check;
use crate::Diagnostic;
use crate::openmetadata::Answer;
use crate::workflow::finding::Finding;
use crate::workflow::finding::State;
use crate::workflow::finding::Step;
use crate::workflow::server::failure::diagnostic_of;
use crate::workflow::session::Session;

impl Check {
    pub(super) fn passed(&mut self, session: &Session, step: Step, message: String) {
        let ms = Some(session.now.saturating_sub(self.since));
        self.findings.push(Finding { step, state: State::Passed, ms, message, code: None, help: None });
    }

    /// A further finding of a step whose time was given before.
    pub(super) fn found(&mut self, step: Step, state: State, message: String) {
        self.findings.push(Finding { step, state, ms: None, message, code: None, help: None });
    }

    pub(super) fn failed(&mut self, session: &mut Session, step: Step, diagnostic: Diagnostic) {
        self.emit(session, step, State::Failed, diagnostic);
    }

    pub(super) fn warned(&mut self, session: &mut Session, step: Step, diagnostic: Diagnostic) {
        self.emit(session, step, State::Warning, diagnostic);
    }

    pub(super) fn emit(&mut self, session: &mut Session, step: Step, state: State, diagnostic: Diagnostic) {
        let first = self.findings.last().is_none_or(|finding| finding.step != step);
        self.findings.push(Finding {
            step,
            state,
            ms: first.then(|| session.now.saturating_sub(self.since)),
            message: diagnostic.message.clone(),
            code: Some(diagnostic.code.id),
            help: diagnostic.help.clone(),
        });
        session.emit(diagnostic);
    }

    pub(super) fn skipped(&mut self, step: Step, why: &str) {
        self.found(step, State::Skipped, format!("skipped: {why}"));
    }

    /// What an answer means that does not hold what was asked for: unknown, not refused.
    pub(super) fn unanswered(&mut self, session: &mut Session, step: Step, what: &str, answer: Answer) {
        let silent =
            matches!(answer, Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. });
        let diagnostic = diagnostic_of(session, what, answer);
        match silent {
            true => self.skipped(step, &diagnostic.message),
            false => self.failed(session, step, diagnostic),
        }
    }
}

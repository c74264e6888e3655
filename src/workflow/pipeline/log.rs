//! Sends the log to the server: with `enableStreamableLogs`, OpenMetadata shows it beside the pipeline's run
//! (stock.md#config-keys, stock.md#pipeline-status).
//!
//! In: the lines of the log, as they are emitted. Out: requests of many lines each, one after the other, once the
//! pipeline is known to exist; at the end the remaining lines, and a request that closes the log. A rejection is
//! reported once, and nothing more is sent. A lost request is not sent again: it would double its lines. Lines that were
//! unsent when the run was stopped go into the last request.

use crate::Diagnostic;
use crate::config::LogLevel;
use crate::diagnostic::Severity;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::LogLines;
use crate::workflow::execution::Execution;
use crate::workflow::io::log_buffer::LogBuffer;
use crate::workflow::io::queue::JobId;
use crate::workflow::run_result::RunResult;
use crate::workflow::session::Session;
use crate::workflow::transition::{Ending, Next, Transition};

/// Of entities that did not land, so many have a line.
const FAILURES: usize = 100;

impl Session {
    /// The pipeline is there: its log may be written.
    pub(crate) fn pipeline_is_there(&mut self) {
        self.log_buffer.iter_mut().for_each(|buffer| buffer.ready = true);
    }

    /// Sends lines to the server, if it is time to.
    pub(crate) fn stream_log(&mut self) {
        let now = self.now;
        let due = |buffer: &LogBuffer| buffer.is_due(now) && self.queue.sends();
        let Some(mut buffer) = self.log_buffer.take_if(|buffer| due(buffer)) else { return };
        let lines = buffer.take();
        let job = self.send_aside(self.api.post_log(&buffer.fqn, &self.run_id, &lines.body(now)));
        (buffer.open, buffer.sent_at) = (Some((job, lines)), now);
        self.log_buffer = Some(buffer);
    }

    /// Takes the answer to lines that were sent while the run went on; false if it is to something else. What is
    /// wrong with it is reported.
    pub(crate) fn take_log_answer(&mut self, job: JobId, answer: &Answer) -> bool {
        let Some(buffer) = &mut self.log_buffer else { return false };
        let Some((_, lines)) = buffer.open.take_if(|(open, _)| *open == job) else { return false };
        match answer {
            Answer::NotSent => buffer.put_back(&lines),
            answer if !self.log_was_taken(answer) => self.log_buffer = None,
            _ => {}
        }
        true
    }

    /// Whether the server accepted lines; warns if not.
    fn log_was_taken(&mut self, answer: &Answer) -> bool {
        let Some(reason) = answer.reason() else { return true };
        let message = format!("the log could not be sent to the server: {reason}");
        let help = "the report has the same lines; remove `enableStreamableLogs` to stop sending the log";
        self.emit(Diagnostic::new(&code::LOG_NOT_SENT, message).help(help));
        false
    }
}

/// The last lines are on their way.
#[derive(Debug)]
pub(crate) struct CloseLog {
    job: JobId,
    asked: Asked,
    /// None if the run ended before its plan existed.
    pub(crate) execution: Option<Box<Execution>>,
}

#[derive(Debug)]
enum Asked {
    /// What was sent before, still open.
    Before,
    /// The rest; lines after it are not sent.
    Lines(LogBuffer),
    Close,
}

impl CloseLog {
    /// After the last word to the pipeline; ends the run where no log goes to the server.
    pub(crate) fn start(session: &mut Session, execution: Option<Box<Execution>>) -> Next<Self> {
        session.sum_up(execution.as_deref());
        let ready = session.log_buffer.as_ref().filter(|buffer| buffer.ready);
        match ready.map(|buffer| buffer.open.as_ref().map(|(job, _)| *job)) {
            Some(Some(job)) => Next::Stay(Self { job, asked: Asked::Before, execution }),
            Some(None) => Self::lines(session, execution),
            None => Transition::Finish(Ending::of(execution)).into(),
        }
    }

    fn lines(session: &mut Session, execution: Option<Box<Execution>>) -> Next<Self> {
        let Some(mut buffer) = session.log_buffer.take() else {
            return Transition::Finish(Ending::of(execution)).into();
        };
        let lines = buffer.take();
        let request = session.api.post_log(&buffer.fqn, &session.run_id, &lines.body(session.now));
        Next::Stay(Self { job: session.send_aside(request), asked: Asked::Lines(buffer), execution })
    }

    fn close(session: &mut Session, buffer: &LogBuffer, execution: Option<Box<Execution>>) -> Next<Self> {
        let request = session.api.close_log(&buffer.fqn, &session.run_id, &LogLines::close(session.now));
        Next::Stay(Self { job: session.send_aside(request), asked: Asked::Close, execution })
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: &Answer) -> Next<Self> {
        if job != self.job {
            return Next::Stay(self);
        }
        match self.asked {
            Asked::Before => Self::lines(session, self.execution),
            Asked::Lines(buffer) if session.log_was_taken(answer) => {
                Self::close(session, &buffer, self.execution)
            }
            Asked::Lines(_) => Transition::Finish(Ending::of(self.execution)).into(),
            Asked::Close => {
                session.log_was_taken(answer);
                Transition::Finish(Ending::of(self.execution)).into()
            }
        }
    }
}

impl Session {
    /// What the run came to, as lines: for a reader who has the log alone.
    fn sum_up(&mut self, execution: Option<&Execution>) {
        if self.log_buffer.is_none() {
            return;
        }
        let mut lines = Vec::new();
        for diagnostic in &self.diagnostics {
            let level = match diagnostic.severity {
                Severity::Error => LogLevel::Error,
                Severity::Warning => LogLevel::Warn,
                Severity::Info => LogLevel::Info,
            };
            lines.push((level, format!("{}: {}", diagnostic.code.id, diagnostic.message)));
        }
        let results = execution.map_or_else(Vec::new, |execution| execution.journal.results(&execution.plan));
        let held = execution.into_iter().flat_map(|execution| execution.journal.all_held(&execution.plan));
        let run_result = RunResult::new(&results, held);
        let problems = run_result.problems().take(FAILURES);
        lines.extend(problems.map(|(fqn, reason)| (LogLevel::Error, format!("{fqn}: {reason}"))));
        let elapsed = self.now.saturating_sub(self.started);
        let entities = results.len();
        let away = execution.map_or(0, |execution| execution.plan.deleted_by_people.len());
        let away = match away {
            0 => String::new(),
            n => format!(", {n} more of the document stay deleted, since people deleted them"),
        };
        let last = format!(
            "the run is finished: {} of {entities} entities are up to date{away}",
            run_result.succeeded()
        );
        lines.push((if run_result.is_success(self) { LogLevel::Info } else { LogLevel::Error }, last));
        let Some(buffer) = &mut self.log_buffer else { return };
        lines.iter().for_each(|(level, line)| buffer.add(elapsed, *level, line));
    }
}

//! The log on its way to the server: with `enableStreamableLogs`, OpenMetadata shows it beside the pipeline's run
//! (STOCK 1.1, 3.4).
//!
//! In: the lines of the log, as they are said. Out: requests of many lines each, one after the other, once the
//! pipeline is known to be there; at the end the rest, and that nothing follows. What a server does not take is said
//! once, and nothing more is sent. A request that is lost is not sent again: it would double its lines. Lines whose
//! turn never came, since the run was stopped, go with the last ones.

use super::context::Context;
use super::exchange::Ticket;
use super::finish;
use super::outcome::EntityOutcome;
use super::planning::Ground;
use super::stage::Stage;
use super::verdict::Verdict;
use crate::Diagnostic;
use crate::config::LogLevel;
use crate::diagnostic::Severity;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::openmetadata::pipeline::LogLines;

/// Lines are sent once they are so many bytes, or so many milliseconds after those before.
const DUE_BYTES: usize = 16 << 10;
const DUE_MS: u64 = 5_000;

/// So many bytes wait at most; what is said beyond is counted.
const WAITING: usize = 1 << 20;

/// Of entities that did not land, so many have a line.
const FAILURES: usize = 100;

/// What of the log the server has not got.
#[derive(Debug)]
pub(super) struct LogStream {
    fqn: String,
    least: LogLevel,
    text: String,
    lines: usize,
    left_out: usize,
    /// Whether the pipeline is known to be there.
    ready: bool,
    /// Lines on their way.
    open: Option<(Ticket, LogLines)>,
    sent_at: u64,
}

impl LogStream {
    pub(super) fn new(fqn: String, least: LogLevel) -> Self {
        Self { fqn, least, text: String::new(), lines: 0, left_out: 0, ready: false, open: None, sent_at: 0 }
    }

    /// Takes a line, said so many milliseconds after the run began.
    pub(super) fn note(&mut self, elapsed: u64, level: LogLevel, message: &str) {
        if level < self.least {
            return;
        }
        if self.text.len() + message.len() > WAITING {
            self.left_out += 1;
            return;
        }
        let (seconds, tenths) = (elapsed / 1000, elapsed % 1000 / 100);
        self.text.push_str(&format!("[{seconds:>5}.{tenths} s] {:<5} {message}\n", level.as_str()));
        self.lines += 1;
    }

    fn is_due(&self, now: u64) -> bool {
        let waited = self.text.len() >= DUE_BYTES || now >= self.sent_at.saturating_add(DUE_MS);
        self.ready && self.open.is_none() && self.lines > 0 && waited
    }

    fn take(&mut self) -> LogLines {
        if self.left_out > 0 {
            self.text.push_str(&format!("{} more lines are left out\n", self.left_out));
            self.lines += 1;
        }
        self.left_out = 0;
        LogLines { text: std::mem::take(&mut self.text), count: std::mem::take(&mut self.lines) }
    }

    /// Takes back what was not sent.
    fn put_back(&mut self, lines: &LogLines) {
        self.text.insert_str(0, &lines.text);
        self.lines += lines.count;
    }
}

impl Context {
    /// The pipeline is there: its log may be written.
    pub(super) fn pipeline_is_there(&mut self) {
        self.log_stream.iter_mut().for_each(|stream| stream.ready = true);
    }

    /// Sends lines to the server, if it is time to.
    pub(super) fn stream_log(&mut self) {
        let now = self.now;
        let due = |stream: &LogStream| stream.is_due(now) && self.exchange.sends();
        let Some(mut stream) = self.log_stream.take_if(|stream| due(stream)) else { return };
        let lines = stream.take();
        let ticket = self.send_aside(self.api.post_log(&stream.fqn, &self.run_id, &lines.body(now)));
        (stream.open, stream.sent_at) = (Some((ticket, lines)), now);
        self.log_stream = Some(stream);
    }

    /// Takes the answer to lines that were sent while the run went on; false if it is to something else. What is
    /// wrong with it is said.
    pub(super) fn take_log_answer(&mut self, ticket: Ticket, answer: &Answer) -> bool {
        let Some(stream) = &mut self.log_stream else { return false };
        let Some((_, lines)) = stream.open.take_if(|(open, _)| *open == ticket) else { return false };
        match answer {
            Answer::NotSent => stream.put_back(&lines),
            answer if !self.log_was_taken(answer) => self.log_stream = None,
            _ => {}
        }
        true
    }

    /// Whether the server took lines; if not, that is said.
    fn log_was_taken(&mut self, answer: &Answer) -> bool {
        let reason = match answer {
            Answer::Done(_) | Answer::NotSent => return true,
            Answer::Missing(reason) | Answer::Unauthorized(reason) => reason,
            Answer::Unsupported { reason, .. } | Answer::Refused { reason, .. } => reason,
            Answer::Lost(lost) => &lost.reason,
            Answer::Conflict => "an answer that makes no sense here",
        };
        let message = format!("the log could not be sent to the server: {reason}");
        let help = "without `enableStreamableLogs` it is not tried; the report has what the log says";
        self.say(Diagnostic::new(&code::LOG_NOT_SENT, message).help(help));
        false
    }
}

/// The last lines are on their way.
#[derive(Debug)]
pub(super) struct LastLines {
    ticket: Ticket,
    asked: Asked,
    /// None if the run ended before its plan stood.
    pub(super) ground: Option<Ground>,
}

#[derive(Debug)]
enum Asked {
    /// What was sent before, still open.
    Before,
    /// The rest; what is said from then on is no part of it.
    Lines(LogStream),
    Close,
}

impl LastLines {
    /// After the last word to the pipeline; ends the run where no log goes to the server.
    pub(super) fn start(cx: &mut Context, ground: Option<Ground>) -> Stage {
        cx.sum_up(ground.as_ref());
        let ready = cx.log_stream.as_ref().filter(|stream| stream.ready);
        match ready.map(|stream| stream.open.as_ref().map(|(ticket, _)| *ticket)) {
            Some(Some(ticket)) => Stage::LastLines(Self { ticket, asked: Asked::Before, ground }),
            Some(None) => Self::lines(cx, ground),
            None => end(cx, ground),
        }
    }

    fn lines(cx: &mut Context, ground: Option<Ground>) -> Stage {
        let Some(mut stream) = cx.log_stream.take() else { return end(cx, ground) };
        let lines = stream.take();
        let request = cx.api.post_log(&stream.fqn, &cx.run_id, &lines.body(cx.now));
        Stage::LastLines(Self { ticket: cx.send_aside(request), asked: Asked::Lines(stream), ground })
    }

    fn close(cx: &mut Context, stream: &LogStream, ground: Option<Ground>) -> Stage {
        let request = cx.api.close_log(&stream.fqn, &cx.run_id, &LogLines::close(cx.now));
        Stage::LastLines(Self { ticket: cx.send_aside(request), asked: Asked::Close, ground })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: &Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::LastLines(self);
        }
        match self.asked {
            Asked::Before => Self::lines(cx, self.ground),
            Asked::Lines(stream) if cx.log_was_taken(answer) => Self::close(cx, &stream, self.ground),
            Asked::Lines(_) => end(cx, self.ground),
            Asked::Close => {
                cx.log_was_taken(answer);
                end(cx, self.ground)
            }
        }
    }
}

fn end(cx: &mut Context, ground: Option<Ground>) -> Stage {
    match ground {
        Some(ground) => finish::applied(cx, ground),
        None => finish::now(cx),
    }
}

impl Context {
    /// What the run came to, as lines: for a reader who has the log alone.
    fn sum_up(&mut self, ground: Option<&Ground>) {
        if self.log_stream.is_none() {
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
        let results = ground.map_or_else(Vec::new, |ground| ground.journal.results(&ground.plan));
        let held = ground.into_iter().flat_map(|ground| ground.journal.all_held(&ground.plan));
        let verdict = Verdict::new(&results, held);
        for result in verdict.bad().take(FAILURES) {
            if let EntityOutcome::Failed { reason } | EntityOutcome::NotTried { reason } = &result.outcome {
                lines.push((LogLevel::Error, format!("{}: {reason}", result.fqn)));
            }
        }
        let elapsed = self.now.saturating_sub(self.started);
        let entities = results.len();
        let away = ground.map_or(0, |ground| ground.plan.deleted_by_people.len());
        let away = match away {
            0 => String::new(),
            n => format!(", {n} more of the document stay deleted by people"),
        };
        let last = format!("the run is over: {} of {entities} entities are up to date{away}", verdict.good());
        lines.push((if verdict.is_well(self) { LogLevel::Info } else { LogLevel::Error }, last));
        let Some(stream) = &mut self.log_stream else { return };
        lines.iter().for_each(|(level, line)| stream.note(elapsed, *level, line));
    }
}

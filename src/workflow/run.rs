//! The run itself: events in, effects out.

use super::closing::Closing;
use super::context::{Context, Stop};
use super::exchange::Ticket;
use super::options::Options;
use super::prepare::{Begin, Prepare};
use super::stage::Stage;
use super::stored::{self, Stored};
use super::{Body, Command, Effect, Event, Fault, Id, Response, arrival};
use crate::Diagnostic;
use crate::config::{Config, LogLevel};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Answer, Retry, header};

/// A whole run, as a value.
///
/// A shell says what happened ([`Run::handle`]), then takes effects until there are none ([`Run::poll`]). Equal
/// events at equal times give equal effects. After [`Effect::Done`] nothing comes any more.
pub struct Run {
    stage: Stage,
    cx: Context,
    /// The time of the last [`Effect::WakeAt`].
    alarm: Option<u64>,
}

impl Run {
    /// A run that waits for [`Event::Started`].
    pub fn new(command: Command, config: Config, options: Options) -> Self {
        Self { stage: Stage::Waiting, cx: Context::new(command, config, options), alarm: None }
    }

    /// A run that goes on from where it was stored, once it is told [`Event::Started`]. With a stored run that cannot
    /// be read, or is not of this config, command and approval, it says so and starts from the beginning, which is
    /// always safe.
    pub fn revive(command: Command, config: Config, options: Options, stored: &Stored) -> Self {
        let mut run = Self::new(command, config, options);
        match stored::take_up(&mut run.cx, stored) {
            Some((resume, ground)) => run.stage = Stage::Stored(resume, Box::new(ground)),
            None => run.cx.say(Diagnostic::new(
                &code::NOT_REVIVED,
                "the stored run cannot go on; this one starts from the beginning",
            )),
        }
        run
    }

    /// The run as it can be kept, to go on by [`Run::revive`] should this one stop. None before the plan stands,
    /// when nothing was written yet; and after the end, until which what was stored last stays good.
    pub fn stored(&self) -> Option<Stored> {
        let (resume, ground) = self.stage.resume()?;
        stored::store(&self.cx, resume, ground)
    }

    /// Tells what happened. `now` is in milliseconds since 1970; a clock that goes back is taken as standing still.
    pub fn handle(&mut self, now: u64, event: Event) {
        self.cx.now = self.cx.now.max(now);
        match event {
            Event::Started { seed } => self.start(seed),
            Event::Loaded { id, result } => self.loaded(id, result),
            Event::Answered { id, result } => self.answered(id, &result),
            Event::Woke => self.alarm = None,
            Event::Cancelled => self.stop(Stop::Cancelled),
        }
        self.cx.exchange.wake(self.cx.now);
        let begun = !matches!(self.stage, Stage::Waiting | Stage::Stored(..));
        if begun && self.cx.now >= self.cx.deadline() {
            self.stop(Stop::OutOfTime);
        }
        self.return_unsent();
        self.cx.stream_log();
    }

    /// What to do next; none: nothing until the next event.
    pub fn poll(&mut self) -> Option<Effect> {
        if let Some(effect) = self.cx.effects.pop_front() {
            return Some(effect);
        }
        if let Some(effect) = self.cx.exchange.next(self.cx.now) {
            return Some(effect);
        }
        self.next_alarm()
    }

    fn start(&mut self, seed: u64) {
        self.advance(|stage, cx| match stage {
            Stage::Waiting => {
                cx.begin(seed);
                Prepare::start(cx, Begin::New)
            }
            Stage::Stored(resume, ground) => Prepare::start(cx, Begin::Further(resume, ground)),
            other => other,
        });
    }

    fn next_alarm(&mut self) -> Option<Effect> {
        if matches!(self.stage, Stage::Waiting | Stage::Stored(..) | Stage::Ended) {
            return None;
        }
        let deadline = Some(self.cx.deadline()).filter(|at| *at > self.cx.now && self.stage.can_stop());
        let next = self.cx.exchange.alarm(self.cx.now).into_iter().chain(deadline).min();
        if next == self.alarm {
            return None;
        }
        self.alarm = next;
        next.map(Effect::WakeAt)
    }

    fn answered(&mut self, id: Id, result: &Result<Response, Fault>) {
        if !self.cx.exchange.is_open(id) {
            return;
        }
        let status = result.as_ref().map_or("nothing".to_owned(), |response| response.status.to_string());
        let line = format!("{}: {status}", self.cx.exchange.line(id));
        self.cx.log(LogLevel::Debug, line);
        self.cx.etag = result.as_ref().ok().and_then(|response| header(response, "etag")).map(str::to_owned);
        let read = if self.cx.exchange.only_reads(id) { Answer::read_get } else { Answer::read };
        let answer = read(result, self.cx.now, &self.cx.scrubber);
        if self.cx.exchange.again_plain(id, &answer) {
            return self.cx.log(LogLevel::Info, "the server does not take compressed bodies");
        }
        if let Answer::Lost(lost) = &answer {
            let reason = lost.reason.clone();
            if self.retried(id, lost.retry, &reason) {
                return;
            }
        }
        self.cx.exchange.learn(&answer);
        if let Some(ticket) = self.cx.exchange.settle(id) {
            self.settled(ticket, answer);
        }
    }

    /// Goes on with the final answer to a request.
    fn settled(&mut self, ticket: Ticket, answer: Answer) {
        if !self.cx.take_log_answer(ticket, &answer) || matches!(self.stage, Stage::LastLines(_)) {
            self.advance(|stage, cx| stage.answered(cx, ticket, answer));
        }
    }

    fn loaded(&mut self, id: Id, result: Result<Body, Fault>) {
        if !self.cx.exchange.is_open(id) {
            return;
        }
        if let Stage::Prepare(_) = self.stage {
            let Some(ticket) = self.cx.exchange.settle(id) else { return };
            return self.advance(|stage, cx| match stage {
                Stage::Prepare(stage) => stage.loaded(cx, ticket, result),
                other => other,
            });
        }
        let document = self.cx.config.source();
        let wanted = match &self.stage {
            Stage::Load(stage) => stage.wanted(document),
            Stage::Probe(stage) => stage.wanted(document),
            _ => return,
        };
        let body = match arrival::judge(wanted, &self.cx.scrubber, result) {
            Ok(body) => Ok(body),
            Err(bad) if self.retried(id, bad.retry, &bad.diagnostic.message) => return,
            Err(bad) => Err(bad.diagnostic),
        };
        let Some(ticket) = self.cx.exchange.settle(id) else { return };
        self.advance(|stage, cx| match stage {
            Stage::Load(stage) => stage.loaded(cx, ticket, body),
            Stage::Probe(stage) => stage.loaded(cx, ticket, body),
            other => other,
        });
    }

    fn retried(&mut self, id: Id, retry: Retry, reason: &str) -> bool {
        let line = self.cx.exchange.line(id);
        let again = self.cx.exchange.again(self.cx.now, id, retry);
        if again {
            self.cx.log(LogLevel::Warn, format!("{line} is tried again: {reason}"));
        }
        again
    }

    fn stop(&mut self, stop: Stop) {
        if self.cx.stop.is_some() || !self.stage.can_stop() {
            return;
        }
        self.cx.stop(stop);
        if self.stage.only_reads() {
            self.advance(|stage, cx| match stage {
                Stage::Probe(probe) => probe.stopped(cx),
                _ => Closing::early(cx),
            });
        }
    }

    /// Answers what will not be sent any more, until the stages have nothing left to send.
    fn return_unsent(&mut self) {
        while let Some(ticket) = self.cx.exchange.unsent() {
            self.settled(ticket, Answer::NotSent);
        }
    }

    fn advance(&mut self, step: impl FnOnce(Stage, &mut Context) -> Stage) {
        let stage = std::mem::replace(&mut self.stage, Stage::Ended);
        self.stage = step(stage, &mut self.cx);
    }
}

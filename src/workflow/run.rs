//! The run itself: events in, effects out.

mod stage;

use super::document::load_result;
use super::io::queue::{JobId, Scheduled};
use super::options::Options;
use super::resume::{self, Checkpointed, Row, RowUpdate, Stored};
use super::secrets::{FetchSecrets, Then};
use super::session::{Session, Stop};
use super::transition::{Begin, Ending, Next, Transition};
use super::{Body, Command, Effect, Event, Fault, Id, LoadSource, Response, private};
use crate::Diagnostic;
use crate::config::{Config, LogLevel};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Answer, Retry, header};
use stage::{Stage, enter};

/// A whole run, as a value.
///
/// A shell passes what happened to [`Run::handle`], then takes effects from [`Run::poll`] until there are none. Equal
/// events at equal times give equal effects. After [`Effect::Done`] nothing comes any more.
pub struct Run {
    stage: Stage,
    session: Session,
    /// The time of the last [`Effect::WakeAt`].
    alarm: Option<u64>,
    checkpointed: Checkpointed,
}

impl Run {
    /// A run that waits for [`Event::Started`].
    pub fn new(command: Command, config: Config, options: Options) -> Self {
        let stage = Stage::Waiting(Begin::New);
        Self { stage, session: Session::new(command, config, options), alarm: None, checkpointed: None }
    }

    /// A run that goes on from where it was stored, once it gets [`Event::Started`]. With a stored run that cannot
    /// be read, or is not of this config, command and approval, it emits a warning and starts from the beginning, which is
    /// always safe.
    pub fn revive(command: Command, config: Config, options: Options, stored: &Stored) -> Self {
        Self::revive_rows(command, config, options, &stored.header, stored.rows.iter().cloned())
    }

    /// The same, from rows that are read one by one, in their order: all rows together are as large as the document and
    /// more.
    pub fn revive_rows(
        command: Command,
        config: Config,
        options: Options,
        header: &str,
        rows: impl Iterator<Item = Row>,
    ) -> Self {
        let mut run = Self::new(command, config, options);
        match resume::restore_run(&mut run.session, header, rows) {
            Some((resume, execution)) => {
                run.checkpointed = Some(execution.journal.statuses().to_vec());
                run.stage = Stage::Waiting(Begin::Resumed(resume, Box::new(execution)));
            }
            None => run.session.emit(Diagnostic::new(
                &code::NOT_REVIVED,
                "the stored run cannot be resumed; starting from the beginning",
            )),
        }
        run
    }

    /// The run as it can be kept, to go on by [`Run::revive`] should this one stop. None before the plan stands,
    /// when nothing was written yet; and after the end, until which what was stored last stays good.
    pub fn stored(&self) -> Option<Stored> {
        let (resume, execution) = self.stage.resume()?;
        resume::store(&self.session, resume, execution)
    }

    /// The same, for a shell that stores the run after each event: returns the header, and gives `row` only the rows
    /// that are new or changed since the last call. What a shell has stored so, in the order of the rows, is what
    /// [`Run::stored`] returns. A revived run counts what it was revived from as stored.
    pub fn checkpoint(&mut self, row: impl FnMut(RowUpdate)) -> Option<String> {
        let (resume, execution) = self.stage.resume()?;
        resume::checkpoint(&self.session, resume, execution, &mut self.checkpointed, row)
    }

    /// Takes what happened. `now` is in milliseconds since 1970; a clock that goes back is taken as standing still.
    pub fn handle(&mut self, now: u64, event: Event) {
        self.session.now = self.session.now.max(now);
        match event {
            Event::Started { seed } => self.start(seed),
            Event::Loaded { id, result } => self.loaded(id, result),
            Event::Answered { id, result } => self.answered(id, &result),
            Event::Woke => self.alarm = None,
            Event::Cancelled => self.stop(Stop::Cancelled),
        }
        self.session.queue.wake(self.session.now);
        let begun = !matches!(self.stage, Stage::Waiting(_));
        if begun && self.session.now >= self.session.deadline() {
            self.stop(Stop::OutOfTime);
        }
        self.return_unsent();
        self.session.stream_log();
    }

    /// What to do next; none: nothing until the next event.
    pub fn poll(&mut self) -> Option<Effect> {
        loop {
            if let Some(effect) = self.session.effects.pop_front() {
                return Some(effect);
            }
            let Some(effect) = self.session.queue.next(self.session.now) else { return self.next_alarm() };
            match &effect {
                Effect::Load { id, source, .. } => match self.refusal(*id, source) {
                    Some(refusal) => self.refuse(*id, &refusal),
                    None => return Some(effect),
                },
                _ => return Some(effect),
            }
        }
    }

    /// Why what is to be loaded next may not be asked for.
    fn refusal(&self, id: Id, source: &LoadSource) -> Option<Diagnostic> {
        let key = match (self.stage.fetch(), self.stage.purpose(&self.session)) {
            (Some(_), _) => "secretsManagerProvider",
            (None, Some(purpose)) => purpose.key(),
            (None, None) => return None,
        };
        private::refusal(&self.session, source, key, self.session.queue.is_redirected(id))
    }

    /// Ends a load before it is made, and what it was for.
    fn refuse(&mut self, id: Id, refusal: &Diagnostic) {
        let Some(job) = self.session.queue.settle(id) else { return };
        self.advance(|stage, session| stage.refused(session, job, refusal));
        self.return_unsent();
    }

    fn start(&mut self, seed: u64) {
        self.advance(|stage, session| match stage {
            Stage::Waiting(begin) => {
                if let Begin::New = begin {
                    session.begin(seed);
                }
                let plan = session.options.plan.as_ref();
                if let Some(diagnostic) = plan.and_then(|plan| plan.other_target(&session.config)) {
                    session.emit(diagnostic);
                    return Transition::Finish(Ending::Early).into();
                }
                if let Some(diagnostic) = private::refused_server(session) {
                    session.emit(diagnostic);
                    return Transition::Finish(Ending::Early).into();
                }
                FetchSecrets::start(session, Then::Begin(begin)).map(Stage::FetchSecrets)
            }
            other => Next::Stay(other),
        });
    }

    fn next_alarm(&mut self) -> Option<Effect> {
        if matches!(self.stage, Stage::Waiting(_) | Stage::Ended) {
            return None;
        }
        let deadline =
            Some(self.session.deadline()).filter(|at| *at > self.session.now && self.stage.can_stop());
        let next = self.session.queue.alarm(self.session.now).into_iter().chain(deadline).min();
        if next == self.alarm {
            return None;
        }
        self.alarm = next;
        next.map(Effect::WakeAt)
    }

    fn answered(&mut self, id: Id, result: &Result<Response, Fault>) {
        if !self.session.queue.is_open(id) {
            return;
        }
        let status = result.as_ref().map_or("nothing".to_owned(), |response| response.status.to_string());
        let line = format!("{}: {status}", self.session.queue.line(id));
        self.session.log(LogLevel::Debug, line);
        self.session.etag =
            result.as_ref().ok().and_then(|response| header(response, "etag")).map(str::to_owned);
        let read = if self.session.queue.only_reads(id) { Answer::read_get } else { Answer::read };
        let answer = read(result, self.session.now, &self.session.scrubber);
        if self.session.queue.again_plain(id, &answer) {
            return self.session.log(LogLevel::Info, "the server does not accept compressed bodies");
        }
        if let Answer::Lost(lost) = &answer {
            let reason = lost.reason.clone();
            if self.retried(id, lost.retry, &reason) {
                return;
            }
        }
        self.session.queue.learn(&answer);
        if let Some(job) = self.session.queue.settle(id) {
            self.settled(job, answer);
        }
    }

    /// Goes on with the final answer to a request.
    fn settled(&mut self, job: JobId, answer: Answer) {
        if !self.session.take_log_answer(job, &answer) || matches!(self.stage, Stage::CloseLog(_)) {
            self.advance(|stage, session| stage.answered(session, job, answer));
        }
    }

    fn loaded(&mut self, id: Id, result: Result<Body, Fault>) {
        if !self.session.queue.is_open(id) {
            return;
        }
        let Some(result) = self.session.queue.follow_redirect(id, result) else { return };
        let result = result.map(|body| body.without_echoes(&self.session.scrubber));
        if self.stage.fetch().is_some() {
            return self.loaded_for_secrets(id, result);
        }
        if let Stage::LoadToken(_) = self.stage {
            let Some(job) = self.session.queue.settle(id) else { return };
            return self.advance(|stage, session| match stage {
                Stage::LoadToken(stage) => stage.loaded(session, job, result).map(Stage::LoadToken),
                other => Next::Stay(other),
            });
        }
        if let Stage::AskUnchanged(_) = self.stage {
            let address = self.session.queue.address(id);
            let Some(job) = self.session.queue.settle(id) else { return };
            return self.advance(|stage, session| match stage {
                Stage::AskUnchanged(stage) => {
                    stage.loaded(session, (job, address), result).map(Stage::AskUnchanged)
                }
                other => Next::Stay(other),
            });
        }
        let Some(purpose) = self.stage.purpose(&self.session) else { return };
        let address = self.session.queue.address(id);
        let (scrubber, now) = (&self.session.scrubber, self.session.now);
        let body = match load_result::classify(purpose, scrubber, address, result, now) {
            Ok(body) => Ok(body),
            Err(error) if self.retried(id, error.retry, &error.diagnostic.message) => return,
            Err(error) => Err(error.diagnostic),
        };
        let Some(job) = self.session.queue.settle(id) else { return };
        self.advance(|stage, session| match stage {
            Stage::LoadDocument(stage) => stage.loaded(session, job, body).map(Stage::LoadDocument),
            Stage::Check(stage) => stage.loaded(session, job, body).map(Stage::Check),
            other => Next::Stay(other),
        });
    }

    /// Goes on with what the secrets manager answered.
    fn loaded_for_secrets(&mut self, id: Id, result: Result<Body, Fault>) {
        let (Some(fetch), Some(job)) = (self.stage.fetch(), self.session.queue.job(id)) else { return };
        let text = match fetch.classify(&self.session, job, result) {
            Ok(bytes) => Ok(bytes),
            Err(failure) if self.retried(id, failure.retry, &failure.diagnostic.message) => return,
            Err(failure) => Err(failure.diagnostic),
        };
        self.session.queue.settle(id);
        self.advance(|stage, session| match stage {
            Stage::FetchSecrets(stage) => stage.loaded(session, job, text).map(Stage::FetchSecrets),
            Stage::Check(stage) => stage.fetched(session, job, text).map(Stage::Check),
            other => Next::Stay(other),
        });
    }

    fn retried(&mut self, id: Id, retry: Retry, reason: &str) -> bool {
        let line = match self.stage.fetch() {
            Some(_) => "the secrets manager".to_owned(),
            None => self.session.queue.line(id),
        };
        let Some(scheduled) = self.session.queue.retry(self.session.now, id, retry) else { return false };
        let Scheduled { retry, of, wait_ms } = scheduled;
        let (seconds, tenths) = (wait_ms / 1000, wait_ms % 1000 / 100);
        let message = format!("retrying {line} ({retry} of {of}, in {seconds}.{tenths} s): {reason}");
        self.session.log(LogLevel::Warn, message);
        true
    }

    fn stop(&mut self, stop: Stop) {
        if self.session.stop.is_some() || !self.stage.can_stop() {
            return;
        }
        self.session.stop(stop);
        if self.stage.only_reads() {
            self.advance(|stage, _| match stage {
                Stage::Check(check) => check.stopped().into(),
                _ => Transition::ReportStatus(None).into(),
            });
        }
    }

    /// Answers what will not be sent any more, until the stages have nothing left to send.
    fn return_unsent(&mut self) {
        while let Some(job) = self.session.queue.unsent() {
            self.settled(job, Answer::NotSent);
        }
    }

    fn advance(&mut self, step: impl FnOnce(Stage, &mut Session) -> Next<Stage>) {
        let stage = std::mem::replace(&mut self.stage, Stage::Ended);
        let mut next = step(stage, &mut self.session);
        self.stage = loop {
            match next {
                Next::Stay(stage) => break stage,
                Next::Go(transition) => next = enter(transition, &mut self.session),
            }
        };
    }
}

//! The loop around [`Run`]: does what it says, tells it what came of that, and stores it after every event.
//!
//! In: a run, new, revived or paused, and the budget of one invocation. Out: the run's outcome; or that the budget is spent,
//! and the next invocation goes on with the paused run, or from what was stored if this one is gone by then. The runtime
//! holds back requests until what was written to storage before them is on disk, so that no write is sent that a later
//! invocation does not know of.

use std::collections::VecDeque;
use std::pin::Pin;

use futures_util::future::{Either, pending, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use metarest::config::LogLevel;
use metarest::workflow::{Effect, Event, Outcome, Phase, Run};
use worker::{Delay, Result};

use crate::http;
use crate::room::Room;
use crate::service::store::Store;
use crate::time::{delay, now};

/// Requests under way, each ending in the event that tells its outcome.
type Open = FuturesUnordered<Pin<Box<dyn Future<Output = Event>>>>;

/// How often a waiting run looks at what somebody wants, in milliseconds.
const LOOK_MS: u64 = 500;

/// What one invocation may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Requests.
    pub(crate) requests: u32,
    /// Until when requests are sent, in milliseconds since 1970.
    pub(crate) until: u64,
}

/// How a slice ends.
#[derive(Debug)]
pub(crate) enum End {
    /// The run ended.
    Done(Box<Outcome>),
    /// The budget is spent: [`Slice::pause`].
    Paused,
    /// The run waits for something that nothing under way can bring.
    Stuck,
    /// The service was deleted meanwhile.
    Deleted,
}

/// What somebody wants of the run in the meantime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    GoOn,
    Cancel,
    /// The service was deleted: nothing may be sent or stored any more.
    Vanish,
}

/// A run between two slices. It is in memory only: what must not be lost is stored.
pub(crate) struct PausedRun {
    run: Run,
    /// What it asked for when the budget was spent.
    asked: Option<Effect>,
    /// When it wants to be woken, in milliseconds since 1970.
    wake_at: Option<u64>,
    phase: Option<Phase>,
    room: Room,
}

impl PausedRun {
    /// A run that has not begun, or was revived.
    pub(crate) fn new(run: Run, room: Room) -> Self {
        Self { run, asked: None, wake_at: None, phase: None, room }
    }

    /// The bytes of the documents that it has loaded.
    pub(crate) fn document_bytes(&self) -> usize {
        self.room.bytes()
    }
}

/// A line of the log of a run.
pub(crate) trait Lines {
    /// Takes a line.
    fn line(&mut self, level: LogLevel, phase: Option<Phase>, message: &str);
    /// Stores the lines so far.
    fn flush(&mut self) -> Result<()>;
}

/// One slice of a run.
pub(crate) struct Slice<'a, L> {
    paused: PausedRun,
    store: &'a Store,
    budget: Budget,
    lines: &'a mut L,
    /// What somebody wants.
    wish: &'a dyn Fn() -> Wish,
    /// The requests that were sent.
    pub(crate) sent: u32,
    /// Whether a change of the plan was stored, or its status: the next slice comes further than this one.
    pub(crate) progressed: bool,
    told: bool,
}

impl<'a, L: Lines> Slice<'a, L> {
    pub(crate) fn new(
        paused: PausedRun,
        store: &'a Store,
        budget: Budget,
        lines: &'a mut L,
        wish: &'a dyn Fn() -> Wish,
    ) -> Self {
        let (sent, progressed, told) = (0, false, false);
        Self { paused, store, budget, lines, wish, sent, progressed, told }
    }

    /// The run, to go on in the next invocation.
    pub(crate) fn pause(self) -> PausedRun {
        self.paused
    }

    /// The bytes of the documents that the run has loaded.
    pub(crate) fn document_bytes(&self) -> usize {
        self.paused.document_bytes()
    }

    /// Runs until the end of the run or of the budget. The seed is that of a run that begins or was revived.
    ///
    /// # Errors
    /// The storage fails.
    pub(crate) async fn drive(&mut self, seed: Option<u64>) -> Result<End> {
        let mut open = Open::new();
        let mut alarm = self.paused.wake_at.map(|at| delay(at.saturating_sub(now())));
        let mut events: VecDeque<_> = seed.map(|seed| Event::Started { seed }).into_iter().collect();
        // For good: what was asked for last waits for the next slice.
        let mut spent = false;
        loop {
            if (self.wish)() == Wish::Vanish {
                return Ok(End::Deleted);
            }
            while let Some(event) = events.pop_front() {
                self.paused.run.handle(now(), event);
                self.save()?;
            }
            while !spent && let Some(effect) = self.paused.asked.take().or_else(|| self.paused.run.poll()) {
                match effect {
                    Effect::Done(outcome) => return Ok(End::Done(outcome)),
                    effect @ (Effect::Load { .. } | Effect::Send { .. }) if self.is_spent() => {
                        self.paused.asked = Some(effect);
                        spent = true;
                    }
                    effect => self.perform(effect, &mut open, &mut alarm),
                }
            }
            if open.is_empty() {
                match (spent, alarm.is_some()) {
                    (true, _) => return Ok(End::Paused),
                    (false, false) => return Ok(End::Stuck),
                    (false, true) => {}
                }
            }
            spent |= open.is_empty() && now() >= self.budget.until;
            if !spent || !open.is_empty() {
                events.extend(self.next(&mut open, &mut alarm).await);
            }
            if !self.told && (self.wish)() == Wish::Cancel {
                self.told = true;
                events.push_back(Event::Cancelled);
            }
        }
    }

    fn is_spent(&self) -> bool {
        self.sent >= self.budget.requests || now() >= self.budget.until
    }

    /// Stores what changed of the run, before anything further is sent.
    fn save(&mut self) -> Result<()> {
        let mut result = Ok(());
        let (store, progressed) = (self.store, &mut self.progressed);
        let header = self.paused.run.checkpoint(|row| {
            *progressed = true;
            if result.is_ok() {
                result = store.save_row(row);
            }
        });
        result?;
        if let Some(header) = header {
            self.store.save_header(&header)?;
        }
        self.lines.flush()
    }

    fn perform(&mut self, effect: Effect, open: &mut Open, alarm: &mut Option<Delay>) {
        match effect {
            Effect::Load { id, source, limits } => {
                // A token is asked for as if it might be a file; that is no request.
                self.sent += u32::from(source.request_url().is_some());
                let room = self.paused.room.clone();
                open.push(Box::pin(async move {
                    Event::Loaded { id, result: http::load(source, limits, &room).await }
                }));
            }
            Effect::Send { id, request } => {
                self.sent += 1;
                open.push(Box::pin(async move { Event::Answered { id, result: http::send(request).await } }));
            }
            Effect::WakeAt(time) => {
                self.paused.wake_at = Some(time);
                *alarm = Some(delay(time.saturating_sub(now())));
            }
            Effect::Log { level, message } => self.lines.line(level, self.paused.phase, &message),
            Effect::Progress { phase, .. } => self.paused.phase = Some(phase),
            // What asks for TLS of one's own is refused when the config is read.
            Effect::Tls { .. } | Effect::Done(_) => {}
        }
    }

    /// Whichever comes first; none if it is time to look at what somebody wants. An alarm that went off is over.
    async fn next(&mut self, open: &mut Open, alarm: &mut Option<Delay>) -> Option<Event> {
        let woken = async {
            match alarm.as_mut() {
                Some(alarm) => alarm.await,
                None => pending().await,
            }
        };
        let answered = async {
            match open.next().await {
                Some(event) => event,
                None => pending().await,
            }
        };
        let event = select(Box::pin(answered), Box::pin(woken));
        let event = match select(event, delay(LOOK_MS)).await {
            Either::Left((Either::Left((event, _)), _)) => Some(event),
            Either::Left((Either::Right(((), _)), _)) => Some(Event::Woke),
            Either::Right(((), _)) => None,
        };
        if matches!(event, Some(Event::Woke)) {
            (*alarm, self.paused.wake_at) = (None, None);
        }
        event
    }
}

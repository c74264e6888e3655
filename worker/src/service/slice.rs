//! The loop around [`Run`]: does what it says, tells it what came of that, and stores it after every event.
//!
//! In: a run, new or revived, and the budget of one invocation. Out: the run's outcome; or that the budget is spent, and
//! the next invocation goes on from what was stored. The runtime holds back requests until what was written to storage
//! before them is on disk, so that no write is sent that a later invocation does not know of.

use std::collections::VecDeque;
use std::pin::Pin;

use futures_util::future::{Either, pending, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use metarest::config::LogLevel;
use metarest::workflow::{Effect, Event, Outcome, Phase, Run};
use worker::{Delay, Result};

use crate::http;
use crate::service::room::Room;
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
    /// The budget is spent; what is stored goes on.
    Paused,
    /// The budget is spent, and nothing was stored that was not stored before: the next slice would come no further.
    TooSmall,
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

/// A line of the log of a run.
pub(crate) trait Lines {
    /// Takes a line.
    fn line(&mut self, level: LogLevel, phase: Option<Phase>, message: &str);
    /// Stores the lines so far.
    fn flush(&mut self) -> Result<()>;
}

/// One slice of a run.
pub(crate) struct Slice<'a, L> {
    pub(crate) run: Run,
    pub(crate) store: &'a Store,
    pub(crate) budget: Budget,
    pub(crate) room: &'a Room,
    pub(crate) lines: &'a mut L,
    /// What somebody wants.
    pub(crate) wish: &'a dyn Fn() -> Wish,
    /// The requests that were sent.
    pub(crate) sent: u32,
    /// Whether a change of the plan was stored, or its status: the next slice comes further than this one.
    pub(crate) progressed: bool,
    phase: Option<Phase>,
    told: bool,
}

impl<'a, L: Lines> Slice<'a, L> {
    pub(crate) fn new(
        run: Run,
        store: &'a Store,
        budget: Budget,
        room: &'a Room,
        lines: &'a mut L,
        wish: &'a dyn Fn() -> Wish,
    ) -> Self {
        let (sent, progressed, phase, told) = (0, false, None, false);
        Self { run, store, budget, room, lines, wish, sent, progressed, phase, told }
    }

    /// Runs until the end of the run or of the budget.
    ///
    /// # Errors
    /// The storage fails.
    pub(crate) async fn drive(&mut self, seed: u64) -> Result<End> {
        let mut open = Open::new();
        let mut alarm = None;
        let mut events = VecDeque::from([Event::Started { seed }]);
        // For good: the run takes a request that was dropped for one that is under way, and does not ask again.
        let mut spent = false;
        loop {
            if (self.wish)() == Wish::Vanish {
                return Ok(End::Deleted);
            }
            while let Some(event) = events.pop_front() {
                self.run.handle(now(), event);
                self.save()?;
            }
            while let Some(effect) = self.run.poll() {
                match effect {
                    Effect::Done(outcome) => return Ok(End::Done(outcome)),
                    // It is dropped: a run that goes on from what was stored asks for it again.
                    Effect::Load { .. } | Effect::Send { .. } if self.is_spent() => {
                        spent = true;
                        break;
                    }
                    effect => self.perform(effect, &mut open, &mut alarm),
                }
            }
            if open.is_empty() {
                match (spent, alarm.is_some()) {
                    (true, _) if self.progressed => return Ok(End::Paused),
                    (true, _) => return Ok(End::TooSmall),
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
        let header = self.run.checkpoint(|row| {
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
                let room = self.room.clone();
                open.push(Box::pin(async move {
                    let result = http::load(source, limits).await;
                    if let Ok(body) = &result {
                        room.take(body.bytes.len());
                    }
                    Event::Loaded { id, result }
                }));
            }
            Effect::Send { id, request } => {
                self.sent += 1;
                open.push(Box::pin(async move { Event::Answered { id, result: http::send(request).await } }));
            }
            Effect::WakeAt(time) => *alarm = Some(delay(time.saturating_sub(now()))),
            Effect::Log { level, message } => self.lines.line(level, self.phase, &message),
            Effect::Progress { phase, .. } => self.phase = Some(phase),
            // What asks for TLS of one's own is refused when the config is read.
            Effect::Tls { .. } | Effect::Done(_) => {}
        }
    }

    /// Whichever comes first; none if it is time to look at what somebody wants. An alarm that went off is over.
    async fn next(&self, open: &mut Open, alarm: &mut Option<Delay>) -> Option<Event> {
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
            *alarm = None;
        }
        event
    }
}

//! The loop around [`Run`]: does what it says and tells it what came of that.

use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{Either, pending, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use metarest::config::LogLevel;
use metarest::workflow::{Effect, Event, Outcome, Run};
use worker::{Date, Delay, console_debug, console_error, console_log, console_warn};

use crate::http;

/// Requests under way, each ending in the event that tells its outcome.
type Open = FuturesUnordered<Pin<Box<dyn Future<Output = Event>>>>;

/// Runs to the end; of its log, what weighs at least so much is shown.
///
/// # Errors
/// The engine waits for something that nothing under way can bring; it is said rather than waited for.
pub(crate) async fn drive(mut run: Run, seed: u64, least: LogLevel) -> Result<Outcome, String> {
    let mut open = Open::new();
    let mut alarm = None;
    run.handle(now(), Event::Started { seed });
    loop {
        while let Some(effect) = run.poll() {
            match effect {
                Effect::Load { id, source, limits } => open.push(Box::pin(async move {
                    Event::Loaded { id, result: http::load(source, limits).await }
                })),
                Effect::Send { id, request } => open
                    .push(Box::pin(async move { Event::Answered { id, result: http::send(request).await } })),
                Effect::WakeAt(time) => alarm = Some(delay(time.saturating_sub(now()))),
                Effect::Log { level, message } if level >= least => log(level, &message),
                // What asks for TLS of one's own is refused when the config is read.
                Effect::Log { .. } | Effect::Progress { .. } | Effect::Tls { .. } => {}
                Effect::Done(outcome) => return Ok(*outcome),
            }
        }
        if open.is_empty() && alarm.is_none() {
            return Err("the run stopped before its end, with nothing under way".to_owned());
        }
        let event = next(&mut open, &mut alarm).await;
        run.handle(now(), event);
    }
}

/// Whichever comes first; an alarm that went off is over.
async fn next(open: &mut Open, alarm: &mut Option<Delay>) -> Event {
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
    let event = match select(Box::pin(answered), Box::pin(woken)).await {
        Either::Left((event, _)) => event,
        Either::Right(((), _)) => Event::Woke,
    };
    if matches!(event, Event::Woke) {
        *alarm = None;
    }
    event
}

/// A wait of so many milliseconds; the runtime's clock counts to 2^31.
pub(crate) fn delay(milliseconds: u64) -> Delay {
    Delay::from(Duration::from_millis(milliseconds.min(i32::MAX as u64)))
}

/// Milliseconds since 1970.
fn now() -> u64 {
    Date::now().as_millis()
}

fn log(level: LogLevel, message: &str) {
    match level {
        LogLevel::Debug => console_debug!("{message}"),
        LogLevel::Info => console_log!("{message}"),
        LogLevel::Warn => console_warn!("{message}"),
        LogLevel::Error => console_error!("{message}"),
    }
}

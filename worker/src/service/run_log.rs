//! The log of a run: each line goes to the Worker's log and is kept with the run.

use metarest::config::LogLevel;
use metarest::workflow::Phase;
use serde::Serialize;
use worker::Result;

use super::slice::Lines;
use super::store::Store;
use crate::log;
use crate::time::{now, rfc3339};

/// How many lines are kept of one run.
pub(super) const KEPT: u64 = 1000;

/// A line as it is kept.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: &'static str,
    message: &'a str,
}

/// A line as the Worker's log has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogLine<'a> {
    event: &'static str,
    service: &'a str,
    run: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<Phase>,
    level: &'static str,
    message: &'a str,
}

/// The log of one run.
pub(super) struct RunLog<'a> {
    store: &'a Store,
    service: &'a str,
    run: &'a str,
    number: u64,
    /// The number of the next line.
    next: u64,
    /// Lines that are not stored yet.
    lines: Vec<String>,
    /// Lines below are not logged.
    least: LogLevel,
}

impl<'a> RunLog<'a> {
    pub(super) fn new(store: &'a Store, service: &'a str, run: &'a str, number: u64) -> Result<Self> {
        let next = store.log_length(number)?;
        Ok(Self { store, service, run, number, next, lines: Vec::new(), least: LogLevel::Info })
    }

    /// Logs lines from that level on.
    pub(super) fn set_least(&mut self, least: LogLevel) {
        self.least = least;
    }
}

impl Lines for RunLog<'_> {
    fn line(&mut self, level: LogLevel, phase: Option<Phase>, message: &str) {
        if level < self.least {
            return;
        }
        let (service, run) = (self.service, self.run);
        let level_name = name(level);
        log::write(level, &LogLine { event: "log", service, run, phase, level: level_name, message });
        let kept = Line { time: rfc3339(now()), level: level_name, message };
        self.lines.extend(serde_json::to_string(&kept));
    }

    fn flush(&mut self) -> Result<()> {
        for line in self.lines.drain(..) {
            self.store.log(self.number, self.next, line)?;
            self.next += 1;
            if self.next.is_multiple_of(KEPT) {
                self.store.trim_log(self.number, self.next.saturating_sub(KEPT))?;
            }
        }
        Ok(())
    }
}

/// A level as JSON has it.
pub(super) fn name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

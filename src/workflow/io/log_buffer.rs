//! The lines of the log that were not sent to the server yet.
//!
//! In: lines, as they are logged. Out: many lines at once, when it is time to send them.

use super::queue::JobId;
use crate::config::LogLevel;
use crate::openmetadata::pipeline::LogLines;

/// Lines are sent once they are so many bytes, or so many milliseconds after those before.
const DUE_BYTES: usize = 16 << 10;
const DUE_MS: u64 = 5_000;

/// The most bytes that wait; lines beyond are counted.
const WAITING: usize = 1 << 20;

/// What of the log the server has not got.
#[derive(Debug)]
pub(crate) struct LogBuffer {
    pub(crate) fqn: String,
    least: LogLevel,
    text: String,
    lines: usize,
    left_out: usize,
    /// Whether the pipeline is known to be there.
    pub(crate) ready: bool,
    /// Lines on their way.
    pub(crate) open: Option<(JobId, LogLines)>,
    pub(crate) sent_at: u64,
}

impl LogBuffer {
    pub(crate) fn new(fqn: String, least: LogLevel) -> Self {
        Self { fqn, least, text: String::new(), lines: 0, left_out: 0, ready: false, open: None, sent_at: 0 }
    }

    /// Takes a line that was emitted that many milliseconds after the run began.
    pub(crate) fn add(&mut self, elapsed: u64, level: LogLevel, message: &str) {
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

    pub(crate) fn is_due(&self, now: u64) -> bool {
        let waited = self.text.len() >= DUE_BYTES || now >= self.sent_at.saturating_add(DUE_MS);
        self.ready && self.open.is_none() && self.lines > 0 && waited
    }

    pub(crate) fn take(&mut self) -> LogLines {
        if self.left_out > 0 {
            self.text.push_str(&format!("{} more lines omitted\n", self.left_out));
            self.lines += 1;
        }
        self.left_out = 0;
        LogLines { text: std::mem::take(&mut self.text), count: std::mem::take(&mut self.lines) }
    }

    /// Takes back what was not sent.
    pub(crate) fn put_back(&mut self, lines: &LogLines) {
        self.text.insert_str(0, &lines.text);
        self.lines += lines.count;
    }
}

//! The lines of the Worker's log: each is one JSON object. They hold no secrets; texts of servers come scrubbed from the
//! core.

use metarest::config::LogLevel;
use serde::Serialize;
use worker::{console_debug, console_error, console_log, console_warn};

/// Writes a line at its level.
pub(crate) fn write(level: LogLevel, line: &impl Serialize) {
    let line =
        serde_json::to_string(line).unwrap_or_else(|error| format!("a line cannot be written: {error}"));
    match level {
        LogLevel::Debug => console_debug!("{line}"),
        LogLevel::Info => console_log!("{line}"),
        LogLevel::Warn => console_warn!("{line}"),
        LogLevel::Error => console_error!("{line}"),
    }
}

/// Something that is not a run's.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a str>,
    level: &'static str,
    message: String,
}

/// Writes that something went wrong which is not a run's.
pub(crate) fn error(service: Option<&str>, message: impl ToString) {
    let message = Message { event: "worker", service, level: "error", message: message.to_string() };
    write(LogLevel::Error, &message);
}

//! How detailed the log of a run is.

use serde::Serialize;

/// How detailed the log of a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "lowercase"))]
pub enum LogLevel {
    /// Every request.
    Debug,
    /// Every phase.
    Info,
    /// What a person should check.
    Warn,
    /// What stops the run.
    Error,
}

impl LogLevel {
    /// The value in a config.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

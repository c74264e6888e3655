//! How detailed the log of a run is.

/// How much a run says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// Every request.
    Debug,
    /// Every phase.
    Info,
    /// What a person should look at.
    Warn,
    /// What stops the run.
    Error,
}

impl LogLevel {
    /// As a config has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

//! The findings of `check --connect`, step by step.

use serde::Serialize;

/// A step of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CheckStep"))]
pub enum Step {
    /// The secrets manager gives the values that are in it, where the config has such.
    Secrets,
    /// An OpenMetadata server answers.
    Server,
    /// It accepts the token.
    Token,
    /// The token's user may do what an ingest does.
    Rights,
    /// The audit log can be read, where the server has one.
    AuditLog,
    /// Nobody deleted the service, nor a collection of it.
    Service,
    /// The service on the server has the connection that the config lacks.
    Connection,
    /// The document can be fetched and is an OpenAPI document.
    Document,
}

impl Step {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Secrets => "secrets",
            Self::Server => "server",
            Self::Token => "token",
            Self::Rights => "rights",
            Self::AuditLog => "audit-log",
            Self::Service => "service",
            Self::Connection => "connection",
            Self::Document => "document",
        }
    }
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "StepState"))]
pub enum State {
    /// It passed.
    Passed,
    /// It passed, with a note.
    Note,
    /// An ingest can do its work, but not all of it.
    Warning,
    /// It did not pass.
    Failed,
    /// It was skipped: an earlier step failed, or the server does not report it.
    Skipped,
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct Finding {
    /// The step.
    pub step: Step,
    /// How it went.
    pub state: State,
    /// Milliseconds from request to answer, retries included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// What was found, or what is wrong.
    pub message: String,
    /// The diagnostic's code, where something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// How to fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

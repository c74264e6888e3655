//! What the answers of secrets managers mean.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::openmetadata::Retry;

/// Why a secrets manager gives no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It does not know who asks.
    Credentials,
    /// Who asks may not read the secret.
    Denied,
    /// There is no such secret.
    Missing,
    /// It is disabled, or marked for deletion.
    Disabled,
    /// It has too much to do, or is not there for the moment.
    Busy,
    /// It failed.
    Broken,
    /// Something else.
    Other,
}

impl Refusal {
    /// What a status means where the answer has nothing better.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Credentials,
            403 => Self::Denied,
            404 | 410 => Self::Missing,
            408 | 425 | 429 | 502 | 503 | 504 => Self::Busy,
            500..=599 => Self::Broken,
            _ => Self::Other,
        }
    }

    /// Whether asking again may help. `transient` is what the status and `Retry-After` say, which may be less than the
    /// answer.
    pub(super) fn retry(self, transient: Option<Retry>) -> Retry {
        match self {
            Self::Busy => transient.unwrap_or(Retry::Often { after: None }),
            Self::Broken => Retry::Once,
            Self::Credentials | Self::Denied | Self::Missing | Self::Disabled | Self::Other => Retry::Never,
        }
    }
}

/// A text within an answer; none if it is empty.
pub(super) fn member(answer: &Value, path: &str) -> Option<String> {
    answer.pointer(path)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a provider says of a refusal: what kind it is and why, as far as the answer has them.
pub(super) fn reason(kind: Option<String>, message: Option<String>) -> Option<String> {
    match (kind, message) {
        (Some(kind), Some(message)) => Some(format!("{kind}: {message}")),
        (kind, message) => kind.or(message),
    }
}

/// The text that is encoded.
pub(super) fn base64_text(encoded: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
}

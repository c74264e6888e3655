//! What an answer of the server means (stock.md#openmetadata-16).
//!
//! In: a response or a fault. Out: an [`Answer`]: done, refused, missing, malformed, or lost and whether a retry may
//! help. The server answers bad requests with 500 as often as with 400, so the text of a 500 decides. Unknown members
//! are ignored. Texts go through the [`Scrubber`] before they are shown or stored.

use std::fmt;
use std::time::UNIX_EPOCH;

use serde_json::Value;

use super::{Fault, FaultKind, Response, Scrubber};
use crate::json;

/// The reason of a conflict; the server gives none.
const CONFLICT: &str = "someone else changed it in the meantime";

/// The reason of a success without a body; for some requests that is a valid answer.
pub(crate) const EMPTY: &str = "the answer is empty";

/// The outcome of a request. `Debug` hides the body: a bot gets secrets in plain text.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// It was carried out; the body, null where none is expected (204).
    Done(Value),
    /// The entity does not exist.
    Missing(String),
    /// The token is rejected.
    Unauthorized(String),
    /// A `test` of a patch, or its `If-Match`, failed: someone else wrote in between.
    Conflict,
    /// The server does not know this path (404), method (405) or form of body (415): it is of another version.
    Unsupported {
        /// The HTTP status, or the one that the text of a 500 means.
        status: u16,
        /// The server's message.
        reason: String,
    },
    /// The server understood the request and refused it.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's message.
        reason: String,
    },
    /// A success whose body is not what the request asks for.
    Malformed(String),
    /// Whether it was carried out is unknown.
    Lost(Lost),
    /// It was not sent: the run was stopped before.
    NotSent,
}

/// A request whose outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What happened instead of an answer.
    pub reason: String,
    /// Whether a retry may help.
    pub retry: Retry,
    /// The fault, where no answer came: whether a server is at the address is unknown.
    pub unreached: Option<FaultKind>,
    /// A request of many entities may succeed in pieces: it may be too large, or one of them may break it.
    pub divisible: bool,
    /// The HTTP status with which the server says that it cannot answer now ([`transient`]).
    pub status: Option<u16>,
}

/// Whether a retry may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: the answer would be the same.
    Never,
    /// One retry.
    Once,
    /// Retries until the budget is spent.
    Often {
        /// Not before that many milliseconds; from the server.
        after: Option<u64>,
    },
    /// The same, but one retry only for what can be sent in pieces, since each takes until the timeout.
    Slow,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(_) => f.write_str("Done(..)"),
            Self::Missing(reason) => f.debug_tuple("Missing").field(reason).finish(),
            Self::Unauthorized(reason) => f.debug_tuple("Unauthorized").field(reason).finish(),
            Self::Conflict => f.write_str("Conflict"),
            Self::Unsupported { status, reason } => write!(f, "Unsupported({status}, {reason:?})"),
            Self::Refused { status, reason } => write!(f, "Refused({status}, {reason:?})"),
            Self::Malformed(reason) => f.debug_tuple("Malformed").field(reason).finish(),
            Self::Lost(lost) => lost.fmt(f),
            Self::NotSent => f.write_str("NotSent"),
        }
    }
}

impl Answer {
    /// Why the request was not carried out, or may not have been; none for an answer without a reason.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Missing(reason) | Self::Unauthorized(reason) | Self::Malformed(reason) => Some(reason),
            Self::Unsupported { reason, .. } | Self::Refused { reason, .. } => Some(reason),
            Self::Lost(lost) => Some(&lost.reason),
            Self::Conflict => Some(CONFLICT),
            Self::Done(_) | Self::NotSent => None,
        }
    }

    /// Reads the outcome of a request. `now` is in milliseconds since 1970, for a date in `Retry-After`.
    pub fn read(result: &Result<Response, Fault>, now: u64, scrubber: &Scrubber) -> Self {
        match result {
            Ok(response) => of_response(response, now, scrubber),
            Err(fault) => Self::Lost(of_fault(fault, scrubber)),
        }
    }

    /// The same for a request that only reads. OpenMetadata refuses one in its own JSON (measured, 1.6 and 1.12): any
    /// other refusal comes from another program, which does not know permissions or entities. A write may also be
    /// refused by the server's parser, in plain text.
    pub fn read_get(result: &Result<Response, Fault>, now: u64, scrubber: &Scrubber) -> Self {
        match (Self::read(result, now, scrubber), result) {
            (
                Self::Refused { status: status @ (400 | 403), reason }
                | Self::Unsupported { status: status @ 404, reason },
                Ok(response),
            ) if !is_own(response) => Self::lost(foreign(status, &reason), Retry::Never),
            (answer, _) => answer,
        }
    }

    /// An answer that does not show whether the request was carried out.
    fn lost(reason: impl Into<String>, retry: Retry) -> Self {
        Self::Lost(Lost { reason: reason.into(), retry, unreached: None, divisible: true, status: None })
    }

    /// An answer that says that the server cannot answer now.
    fn unavailable(status: u16, reason: &str, retry: Retry) -> Self {
        let reason = format!("HTTP {status}: {reason}");
        Self::Lost(Lost { reason, retry, unreached: None, divisible: true, status: Some(status) })
    }
}

fn of_response(response: &Response, now: u64, scrubber: &Scrubber) -> Answer {
    let status = response.status;
    let reason = || reason(response, scrubber);
    let transient = || transient(status, header(response, "retry-after"), now);
    match status {
        204 => Answer::Done(Value::Null),
        200..=299 => of_success(response),
        300..=399 => redirected(response, scrubber),
        401 => Answer::Unauthorized(reason()),
        404 => of_not_found(response, reason()),
        405 | 415 | 501 => Answer::Unsupported { status, reason: reason() },
        412 => Answer::Conflict,
        413 => Answer::Refused { status, reason: format!("too large for the server: {}", reason()) },
        500 => of_500(response, reason()),
        _ => match transient() {
            Some(retry) => Answer::unavailable(status, &reason(), retry),
            None if status < 500 => Answer::Refused { status, reason: reason() },
            None => Answer::lost(format!("HTTP {status}: {}", reason()), Retry::Once),
        },
    }
}

/// Whether, and how often, a request is sent again that was answered with this status: none if the answer would be the
/// same. The same for the server, the document, and whoever issues tokens and secrets.
pub(crate) fn transient(status: u16, retry_after: Option<&str>, now: u64) -> Option<Retry> {
    match status {
        408 | 425 | 429 | 502 | 503 => {
            Some(Retry::Often { after: retry_after.and_then(|value| wait_ms(value, now)) })
        }
        504 => Some(Retry::Slow),
        500..=599 => Some(Retry::Once),
        _ => None,
    }
}

fn of_success(response: &Response) -> Answer {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Answer::lost(EMPTY, Retry::Never);
    }
    if is_html(response) {
        return Answer::lost("the answer is an HTML page, not the API's JSON", Retry::Never);
    }
    json::read(&response.body)
        .map_or_else(|| Answer::lost("the answer is not JSON, or is cut off", Retry::Never), Answer::Done)
}

/// The API's own 404 is JSON with a message. Another one comes from a proxy before the server, whose server may be
/// down, and does not show that the entity is missing.
fn of_not_found(response: &Response, reason: String) -> Answer {
    if is_html(response) || reason == STATUS_OF_500[0].0 {
        return Answer::Unsupported { status: 404, reason };
    }
    match is_own(response) {
        true => Answer::Missing(reason),
        false => Answer::lost(foreign(404, &reason), Retry::Once),
    }
}

fn foreign(status: u16, reason: &str) -> String {
    format!("HTTP {status}, but not in OpenMetadata's format: {reason}")
}

/// Texts of a 500 whose cause is the request, and the status that they mean (measured).
const STATUS_OF_500: [(&str, u16); 3] = [
    ("HTTP 404 Not Found", 404),
    ("HTTP 405 Method Not Allowed", 405),
    ("HTTP 415 Unsupported Media Type", 415),
];

/// The message of a server when the `test` of a patch fails, 1.6 and 1.12 (measured).
const TEST_FAILS: [&str; 2] = ["JsonPatch.Operation.TEST fails", "JSON Patch operation 'test' failed"];

fn of_500(response: &Response, reason: String) -> Answer {
    let text = String::from_utf8_lossy(&response.body);
    if TEST_FAILS.iter().any(|message| text.contains(message)) {
        return Answer::Conflict;
    }
    match STATUS_OF_500.iter().find(|(message, _)| text.contains(message)) {
        Some((_, status)) => Answer::Unsupported { status: *status, reason },
        None => Answer::unavailable(500, &reason, Retry::Once),
    }
}

/// What a fault means, for a load and for a request.
pub(crate) fn of_fault(fault: &Fault, scrubber: &Scrubber) -> Lost {
    let often = Retry::Often { after: None };
    let (what, retry, unreachable, divisible) = match fault.kind {
        FaultKind::TimedOut => ("no answer in time", Retry::Slow, true, true),
        FaultKind::Torn => ("the connection broke", often, true, true),
        FaultKind::Refused => ("no connection", often, true, false),
        FaultKind::TooLarge => ("the answer is larger than the limit", Retry::Never, false, true),
        FaultKind::NotFound => ("there is no such file", Retry::Never, true, false),
        FaultKind::Untrusted => ("the certificate is not trusted", Retry::Never, true, false),
        FaultKind::Unsupported => ("this runtime does not support that", Retry::Never, true, false),
        FaultKind::Cancelled => ("cancelled: the run was stopped", Retry::Never, false, false),
    };
    // The system's message on a missing file repeats this, and the path, which the caller names.
    let detail =
        if fault.kind == FaultKind::NotFound { String::new() } else { scrubber.text(&fault.message) };
    let reason = match fault.kind {
        _ if detail.is_empty() => what.to_owned(),
        // A folder, permissions, a port that is never used: the detail says it better.
        FaultKind::Unsupported => detail,
        _ => format!("{what} ({detail})"),
    };
    Lost { reason, retry, unreached: unreachable.then_some(fault.kind), divisible, status: None }
}

/// `Retry-After` in milliseconds from now: seconds, or a date (RFC 9110, 10.2.3).
fn wait_ms(value: &str, now: u64) -> Option<u64> {
    let value = value.trim();
    match value.parse::<u64>() {
        Ok(seconds) => Some(seconds.saturating_mul(1000)),
        Err(_) => http_date(value).map(|at| at.saturating_sub(now)),
    }
}

/// A date of HTTP in milliseconds since 1970.
fn http_date(text: &str) -> Option<u64> {
    let since_1970 = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since_1970.as_millis()).ok()
}

/// The message of an answer that is no success: `message`, `responseMessage`, else its text.
fn reason(response: &Response, scrubber: &Scrubber) -> String {
    if is_html(response) {
        return "an HTML page".to_owned();
    }
    let text = own_message(response).unwrap_or_else(|| String::from_utf8_lossy(&response.body).into_owned());
    let text = scrubber.text(&text);
    if text.is_empty() { "no reason given".to_owned() } else { text }
}

/// Whether an answer that is no success has the API's form: `code` and `message`; an internal error has
/// `responseMessage`.
fn is_own(response: &Response) -> bool {
    let Some(value) = json::read::<Value>(&response.body) else { return false };
    let text = |key| value.get(key).is_some_and(Value::is_string);
    (value.get("code").is_some_and(Value::is_number) && text("message")) || text("responseMessage")
}

/// The API's own message in an answer that is no success.
fn own_message(response: &Response) -> Option<String> {
    let value: Value = json::read(&response.body)?;
    let message = ["message", "responseMessage"].iter().find_map(|key| value.get(key)?.as_str());
    message.map(str::to_owned)
}

/// A request of the API is never redirected, so another program answers: pieces would be redirected too.
fn redirected(response: &Response, scrubber: &Scrubber) -> Answer {
    let to = header(response, "location").unwrap_or("nowhere");
    let reason = format!("HTTP {}: a redirect to {}", response.status, scrubber.text(to));
    Answer::Lost(Lost { reason, retry: Retry::Never, unreached: None, divisible: false, status: None })
}

pub(crate) fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn is_html(response: &Response) -> bool {
    let typed = header(response, "content-type").is_some_and(|value| value.contains("text/html"));
    typed || response.body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests;

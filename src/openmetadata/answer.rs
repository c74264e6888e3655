//! What an answer of the server means (STOCK 10).
//!
//! In: a response or a fault. Out: an [`Answer`]: done, refused, not there, or lost and whether trying again may
//! help. The server says bad requests by 500 as often as by 400, so the text of a 500 decides. Unknown members are
//! ignored. Texts go through the [`Scrubber`] before anyone sees them.

use std::fmt;
use std::time::UNIX_EPOCH;

use serde_json::Value;

use super::{Fault, FaultKind, Response, Scrubber};
use crate::json;

/// Why a success without a body says nothing; some requests have none by right.
pub(crate) const EMPTY: &str = "the answer is empty";

/// What came of a request. `Debug` hides what was answered: a bot reads secrets in it in clear.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// It was carried out; the body, null where there is none by right (204).
    Done(Value),
    /// What it is about is not there.
    Missing(String),
    /// The token is not accepted.
    Unauthorized(String),
    /// A `test` of a patch, or its `If-Match`, failed: someone else wrote in between.
    Conflict,
    /// The server does not know this path (404), method (405) or form of body (415): it is of another version.
    Unsupported {
        /// HTTP's status, or the one that the text of a 500 means.
        status: u16,
        /// The server's words.
        reason: String,
    },
    /// The server looked at it and said no.
    Refused {
        /// HTTP's status.
        status: u16,
        /// The server's words.
        reason: String,
    },
    /// Whether it was carried out is not known.
    Lost(Lost),
    /// It was not sent: the run was stopped before.
    NotSent,
}

/// A request whose outcome is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What happened instead of an answer.
    pub reason: String,
    /// Whether trying again may help.
    pub retry: Retry,
    /// The fault, where none of the server's words came back: what is at the address is not known to be a server.
    pub unreached: Option<FaultKind>,
    /// A request of many may fare better in pieces: it may be too large, or one of them in the way.
    pub divisible: bool,
}

/// Whether trying again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// The same would come again.
    Never,
    /// One more time.
    Once,
    /// As long as the budget lasts.
    Often {
        /// Not before that many milliseconds; said by the server.
        after: Option<u64>,
    },
    /// As often, but what can be sent in pieces only once more: it takes longer than someone waits.
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
            Self::Lost(lost) => lost.fmt(f),
            Self::NotSent => f.write_str("NotSent"),
        }
    }
}

impl Answer {
    /// Reads what came of a request. `now` is in milliseconds since 1970, for a date in `Retry-After`.
    pub fn read(result: &Result<Response, Fault>, now: u64, scrubber: &Scrubber) -> Self {
        match result {
            Ok(response) => of_response(response, now, scrubber),
            Err(fault) => Self::Lost(of_fault(fault, scrubber)),
        }
    }

    /// The same of a request that only reads. OpenMetadata says why it refuses one, in JSON of its own (measured, 1.6
    /// and 1.12): another refusal is somebody else's, who knows nothing of rights and of what is there. Of a write it may
    /// also be the server's parser that says no, in plain words.
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

    /// An answer came that says nothing of the request, or not that it was carried out.
    fn lost(reason: impl Into<String>, retry: Retry) -> Self {
        Self::Lost(Lost { reason: reason.into(), retry, unreached: None, divisible: true })
    }
}

fn of_response(response: &Response, now: u64, scrubber: &Scrubber) -> Answer {
    let status = response.status;
    let reason = || reason(response, scrubber);
    let lost = |retry| Answer::lost(format!("HTTP {status}: {}", reason()), retry);
    match status {
        204 => Answer::Done(Value::Null),
        200..=299 => of_success(response),
        300..=399 => redirected(response, scrubber),
        401 => Answer::Unauthorized(reason()),
        404 => of_not_found(response, reason()),
        405 | 415 | 501 => Answer::Unsupported { status, reason: reason() },
        412 => Answer::Conflict,
        413 => Answer::Refused { status, reason: format!("too large for the server: {}", reason()) },
        429 | 502 | 503 => lost(Retry::Often { after: retry_after(response, now) }),
        400..=499 => Answer::Refused { status, reason: reason() },
        500 => of_500(response, reason()),
        504 => lost(Retry::Slow),
        _ => lost(Retry::Once),
    }
}

fn of_success(response: &Response) -> Answer {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Answer::lost(EMPTY, Retry::Never);
    }
    if is_html(response) {
        return Answer::lost("the answer is an HTML page, not the interface's JSON", Retry::Never);
    }
    json::read(&response.body)
        .map_or_else(|| Answer::lost("the answer is not JSON, or is cut off", Retry::Never), Answer::Done)
}

/// The interface's 404 is JSON with words; another one is from something before the server, a proxy whose server is
/// away, and says nothing of what is there.
fn of_not_found(response: &Response, reason: String) -> Answer {
    if is_html(response) || reason == MEANT[0].0 {
        return Answer::Unsupported { status: 404, reason };
    }
    match is_own(response) {
        true => Answer::Missing(reason),
        false => Answer::lost(foreign(404, &reason), Retry::Once),
    }
}

fn foreign(status: u16, reason: &str) -> String {
    format!("HTTP {status}, but not in OpenMetadata's words: {reason}")
}

/// What the text of a 500 says when the request was wrong and nothing broke (measured).
const MEANT: [(&str, u16); 3] = [
    ("HTTP 404 Not Found", 404),
    ("HTTP 405 Method Not Allowed", 405),
    ("HTTP 415 Unsupported Media Type", 415),
];

/// What a server says of a patch whose `test` fails, 1.6 and 1.12 (measured).
const TEST_FAILS: [&str; 2] = ["JsonPatch.Operation.TEST fails", "JSON Patch operation 'test' failed"];

fn of_500(response: &Response, reason: String) -> Answer {
    let text = String::from_utf8_lossy(&response.body);
    if TEST_FAILS.iter().any(|words| text.contains(words)) {
        return Answer::Conflict;
    }
    match MEANT.iter().find(|(words, _)| text.contains(words)) {
        Some((_, status)) => Answer::Unsupported { status: *status, reason },
        None => Answer::lost(format!("HTTP 500: {reason}"), Retry::Once),
    }
}

/// What a fault means, for a load as for a request.
pub(crate) fn of_fault(fault: &Fault, scrubber: &Scrubber) -> Lost {
    let often = Retry::Often { after: None };
    let (what, retry, unreachable, divisible) = match fault.kind {
        FaultKind::TimedOut => ("no answer in time", Retry::Slow, true, true),
        FaultKind::Torn => ("the connection broke", often, true, true),
        FaultKind::Refused => ("no connection", often, true, false),
        FaultKind::TooLarge => ("the answer is larger than the limit", Retry::Never, false, true),
        FaultKind::NotFound => ("there is no such file", Retry::Never, true, false),
        FaultKind::Untrusted => ("the certificate is not trusted", Retry::Never, true, false),
        FaultKind::Unsupported => ("this runtime cannot do that", Retry::Never, true, false),
        FaultKind::Cancelled => ("given up: the run was stopped", Retry::Never, false, false),
    };
    let said = scrubber.text(&fault.message);
    let reason = if said.is_empty() { what.to_owned() } else { format!("{what} ({said})") };
    Lost { reason, retry, unreached: unreachable.then_some(fault.kind), divisible }
}

/// `Retry-After` in milliseconds from now: seconds, or a date (RFC 9110, 10.2.3).
pub(crate) fn retry_after(response: &Response, now: u64) -> Option<u64> {
    let value = header(response, "retry-after")?.trim();
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

/// The words of an answer that is no success: `message`, `responseMessage`, else its text.
fn reason(response: &Response, scrubber: &Scrubber) -> String {
    if is_html(response) {
        return "an HTML page".to_owned();
    }
    let text = words(response).unwrap_or_else(|| String::from_utf8_lossy(&response.body).into_owned());
    let text = scrubber.text(&text);
    if text.is_empty() { "no reason given".to_owned() } else { text }
}

/// Whether an answer that is no success is in the interface's form: `code` and `message`; what broke inside the server
/// has `responseMessage`.
fn is_own(response: &Response) -> bool {
    let Some(value) = json::read::<Value>(&response.body) else { return false };
    let text = |key| value.get(key).is_some_and(Value::is_string);
    (value.get("code").is_some_and(Value::is_number) && text("message")) || text("responseMessage")
}

/// The interface's own words in an answer that is no success.
fn words(response: &Response) -> Option<String> {
    let value: Value = json::read(&response.body)?;
    let said = ["message", "responseMessage"].iter().find_map(|key| value.get(key)?.as_str());
    said.map(str::to_owned)
}

/// Someone else answers, whatever is asked: pieces would be redirected too.
fn redirected(response: &Response, scrubber: &Scrubber) -> Answer {
    let to = header(response, "location").unwrap_or("nowhere");
    let reason = format!("HTTP {}: a redirect to {}", response.status, scrubber.text(to));
    Answer::Lost(Lost { reason, retry: Retry::Never, unreached: None, divisible: false })
}

pub(crate) fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn is_html(response: &Response) -> bool {
    let typed = header(response, "content-type").is_some_and(|value| value.contains("text/html"));
    typed || response.body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        let headers = headers.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Response { status, headers, body: body.into() }
    }

    fn check(response: Response, expect: &Answer) {
        assert_eq!(Answer::read(&Ok(response), 0, &Scrubber::default()), *expect);
    }

    fn unhandled(text: &str) -> Response {
        let text = format!("An exception with message [{text}] was thrown while processing request.");
        response(500, &[], &serde_json::json!({"responseMessage": text, "errorType": "X"}).to_string())
    }

    #[test]
    fn success_is_json_or_nothing_by_right() {
        check(response(200, &[], "{\"a\": 1}"), &Answer::Done(serde_json::json!({"a": 1})));
        check(response(204, &[], ""), &Answer::Done(Value::Null));
        check(response(200, &[], " "), &Answer::lost("the answer is empty", Retry::Never));
        let html = Answer::lost("the answer is an HTML page, not the interface's JSON", Retry::Never);
        check(response(200, &[("content-type", "text/html;charset=utf-8")], "hello"), &html);
        check(response(200, &[], "\n<!doctype html>"), &html);
        check(
            response(200, &[], "{\"a\": "),
            &Answer::lost("the answer is not JSON, or is cut off", Retry::Never),
        );
    }

    #[test]
    fn refusals_carry_the_servers_words() {
        let no = |status, reason: &str| Answer::Refused { status, reason: reason.into() };
        check(response(400, &[], r#"{"code":400,"message":"Invalid name /a"}"#), &no(400, "Invalid name /a"));
        check(response(400, &[], "Unexpected end-of-input"), &no(400, "Unexpected end-of-input"));
        check(response(403, &[], ""), &no(403, "no reason given"));
        check(
            response(404, &[], r#"{"code":404,"message":"nope not found"}"#),
            &Answer::Missing("nope not found".into()),
        );
        for body in ["404 page not found", "", "{}", r#"{"message": 7}"#, r#"{"message": "Not Found"}"#] {
            let lost = Answer::read(&Ok(response(404, &[], body)), 0, &Scrubber::default());
            assert!(matches!(lost, Answer::Lost(Lost { retry: Retry::Once, .. })), "{body}: {lost:?}");
        }
        check(
            response(404, &[], "<html>nginx</html>"),
            &Answer::Unsupported { status: 404, reason: "an HTML page".into() },
        );
        check(
            response(401, &[], r#"{"code":401,"message":"Not Authorized! Token not present"}"#),
            &Answer::Unauthorized("Not Authorized! Token not present".into()),
        );
    }

    #[test]
    fn a_refusal_to_read_in_other_words_is_another_servers() {
        let read =
            |status, body: &str| Answer::read_get(&Ok(response(status, &[], body)), 0, &Scrubber::default());
        for status in [400, 403, 404] {
            let own = format!(r#"{{"code": {status}, "message": "no"}}"#);
            let as_ever = Answer::read(&Ok(response(status, &[], &own)), 0, &Scrubber::default());
            assert_eq!(read(status, &own), as_ever, "{status}");
            for body in
                ["", "Forbidden", "{}", "<html>no</html>", r#"{"message": "no"}"#, r#"{"code": "E1"}"#]
            {
                let Answer::Lost(lost) = read(status, body) else { panic!("{status} {body}") };
                assert!(lost.reason.starts_with(&format!("HTTP {status}, but not in OpenMetadata's words")));
                assert_eq!(lost.unreached, None);
            }
        }
        assert_eq!(read(405, "no"), Answer::Unsupported { status: 405, reason: "no".into() });
        assert_eq!(read(200, "{}"), Answer::Done(serde_json::json!({})));
    }

    #[test]
    fn the_text_of_a_500_decides() {
        let kind = |text| Answer::read(&Ok(unhandled(text)), 0, &Scrubber::default());
        for (text, meant) in MEANT {
            assert!(matches!(kind(text), Answer::Unsupported { status, .. } if status == meant), "{text}");
        }
        assert_eq!(kind("JsonPatch.Operation.TEST fails! Values are not equal"), Answer::Conflict);
        let newer = "The JSON Patch operation 'test' failed for path '/updatedAt' and value '1'";
        assert_eq!(kind(newer), Answer::Conflict);
        for accident in ["deadlock", "search answered HTTP 404", "Cannot parse <HTTP 4050>"] {
            assert!(
                matches!(kind(accident), Answer::Lost(Lost { retry: Retry::Once, divisible: true, .. })),
                "{accident}"
            );
        }
    }

    #[test]
    fn what_the_server_does_not_know_is_told_from_what_it_refuses() {
        for status in [405, 415, 501] {
            check(response(status, &[], "no"), &Answer::Unsupported { status, reason: "no".into() });
        }
        for (status, reason) in [(400, "no"), (403, "no"), (413, "too large for the server: no")] {
            check(response(status, &[], "no"), &Answer::Refused { status, reason: reason.into() });
        }
        for body in ["<html>nginx</html>", r#"{"code":404,"message":"HTTP 404 Not Found"}"#] {
            assert!(matches!(
                Answer::read(&Ok(response(404, &[], body)), 0, &Scrubber::default()),
                Answer::Unsupported { status: 404, .. }
            ));
        }
    }

    #[test]
    fn a_request_of_many_may_fare_better_in_pieces() {
        let check = |result: Result<Response, FaultKind>, expect| {
            let result = result.map_err(|kind| Fault { kind, message: String::new() });
            match Answer::read(&result, 0, &Scrubber::default()) {
                Answer::Lost(lost) => assert_eq!(lost.divisible, expect, "{lost:?}"),
                other => panic!("{other:?}"),
            }
        };
        for (status, expect) in
            [(200, true), (302, false), (429, true), (500, true), (502, true), (504, true)]
        {
            check(Ok(response(status, &[], "")), expect);
        }
        for (kind, expect) in
            [(FaultKind::TimedOut, true), (FaultKind::Torn, true), (FaultKind::Refused, false)]
        {
            check(Err(kind), expect);
        }
    }

    #[test]
    fn busy_servers_say_when_to_come_back() {
        let now = 784_111_777_000;
        let after = |headers: &[(&str, &str)]| match Answer::read(
            &Ok(response(429, headers, "")),
            now,
            &Scrubber::default(),
        ) {
            Answer::Lost(Lost { retry: Retry::Often { after }, .. }) => after,
            other => panic!("{other:?}"),
        };
        assert_eq!(after(&[]), None);
        assert_eq!(after(&[("retry-after", "7")]), Some(7000));
        assert_eq!(after(&[("Retry-After", "Sun, 06 Nov 1994 08:49:47 GMT")]), Some(10_000));
        assert_eq!(after(&[("retry-after", "Sun, 06 Nov 1994 08:49:07 GMT")]), Some(0));
        assert_eq!(after(&[("retry-after", "soon")]), None);
    }

    #[test]
    fn dates_of_http_are_milliseconds_since_1970() {
        let check = |text, ms| assert_eq!(http_date(text), ms, "{text}");
        check("Thu, 01 Jan 1970 00:00:00 GMT", Some(0));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000));
        check("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199_000));
        check("Sun, 22 Nov 2026 21:53:29 GMT", Some(1_795_384_409_000));
        check("Sun, 06 Nov 1994 08:49:37", None);
        check("Sun, 06 Nov 1994 25:49:37 GMT", None);
        check("Sun, 06 Nov 0000 08:49:37 GMT", None);
        check("soon", None);
    }
}

//! Requests, replies, and the refusals of the server in its own three shapes.

use serde_json::{Value, json};

use crate::entity::Kind;

/// One HTTP request as it reaches the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `PUT`, … in capitals.
    pub method: String,
    /// Path and query, percent-encoded; with `/api/v1` before it or without.
    pub path: String,
    /// Header lines; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body as sent, gzip or plain.
    pub body: Vec<u8>,
}

impl Request {
    /// The first value of a header, by its name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// One HTTP response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header lines.
    pub headers: Vec<(String, String)>,
    /// The body, never compressed.
    pub body: Vec<u8>,
}

impl Response {
    /// A JSON answer.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::typed(status, "application/json", body.to_string())
    }

    /// An answer of another content type.
    #[must_use]
    pub fn typed(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("Content-Type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// An answer with neither body nor content type.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body as JSON; `Null` when it is not JSON.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// What becomes of a request on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Response),
    /// The connection breaks.
    Torn {
        /// How many bytes of the response's body reach the client; with 0 not even its head does.
        after: usize,
        /// The response that was on its way.
        response: Response,
    },
    /// No answer, ever: the client's own limit ends it.
    Silent,
    /// An answer that takes its time.
    Slow {
        /// How long, in milliseconds.
        ms: u64,
        /// The answer.
        response: Response,
    },
}

impl Reply {
    /// The response in it, whole, whether it arrives or not.
    #[must_use]
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Answer(response) | Self::Torn { response, .. } | Self::Slow { response, .. } => {
                Some(response)
            }
            Self::Silent => None,
        }
    }

    /// The same reply with its response changed.
    pub(crate) fn map(self, change: impl FnOnce(Response) -> Response) -> Self {
        match self {
            Self::Answer(response) => Self::Answer(change(response)),
            Self::Torn { after, response } => Self::Torn { after, response: change(response) },
            Self::Slow { ms, response } => Self::Slow { ms, response: change(response) },
            Self::Silent => Self::Silent,
        }
    }
}

/// Why a request was refused, in the shape in which the server says so (measured).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `{"code", "message"}`: a refusal that the server foresaw.
    Coded(u16, String),
    /// `{"responseMessage", "errorType"}` with status 500: everything it did not foresee.
    Unhandled(String),
    /// 400 with a text that is not JSON: malformed JSON.
    Plain(String),
}

impl Refusal {
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::Coded(400, message.into())
    }

    pub(crate) fn missing(kind: Kind, what: &str) -> Self {
        Self::not_found(kind.name(), what)
    }

    pub(crate) fn not_found(kind: &str, what: &str) -> Self {
        Self::Coded(404, format!("{kind} instance for {what} not found"))
    }

    /// Unknown paths and wrong methods (measured: 500, with the real status in the text).
    pub(crate) fn http(status: u16, reason: &str) -> Self {
        Self::Unhandled(format!("HTTP {status} {reason}"))
    }

    pub(crate) fn no_path() -> Self {
        Self::http(404, "Not Found")
    }

    pub(crate) fn no_method() -> Self {
        Self::http(405, "Method Not Allowed")
    }

    /// The status and message that a bulk answer shows for an element.
    pub(crate) fn element(self) -> String {
        match self {
            Self::Coded(_, text) | Self::Unhandled(text) | Self::Plain(text) => text,
        }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Coded(code, message) => {
                let response = Self::json(code, &json!({ "code": code, "message": message }));
                // Measured: the challenge stands on 401 and on 404 alike.
                if matches!(code, 401 | 404) {
                    response.with("WWW-Authenticate", "om-auth")
                } else {
                    response
                }
            }
            Refusal::Unhandled(message) => {
                let text =
                    format!("An exception with message [{message}] was thrown while processing request.");
                let body = json!({ "responseMessage": text, "errorType": "UNHANDLED_SERVER_EXCEPTION" });
                Self::json(500, &body)
            }
            Refusal::Plain(text) => Self::typed(400, "text/plain", text),
        }
    }
}

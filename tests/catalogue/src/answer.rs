//! Requests and replies of the server.

use serde_json::Value;

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

/// The fate of a request on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Response),
    /// The connection breaks.
    Torn {
        /// Bytes of the response's body that reach the client; with 0 not even its head does.
        after: usize,
        /// The response that was cut.
        response: Response,
    },
    /// No answer, ever: the client's own limit ends it.
    Silent,
    /// A late answer.
    Slow {
        /// The delay in milliseconds.
        ms: u64,
        /// The answer.
        response: Response,
    },
}

impl Reply {
    /// The complete response, whether it arrives or not.
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

//! Refusals: why a request was not executed, and the answer with the message of the release.

use serde_json::{Value, json};

use crate::answer::Response;
use crate::entity::Kind;
use crate::release::Rules;

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `{"code", "message"}`: an expected error of the server.
    Coded(u16, String),
    /// A violated constraint of a body; the message names members, some with their path.
    Constraint(Vec<Violation>),
    /// A violated rule of the catalogue.
    Rule(String),
    /// Status 500: an unexpected error of the server.
    Unhandled(String),
    /// HTTP's own status with its phrase: unknown paths, wrong methods and content types.
    Http(u16, &'static str),
    /// Malformed JSON: 400 with a text that is not JSON; later releases answer some cases in JSON (measured).
    Malformed(String),
    /// An invalid cursor: a 500 on every release, each with its own message (measured).
    BadCursor,
}

/// One violated constraint: the path of the member, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    pub(crate) path: String,
    pub(crate) what: String,
}

impl Violation {
    /// The message with the whole path, as in a row of a bulk.
    pub(crate) fn whole(&self) -> String {
        format!("{} {}", self.path, self.what)
    }

    /// The message with the last member only.
    fn short(&self) -> String {
        let last = self.path.rsplit('.').next().unwrap_or_default();
        format!("{last} {}", self.what)
    }
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

    pub(crate) fn no_path() -> Self {
        Self::Http(404, "Not Found")
    }

    pub(crate) fn no_method() -> Self {
        Self::Http(405, "Method Not Allowed")
    }

    /// An internal error of the server with the message `null` (measured).
    pub(crate) fn null_error() -> Self {
        Self::Unhandled("null".to_owned())
    }

    /// The message in a row of a bulk; none if the server had none (measured).
    pub(crate) fn row_message(self) -> Option<String> {
        match self {
            Self::Unhandled(text) if text == "null" => None,
            Self::Constraint(list) => Some(bracketed(list.iter().map(Violation::whole))),
            Self::Http(status, reason) => Some(format!("HTTP {status} {reason}")),
            Self::BadCursor => None,
            Self::Coded(_, text) | Self::Rule(text) | Self::Unhandled(text) | Self::Malformed(text) => {
                Some(text)
            }
        }
    }

    /// The answer. Before 1.12, HTTP's own statuses are a 500 with that status in its message (measured).
    pub(crate) fn response(self, rules: &Rules) -> Response {
        match self {
            Self::Coded(code, message) => coded(code, &message),
            Self::Constraint(list) => {
                let prefix = if rules.honest_statuses { "query param " } else { "" };
                let texts = list.iter().map(|one| format!("{prefix}{}", one.short()));
                coded(400, &bracketed(texts))
            }
            Self::Rule(message) => {
                let body = json!({ "code": 400, "errorType": "RULE_VIOLATION", "message": message });
                Response::json(400, &body)
            }
            Self::Http(status, reason) if rules.honest_statuses => {
                let message = format!("HTTP {status} {reason}");
                Response::json(status, &json!({ "code": status, "message": message }))
            }
            Self::Http(status, reason) => unhandled(rules, &format!("HTTP {status} {reason}")),
            Self::Unhandled(message) => unhandled(rules, &message),
            Self::Malformed(text) if rules.honest_statuses && !text.contains("end-of-input") => {
                coded(400, &text)
            }
            Self::Malformed(text) => Response::typed(400, "text/plain", text),
            Self::BadCursor if rules.honest_statuses => {
                coded(500, "JSON parsing failed with message [Failed to process JSON ].")
            }
            Self::BadCursor => {
                let what = "An exception with message [Failed to process JSON ]";
                coded(500, &format!("{what} was thrown while processing request."))
            }
        }
    }
}

fn bracketed(texts: impl Iterator<Item = String>) -> String {
    format!("[{}]", texts.collect::<Vec<_>>().join(", "))
}

/// 401, 403, 404 and 412 all have the challenge (measured).
fn coded(code: u16, message: &str) -> Response {
    let response = Response::json(code, &json!({ "code": code, "message": message }));
    if matches!(code, 401 | 403 | 404 | 412) {
        response.with("WWW-Authenticate", "om-auth")
    } else {
        response
    }
}

fn unhandled(rules: &Rules, message: &str) -> Response {
    let text = format!("An exception with message [{message}] was thrown while processing request.");
    let kind = "UNHANDLED_SERVER_EXCEPTION";
    let body: Value = if rules.honest_statuses {
        json!({ "code": 500, "errorType": kind, "message": text })
    } else {
        json!({ "responseMessage": text, "errorType": kind })
    };
    Response::json(500, &body)
}

//! Planned faults: errors of a server, or of something between it and the client, on chosen requests.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Catalogue;
use crate::answer::{Reply, Request, Response};
use crate::bulk_fault::BulkFault;
use crate::route;

/// A fault of later requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Which requests.
    #[serde(default)]
    pub when: Matcher,
    /// How often; 0 is never.
    #[serde(default = "once")]
    pub times: usize,
    /// What happens.
    pub kind: FaultKind,
}

fn once() -> usize {
    1
}

/// Which requests have the fault. An absent member matches every request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    /// The method, in any case.
    #[serde(default)]
    pub method: Option<String>,
    /// A substring of path and query, as sent.
    #[serde(default)]
    pub path_contains: Option<String>,
    /// A substring of the body, as sent.
    #[serde(default)]
    pub body_contains: Option<String>,
    /// The minimum size of the body in bytes, exclusive.
    #[serde(default)]
    pub body_over: Option<usize>,
    /// Whether the body is compressed.
    #[serde(default)]
    pub compressed: Option<bool>,
    /// The first matching request that has the fault, counted from 1.
    #[serde(default)]
    pub nth: Option<usize>,
}

impl Matcher {
    /// Whether method, path and body match.
    fn meets(&self, request: &Request) -> bool {
        let has = |piece: &String| request.body.windows(piece.len()).any(|at| at == piece.as_bytes());
        self.body_contains.as_ref().is_none_or(has)
            && self.body_over.is_none_or(|bytes| request.body.len() > bytes)
            && self.compressed.is_none_or(|gzip| gzip == request.header("content-encoding").is_some())
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method))
            && self.path_contains.as_ref().is_none_or(|piece| request.path.contains(piece.as_str()))
    }
}

/// What happens to a request with a fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FaultKind {
    /// This status, without executing.
    Status {
        /// The status.
        code: u16,
        /// The header `Retry-After`.
        #[serde(default)]
        retry_after: Option<String>,
        /// The body; JSON when it parses as such, else text. Empty: the server's own form of that status.
        #[serde(default)]
        body: String,
    },
    /// 200 with an HTML page, without executing: a login page of a proxy.
    Html,
    /// 200 without a body, without executing.
    Empty,
    /// 302 to a login page, without executing.
    Redirect302,
    /// The connection breaks before anything is executed.
    TornBefore,
    /// Executed; the connection breaks within the answer.
    TornAfter,
    /// Nothing is executed or answered.
    Silent,
    /// Executed, and never answered.
    SilentAfter,
    /// Executed; answered late.
    Slow {
        /// The delay in milliseconds.
        ms: u64,
    },
    /// In a bulk request, these FQNs and every nth element fail with a message.
    PartialBulk {
        /// Elements by FQN.
        #[serde(default)]
        fqns: Vec<String>,
        /// Every nth element, counted from 1.
        #[serde(default)]
        every: Option<usize>,
    },
    /// A bulk request is answered as passed, but every second element, from the first on, is not stored.
    LyingBulk,
    /// A bulk request is answered without every second element, from the first on, and those are not stored.
    ForgetfulBulk,
    /// Executed; the JSON answer has members that no client knows.
    UnknownMembers,
}

/// The planned faults, with how often each matched and happened.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Planned>);

#[derive(Clone, Debug)]
struct Planned {
    fault: Fault,
    met: usize,
    acted: usize,
}

impl Faults {
    pub(crate) fn plan(&mut self, fault: Fault) {
        self.0.push(Planned { fault, met: 0, acted: 0 });
    }

    /// The fault of this request: the first planned one that is due. All that match count the request.
    pub(crate) fn due(&mut self, request: &Request) -> Option<FaultKind> {
        let mut due = None;
        for planned in self.0.iter_mut().filter(|planned| planned.fault.when.meets(request)) {
            planned.met += 1;
            let begun = planned.met >= planned.fault.when.nth.unwrap_or(1);
            if due.is_none() && begun && planned.acted < planned.fault.times {
                planned.acted += 1;
                due = Some(planned.fault.kind.clone());
            }
        }
        due
    }
}

/// Answers a request under a fault, or without one.
pub(crate) fn apply(
    catalogue: &mut Catalogue,
    now: u64,
    request: &Request,
    kind: Option<FaultKind>,
) -> Reply {
    let mut run = |bulk_fault: BulkFault| route::answer(catalogue, now, request, &bulk_fault);
    match kind {
        None => Reply::Answer(run(BulkFault::Nothing)),
        Some(FaultKind::Status { code, retry_after, body }) => Reply::Answer(status(code, retry_after, body)),
        Some(FaultKind::Html) => Reply::Answer(Response::typed(200, "text/html", LOGIN_PAGE)),
        Some(FaultKind::Empty) => Reply::Answer(Response::empty(200)),
        Some(FaultKind::Redirect302) => {
            Reply::Answer(Response::empty(302).with("Location", "http://login.test/signin"))
        }
        Some(FaultKind::TornBefore) => Reply::Torn { after: 0, response: Response::default() },
        Some(FaultKind::TornAfter) => {
            let response = run(BulkFault::Nothing);
            Reply::Torn { after: response.body.len() / 2, response }
        }
        Some(FaultKind::Silent) => Reply::Silent,
        Some(FaultKind::SilentAfter) => {
            run(BulkFault::Nothing);
            Reply::Silent
        }
        Some(FaultKind::Slow { ms }) => Reply::Slow { ms, response: run(BulkFault::Nothing) },
        Some(FaultKind::PartialBulk { fqns, every }) => Reply::Answer(run(BulkFault::Fail { fqns, every })),
        Some(FaultKind::ForgetfulBulk) => Reply::Answer(run(BulkFault::Omit)),
        Some(FaultKind::LyingBulk) => Reply::Answer(run(BulkFault::Drop)),
        Some(FaultKind::UnknownMembers) => Reply::Answer(run(BulkFault::Nothing)).map(with_unknown_members),
    }
}

const LOGIN_PAGE: &str =
    "<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>";

fn status(code: u16, retry_after: Option<String>, body: String) -> Response {
    let response = if body.is_empty() {
        Response::json(code, &json!({ "code": code, "message": "Planned fault" }))
    } else if serde_json::from_str::<Value>(&body).is_ok() {
        Response::typed(code, "application/json", body)
    } else {
        Response::typed(code, "text/html", body)
    };
    retry_after.iter().fold(response, |response, value| response.with("Retry-After", value))
}

fn with_unknown_members(response: Response) -> Response {
    let mut value = response.value();
    let Some(map) = value.as_object_mut() else { return response };
    map.insert("x-unknown".to_owned(), json!({ "since": "a later release" }));
    for name in ["data", "successRequest", "failedRequest"] {
        for item in map.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(item) = item.as_object_mut() {
                item.insert("x-unknown".to_owned(), json!(1));
            }
        }
    }
    Response { body: value.to_string().into_bytes(), ..response }
}

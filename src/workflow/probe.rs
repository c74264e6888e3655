//! Probe: whether a run could do its work, step by step. Nothing is mapped, compared or written.
//!
//! A step that fails keeps only those from being tried that need it: the document is fetched whatever the server says.

use serde::Serialize;
use serde_json::Value;

use super::arrival::Wanted;
use super::connect::{adopted, ask_service, diagnostic_of, seen, wants_connection, writer};
use super::context::Context;
use super::exchange::Ticket;
use super::pass::{self, Next};
use super::stage::Stage;
use super::{Body, Phase, desired, finish};
use crate::Diagnostic;
use crate::config::{DocumentSource, jwt};
use crate::diagnostic::code::server as code;
use crate::diagnostic::{Parsed, Severity};
use crate::openmetadata::Answer;
use crate::plan::Kind;
use crate::tree::Texts;

/// A step of a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A server of OpenMetadata answers.
    Server,
    /// It takes the token.
    Token,
    /// The token's user may do what an ingest does.
    Rights,
    /// The service in the server has the connection that the config has not.
    Connection,
    /// The document is there, and is one of OpenAPI.
    Document,
}

impl Step {
    /// As reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Token => "token",
            Self::Rights => "rights",
            Self::Connection => "connection",
            Self::Document => "document",
        }
    }
}

/// How a step went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Good,
    /// Not so.
    Failed,
    /// One before it failed, or the server does not say.
    NotTried,
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Of which step.
    pub step: Step,
    /// How it went.
    pub state: State,
    /// Milliseconds from question to answer, tries again included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// What was found, or what is wrong.
    pub says: String,
    /// The code of what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What an ingest does to the entities of the three kinds, in the server's words.
const OPERATIONS: [&str; 3] = ["Create", "EditAll", "ViewAll"];
const DELETE: &str = "Delete";
const KINDS: [Kind; 3] = [Kind::ApiService, Kind::ApiCollection, Kind::ApiEndpoint];

/// A probe under way.
#[derive(Debug)]
pub(super) struct Probe {
    findings: Vec<Finding>,
    asked: Asked,
    ticket: Ticket,
    since: u64,
}

#[derive(Debug)]
enum Asked {
    Version,
    User,
    /// What is missing so far, and whose rights come next.
    Rights {
        kinds: std::slice::Iter<'static, Kind>,
        kind: Kind,
        missing: Vec<String>,
    },
    /// The service, for its connection.
    Service,
    /// What the document has to be asked for with.
    Pass,
    Document,
}

impl Probe {
    pub(super) fn start(cx: &mut Context) -> Stage {
        cx.progress(Phase::Connect, 0, 0);
        let ticket = cx.send(cx.api.version());
        Stage::Probe(Self { findings: Vec::new(), asked: Asked::Version, ticket, since: cx.now })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::Probe(self);
        }
        match self.asked {
            Asked::Version => self.version(cx, answer),
            Asked::User => self.user(cx, answer),
            Asked::Rights { .. } => self.rights(cx, answer),
            Asked::Service => self.connection(cx, answer),
            // A load is not a request.
            Asked::Pass | Asked::Document => Stage::Probe(self),
        }
    }

    /// The run was stopped: what was found so far is told.
    pub(super) fn stopped(self, cx: &mut Context) -> Stage {
        finish::probed(cx, self.findings)
    }

    pub(super) fn loaded(self, cx: &mut Context, ticket: Ticket, body: Result<Body, Diagnostic>) -> Stage {
        if ticket != self.ticket {
            return Stage::Probe(self);
        }
        let says = match self.asked {
            Asked::Pass => match body.and_then(|body| pass::taken(cx, &body)) {
                Ok(()) => return self.document(cx),
                Err(diagnostic) => Err(diagnostic),
            },
            _ => body.and_then(|body| described(cx, body)),
        };
        self.end(cx, says)
    }

    /// What is asked for; the document is there.
    pub(super) fn wanted<'c>(&self, document: &'c DocumentSource) -> Wanted<'c> {
        match self.asked {
            Asked::Pass => Wanted::Pass(document),
            _ => Wanted::Document(document),
        }
    }

    fn version(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let version = match answer {
            Answer::Done(value) => seen(cx, &value).map(|(version, _)| version),
            other => Err(diagnostic_of(cx, "version", other)),
        };
        match version {
            Ok(version) => {
                let host_port = &cx.config.server.host_port;
                self.good(cx, Step::Server, format!("{host_port} is OpenMetadata {version}"));
                let ticket = cx.send(cx.api.logged_in_user());
                self.ask(cx, Asked::User, ticket)
            }
            Err(diagnostic) => {
                self.failed(cx, Step::Server, diagnostic);
                self.skip(Step::Token, "the server was not found");
                self.skip(Step::Rights, "the server was not found");
                self.document(cx)
            }
        }
    }

    fn user(mut self, cx: &mut Context, answer: Answer) -> Stage {
        match answer {
            Answer::Done(user) => {
                let whose = writer(&user).map_or("the server takes it".to_owned(), |me| {
                    let what =
                        if me.is_bot { "a bot's" } else { "a person's: what it writes counts as theirs" };
                    format!("of `{}`, {what}", me.name)
                });
                let says = until(cx).map_or(whose.clone(), |until| format!("{whose}; {until}"));
                self.good(cx, Step::Token, says);
                let mut kinds = KINDS.iter();
                match kinds.next().copied() {
                    Some(kind) => self.ask_rights(cx, kinds, kind, Vec::new()),
                    None => self.document(cx),
                }
            }
            other => {
                let mut diagnostic = diagnostic_of(cx, "user", other);
                if let Some(until) = until(cx) {
                    diagnostic.message.push_str(&format!("; by itself it is {until}"));
                }
                self.failed(cx, Step::Token, diagnostic);
                self.skip(Step::Rights, "the token is not taken");
                self.document(cx)
            }
        }
    }

    fn ask_rights(
        self,
        cx: &mut Context,
        kinds: std::slice::Iter<'static, Kind>,
        kind: Kind,
        missing: Vec<String>,
    ) -> Stage {
        let ticket = cx.send(cx.api.permissions(kind));
        // The three questions are one step: its time goes on.
        let since = if kind == KINDS[0] { cx.now } else { self.since };
        Stage::Probe(Self { asked: Asked::Rights { kinds, kind, missing }, ticket, since, ..self })
    }

    fn rights(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let Asked::Rights { mut kinds, kind, mut missing } = self.asked else { return self.document(cx) };
        self.asked = Asked::Document;
        let value = match answer {
            Answer::Done(value) => value,
            // A server that does not say has not refused anything yet.
            other @ (Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. }) => {
                let reason = diagnostic_of(cx, "permissions", other).message;
                self.skip(Step::Rights, &reason);
                return self.document(cx);
            }
            other => {
                let diagnostic = diagnostic_of(cx, "permissions", other);
                self.failed(cx, Step::Rights, diagnostic);
                return self.document(cx);
            }
        };
        let wanted = OPERATIONS.into_iter().chain(cx.config.mark_deleted.then_some(DELETE));
        let refused = wanted.filter(|operation| !allows(&value, operation));
        missing.extend(refused.map(|operation| format!("{operation} {}", kind.as_str())));
        if let Some(next) = kinds.next().copied() {
            return self.ask_rights(cx, kinds, next, missing);
        }
        if missing.is_empty() {
            self.good(
                cx,
                Step::Rights,
                "create, edit, view and delete services, collections and endpoints".to_owned(),
            );
        } else {
            let message = format!("the token's user may not {}", missing.join(", "));
            let help = "give it a role that may, as the ingestion bot's: in OpenMetadata under Settings, Access Control";
            self.failed(cx, Step::Rights, Diagnostic::new(&code::RIGHTS, message).help(help));
        }
        self.document(cx)
    }

    /// The connection, where it is in the server; then the document.
    fn connection(mut self, cx: &mut Context, answer: Answer) -> Stage {
        match adopted(cx, answer) {
            Ok(()) => {
                self.good(cx, Step::Connection, "taken from the service in the server".to_owned());
                self.document(cx)
            }
            Err(diagnostic) => {
                self.failed(cx, Step::Connection, diagnostic);
                self.skip(Step::Document, "where it is, is not known");
                finish::probed(cx, self.findings)
            }
        }
    }

    fn document(mut self, cx: &mut Context) -> Stage {
        if wants_connection(cx) {
            let reached = self
                .findings
                .iter()
                .any(|finding| finding.step == Step::Token && finding.state == State::Good);
            if reached {
                let ticket = ask_service(cx);
                return self.ask(cx, Asked::Service, ticket);
            }
            self.skip(Step::Connection, "the server was not asked");
            self.skip(Step::Document, "where it is, is not known");
            return finish::probed(cx, self.findings);
        }
        cx.progress(Phase::Load, 0, 0);
        // What has to be fetched before is part of the step.
        let since = if matches!(self.asked, Asked::Pass) { self.since } else { cx.now };
        match pass::next(cx) {
            Ok(Next::Pass(ticket)) => Stage::Probe(Self { asked: Asked::Pass, ticket, since, ..self }),
            Ok(Next::Document(ticket)) => {
                Stage::Probe(Self { asked: Asked::Document, ticket, since, ..self })
            }
            Err(diagnostic) => self.end(cx, Err(diagnostic)),
        }
    }

    fn end(mut self, cx: &mut Context, document: Result<String, Diagnostic>) -> Stage {
        match document {
            Ok(says) => self.good(cx, Step::Document, says),
            Err(diagnostic) => self.failed(cx, Step::Document, diagnostic),
        }
        finish::probed(cx, self.findings)
    }

    fn ask(self, cx: &Context, asked: Asked, ticket: Ticket) -> Stage {
        Stage::Probe(Self { asked, ticket, since: cx.now, ..self })
    }

    fn good(&mut self, cx: &Context, step: Step, says: String) {
        let ms = Some(cx.now.saturating_sub(self.since));
        self.findings.push(Finding { step, state: State::Good, ms, says, code: None, help: None });
    }

    fn failed(&mut self, cx: &mut Context, step: Step, diagnostic: Diagnostic) {
        self.findings.push(Finding {
            step,
            state: State::Failed,
            ms: Some(cx.now.saturating_sub(self.since)),
            says: diagnostic.message.clone(),
            code: Some(diagnostic.code.id),
            help: diagnostic.help.clone(),
        });
        cx.say(diagnostic);
    }

    fn skip(&mut self, step: Step, why: &str) {
        let says = format!("not tried: {why}");
        self.findings.push(Finding { step, state: State::NotTried, ms: None, says, code: None, help: None });
    }
}

/// Until when the token is good, where it says so itself.
fn until(cx: &Context) -> Option<String> {
    let claims = jwt::read(cx.config.server.token.as_ref()?.expose())?.ok()?;
    let now = cx.now / 1000;
    Some(match claims.expires {
        None => "good without an end".to_owned(),
        Some(end) if end > now => format!("good for {} more", lasting(end - now)),
        Some(end) => format!("expired {} ago", lasting(now - end)),
    })
}

/// Seconds as a person counts them.
fn lasting(seconds: u64) -> String {
    let (count, unit) = match seconds {
        0..7_200 => (seconds / 60, "minutes"),
        7_200..172_800 => (seconds / 3_600, "hours"),
        _ => (seconds / 86_400, "days"),
    };
    format!("{count} {unit}")
}

/// Whether an answer of `permissions` lets an operation be, if under conditions.
fn allows(permissions: &Value, operation: &str) -> bool {
    let list = permissions.get("permissions").and_then(Value::as_array);
    let found = list.into_iter().flatten().filter(|entry| {
        let named = entry.get("operation").and_then(Value::as_str);
        named == Some(operation) || named == Some("All")
    });
    let access = |entry: &Value| entry.get("access").and_then(Value::as_str).map(str::to_owned);
    found.filter_map(access).any(|access| access == "allow" || access == "conditionalAllow")
}

/// What the document is, or why it is none. What it refers to is not fetched.
fn described(cx: &mut Context, body: Body) -> Result<String, Diagnostic> {
    let length = body.bytes.len();
    let Parsed { value, diagnostics } = desired::begin(&cx.config, body);
    let error = diagnostics.into_iter().find(|said| said.severity == Severity::Error);
    let (texts, says) = match value {
        Ok(gathering) => {
            let documents = gathering.finish(Vec::new()).value;
            let (version, operations) = (documents.version().text(), documents.operations().len());
            (documents.into_texts(), format!("OpenAPI {version}, {operations} operations, {length} bytes"))
        }
        Err(text) => (Texts::of(text), "the document cannot be read".to_owned()),
    };
    let Some(error) = error else { return Ok(says) };
    cx.document = Some(texts);
    let help = error.help.clone().unwrap_or_else(|| "open its address, and look at what is there".to_owned());
    Err(error.help(help))
}

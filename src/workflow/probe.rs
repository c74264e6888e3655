//! Probe: whether a run could do its work, step by step. Nothing is mapped, compared or written.
//!
//! A step that fails keeps only those from being tried that need it: the document is fetched whatever the server says.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::arrival::Wanted;
use super::connect::{adopted, ask_service, diagnostic_of, seen, wants_connection, writer};
use super::context::Context;
use super::deleted::{self, Deleted};
use super::exchange::Ticket;
use super::pass::{self, Next};
use super::rights::{self, Missing, Weight};
use super::stage::Stage;
use super::{Body, Phase, desired, finish};
use crate::Diagnostic;
use crate::config::{DocumentSource, jwt};
use crate::diagnostic::code::plan::{BOT_TOKEN, NOT_A_BOT};
use crate::diagnostic::code::server as code;
use crate::diagnostic::{Parsed, Severity};
use crate::entity::name::quote;
use crate::openmetadata::{Answer, Capabilities, Include, ListQuery, Scope};
use crate::plan::{Kind, Writer};
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
    /// The audit log can be read, where the server has one.
    AuditLog,
    /// Nobody deleted the service, nor a collection of it.
    Service,
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
pub enum State {
    /// As it should be.
    Good,
    /// As it has to be, and something to know about it.
    Note,
    /// An ingest can do its work, but not all of it.
    Warning,
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
    /// The code of what is wrong or warned of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// A probe under way.
#[derive(Debug)]
pub(super) struct Probe {
    findings: Vec<Finding>,
    asked: Asked,
    ticket: Ticket,
    since: u64,
    /// Of the server's version, once that is known.
    capabilities: Capabilities,
    me: Writer,
}

#[derive(Debug)]
enum Asked {
    Version,
    User,
    /// The answers so far, in the order of [`rights::KINDS`].
    Rights(Vec<Value>),
    AuditLog,
    /// The service, for whether it is deleted.
    Service,
    /// The collections that are deleted.
    Collections,
    /// Which of those who deleted them are bots: who is asked about, who is still to be asked, and who is a person.
    Deleters {
        deleted: Vec<Deleted>,
        user: String,
        others: Vec<String>,
        people: BTreeSet<String>,
    },
    /// The service, for its connection.
    Connection,
    /// What the document has to be asked for with.
    Pass,
    Document,
}

impl Probe {
    pub(super) fn start(cx: &mut Context) -> Stage {
        cx.progress(Phase::Connect, 0, 0);
        let ticket = cx.send(cx.api.version());
        Stage::Probe(Self {
            findings: Vec::new(),
            asked: Asked::Version,
            ticket,
            since: cx.now,
            capabilities: Capabilities::newest(),
            me: Writer::default(),
        })
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        if ticket != self.ticket {
            return Stage::Probe(self);
        }
        match self.asked {
            Asked::Version => self.version(cx, answer),
            Asked::User => self.user(cx, answer),
            Asked::Rights(_) => self.rights(cx, answer),
            Asked::AuditLog => self.audit_log(cx, answer),
            Asked::Service => self.service(cx, answer),
            Asked::Collections => self.collections(cx, answer),
            Asked::Deleters { .. } => self.deleter(cx, answer),
            Asked::Connection => self.connection(cx, answer),
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
            Answer::Done(value) => seen(cx, &value),
            other => Err(diagnostic_of(cx, "version", other)),
        };
        match version {
            Ok((version, capabilities)) => {
                self.capabilities = capabilities;
                let host_port = &cx.config.server.host_port;
                self.good(cx, Step::Server, format!("{host_port} is OpenMetadata {version}"));
                let ticket = cx.send(cx.api.logged_in_user());
                self.ask(cx, Asked::User, ticket)
            }
            Err(diagnostic) => {
                self.failed(cx, Step::Server, diagnostic);
                for step in [Step::Token, Step::Rights, Step::AuditLog, Step::Service] {
                    self.skip(step, "the server was not found");
                }
                self.document(cx)
            }
        }
    }

    fn user(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let until = until(cx);
        match answer {
            Answer::Done(user) => {
                let until = until.map_or(String::new(), |until| format!("; {until}"));
                match writer(&user) {
                    Some(me) if me.is_bot => {
                        self.good(cx, Step::Token, format!("of `{}`, a bot's{until}", me.name));
                        self.me = me;
                    }
                    Some(me) => {
                        let message = format!(
                            "of `{}`, not a bot's: what they write by hand looks like what a run writes{until}",
                            me.name
                        );
                        self.me = me;
                        self.warned(cx, Step::Token, Diagnostic::new(&NOT_A_BOT, message).help(BOT_TOKEN));
                    }
                    None => {
                        let message = format!("the server takes it, and does not say whose it is{until}");
                        self.warned(
                            cx,
                            Step::Token,
                            Diagnostic::new(&code::USER_UNKNOWN, message).help(BOT_TOKEN),
                        );
                    }
                }
                self.ask_rights(cx, Vec::new())
            }
            other => {
                let mut diagnostic = diagnostic_of(cx, "user", other);
                if let Some(until) = until {
                    diagnostic.message.push_str(&format!("; by itself it is {until}"));
                }
                self.failed(cx, Step::Token, diagnostic);
                for step in [Step::Rights, Step::AuditLog, Step::Service] {
                    self.skip(step, "the token is not taken");
                }
                self.document(cx)
            }
        }
    }

    /// Asks for the rights to the next kind, or tells what they come to.
    fn ask_rights(mut self, cx: &mut Context, answers: Vec<Value>) -> Stage {
        let Some(kind) = rights::KINDS.get(answers.len()) else {
            self.tell_rights(cx, &answers);
            return self.ask_audit_log(cx);
        };
        // The three questions are one step: its time goes on.
        let since = if answers.is_empty() { cx.now } else { self.since };
        let ticket = cx.send(cx.api.permissions(*kind));
        Stage::Probe(Self { asked: Asked::Rights(answers), ticket, since, ..self })
    }

    fn rights(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let Asked::Rights(mut answers) = std::mem::replace(&mut self.asked, Asked::Document) else {
            return Stage::Probe(self);
        };
        match answer {
            Answer::Done(value) => {
                answers.push(value);
                return self.ask_rights(cx, answers);
            }
            other => self.not_told(cx, Step::Rights, "permissions", other),
        }
        self.ask_audit_log(cx)
    }

    fn tell_rights(&mut self, cx: &mut Context, answers: &[Value]) {
        let missing = rights::missing(answers, &cx.config, self.capabilities.storage);
        let of = |weight| {
            let texts = missing.iter().filter(|missing| missing.weight == weight).map(Missing::text);
            let texts: Vec<_> = texts.collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        };
        let help = "give its user a role that has it, such as the ingestion bot's: in OpenMetadata under Settings > Access Control; a right under a condition does not count";
        let lacks = |texts: String| format!("the token's user has no right to {texts}");
        match of(Weight::Needed) {
            Some(texts) => {
                self.failed(cx, Step::Rights, Diagnostic::new(&code::RIGHTS, lacks(texts)).help(help));
            }
            None => {
                let and_delete = if cx.config.mark_deleted { ", edit and delete" } else { " and edit" };
                let says = format!("view, create{and_delete} collections and endpoints, create services");
                self.good(cx, Step::Rights, says);
            }
        }
        if let Some(texts) = of(Weight::Useful) {
            self.warned(cx, Step::Rights, Diagnostic::new(&code::RIGHTS_PARTLY, lacks(texts)).help(help));
        }
        if let Some(texts) = of(Weight::Known) {
            self.found(Step::Rights, State::Note, lacks(texts));
        }
    }

    /// One question tells whether the log can be read. A plan asks it whose a text is, where the versions do not prove it.
    fn ask_audit_log(self, cx: &mut Context) -> Stage {
        if !self.capabilities.audit_log {
            return self.ask_place(cx);
        }
        let fqn = quote(&cx.config.mapping.service_name);
        let ticket = cx.send(cx.api.audit_log(Kind::ApiEndpoint, &fqn, None));
        self.ask(cx, Asked::AuditLog, ticket)
    }

    fn audit_log(mut self, cx: &mut Context, answer: Answer) -> Stage {
        match answer {
            Answer::Done(page) if page.get("data").is_some_and(Value::is_array) => {
                self.good(cx, Step::AuditLog, "can be read".to_owned());
            }
            Answer::NotSent | Answer::Unauthorized(_) => {
                self.not_told(cx, Step::AuditLog, "audit log", answer);
            }
            other => {
                let why = diagnostic_of(cx, "audit log", other).message;
                let message =
                    format!("cannot be read, so texts whose author is not known stay as they are: {why}");
                let help = "let the token's user read it, as the ingestion bot's role does; a server before 1.12 has none";
                self.warned(cx, Step::AuditLog, Diagnostic::new(&code::AUDIT_LOG, message).help(help));
            }
        }
        self.ask_place(cx)
    }

    /// Asks for the service, for whether somebody deleted it.
    fn ask_place(self, cx: &mut Context) -> Stage {
        let ticket = ask_service(cx);
        self.ask(cx, Asked::Service, ticket)
    }

    fn service(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let name = cx.config.mapping.service_name.clone();
        match answer {
            Answer::Missing(_) => {
                let says = format!("`{name}` is not there yet: an ingest creates it");
                self.good(cx, Step::Service, says);
            }
            Answer::Done(service) => match Deleted::of(Kind::ApiService, &service) {
                Some(deleted) => return self.ask_deleters(cx, vec![deleted]),
                None => {
                    let scope = Scope::Collections { service: quote(&name) };
                    let (fields, limit) = (Vec::new(), cx.page_size);
                    let query = ListQuery { scope, fields, include: Include::Deleted, limit, after: None };
                    let ticket = cx.send(cx.api.list(&query));
                    // The questions are one step: its time goes on.
                    return Stage::Probe(Self { asked: Asked::Collections, ticket, ..self });
                }
            },
            other => self.not_told(cx, Step::Service, "service", other),
        }
        self.document(cx)
    }

    /// A page of those that are deleted is enough for a warning.
    fn collections(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let deleted = match answer {
            Answer::Done(page) => {
                let rows = page.get("data").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                rows.iter().filter_map(|row| Deleted::of(Kind::ApiCollection, row)).collect()
            }
            Answer::Missing(_) => Vec::new(),
            other => {
                self.not_told(cx, Step::Service, "list of collections", other);
                return self.document(cx);
            }
        };
        self.ask_deleters(cx, deleted)
    }

    /// What a connector deleted comes back by itself, so it counts who is one.
    fn ask_deleters(self, cx: &mut Context, deleted: Vec<Deleted>) -> Stage {
        let users: BTreeSet<String> = deleted.iter().filter_map(|deleted| deleted.by.clone()).collect();
        let others = users.into_iter().filter(|user| *user != self.me.name).collect();
        self.next_deleter(cx, deleted, others, BTreeSet::new())
    }

    fn next_deleter(
        self,
        cx: &mut Context,
        deleted: Vec<Deleted>,
        mut others: Vec<String>,
        people: BTreeSet<String>,
    ) -> Stage {
        let Some(user) = others.pop() else { return self.tell_deleted(cx, &deleted, &people) };
        let ticket = cx.send(cx.api.user(&user));
        Stage::Probe(Self { asked: Asked::Deleters { deleted, user, others, people }, ticket, ..self })
    }

    fn deleter(mut self, cx: &mut Context, answer: Answer) -> Stage {
        let Asked::Deleters { deleted, user, others, mut people } =
            std::mem::replace(&mut self.asked, Asked::Document)
        else {
            return Stage::Probe(self);
        };
        match answer {
            Answer::Done(found) if writer(&found).is_some_and(|user| user.is_bot) => {}
            // Of whom nothing can be told counts as a person.
            Answer::Done(_) | Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. } => {
                people.insert(user);
            }
            other => {
                self.not_told(cx, Step::Service, "users", other);
                return self.document(cx);
            }
        }
        self.next_deleter(cx, deleted, others, people)
    }

    fn tell_deleted(mut self, cx: &mut Context, deleted: &[Deleted], people: &BTreeSet<String>) -> Stage {
        let name = cx.config.mapping.service_name.clone();
        let by_person = |deleted: &&Deleted| deleted.by.as_ref().is_none_or(|by| people.contains(by));
        let by_people: Vec<_> = deleted.iter().filter(by_person).collect();
        let it = if by_people.len() == 1 { "it" } else { "them" };
        let effect = format!("an ingest leaves {it} deleted, and writes nothing in {it}");
        match deleted::diagnostic(&cx.api, &by_people, &effect) {
            Some(diagnostic) => self.warned(cx, Step::Service, diagnostic),
            None if deleted.iter().any(Deleted::is_service) => {
                let by = deleted.first().map(Deleted::by_and_when).unwrap_or_default();
                self.good(cx, Step::Service, format!("`{name}` was deleted {by}: an ingest restores it"));
            }
            None => self.good(cx, Step::Service, format!("`{name}` is there")),
        }
        self.document(cx)
    }

    /// What an answer means that says nothing of what was asked. A server that does not say has not refused anything yet.
    fn not_told(&mut self, cx: &mut Context, step: Step, what: &str, answer: Answer) {
        let silent =
            matches!(answer, Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. });
        let diagnostic = diagnostic_of(cx, what, answer);
        match silent {
            true => self.skip(step, &diagnostic.message),
            false => self.failed(cx, step, diagnostic),
        }
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
            let reached = self.findings.iter().any(|finding| {
                finding.step == Step::Token && matches!(finding.state, State::Good | State::Warning)
            });
            if reached {
                let ticket = ask_service(cx);
                return self.ask(cx, Asked::Connection, ticket);
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

    /// A further finding of a step whose time is told.
    fn found(&mut self, step: Step, state: State, says: String) {
        self.findings.push(Finding { step, state, ms: None, says, code: None, help: None });
    }

    fn failed(&mut self, cx: &mut Context, step: Step, diagnostic: Diagnostic) {
        self.told(cx, step, State::Failed, diagnostic);
    }

    fn warned(&mut self, cx: &mut Context, step: Step, diagnostic: Diagnostic) {
        self.told(cx, step, State::Warning, diagnostic);
    }

    fn told(&mut self, cx: &mut Context, step: Step, state: State, diagnostic: Diagnostic) {
        let first = self.findings.last().is_none_or(|finding| finding.step != step);
        self.findings.push(Finding {
            step,
            state,
            ms: first.then(|| cx.now.saturating_sub(self.since)),
            says: diagnostic.message.clone(),
            code: Some(diagnostic.code.id),
            help: diagnostic.help.clone(),
        });
        cx.say(diagnostic);
    }

    fn skip(&mut self, step: Step, why: &str) {
        self.found(step, State::NotTried, format!("not tried: {why}"));
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

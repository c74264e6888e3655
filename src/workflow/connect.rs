//! Connect: which version the server is of, and whose token it is.

use serde_json::Value;

use super::context::{Context, Stop};
use super::exchange::Ticket;
use super::load::Load;
use super::outcome::ServerSeen;
use super::probe::Probe;
use super::stage::Stage;
use super::{Command, Peer, Phase, cure, finish};
use crate::Diagnostic;
use crate::config::{self, DocumentSource, LogLevel};
use crate::diagnostic::code::plan::BOT_TOKEN;
use crate::diagnostic::code::server as code;
use crate::entity::name::quote;
use crate::openmetadata::capability::KNOWN;
use crate::openmetadata::{Answer, Capabilities, ServerVersion};
use crate::plan::Writer;

/// What is known of the server once it is connected to.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) capabilities: Capabilities,
    pub(super) me: Writer,
}

/// What is being asked.
#[derive(Debug)]
pub(super) enum Connect {
    Version(Ticket),
    User {
        ticket: Ticket,
        capabilities: Capabilities,
    },
    /// The service, for its connection.
    Service {
        ticket: Ticket,
        known: Known,
    },
}

impl Connect {
    /// A preview needs no server.
    pub(super) fn start(cx: &mut Context) -> Stage {
        match cx.command {
            Command::Preview => return Load::start(cx, None),
            Command::Connect => return Probe::start(cx),
            Command::Plan | Command::Ingest => {}
        }
        cx.progress(Phase::Connect, 0, 0);
        Stage::Connect(Self::Version(cx.send(cx.api.version())))
    }

    pub(super) fn answered(self, cx: &mut Context, ticket: Ticket, answer: Answer) -> Stage {
        match self {
            Self::Version(asked) if asked == ticket => version(cx, answer),
            Self::User { ticket: asked, capabilities } if asked == ticket => user(cx, capabilities, answer),
            Self::Service { ticket: asked, known } if asked == ticket => match adopted(cx, answer) {
                Ok(()) => Load::start(cx, Some(known)),
                Err(diagnostic) => finish::early(cx, diagnostic),
            },
            other => Stage::Connect(other),
        }
    }
}

fn version(cx: &mut Context, answer: Answer) -> Stage {
    let value = match answer {
        Answer::Done(value) => value,
        other => return end_by(cx, "version", other),
    };
    match seen(cx, &value) {
        Ok((_, capabilities)) => {
            Stage::Connect(Connect::User { ticket: cx.send(cx.api.logged_in_user()), capabilities })
        }
        Err(diagnostic) => finish::early(cx, diagnostic),
    }
}

/// The version that a server says, and what it can do; it counts as reached from then on.
pub(super) fn seen(cx: &mut Context, value: &Value) -> Result<(String, Capabilities), Diagnostic> {
    let Some(text) = value.get("version").and_then(Value::as_str) else {
        let message =
            format!("{} answers, but not with the version of OpenMetadata", cx.config.server.host_port);
        return Err(not_openmetadata(message));
    };
    let text = cx.scrubber.text(text);
    let capabilities = capabilities(cx, &text);
    cx.log(LogLevel::Info, format!("{} is OpenMetadata {text}", cx.config.server.host_port));
    cx.server = Some(ServerSeen {
        host_port: cx.config.server.host_port.clone(),
        version: text.clone(),
        user: None,
        is_bot: false,
    });
    Ok((text, capabilities))
}

/// What the version can do; with a warning where nobody tried it.
fn capabilities(cx: &mut Context, text: &str) -> Capabilities {
    let version = ServerVersion::parse(text);
    if cx.config.server.enable_version_validation && !version.is_some_and(ServerVersion::is_known) {
        let ((major, minor), (last_major, last_minor)) = KNOWN;
        let message = format!(
            "the server is OpenMetadata {text}; {major}.{minor} to {last_major}.{last_minor} are known to work"
        );
        cx.say(
            Diagnostic::new(&code::VERSION_UNKNOWN, message)
                .help("compare the plan before it is carried out"),
        );
    }
    version.map_or_else(Capabilities::newest, Capabilities::of)
}

fn user(cx: &mut Context, capabilities: Capabilities, answer: Answer) -> Stage {
    let me = match answer {
        Answer::Done(user) => writer(&user),
        Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. } => None,
        other => return end_by(cx, "user", other),
    };
    let me = me.unwrap_or_default();
    if me.name.is_empty() {
        let message = "the server does not say whose token this is; it is treated as a person's";
        cx.say(Diagnostic::new(&code::USER_UNKNOWN, message).help(BOT_TOKEN));
    }
    if let Some(server) = &mut cx.server {
        server.user = (!me.name.is_empty()).then(|| me.name.clone());
        server.is_bot = me.is_bot;
    }
    let known = Known { capabilities, me };
    match wants_connection(cx) {
        true => Stage::Connect(Connect::Service { ticket: ask_service(cx), known }),
        false => Load::start(cx, Some(known)),
    }
}

/// Whether the connection is to be taken from the service in the server.
pub(super) fn wants_connection(cx: &Context) -> bool {
    cx.config.document == DocumentSource::Service
}

/// Asks for the service.
pub(super) fn ask_service(cx: &mut Context) -> Ticket {
    cx.send(cx.api.service(&quote(&cx.config.mapping.service_name)))
}

/// Takes the connection of a service; what is in the way otherwise.
pub(super) fn adopted(cx: &mut Context, answer: Answer) -> Result<(), Diagnostic> {
    let name = cx.config.mapping.service_name.clone();
    let unusable = |what: String| {
        let help = "write `serviceConnection` in the config; OpenMetadata gives a bot the connection in clear, a person not";
        Diagnostic::new(&code::CONNECTION, what).help(help)
    };
    let service = match answer {
        Answer::Done(service) => service,
        Answer::Missing(_) => {
            return Err(unusable(format!(
                "the server has no service `{name}` whose connection could be taken"
            )));
        }
        other => return Err(give_up(cx, "service", other)),
    };
    let connection = service.pointer("/connection/config").cloned().unwrap_or(Value::Null);
    let warnings = config::adopt(&mut cx.config, &connection)
        .map_err(|why| unusable(format!("the connection of the service `{name}` cannot be used: {why}")))?;
    warnings.into_iter().for_each(|warning| cx.say(warning));
    cx.connection_changed();
    Ok(())
}

pub(super) fn writer(user: &Value) -> Option<Writer> {
    let name = user.get("name")?.as_str()?.to_owned();
    Some(Writer { name, is_bot: user.get("isBot").and_then(Value::as_bool).unwrap_or(false) })
}

/// Ends the run before its plan, since it needs that answer.
pub(super) fn end_by(cx: &mut Context, what: &str, answer: Answer) -> Stage {
    let diagnostic = give_up(cx, what, answer);
    finish::early(cx, diagnostic)
}

/// What an answer that is none tells; a server that refuses the token is not asked any more.
pub(super) fn give_up(cx: &mut Context, what: &str, answer: Answer) -> Diagnostic {
    if let Answer::Unauthorized(_) = answer {
        cx.stop(Stop::Unauthorized);
    }
    diagnostic_of(cx, what, answer)
}

/// What an answer that is none tells.
pub(super) fn diagnostic_of(cx: &Context, what: &str, answer: Answer) -> Diagnostic {
    let host = &cx.config.server.host_port;
    match answer {
        Answer::Unauthorized(reason) => {
            Diagnostic::new(&code::UNAUTHORIZED, format!("the server does not accept the token: {reason}"))
                .help("check `securityConfig.jwtToken`; tokens of bots can expire and be revoked")
        }
        Answer::Lost(lost) => match lost.unreached {
            Some(kind) => {
                let message = format!("{host} cannot be reached: {}", lost.reason);
                let help = cure::unreached(Peer::Server, kind).unwrap_or("check `hostPort`");
                Diagnostic::new(&code::UNREACHABLE, message).help(help)
            }
            None => not_openmetadata(format!(
                "{host} does not answer as OpenMetadata does ({what}): {}",
                lost.reason
            )),
        },
        Answer::Missing(reason) | Answer::Unsupported { reason, .. } => {
            not_openmetadata(format!("{host} has no such address ({what}): {reason}"))
        }
        Answer::Refused { status, reason } => Diagnostic::new(
            &code::REFUSED,
            format!("the server refuses to say its {what} (HTTP {status}): {reason}"),
        )
        .help("the token's user may not read it: give it the ingestion bot's role"),
        Answer::Done(_) | Answer::Conflict => {
            Diagnostic::new(&code::ANSWER, format!("the server's answer makes no sense here ({what})"))
        }
        Answer::NotSent => Diagnostic::new(&code::CANCELLED, cx.not_sent()),
    }
}

fn not_openmetadata(message: String) -> Diagnostic {
    Diagnostic::new(&code::NOT_OPENMETADATA, message)
        .help("`hostPort` ends in `/api`: `https://metadata.example.com/api`")
}

//! Asks the server for its version and for the token's user; takes the connection of the service where the config has none.

pub(crate) mod token;

use serde_json::Value;

use crate::Diagnostic;
use crate::config::{self, DocumentSource, LogLevel};
use crate::diagnostic::code::plan::BOT_TOKEN;
use crate::diagnostic::code::server as code;
use crate::name::quote;
use crate::openmetadata::capability::KNOWN;
use crate::openmetadata::{Answer, Capabilities, ServerVersion};
use crate::plan::Writer;
use crate::workflow::io::queue::JobId;
use crate::workflow::outcome::ServerSeen;
use crate::workflow::server::failure::{not_openmetadata, request_failed};
use crate::workflow::session::{ServerInfo, Session};
use crate::workflow::transition::{Next, Transition};
use crate::workflow::{Command, Phase};

/// What is being requested.
#[derive(Debug)]
pub(crate) enum Connect {
    Version(JobId),
    User {
        job: JobId,
        capabilities: Capabilities,
    },
    /// The service, for its connection.
    Service {
        job: JobId,
        server: ServerInfo,
    },
}

impl Connect {
    pub(crate) fn start(session: &mut Session) -> Next<Self> {
        session.progress(Phase::Connect, 0, 0);
        Next::Stay(Self::Version(session.send(session.api.version())))
    }

    pub(crate) fn answered(self, session: &mut Session, job: JobId, answer: Answer) -> Next<Self> {
        match self {
            Self::Version(asked) if asked == job => version(session, answer),
            Self::User { job: asked, capabilities } if asked == job => user(session, capabilities, answer),
            Self::Service { job: asked, server } if asked == job => match take_connection(session, answer) {
                Ok(()) => Transition::LoadDocument(Some(server)).into(),
                Err(diagnostic) => Next::fail(diagnostic),
            },
            other => Next::Stay(other),
        }
    }
}

fn version(session: &mut Session, answer: Answer) -> Next<Connect> {
    let value = match answer {
        Answer::Done(value) => value,
        other => return Next::fail(request_failed(session, "version", other)),
    };
    match read_version(session, &value) {
        Ok((_, capabilities)) => {
            Next::Stay(Connect::User { job: session.send(session.api.logged_in_user()), capabilities })
        }
        Err(diagnostic) => Next::fail(diagnostic),
    }
}

/// Reads the server's version and what it can do.
pub(crate) fn read_version(
    session: &mut Session,
    value: &Value,
) -> Result<(String, Capabilities), Diagnostic> {
    let Some(text) = value.get("version").and_then(Value::as_str) else {
        let message =
            format!("{} answers, but does not give an OpenMetadata version", session.config.server.host_port);
        return Err(not_openmetadata(message));
    };
    let text = session.scrubber.text(text);
    let capabilities = capabilities(session, &text);
    session.log(LogLevel::Info, format!("{} is OpenMetadata {text}", session.config.server.host_port));
    session.server = Some(ServerSeen {
        host_port: session.config.server.host_port.clone(),
        version: text.clone(),
        user: None,
        is_bot: false,
    });
    Ok((text, capabilities))
}

/// What the version can do; warns if the version is not known.
fn capabilities(session: &mut Session, text: &str) -> Capabilities {
    let version = ServerVersion::parse(text);
    if session.config.server.enable_version_validation && !version.is_some_and(ServerVersion::is_known) {
        let ((major, minor), (last_major, last_minor)) = KNOWN;
        let message = format!(
            "the server is OpenMetadata {text}; {major}.{minor} to {last_major}.{last_minor} are known to work"
        );
        session.emit(
            Diagnostic::new(&code::VERSION_UNKNOWN, message).help("check the plan before you run an ingest"),
        );
    }
    version.map_or_else(Capabilities::newest, Capabilities::of)
}

fn user(session: &mut Session, capabilities: Capabilities, answer: Answer) -> Next<Connect> {
    let me = match answer {
        Answer::Done(user) => read_user(&user),
        Answer::Missing(_) | Answer::Unsupported { .. } | Answer::Refused { .. } => None,
        other => return Next::fail(request_failed(session, "user", other)),
    };
    let me = me.unwrap_or_default();
    if me.name.is_empty() {
        let message = "the server does not report who owns this token; it is treated as a person's token";
        session.emit(Diagnostic::new(&code::USER_UNKNOWN, message).help(BOT_TOKEN));
    }
    if let Some(server) = &mut session.server {
        server.user = (!me.name.is_empty()).then(|| me.name.clone());
        server.is_bot = me.is_bot;
    }
    let server = ServerInfo { capabilities, me };
    match needs_connection(session) {
        _ if session.command == Command::Restore => Transition::Restore.into(),
        true => Next::Stay(Connect::Service { job: ask_service(session), server }),
        false => Transition::LoadDocument(Some(server)).into(),
    }
}

/// Whether the connection is taken from the service on the server.
pub(crate) fn needs_connection(session: &Session) -> bool {
    session.config.document == DocumentSource::Service
}

/// Asks for the service.
pub(crate) fn ask_service(session: &mut Session) -> JobId {
    session.send(session.api.service(&quote(&session.config.mapping.service_name)))
}

/// Takes the connection of a service, or returns why it cannot be used.
pub(crate) fn take_connection(session: &mut Session, answer: Answer) -> Result<(), Diagnostic> {
    let name = session.config.mapping.service_name.clone();
    let unusable = |what: String| {
        let help = "set `serviceConnection` in the config; OpenMetadata shows the connection in plain text to bots only";
        Diagnostic::new(&code::CONNECTION, what).help(help)
    };
    let service = match answer {
        Answer::Done(service) => service,
        Answer::Missing(_) => {
            return Err(unusable(format!("the server has no service `{name}` with a connection to use")));
        }
        other => return Err(request_failed(session, "service", other)),
    };
    let connection = service.pointer("/connection/config").cloned().unwrap_or(Value::Null);
    let warnings = config::adopt(&mut session.config, &connection)
        .map_err(|why| unusable(format!("the connection of the service `{name}` cannot be used: {why}")))?;
    warnings.into_iter().for_each(|warning| session.emit(warning));
    session.connection_changed();
    Ok(())
}

pub(crate) fn read_user(user: &Value) -> Option<Writer> {
    let name = user.get("name")?.as_str()?.to_owned();
    Some(Writer { name, is_bot: user.get("isBot").and_then(Value::as_bool).unwrap_or(false) })
}

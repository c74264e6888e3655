//! The server and the token: does an OpenMetadata server answer, and does it accept the token?

use super::{Asked, Check};
use crate::Diagnostic;
use crate::config::jwt;
use crate::diagnostic::code::plan::BOT_TOKEN;
use crate::diagnostic::code::plan::NOT_A_BOT;
use crate::diagnostic::code::server as code;
use crate::openmetadata::Answer;
use crate::workflow::connect::read_user;
use crate::workflow::connect::read_version;
use crate::workflow::finding::Step;
use crate::workflow::server::failure::diagnostic_of;
use crate::workflow::session::Session;
use crate::workflow::transition::Next;

impl Check {
    pub(super) fn version(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let version = match answer {
            Answer::Done(value) => read_version(session, &value),
            other => Err(diagnostic_of(session, "version", other)),
        };
        match version {
            Ok((version, capabilities)) => {
                self.capabilities = capabilities;
                let host_port = &session.config.server.host_port;
                self.passed(session, Step::Server, format!("{host_port} is OpenMetadata {version}"));
                let job = session.send(session.api.logged_in_user());
                self.ask(session, Asked::User, job)
            }
            Err(diagnostic) => {
                self.failed(session, Step::Server, diagnostic);
                for step in [Step::Token, Step::Rights, Step::AuditLog, Step::Service] {
                    self.skipped(step, "the server was not reached");
                }
                self.document(session)
            }
        }
    }

    pub(super) fn user(mut self, session: &mut Session, answer: Answer) -> Next<Self> {
        let until = until(session);
        match answer {
            Answer::Done(user) => {
                let until = until.map_or(String::new(), |until| format!("; {until}"));
                match read_user(&user) {
                    Some(me) if me.is_bot => {
                        self.passed(session, Step::Token, format!("belongs to the bot `{}`{until}", me.name));
                        self.me = me;
                    }
                    Some(me) => {
                        let message = format!(
                            "belongs to `{}`, who is not a bot: what they write by hand looks like what a run writes{until}",
                            me.name
                        );
                        self.me = me;
                        self.warned(
                            session,
                            Step::Token,
                            Diagnostic::new(&NOT_A_BOT, message).help(BOT_TOKEN),
                        );
                    }
                    None => {
                        let message =
                            format!("the server accepts it, but does not report who owns it{until}");
                        self.warned(
                            session,
                            Step::Token,
                            Diagnostic::new(&code::USER_UNKNOWN, message).help(BOT_TOKEN),
                        );
                    }
                }
                self.ask_rights(session, Vec::new())
            }
            other => {
                let mut diagnostic = diagnostic_of(session, "user", other);
                if let Some(until) = until {
                    diagnostic.message.push_str(&format!("; the token itself is {until}"));
                }
                self.failed(session, Step::Token, diagnostic);
                for step in [Step::Rights, Step::AuditLog, Step::Service] {
                    self.skipped(step, "the token was rejected");
                }
                self.document(session)
            }
        }
    }
}

/// When the token expires, if it has an expiry time.
fn until(session: &Session) -> Option<String> {
    let claims = jwt::parse(session.config.server.token.as_ref()?.expose())?.ok()?;
    let now = session.now / 1000;
    Some(match claims.expires {
        None => "valid without an end".to_owned(),
        Some(end) if end > now => format!("valid for {} more", lasting(end - now)),
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

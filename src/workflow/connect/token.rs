//! Reads the token, where the config names a file that contains it.

use crate::config::{is_header_text, is_jwt, names_file};
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Fault, answer};
use crate::workflow::io::queue::{Job, JobId};
use crate::workflow::session::{Session, Stop};
use crate::workflow::transition::{Begin, Next, Transition};
use crate::workflow::{Body, Command, LoadLimits, LoadSource};
use crate::{Diagnostic, Secret};

/// The token's file is being read.
#[derive(Debug)]
pub(crate) struct LoadToken {
    job: JobId,
    pub(crate) then: Begin,
}

/// A token is a few lines of text.
const LIMITS: LoadLimits = LoadLimits { bytes: 64 << 10, timeout_ms: 30_000 };

impl LoadToken {
    pub(crate) fn start(session: &mut Session, then: Begin) -> Next<Self> {
        let asked = session.config.server.token.clone().filter(|_| session.command != Command::Preview);
        // What was fetched is the token itself.
        match asked.filter(|token| !session.secrets.has_token && !is_jwt(token.expose())) {
            Some(token) => {
                let job = Job::Load(LoadSource::Token(token), LIMITS);
                Next::Stay(Self { job: session.queue.submit_first(job), then })
            }
            None => Transition::Begin(then).into(),
        }
    }

    /// The run was stopped before the file was read.
    pub(crate) fn unsent(self, job: JobId) -> Next<Self> {
        if job == self.job { Transition::Begin(self.then).into() } else { Next::Stay(self) }
    }

    /// A value that is not the path of a file is the token itself.
    pub(crate) fn loaded(self, session: &mut Session, job: JobId, result: Result<Body, Fault>) -> Next<Self> {
        if job != self.job {
            return Next::Stay(self);
        }
        let named = session.config.server.token.as_ref().is_some_and(|token| names_file(token.expose()));
        let wrong = match result {
            Ok(body) if body.status == 200 => match token(&body.bytes) {
                Ok(token) => {
                    session.take_token(token);
                    None
                }
                Err(wrong) => Some(wrong.to_owned()),
            },
            // The shell's message would repeat the path, which may be a token after all.
            Err(Fault { kind, .. }) if named => {
                Some(answer::of_fault(&Fault { kind, message: String::new() }, &session.scrubber).reason)
            }
            Ok(_) | Err(_) => None,
        };
        match wrong {
            None => Transition::Begin(self.then).into(),
            Some(wrong) => {
                let message =
                    format!("the file that `securityConfig.jwtToken` names cannot be used: {wrong}");
                let help = "give the absolute path, from `/`, of a file that contains only the token";
                // No status is written: there is no token for it.
                session.stop(Stop::Unauthorized);
                Next::fail(Diagnostic::new(&code::TOKEN_FILE, message).help(help))
            }
        }
    }
}

/// The token in the file, or what is wrong with it.
fn token(bytes: &[u8]) -> Result<Secret, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text")?.trim_end();
    match text {
        "" => Err("it is empty"),
        _ if !is_header_text(text) => Err("it contains characters that are not allowed in a token"),
        _ => Ok(Secret::new(text)),
    }
}

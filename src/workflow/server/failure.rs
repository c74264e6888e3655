//! What an answer without a value means for the run: a diagnostic.

use crate::Diagnostic;
use crate::diagnostic::code::server as code;
use crate::openmetadata::{Answer, Lost};
use crate::workflow::Peer;
use crate::workflow::io::network_help;
use crate::workflow::session::{Session, Stop};

/// The diagnostic of a failed request. A server that rejects the token is not asked again.
pub(crate) fn request_failed(session: &mut Session, what: &str, answer: Answer) -> Diagnostic {
    if let Answer::Unauthorized(_) = answer {
        session.stop(Stop::Unauthorized);
    }
    diagnostic_of(session, what, answer)
}

/// The diagnostic of a failed request.
pub(crate) fn diagnostic_of(session: &Session, what: &str, answer: Answer) -> Diagnostic {
    let host = &session.config.server.host_port;
    match answer {
        Answer::Unauthorized(reason) => {
            Diagnostic::new(&code::UNAUTHORIZED, format!("the server rejects the token: {reason}"))
                .help("check `securityConfig.jwtToken`; tokens of bots can expire and be revoked")
        }
        Answer::Lost(Lost { reason, unreached: Some(kind), .. }) => {
            let message = format!("{host} cannot be reached: {reason}");
            let help = network_help::unreached(Peer::Server, kind).unwrap_or("check `hostPort`");
            Diagnostic::new(&code::UNREACHABLE, message).help(help)
        }
        Answer::Lost(Lost { reason, status: Some(status), retry, .. }) => {
            let message = format!("{host} cannot answer now ({what}): {reason}");
            Diagnostic::new(&code::UNAVAILABLE, message).help(network_help::unavailable(status, retry))
        }
        Answer::Lost(Lost { reason, unreached: None, .. }) | Answer::Malformed(reason) => {
            not_openmetadata(format!("{host} does not answer like OpenMetadata ({what}): {reason}"))
        }
        Answer::Missing(reason) | Answer::Unsupported { reason, .. } => {
            not_openmetadata(format!("{host} has no such address ({what}): {reason}"))
        }
        Answer::Refused { status, reason } => Diagnostic::new(
            &code::REFUSED,
            format!("the server refuses to give the {what} (HTTP {status}): {reason}"),
        )
        .help("the token's user is not allowed to read it: give it the ingestion bot's role"),
        Answer::Done(_) | Answer::Conflict => {
            Diagnostic::new(&code::ANSWER, format!("unexpected answer of the server ({what})"))
        }
        Answer::NotSent => Diagnostic::new(&code::CANCELLED, session.not_sent()),
    }
}

pub(crate) fn not_openmetadata(message: String) -> Diagnostic {
    Diagnostic::new(&code::NOT_OPENMETADATA, message)
        .help("set `hostPort` to an address that ends in `/api`: `https://metadata.example.com/api`")
}

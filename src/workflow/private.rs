//! Refuses addresses of private networks, where the host of a run forbids them
//! ([`Options::private_addresses`](super::Options::private_addresses)).
//!
//! The server's address is checked when the run begins, every other one just before it is asked for: so no stage can
//! forget it, and redirects count.

use super::io::private_address::{is_private_address, private};
use super::session::Session;
use super::{Command, LoadSource};
use crate::Diagnostic;
use crate::diagnostic::code::server as code;

const HELP: &str = "use an address on the internet; or run metarest where the address may be used, for example with \
                    `metarest ingest` in that network";

/// Why the server may not be asked; none if it may, or is not asked.
pub(crate) fn refused_server(session: &Session) -> Option<Diagnostic> {
    if session.options.private_addresses || session.command == Command::Preview {
        return None;
    }
    let address = &session.config.server.host_port;
    let kind = is_private_address(address)?;
    Some(diagnostic(&session.scrubber.text(address), kind, "`hostPort` is"))
}

/// Why this may not be loaded. Its address is that of a key, or a server redirected from there.
pub(crate) fn refusal(
    session: &Session,
    source: &LoadSource,
    key: &str,
    is_redirected: bool,
) -> Option<Diagnostic> {
    let LoadSource::Url { url, .. } = source else { return None };
    if session.options.private_addresses {
        return None;
    }
    let whose = if is_redirected {
        format!("the address of `{key}` redirects to")
    } else {
        format!("`{key}` leads to")
    };
    Some(diagnostic(&session.scrubber.text(url.as_str()), private(url)?, &whose))
}

fn diagnostic(address: &str, kind: &str, whose: &str) -> Diagnostic {
    let message = format!("{whose} `{address}`, {kind}, and private addresses may not be used here");
    Diagnostic::new(&code::ADDRESS_PRIVATE, message).help(HELP)
}

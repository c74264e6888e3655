//! Help texts for each kind of network fault.

use crate::config::DocumentSource;
use crate::openmetadata::{FaultKind, Retry};
use crate::workflow::Peer;

/// What to do where a peer was not reached.
pub(crate) fn unreached(peer: Peer, kind: FaultKind) -> Option<&'static str> {
    Some(match (kind, peer) {
        (FaultKind::Refused, Peer::Server) => {
            "check `hostPort`, and that the server is running; if a proxy is needed, set HTTPS_PROXY"
        }
        (FaultKind::Refused, Peer::Document) => {
            "check the document's address, and that its server is running; if a proxy is needed, set HTTPS_PROXY"
        }
        (FaultKind::TimedOut, Peer::Server) => {
            "check `hostPort`, that the server is running, and a firewall, proxy or VPN in between"
        }
        (FaultKind::TimedOut, Peer::Document) => {
            "check the document's address, and a firewall, proxy or VPN in between"
        }
        (FaultKind::Torn, _) => {
            "check a firewall or proxy in between, and the server's log; a server that requires a client certificate closes \
             the connection too: set `sslConfig.sslCertificate`"
        }
        (FaultKind::Untrusted, _) => {
            "set the authority that issued its certificate: `verifySSL: validate` and `sslConfig.caCertificate`; if it \
             requires a client certificate, set `sslConfig.sslCertificate` and `sslKey`"
        }
        (FaultKind::TooLarge, Peer::Document) => "raise the limit in the config: `x-metarest.limits.bytes`",
        (FaultKind::TooLarge | FaultKind::NotFound | FaultKind::Unsupported | FaultKind::Cancelled, _) => {
            return None;
        }
    })
}

/// What to do where a server said that it cannot answer now, and did so to the last retry.
pub(crate) fn unavailable(status: u16, retry: Retry) -> String {
    match (status, retry) {
        (_, Retry::Often { after: Some(ms) }) => {
            format!("it asks to wait {} s: run again after that", ms.div_ceil(1000))
        }
        (429, _) => "it gets more requests than it, or a proxy in front of it, allows: run again later, and let fewer runs \
                     start at the same time"
            .to_owned(),
        _ => "it is overloaded, starting or down: run again later; if it stays so, look at its log, and at the proxy in \
              front of it"
            .to_owned(),
    }
}

/// What to do where the document could not be loaded.
pub(crate) fn no_document(
    document: &DocumentSource,
    is_given: bool,
    kind: FaultKind,
) -> Option<&'static str> {
    match document {
        DocumentSource::Url(_) | DocumentSource::S3(_) => unreached(Peer::Document, kind),
        DocumentSource::Service => None,
        DocumentSource::File(_) => match kind {
            FaultKind::TooLarge => unreached(Peer::Document, kind),
            _ if is_given => Some(
                "check the path of `--spec`: it is that of a file that may be read; a relative one starts at the folder in which \
                 metarest is started",
            ),
            _ => Some(
                "check the path in `openAPISchemaFilePath`: it is that of a file that may be read; a relative one starts at the \
                 folder in which metarest is started",
            ),
        },
    }
}

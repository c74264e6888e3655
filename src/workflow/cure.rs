//! What a person can do where nobody was reached, by the kind of fault: a table.

use super::Peer;
use crate::config::DocumentSource;
use crate::openmetadata::FaultKind;

/// What to do where a peer was not reached.
pub(super) fn unreached(peer: Peer, kind: FaultKind) -> Option<&'static str> {
    Some(match (kind, peer) {
        (FaultKind::Refused, Peer::Server) => {
            "check `hostPort`, and that the server runs; where a proxy is needed, name it in HTTPS_PROXY"
        }
        (FaultKind::Refused, Peer::Document) => {
            "check the document's address, and that its server runs; where a proxy is needed, name it in HTTPS_PROXY"
        }
        (FaultKind::TimedOut, Peer::Server) => {
            "check `hostPort`, that the server runs, and what lies between: a firewall, a proxy, a VPN"
        }
        (FaultKind::TimedOut, Peer::Document) => {
            "check the document's address, and what lies between: a firewall, a proxy, a VPN"
        }
        (FaultKind::Torn, _) => {
            "look at what lies between, a firewall or a proxy, and at the server's log; a server that asks for a client \
             certificate and gets none breaks off too: `sslConfig.sslCertificate`"
        }
        (FaultKind::Untrusted, _) => {
            "name the authority that issued its certificate: `verifySSL: validate` and `sslConfig.caCertificate`; where \
             it asks for one of yours, `sslConfig.sslCertificate` and `sslKey`"
        }
        (FaultKind::TooLarge, Peer::Document) => "let it be larger: `x-metarest.limits.bytes`",
        (FaultKind::TooLarge | FaultKind::NotFound | FaultKind::Unsupported | FaultKind::Cancelled, _) => {
            return None;
        }
    })
}

/// What to do where the document was not had.
pub(super) fn no_document(document: &DocumentSource, kind: FaultKind) -> Option<&'static str> {
    match document {
        DocumentSource::Url(_) | DocumentSource::S3(_) => unreached(Peer::Document, kind),
        DocumentSource::Service => None,
        DocumentSource::File(_) => match kind {
            FaultKind::TooLarge => unreached(Peer::Document, kind),
            _ => Some(
                "check `openAPISchemaFilePath`; a path that does not begin with `/` begins in the folder in which \
                 metarest is started",
            ),
        },
    }
}

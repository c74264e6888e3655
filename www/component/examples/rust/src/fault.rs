//! Errors of files, HTTP and TLS → faults that a run knows: the kind decides whether it tries again.
//!
//! The messages are shown, so they have no addresses of documents, no headers and no paths.

use std::io::{self, ErrorKind};

use crate::bindings::{Failure, FaultKind};

/// Why a document or an answer did not come.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    kind: FaultKind,
    message: String,
}

impl Fault {
    fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(crate) fn too_large(limit: u64) -> Self {
        Self::new(FaultKind::TooLarge, format!("more than {limit} bytes"))
    }

    pub(crate) fn timed_out() -> Self {
        Self::new(FaultKind::TimedOut, "no answer in time")
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(FaultKind::Cancelled, "the run has ended")
    }

    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Unsupported, message)
    }

    /// The request may have been carried out.
    pub(crate) fn panicked() -> Self {
        Self::new(FaultKind::Torn, "the HTTP client failed")
    }

    /// As the failure of that effect.
    pub(crate) fn of(self, id: u64) -> Failure {
        Failure { id, kind: self.kind, message: self.message }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        // Errors of the HTTP client come in this form, too, where they are found in reading.
        ureq::Error::from(error).into()
    }
}

impl From<ureq::Error> for Fault {
    fn from(error: ureq::Error) -> Self {
        use ureq::Error;
        match error {
            Error::Io(error) => of_system(&error),
            Error::Rustls(error) => of_tls(&error),
            Error::Timeout(_) => Self::timed_out(),
            Error::HostNotFound => Self::new(FaultKind::Refused, "the host is unknown"),
            Error::ConnectionFailed => Self::new(FaultKind::Refused, "there is no connection"),
            Error::ConnectProxyFailed(_) => Self::new(FaultKind::Refused, "the proxy does not connect"),
            Error::InvalidProxyUrl => Self::unsupported("the address of the proxy is invalid"),
            // Their texts have the address.
            Error::BadUri(_) | Error::RequireHttpsOnly(_) => Self::unsupported("not an HTTP address"),
            Error::Http(_) => Self::unsupported("a header or an address that HTTP does not allow"),
            Error::Tls(message) => Self::unsupported(message),
            other => Self::new(FaultKind::Torn, other.to_string()),
        }
    }
}

/// An error of a system call, or one of TLS in its form.
fn of_system(error: &io::Error) -> Fault {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
        return of_tls(error);
    }
    let kind = match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => FaultKind::TimedOut,
        ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            FaultKind::Refused
        }
        ErrorKind::NotFound | ErrorKind::NotADirectory => FaultKind::NotFound,
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory | ErrorKind::InvalidInput => {
            FaultKind::Unsupported
        }
        _ => FaultKind::Torn,
    };
    Fault::new(kind, error.to_string())
}

fn of_tls(error: &rustls::Error) -> Fault {
    let kind = match error {
        rustls::Error::InvalidCertificate(_) => FaultKind::Untrusted,
        _ => FaultKind::Torn,
    };
    Fault::new(kind, error.to_string())
}

//! Fetches the credentials that the document needs: the keys of a role, or an OAuth 2 token.
//!
//! They are fetched first, then the document is fetched with them.

use super::{aws, source};
use crate::Diagnostic;
use crate::config::{Auth, DocumentSource};
use crate::diagnostic::code::server as code;
use crate::workflow::io::oauth;
use crate::workflow::io::queue::{Job, JobId};
use crate::workflow::loaded_text::LoadedText;
use crate::workflow::session::{DocumentCredentials, Session};
use crate::workflow::{LoadLimits, LoadSource};

/// A token or keys are a few lines of text.
pub(crate) const LIMITS: LoadLimits = LoadLimits { bytes: 64 << 10, timeout_ms: 30_000 };

/// What is being fetched.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fetch {
    Credentials(JobId),
    Document(JobId),
}

/// Fetches the document, or the credentials that it needs first.
pub(crate) fn fetch(session: &mut Session) -> Result<Fetch, Diagnostic> {
    if let Some(job) = needed(session) {
        return job.map(Fetch::Credentials);
    }
    let job = Job::Load(source::document(session)?, source::limits(session));
    Ok(Fetch::Document(session.queue.submit(job)))
}

/// Fetches the credentials, if the document needs some that were not fetched yet.
pub(crate) fn needed(session: &mut Session) -> Option<Result<JobId, Diagnostic>> {
    if session.document.credentials.is_some() {
        return None;
    }
    let source = source_of(session)?;
    Some(source.map(|source| session.queue.submit(Job::Load(source, LIMITS))))
}

/// Where the credentials come from, if the document needs some that are fetched.
fn source_of(session: &Session) -> Option<Result<LoadSource, Diagnostic>> {
    match (session.config.source(), &session.config.document_auth) {
        (DocumentSource::S3(object), _) => {
            let role = object.role.as_ref()?;
            Some(
                source::keys(session, object)
                    .and_then(|keys| aws::assume(object, role, keys, session.now).map_err(source::unsigned)),
            )
        }
        (
            DocumentSource::Url(url),
            Some(Auth::ClientCredentials { token_url, client_id, client_secret, scopes }),
        ) if source::has_own_origin(session, url) => {
            let source = oauth::token(token_url, client_id, client_secret, scopes);
            Some(source.map_err(|reason| {
                Diagnostic::new(&code::SPEC_CREDENTIALS, format!("`tokenUrl` cannot be fetched: {reason}"))
                    .help(NO_TOKEN.1)
            }))
        }
        _ => None,
    }
}

/// Takes the credentials of an answer with status 200.
pub(crate) fn take(session: &mut Session, text: &LoadedText) -> Result<(), Diagnostic> {
    let (credentials, missing) = match session.config.source() {
        DocumentSource::S3(_) => (aws::assumed(&text.bytes).map(DocumentCredentials::Keys), NO_KEYS),
        DocumentSource::Url(_) | DocumentSource::File(_) | DocumentSource::Service => {
            (oauth::taken(&text.bytes).map(DocumentCredentials::Bearer), NO_TOKEN)
        }
    };
    let (message, help) = missing;
    let credentials =
        credentials.ok_or_else(|| Diagnostic::new(&code::SPEC_CREDENTIALS, message).help(help))?;
    match &credentials {
        DocumentCredentials::Keys(keys) => session.scrubber.add(keys.secrets()),
        DocumentCredentials::Bearer(token) => session.scrubber.add(std::iter::once(token)),
    }
    session.document.credentials = Some(credentials);
    Ok(())
}

const NO_KEYS: (&str, &str) = (
    "the answer to AssumeRole has no keys",
    "check `awsCredentials.endPointURL`: the server at that address is not STS",
);
const NO_TOKEN: (&str, &str) = (
    "the answer of `tokenUrl` has no token",
    "check `x-metarest.auth.oauth2.tokenUrl`: an OAuth 2 server answers with `access_token`",
);

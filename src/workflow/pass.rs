//! What the document's own address asks for before it gives the document: a role's keys, a token.
//!
//! Some addresses want something that has to be fetched first; then the document is asked for with that.

use super::context::Context;
use super::exchange::{Ticket, Work};
use super::load::limits;
use super::{Body, LoadLimits, LoadSource, aws, oauth, source};
use crate::config::{Auth, AwsCredentials, DocumentSource, S3Object};
use crate::diagnostic::code::server as code;
use crate::{Diagnostic, Secret};

/// A token, or keys, are some lines of text.
pub(super) const LIMITS: LoadLimits = LoadLimits { bytes: 64 << 10, timeout_ms: 30_000 };

/// What was fetched before the document.
#[derive(Debug, Clone)]
pub(super) enum Pass {
    /// Keys of a role.
    Keys(AwsCredentials),
    /// A token for a client.
    Bearer(Secret),
}

/// What is being fetched.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    Pass(Ticket),
    Document(Ticket),
}

/// Asks for the document, or for what it has to be asked for with.
pub(super) fn next(cx: &mut Context) -> Result<Next, Diagnostic> {
    let (work, wrap): (_, fn(Ticket) -> Next) = match wanted(cx) {
        Some(source) if cx.pass.is_none() => (Work::Load(source?, LIMITS), Next::Pass),
        _ => (Work::Load(source::document(cx)?, limits(cx)), Next::Document),
    };
    Ok(wrap(cx.exchange.submit(work)))
}

/// Where the pass is, if the document wants one.
fn wanted(cx: &Context) -> Option<Result<LoadSource, Diagnostic>> {
    match (cx.config.source(), &cx.config.document_auth) {
        (DocumentSource::S3(object), _) => {
            let role = object.role.as_ref()?;
            Some(keys(cx, object).and_then(|keys| aws::assume(object, role, keys, cx.now).map_err(unsigned)))
        }
        (
            DocumentSource::Url(url),
            Some(Auth::ClientCredentials { token_url, client_id, client_secret, scopes }),
        ) if source::is_home(cx, url) => Some(Ok(oauth::token(token_url, client_id, client_secret, scopes))),
        _ => None,
    }
}

/// Takes the pass, whose answer came with 200.
pub(super) fn taken(cx: &mut Context, body: &Body) -> Result<(), Diagnostic> {
    let (pass, none) = match cx.config.source() {
        DocumentSource::S3(_) => (aws::assumed(&body.bytes).map(Pass::Keys), NO_KEYS),
        DocumentSource::Url(_) | DocumentSource::File(_) | DocumentSource::Service => {
            (oauth::taken(&body.bytes).map(Pass::Bearer), NO_TOKEN)
        }
    };
    let (message, help) = none;
    let pass = pass.ok_or_else(|| Diagnostic::new(&code::SPEC_PASS, message).help(help))?;
    match &pass {
        Pass::Keys(keys) => cx.scrubber.add(keys.secrets()),
        Pass::Bearer(token) => cx.scrubber.add(std::iter::once(token)),
    }
    cx.pass = Some(pass);
    Ok(())
}

const NO_KEYS: (&str, &str) = (
    "the answer to AssumeRole holds no keys",
    "check `awsCredentials.endPointURL`: what answers there is not STS",
);
const NO_TOKEN: (&str, &str) = (
    "the answer of `tokenUrl` holds no token",
    "check `x-metarest.auth.oauth2.tokenUrl`: it must answer as OAuth 2 has it, with `access_token`",
);

/// The keys to ask with: a role's, once they are there.
pub(super) fn keys<'c>(cx: &'c Context, object: &'c S3Object) -> Result<&'c AwsCredentials, Diagnostic> {
    let known = match &cx.pass {
        Some(Pass::Keys(keys)) => Some(keys),
        Some(Pass::Bearer(_)) | None => object.credentials.as_ref(),
    };
    let none = || {
        let help = "write `awsAccessKeyId` and `awsSecretAccessKey` in `awsCredentials`";
        Diagnostic::new(&code::SPEC_PASS, "there are no keys for S3").help(help)
    };
    known.ok_or_else(none)
}

/// A request that could not be signed.
pub(super) fn unsigned(reason: String) -> Diagnostic {
    let message = format!("the request to S3 cannot be signed: {reason}");
    Diagnostic::new(&code::SPEC_PASS, message)
        .help("check `awsCredentials`: keys and tokens are visible ASCII")
}

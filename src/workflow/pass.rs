//! What the document's own address asks for before it gives the document: a role's keys.
//!
//! Some addresses want something that has to be fetched first; then the document is asked for with that.

use super::context::Context;
use super::exchange::{Ticket, Work};
use super::load::limits;
use super::{Body, LoadSource, aws, source};
use crate::Diagnostic;
use crate::config::{AwsCredentials, DocumentSource};
use crate::diagnostic::code::server as code;

/// What was fetched before the document.
#[derive(Debug, Clone)]
pub(super) enum Pass {
    /// Keys of a role.
    Keys(AwsCredentials),
}

/// What is being fetched.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    Pass(Ticket),
    Document(Ticket),
}

/// Asks for the document, or for what it has to be asked for with.
pub(super) fn next(cx: &mut Context) -> Result<Next, Diagnostic> {
    let (source, wrap): (_, fn(Ticket) -> Next) = match wanted(cx) {
        Some(source) if cx.pass.is_none() => (source?, Next::Pass),
        _ => (source::document(cx)?, Next::Document),
    };
    let work = Work::Load(source, limits(cx));
    Ok(wrap(cx.exchange.submit(work)))
}

/// Where the pass is, if the document wants one.
fn wanted(cx: &Context) -> Option<Result<LoadSource, Diagnostic>> {
    let DocumentSource::S3(object) = cx.config.source() else { return None };
    Some(aws::assume(object, object.role.as_ref()?, cx.now).map_err(unsigned))
}

/// Takes the pass, whose answer came with 200.
pub(super) fn taken(cx: &mut Context, body: &Body) -> Result<(), Diagnostic> {
    let Some(keys) = aws::assumed(&body.bytes) else {
        return Err(Diagnostic::new(&code::SPEC_PASS, "the answer to AssumeRole holds no keys")
            .help("check `awsCredentials.endPointURL`: what answers there is not STS"));
    };
    cx.scrubber.add(keys.secrets());
    cx.pass = Some(Pass::Keys(keys));
    Ok(())
}

/// A request that could not be signed.
pub(super) fn unsigned(reason: String) -> Diagnostic {
    let message = format!("the request to S3 cannot be signed: {reason}");
    Diagnostic::new(&code::SPEC_PASS, message)
        .help("check `awsCredentials`: keys and tokens are visible ASCII")
}

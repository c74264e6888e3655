//! Secrets of the Kubernetes cluster that the run is in.
//!
//! Kubernetes API v1, read the specified Secret: `GET /api/v1/namespaces/{namespace}/secrets/{name}` with the token of the
//! pod's service account, trusting the cluster's authority; both are files (Accessing the Kubernetes API from a Pod).
//! OpenMetadata keeps a value under the key `value`; values are in Base64.

use serde_json::Value;

use super::answer::{Refusal, base64_text, member, reason};
use super::request::{below, with_token};
use crate::Secret;
use crate::config::{Tls, Verify};
use crate::json;
use crate::workflow::LoadSource;

/// The key of a secret that OpenMetadata reads.
const KEY: &str = "value";

/// The file of the token.
pub(super) const TOKEN: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// The file of the authority.
const AUTHORITY: &str = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt";

/// How the API server is verified.
pub(super) fn tls() -> Tls {
    Tls { verify: Verify::Authority(Secret::new(AUTHORITY)), client: None }
}

/// The token in its file.
pub(super) fn token(file: &[u8]) -> Result<Secret, String> {
    match std::str::from_utf8(file).map(str::trim) {
        Ok(text) if !text.is_empty() => Ok(Secret::new(text)),
        _ => Err(format!("{TOKEN} contains no token")),
    }
}

/// The request for a secret.
pub(super) fn request(
    address: &str,
    namespace: &str,
    id: &str,
    token: &Secret,
) -> Result<LoadSource, String> {
    let base = format!("https://{address}/api/v1/namespaces");
    let url = below(&base, [namespace, "secrets", id].into_iter())?;
    Ok(with_token(url, token))
}

/// The secret in an answer.
pub(super) fn value(answer: &Value) -> Option<String> {
    base64_text(answer.pointer("/data")?.get(KEY)?.as_str()?)
}

/// The keys of a secret that has no `value`, for a message.
pub(super) fn other_keys(answer: &Value) -> Option<String> {
    let data = answer.pointer("/data")?.as_object()?;
    let names: Vec<_> = data.keys().take(5).map(|name| format!("`{name}`")).collect();
    (!data.contains_key(KEY)).then(|| match names.as_slice() {
        [] => format!("has no key `{KEY}`"),
        names => format!("has no key `{KEY}`, but {}", names.join(", ")),
    })
}

/// Why there is none.
pub(super) fn refusal(status: u16, body: &[u8]) -> (Refusal, Option<String>) {
    let answer: Value = json::read(body).unwrap_or_default();
    (Refusal::of_status(status), reason(member(&answer, "/reason"), member(&answer, "/message")))
}

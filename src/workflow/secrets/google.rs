//! Google Secret Manager.
//!
//! Secret Manager API v1, projects.secrets.versions.access: `GET …/secrets/{name}/versions/latest:access` with a bearer
//! token; the value is in Base64. The token comes from the metadata server of a machine, or for the credentials in the file
//! of `GOOGLE_APPLICATION_CREDENTIALS` from Google's OAuth 2 server.

use serde_json::Value;
use url::form_urlencoded;

use super::answer::{Refusal, base64_text, member, reason};
use super::login::Login;
use super::request::{below, with_token};
use super::service_account::{self, Key};
use crate::Secret;
use crate::config::GoogleIdentity;
use crate::json;
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::oauth::post_form;
use crate::workflow::io::redirect::http_url;

const API: &str = "https://secretmanager.googleapis.com/v1/projects";

/// Google's OAuth 2 server.
const TOKENS: &str = "https://oauth2.googleapis.com/token";

/// The first step to a token.
pub(super) fn login(identity: &GoogleIdentity) -> Result<Login, String> {
    match identity {
        GoogleIdentity::File(path) => Ok(Login::file(path)),
        GoogleIdentity::Metadata(host) => {
            let path = "computeMetadata/v1/instance/service-accounts/default/token";
            let url = http_url(&format!("http://{host}/{path}"))?;
            let headers = vec![("Metadata-Flavor".to_owned(), HeaderValue::Plain("Google".to_owned()))];
            Ok(Login::token(LoadSource::Url { url, headers, query: None, body: None }))
        }
    }
}

/// The request for a token by the credentials in a file.
pub(super) fn by_file(file: &[u8], now: u64) -> Result<Login, String> {
    let credentials: Value =
        json::read(file).ok_or("the file of GOOGLE_APPLICATION_CREDENTIALS is not JSON")?;
    let text = |name: &str| {
        member(&credentials, &format!("/{name}"))
            .ok_or_else(|| format!("the file of GOOGLE_APPLICATION_CREDENTIALS has no `{name}`"))
    };
    match text("type")?.as_str() {
        "authorized_user" => {
            by_refresh_token(&text("client_id")?, &text("client_secret")?, &text("refresh_token")?)
        }
        "service_account" => {
            let uri = member(&credentials, "/token_uri").unwrap_or_else(|| TOKENS.to_owned());
            let id = member(&credentials, "/private_key_id").unwrap_or_default();
            let key = Key { email: text("client_email")?, id, pem: text("private_key")? };
            service_account::login(&key, &uri, now)
        }
        other => {
            let plain = other.len() <= 40 && other.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let of_type = if plain { format!("of type `{other}`") } else { "of another type".to_owned() };
            Err(format!(
                "the file of GOOGLE_APPLICATION_CREDENTIALS has credentials {of_type}, which are not supported"
            ))
        }
    }
}

/// The request for a token of a user (OAuth 2, RFC 6749, 6).
fn by_refresh_token(client: &str, secret: &str, refresh: &str) -> Result<Login, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", refresh);
    form.append_pair("client_id", client).append_pair("client_secret", secret);
    let source = post_form(http_url(TOKENS)?, Vec::new(), form.finish());
    Ok(Login::Ask { source, is_file: false, secrets: vec![Secret::new(secret), Secret::new(refresh)] })
}

/// The request for the latest version of a secret.
pub(super) fn request(project: &str, id: &str, token: &Secret) -> Result<LoadSource, String> {
    let url = below(API, [project, "secrets", id, "versions", "latest:access"].into_iter())?;
    Ok(with_token(url, token))
}

/// The secret in an answer.
pub(super) fn value(answer: &Value) -> Option<String> {
    base64_text(answer.pointer("/payload/data")?.as_str()?)
}

/// Why there is none.
pub(super) fn refusal(status: u16, body: &[u8]) -> (Refusal, Option<String>) {
    let answer: Value = json::read(body).unwrap_or_default();
    let kind = member(&answer, "/error/status");
    let refusal = match kind.as_deref() {
        // A version that is disabled or destroyed.
        Some("FAILED_PRECONDITION") => Refusal::Disabled,
        Some("INVALID_ARGUMENT") => Refusal::Missing,
        _ => Refusal::of_status(status),
    };
    (refusal, reason(kind, member(&answer, "/error/message")))
}

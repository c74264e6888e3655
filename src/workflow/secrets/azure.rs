//! Azure Key Vault.
//!
//! Key Vault REST API 7.4, Get Secret: `GET {vault}/secrets/{name}/{version}?api-version=7.4` with a bearer token. The token
//! comes from Microsoft's identity platform (client credentials by a secret, or by the assertion of a workload identity), from
//! the metadata service of a virtual machine (IMDS), or from that of App Service.

use serde_json::Value;
use url::form_urlencoded;

use super::answer::{Refusal, member, reason};
use super::login::Login;
use super::request::{below, with_token};
use crate::Secret;
use crate::config::AzureIdentity;
use crate::json;
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::oauth::post_form;
use crate::workflow::io::redirect::http_url;

const VERSION: &str = "7.4";

/// The domain of the vaults in the cloud of an authority.
fn domain(authority: &str) -> &'static str {
    match authority.rsplit('/').next().unwrap_or_default() {
        "login.chinacloudapi.cn" | "login.partner.microsoftonline.cn" => "vault.azure.cn",
        "login.microsoftonline.us" => "vault.usgovcloudapi.net",
        _ => "vault.azure.net",
    }
}

/// The first request for a token.
pub(super) fn login(authority: &str, identity: &AzureIdentity) -> Result<Login, String> {
    let resource = format!("https://{}", domain(authority));
    let managed = |url: &str, header: (&str, HeaderValue), version: &str, client: Option<&String>| {
        let mut url = http_url(url)?;
        url.query_pairs_mut().append_pair("api-version", version).append_pair("resource", &resource);
        if let Some(client) = client {
            url.query_pairs_mut().append_pair("client_id", client);
        }
        let headers = vec![(header.0.to_owned(), header.1)];
        Ok(Login::token(LoadSource::Url { url, headers, query: None, body: None }))
    };
    match identity {
        AzureIdentity::ClientSecret { tenant, client, secret } => {
            let source = token(authority, tenant, client, &[("client_secret", secret.expose())])?;
            Ok(Login::token(source))
        }
        AzureIdentity::Workload { file, .. } => Ok(Login::file(file)),
        AzureIdentity::Managed { host, client } => {
            let header = ("Metadata", HeaderValue::Plain("true".to_owned()));
            managed(&format!("{host}/metadata/identity/oauth2/token"), header, "2018-02-01", client.as_ref())
        }
        AzureIdentity::AppService { endpoint, header, client } => {
            let header = ("X-IDENTITY-HEADER", HeaderValue::Secret(header.clone()));
            managed(endpoint, header, "2019-08-01", client.as_ref())
        }
    }
}

/// The request for a token by the assertion in a workload identity's file.
pub(super) fn by_assertion(authority: &str, identity: &AzureIdentity, file: &[u8]) -> Result<Login, String> {
    const JWT: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let AzureIdentity::Workload { tenant, client, .. } = identity else {
        return Err("it has no file".to_owned());
    };
    let assertion = std::str::from_utf8(file).map_err(|_| "the file of the token is not text")?.trim();
    let more = [("client_assertion_type", JWT), ("client_assertion", assertion)];
    let source = token(authority, tenant, client, &more)?;
    Ok(Login::Ask { source, is_file: false, secrets: vec![Secret::new(assertion)] })
}

/// The request for a token (Microsoft identity platform, client credentials flow).
fn token(authority: &str, tenant: &str, client: &str, more: &[(&str, &str)]) -> Result<LoadSource, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials").append_pair("client_id", client);
    form.append_pair("scope", &format!("https://{}/.default", domain(authority))).extend_pairs(more);
    let url = http_url(&format!("{authority}/{tenant}/oauth2/v2.0/token"))?;
    Ok(post_form(url, Vec::new(), form.finish()))
}

/// The request for a secret: `NAME`, or `NAME/VERSION`.
pub(super) fn request(vault: &str, authority: &str, id: &str, token: &Secret) -> Result<LoadSource, String> {
    let base = format!("https://{vault}.{}", domain(authority));
    let (name, version) = id.split_once('/').unwrap_or((id, ""));
    let mut url = below(&base, ["secrets", name].into_iter().chain(Some(version).filter(|v| !v.is_empty())))?;
    url.query_pairs_mut().append_pair("api-version", VERSION);
    Ok(with_token(url, token))
}

/// The secret in an answer.
pub(super) fn value(answer: &Value) -> Option<String> {
    member(answer, "/value")
}

/// Why there is none. A disabled secret is answered like one that may not be read: the inner error tells them apart.
pub(super) fn refusal(status: u16, body: &[u8]) -> (Refusal, Option<String>) {
    let answer: Value = json::read(body).unwrap_or_default();
    let inner = member(&answer, "/error/innererror/code");
    let refusal = match inner.as_deref() {
        Some("SecretDisabled" | "SecretNotYetValid" | "SecretExpired") => Refusal::Disabled,
        _ => Refusal::of_status(status),
    };
    let code = inner.or_else(|| member(&answer, "/error/code"));
    (refusal, reason(code, member(&answer, "/error/message")))
}

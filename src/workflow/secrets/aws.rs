//! AWS Secrets Manager and Parameter Store.
//!
//! Secrets Manager API Reference, GetSecretValue; Systems Manager API Reference, GetParameter: a POST of JSON
//! (`application/x-amz-json-1.1`) whose action is in `X-Amz-Target`, signed. An error is JSON with `__type` and `message`.

use aws_sigv4::http_request::SigningSettings;
use serde_json::{Value, json};

use super::answer::{Refusal, base64_text, member, reason};
use crate::Secret;
use crate::config::{AwsCredentials, AwsService};
use crate::json;
use crate::openmetadata::HeaderValue;
use crate::workflow::LoadSource;
use crate::workflow::io::aws::{self, Signed};
use crate::workflow::io::redirect::http_url;

const JSON: &str = "application/x-amz-json-1.1";

/// A service in a region.
pub(super) struct Store<'m> {
    pub(super) service: AwsService,
    pub(super) region: &'m str,
    pub(super) endpoint: Option<&'m str>,
    pub(super) keys: &'m AwsCredentials,
}

impl Store<'_> {
    /// The request for a secret.
    pub(super) fn request(&self, id: &str, now: u64) -> Result<LoadSource, String> {
        let (service, target, body) = match self.service {
            AwsService::SecretsManager => {
                ("secretsmanager", "secretsmanager.GetSecretValue", json!({"SecretId": id}))
            }
            AwsService::ParameterStore => {
                ("ssm", "AmazonSSM.GetParameter", json!({"Name": id, "WithDecryption": true}))
            }
        };
        let url = self.endpoint.map_or_else(|| self.service.url(self.region), str::to_owned);
        let (url, body) = (http_url(&url)?, body.to_string());
        let own = [("content-type", JSON), ("x-amz-target", target)];
        let Self { region, keys, .. } = *self;
        let signed = Signed { method: "POST", url: url.as_str(), service, region, keys, now };
        let mut headers = signed.headers(SigningSettings::default(), &own, body.as_bytes())?;
        headers.extend(own.map(|(name, value)| (name.to_owned(), HeaderValue::Plain(value.to_owned()))));
        Ok(LoadSource::Url { url, headers, query: None, body: Some(Secret::new(body)) })
    }

    /// The secret in an answer.
    pub(super) fn value(&self, answer: &Value) -> Option<String> {
        let text = |path: &str| answer.pointer(path)?.as_str();
        match self.service {
            AwsService::SecretsManager => {
                text("/SecretString").map(str::to_owned).or_else(|| base64_text(text("/SecretBinary")?))
            }
            AwsService::ParameterStore => text("/Parameter/Value").map(str::to_owned),
        }
    }
}

/// The type of an error and its message, in JSON, or in XML as servers other than Amazon's write it.
fn error(body: &[u8]) -> (String, Option<String>) {
    let Some(answer) = json::read::<Value>(body) else {
        return aws::error(body).unwrap_or_default();
    };
    let message = member(&answer, "/message").or_else(|| member(&answer, "/Message"));
    (member(&answer, "/__type").unwrap_or_default(), message)
}

/// Why there is none. A refusal of any kind has status 400: its type says which.
pub(super) fn refusal(status: u16, body: &[u8]) -> (Refusal, Option<String>) {
    let (kind, message) = error(body);
    let kind = kind.rsplit('#').next().unwrap_or_default();
    let refusal = match kind {
        _ if kind.contains("Throttl")
            || kind == "TooManyRequestsException"
            || kind == "RequestLimitExceeded" =>
        {
            Refusal::Busy
        }
        "AccessDeniedException" | "AccessDenied" | "DecryptionFailure" | "InvalidKeyId" => Refusal::Denied,
        "ResourceNotFoundException" | "ParameterNotFound" | "ParameterVersionNotFound" => Refusal::Missing,
        // Its only reason for GetSecretValue: the secret is marked for deletion.
        "InvalidRequestException" => Refusal::Disabled,
        "InvalidParameterException" | "ValidationException" => Refusal::Missing,
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "ExpiredTokenException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "NotAuthorized"
        | "OptInRequired" => Refusal::Credentials,
        _ => Refusal::of_status(status),
    };
    let kind = (!kind.is_empty()).then(|| kind.to_owned());
    (refusal, reason(kind, message))
}

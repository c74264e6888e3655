//! Requests to S3 and STS, signed (`io::aws`), and their answers.
//!
//! In: an object, keys, the time. Out: what to load, with signed headers.

use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SigningSettings, UriPathNormalizationMode,
};
use url::form_urlencoded;

use crate::Secret;
use crate::config::{AwsCredentials, AwsRole, S3Object};
use crate::workflow::LoadSource;
use crate::workflow::io::aws::{self, Signed, element};
use crate::workflow::io::oauth::post_form;
use crate::workflow::io::redirect::http_url;

/// The version of STS's interface.
const STS_VERSION: &str = "2011-06-15";

/// The request for an object.
pub(crate) fn object(
    object: &S3Object,
    url: &str,
    keys: &AwsCredentials,
    now: u64,
) -> Result<LoadSource, String> {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    let signed = Signed { method: "GET", url, service: "s3", region: &object.region, keys, now };
    Ok(LoadSource::Url {
        url: http_url(url)?,
        headers: signed.headers(settings, &[], b"")?,
        query: None,
        body: None,
    })
}

/// The request for the keys of a role.
pub(crate) fn assume(
    object: &S3Object,
    role: &AwsRole,
    keys: &AwsCredentials,
    now: u64,
) -> Result<LoadSource, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("Action", "AssumeRole").append_pair("Version", STS_VERSION);
    form.append_pair("RoleArn", &role.arn).append_pair("RoleSessionName", &role.session_name);
    if let Some(identity) = &role.source_identity {
        form.append_pair("SourceIdentity", identity);
    }
    let (form, url) = (form.finish(), object.sts_url());
    let signed = Signed { method: "POST", url: &url, service: "sts", region: &object.region, keys, now };
    let headers = signed.headers(SigningSettings::default(), &[], form.as_bytes())?;
    Ok(post_form(http_url(&url)?, headers, form))
}

/// The keys in an answer of STS.
pub(crate) fn assumed(body: &[u8]) -> Option<AwsCredentials> {
    let text = |name| element(body, name).map(Secret::new);
    Some(AwsCredentials {
        key_id: text("AccessKeyId")?,
        secret: text("SecretAccessKey")?,
        session: Some(text("SessionToken")?),
    })
}

/// The error of S3 or STS: `AccessDenied: …`.
pub(crate) fn refusal(body: &[u8]) -> Option<String> {
    let (code, message) = aws::error(body)?;
    Some(message.map_or(code.clone(), |message| format!("{code}: {message}")))
}

/// Whether such an error says that there are too many requests, which STS does with status 400.
pub(crate) fn is_throttled(reason: &str) -> bool {
    let code = reason.split(':').next().unwrap_or_default();
    code.contains("Throttl") || ["RequestLimitExceeded", "TooManyRequests", "SlowDown"].contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whatever_their_namespace() {
        let answer = br#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>a</AccessKeyId><SecretAccessKey>b</SecretAccessKey><SessionToken> c </SessionToken>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>"#;
        let keys = assumed(answer).unwrap();
        assert_eq!(keys.secrets().map(Secret::expose).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(assumed(b"<a/>"), None);
        assert_eq!(assumed(b"{}"), None);
        let refused = b"<Error><Code>NoSuchKey</Code><Message>It is not there.</Message></Error>";
        assert_eq!(refusal(refused).as_deref(), Some("NoSuchKey: It is not there."));
        assert_eq!(refusal(b"<Error><Code>X</Code></Error>").as_deref(), Some("X"));
        assert_eq!(refusal(b"no"), None);
        assert!(is_throttled("Throttling: Rate exceeded") && is_throttled("SlowDown"));
        assert!(!is_throttled("AccessDenied: not Throttling"));
    }
}
